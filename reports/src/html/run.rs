//! A single run as a result set of one point, and what is drawn of it besides.

use serde::Serialize;

use crate::metrics::{metrics, values};
use crate::named::Named;
use crate::notes::notes;
use crate::plots;
use crate::record::RunRecord;
use crate::reports::RenderError;
use crate::results::{ResultRow, ResultSet, SCHEMA, Status, StudyRecord};

/// A picture of a run.
#[derive(Serialize)]
pub(super) struct Drawn {
    title: &'static str,
    svg: String,
}

/// The run as a study of one point.
pub(super) fn as_set(record: &RunRecord) -> ResultSet {
    let manifest = &record.manifest;
    let one = |name: &str, file: &serde_json::Value| -> Named<serde_json::Value> {
        [(name.to_owned(), file.clone())].into_iter().collect()
    };
    let study = StudyRecord {
        schema: SCHEMA.to_owned(),
        name: format!("{} on {}", manifest.workload, manifest.chip),
        egret: manifest.egret.clone(),
        strategy: "run".to_owned(),
        points: 1,
        seeds: vec![manifest.seed],
        metrics: metrics().iter().map(|metric| metric.name.clone()).collect(),
        chips: one(&manifest.chip, &record.configuration.chip),
        workloads: one(&manifest.workload, &record.configuration.workload),
        ..StudyRecord::default()
    };
    let row = ResultRow {
        point: 0,
        id: record.fingerprint.chars().take(16).collect(),
        chip: manifest.chip.clone(),
        workload: manifest.workload.clone(),
        steps: Some(manifest.steps),
        seed: manifest.seed,
        settings: Vec::new(),
        status: Status::Done,
        why: String::new(),
        bound_by: record.bound_by.clone(),
        metrics: values(record),
    };
    ResultSet { study, rows: vec![row] }
}

/// The plots of the run.
pub(super) fn drawn(record: &RunRecord) -> Result<Vec<Drawn>, RenderError> {
    let plot = |title, bytes: Result<Vec<u8>, RenderError>| -> Result<Drawn, RenderError> {
        let svg = String::from_utf8(bytes?).map_err(|error| RenderError(format!("{title}: {error}")))?;
        Ok(Drawn { title, svg })
    };
    Ok(vec![
        plot("Energy by component", plots::svg(plots::energy_by_component, record))?,
        plot("Energy by layer", plots::svg(plots::energy_by_layer, record))?,
        plot("Cores on the floor plan", plots::svg(plots::core_utilisation, record))?,
        plot("Length of steps", plots::svg(plots::step_time, record))?,
    ])
}

/// Remarks on the run: warnings, then others.
pub(super) fn remarks(record: &RunRecord) -> (Vec<String>, Vec<String>) {
    let (warnings, others): (Vec<_>, Vec<_>) = notes(record).into_iter().partition(|note| note.warning);
    let text = |notes: Vec<crate::notes::Note>| notes.into_iter().map(|note| note.text).collect();
    (text(warnings), text(others))
}
