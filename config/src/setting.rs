//! One change of one parameter, as written on the command line.

use std::fmt;
use std::str::FromStr;

use crate::problem::Problem;

/// A new value for a parameter, written `chip.core.synapse.lanes=8`.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Setting {
    /// The parameter, beginning with the name of the tree it is in.
    pub path: String,
    /// The value as written: `8`, `5 pJ`, `true`, `Tree`, `Mesh(columns: 4, rows: 4)`.
    pub value: String,
}

impl Setting {
    /// The name of the tree: the path up to the first point or bracket.
    pub fn root(&self) -> &str {
        self.path.split(['.', '[']).next().unwrap_or_default()
    }
}

impl fmt::Display for Setting {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}={}", self.path, self.value)
    }
}

impl FromStr for Setting {
    type Err = Problem;

    fn from_str(text: &str) -> Result<Self, Problem> {
        let example = "write `path=value`, for example `chip.core.synapse.lanes=8`";
        match text.split_once('=') {
            Some((path, value)) if !path.trim().is_empty() => {
                Ok(Self { path: path.trim().to_owned(), value: value.trim().to_owned() })
            }
            Some(_) => Err(Problem::new("", format!("`{text}` names no parameter")).hint(example)),
            None => Err(Problem::new("", format!("`{text}` gives no value")).hint(example)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_at_the_first_equals_sign() {
        let setting: Setting = " chip.name = a=b ".parse().expect("a setting");
        assert_eq!((setting.path.as_str(), setting.value.as_str()), ("chip.name", "a=b"));
        assert_eq!(setting.root(), "chip");
    }

    #[test]
    fn refuses_half_a_setting() {
        for text in ["chip.lanes", "=8", ""] {
            let problem = text.parse::<Setting>().expect_err(text);
            assert!(problem.hint.is_some_and(|hint| hint.contains("path=value")));
        }
    }
}
