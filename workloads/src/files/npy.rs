//! Arrays as `numpy.save` writes them.
//!
//! Read without a library: those there are multiply the shape of a header unchecked or allocate what it claims.

use egret_config::Problem;

use super::array::{Array, Element, stored_bytes};

/// Longest header that is read; numpy itself refuses longer ones.
const LONGEST_HEADER: usize = 10_000;

/// The array in the bytes of an `.npy` file.
pub fn read_npy(bytes: &[u8]) -> Result<Array, Problem> {
    let (header, data) = split(bytes)?;
    let Header { element, big_endian, by_columns, shape } = Header::read(header)?;
    let needed = stored_bytes(&shape, element).map_err(|what| Problem::new("", what))?;
    if data.len() as u64 != needed {
        let what = format!(
            "its header says {} of shape {shape:?}, which is {needed} bytes, but {} follow",
            element.name(),
            data.len()
        );
        return Err(Problem::new("", what).hint("was it written to the end?"));
    }
    let mut data = data.to_vec();
    if big_endian {
        data.chunks_exact_mut(element.bytes()).for_each(<[u8]>::reverse);
    }
    if by_columns {
        data = by_rows(&data, &shape, element.bytes());
    }
    Array::new(shape, element, data).map_err(|what| Problem::new("", what))
}

/// The text of the header and the bytes behind it.
fn split(bytes: &[u8]) -> Result<(&str, &[u8]), Problem> {
    let refused = |what: &str| Problem::new("", what);
    let rest = bytes.strip_prefix(b"\x93NUMPY").ok_or_else(|| {
        refused("it does not begin as `numpy.save` begins a file").hint("write it with `numpy.save`")
    })?;
    let short = || refused("it ends within its header").hint("was it written to the end?");
    let (version, rest) = rest.split_first_chunk::<2>().ok_or_else(short)?;
    let (length, rest) = match version[0] {
        1 => {
            let (length, rest) = rest.split_first_chunk::<2>().ok_or_else(short)?;
            (usize::from(u16::from_le_bytes(*length)), rest)
        }
        2 | 3 => {
            let (length, rest) = rest.split_first_chunk::<4>().ok_or_else(short)?;
            (u32::from_le_bytes(*length) as usize, rest)
        }
        other => return Err(refused(&format!("version {other} of the format is unknown"))),
    };
    if length > LONGEST_HEADER {
        return Err(refused(&format!("its header of {length} bytes is longer than {LONGEST_HEADER}")));
    }
    let (header, data) = rest.split_at_checked(length).ok_or_else(short)?;
    let header = std::str::from_utf8(header).map_err(|_| refused("its header is no text"))?;
    Ok((header, data))
}

/// What the header says: `{'descr': '<f4', 'fortran_order': False, 'shape': (3, 4), }`.
struct Header {
    element: Element,
    big_endian: bool,
    by_columns: bool,
    shape: Vec<usize>,
}

impl Header {
    fn read(text: &str) -> Result<Self, Problem> {
        let malformed = || Problem::new("", format!("its header is not understood: {}", text.trim()));
        let (mut kind, mut by_columns, mut shape) = (None, None, None);
        let mut rest = text.trim().strip_prefix('{').ok_or_else(malformed)?.trim_start();
        while let Some((key, after)) = quoted(rest) {
            let value = after.trim_start().strip_prefix(':').ok_or_else(malformed)?.trim_start();
            rest = match key {
                "descr" => {
                    let (descr, after) = quoted(value).ok_or_else(|| {
                        Problem::new("", "its elements are records of several fields")
                            .hint("save every field as an array of its own")
                    })?;
                    kind = Some(element(descr)?);
                    after
                }
                "fortran_order" => {
                    let after = value.strip_prefix("True").or_else(|| value.strip_prefix("False"));
                    by_columns = Some(value.starts_with('T'));
                    after.ok_or_else(malformed)?
                }
                "shape" => {
                    let inside = value.strip_prefix('(').ok_or_else(malformed)?;
                    let (inside, after) = inside.split_once(')').ok_or_else(malformed)?;
                    shape = Some(lengths(inside).ok_or_else(malformed)?);
                    after
                }
                _ => return Err(malformed()),
            };
            rest = rest.trim_start();
            rest = rest.strip_prefix(',').unwrap_or(rest).trim_start();
        }
        let (Some((element, big_endian)), Some(by_columns), Some(shape), "}") =
            (kind, by_columns, shape, rest)
        else {
            return Err(malformed());
        };
        Ok(Self { element, big_endian, by_columns, shape })
    }
}

/// A quoted word at the beginning, and what follows it.
fn quoted(text: &str) -> Option<(&str, &str)> {
    let quote = text.chars().next().filter(|quote| matches!(quote, '\'' | '"'))?;
    text[1..].split_once(quote)
}

fn lengths(inside: &str) -> Option<Vec<usize>> {
    let inside = inside.trim();
    let inside = inside.strip_suffix(',').unwrap_or(inside);
    if inside.is_empty() {
        return Some(Vec::new());
    }
    inside.split(',').map(|length| length.trim().parse().ok()).collect()
}

