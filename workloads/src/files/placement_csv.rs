//! Where units lie, as a table: `population,first_unit,last_unit,core`.

use std::ops::Range;

use egret_config::{InputError, Problem, did_you_mean};

/// Columns of the table.
const COLUMNS: [&str; 4] = ["population", "first_unit", "last_unit", "core"];

/// Where units lie: rows in the order in which a core updates its units.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlacementFile {
    /// What messages call the file.
    pub name: String,
    /// Its text, for messages.
    pub text: String,
    /// Its rows.
    pub rows: Vec<PlacementRow>,
}

/// Units of one population on one core.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlacementRow {
    /// Name of the population.
    pub population: String,
    /// First unit.
    pub first_unit: u32,
    /// Last unit, at least the first.
    pub last_unit: u32,
    /// Number of the core over all chips.
    pub core: u32,
    /// Line of the file, from 1.
    pub line: u64,
    /// Bytes of the row in the file.
    pub span: Range<usize>,
}

/// The table in the text of a file; every problem at once.
pub fn read_placement_csv(name: &str, text: &str) -> Result<PlacementFile, InputError> {
    let refused =
        |problems: Vec<Problem>| InputError { name: name.to_owned(), text: Some(text.to_owned()), problems };
    let mut reader =
        csv::ReaderBuilder::new().trim(csv::Trim::All).comment(Some(b'#')).from_reader(text.as_bytes());
    let unreadable = |error: &csv::Error| Problem::new("", error.to_string());
    let header = reader.headers().map_err(|error| refused(vec![unreadable(&error)]))?.clone();
    let places = columns(&header).map_err(|problem| refused(vec![problem]))?;
    let (mut rows, mut problems) = (Vec::new(), Vec::new());
    for record in reader.records() {
        match record {
            Ok(record) => match row(&record, &places, text) {
                Ok(row) => rows.push(row),
                Err(found) => problems.extend(found),
            },
            Err(error) => problems.push(unreadable(&error)),
        }
    }
    if problems.is_empty() {
        Ok(PlacementFile { name: name.to_owned(), text: text.to_owned(), rows })
    } else {
        Err(refused(problems))
    }
}

/// Where each column of [`COLUMNS`] is.
fn columns(header: &csv::StringRecord) -> Result<[usize; 4], Problem> {
    let hint = format!("the first line is `{}`", COLUMNS.join(","));
    if let Some(name) = header.iter().find(|name| !COLUMNS.contains(name)) {
        let near = did_you_mean(name, COLUMNS).map(|near| format!("; did you mean `{near}`?"));
        let what = format!("what is column `{name}`{}", near.unwrap_or_default());
        return Err(Problem::new("header", what).hint(hint));
    }
    let mut places = [0; 4];
    for (place, column) in places.iter_mut().zip(COLUMNS) {
        *place = header.iter().position(|name| name == column).ok_or_else(|| {
            Problem::new("header", format!("there is no column `{column}`")).hint(hint.as_str())
        })?;
    }
    Ok(places)
}

fn row(record: &csv::StringRecord, places: &[usize; 4], text: &str) -> Result<PlacementRow, Vec<Problem>> {
    let (line, start) =
        record.position().map_or((0, 0), |position| (position.line(), position.byte() as usize));
    let rest = text.get(start..).unwrap_or_default();
    // Where a record is said to begin, empty lines and comments may come first.
    let mut skipped = 0;
    for before in rest.split_inclusive('\n') {
        if !before.trim().is_empty() && !before.starts_with('#') {
            break;
        }
        skipped += before.len();
    }
    let length = rest[skipped..].find(['\n', '\r']).unwrap_or(rest.len() - skipped);
    let span = start + skipped..start + skipped + length;
    let mut problems = Vec::new();
    let mut number = |column: usize| -> u32 {
        let written = &record[places[column]];
        written.parse().unwrap_or_else(|_| {
            let what = format!("`{}` is `{written}`, and a whole number from 0 is needed", COLUMNS[column]);
            problems.push(Problem::new(format!("line {line}"), what).span(span.clone()));
            0
        })
    };
    let (first_unit, last_unit, core) = (number(1), number(2), number(3));
    if problems.is_empty() && last_unit < first_unit {
        let what = format!("the last unit is {last_unit}, and the first is {first_unit}");
        problems.push(Problem::new(format!("line {line}"), what).span(span.clone()));
    }
    if !problems.is_empty() {
        return Err(problems);
    }
    let population = record[places[0]].to_owned();
    Ok(PlacementRow { population, first_unit, last_unit, core, line, span })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_keep_their_order_and_their_place() {
        let text = "population,first_unit,last_unit,core\nb,0,4,3\n\n# half of a\na,5,5,0\n";
        let file = read_placement_csv("p.csv", text).unwrap();
        let rows: Vec<(&str, u32, u32, u32)> = file
            .rows
            .iter()
            .map(|row| (row.population.as_str(), row.first_unit, row.last_unit, row.core))
            .collect();
        assert_eq!(rows, [("b", 0, 4, 3), ("a", 5, 5, 0)]);
        assert_eq!(&text[file.rows[0].span.clone()], "b,0,4,3");
        assert_eq!(&text[file.rows[1].span.clone()], "a,5,5,0");
    }

    #[test]
    fn everything_wrong_is_said_with_its_line() {
        let text = "population,first_unit,last_unit,core\na,x,4,3\na,5,4,0\n";
        let error = read_placement_csv("p.csv", text).unwrap_err();
        let said: Vec<String> = error.problems.iter().map(ToString::to_string).collect();
        assert_eq!(
            said,
            [
                "line 2: `first_unit` is `x`, and a whole number from 0 is needed",
                "line 3: the last unit is 4, and the first is 5",
            ]
        );
        let error = read_placement_csv("p.csv", "population,first_unit,last_unit,cores\n").unwrap_err();
        assert!(error.problems[0].what.contains("did you mean `core`?"), "{error}");
        let error = read_placement_csv("p.csv", "population,first_unit,last_unit\n").unwrap_err();
        assert!(error.problems[0].what.contains("no column `core`"), "{error}");
    }
}
