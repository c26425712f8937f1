//! A numeric array as other programs store it: a shape, an element type and bytes.

use egret_config::Problem;
use half::f16;

/// Largest array that is read, in bytes; also the largest that a compressed file may unpack to.
pub const LARGEST_ARRAY: u64 = 1 << 30;

/// Type of the elements of an [`Array`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Element {
    /// One byte, 0 or not 0.
    Bool,
    /// Unsigned, of so many bytes.
    Unsigned(u8),
    /// Signed, of so many bytes.
    Signed(u8),
    /// Floating point, of so many bytes: 2, 4 or 8.
    Float(u8),
}

impl Element {
    /// Bytes of an element.
    pub fn bytes(self) -> usize {
        match self {
            Self::Bool => 1,
            Self::Unsigned(bytes) | Self::Signed(bytes) | Self::Float(bytes) => usize::from(bytes),
        }
    }

    /// What messages call it: `bool`, `uint16`, `float32`.
    pub fn name(self) -> String {
        match self {
            Self::Bool => "bool".to_owned(),
            Self::Unsigned(bytes) => format!("uint{}", u32::from(bytes) * 8),
            Self::Signed(bytes) => format!("int{}", u32::from(bytes) * 8),
            Self::Float(bytes) => format!("float{}", u32::from(bytes) * 8),
        }
    }
}

/// A checked array: as many bytes as its shape and element type ask for, little-endian, last index fastest.
#[derive(Clone, Debug, PartialEq)]
pub struct Array {
    shape: Vec<usize>,
    element: Element,
    bytes: Vec<u8>,
}

impl Array {
    /// An array from its parts; in words what keeps them from being one.
    pub fn new(shape: Vec<usize>, element: Element, bytes: Vec<u8>) -> Result<Self, String> {
        let needed = stored_bytes(&shape, element)?;
        if bytes.len() as u64 != needed {
            let shown = shown(&shape);
            return Err(format!(
                "{} {shown} needs {needed} bytes, but {} are there",
                element.name(),
                bytes.len()
            ));
        }
        Ok(Self { shape, element, bytes })
    }

    /// An array of 32-bit floating-point numbers.
    ///
    /// # Panics
    /// If there are not as many values as the shape asks for.
    pub fn of_f32(shape: Vec<usize>, values: &[f32]) -> Self {
        let bytes = values.iter().flat_map(|value| value.to_le_bytes()).collect();
        Self::new(shape, Element::Float(4), bytes).expect("as many values as the shape asks for")
    }

    /// Lengths along each axis; empty for a single number.
    pub fn shape(&self) -> &[usize] {
        &self.shape
    }

    /// Type of the elements as stored.
    pub fn element(&self) -> Element {
        self.element
    }

    /// Number of elements.
    pub fn len(&self) -> usize {
        self.bytes.len() / self.element.bytes()
    }

    /// Whether there is no element.
    pub fn is_empty(&self) -> bool {
        self.bytes.is_empty()
    }

    /// The elements as floating-point numbers, in order; integers beyond 2^53 are rounded.
    pub fn floats(&self) -> impl ExactSizeIterator<Item = f64> + '_ {
        let element = self.element;
        self.bytes.chunks_exact(element.bytes()).map(move |bytes| match element {
            Element::Bool => f64::from(u8::from(bytes[0] != 0)),
            Element::Unsigned(_) => unsigned(bytes) as f64,
            Element::Signed(_) => signed(bytes) as f64,
            Element::Float(2) => f16::from_bits(unsigned(bytes) as u16).to_f64(),
            Element::Float(4) => f64::from(f32::from_bits(unsigned(bytes) as u32)),
            Element::Float(_) => f64::from_bits(unsigned(bytes)),
        })
    }

    /// The elements as whole numbers from 0; a problem at `name` says which one is none.
    pub fn wholes(&self, name: &str) -> Result<Vec<u64>, Problem> {
        let refused = |at: usize, value: String| {
            Problem::new(name, format!("element {at} is {value}, and whole numbers from 0 are needed"))
        };
        let chunks = self.bytes.chunks_exact(self.element.bytes());
        match self.element {
            Element::Bool => Ok(chunks.map(|bytes| u64::from(bytes[0] != 0)).collect()),
            Element::Unsigned(_) => Ok(chunks.map(unsigned).collect()),
            Element::Signed(_) => chunks
                .enumerate()
                .map(|(at, bytes)| {
                    let value = signed(bytes);
                    u64::try_from(value).map_err(|_| refused(at, value.to_string()))
                })
                .collect(),
            Element::Float(_) => Err(Problem::new(
                name,
                format!("it is {}, and whole numbers are needed", self.element.name()),
            )
            .hint("convert it with `.astype('int64')`")),
        }
    }

    /// The elements as finite 32-bit numbers; a problem at `name` says which one is not.
    pub fn finite_f32(&self, name: &str) -> Result<Vec<f32>, Problem> {
        let convert = |(at, value): (usize, f64)| {
            let value = value as f32;
            if value.is_finite() {
                return Ok(value);
            }
            let index = shown(&index_of(at, &self.shape));
            Err(Problem::new(name, format!("element {index} is {value}")).hint(
                "weights and parameters must be finite 32-bit numbers; was the network trained to the end?",
            ))
        };
        self.floats().enumerate().map(convert).collect()
    }

    /// Whether each element is on: bool, or the numbers 0 and 1; a problem at `name` says which element is neither.
    pub fn switches(&self, name: &str) -> Result<Vec<bool>, Problem> {
        let convert = |(at, value): (usize, f64)| match value {
            0.0 => Ok(false),
            1.0 => Ok(true),
            other => {
                let index = shown(&index_of(at, &self.shape));
                Err(Problem::new(
                    name,
                    format!("element {index} is {other}, and only 0 and 1 are understood"),
                )
                .hint("save `array != 0`"))
            }
        };
        self.floats().enumerate().map(convert).collect()
    }
}