/// Element type, and whether its bytes come highest first, of `<f4`, `|b1`, `>i8`.
fn element(descr: &str) -> Result<(Element, bool), Problem> {
    let mut letters = descr.chars();
    let order = letters.next();
    let element = match (order, letters.as_str()) {
        (Some('|' | '<' | '>' | '='), "b1") => Some(Element::Bool),
        (Some('|' | '<' | '>' | '='), "u1") => Some(Element::Unsigned(1)),
        (Some('|' | '<' | '>' | '='), "i1") => Some(Element::Signed(1)),
        (Some('<' | '>'), "u2") => Some(Element::Unsigned(2)),
        (Some('<' | '>'), "u4") => Some(Element::Unsigned(4)),
        (Some('<' | '>'), "u8") => Some(Element::Unsigned(8)),
        (Some('<' | '>'), "i2") => Some(Element::Signed(2)),
        (Some('<' | '>'), "i4") => Some(Element::Signed(4)),
        (Some('<' | '>'), "i8") => Some(Element::Signed(8)),
        (Some('<' | '>'), "f2") => Some(Element::Float(2)),
        (Some('<' | '>'), "f4") => Some(Element::Float(4)),
        (Some('<' | '>'), "f8") => Some(Element::Float(8)),
        _ => None,
    };
    let Some(element) = element else {
        let pickled = if descr.ends_with('O') { "; pickled objects run code when read" } else { "" };
        return Err(Problem::new("", format!("elements of type `{descr}` are not read{pickled}")).hint(
            "bool, int8 to int64, uint8 to uint64 and float16 to float64 are: convert it with `.astype(...)`",
        ));
    };
    Ok((element, order == Some('>')))
}

/// The elements with the last index fastest, from the first index fastest.
fn by_rows(data: &[u8], shape: &[usize], size: usize) -> Vec<u8> {
    let mut strides = vec![size; shape.len()];
    for axis in 1..shape.len() {
        strides[axis] = strides[axis - 1] * shape[axis - 1];
    }
    let mut ordered = Vec::with_capacity(data.len());
    let mut index = vec![0; shape.len()];
    let mut from = 0;
    while ordered.len() < data.len() {
        ordered.extend_from_slice(&data[from..from + size]);
        for axis in (0..shape.len()).rev() {
            index[axis] += 1;
            from += strides[axis];
            if index[axis] < shape[axis] {
                break;
            }
            from -= strides[axis] * shape[axis];
            index[axis] = 0;
        }
    }
    ordered
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(header: &str, data: &[u8]) -> Vec<u8> {
        let mut bytes = b"\x93NUMPY\x01\x00".to_vec();
        bytes.extend((header.len() as u16).to_le_bytes());
        bytes.extend(header.as_bytes());
        bytes.extend(data);
        bytes
    }

    fn refused(header: &str, data: &[u8]) -> String {
        read_npy(&file(header, data)).unwrap_err().what
    }

    #[test]
    fn both_orders_of_axes_and_of_bytes_give_the_same_array() {
        let wanted: Vec<f64> = (0..24).map(f64::from).collect();
        for (letter, order) in [('<', false), ('<', true), ('>', false), ('>', true)] {
            let mut data = Vec::new();
            for at in 0..24u16 {
                // Of shape [2, 3, 4]: with the first index fastest, place `at` holds the element (a, b, c).
                let value = if order { at % 2 * 12 + at / 2 % 3 * 4 + at / 6 } else { at };
                data.extend(if letter == '>' { value.to_be_bytes() } else { value.to_le_bytes() });
            }
            let python = if order { "True" } else { "False" };
            let header =
                format!("{{'descr': '{letter}u2', 'fortran_order': {python}, 'shape': (2, 3, 4), }}   \n");
            let array = read_npy(&file(&header, &data)).unwrap();
            assert_eq!(array.shape(), [2, 3, 4]);
            assert_eq!(array.floats().collect::<Vec<f64>>(), wanted);
        }
    }

    #[test]
    fn scalars_and_empty_arrays_are_arrays() {
        let scalar =
            read_npy(&file("{'descr': '|b1', 'fortran_order': False, 'shape': (), }\n", &[1])).unwrap();
        assert_eq!((scalar.shape(), scalar.len()), (&[][..], 1));
        let empty =
            read_npy(&file("{'descr': '<f8', 'fortran_order': True, 'shape': (0, 3), }\n", &[])).unwrap();
        assert!(empty.is_empty());
    }

    #[test]
    fn claims_that_the_file_does_not_hold_are_refused() {
        let header =
            |shape: &str| format!("{{'descr': '<f8', 'fortran_order': False, 'shape': {shape}, }}\n");
        assert!(refused(&header("(1000000000000,)"), &[0; 8]).contains("at most 1073741824 are read"));
        assert!(refused(&header("(9223372036854775807, 4)"), &[]).contains("can be counted"));
        assert!(refused(&header("(99999999999999999999,)"), &[]).contains("not understood"));
        assert!(refused(&header("(2,)"), &[0; 15]).contains("16 bytes, but 15 follow"));
        let mut long = b"\x93NUMPY\x02\x00".to_vec();
        long.extend(u32::MAX.to_le_bytes());
        assert!(read_npy(&long).unwrap_err().what.contains("longer than"));
        for cut in 0..60 {
            assert!(read_npy(&file(&header("(2,)"), &[0; 16])[..cut]).is_err(), "cut at {cut}");
        }
    }

    #[test]
    fn other_elements_are_refused_by_name() {
        let header = |descr: &str| format!("{{'descr': {descr}, 'fortran_order': False, 'shape': (1,), }}\n");
        assert!(refused(&header("'|O'"), &[]).contains("`|O` are not read; pickled"));
        assert!(refused(&header("'<c8'"), &[]).contains("`<c8`"));
        assert!(refused(&header("[('t', '<i8'), ('p', '|b1')]"), &[]).contains("records of several fields"));
    }
}
