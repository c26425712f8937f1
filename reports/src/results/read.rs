//! Result sets from files.

use std::fs;
use std::path::{Path, PathBuf};

use egret_config::{InputError, Problem, did_you_mean};

use super::write::{AFTER, BEFORE};
use super::{RESULTS, ResultRow, ResultSet, SCHEMA, STUDY, Status, StudyRecord};
use crate::metrics::metrics;

/// What an absent or foreign file may mean.
const HINT: &str = "a result set is written by `egret study FILE --out DIR`";

impl StudyRecord {
    /// Reads `study.json` of a directory.
    pub fn read(directory: &Path) -> Result<Self, InputError> {
        let path = directory.join(STUDY);
        let name = path.display().to_string();
        let text = text_of(&path)?;
        let study: Self = serde_json::from_str(&text).map_err(|error| {
            let what = error.to_string();
            InputError::single(&name, Problem::new("", what).hint(HINT))
        })?;
        if study.schema == SCHEMA {
            return Ok(study);
        }
        let what = format!("its schema is `{}`, and this version reads `{SCHEMA}`", study.schema);
        Err(InputError::single(&name, Problem::new("schema", what).hint(HINT)))
    }
}

impl ResultSet {
    /// Reads a directory, or the `results.csv` in one.
    pub fn read(path: &Path) -> Result<Self, InputError> {
        let directory = if path.is_dir() { path.to_owned() } else { directory_of(path) };
        let study = StudyRecord::read(&directory)?;
        let path = directory.join(RESULTS);
        if !path.is_file() {
            let problem = Problem::new("", format!("there is no {RESULTS} in it"));
            let hint = "the study has not ended: `egret study status DIR` says what is missing, `egret study merge DIR` \
                        writes the file once all is there";
            return Err(InputError::single(directory.display().to_string(), problem.hint(hint)));
        }
        let rows = read_rows(&path.display().to_string(), &text_of(&path)?, &study)?;
        Ok(Self { study, rows })
    }
}

fn directory_of(path: &Path) -> PathBuf {
    path.parent().map_or_else(PathBuf::new, Path::to_path_buf)
}

fn text_of(path: &Path) -> Result<String, InputError> {
    fs::read_to_string(path).map_err(|error| {
        let problem = Problem::new("", format!("it cannot be read: {error}"));
        InputError::single(path.display().to_string(), problem.hint(HINT))
    })
}

/// Reads what became of points, and nothing else, from lines of a table.
#[derive(Clone, Copy, Debug)]
pub struct StatusColumn(usize);

impl StatusColumn {
    /// The column in the table of a study.
    pub fn of(study: &StudyRecord) -> Self {
        let header = super::csv_header(study);
        // Names of columns before it are no texts with commas, but paths.
        Self(header.split(',').position(|name| name == AFTER[0]).unwrap_or(usize::MAX))
    }

    /// The status in a line.
    pub fn read(self, line: &str) -> Option<Status> {
        // Commas between quotes part nothing; a quote in a field is two of them.
        let mut quoted = false;
        let mut fields = line.split(|letter: char| {
            quoted ^= letter == '"';
            letter == ',' && !quoted
        });
        let name = fields.nth(self.0)?;
        Status::ALL.into_iter().find(|status| status.name() == name)
    }
}

/// What a column holds.
enum Column {
    Before(usize),
    Axis(String),
    After(usize),
    Metric(usize),
}

fn column(name: &str, study: &StudyRecord) -> Result<Column, Problem> {
    let place = |names: &[&str]| names.iter().position(|known| *known == name);
    if let Some(at) = place(&BEFORE) {
        return Ok(Column::Before(at));
    }
    if let Some(at) = place(&AFTER) {
        return Ok(Column::After(at));
    }
    if study.axes.iter().any(|axis| axis.path == name) {
        return Ok(Column::Axis(name.to_owned()));
    }
    if let Some(at) = metrics().iter().position(|metric| metric.name == name) {
        return Ok(Column::Metric(at));
    }
    let near = did_you_mean(name, metrics().iter().map(|metric| metric.name.as_str()));
    let hint = near.map_or_else(|| HINT.to_owned(), |near| format!("did you mean `{near}`?"));
    Err(Problem::new("", format!("no figure is called `{name}`")).hint(hint))
}

/// Rows of the text of a table, with its header, in the order of points; `name` is what errors call it, and tells all that is
/// wrong at once.
pub fn read_rows(name: &str, text: &str, study: &StudyRecord) -> Result<Vec<ResultRow>, InputError> {
    let mut reader = csv::ReaderBuilder::new().from_reader(text.as_bytes());
    let mut problems = Vec::new();
    let mut columns = Vec::new();
    match reader.headers() {
        Ok(header) => {
            for name in header {
                match column(name, study) {
                    Ok(column) => columns.push(column),
                    Err(problem) => problems.push(Problem { path: "line 1".to_owned(), ..problem }),
                }
            }
        }
        Err(error) => problems.push(Problem::new("line 1", error.to_string())),
    }
    if problems.is_empty() {
        let missing = BEFORE.iter().enumerate().filter(|(at, _)| {
            !columns.iter().any(|column| matches!(column, Column::Before(before) if before == at))
        });
        problems
            .extend(missing.map(|(_, name)| Problem::new("line 1", format!("there is no column `{name}`"))));
    }
    let mut rows = Vec::new();
    if problems.is_empty() {
        for (number, record) in reader.records().enumerate() {
            let place = format!("line {}", number + 2);
            let read = record.map_err(|error| error.to_string()).and_then(|record| row(&record, &columns));
            match read {
                Ok(row) => rows.push(row),
                Err(what) => problems.push(Problem::new(place, what)),
            }
        }
    }
    if problems.is_empty() {
        rows.sort_by_key(|row: &ResultRow| row.point);
        return Ok(rows);
    }
    Err(InputError { name: name.to_owned(), text: None, problems })
}