/// Bytes that an array takes; in words why it is refused, before anything is allocated for it.
pub(crate) fn stored_bytes(shape: &[usize], element: Element) -> Result<u64, String> {
    let count = shape.iter().try_fold(1u64, |count, length| count.checked_mul(*length as u64));
    let bytes = count.and_then(|count| count.checked_mul(element.bytes() as u64));
    match bytes {
        Some(bytes) if bytes <= LARGEST_ARRAY => Ok(bytes),
        Some(bytes) => Err(format!(
            "{} {} would take {bytes} bytes, and at most {LARGEST_ARRAY} are read",
            element.name(),
            shown(shape)
        )),
        None => Err(format!("its shape {} has more elements than can be counted", shown(shape))),
    }
}

/// A shape or an index as Python prints a list: `[2, 3]`.
pub(crate) fn shown(shape: &[usize]) -> String {
    format!("{shape:?}")
}

/// The index of an element counted in storage order.
fn index_of(mut at: usize, shape: &[usize]) -> Vec<usize> {
    let mut index = vec![0; shape.len()];
    for (axis, length) in shape.iter().enumerate().rev() {
        index[axis] = at % length;
        at /= length;
    }
    index
}

fn unsigned(bytes: &[u8]) -> u64 {
    bytes.iter().rev().fold(0, |value, byte| value << 8 | u64::from(*byte))
}

fn signed(bytes: &[u8]) -> i64 {
    let unused = 64 - 8 * bytes.len() as u32;
    (unsigned(bytes) << unused).cast_signed() >> unused
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn elements_of_every_type_are_read_as_numbers() {
        let floats = |element: Element, bytes: &[u8]| {
            let array = Array::new(vec![bytes.len() / element.bytes()], element, bytes.to_vec()).unwrap();
            array.floats().collect::<Vec<f64>>()
        };
        assert_eq!(floats(Element::Bool, &[0, 1, 7]), [0.0, 1.0, 1.0]);
        assert_eq!(floats(Element::Unsigned(2), &[1, 2]), [513.0]);
        assert_eq!(floats(Element::Signed(2), &[0xFE, 0xFF]), [-2.0]);
        assert_eq!(floats(Element::Signed(8), &[0xFF; 8]), [-1.0]);
        assert_eq!(
            floats(Element::Float(2), &[0x00, 0x3C, 0x00, 0xC0, 0x01, 0x00]),
            [1.0, -2.0, 2f64.powi(-24)]
        );
        assert_eq!(floats(Element::Float(4), &1.5f32.to_le_bytes()), [1.5]);
        assert_eq!(floats(Element::Float(8), &0.1f64.to_le_bytes()), [0.1]);
    }

    #[test]
    fn shapes_that_are_too_large_are_refused_in_words() {
        let refused = |shape: &[usize]| stored_bytes(shape, Element::Float(8)).unwrap_err();
        assert_eq!(
            refused(&[1 << 40]),
            "float64 [1099511627776] would take 8796093022208 bytes, and at most 1073741824 are read"
        );
        assert!(refused(&[1 << 40, 1 << 40]).contains("more elements than can be counted"));
        assert_eq!(stored_bytes(&[1 << 40, 0], Element::Bool), Ok(0));
        let short = Array::new(vec![2, 2], Element::Float(4), vec![0; 12]).unwrap_err();
        assert_eq!(short, "float32 [2, 2] needs 16 bytes, but 12 are there");
    }

    #[test]
    fn what_is_not_finite_whole_or_a_switch_is_named() {
        let array = Array::of_f32(vec![2, 2], &[0.0, 1.0, f32::NAN, 1.0]);
        let problem = array.finite_f32("weight").unwrap_err();
        assert_eq!((problem.path.as_str(), problem.what.as_str()), ("weight", "element [1, 0] is NaN"));
        assert!(array.switches("mask").unwrap_err().what.contains("element [1, 0] is NaN"));
        assert!(array.wholes("indices").unwrap_err().what.contains("float32"));
        let array = Array::new(vec![2], Element::Signed(1), vec![3, 0xFF]).unwrap();
        assert!(array.wholes("indptr").unwrap_err().what.contains("element 1 is -1"));
    }
}
