//! Random masks on the idealised chip: rows differ, and which of them were read is chance. `docs/interaction.md` derives
//! how far from 1 the interaction then lies.

use egret_arch::Chip;
use egret_workloads::StepEvents;

use super::points::{Four, ideal_but, whole_rows};
use crate::support::{Net, chip};

const TOKENS: u32 = 12;
const SEEDS: u64 = 100;

/// How far a single mask may be out, in standard errors.
const WITHIN: f64 = 4.0;

fn idealised(name: &str) -> Chip {
    let lines = ideal_but(&[]);
    chip(name, &lines.iter().map(String::as_str).collect::<Vec<_>>())
}

/// The standard error of the interaction of energy: `sqrt(Σ_p N_p K_p (N_p - K_p) / (N_p² (N_p - 1)) · N_p σ_p²)` over
/// `w Σ_p W_p Σ_i e_i`, with N = S W positions, K weights, and σ² the variance of the events `e_i` over the S sources.
fn standard_error(net: &Net, weight: f64, seed: u64) -> f64 {
    let workload = net.workload(seed);
    let network = workload.network();
    let mut events: Vec<Vec<u64>> =
        network.populations.iter().map(|population| vec![0; population.units as usize]).collect();
    let (mut player, mut step) = (workload.activity().player(), StepEvents::default());
    for _ in 0..TOKENS {
        player.step_into(&mut step);
        for (events, units) in events.iter_mut().zip(&step.events) {
            for &unit in units {
                events[unit as usize] += 1;
            }
        }
    }
    let (mut variance, mut mean) = (0.0, 0.0);
    for projection in &network.projections {
        let events = &events[projection.source.index()];
        let (sources, width) = (events.len() as f64, f64::from(projection.synapses.targets()));
        let all = events.iter().sum::<u64>() as f64;
        let spread = events.iter().map(|&e| (e as f64 - all / sources).powi(2)).sum::<f64>() / sources;
        let positions = sources * width;
        variance += weight * (1.0 - weight) * positions * positions / (positions - 1.0) * spread;
        mean += weight * width * all;
    }
    variance.sqrt() / mean
}

#[test]
fn random_masks_stay_inside_the_derived_error() {
    let chip = idealised("mesh-generic");
    for (weight, activity) in [(0.5, 0.3), (0.125, 0.2)] {
        let mut squares = 0.0;
        for seed in 0..SEEDS {
            let net = Net {
                mask: "UniformRandom".to_owned(),
                weight_sparsity: 1.0 - weight,
                activity,
                ..whole_rows(egret_arch::Model::Egru)
            };
            let four = Four::run(&chip, &net, (weight, activity), seed, TOKENS);
            let errors = (four.of_energy() - 1.0) / standard_error(&net, weight, seed);
            assert!(errors.abs() <= WITHIN, "seed {seed} at {weight} x {activity}: {errors} standard errors");
            squares += errors * errors;
        }
        // The mean of 100 squares of standard normal variables is 1 with a standard deviation of 0.14.
        let mean = squares / SEEDS as f64;
        assert!((0.45..1.7).contains(&mean), "{weight} x {activity}: mean square {mean}, not about 1");
    }
}
