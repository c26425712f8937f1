//! What is wrong with an input, in a form a person can act on.

use std::fmt;
use std::ops::Range;

use crate::spans::SpanIndex;

/// One thing wrong with an input.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// The parameter at fault, such as `core.synapse.lanes`; empty where there is none.
    pub path: String,
    /// The byte range in the file, where known.
    pub span: Option<Range<usize>>,
    /// What is wrong: a fragment without a full stop.
    pub what: String,
    /// What to do about it.
    pub hint: Option<String>,
}

impl Problem {
    /// A problem at `path`, which may be empty.
    pub fn new(path: impl Into<String>, what: impl Into<String>) -> Self {
        Self { path: path.into(), span: None, what: what.into(), hint: None }
    }

    /// A problem from an error message; what follows a line break and `hint: ` becomes the hint.
    ///
    /// Errors that pass through serde are text only, and this is how their hint survives.
    pub fn from_message(path: impl Into<String>, message: &str) -> Self {
        match message.split_once("\nhint: ") {
            Some((what, hint)) => Self::new(path, what).hint(hint),
            None => Self::new(path, message),
        }
    }

    /// The same problem with advice.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }

    /// The same problem at a byte range of the file.
    #[must_use]
    pub fn span(mut self, span: Range<usize>) -> Self {
        self.span = Some(span);
        self
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if !self.path.is_empty() {
            write!(f, "{}: ", self.path)?;
        }
        f.write_str(&self.what)?;
        match &self.hint {
            Some(hint) => write!(f, " (hint: {hint})"),
            None => Ok(()),
        }
    }
}

impl std::error::Error for Problem {}

/// Everything wrong with one input, all at once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InputError {
    /// The name of the file, or `--set`.
    pub name: String,
    /// The text of the file, where there is one.
    pub text: Option<String>,
    /// What is wrong, in the order found.
    pub problems: Vec<Problem>,
}

impl InputError {
    /// An input with one problem and no text.
    pub fn single(name: impl Into<String>, problem: Problem) -> Self {
        Self { name: name.into(), text: None, problems: vec![problem] }
    }

    /// Gives each problem without a place the place of its path in the text.
    ///
    /// A path that is not in the text gets the place of its longest part that is; without a text nothing changes.
    #[must_use]
    pub fn locate(mut self) -> Self {
        let Some(text) = &self.text else { return self };
        let index = SpanIndex::of(text);
        for problem in &mut self.problems {
            if problem.span.is_none() && !problem.path.is_empty() {
                problem.span = index.find(&problem.path);
            }
        }
        self
    }
}

impl fmt::Display for InputError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (number, problem) in self.problems.iter().enumerate() {
            if number > 0 {
                f.write_str("\n")?;
            }
            f.write_str(&self.name)?;
            if let (Some(text), Some(span)) = (&self.text, &problem.span) {
                let (line, column) = line_and_column(text, span.start);
                write!(f, ":{line}:{column}")?;
            }
            write!(f, ": {problem}")?;
        }
        Ok(())
    }
}

impl std::error::Error for InputError {}

/// The line and the column, in characters, of a byte of `text`; both count from one.
pub fn line_and_column(text: &str, byte: usize) -> (usize, usize) {
    let before = &text[..text.floor_char_boundary(byte)];
    let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
    (before.matches('\n').count() + 1, before[line_start..].chars().count() + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shows_the_place_the_path_and_the_hint() {
        let error = InputError {
            name: "x.ron".to_owned(),
            text: Some("(\n  core: (lanes: 0),\n)".to_owned()),
            problems: vec![Problem::new("core.lanes", "zero lanes").hint("write one or more")],
        };
        assert_eq!(
            error.locate().to_string(),
            "x.ron:2:17: core.lanes: zero lanes (hint: write one or more)"
        );
    }

    #[test]
    fn a_problem_without_a_path_keeps_no_place() {
        let mut error = InputError::single("x.ron", Problem::new("", "empty"));
        error.text = Some("()".to_owned());
        assert_eq!(error.clone().locate(), error);
    }

    #[test]
    fn a_hint_survives_as_text() {
        let problem = Problem::from_message("a", "wrong\nhint: write it right");
        assert_eq!(problem, Problem::new("a", "wrong").hint("write it right"));
    }

    #[test]
    fn columns_count_characters() {
        assert_eq!(line_and_column("a\n\u{b5}\u{b5}b", 6), (2, 3));
        assert_eq!(line_and_column("ab", 99), (1, 3));
    }
}
