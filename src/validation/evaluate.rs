//! From scenarios to rows: every scenario is simulated as `egret run` simulates it, and read.

use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};
use std::thread;

use egret_config::{InputError, Problem};
use egret_reports::RunRecord;

use super::figure::Figure;
use super::point::{Assumption, Fit, PointFile, RoleFile, Side};
use super::row::{Role, Row};
use super::shipped::{Described, beside};
use crate::failure::Failure;
use crate::plan::Plan;

/// The path that means the steps of a scenario, which are no parameter of chip or workload.
const STEPS: &str = "steps";

/// The rows of a scenario, once it has been simulated.
type Evaluated = Option<Result<Vec<Row>, Failure>>;

/// Simulates all scenarios under further settings (`path=value`), on so many threads, and tells of each that has ended.
/// Rows are in the order of the scenarios whatever the threads do; of several failures the first one of that order is
/// returned.
pub(crate) fn evaluate(
    scenarios: &[Described],
    settings: &[String],
    threads: usize,
    ended: &(dyn Fn() + Sync),
) -> Result<Vec<Row>, Failure> {
    let results: Vec<Mutex<Evaluated>> = scenarios.iter().map(|_| Mutex::new(None)).collect();
    let next = AtomicUsize::new(0);
    thread::scope(|scope| {
        for _ in 0..threads.clamp(1, scenarios.len().max(1)) {
            scope.spawn(|| {
                loop {
                    let at = next.fetch_add(1, Ordering::Relaxed);
                    let Some((scenario, result)) = scenarios.get(at).zip(results.get(at)) else { break };
                    let rows = rows(scenario, settings);
                    *result.lock().unwrap_or_else(PoisonError::into_inner) = Some(rows);
                    ended();
                }
            });
        }
    });
    let mut all = Vec::new();
    for result in results {
        let rows = result.into_inner().unwrap_or_else(PoisonError::into_inner);
        all.extend(rows.unwrap_or_else(|| Ok(Vec::new()))?);
    }
    Ok(all)
}

/// The rows of one scenario.
fn rows(scenario: &Described, settings: &[String]) -> Result<Vec<Row>, Failure> {
    let record = simulated(scenario.plan.clone(), settings)?;
    scenario.points.iter().map(|point| row(scenario, point, settings, &record)).collect()
}

fn simulated(mut plan: Plan, settings: &[String]) -> Result<RunRecord, Failure> {
    plan.settings.add_arguments(settings)?;
    plan.run()
}

fn row(
    scenario: &Described,
    point: &PointFile,
    settings: &[String],
    record: &RunRecord,
) -> Result<Row, Failure> {
    let wrong = |problem: Problem| {
        let path = format!("measured (\"{}\")", point.point);
        Failure::from(InputError::single(&scenario.file, Problem { path, ..problem }))
    };
    let published = point.measured.value();
    let published = published.ok_or_else(|| wrong(Problem::new("", "no figure is given")))?;
    let figure = Figure::parse(published, point.reading.dimension()).map_err(wrong)?;
    let read = |record: &RunRecord| {
        let read = point.reading.of(record).map(|figure| figure * point.chips);
        read.ok_or_else(|| wrong(Problem::new("", "the run has no such layer or component")))
    };
    let compared = |record: &RunRecord, settings: &[String]| -> Result<f64, Failure> {
        let Some(less) = &point.less else { return read(record) };
        let other = beside(Path::new(&scenario.file), &less.scenario)?;
        Ok((read(record)? - read(&simulated(other.plan, settings)?)?) / less.divided_by)
    };
    let si = compared(record, settings)?;
    let mut notes: Vec<String> = point.measured.note().map(str::to_owned).into_iter().collect();
    notes.extend(point.note.clone());
    if let Some(assumption) = &point.assumption {
        let fitting = match &assumption.fit {
            Fit::Proportional => assumption.value * figure.si() / si,
            Fit::Line { path, other } => {
                let mut plan = scenario.plan.clone();
                let mut varied = settings.to_vec();
                if path == STEPS {
                    plan.steps = Some(*other as u32);
                } else {
                    varied.push(format!("{path}={other}"));
                }
                let at_other = compared(&simulated(plan, &varied)?, &varied)?;
                let slope = (at_other - si) / (other - assumption.value);
                assumption.value + (figure.si() - si) / slope
            }
        };
        notes.push(said(assumption, fitting));
    }
    let (role, band_percent, missing, side): (_, _, _, Option<Side>) = match &point.role {
        RoleFile::Calibrated { band_percent } => (Role::Calibrated, Some(*band_percent), None, None),
        RoleFile::Predicted { band_percent } => (Role::Predicted, Some(*band_percent), None, None),
        RoleFile::Bound { missing, simulated } => (Role::Bound, None, Some(missing.clone()), *simulated),
    };
    Ok(Row {
        chip: record.manifest.chip.clone(),
        point: point.point.clone(),
        quantity: point.quantity.clone(),
        measured: figure.value,
        simulated: figure.in_its_unit(si),
        worth: figure.worth,
        base_unit: point.reading.dimension().base_unit(),
        unit: figure.unit,
        role,
        band_percent,
        source: point.measured.source().unwrap_or_default().to_owned(),
        missing,
        side,
        notes,
    })
}

fn said(assumption: &Assumption, fitting: f64) -> String {
    let Assumption { what, value, .. } = assumption;
    if fitting.is_finite() && fitting > 0.0 {
        format!("assumed: {what} = {value}; {} would fit", figures(fitting))
    } else {
        format!("assumed: {what} = {value}; no value above zero would fit")
    }
}

/// Three digits.
fn figures(value: f64) -> String {
    let decimals = (2.0 - value.abs().log10().floor()).clamp(0.0, 9.0) as usize;
    format!("{value:.decimals$}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn three_digits_are_said() {
        for (value, text) in [(64.27, "64.3"), (0.083_21, "0.0832"), (1234.0, "1234"), (9.999, "10.00")] {
            assert_eq!(figures(value), text);
        }
    }
}
