//! RON text to typed values, with failures a person can act on.

use std::ops::Range;

use ::ron::error::{Position, SpannedError};
use ::ron::extensions::Extensions;
use ::ron::{Deserializer, Error, Options};
use serde::de::DeserializeOwned;
use serde_path_to_error::Segment;

use crate::parameters::is_basis;
use crate::paths;
use crate::problem::{InputError, Problem};
use crate::spans::SpanIndex;
use crate::suggest::did_you_mean;

/// Longest piece of the text that a message repeats, in characters.
const LONGEST_QUOTE: usize = 40;

/// How our files are read: `Some(..)` and the brackets of newtypes may be left out.
pub(crate) fn options() -> Options {
    Options::default().with_default_extension(
        Extensions::IMPLICIT_SOME | Extensions::UNWRAP_NEWTYPES | Extensions::UNWRAP_VARIANT_NEWTYPES,
    )
}

/// Reads the text of the file `name` as a `T`.
///
/// `Some(..)` and the brackets of newtypes may be left out in files. The error names the path of the parameter,
/// its place in the text and, for a misspelt name, the one that was meant.
pub fn read_ron<T: DeserializeOwned>(name: &str, text: &str) -> Result<T, InputError> {
    read(text).map_err(|problem| InputError {
        name: name.to_owned(),
        text: Some(text.to_owned()),
        problems: vec![problem],
    })
}

fn read<T: DeserializeOwned>(text: &str) -> Result<T, Problem> {
    let nowhere = || Place { text, parameter: String::new(), exact: String::new(), sourced: None };
    let mut deserializer =
        Deserializer::from_str_with_options(text, &options()).map_err(|error| nowhere().describe(&error))?;
    let value = match serde_path_to_error::deserialize(&mut deserializer) {
        Ok(value) => value,
        Err(error) => {
            let place = Place::of(text, error.path());
            let error = deserializer.span_error(error.into_inner());
            let problem = place.describe(&error);
            return Err(match choices::<T>(text, &error.code, &problem) {
                Some(choices) => problem.hint(one_of("", &choices, "choices")),
                None => problem,
            });
        }
    };
    deserializer.end().map_err(|error| nowhere().describe(&deserializer.span_error(error)))?;
    Ok(value)
}

/// The variants of the enum in whose place something else than a name stands, found by putting a name there; none for
/// a sourced number, which is written in another way.
fn choices<T: DeserializeOwned>(text: &str, error: &Error, problem: &Problem) -> Option<Vec<&'static str>> {
    let no_name = matches!(
        error,
        Error::ExpectedIdentifier | Error::InvalidIdentifier(_) | Error::SuggestRawIdentifier(_)
    );
    let range = problem.span.clone().filter(|_| no_name)?;
    let named = format!("{}Nobody{}", &text[..range.start], &text[range.end..]);
    match options().from_str::<T>(&named).err()?.code {
        Error::NoSuchEnumVariant { expected, found, .. } if found == "Nobody" => {
            (!expected.iter().any(|name| is_basis(name))).then(|| expected.to_vec())
        }
        _ => None,
    }
}

/// Where in the tree an error was met.
struct Place<'a> {
    text: &'a str,
    /// The path of the parameter, which ends where a sourced number begins.
    parameter: String,
    /// The path of the very value, inside a sourced number as well.
    exact: String,
    /// The variant of the sourced number that was being read.
    sourced: Option<String>,
}

impl<'a> Place<'a> {
    fn of(text: &'a str, path: &serde_path_to_error::Path) -> Self {
        let sourced = path.iter().find_map(|segment| match segment {
            Segment::Enum { variant } if is_basis(variant) => Some(variant.clone()),
            Segment::Enum { .. } | Segment::Seq { .. } | Segment::Map { .. } | Segment::Unknown => None,
        });
        let mut exact = paths::of_value(path);
        if matches!(path.iter().next_back(), Some(Segment::Enum { .. })) {
            // The content of a variant that holds one value has no segment of its own.
            exact.push_str("[0]");
        }
        Self { text, parameter: paths::of_parameter(path), exact, sourced }
    }

