//! Columns of a CSV text by name, and everything that is wrong with them at once, each with its place.

use std::ops::Range;
use std::str::FromStr;

use csv::StringRecord;
use egret_config::{InputError, Problem, did_you_mean};

/// Problems of a file that are told one by one; a file of the wrong kind has one in every line.
const MOST_TOLD: usize = 20;

/// One line, and what is wrong with it.
pub(super) struct Row<'a> {
    text: &'a str,
    record: &'a StringRecord,
    names: &'a [&'static str],
    places: &'a [usize],
    problems: &'a mut Problems,
}

/// What is wrong with a file.
#[derive(Default)]
struct Problems {
    told: Vec<Problem>,
    more: usize,
}

impl Problems {
    fn add(&mut self, problem: Problem) {
        if self.told.len() < MOST_TOLD {
            self.told.push(problem);
        } else {
            self.more += 1;
        }
    }
}

/// Reads the named columns of a CSV text with a heading; other columns are ignored. `each` makes something of a line, or
/// refuses it. `name` is the file, for messages.
pub(super) fn read<T>(
    name: &str,
    text: &str,
    names: &[&'static str],
    mut each: impl FnMut(&mut Row<'_>) -> Option<T>,
) -> Result<Vec<T>, InputError> {
    let mut problems = Problems::default();
    let mut reader = csv::ReaderBuilder::new().flexible(true).from_reader(text.as_bytes());
    let mut list = Vec::new();
    match reader.headers().cloned() {
        Err(error) => problems.add(unreadable(&error)),
        Ok(heading) => {
            if let Some(places) = places(text, &heading, names, &mut problems) {
                for record in reader.records() {
                    match record {
                        Err(error) => problems.add(unreadable(&error)),
                        Ok(record) => {
                            let problems = &mut problems;
                            let mut row = Row { text, record: &record, names, places: &places, problems };
                            list.extend(each(&mut row));
                        }
                    }
                }
            }
        }
    }
    if problems.told.is_empty() {
        return Ok(list);
    }
    if problems.more > 0 {
        problems.told.push(Problem::new("", format!("and {} problems more", problems.more)));
    }
    Err(InputError { name: name.to_owned(), text: Some(text.to_owned()), problems: problems.told })
}

/// Places of the columns; what is missing is told.
fn places(
    text: &str,
    heading: &StringRecord,
    names: &[&'static str],
    problems: &mut Problems,
) -> Option<Vec<usize>> {
    let found: Vec<&str> = heading.iter().map(|name| name.trim_start_matches('\u{feff}').trim()).collect();
    let end = text.find(['\r', '\n']).unwrap_or(text.len());
    let mut places = Vec::new();
    for name in names {
        let mut at = found.iter().enumerate().filter(|(_, found)| *found == name).map(|(at, _)| at);
        match (at.next(), at.next()) {
            (Some(place), None) => places.push(place),
            (Some(_), Some(_)) => {
                let problem = Problem::new(*name, "there are two columns of this name");
                problems.add(problem.hint("keep one of them").span(0..end));
            }
            (None, _) => {
                let strangers = found.iter().copied().filter(|found| !names.contains(found));
                let near = did_you_mean(name, strangers);
                let near = near.map(|near| format!("is it `{near}`? ")).unwrap_or_default();
                let hint = format!("{near}the first line names the columns: {}", names.join(","));
                problems.add(Problem::new(*name, "no column is called so").hint(hint).span(0..end));
            }
        }
    }
    (places.len() == names.len()).then_some(places)
}

fn unreadable(error: &csv::Error) -> Problem {
    let byte = error.position().map_or(0, |position| position.byte() as usize);
    Problem::new("", format!("it is no CSV: {error}")).span(byte..byte)
}

impl Row<'_> {
    /// A whole number in a column, given by its place among the names; a problem and nothing when there is none.
    pub(super) fn whole<T: FromStr>(&mut self, column: usize) -> Option<T> {
        let field = self.field(column)?;
        if let Ok(number) = field.parse() {
            return Some(number);
        }
        let what = if field.parse::<u128>().is_ok() {
            format!("`{field}` is too large")
        } else {
            format!("`{field}` is no whole number, zero or more")
        };
        self.refuse(column, what, None);
        None
    }

    /// A number above zero in a column.
    pub(super) fn weight(&mut self, column: usize) -> Option<f64> {
        let field = self.field(column)?;
        match field.parse::<f64>() {
            Ok(number) if number >= 0.0 && number.is_finite() => Some(number),
            _ => {
                self.refuse(column, format!("`{field}` is no weight, a number of zero or more"), None);
                None
            }
        }
    }

    /// The number of a node in a column.
    pub(super) fn node(&mut self, column: usize, nodes: u32) -> Option<u32> {
        let node = self.whole(column)?;
        if node < nodes {
            return Some(node);
        }
        let hint = format!("the nodes of this topology are 0 to {}", nodes - 1);
        self.refuse(column, format!("node {node} is not there"), Some(hint));
        None
    }

    /// Notes what is wrong with a column of this line.
    pub(super) fn refuse(&mut self, column: usize, what: String, hint: Option<String>) {
        let mut problem = Problem::new(self.names[column], what).span(self.span(Some(self.places[column])));
        problem.hint = hint;
        self.problems.add(problem);
    }

    /// Line in the file, from one.
    pub(super) fn line(&self) -> u64 {
        self.record.position().map_or(0, csv::Position::line)
    }

    fn field(&mut self, column: usize) -> Option<String> {
        if let Some(field) = self.record.get(self.places[column]) {
            return Some(field.trim().to_owned());
        }
        let what = format!("the line ends before it, after {} columns", self.record.len());
        let problem = Problem::new(self.names[column], what).span(self.span(None));
        self.problems.add(problem);
        None
    }

    /// The place of a field in the text, or of the line where quotes make fields longer than what they hold.
    fn span(&self, place: Option<usize>) -> Range<usize> {
        let byte = self.record.position().map_or(0, |position| position.byte() as usize).min(self.text.len());
        let rest = &self.text[self.text.floor_char_boundary(byte)..];
        // A record begins behind the line break before it, of which the reader leaves a part.
        let start = self.text.len() - rest.trim_start_matches(['\r', '\n']).len();
        let line = self.text[start..].find(['\r', '\n']).map_or(self.text.len(), |length| start + length);
        let field = place.and_then(|place| {
            let before: usize = self.record.iter().take(place).map(|field| field.len() + 1).sum();
            let field = self.record.get(place)?;
            let range = start + before..start + before + field.len();
            (self.text.get(range.clone())? == field).then_some(range)
        });
        field.unwrap_or(start..line)
    }
}
