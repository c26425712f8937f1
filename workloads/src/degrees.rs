//! How many synapses units have: degrees of a projection, on the side of the sources and on that of the targets.
//!
//! The out-degree of a source unit is the length of its row: what one of its events costs. The in-degree of a target
//! (one gate of one unit) is the number of its weights: what the core that holds it has to store. Topologies of one
//! density differ in nothing else that a chip notices.

use crate::network::Synapses;

/// Degrees of both sides of a projection.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Degrees {
    /// Synapses that leave each source unit.
    pub outgoing: Distribution,
    /// Synapses that enter each target: each gate of each unit.
    pub incoming: Distribution,
}

impl Degrees {
    /// Counts the degrees of a projection.
    pub fn of(synapses: &Synapses) -> Self {
        let (sources, targets) = (synapses.sources(), synapses.targets());
        let outgoing = (0..sources).map(|source| synapses.row_len(source)).collect();
        let incoming = match synapses {
            Synapses::Dense { .. } => vec![sources; targets as usize],
            Synapses::Sparse(rows) => {
                let mut incoming = vec![0; targets as usize];
                for target in rows.targets() {
                    incoming[*target as usize] += 1;
                }
                incoming
            }
            Synapses::Conv2d(convolution) => {
                convolution.incoming().into_iter().map(|synapses| synapses as u32).collect()
            }
            Synapses::Crossbar(crossbar) => crossbar.incoming(),
        };
        Self {
            outgoing: Distribution::new(outgoing, targets),
            incoming: Distribution::new(incoming, sources),
        }
    }
}

/// Degrees of one side. Every figure is 0 where there is no unit, or no synapse to measure it by.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Distribution {
    degrees: Vec<u32>,
    possible: u32,
}

impl Distribution {
    /// From the degree of each unit, of `possible` synapses that a unit of a dense projection has.
    pub fn new(degrees: Vec<u32>, possible: u32) -> Self {
        Self { degrees, possible }
    }

    /// The degree of each unit, in synapses.
    pub fn degrees(&self) -> &[u32] {
        &self.degrees
    }

    /// The degree of a unit in a dense projection, in synapses.
    pub fn possible(&self) -> u32 {
        self.possible
    }

    /// Mean degree, in synapses.
    pub fn mean(&self) -> f64 {
        ratio(self.degrees.iter().map(|degree| f64::from(*degree)).sum(), self.degrees.len() as f64)
    }

    /// Standard deviation of degrees over all units, in synapses.
    pub fn deviation(&self) -> f64 {
        let mean = self.mean();
        let squares = self.degrees.iter().map(|degree| f64::from(*degree) - mean).map(|off| off * off).sum();
        ratio(squares, self.degrees.len() as f64).sqrt()
    }

    /// Smallest degree, in synapses.
    pub fn smallest(&self) -> u32 {
        self.degrees.iter().copied().min().unwrap_or(0)
    }

    /// Largest degree, in synapses.
    pub fn largest(&self) -> u32 {
        self.degrees.iter().copied().max().unwrap_or(0)
    }

    /// Units without a synapse.
    pub fn empty(&self) -> u32 {
        self.degrees.iter().filter(|degree| **degree == 0).count() as u32
    }

    /// Share of units without a synapse, 0 to 1.
    pub fn empty_share(&self) -> f64 {
        ratio(f64::from(self.empty()), self.degrees.len() as f64)
    }

    /// Coefficient of variation: standard deviation in units of the mean.
    pub fn variation(&self) -> f64 {
        ratio(self.deviation(), self.mean())
    }

    /// Spread of connectivity: the standard deviation over units of the share of possible synapses that are there, in
    /// percentage points.
    pub fn spread(&self) -> f64 {
        100.0 * ratio(self.deviation(), f64::from(self.possible))
    }

