//! Protocol buffers on the wire: as much of it as traces need.
//!
//! <https://protobuf.dev/programming-guides/encoding/>

/// A message that is being written, field after field.
#[derive(Clone, Debug, Default)]
pub(super) struct Message(Vec<u8>);

const VARINT: u32 = 0;
const FIXED64: u32 = 1;
const BYTES: u32 = 2;

impl Message {
    /// Without any field, in the memory of the message before it.
    pub(super) fn clear(&mut self) {
        self.0.clear();
    }

    /// As it stands in a file.
    pub(super) fn bytes(&self) -> &[u8] {
        &self.0
    }

    /// A field of type `uint32`, `uint64`, `bool` or an enumeration.
    pub(super) fn uint(&mut self, field: u32, value: u64) -> &mut Self {
        self.varint(u64::from(field << 3 | VARINT));
        self.varint(value);
        self
    }

    /// A field of type `fixed64`.
    pub(super) fn fixed64(&mut self, field: u32, value: u64) -> &mut Self {
        self.varint(u64::from(field << 3 | FIXED64));
        self.0.extend_from_slice(&value.to_le_bytes());
        self
    }

    /// A field of type `double`.
    pub(super) fn double(&mut self, field: u32, value: f64) -> &mut Self {
        self.fixed64(field, value.to_bits())
    }

    /// A field of type `string`.
    pub(super) fn text(&mut self, field: u32, text: &str) -> &mut Self {
        self.block(field, text.as_bytes())
    }

    /// A field that is a message itself.
    pub(super) fn message(&mut self, field: u32, message: &Self) -> &mut Self {
        self.block(field, &message.0)
    }

    fn block(&mut self, field: u32, bytes: &[u8]) -> &mut Self {
        self.varint(u64::from(field << 3 | BYTES));
        self.varint(bytes.len() as u64);
        self.0.extend_from_slice(bytes);
        self
    }

    /// Seven bits a byte, low ones first; the highest bit says that there are more.
    fn varint(&mut self, mut value: u64) {
        while value >= 0x80 {
            self.0.push(value as u8 | 0x80);
            value >>= 7;
        }
        self.0.push(value as u8);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_are_as_the_encoding_guide_has_them() {
        let mut inner = Message::default();
        inner.uint(1, 150);
        assert_eq!(inner.bytes(), [0x08, 0x96, 0x01]);
        let mut outer = Message::default();
        outer.text(2, "testing").message(3, &inner);
        assert_eq!(
            outer.bytes(),
            [0x12, 0x07, 0x74, 0x65, 0x73, 0x74, 0x69, 0x6e, 0x67, 0x1a, 3, 8, 0x96, 1]
        );
        outer.clear();
        outer.double(1, 1.0).uint(47, u64::MAX);
        assert_eq!(outer.bytes()[..9], [0x09, 0, 0, 0, 0, 0, 0, 0xf0, 0x3f]);
        assert_eq!(outer.bytes()[9..], [0xf8, 2, 255, 255, 255, 255, 255, 255, 255, 255, 255, 1]);
    }
}
