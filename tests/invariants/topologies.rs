//! Masks of one density and different topologies: as many weights, other work for the cores, other energy.

use egret_arch::{Action, Model};
use egret_workloads::{Degrees, MaskFile, Synapses};

use super::laws::assert_all;
use crate::support::{Case, Net, Run, chip, count, priced};

/// What a mask makes of one network on one chip.
struct Measured {
    mask: String,
    nonzeros: u64,
    /// Synaptic operations of the core with the most, in units of the mean core.
    imbalance: f64,
    energy: f64,
}

/// Every mask that is drawn, as a file writes it.
fn masks() -> Vec<String> {
    let drawn = MaskFile::ALL.into_iter().filter(|mask| mask.generate(8, 8, 0.75, 1, 0).is_some());
    drawn.map(ron_of).collect()
}

/// A mask as a file writes it: its debug form names fields and variants alike.
fn ron_of(mask: MaskFile) -> String {
    format!("{mask:?}").replace(" { ", "(").replace(" }", ")")
}

fn run(mask: &str) -> (Case, Run) {
    // Sides that every structure divides, so that each has exactly a quarter of the weights.
    let net = Net {
        input: 24,
        layers: vec![96, 64],
        weight_sparsity: 0.75,
        mask: mask.to_owned(),
        embedding: "Absent",
        ..Net::of(Model::Egru)
    };
    let case = Case::new(mask, chip("mesh-generic", &["chip.mapping.cores=16"]), net.workload(4));
    let run = case.run(40);
    assert_all(&case, &run);
    (case, run)
}

fn measure(mask: &str) -> Measured {
    let (case, run) = run(mask);
    let synops = run.outcome.cores.iter().map(|core| count(&core.counts, Action::Synop) as f64);
    let synops: Vec<f64> = synops.collect();
    let mean = synops.iter().sum::<f64>() / synops.len() as f64;
    Measured {
        mask: mask.to_owned(),
        nonzeros: case.workload.network().nonzeros(),
        imbalance: synops.iter().copied().fold(0.0, f64::max) / mean,
        energy: priced(&run.outcome, &case.chip).energy.total_j,
    }
}

#[test]
fn the_same_density_in_another_topology_is_another_load_and_another_energy() {
    let measured: Vec<Measured> = masks().iter().map(|mask| measure(mask)).collect();
    for (at, one) in measured.iter().enumerate() {
        for other in &measured[at + 1..] {
            let pair = format!("{} and {}", one.mask, other.mask);
            assert_eq!(one.nonzeros, other.nonzeros, "{pair}");
            assert!((one.imbalance / other.imbalance - 1.0).abs() > 1e-6, "{pair}: {}", one.imbalance);
            assert!((one.energy / other.energy - 1.0).abs() > 1e-6, "{pair}: {} J", one.energy);
        }
    }
    let span = |value: fn(&Measured) -> f64| {
        let values = || measured.iter().map(value);
        values().fold(f64::MIN, f64::max) / values().fold(f64::MAX, f64::min) - 1.0
    };
    assert!(span(|found| found.imbalance) > 0.02, "{}", span(|found| found.imbalance));
    assert!(span(|found| found.energy) > 0.005, "{}", span(|found| found.energy));
}

#[test]
fn a_projection_keeps_its_mask_whatever_else_is_in_the_network() {
    for mask in masks() {
        let net = |layers: Vec<u32>| Net {
            input: 24,
            layers,
            weight_sparsity: 0.75,
            mask: mask.clone(),
            ..Net::of(Model::Egru)
        };
        let (small, large) = (net(vec![32]).workload(4), net(vec![32, 64]).workload(4));
        for (one, other) in small.network().projections.iter().zip(&large.network().projections) {
            assert_eq!(one.synapses, other.synapses, "{mask}: {}", one.name);
        }
        let synapses: Vec<&Synapses> = large.network().projections.iter().map(|one| &one.synapses).collect();
        let reseeded = net(vec![32, 64]).workload(5);
        for (synapses, other) in synapses.iter().zip(&reseeded.network().projections) {
            assert_ne!(*synapses, &other.synapses, "{mask}: {}", other.name);
        }
        assert!(synapses.iter().all(|synapses| Degrees::of(synapses).outgoing.mean() > 0.0));
    }
}