    fn describe(&self, error: &SpannedError) -> Problem {
        let index = SpanIndex::of(self.text);
        let cursor = byte_at(self.text, error.span.start)..byte_at(self.text, error.span.end);
        let value = || index.find(&self.exact).unwrap_or_else(|| cursor.clone());
        let problem = |what: String| Problem::new(&self.parameter, what);
        match &error.code {
            Error::NoSuchStructField { expected, found, .. } => {
                let parent = self
                    .parameter
                    .strip_suffix(found.as_str())
                    .map_or(&*self.parameter, |path| path.strip_suffix('.').unwrap_or(path));
                Problem::new(paths::join(parent, found), format!("unknown field `{found}`"))
                    .hint(one_of(found, expected, "fields"))
                    .span(index.field(parent, found).unwrap_or(cursor))
            }
            Error::NoSuchEnumVariant { expected, found, .. } => {
                problem(format!("`{found}` is not known here")).hint(one_of(found, expected, "choices")).span(
                    index.value(&self.exact).map_or(cursor, |range| range.start..range.start + found.len()),
                )
            }
            Error::MissingStructField { field, .. } => {
                problem(format!("missing field `{field}`")).hint(format!("add `{field}: ..`")).span(value())
            }
            Error::DuplicateStructField { field, .. } => {
                problem(format!("field `{field}` is written twice")).hint("remove one of them").span(cursor)
            }
            Error::Message(message) => Problem::from_message(&self.parameter, message).span(value()),
            Error::InvalidValueForType { expected, found } => {
                problem(format!("expected {expected}, found {found}")).span(value())
            }
            Error::ExpectedDifferentLength { expected, .. } => {
                let whole = index.find(&self.parameter).unwrap_or_else(|| cursor.clone());
                let found = self.quote(&whole);
                match &self.sourced {
                    Some(variant) => problem(format!("`{found}` has the wrong number of parts"))
                        .hint(format!("a sourced number is written {}", form_of(variant))),
                    None => problem(format!("expected {expected}, found `{found}`")),
                }
                .span(whole)
            }
            code => match (expectation(code), &self.sourced) {
                (Some((expected, hint)), _) if self.is_value(&index) => {
                    let range = value();
                    let found = self.quote(&range);
                    problem(format!("expected {expected}, found `{found}`"))
                        .hint(hint.replace("{}", &found))
                        .span(range)
                }
                (_, Some(variant)) => problem(lower_first(&code.to_string()))
                    .hint(format!("a sourced number is written {}", form_of(variant)))
                    .span(cursor),
                _ => problem(lower_first(&code.to_string())).span(cursor),
            },
        }
    }

    /// Whether the path leads all the way to a value in the text, so that a wrong type can be shown there.
    fn is_value(&self, index: &SpanIndex) -> bool {
        !self.exact.is_empty() && index.value(&self.exact).is_some()
    }

    /// The first line of a piece of the text, cut to a length that fits a message.
    fn quote(&self, range: &Range<usize>) -> String {
        let line = self.text[range.clone()].lines().next().unwrap_or_default();
        if line.chars().count() <= LONGEST_QUOTE {
            return line.to_owned();
        }
        line.chars().take(LONGEST_QUOTE).chain("..".chars()).collect()
    }
}

