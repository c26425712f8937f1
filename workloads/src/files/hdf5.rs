//! HDF5 files as a tree of groups, arrays and texts.
//!
//! The only place that knows the library that reads them; everything else sees [`Item`].

use std::collections::BTreeMap;

use egret_config::Problem;
use hdf5_reader::error::Error;
use hdf5_reader::group::Group;
use hdf5_reader::messages::datatype::{StringSize, VarLenKind};
use hdf5_reader::{ByteOrder, Dataset, Datatype, Hdf5File, OpenOptions};

use super::array::{Array, Element, LARGEST_ARRAY, stored_bytes};

/// Deepest nesting of groups.
const DEEPEST: usize = 16;
/// Most groups and data sets of a file.
const MOST_ITEMS: usize = 100_000;
/// Largest object header and largest chunk, in bytes: a file that asks for more is refused before it is allocated.
const LARGEST_HEADER: usize = 1 << 20;
const LARGEST_CHUNK: usize = 64 << 20;
/// The most that deflate packs into a byte, so that a compressed array cannot claim more of its file.
const DEFLATE_AT_MOST: u64 = 1032;
/// Bytes of an array that a file of any size may claim: chunks that were never written are not stored.
const SMALL_ARRAY: u64 = 1 << 20;

/// One thing in an HDF5 file.
#[derive(Clone, Debug, PartialEq)]
pub enum Item {
    /// A group: what it holds, by name.
    Group(BTreeMap<String, Item>),
    /// A data set of numbers.
    Array(Array),
    /// A data set of texts, last index fastest.
    Texts {
        /// Lengths along each axis; empty for a single text.
        shape: Vec<usize>,
        /// The texts.
        values: Vec<String>,
    },
    /// A data set of another type, which is named here: nothing is read of it.
    Other(String),
}

/// Everything in the bytes of an HDF5 file.
///
/// All arrays together may take [`LARGEST_ARRAY`] bytes. What a file claims beyond that, or beyond what its length can
/// hold, is refused before it is allocated.
pub fn read_hdf5(bytes: &[u8]) -> Result<Item, Problem> {
    let options = OpenOptions::default()
        .with_max_object_header_bytes(LARGEST_HEADER)
        .with_max_chunk_bytes(LARGEST_CHUNK)
        .with_max_read_bytes(LARGEST_ARRAY as usize)
        .with_chunk_cache_bytes(0);
    let file = Hdf5File::from_bytes_with_options(bytes, options).map_err(|error| unreadable("", &error))?;
    let root = file.root_group().map_err(|error| unreadable("", &error))?;
    let most_of_one = (bytes.len() as u64).saturating_mul(DEFLATE_AT_MOST).max(SMALL_ARRAY);
    Reader { room: LARGEST_ARRAY, most_of_one, items: 0 }.group(&root, "", 0).map(Item::Group)
}

fn unreadable(path: &str, error: &Error) -> Problem {
    Problem::new(path, format!("it is no HDF5 that can be read: {error}")).hint("was it written to the end?")
}

struct Reader {
    /// Bytes that arrays may still take.
    room: u64,
    /// Bytes that one array may take, from the length of the file.
    most_of_one: u64,
    items: usize,
}

impl Reader {
    fn group(&mut self, group: &Group, path: &str, depth: usize) -> Result<BTreeMap<String, Item>, Problem> {
        if depth > DEEPEST {
            return Err(Problem::new(path, format!("groups are nested more than {DEEPEST} deep")));
        }
        let (groups, datasets) = group.members().map_err(|error| unreadable(path, &error))?;
        self.items += groups.len() + datasets.len();
        if self.items > MOST_ITEMS {
            return Err(Problem::new(
                path,
                format!("the file holds more than {MOST_ITEMS} groups and data sets"),
            ));
        }
        let mut items = BTreeMap::new();
        for inner in groups {
            let path = below(path, inner.name());
            items.insert(inner.name().to_owned(), Item::Group(self.group(&inner, &path, depth + 1)?));
        }
        for dataset in datasets {
            let path = below(path, dataset.name());
            items.insert(dataset.name().to_owned(), self.dataset(&dataset, &path)?);
        }
        Ok(items)
    }

