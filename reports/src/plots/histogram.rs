//! Steps sorted into classes of equal width by their length.

use crate::record::RunRecord;

/// One class.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Class {
    /// Steps in it.
    pub(super) steps: u64,
    /// Ticks those steps spent, by wait reason in the order asked for.
    pub(super) waits: Vec<u64>,
}

/// Classes over a range of step lengths.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Histogram {
    /// Shortest length of the first class, in ticks.
    pub(super) from: f64,
    /// Longest length of the last regular class, in ticks.
    pub(super) to: f64,
    pub(super) classes: Vec<Class>,
    /// Steps longer than the range, counted in none of the classes.
    pub(super) beyond: u64,
}

/// Most classes that are still wide enough to look at.
const MOST: f64 = 48.0;

/// Sorts the steps of a record; `reasons` are the waits to keep apart.
pub(super) fn histogram(record: &RunRecord, reasons: &[&str]) -> Histogram {
    let lengths = &record.steps.duration_ticks;
    let mut sorted = lengths.clone();
    sorted.sort_unstable();
    let shortest = sorted.first().copied().unwrap_or(0);
    let mut longest = sorted.last().copied().unwrap_or(0);
    // A rare step far beyond the rest would leave all others in one class.
    let usual = sorted.get((sorted.len().saturating_sub(1)) * 99 / 100).copied().unwrap_or(0);
    if longest - shortest > 4 * (usual - shortest) && usual > shortest {
        longest = usual;
    }
    let beyond = sorted.iter().filter(|ticks| **ticks > longest).count() as u64;
    let (from, to) = if longest > shortest {
        (shortest as f64, longest as f64)
    } else {
        // All of one length: one class around it.
        (shortest as f64 - 0.5, shortest as f64 + 0.5)
    };
    let distinct = (longest - shortest + 1) as f64;
    let wanted = (lengths.len() as f64).sqrt().ceil().clamp(1.0, MOST);
    let number = if longest > shortest { wanted.max(6.0).min(distinct) } else { 1.0 };
    let mut classes = vec![Class { steps: 0, waits: vec![0; reasons.len()] }; number as usize];
    for (step, ticks) in lengths.iter().enumerate().filter(|(_, ticks)| **ticks <= longest) {
        let share = (*ticks as f64 - from) / (to - from);
        let at = ((share * number) as usize).min(classes.len() - 1);
        let class = &mut classes[at];
        class.steps += 1;
        for (sum, reason) in class.waits.iter_mut().zip(reasons) {
            let column = record.steps.waits_ticks.get(reason);
            *sum += column.and_then(|column| column.get(step)).copied().unwrap_or(0);
        }
    }
    Histogram { from, to, classes, beyond }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing;

    #[test]
    fn every_step_is_in_one_class_or_beyond() {
        for steps in [1, 2, 7, 300] {
            let record = testing::record_of(&testing::outcome(2, 3, steps, 8));
            let histogram = histogram(&record, &["soma"]);
            let inside: u64 = histogram.classes.iter().map(|class| class.steps).sum();
            assert_eq!(inside + histogram.beyond, u64::from(steps));
        }
    }

    #[test]
    fn one_long_step_does_not_hide_the_rest() {
        let mut record = testing::record_of(&testing::outcome(2, 3, 300, 8));
        for (at, ticks) in record.steps.duration_ticks.iter_mut().enumerate() {
            *ticks = 1000 + at as u64 % 10;
        }
        record.steps.duration_ticks[7] = 1_000_000;
        let histogram = histogram(&record, &[]);
        assert_eq!(histogram.beyond, 1);
        assert!(histogram.classes.len() > 5);
    }
}
