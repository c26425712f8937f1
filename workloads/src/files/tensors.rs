//! Files of named tensors in the safetensors layout, read with every doubt about their content.
//!
//! The container itself (header, offsets, lengths) is checked by the `safetensors` library. What is checked here is what a
//! tensor is asked to be: there, of the right type and shape, and finite.

use std::collections::HashMap;

use egret_config::{InputError, Problem, did_you_mean};
use half::{bf16, f16};
use safetensors::tensor::TensorView;
use safetensors::{Dtype, SafeTensorError, SafeTensors};

/// An open file of tensors.
#[derive(Debug)]
pub struct TensorFile<'a> {
    name: String,
    tensors: SafeTensors<'a>,
    metadata: HashMap<String, String>,
}

impl<'a> TensorFile<'a> {
    /// Opens the content of a file; `name` is what messages call it. Refuses what is no safetensors file, or not all of one.
    pub fn open(name: &str, bytes: &'a [u8]) -> Result<Self, InputError> {
        let refused = |error: &SafeTensorError| {
            let (what, hint) = explain(error, bytes);
            InputError::single(name, Problem::new("", what).hint(hint))
        };
        let (_, header) = SafeTensors::read_metadata(bytes).map_err(|error| refused(&error))?;
        let tensors = SafeTensors::deserialize(bytes).map_err(|error| refused(&error))?;
        let metadata = header.metadata().clone().unwrap_or_default();
        Ok(Self { name: name.to_owned(), tensors, metadata })
    }

    /// What messages call the file.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Names of all tensors, ascending.
    pub fn tensor_names(&self) -> Vec<&str> {
        let mut names = self.tensors.names();
        names.sort_unstable();
        names
    }

    /// Whether there is a tensor of that name.
    pub fn contains(&self, tensor: &str) -> bool {
        self.tensors.tensor(tensor).is_ok()
    }

    /// An entry of the file's own notes.
    pub fn note(&self, key: &str) -> Option<&str> {
        self.metadata.get(key).map(String::as_str)
    }

    /// The lengths of a tensor's dimensions, outermost first.
    pub fn shape(&self, tensor: &str) -> Result<Vec<usize>, Problem> {
        self.view(tensor).map(|view| view.shape().to_vec())
    }

    /// A tensor of floating-point numbers in row-major order, whose shape must be `shape`, as 32-bit floats.
    ///
    /// Takes 16-bit, brain, 32-bit and 64-bit floats; refuses other types, other shapes, NaN and infinity.
    pub fn floats(&self, tensor: &str, shape: &[usize]) -> Result<Vec<f32>, Problem> {
        let view = self.view(tensor)?;
        expect_shape(tensor, &view, shape)?;
        let data = view.data();
        let numbers: Vec<f32> = match view.dtype() {
            Dtype::F32 => each(data, f32::from_le_bytes),
            Dtype::F16 => each(data, |bytes| f16::from_le_bytes(bytes).to_f32()),
            Dtype::BF16 => each(data, |bytes| bf16::from_le_bytes(bytes).to_f32()),
            Dtype::F64 => each(data, |bytes| f64::from_le_bytes(bytes) as f32),
            other => return Err(wrong_type(tensor, other, "floating-point numbers (F16, BF16, F32, F64)")),
        };
        match numbers.iter().position(|number| !number.is_finite()) {
            None => Ok(numbers),
            Some(at) => {
                let what = format!("element {at} is {}", numbers[at]);
                Err(Problem::new(tensor, what).hint("every number of a tensor has to be finite"))
            }
        }
    }

    /// The same as 64-bit floats.
    pub fn doubles(&self, tensor: &str, shape: &[usize]) -> Result<Vec<f64>, Problem> {
        let view = self.view(tensor)?;
        if view.dtype() != Dtype::F64 {
            return Ok(self.floats(tensor, shape)?.into_iter().map(f64::from).collect());
        }
        expect_shape(tensor, &view, shape)?;
        let numbers: Vec<f64> = each(view.data(), f64::from_le_bytes);
        match numbers.iter().position(|number| !number.is_finite()) {
            None => Ok(numbers),
            Some(at) => Err(Problem::new(tensor, format!("element {at} is {}", numbers[at]))
                .hint("every number of a tensor has to be finite")),
        }
    }

    /// Whether a tensor holds 64-bit floats.
    pub fn is_double(&self, tensor: &str) -> bool {
        self.tensors.tensor(tensor).is_ok_and(|view| view.dtype() == Dtype::F64)
    }

