//! The fields of a node, with the place of each for messages.

use std::collections::BTreeMap;

use egret_config::{Problem, did_you_mean};

use crate::files::{Array, Item};

/// Largest length, stride or kernel.
const LARGEST: u64 = 1 << 24;

/// A group of the file whose items are fields.
#[derive(Clone, Copy)]
pub(super) struct Fields<'a> {
    pub(super) path: &'a str,
    pub(super) items: &'a BTreeMap<String, Item>,
}

impl<'a> Fields<'a> {
    /// A problem with a field.
    pub(super) fn problem(&self, field: &str, what: impl Into<String>) -> Problem {
        Problem::new(format!("{}/{field}", self.path), what)
    }

    /// A field that must be there.
    pub(super) fn item(&self, field: &str) -> Result<&'a Item, Problem> {
        self.items.get(field).ok_or_else(|| {
            let near = did_you_mean(field, self.items.keys().map(String::as_str));
            let problem = self.problem(field, "it is missing");
            match near {
                Some(near) => problem.hint(format!("did you mean `{near}`?")),
                None => problem,
            }
        })
    }

    /// A single text.
    pub(super) fn text(&self, field: &str) -> Result<&'a str, Problem> {
        match self.item(field)? {
            Item::Texts { values, .. } if values.len() == 1 => Ok(&values[0]),
            _ => Err(self.problem(field, "it is no single text")),
        }
    }

    /// An array of numbers.
    pub(super) fn array(&self, field: &str) -> Result<&'a Array, Problem> {
        match self.item(field)? {
            Item::Array(array) => Ok(array),
            _ => Err(self.problem(field, "it is no array of numbers")),
        }
    }

    /// An array of finite numbers, with its shape.
    pub(super) fn numbers(&self, field: &str) -> Result<(Vec<usize>, Vec<f32>), Problem> {
        let array = self.array(field)?;
        let values = array.finite_f32(&format!("{}/{field}", self.path))?;
        Ok((array.shape().to_vec(), values))
    }

    /// A list of small whole numbers; a single number is a list of one.
    pub(super) fn wholes(&self, field: &str) -> Result<Vec<u32>, Problem> {
        let values = self.array(field)?.wholes(&format!("{}/{field}", self.path))?;
        if let Some(value) = values.iter().find(|value| **value > LARGEST) {
            return Err(self.problem(field, format!("{value} is more than {LARGEST}")));
        }
        Ok(values.into_iter().map(|value| value as u32).collect())
    }

    /// Two small whole numbers, or one that counts for both.
    pub(super) fn pair(&self, field: &str) -> Result<[u32; 2], Problem> {
        match self.wholes(field)?.as_slice() {
            [both] => Ok([*both; 2]),
            [first, second] => Ok([*first, *second]),
            other => {
                Err(self.problem(field, format!("it has {} numbers, and one or two are needed", other.len())))
            }
        }
    }

    /// A single small whole number, which may be negative.
    pub(super) fn signed(&self, field: &str) -> Result<i64, Problem> {
        let array = self.array(field)?;
        let value = array.floats().next().filter(|_| array.len() == 1);
        let whole = value.filter(|value| value.abs() < 1e6 && value.fract().abs() < f64::EPSILON);
        whole.map(|value| value as i64).ok_or_else(|| self.problem(field, "it is no single whole number"))
    }
}
