//! What a search knows: the points it has seen, and how good each is under constraints.

use std::collections::BTreeMap;

use egret_reports::pareto::ranks;

/// What a point is worth.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Evaluated {
    /// All minimised, all of the same number; a point with one that is no number counts as one that cannot be run.
    pub(crate) objectives: Vec<f64>,
    /// By how much constraints are broken, in any measure that grows with it; 0 where all are kept.
    pub(crate) violation: f64,
}

/// A point that was evaluated.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Seen {
    /// Its value on every axis.
    pub(super) point: Vec<usize>,
    /// What it is worth; `None` where it cannot be run.
    pub(super) found: Option<Evaluated>,
}

/// All points that were evaluated, in that order.
#[derive(Clone, Debug, Default)]
pub(super) struct Archive {
    seen: Vec<Seen>,
    by_point: BTreeMap<Vec<usize>, usize>,
}

impl Archive {
    pub(super) fn add(&mut self, point: Vec<usize>, found: Option<Evaluated>) {
        let is_known = |found: &Evaluated| {
            !found.objectives.iter().any(|objective| objective.is_nan()) && !found.violation.is_nan()
        };
        self.by_point.insert(point.clone(), self.seen.len());
        self.seen.push(Seen { point, found: found.filter(is_known) });
    }

    pub(super) fn contains(&self, point: &[usize]) -> bool {
        self.by_point.contains_key(point)
    }

    pub(super) fn seen(&self) -> &[Seen] {
        &self.seen
    }

    /// Numbers of the points in tiers from good to bad, by the rules of Deb: points that keep all constraints before others,
    /// among themselves by non-dominated sorting; then those that break them, the less the better; last, all that cannot be
    /// run. Within a tier in the order in which they were evaluated.
    pub(super) fn tiers(&self) -> Vec<Vec<usize>> {
        let mut keeping = Vec::new();
        let mut breaking = Vec::new();
        let mut broken = Vec::new();
        for (number, seen) in self.seen.iter().enumerate() {
            match &seen.found {
                Some(found) if found.violation <= 0.0 => keeping.push((number, found.objectives.clone())),
                Some(found) => breaking.push((number, found.violation)),
                None => broken.push(number),
            }
        }
        let (numbers, objectives): (Vec<usize>, Vec<Vec<f64>>) = keeping.into_iter().unzip();
        let mut tiers: Vec<Vec<usize>> = Vec::new();
        for (number, rank) in numbers.into_iter().zip(ranks(&objectives)) {
            let rank = rank.unwrap_or_default();
            if tiers.len() <= rank {
                tiers.resize(rank + 1, Vec::new());
            }
            tiers[rank].push(number);
        }
        breaking.sort_by(|one, other| one.1.total_cmp(&other.1));
        tiers.extend(
            breaking
                .chunk_by(|one, other| one.1.total_cmp(&other.1).is_eq())
                .map(|same| same.iter().map(|(number, _)| *number).collect()),
        );
        tiers.extend((!broken.is_empty()).then_some(broken));
        tiers
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_keeps_constraints_comes_before_what_breaks_them_before_what_cannot_be_run() {
        let mut archive = Archive::default();
        let mut add = |objectives: &[f64], violation: f64| {
            let point = vec![archive.seen().len()];
            archive.add(point, Some(Evaluated { objectives: objectives.to_vec(), violation }));
        };
        add(&[0.0, 0.0], 2.0);
        add(&[3.0, 3.0], 0.0);
        add(&[1.0, 2.0], 0.0);
        add(&[0.0, 0.0], 1.0);
        add(&[f64::NAN, 0.0], 0.0);
        add(&[2.0, 1.0], 0.0);
        add(&[9.0, 9.0], 1.0);
        archive.add(vec![99], None);
        assert_eq!(archive.tiers(), [vec![2, 5], vec![1], vec![3, 6], vec![0], vec![4, 7]]);
        assert!(archive.contains(&[99]) && !archive.contains(&[98]));
    }
}
