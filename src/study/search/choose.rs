//! Which points to evaluate next: those that are guessed to move the front most.

use egret_workloads::random::Stream;

use super::archive::Archive;
use super::candidates::{around, candidates};
use super::kriging::{Kriging, Lengths};
use super::space::SearchAxis;

/// Most points from which guesses are made: their cost grows with the square.
const TAUGHT: usize = 256;
/// Candidates of which it is found out how uncertain their guesses are: the best by the guess alone, and as many of the
/// others.
const JUDGED: usize = 256;
/// By how many standard deviations guesses are taken for better, in turn: what looks best, and what may be best.
const HOPES: [f64; 3] = [0.0, 1.0, 2.0];
/// Of so many points one is beside the front, whatever the guesses of far ones are.
const ONE_BESIDE: usize = 4;
/// The guessed chance of breaking a constraint, or of not running, beyond which a point is taken only if nothing else is left.
const RISK: f64 = 0.5;

/// Chooses points.
#[derive(Debug)]
pub(super) struct Chooser<'a> {
    axes: &'a [SearchAxis],
    stream: Stream,
    /// Of the models of one round, the beginning of the next.
    lengths: Vec<Lengths>,
}

/// What is guessed of a candidate.
struct Guess {
    point: Vec<usize>,
    objectives: Vec<f64>,
    uncertainties: Vec<f64>,
    risk: f64,
}

impl Guess {
    fn hoped(&self, hope: f64) -> Vec<f64> {
        self.objectives.iter().zip(&self.uncertainties).map(|(guess, sigma)| guess - hope * sigma).collect()
    }
}

impl<'a> Chooser<'a> {
    pub(super) fn new(axes: &'a [SearchAxis], stream: Stream) -> Self {
        Self { axes, stream, lengths: Vec::new() }
    }

    /// The next points, `count` or all that are left; each was never evaluated, and none comes twice.
    pub(super) fn next(&mut self, archive: &Archive, count: usize) -> Vec<Vec<usize>> {
        let tiers = archive.tiers();
        let candidates = candidates(self.axes, archive, &tiers, &mut self.stream);
        let keeping = |number: &usize| {
            archive.seen()[*number].found.as_ref().is_some_and(|found| found.violation <= 0.0)
        };
        let best: &[usize] = tiers.first().map_or(&[], Vec::as_slice);
        let goal = if best.iter().all(keeping) { Goal::Objectives } else { Goal::Violation };
        let scales = goal.scales(archive);
        let mut front: Vec<Vec<f64>> = match goal {
            Goal::Objectives => {
                best.iter().filter_map(|number| goal.values(archive, *number, &scales)).collect()
            }
            // The least violation is the front of a single objective.
            Goal::Violation => {
                best.first().and_then(|number| goal.values(archive, *number, &scales)).into_iter().collect()
            }
        };
        let mut guesses = self.guesses(archive, &tiers, candidates, (goal, &scales), &front);
        let beside = around(self.axes, archive, best);
        let mut chosen = Vec::new();
        while chosen.len() < count && !guesses.is_empty() {
            let turn = chosen.len();
            let hope = HOPES[turn % HOPES.len()];
            let only_beside = turn % ONE_BESIDE == ONE_BESIDE - 1
                && guesses.iter().any(|guess| beside.contains(&guess.point));
            let mut pick: Option<(bool, f64, usize)> = None;
            for (at, guess) in guesses.iter().enumerate() {
                if only_beside && !beside.contains(&guess.point) {
                    continue;
                }
                let (safe, gain) = (guess.risk <= RISK, gain(&front, &guess.hoped(hope)));
                // The first of equals, so that nothing but the results decides.
                if pick.is_none_or(|(was_safe, most, _)| {
                    (safe && !was_safe) || (safe == was_safe && gain > most)
                }) {
                    pick = Some((safe, gain, at));
                }
            }
            let Some((_, _, at)) = pick else { break };
            let guess = guesses.remove(at);
            // As if it were found as guessed: the next ones go elsewhere.
            front.push(guess.objectives);
            chosen.push(guess.point);
        }
        chosen
    }

