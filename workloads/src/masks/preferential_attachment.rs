//! Masks grown by preferential attachment: whoever has many synapses gets more, on both sides.
//!
//! After Barabási and Albert (1999), for the two sides of a matrix: units join one after another; one that joins
//! brings half of the synapses due by then itself, the other half go to units that are there, each as likely as it
//! has synapses. Numbers of synapses then fall off with a power law from half the mean upwards, until a unit is full.
//! Source units and targets are grown alike; a source unit then takes distinct targets, each as likely as that target
//! has grown. As a row lists a target once, popular targets end up with somewhat fewer synapses than they grew.
//!
//! The order of joining is random, because in a trained network hubs do not come first either.
//!
//! **Number of weights.** Exactly as asked; the denser the matrix, the more units are full and the less is left of
//! the law.

use super::draw::{distinct_below, even_share, shuffled};
use super::urn::Urn;
use crate::random::Stream;
use crate::rows::SparseRows;

/// A mask with exactly `nonzeros` weights (at most `sources * width`). `index` tells the matrices of a network apart.
pub fn preferential_attachment(sources: u32, width: u32, nonzeros: u64, seed: u64, index: u64) -> SparseRows {
    let nonzeros = nonzeros.min(u64::from(sources) * u64::from(width));
    let mut stream = Stream::new(seed, "mask.preferential_attachment", index);
    let lengths = grown(sources, width, nonzeros, &mut stream);
    let popularity = grown(width, sources, nonzeros, &mut stream);
    let mut taking = Taking::new(&popularity);
    let (mut row_start, mut targets) = (vec![0], Vec::with_capacity(nonzeros as usize));
    for length in lengths {
        taking.row(length, &mut stream, &mut targets);
        row_start.push(targets.len() as u64);
    }
    SparseRows::trusted(width, row_start, targets)
}

/// Synapses of each of `units` that share `total`, at most `most` each.
fn grown(units: u32, most: u32, total: u64, stream: &mut Stream) -> Vec<u32> {
    let mut degrees = vec![0_u32; units as usize];
    let mut urn = Urn::new(units);
    let mut placed = 0;
    for (joined, unit) in (1..).zip(shuffled(units, stream)) {
        let due = even_share(total, joined, u64::from(units)) - placed;
        let own = due.div_ceil(2).min(u64::from(most));
        degrees[unit as usize] = own as u32;
        placed += own;
        if own < u64::from(most) {
            urn.add(unit, own);
        }
        for _ in own..due {
            // What full units cannot take is due when the next one joins.
            let Some(richer) = urn.draw(stream) else { break };
            let degree = &mut degrees[richer as usize];
            *degree += 1;
            placed += 1;
            if *degree < most {
                urn.add(richer, 1);
            } else {
                urn.remove(richer, u64::from(most) - 1);
            }
        }
    }
    // What is left found every unit full while it grew: it fills the places that are free.
    let mut free = Urn::new(units);
    if placed < total {
        (0..).zip(&degrees).for_each(|(unit, degree)| free.add(unit, u64::from(most - degree)));
    }
    while placed < total
        && let Some(unit) = free.draw(stream)
    {
        degrees[unit as usize] += 1;
        free.remove(unit, 1);
        placed += 1;
    }
    degrees
}

/// Draws distinct targets, each as likely as its popularity, one after another.
struct Taking {
    /// One more than the popularity, so that every target can be taken.
    weights: Vec<u64>,
    urn: Urn,
    keys: Vec<(f64, u32)>,
    bits: Vec<u64>,
}

impl Taking {
    fn new(popularity: &[u32]) -> Self {
        let weights: Vec<u64> = popularity.iter().map(|degree| u64::from(*degree) + 1).collect();
        let mut urn = Urn::new(weights.len() as u32);
        (0..).zip(&weights).for_each(|(target, weight)| urn.add(target, *weight));
        Self { bits: vec![0; weights.len().div_ceil(64)], weights, urn, keys: Vec::new() }
    }

    /// Appends the ascending targets of a row.
    fn row(&mut self, length: u32, stream: &mut Stream, into: &mut Vec<u32>) {
        let (width, from) = (self.weights.len() as u32, into.len());
        if length == width {
            distinct_below(width, length, stream, &mut self.bits, into);
        } else if length < width / 8 {
            self.one_by_one(length, stream, into);
        } else {
            self.by_keys(length, stream, into);
        }
        into[from..].sort_unstable();
    }

