//! Tensors of the layers, with a record of which were used.

use std::cell::RefCell;
use std::collections::BTreeSet;

use egret_config::Problem;

use crate::files::TensorFile;

/// A file of which it is known which tensors were read.
pub(super) struct Tensors<'a> {
    file: &'a TensorFile<'a>,
    used: RefCell<BTreeSet<String>>,
}

impl<'a> Tensors<'a> {
    pub(super) fn new(file: &'a TensorFile<'a>) -> Self {
        Self { file, used: RefCell::default() }
    }

    /// A tensor of numbers of this shape.
    pub(super) fn floats(&self, name: &str, shape: &[usize]) -> Result<Vec<f32>, Problem> {
        self.used.borrow_mut().insert(name.to_owned());
        self.file.floats(name, shape)
    }

    /// A matrix of any size that is not empty.
    pub(super) fn matrix(&self, name: &str) -> Result<(usize, usize, Vec<f32>), Problem> {
        self.used.borrow_mut().insert(name.to_owned());
        let shape = self.file.shape(name)?;
        let [rows, columns] = shape[..] else {
            return Err(Problem::new(name, format!("its shape is {shape:?}, and a matrix is needed")));
        };
        if rows == 0 || columns == 0 {
            return Err(Problem::new(name, format!("its shape {shape:?} has no element")));
        }
        Ok((rows, columns, self.file.floats(name, &shape)?))
    }

    /// Marks a tensor as known; whether there is one of that name.
    pub(super) fn skip(&self, name: &str) -> bool {
        self.used.borrow_mut().insert(name.to_owned());
        self.file.contains(name)
    }

    /// Tensors that nobody asked for.
    pub(super) fn unused(&self) -> Vec<String> {
        let used = self.used.borrow();
        let names = self.file.tensor_names().into_iter();
        names.filter(|name| !used.contains(*name)).map(str::to_owned).collect()
    }
}
