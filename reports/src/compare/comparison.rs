//! Two sides, point by point and figure by figure.

use super::causes::{Cause, causes};
use super::chips::{ChipChange, changes};
use super::matching::{Unmatched, label, matched};
use super::origins::shifts;
use super::point::{Compared, Kind, Point};
use super::reasons::{NotComparable, reasons};
use crate::metrics::{Metric, metrics};
use crate::results::Status;

/// By how much figures may differ and still be the same.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Tolerance {
    /// As a share of the larger of both figures; against nought everything is a difference.
    pub relative: f64,
}

impl Default for Tolerance {
    fn default() -> Self {
        Self { relative: 1e-9 }
    }
}

/// What became of a figure.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// Within the tolerance.
    Same,
    /// Beyond it.
    Changed,
    /// The new side lacks it.
    Gone,
    /// The base lacks it.
    Appeared,
    /// Neither side has it.
    Absent,
    /// A side holds something that is no number.
    NotANumber,
}

/// One figure on both sides.
#[derive(Clone, Debug)]
pub struct Change {
    /// Which.
    pub metric: &'static Metric,
    /// As it was.
    pub old: Option<f64>,
    /// As it is.
    pub new: Option<f64>,
    /// What became of it.
    pub state: State,
    /// What the change is made of, largest first; empty where the figure is not made of others.
    pub causes: Vec<Cause>,
}

impl Change {
    /// By how much it changed.
    pub fn change(&self) -> Option<f64> {
        Some(self.new? - self.old?)
    }

    /// The same in percent of the base; `None` where that is nought.
    pub fn percent(&self) -> Option<f64> {
        let old = self.old.filter(|old| *old != 0.0)?;
        Some(100.0 * (self.new? - old) / old.abs())
    }
}

/// One point on both sides.
#[derive(Clone, Debug)]
pub struct ComparedPoint {
    /// What it is called, without the chip.
    pub label: String,
    /// Names of the chips.
    pub chips: (String, String),
    /// Name of the workload.
    pub workload: String,
    /// Steps of the new side.
    pub steps: Option<u32>,
    /// Seed.
    pub seed: u64,
    /// Axes other than chip and workload, of the new side.
    pub settings: Vec<(String, String)>,
    /// What became of it on both sides.
    pub status: (Status, Status),
    /// Why it is not done, on both sides.
    pub why: (String, String),
    /// All figures, in the order of [`metrics`].
    pub changes: Vec<Change>,
}

/// Two sides, point by point and figure by figure.
#[derive(Clone, Debug)]
pub struct Comparison {
    /// What the base is called.
    pub base: String,
    /// What the new side is called.
    pub new: String,
    /// What they are.
    pub kind: Kind,
    /// By how much figures may differ and still be the same.
    pub tolerance: Tolerance,
    /// Chips, with what differs.
    pub chips: Vec<ChipChange>,
    /// Axes over chip parameters without a value in common, with the values of both sides: points are matched without them.
    pub axes: Vec<(String, Vec<String>, Vec<String>)>,
    /// Points that belong together, in the order of the base.
    pub points: Vec<ComparedPoint>,
    /// Points of the base alone.
    pub only_base: Vec<Unmatched>,
    /// Points of the new side alone.
    pub only_new: Vec<Unmatched>,
    /// What differs beside figures and chips, and what a reader must know: one sentence each.
    pub notes: Vec<String>,
    /// Prices nobody published, of what happened, on both sides.
    pub unpriced: (Vec<String>, Vec<String>),
}

impl Comparison {
    /// Whether nothing differs: no figure, no point, no chip.
    pub fn is_same(&self) -> bool {
        self.changed() == 0
            && self.only_base.is_empty()
            && self.only_new.is_empty()
            && self.chips.iter().all(|chip| chip.differences.is_empty() && chip.old == chip.new)
            && self.points.iter().all(|point| point.status.0 == point.status.1)
    }

    /// Figures that are not the same, over all points.
    pub fn changed(&self) -> usize {
        self.points.iter().map(|point| point.changed().count()).sum()
    }
}

impl ComparedPoint {
    /// Figures that are not the same.
    pub fn changed(&self) -> impl Iterator<Item = &Change> {
        self.changes.iter().filter(|change| !matches!(change.state, State::Same | State::Absent))
    }
}

/// Compares two sides. The error holds all reasons for which that cannot be done.
pub fn compare(base: &Compared, new: &Compared, tolerance: Tolerance) -> Result<Comparison, NotComparable> {
    let matched = matched(base, new);
    let reasons = reasons(base, new, &matched);
    if !reasons.is_empty() {
        return Err(NotComparable { reasons });
    }
    let pairs: Vec<(&Point, &Point)> =
        matched.pairs.iter().map(|&(old, now)| (&base.points[old], &new.points[now])).collect();
    let mut notes = Vec::new();
    for (what, old) in base.remarks.iter() {
        if let Some(now) = new.remarks.get(what).filter(|now| *now != old) {
            notes.push(format!("{what}: {old} and {now}"));
        }
    }
    for (old, now) in &pairs {
        if old.status == now.status && old.why != now.why {
            notes.push(format!("{}: {}: {} and {}", label(now, true), now.status.name(), old.why, now.why));
        }
    }
    Ok(Comparison {
        base: base.name.clone(),
        new: new.name.clone(),
        kind: base.kind,
        tolerance,
        chips: changes(pairs.iter().copied()),
        axes: matched.set_aside,
        points: pairs.iter().map(|(old, now)| compared(old, now, tolerance)).collect(),
        only_base: matched.only_base,
        only_new: matched.only_new,
        notes,
        unpriced: (base.unpriced.clone(), new.unpriced.clone()),
    })
}

fn compared(old: &Point, new: &Point, tolerance: Tolerance) -> ComparedPoint {
    let shifts = shifts(old, new);
    let changes = metrics().iter().enumerate().map(|(at, metric)| {
        let value = |point: &Point| point.metrics.get(at).copied().flatten();
        let (before, now) = (value(old), value(new));
        let state = state(before, now, tolerance);
        let causes = match state {
            State::Changed => causes(&metric.name, old, new, shifts.as_deref()),
            _ => Vec::new(),
        };
        Change { metric, old: before, new: now, state, causes }
    });
    ComparedPoint {
        label: label(new, false),
        chips: (old.chip.name.clone(), new.chip.name.clone()),
        workload: new.workload.clone(),
        steps: new.steps,
        seed: new.seed,
        settings: new.settings.clone(),
        status: (old.status, new.status),
        why: (old.why.clone(), new.why.clone()),
        changes: changes.collect(),
    }
}

fn state(old: Option<f64>, new: Option<f64>, tolerance: Tolerance) -> State {
    match (old, new) {
        (None, None) => State::Absent,
        (Some(value), None) | (None, Some(value)) if !value.is_finite() => State::NotANumber,
        (Some(_), None) => State::Gone,
        (None, Some(_)) => State::Appeared,
        (Some(old), Some(new)) if !old.is_finite() || !new.is_finite() => State::NotANumber,
        (Some(old), Some(new)) => {
            let same = (new - old).abs() <= tolerance.relative * old.abs().max(new.abs());
            if same { State::Same } else { State::Changed }
        }
    }
}
