//! The list of reports. A new report is one file and one line here.

use std::fmt;
use std::path::{Path, PathBuf};

use crate::csv_files;
use crate::json::to_json;
use crate::output::{OutputError, write_together};
use crate::plots;
use crate::record::RunRecord;

/// A report that could not be made from a record: a fault of this program, not of its input.
#[derive(Debug)]
pub struct RenderError(pub(crate) String);

impl fmt::Display for RenderError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for RenderError {}

/// One file made from a record.
pub struct Report {
    /// File name.
    pub file: &'static str,
    /// What it shows.
    pub what: &'static str,
    /// Its bytes.
    pub render: fn(&RunRecord) -> Result<Vec<u8>, RenderError>,
}

/// Every report, in the order in which paths are listed.
pub const REPORTS: &[Report] = &[
    Report { file: "run.json", what: "the record itself", render: |record| Ok(to_json(record).into_bytes()) },
    Report { file: "energy_by_component.csv", what: "energy by component", render: csv_files::components },
    Report { file: "energy_by_layer.csv", what: "energy by layer", render: csv_files::layers },
    Report { file: "cores.csv", what: "cores in use", render: csv_files::cores },
    Report { file: "steps.csv", what: "steps with their waits", render: csv_files::steps },
    Report { file: "memories.csv", what: "words by bank of memories", render: csv_files::memories },
    Report { file: "links.csv", what: "links that carried anything", render: csv_files::links },
    Report {
        file: "energy_by_component.svg",
        what: "energy by component",
        render: |record| plots::svg(plots::energy_by_component, record),
    },
    Report {
        file: "energy_by_component.png",
        what: "energy by component",
        render: |record| plots::png(plots::energy_by_component, record),
    },
    Report {
        file: "energy_by_layer.svg",
        what: "energy by layer",
        render: |record| plots::svg(plots::energy_by_layer, record),
    },
    Report {
        file: "energy_by_layer.png",
        what: "energy by layer",
        render: |record| plots::png(plots::energy_by_layer, record),
    },
    Report {
        file: "core_utilisation.svg",
        what: "how busy each core was, on the floor plan",
        render: |record| plots::svg(plots::core_utilisation, record),
    },
    Report {
        file: "core_utilisation.png",
        what: "how busy each core was, on the floor plan",
        render: |record| plots::png(plots::core_utilisation, record),
    },
    Report {
        file: "step_time.svg",
        what: "lengths of steps and what they waited for",
        render: |record| plots::svg(plots::step_time, record),
    },
    Report {
        file: "step_time.png",
        what: "lengths of steps and what they waited for",
        render: |record| plots::png(plots::step_time, record),
    },
];

/// Writes every report into a directory that exists; returns the paths in the order of [`REPORTS`].
pub fn write_all(directory: &Path, record: &RunRecord) -> Result<Vec<PathBuf>, OutputError> {
    let mut rendered = Vec::new();
    for report in REPORTS {
        let bytes = (report.render)(record).map_err(|error| OutputError {
            path: directory.join(report.file),
            source: std::io::Error::other(error),
        })?;
        rendered.push((report.file, bytes));
    }
    let files: Vec<(&str, &[u8])> = rendered.iter().map(|(name, bytes)| (*name, bytes.as_slice())).collect();
    write_together(directory, &files)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing;

    #[test]
    fn every_report_is_made_and_is_the_same_twice() {
        let directory = tempfile::tempdir().unwrap();
        let record = testing::record_of(&testing::outcome(3, 9, 30, 4));
        let paths = write_all(directory.path(), &record).unwrap();
        assert_eq!(paths.len(), REPORTS.len());
        for (path, report) in paths.iter().zip(REPORTS) {
            let bytes = std::fs::read(path).unwrap();
            assert!(!bytes.is_empty(), "{}", report.file);
            assert_eq!(bytes, (report.render)(&record).unwrap(), "{}", report.file);
        }
    }

    #[test]
    fn a_run_of_nothing_still_gets_its_reports() {
        let record = testing::record_of(&testing::empty_outcome());
        for report in REPORTS {
            (report.render)(&record).unwrap_or_else(|error| panic!("{}: {error}", report.file));
        }
    }
}