    /// Guesses for the candidates that matter.
    fn guesses(
        &mut self,
        archive: &Archive,
        tiers: &[Vec<usize>],
        candidates: Vec<Vec<usize>>,
        (goal, scales): (Goal, &[Scale]),
        front: &[Vec<f64>],
    ) -> Vec<Guess> {
        let taught: Vec<(usize, Vec<f64>)> = tiers
            .iter()
            .flatten()
            .filter_map(|number| Some((*number, goal.values(archive, *number, scales)?)))
            .take(TAUGHT)
            .collect();
        let points: Vec<&[usize]> =
            taught.iter().map(|(number, _)| archive.seen()[*number].point.as_slice()).collect();
        let width = taught.first().map_or(0, |(_, values)| values.len());
        self.lengths.resize(width + 1, Lengths::unknown(self.axes));
        let mut model = |place: usize, points: &[&'_ [usize]], values: &[f64]| {
            let lengths = self.lengths[place].clone().improved(self.axes, points, values);
            self.lengths[place] = lengths;
        };
        let columns: Vec<Vec<f64>> =
            (0..width).map(|at| taught.iter().map(|(_, values)| values[at]).collect()).collect();
        for (at, column) in columns.iter().enumerate() {
            model(at, &points, column);
        }
        let (risky, risks) = risks(archive);
        if !risky.is_empty() {
            model(width, &risky, &risks);
        }
        let models: Vec<Kriging<'_>> = columns
            .iter()
            .enumerate()
            .filter_map(|(at, column)| Kriging::new(self.axes, &self.lengths[at], &points, column))
            .collect();
        let risk = Kriging::new(self.axes, &self.lengths[width], &risky, &risks);
        let mut guesses: Vec<(f64, Guess)> = candidates
            .into_iter()
            .map(|point| {
                let objectives: Vec<f64> = models.iter().map(|model| model.guess(&point)).collect();
                let risk = risk.as_ref().map_or(0.0, |model| model.guess(&point));
                let gain = gain(front, &objectives);
                (gain, Guess { uncertainties: vec![0.0; objectives.len()], point, objectives, risk })
            })
            .collect();
        // Stable: equals stay in the order of points.
        guesses.sort_by(|one, other| other.0.total_cmp(&one.0));
        let others = guesses.split_off(guesses.len().min(JUDGED));
        let every = others.len().div_ceil(JUDGED).max(1);
        let mut guesses: Vec<Guess> =
            guesses.into_iter().chain(others.into_iter().step_by(every)).map(|(_, guess)| guess).collect();
        for guess in &mut guesses {
            guess.uncertainties = models.iter().map(|model| model.uncertainty(&guess.point)).collect();
        }
        guesses
    }
}

/// Points with 1 where they break constraints or cannot be run, 0 elsewhere; nothing where all are alike.
fn risks(archive: &Archive) -> (Vec<&[usize]>, Vec<f64>) {
    let is_bad = |found: &Option<_>| {
        found.as_ref().is_none_or(|found: &super::archive::Evaluated| found.violation > 0.0)
    };
    let seen = archive.seen();
    let every = seen.len().div_ceil(TAUGHT).max(1);
    let seen: Vec<_> = seen.iter().rev().step_by(every).collect();
    let bad = seen.iter().filter(|seen| is_bad(&seen.found)).count();
    if bad == 0 || bad == seen.len() {
        return (Vec::new(), Vec::new());
    }
    seen.into_iter().map(|seen| (seen.point.as_slice(), f64::from(u8::from(is_bad(&seen.found))))).unzip()
}

/// What is to be made small.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Goal {
    /// The objectives, once there is a point that keeps the constraints.
    Objectives,
    /// What constraints are broken by, until then.
    Violation,
}

/// How an objective is measured while searching.
#[derive(Clone, Copy, Debug)]
enum Scale {
    /// By its logarithm: a share less is worth the same everywhere, and in every objective.
    Logarithm,
    /// In parts of its spread, where it is not positive.
    Spread(f64),
}

impl Goal {
    fn raw(self, archive: &Archive, number: usize) -> Option<Vec<f64>> {
        let found = archive.seen()[number].found.as_ref()?;
        Some(match self {
            Self::Objectives => found.objectives.clone(),
            Self::Violation => vec![found.violation],
        })
    }

    fn values(self, archive: &Archive, number: usize, scales: &[Scale]) -> Option<Vec<f64>> {
        let raw = self.raw(archive, number)?;
        let scaled: Vec<f64> = raw
            .into_iter()
            .zip(scales)
            .map(|(value, scale)| match scale {
                Scale::Logarithm => libm::log(value),
                Scale::Spread(spread) => value / spread,
            })
            .collect();
        scaled.iter().all(|value| value.is_finite()).then_some(scaled)
    }

    fn scales(self, archive: &Archive) -> Vec<Scale> {
        let all: Vec<Vec<f64>> =
            (0..archive.seen().len()).filter_map(|number| self.raw(archive, number)).collect();
        (0..all.first().map_or(0, Vec::len))
            .map(|at| {
                let values = || all.iter().map(|values| values[at]).filter(|value| value.is_finite());
                let (least, most) = values()
                    .fold((f64::INFINITY, f64::NEG_INFINITY), |(least, most), value| {
                        (least.min(value), most.max(value))
                    });
                if least > 0.0 {
                    Scale::Logarithm
                } else {
                    let spread = most - least;
                    Scale::Spread(if spread > 0.0 && spread.is_finite() { spread } else { 1.0 })
                }
            })
            .collect()
    }
}

/// By how much a point beats the front: the least that all its objectives may grow by until some point of the front is as good
/// in every one (the additive epsilon indicator). Negative behind the front.
fn gain(front: &[Vec<f64>], objectives: &[f64]) -> f64 {
    let beyond = |point: &Vec<f64>| {
        point.iter().zip(objectives).map(|(there, here)| there - here).fold(f64::NEG_INFINITY, f64::max)
    };
    front.iter().map(beyond).fold(f64::INFINITY, f64::min)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_gain_is_how_far_a_point_lies_before_the_front() {
        let front = [vec![0.0, 2.0], vec![2.0, 0.0]];
        let near = |point: &[f64], expected: f64| assert!((gain(&front, point) - expected).abs() < 1e-12);
        near(&[1.0, 1.0], 1.0);
        near(&[-0.5, 3.0], 0.5);
        near(&[0.0, 2.0], 0.0);
        near(&[2.0, 2.5], -0.5);
        assert!(gain(&[], &[1.0]).is_infinite());
    }
}
