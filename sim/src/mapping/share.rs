//! How many cores each population gets.

use egret_workloads::{Network, PopulationId, Site};

/// Cores of one population: `cores` of them from `first_core` on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Share {
    pub(super) population: PopulationId,
    pub(super) first_core: u32,
    pub(super) cores: u32,
}

/// Cores of all populations that lie on the chip.
pub(super) struct Shares {
    pub(super) populations: Vec<Share>,
    /// Cores in use.
    pub(super) cores: u32,
}

/// How far the units of a population are spread.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Spread {
    /// Over all cores, in proportion to synapses.
    All,
    /// Over as few cores as hold the units, for chips on which a unit reaches few cores.
    Fewest,
}

/// Shares `cores` out in proportion to incoming synapses (plus one for every unit, whose update costs as well), by
/// largest remainder; each population gets at least one core (as many as hold `units_a_core` of its units each) and at
/// most one for every unit. With fewer cores than populations, every population is spread over all cores.
pub(super) fn cores_by_population(
    network: &Network,
    loads: &[Vec<u64>],
    cores: u32,
    spread: Spread,
    units_a_core: impl Fn(PopulationId) -> u64,
) -> Shares {
    let on_chip: Vec<PopulationId> =
        network.population_ids().filter(|&id| network.population(id).site == Site::Chip).collect();
    let count = on_chip.len() as u32;
    if cores < count {
        let populations =
            on_chip.into_iter().map(|population| Share { population, first_core: 0, cores }).collect();
        return Shares { populations, cores };
    }
    let weights: Vec<u64> = on_chip
        .iter()
        .map(|&id| loads[id.index()].iter().sum::<u64>() + u64::from(network.population(id).units))
        .collect();
    let limits: Vec<u32> = on_chip.iter().map(|&id| network.population(id).units.max(1)).collect();
    let needs: Vec<u32> = on_chip
        .iter()
        .zip(&limits)
        .map(|(&id, &limit)| {
            let units = u64::from(network.population(id).units);
            units.div_ceil(units_a_core(id).max(1)).clamp(1, u64::from(limit)) as u32
        })
        .collect();
    // What does not fit anyway is left to the capacity check, which says what is missing.
    let fits = needs.iter().map(|&need| u64::from(need)).sum::<u64>() <= u64::from(cores);
    let needs = if fits { needs } else { vec![1; needs.len()] };
    let granted = match spread {
        Spread::All => largest_remainder(&weights, &needs, &limits, cores),
        Spread::Fewest => needs,
    };
    let mut first_core = 0;
    let populations = on_chip
        .into_iter()
        .zip(granted)
        .map(|(population, cores)| {
            let share = Share { population, first_core, cores };
            first_core += cores;
            share
        })
        .collect();
    Shares { populations, cores: first_core }
}

/// Splits `total` by `weights`: at least `needs` and at most `limits` each, integer arithmetic only.
fn largest_remainder(weights: &[u64], needs: &[u32], limits: &[u32], total: u32) -> Vec<u32> {
    let sum: u128 = weights.iter().map(|&weight| u128::from(weight)).sum::<u128>().max(1);
    let exact = |weight: u64| u128::from(weight) * u128::from(total);
    let mut granted: Vec<u32> = weights
        .iter()
        .zip(needs.iter().zip(limits))
        .map(|(&weight, (&need, &limit))| ((exact(weight) / sum) as u32).clamp(need, limit))
        .collect();
    // Who is furthest below (or above) its exact share goes first; the lower index on ties.
    let lag = |granted: &[u32], index: usize| {
        exact(weights[index]).cast_signed() - (u128::from(granted[index]) * sum).cast_signed()
    };
    while granted.iter().sum::<u32>() > total {
        let Some(index) = (0..granted.len())
            .filter(|&index| granted[index] > needs[index])
            .min_by_key(|&index| (lag(&granted, index), index))
        else {
            break;
        };
        granted[index] -= 1;
    }
    while granted.iter().sum::<u32>() < total {
        let Some(index) = (0..granted.len())
            .filter(|&index| granted[index] < limits[index])
            .max_by_key(|&index| (lag(&granted, index), usize::MAX - index))
        else {
            break;
        };
        granted[index] += 1;
    }
    granted
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn shares_follow_the_weights() {
        assert_eq!(
            largest_remainder(&[8_505_000, 10_935_000, 4_725_000], &[1; 3], &[1350, 1350, 750], 148),
            [52, 67, 29]
        );
    }

    #[test]
    fn nobody_is_left_without_a_core() {
        assert_eq!(largest_remainder(&[1, 1_000_000], &[1, 1], &[10, 10_000], 4), [1, 3]);
        assert_eq!(
            largest_remainder(&[1, 1_000_000], &[3, 1], &[10, 10_000], 4),
            [3, 1],
            "a table needs three"
        );
    }

    proptest! {
        #[test]
        fn all_cores_are_shared_out_within_the_limits(
            parts in prop::collection::vec((0u64..1_000_000, 1u32..300), 1..8),
            extra in 0u32..500,
        ) {
            let (weights, limits): (Vec<u64>, Vec<u32>) = parts.into_iter().unzip();
            let total = weights.len() as u32 + extra;
            let granted = largest_remainder(&weights, &vec![1; weights.len()], &limits, total);
            prop_assert!(granted.iter().zip(&limits).all(|(&cores, &limit)| cores >= 1 && cores <= limit));
            prop_assert_eq!(granted.iter().sum::<u32>(), total.min(limits.iter().sum()));
        }
    }
}