    /// A tensor of one dimension of whole numbers below 2^32.
    ///
    /// Takes every integer type; refuses other types, more dimensions, and negative or larger numbers.
    pub fn whole_numbers(&self, tensor: &str) -> Result<Vec<u32>, Problem> {
        let view = self.view(tensor)?;
        if view.shape().len() != 1 {
            let what = format!("it has the shape {:?}", view.shape());
            return Err(Problem::new(tensor, what).hint("a list with one dimension is needed"));
        }
        let data = view.data();
        // The commonest type, and the longest lists: no detour.
        if view.dtype() == Dtype::U32 {
            return Ok(each(data, u32::from_le_bytes));
        }
        let wide: Vec<i128> = match view.dtype() {
            Dtype::U8 => data.iter().map(|byte| i128::from(*byte)).collect(),
            Dtype::I8 => each(data, |bytes| i128::from(i8::from_le_bytes(bytes))),
            Dtype::U16 => each(data, |bytes| i128::from(u16::from_le_bytes(bytes))),
            Dtype::I16 => each(data, |bytes| i128::from(i16::from_le_bytes(bytes))),
            Dtype::I32 => each(data, |bytes| i128::from(i32::from_le_bytes(bytes))),
            Dtype::U64 => each(data, |bytes| i128::from(u64::from_le_bytes(bytes))),
            Dtype::I64 => each(data, |bytes| i128::from(i64::from_le_bytes(bytes))),
            other => return Err(wrong_type(tensor, other, "whole numbers")),
        };
        let narrow = |(at, number): (usize, &i128)| {
            let what = || format!("element {at} is {number}, outside 0 to {}", u32::MAX);
            u32::try_from(*number).map_err(|_| Problem::new(tensor, what()))
        };
        wide.iter().enumerate().map(narrow).collect()
    }

    /// A tensor of bytes, whose shape must be `shape`.
    pub fn bytes(&self, tensor: &str, shape: &[usize]) -> Result<Vec<u8>, Problem> {
        let view = self.view(tensor)?;
        expect_shape(tensor, &view, shape)?;
        match view.dtype() {
            Dtype::U8 | Dtype::BOOL => Ok(view.data().to_vec()),
            other => Err(wrong_type(tensor, other, "bytes (U8)")),
        }
    }

    fn view(&self, tensor: &str) -> Result<TensorView<'a>, Problem> {
        self.tensors.tensor(tensor).map_err(|_| {
            let names = self.tensor_names();
            let problem = Problem::new(tensor, "there is no tensor of that name");
            match did_you_mean(tensor, names.iter().copied()) {
                Some(near) => problem.hint(format!("did you mean `{near}`?")),
                None => problem.hint(format!("it holds {}", names.join(", "))),
            }
        })
    }
}

/// Every number of a packed list.
fn each<const SIZE: usize, T>(data: &[u8], number: impl Fn([u8; SIZE]) -> T) -> Vec<T> {
    data.as_chunks::<SIZE>().0.iter().map(|bytes| number(*bytes)).collect()
}

fn expect_shape(tensor: &str, view: &TensorView<'_>, shape: &[usize]) -> Result<(), Problem> {
    if view.shape() == shape {
        return Ok(());
    }
    Err(Problem::new(tensor, format!("it has the shape {:?}, not {shape:?}", view.shape())))
}

fn wrong_type(tensor: &str, found: Dtype, wanted: &str) -> Problem {
    Problem::new(tensor, format!("it holds numbers of type {found:?}")).hint(format!("{wanted} are needed"))
}

/// What is wrong with a file that is no safetensors file, and what to do.
fn explain(error: &SafeTensorError, bytes: &[u8]) -> (String, &'static str) {
    // Both kinds of pickle that `torch.save` writes: a zip archive, or a bare pickle.
    if bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(b"\x80\x02") {
        return (
            "it is a zip archive or a pickle, not a safetensors file".to_owned(),
            "pickles can run code and are not read; convert it: python -c \"import torch, safetensors.torch as s; \
             s.save_file(torch.load('FILE.pt', weights_only=True), 'FILE.safetensors')\"",
        );
    }
    let cut = "the file is cut short or damaged: copy it again";
    match error {
        SafeTensorError::HeaderTooSmall => {
            (format!("it has {} bytes, fewer than the length of a header", bytes.len()), cut)
        }
        SafeTensorError::InvalidHeaderLength => {
            (format!("its header does not end within its {} bytes", bytes.len()), cut)
        }
        SafeTensorError::MetadataIncompleteBuffer => (
            format!(
                "its tensors do not fill its {} bytes: it is truncated, or has bytes too many",
                bytes.len()
            ),
            cut,
        ),
        other => (format!("it is no safetensors file: {other}"), "expected a file written by safetensors"),
    }
}

/// Collects tensors and writes them as a safetensors file, always the same bytes for the same content.
#[derive(Debug, Default)]
pub struct TensorWriter {
    tensors: Vec<(String, Stored)>,
}

#[derive(Debug)]
struct Stored {
    dtype: Dtype,
    shape: Vec<usize>,
    data: Vec<u8>,
}

impl TensorWriter {
    /// Adds a tensor of 32-bit floats in row-major order.
    pub fn floats(&mut self, name: impl Into<String>, shape: &[usize], numbers: &[f32]) {
        let data = numbers.iter().flat_map(|number| number.to_le_bytes()).collect();
        self.add(name, Dtype::F32, shape, data);
    }

