//! Result sets: what a study found, as a directory with `study.json` and `results.csv`.

mod read;
mod row;
mod study_record;
mod write;

pub use read::{StatusColumn, read_rows};
pub use row::{ResultRow, Status};
pub use study_record::{AxisRecord, ConstraintRecord, Direction, ObjectiveRecord, SCHEMA, StudyRecord};
pub use write::{csv_header, csv_line, number};

/// File of the rows.
pub const RESULTS: &str = "results.csv";
/// File of what was studied.
pub const STUDY: &str = "study.json";

/// A study with its rows.
#[derive(Clone, Debug, PartialEq)]
pub struct ResultSet {
    /// What was studied.
    pub study: StudyRecord,
    /// One row a point, in the order of points.
    pub rows: Vec<ResultRow>,
}
