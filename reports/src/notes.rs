//! What a reader must know before believing a figure: said by every table and every plot.

use crate::record::RunRecord;

/// One remark that goes with every figure of a run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Note {
    /// Whether it changes what the figures mean, so that it must never be cut.
    pub warning: bool,
    /// The remark: a fragment without a full stop.
    pub text: String,
}

/// `lower bound: n actions unpriced`, when some are.
pub(crate) fn lower_bound(unpriced: &[String]) -> Option<String> {
    match unpriced.len() {
        0 => None,
        1 => Some("lower bound: 1 action unpriced".to_owned()),
        n => Some(format!("lower bound: {n} actions unpriced")),
    }
}

/// All remarks on a run, warnings first.
pub fn notes(record: &RunRecord) -> Vec<Note> {
    let manifest = &record.manifest;
    let mut notes = Vec::new();
    let mut warn = |text: String| notes.push(Note { warning: true, text });
    if let Some(bound) = &manifest.lower_bound {
        warn(format!("{bound} ({})", record.energy.unpriced.join(", ")));
    }
    if !manifest.what_if.is_empty() {
        warn("what-if, beyond this chip's limits:".to_owned());
        // Each is a sentence of its own, and together they are too many for one.
        manifest.what_if.iter().for_each(|limit| warn(format!("- {limit}")));
    }
    if record.counts.drops > 0 {
        warn(format!("{} of {} deliveries dropped", record.counts.drops, record.counts.addressed));
    }
    if let Some(warning) = &record.noc.fidelity_warning {
        warn(warning.clone());
    }
    if record.counts.overruns > 0 {
        warn(format!("{} of {} steps overran their tick", record.counts.overruns, record.counts.steps));
    }
    if record.counts.late_events > 0 {
        warn(format!("{} events came after their step had begun", record.counts.late_events));
    }
    let mut say = |text: String| notes.push(Note { warning: false, text });
    say(format!("embedding: {}; decoder: {}", manifest.embedding, manifest.decoder));
    say(format!("activity: {}", manifest.activity));
    if !manifest.overrides.is_empty() {
        say(format!("set: {}", manifest.overrides.join(", ")));
    }
    if !manifest.roundings.is_empty() {
        let list: Vec<String> =
            manifest.roundings.iter().map(|r| format!("{} {} -> {}", r.path, r.asked, r.got)).collect();
        say(format!("rounded to the time base: {}", list.join(", ")));
    }
    notes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bounds_agree_in_number() {
        assert_eq!(lower_bound(&[]), None);
        assert_eq!(lower_bound(&["a".into()]).unwrap(), "lower bound: 1 action unpriced");
        assert_eq!(lower_bound(&["a".into(), "b".into()]).unwrap(), "lower bound: 2 actions unpriced");
    }
}