    /// Gini coefficient: half the mean difference of two units' degrees in units of the mean; 0 if all have equally
    /// many synapses, 1 − 1/n if one of n has them all.
    pub fn gini(&self) -> f64 {
        let mut sorted = self.degrees.clone();
        sorted.sort_unstable();
        // Over sorted degrees the sum of differences is that of the degrees weighted by place, which starts at 1 - n
        // and goes up in twos.
        let first = 1.0 - sorted.len() as f64;
        let weighted = sorted.iter().enumerate();
        let weighted: f64 =
            weighted.map(|(place, degree)| (first + 2.0 * place as f64) * f64::from(*degree)).sum();
        let all: f64 = sorted.iter().map(|degree| f64::from(*degree)).sum();
        ratio(weighted, all * sorted.len() as f64)
    }
}

fn ratio(part: f64, whole: f64) -> f64 {
    if whole > 0.0 { part / whole } else { 0.0 }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::rows::SparseRows;

    #[test]
    fn degrees_of_a_small_matrix() {
        let rows = SparseRows::from_lists(4, &[vec![0, 1, 3], vec![], vec![1]]).unwrap();
        let Degrees { outgoing, incoming } = Degrees::of(&Synapses::Sparse(rows));
        assert_eq!((outgoing.degrees(), outgoing.possible()), (&[3, 0, 1][..], 4));
        assert_eq!((incoming.degrees(), incoming.possible()), (&[1, 2, 0, 1][..], 3));
        assert_eq!((outgoing.smallest(), outgoing.largest(), outgoing.empty()), (0, 3, 1));
        assert!((outgoing.mean() - 4.0 / 3.0).abs() < 1e-12);
        // Squares off 4/3: 25/9, 16/9, 1/9; their mean is 14/9.
        assert!((outgoing.deviation() - (14.0_f64 / 9.0).sqrt()).abs() < 1e-12);
        assert!((outgoing.spread() - 25.0 * (14.0_f64 / 9.0).sqrt()).abs() < 1e-12);
        assert!((outgoing.variation() - 0.75 * (14.0_f64 / 9.0).sqrt()).abs() < 1e-12);
        // Differences of the ordered pairs: 3, 2 and 1, twice each: 12, over 2 n² mean = 24.
        assert!((outgoing.gini() - 0.5).abs() < 1e-12);
        assert!((incoming.empty_share() - 0.25).abs() < 1e-12);
    }

    #[test]
    fn a_dense_projection_is_the_same_for_all() {
        let Degrees { outgoing, incoming } = Degrees::of(&Synapses::Dense { sources: 3, targets: 5 });
        assert_eq!((outgoing.degrees(), incoming.degrees()), (&[5; 3][..], &[3; 5][..]));
        assert_eq!((outgoing.gini(), outgoing.spread(), outgoing.empty()), (0.0, 0.0, 0));
    }

    #[test]
    fn nothing_has_no_figures() {
        for degrees in [vec![], vec![0, 0]] {
            let none = Distribution::new(degrees, 0);
            let figures = [none.mean(), none.deviation(), none.variation(), none.spread(), none.gini()];
            assert!(figures.iter().all(|figure| *figure == 0.0), "{figures:?}");
        }
        assert!((Distribution::new(vec![0, 0, 0, 7], 9).gini() - 0.75).abs() < 1e-12);
    }

    proptest! {
        #[test]
        fn both_sides_count_the_same_synapses(sources in 1_u32..30, width in 1_u32..30, share in 0.0..=1.0_f64, seed: u64) {
            let nonzeros = (share * f64::from(sources * width)).round() as u64;
            let rows = crate::masks::uniform_random(sources, width, nonzeros, seed, 0);
            let by_target = Degrees::of(&Synapses::Sparse(rows.transposed()));
            let degrees = Degrees::of(&Synapses::Sparse(rows));
            prop_assert_eq!(&degrees.outgoing, &by_target.incoming);
            prop_assert_eq!(&degrees.incoming, &by_target.outgoing);
            for side in [degrees.outgoing, degrees.incoming] {
                prop_assert_eq!(side.degrees().iter().map(|degree| u64::from(*degree)).sum::<u64>(), nonzeros);
                prop_assert!((0.0..1.0).contains(&side.gini()));
            }
        }
    }
}