    /// For a few of many: draws, takes out of the urn, and puts back at the end of the row.
    fn one_by_one(&mut self, length: u32, stream: &mut Stream, into: &mut Vec<u32>) {
        let from = into.len();
        for _ in 0..length {
            let Some(target) = self.urn.draw(stream) else { break };
            self.urn.remove(target, self.weights[target as usize]);
            into.push(target);
        }
        for target in &into[from..] {
            self.urn.add(*target, self.weights[*target as usize]);
        }
    }

    /// For a good part of all: exponential waiting times with the weights as rates, the first to come being taken,
    /// which is the same law (Efraimidis and Spirakis, 2006).
    fn by_keys(&mut self, length: u32, stream: &mut Stream, into: &mut Vec<u32>) {
        self.keys.clear();
        let wait = |weight: &u64| -libm::log(1.0 - stream.unit()) / *weight as f64;
        self.keys.extend(self.weights.iter().map(wait).zip(0..));
        self.keys.select_nth_unstable_by(length as usize, |a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
        into.extend(self.keys[..length as usize].iter().map(|(_, target)| target));
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::degrees::Degrees;
    use crate::masks::uniform_random;
    use crate::network::Synapses;

    #[test]
    fn golden_rows() {
        let rows = preferential_attachment(3, 8, 10, 7, 0);
        assert_eq!(
            format!("{:?} {:?}", rows.row_start(), rows.targets()),
            "[0, 4, 6, 10] [3, 4, 6, 7, 1, 7, 1, 2, 6, 7]"
        );
    }

    #[test]
    fn degrees_fall_off_with_a_power_law_on_both_sides() {
        let degrees = Degrees::of(&Synapses::Sparse(preferential_attachment(3000, 3000, 3000 * 30, 1, 0)));
        let uniform = Degrees::of(&Synapses::Sparse(uniform_random(3000, 3000, 3000 * 30, 1, 0)));
        for (grown, uniform) in [(degrees.outgoing, &uniform.outgoing), (degrees.incoming, &uniform.incoming)]
        {
            // With an exponent of 3 a share of (m / k)² of the units has k synapses or more, m being half the mean.
            let least =
                |degree: u32| grown.degrees().iter().filter(|found| **found >= degree).count() as f64 / 3e3;
            assert!((least(60) - 0.0625).abs() < 0.03, "{}", least(60));
            assert!((least(120) - 0.0156).abs() < 0.012, "{}", least(120));
            assert!(grown.largest() > 3 * uniform.largest(), "{} {}", grown.largest(), uniform.largest());
            assert!(grown.gini() > 2.0 * uniform.gini());
        }
    }

    #[test]
    fn both_ways_of_taking_follow_the_same_law() {
        // Of targets with weights 1, 2, 4, 1 (twice, eight times over) two or three are taken; the heaviest most often.
        let popularity: Vec<u32> = [0, 1, 3, 0].repeat(8);
        let mut share = [0.0; 2];
        for (way, share) in (0..).zip(&mut share) {
            let (mut stream, mut taken) = (Stream::new(1, "test.taking", way), Vec::new());
            let mut taking = Taking::new(&popularity);
            for _ in 0..20_000 {
                match way {
                    0 => taking.one_by_one(3, &mut stream, &mut taken),
                    _ => taking.by_keys(3, &mut stream, &mut taken),
                }
            }
            *share = taken.iter().filter(|target| **target % 4 == 2).count() as f64 / taken.len() as f64;
        }
        // Standard deviation 0.002 each; 0.5 without the law's flattening for distinct targets.
        assert!((share[0] - share[1]).abs() < 0.012 && share[0] > 0.45, "{share:?}");
    }

    proptest! {
        #[test]
        fn the_number_of_weights_is_exact(sources in 1_u32..40, width in 1_u32..90, share in 0.0..=1.0_f64, seed: u64) {
            let nonzeros = (share * f64::from(sources * width)).round() as u64;
            let rows = preferential_attachment(sources, width, nonzeros, seed, 0);
            prop_assert_eq!((rows.nonzeros(), rows.sources(), rows.width()), (nonzeros, sources, width));
            let checked = SparseRows::new(width, rows.row_start().to_vec(), rows.targets().to_vec());
            prop_assert!(checked.is_ok(), "{:?}", checked);
        }
    }
}