    fn dataset(&mut self, dataset: &Dataset, path: &str) -> Result<Item, Problem> {
        let refused = |what: String| Problem::new(path, what);
        let shape =
            dataset.shape().iter().map(|length| usize::try_from(*length)).collect::<Result<Vec<_>, _>>();
        let shape =
            shape.map_err(|_| refused("its shape has more elements than can be counted".to_owned()))?;
        match kind(dataset.dtype()) {
            Kind::Number(element, order) => {
                let size = stored_bytes(&shape, element).map_err(refused)?;
                self.claim(size, &shape, path)?;
                let mut bytes = dataset.read_raw_bytes().map_err(|error| unreadable(path, &error))?;
                if order == ByteOrder::BigEndian {
                    bytes.chunks_exact_mut(element.bytes()).for_each(<[u8]>::reverse);
                }
                Array::new(shape, element, bytes).map(Item::Array).map_err(refused)
            }
            Kind::Text { size } => {
                let count = stored_bytes(&shape, Element::Bool).map_err(refused)?;
                let size = size.unwrap_or(dataset.vlen_reference_size() as u64);
                self.claim(count.saturating_mul(size), &shape, path)?;
                if is_long_text(dataset.dtype()) {
                    let references = dataset.read_raw_bytes().map_err(|error| unreadable(path, &error))?;
                    let lengths =
                        references.chunks_exact(size as usize).filter_map(|bytes| bytes.first_chunk());
                    let length = lengths.map(|length| u64::from(u32::from_le_bytes(*length))).sum();
                    self.claim(length, &shape, path)?;
                }
                let values = dataset.read_strings().map_err(|error| unreadable(path, &error))?;
                Ok(Item::Texts { shape, values })
            }
            Kind::Other(name) => Ok(Item::Other(name)),
        }
    }

    /// Takes the bytes of an array from what may be allocated, or refuses it.
    fn claim(&mut self, size: u64, shape: &[usize], path: &str) -> Result<(), Problem> {
        if size > self.most_of_one {
            let what = format!(
                "it claims {size} bytes of shape {shape:?}, more than a file of this length can hold"
            );
            return Err(Problem::new(path, what));
        }
        self.room = self.room.checked_sub(size).ok_or_else(|| {
            Problem::new(
                path,
                format!("the arrays of the file take more than {LARGEST_ARRAY} bytes together"),
            )
        })?;
        Ok(())
    }
}

fn below(path: &str, name: &str) -> String {
    if path.is_empty() { name.to_owned() } else { format!("{path}/{name}") }
}

enum Kind {
    Number(Element, ByteOrder),
    /// Texts that take so many bytes each, or a reference each.
    Text {
        size: Option<u64>,
    },
    Other(String),
}

fn kind(datatype: &Datatype) -> Kind {
    match datatype {
        Datatype::FixedPoint { size: size @ (1 | 2 | 4 | 8), signed, byte_order } => {
            let element = if *signed { Element::Signed(*size) } else { Element::Unsigned(*size) };
            Kind::Number(element, *byte_order)
        }
        Datatype::FloatingPoint { size: size @ (2 | 4 | 8), byte_order } => {
            Kind::Number(Element::Float(*size), *byte_order)
        }
        // How h5py stores booleans: an enumeration of one byte.
        Datatype::Enum { base, .. } if matches!(**base, Datatype::FixedPoint { size: 1, .. }) => {
            Kind::Number(Element::Bool, ByteOrder::LittleEndian)
        }
        Datatype::String { size: StringSize::Fixed(size), .. } => Kind::Text { size: Some(u64::from(*size)) },
        _ if is_long_text(datatype) => Kind::Text { size: None },
        other => Kind::Other(format!("{other:?}").chars().take_while(char::is_ascii_alphanumeric).collect()),
    }
}

/// Whether what is stored of a text is its length and where it lies.
fn is_long_text(datatype: &Datatype) -> bool {
    matches!(
        datatype,
        Datatype::String { size: StringSize::Variable, .. }
            | Datatype::VarLen { kind: VarLenKind::String, .. }
    )
}