/// What a type error expected and how to write it; `{}` stands for what was found.
fn expectation(code: &Error) -> Option<(&'static str, &'static str)> {
    Some(match code {
        Error::ExpectedInteger => ("a whole number", "write it plain, for example `8`"),
        Error::ExpectedFloat => ("a number", "write it plain, for example `0.25`"),
        Error::ExpectedBoolean => ("`true` or `false`", "write `true` or `false`"),
        Error::ExpectedString => ("text in quotes", "write it in quotes, for example `\"23.6 pJ\"`"),
        Error::ExpectedArray => ("a list", "write it in square brackets, for example `[1, 2]`"),
        Error::ExpectedMap => ("a map", "write it in braces, for example `{\"name\": 1}`"),
        Error::ExpectedStructLike | Error::ExpectedNamedStructLike(_) => {
            ("fields in round brackets", "write it as `(field: value, ..)`")
        }
        Error::ExpectedIdentifier | Error::InvalidIdentifier(_) | Error::SuggestRawIdentifier(_) => (
            "a name",
            "a number with its source is written `Measured({}, \"reference:table\")`, one without `Given({})`",
        ),
        Error::IntegerOutOfBounds => ("a whole number in the range of its type", "write a smaller number"),
        _ => return None,
    })
}

/// How a variant of a sourced number is written.
fn form_of(variant: &str) -> &'static str {
    match variant {
        "Measured" => "`Measured(value, \"reference:table\")`",
        "Simulated" => "`Simulated(value, \"reference:table\")`",
        "Specified" => "`Specified(value, \"reference:table\")`",
        "Derived" => "`Derived(value, \"reference:table\", \"the arithmetic\")`",
        "Estimated" => "`Estimated(value, \"reference:table\", (low, high))`",
        "Modelled" => "`Modelled(\"model\")`",
        "Chosen" => "`Chosen(value, \"why\")`",
        "Unknown" => "`Unknown(\"where it was looked for\")`",
        _ => "`Given(value)`",
    }
}

/// A hint that guesses the name that was meant and lists the ones there are.
pub(crate) fn one_of(found: &str, known: &[&str], kind: &str) -> String {
    let meant = did_you_mean(found, known.iter().copied());
    let listed = match known {
        [] => format!("there are no {kind} here"),
        known => format!("the {kind} are {}", known.join(", ")),
    };
    match meant {
        Some(meant) => format!("did you mean `{meant}`? {listed}"),
        None => listed,
    }
}

fn lower_first(text: &str) -> String {
    let mut characters = text.chars();
    match characters.next() {
        Some(first) => first.to_lowercase().chain(characters).collect(),
        None => String::new(),
    }
}

