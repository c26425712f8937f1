//! Where something stands in a file, and what was found there.

use std::collections::BTreeMap;
use std::ops::Range;

use egret_config::{InputError, Problem};

/// A place in a text; lines and columns count from one, columns in characters.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Place {
    /// Line.
    pub(super) line: u32,
    /// Column.
    pub(super) column: u32,
    /// Characters, 0 where not known.
    pub(super) length: u32,
}

/// So many problems of a file are shown one by one: a list of a million wrong numbers has one reason.
const MOST_SHOWN: usize = 50;

/// What was found in one file.
#[derive(Debug, Default)]
pub(super) struct Findings {
    problems: Vec<(Place, Problem)>,
    /// Problems beyond those that are shown.
    further: usize,
    /// What is taken without effect, and how often.
    warnings: BTreeMap<String, u64>,
}

impl Findings {
    /// Notes a problem.
    pub(super) fn problem(&mut self, place: Place, problem: Problem) {
        if self.problems.len() < MOST_SHOWN {
            self.problems.push((place, problem));
        } else {
            self.further += 1;
        }
    }

    /// Notes a problem in words.
    pub(super) fn refuse(&mut self, place: Place, what: impl Into<String>, hint: impl Into<String>) {
        self.problem(place, Problem::new("", what).hint(hint));
    }

    /// Notes what has no effect.
    pub(super) fn warn(&mut self, what: impl Into<String>) {
        *self.warnings.entry(what.into()).or_default() += 1;
    }

    /// Whether nothing is wrong.
    pub(super) fn is_fine(&self) -> bool {
        self.problems.is_empty()
    }

    /// The warnings in alphabetical order, each once, with its number where there were several.
    pub(super) fn warnings(&self) -> Vec<String> {
        self.warnings
            .iter()
            .map(|(what, count)| if *count > 1 { format!("{what} ({count} times)") } else { what.clone() })
            .collect()
    }

    /// The problems one by one.
    pub(super) fn into_problems(self) -> impl Iterator<Item = (Place, Problem)> {
        self.problems.into_iter()
    }

    /// The problems of file `name` as an error; `text` is its content, where that can be had.
    pub(super) fn into_error(mut self, name: &str, text: Option<String>) -> InputError {
        self.problems.sort_by_key(|(place, _)| (place.line, place.column));
        if self.further > 0 {
            let what = format!("{} more problems like these", self.further);
            self.problems.push((Place::default(), Problem::new("", what)));
        }
        let places: Vec<Place> = self.problems.iter().map(|(place, _)| *place).collect();
        let spans = text.as_deref().map(|text| spans(text, &places));
        let problems = self.problems.into_iter().enumerate().map(|(at, (place, problem))| {
            match spans.as_ref().and_then(|spans| spans[at].clone()) {
                Some(span) => problem.span(span),
                // Without the text the place itself has to say where it is.
                None if place.line > 0 => {
                    Problem { path: format!("line {}, column {}", place.line, place.column), ..problem }
                }
                None => problem,
            }
        });
        InputError { name: name.to_owned(), problems: problems.collect(), text }
    }
}

/// The byte ranges of places, which are in the order of the text.
fn spans(text: &str, places: &[Place]) -> Vec<Option<Range<usize>>> {
    let mut lines = text.split_inclusive('\n').scan(0, |at, line| {
        let start = *at;
        *at += line.len();
        Some((start, line))
    });
    let mut known = (0, lines.next());
    places
        .iter()
        .map(|place| {
            let wanted = place.line.checked_sub(1)?;
            while known.0 < wanted {
                known = (known.0 + 1, lines.next());
            }
            let (start, line) = if known.0 == wanted { known.1 } else { None }.unwrap_or((text.len(), ""));
            let byte = |column: usize| {
                line.char_indices().nth(column).map_or(line.trim_end().len(), |(byte, _)| byte)
            };
            let first = place.column.saturating_sub(1) as usize;
            Some(start + byte(first)..start + byte(first + place.length as usize))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn place(line: u32, column: u32, length: u32) -> Place {
        Place { line, column, length }
    }

    #[test]
    fn places_become_bytes() {
        let text = "a: \u{b5}b\nlast: x";
        let found = spans(text, &[place(0, 0, 0), place(1, 5, 1), place(2, 7, 1), place(9, 1, 0)]);
        assert_eq!(found[0], None);
        assert_eq!(&text[found[1].clone().expect("a span")], "b");
        assert_eq!(&text[found[2].clone().expect("a span")], "x");
        assert_eq!(found[3], Some(text.len()..text.len()));
    }

    #[test]
    fn problems_are_in_the_order_of_the_file_and_not_without_end() {
        let mut findings = Findings::default();
        findings.refuse(place(2, 1, 1), "second", "");
        findings.refuse(place(1, 1, 1), "first", "");
        (0..60).for_each(|_| findings.refuse(place(3, 1, 1), "many", ""));
        let error = findings.into_error("n.yaml", Some("a\nb\nc\n".to_owned()));
        assert_eq!(error.problems[0].what, "first");
        assert_eq!(error.problems[1].what, "second");
        assert_eq!(error.problems.last().map(|last| last.what.as_str()), Some("12 more problems like these"));
    }
}