    /// Adds a tensor of 64-bit floats in row-major order.
    pub fn doubles(&mut self, name: impl Into<String>, shape: &[usize], numbers: &[f64]) {
        let data = numbers.iter().flat_map(|number| number.to_le_bytes()).collect();
        self.add(name, Dtype::F64, shape, data);
    }

    /// Adds a tensor of 16-bit floats if that loses nothing, else of 32-bit floats.
    pub fn floats_or_halves(&mut self, name: impl Into<String>, shape: &[usize], numbers: &[f32]) {
        let halves: Vec<f16> = numbers.iter().map(|number| f16::from_f32(*number)).collect();
        if halves.iter().zip(numbers).all(|(half, number)| half.to_f32().to_bits() == number.to_bits()) {
            let data = halves.iter().flat_map(|half| half.to_le_bytes()).collect();
            self.add(name, Dtype::F16, shape, data);
        } else {
            self.floats(name, shape, numbers);
        }
    }

    /// Adds a list of 32-bit whole numbers.
    pub fn u32s(&mut self, name: impl Into<String>, numbers: &[u32]) {
        let data = numbers.iter().flat_map(|number| number.to_le_bytes()).collect();
        self.add(name, Dtype::U32, &[numbers.len()], data);
    }

    /// Adds a list of 16-bit whole numbers.
    pub fn u16s(&mut self, name: impl Into<String>, numbers: &[u16]) {
        let data = numbers.iter().flat_map(|number| number.to_le_bytes()).collect();
        self.add(name, Dtype::U16, &[numbers.len()], data);
    }

    fn add(&mut self, name: impl Into<String>, dtype: Dtype, shape: &[usize], data: Vec<u8>) {
        self.tensors.push((name.into(), Stored { dtype, shape: shape.to_vec(), data }));
    }

    /// The bytes of the file. It carries at most one note, because the library writes several in no fixed order.
    ///
    /// # Panics
    /// If two tensors have one name, or a tensor does not have as many numbers as its shape says.
    pub fn finish(self, note: Option<(&str, &str)>) -> Vec<u8> {
        let views = self.tensors.iter().map(|(name, stored)| {
            let view = TensorView::new(stored.dtype, stored.shape.clone(), &stored.data);
            (name.as_str(), view.expect("a tensor has the numbers its shape says"))
        });
        let note = note.map(|(key, value)| HashMap::from([(key.to_owned(), value.to_owned())]));
        safetensors::serialize(views, note).expect("the tensors have different names")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written() -> Vec<u8> {
        let mut writer = TensorWriter::default();
        writer.floats("weights", &[2, 3], &[1.0, 2.0, 3.0, -4.0, 0.5, 0.0]);
        writer.u32s("starts", &[0, 7]);
        writer.u16s("indices", &[1, 65535]);
        writer.finish(Some(("units", "8")))
    }

    fn open(bytes: &[u8]) -> TensorFile<'_> {
        TensorFile::open("net.safetensors", bytes).unwrap()
    }

    #[test]
    fn what_is_written_is_read_and_always_the_same() {
        let bytes = written();
        assert_eq!(bytes, written());
        let file = open(&bytes);
        assert_eq!(file.floats("weights", &[2, 3]).unwrap(), [1.0, 2.0, 3.0, -4.0, 0.5, 0.0]);
        assert_eq!(file.whole_numbers("starts").unwrap(), [0, 7]);
        assert_eq!(file.whole_numbers("indices").unwrap(), [1, 65535]);
        assert_eq!((file.note("units"), file.note("note")), (Some("8"), None));
        assert_eq!(file.tensor_names(), ["indices", "starts", "weights"]);
    }

    #[test]
    fn what_a_tensor_is_not_is_said_with_its_name() {
        let bytes = written();
        let file = open(&bytes);
        let shape = file.floats("weights", &[3, 2]).unwrap_err();
        assert_eq!(shape.to_string(), "weights: it has the shape [2, 3], not [3, 2]");
        let missing = file.floats("weight", &[1]).unwrap_err();
        assert!(missing.hint.unwrap().contains("did you mean `weights`"));
        assert!(file.floats("starts", &[2]).unwrap_err().what.contains("U32"));
        assert!(file.whole_numbers("weights").is_err());
        let mut writer = TensorWriter::default();
        writer.floats("bias", &[2], &[0.0, f32::NAN]);
        let bytes = writer.finish(None);
        assert_eq!(open(&bytes).floats("bias", &[2]).unwrap_err().what, "element 1 is NaN");
    }

    #[test]
    fn files_that_are_cut_short_or_something_else_are_refused() {
        let bytes = written();
        let refused = |bytes: &[u8]| TensorFile::open("x", bytes).unwrap_err().problems.remove(0);
        for length in 0..bytes.len() {
            refused(&bytes[..length]);
        }
        assert!(refused(&bytes[..bytes.len() - 1]).what.contains("truncated"));
        assert!(refused(b"PK\x03\x04 archive").hint.unwrap().contains("save_file"));
    }
}