fn row(record: &csv::StringRecord, columns: &[Column]) -> Result<ResultRow, String> {
    let mut row = ResultRow {
        point: 0,
        id: String::new(),
        chip: String::new(),
        workload: String::new(),
        steps: None,
        seed: 0,
        settings: Vec::new(),
        status: Status::Done,
        why: String::new(),
        bound_by: String::new(),
        metrics: vec![None; metrics().len()],
    };
    for (column, field) in columns.iter().zip(record) {
        match column {
            Column::Before(at) => match BEFORE[*at] {
                "point" => row.point = whole("point", field)?,
                "id" => field.clone_into(&mut row.id),
                "chip" => field.clone_into(&mut row.chip),
                "workload" => field.clone_into(&mut row.workload),
                "seed" => row.seed = whole("seed", field)?,
                _ if field.is_empty() => row.steps = None,
                _ => row.steps = Some(whole("steps", field)?),
            },
            Column::Axis(path) => row.settings.push((path.clone(), field.to_owned())),
            Column::After(at) => match AFTER[*at] {
                "status" => {
                    let known = Status::ALL.into_iter().find(|status| status.name() == field);
                    row.status = known.ok_or_else(|| {
                        format!("`{field}` is no status: expected done, infeasible or failed")
                    })?;
                }
                "why" => field.clone_into(&mut row.why),
                _ => field.clone_into(&mut row.bound_by),
            },
            Column::Metric(_) if field.is_empty() => {}
            Column::Metric(at) => {
                let name = &metrics()[*at].name;
                let value: f64 =
                    field.parse().map_err(|_| format!("`{name}` is `{field}`, which is no number"))?;
                if !value.is_finite() {
                    return Err(format!("`{name}` is {value}: figures are finite, or absent"));
                }
                row.metrics[*at] = Some(value);
            }
        }
    }
    Ok(row)
}

fn whole<T: std::str::FromStr>(name: &str, field: &str) -> Result<T, String> {
    field.parse().map_err(|_| format!("`{name}` is `{field}`: expected a whole number"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::metrics::values;
    use crate::results::{AxisRecord, csv_header, csv_line};
    use crate::testing;

    fn study() -> StudyRecord {
        StudyRecord {
            schema: SCHEMA.to_owned(),
            axes: ["chip", "workload.activity"]
                .map(|path| AxisRecord { path: path.to_owned(), ..AxisRecord::default() })
                .to_vec(),
            metrics: metrics().iter().map(|metric| metric.name.clone()).collect(),
            ..StudyRecord::default()
        }
    }

    fn example() -> ResultRow {
        let record = testing::record_of(&testing::outcome(3, 9, 30, 4));
        ResultRow {
            point: 7,
            id: "0123456789abcdef".to_owned(),
            chip: "odin".to_owned(),
            workload: "lif, random".to_owned(),
            steps: Some(3),
            seed: 1,
            settings: vec![("workload.activity".to_owned(), "0.5".to_owned())],
            status: Status::Infeasible,
            why: "it says \"no\",\nand why".to_owned(),
            bound_by: "memory".to_owned(),
            metrics: values(&record),
        }
    }

    #[test]
    fn what_is_written_is_read() {
        let (study, row) = (study(), example());
        let text = csv_header(&study) + &csv_line(&study, &row);
        assert_eq!(read_rows("r.csv", &text, &study).unwrap(), [row]);
    }

    #[test]
    fn what_is_wrong_is_told_by_line() {
        let study = study();
        let text = csv_header(&study).replace("energy_j", "energi_j") + &csv_line(&study, &example());
        let error = read_rows("r.csv", &text, &study).unwrap_err();
        assert!(error.to_string().contains("no figure is called `energi_j`"), "{error}");
        let text = csv_header(&study) + &csv_line(&study, &example()).replace(",infeasible,", ",perhaps,");
        let error = read_rows("r.csv", &text, &study).unwrap_err();
        assert!(error.to_string().contains("`perhaps` is no status"), "{error}");
        let eighths = ResultRow { metrics: vec![Some(0.125); metrics().len()], ..example() };
        let text = csv_header(&study) + &csv_line(&study, &eighths).replace("0.125", "NaN");
        let error = read_rows("r.csv", &text, &study).unwrap_err();
        assert!(error.to_string().contains("figures are finite"), "{error}");
    }
}
