//! The characters of a file, one after another, so that a large file never lies in memory as a whole.

use std::cell::RefCell;
use std::io::BufRead;
use std::rc::Rc;

/// Why the characters of a file ended early.
pub(super) type Trouble = Rc<RefCell<Option<String>>>;

/// The characters of what a reader gives; ends early at what is no text.
#[derive(Debug)]
pub(super) struct Characters<R> {
    reader: R,
    /// Bytes that are read and not yet given out.
    pending: Vec<u8>,
    /// The first of them that is not yet given out.
    at: usize,
    read: u64,
    trouble: Trouble,
}

/// What is read at once.
const PIECE: usize = 1 << 16;

impl<R: BufRead> Characters<R> {
    /// The characters of a reader, and where it will be said why they ended early.
    pub(super) fn new(reader: R) -> (Self, Trouble) {
        let trouble = Trouble::default();
        let characters = Self { reader, pending: Vec::new(), at: 0, read: 0, trouble: Rc::clone(&trouble) };
        (characters, trouble)
    }

    /// Reads more; `false` at the end.
    fn fill(&mut self) -> bool {
        self.pending.drain(..self.at);
        self.read += self.at as u64;
        self.at = 0;
        match self.reader.fill_buf() {
            Ok([]) => false,
            Ok(bytes) => {
                let taken = bytes.len().min(PIECE);
                self.pending.extend_from_slice(&bytes[..taken]);
                self.reader.consume(taken);
                true
            }
            Err(error) => {
                *self.trouble.borrow_mut() = Some(format!("it cannot be read: {error}"));
                false
            }
        }
    }
}

impl<R: BufRead> Iterator for Characters<R> {
    type Item = char;

    fn next(&mut self) -> Option<char> {
        loop {
            if let Some(&first) = self.pending.get(self.at) {
                if first.is_ascii() {
                    self.at += 1;
                    return Some(char::from(first));
                }
                let end = (self.at + 4).min(self.pending.len());
                let piece = &self.pending[self.at..end];
                let valid = match std::str::from_utf8(piece) {
                    Ok(text) => text,
                    Err(error) => std::str::from_utf8(&piece[..error.valid_up_to()]).unwrap_or_default(),
                };
                if let Some(character) = valid.chars().next() {
                    self.at += character.len_utf8();
                    return Some(character);
                }
                let whole = end - self.at == 4;
                if whole || !self.fill() {
                    let byte = self.read + self.at as u64;
                    self.trouble
                        .borrow_mut()
                        .get_or_insert_with(|| format!("it is no text: byte {byte} is not UTF-8"));
                    return None;
                }
                continue;
            }
            if !self.fill() {
                return None;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_passes_and_what_is_none_ends_it() {
        let text = "a\u{b5}\u{1f426}z";
        let (characters, trouble) = Characters::new(text.as_bytes());
        assert_eq!(characters.collect::<String>(), text);
        assert_eq!(*trouble.borrow(), None);
        let (characters, trouble) = Characters::new(&b"ab\xff\xffcd"[..]);
        assert_eq!(characters.collect::<String>(), "ab");
        assert_eq!(trouble.borrow().as_deref(), Some("it is no text: byte 2 is not UTF-8"));
    }
}