/// The byte of a line and column, which count from one and in characters.
fn byte_at(text: &str, position: Position) -> usize {
    let line_start = match position.line {
        0 | 1 => 0,
        line => text.match_indices('\n').nth(line - 2).map_or(text.len(), |(newline, _)| newline + 1),
    };
    let line = &text[line_start..];
    line.char_indices().nth(position.col.saturating_sub(1)).map_or(text.len(), |(byte, _)| line_start + byte)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::example::{Chip, TEXT};

    /// The problem of the example with one piece replaced, and the text it points to.
    fn broken(from: &str, to: &str) -> (Problem, String) {
        assert_eq!(TEXT.matches(from).count(), 1, "{from}");
        let text = TEXT.replace(from, to);
        let mut error = read_ron::<Chip>("example.ron", &text).expect_err(to);
        assert_eq!((error.name.as_str(), error.text.as_deref()), ("example.ron", Some(text.as_str())));
        let problem = error.problems.remove(0);
        let range = problem.span.clone().expect("a place");
        (problem, text.get(range).expect("a range of the text").to_owned())
    }

    #[test]
    fn failures_name_path_place_and_remedy() {
        for (from, to, path, what, hint, at) in [
            (
                "factor:",
                "fcator:",
                "core.fcator",
                "unknown field `fcator`",
                "did you mean `factor`?",
                "fcator",
            ),
            ("factor: 0.5,", "", "core", "missing field `factor`", "add `factor: ..`", "core"),
            (
                "gated: true",
                "gated: 1",
                "core.gated",
                "expected `true` or `false`, found `1`",
                "write `true`",
                "1",
            ),
            (
                "Specified(8,",
                "Specified(\"8\",",
                "core.lanes",
                "expected a whole number, found `\"8\"`",
                "for example `8`",
                "\"8\"",
            ),
            (
                "Specified(8, \"davies2018:table2\")",
                "8",
                "core.lanes",
                "expected a name, found `8`",
                "`Given(8)`",
                "8",
            ),
            (
                "Specified",
                "Specfied",
                "core.lanes",
                "`Specfied` is not known here",
                "did you mean `Specified`?",
                "Specfied",
            ),
            ("Mesh(", "Msh(", "topology", "`Msh` is not known here", "did you mean `Mesh`?", "Msh"),
            (
                "23.6 pJ",
                "23.6",
                "energy.synapse.read",
                "`23.6` has no unit of energy",
                "`23.6 pJ`",
                "\"23.6\"",
            ),
            ("2 pJ\")", "2 ns\")", "energy.spike", "`ns` is not a unit of energy", "pJ", "\"2 ns\""),
            (
                "rows: 5",
                "rows: \"five\"",
                "topology.rows",
                "expected a whole number, found `\"five\"`",
                "`8`",
                "\"five\"",
            ),
            (
                "name: \"example\"",
                "name: example",
                "name",
                "expected text in quotes, found `example`",
                "in quotes",
                "example",
            ),
            ("shape: [28, 28]", "shape: 28", "shape", "expected a list, found `28`", "[1, 2]", "28"),
            ("3.5 ns", "3.5", "links[0].delay", "`3.5` has no unit of delay", "3 cycles", "\"3.5\""),
            (
                "[28, 28]",
                "[28, 5000000000]",
                "shape[1]",
                "expected a whole number in the range of its type, found `5000000000`",
                "smaller",
                "5000000000",
            ),
        ] {
            let (problem, marked) = broken(from, to);
            assert_eq!(problem.path, path, "{to}: {problem}");
            assert_eq!(problem.what, what, "{to}");
            assert!(problem.hint.as_ref().is_some_and(|given| given.contains(hint)), "{to}: {problem}");
            assert_eq!(marked, at, "{to}");
        }
    }

    #[test]
    fn a_number_in_place_of_a_variant_lists_the_variants() {
        let (problem, marked) = broken("Mesh(columns: 4, rows: 5)", "45");
        assert_eq!((problem.what.as_str(), marked.as_str()), ("expected a name, found `45`", "45"));
        assert_eq!(problem.hint.as_deref(), Some("the choices are Mesh, Tree, Bus"));
    }

    #[test]
    fn an_unfinished_sourced_number_shows_its_form() {
        let (problem, _) = broken("Specified(8, \"davies2018:table2\")", "Specified(8)");
        assert_eq!(problem.path, "core.lanes");
        assert!(
            problem.hint.as_ref().is_some_and(|hint| hint.contains("Specified(value, \"reference:table\")")),
            "{problem}"
        );
    }

    #[test]
    fn bad_syntax_is_placed_where_it_is() {
        let (problem, _) = broken("factor: 0.5,", "factor: 0.5");
        let error = InputError {
            name: "x".into(),
            text: Some(TEXT.replace("factor: 0.5,", "factor: 0.5")),
            problems: vec![problem],
        };
        assert!(error.to_string().starts_with("x:7:"), "{error}");
        assert!(read_ron::<Chip>("x", "").is_err());
        assert!(read_ron::<Chip>("x", &format!("{TEXT} more")).is_err());
    }

    #[test]
    fn columns_are_characters() {
        assert_eq!(byte_at("a\n\u{b5}b", Position { line: 2, col: 2 }), 4);
        assert_eq!(byte_at("a", Position { line: 9, col: 9 }), 1);
    }

    proptest! {
        #[test]
        fn no_cut_or_torn_file_makes_it_panic(cut in 0..TEXT.len(), length in 0..30_usize) {
            let text = format!("{}{}", &TEXT[..cut], &TEXT[(cut + length).min(TEXT.len())..]);
            if let Err(error) = read_ron::<Chip>("x", &text) {
                for problem in error.locate().problems {
                    prop_assert!(problem.span.is_none_or(|range| text.get(range).is_some()));
                }
            }
        }
    }
}
