//! Spiking networks at scale: a million neurons with drawn synapses, and a deep convolutional network.

use std::sync::Arc;

use egret_workloads::execute::{
    Cell, ExecutableNetwork, ExecutablePopulation, ExecutableProjection, Executor, Lif, Reset, Weights,
};
use egret_workloads::random::Stream;
use egret_workloads::{Axis, Conv2d, Image, PopulationId};

use super::networks::synops;
use crate::support;

/// Output channels of the convolutions of a VGG-11 for 32 x 32 pixels; a 0 halves both sides.
const VGG_11: [u32; 13] = [64, 0, 128, 0, 256, 256, 0, 512, 512, 0, 512, 512, 0];

pub(crate) fn bench() {
    // The smaller one first: memory that was freed would serve the other one unseen.
    convolutions();
    neurons();
}

/// 1 M neurons with 128 synapses each, which spike in 1 of 100 steps.
fn neurons() {
    const UNITS: u32 = 1_000_000;
    const STEPS: u32 = 20;
    let mut draws = Stream::new(1, "bench.spiking", 0);
    let bias = (0..UNITS).map(|_| (0.006 + 0.008 * draws.unit()) as f32).collect();
    let mut executor = Executor::new(Arc::new(ExecutableNetwork {
        populations: vec![
            population("input", 1, Cell::Input),
            population("neurons", UNITS, Cell::Lif(Lif { bias, ..lif(UNITS, 1.0) })),
        ],
        projections: vec![projection(
            1,
            1,
            1,
            Weights::Random { sources: UNITS, targets: UNITS, fan_out: 128, seed: 1, value: 1e-5 },
        )],
    }));
    // Until neurons no longer spike together.
    for _ in 0..300 {
        executor.step(&[0.0]);
    }
    let mut events = 0;
    let (count, cpu) = support::fastest(5, || {
        let before = synops(&executor);
        events = 0;
        for _ in 0..STEPS {
            executor.step(&[0.0]);
            events += executor.events(PopulationId(1)).len();
        }
        synops(&executor) - before
    });
    support::report("1 M LIF neurons, 128 drawn synapses each", count, "synops", cpu);
    support::figure("  activity", events as f64 / (f64::from(UNITS) * f64::from(STEPS)), "");
    if let Some(bytes) = support::resident_bytes() {
        support::figure("  memory of the process", bytes as f64 / 1e6, "MB");
    }
}

/// A spiking VGG-11, 10 steps of an image.
fn convolutions() {
    let before = support::resident_bytes().unwrap_or(0);
    let (mut executor, built) = support::timed(|| Executor::new(vgg_11()));
    support::figure("spiking VGG-11: built", built.as_secs_f64(), "s CPU");
    if let Some(after) = support::resident_bytes() {
        support::figure("  memory it takes", after.saturating_sub(before) as f64 / 1e6, "MB");
    }
    let mut draws = Stream::new(2, "bench.spiking", 0);
    let image: Vec<f32> = (0..3 * 32 * 32).map(|_| draws.unit() as f32).collect();
    let (count, cpu) = support::fastest(2, || {
        executor.reset();
        (0..10).for_each(|_| executor.step(&image));
        synops(&executor)
    });
    support::report("spiking VGG-11, 10 steps", count, "synops", cpu);
}

fn vgg_11() -> Arc<ExecutableNetwork> {
    let mut draws = Stream::new(3, "bench.spiking", 0);
    let axis = |kernel, stride, padding| Axis { kernel, stride, padding, dilation: 1 };
    let mut image = Image { channels: 3, height: 32, width: 32 };
    let mut populations = vec![population("image", 3 * 32 * 32, Cell::Input)];
    let mut projections = Vec::new();
    for (at, channels) in (0..).zip(VGG_11) {
        let (outputs, side, groups) = match channels {
            0 => (image.channels, axis(2, 2, 0), image.channels),
            _ => (channels, axis(3, 1, 1), 1),
        };
        let shape = Conv2d::new(image, outputs, side, side, groups).expect("a shape that fits");
        let count = shape.kernel_weights();
        let kernel = if channels == 0 {
            vec![0.25; count as usize]
        } else {
            let scale = (6.0 / f64::from(9 * image.channels)).sqrt();
            (0..count).map(|_| (scale * (2.0 * draws.unit() - 0.85)) as f32).collect()
        };
        image = shape.output();
        let units = shape.targets();
        let cell = match channels {
            0 => Cell::Relu { bias: vec![0.0; units as usize] },
            _ => Cell::Lif(lif(units, 0.9)),
        };
        populations.push(population(&format!("layer{at}"), units, cell));
        projections.push(projection(at, at + 1, 0, Weights::Conv2d { shape, kernel }));
    }
    Arc::new(ExecutableNetwork { populations, projections })
}

fn lif(units: u32, decay: f32) -> Lif {
    let of = |value: f32| vec![value; units as usize];
    Lif {
        bias: of(0.0),
        decay: of(decay),
        gain: of(1.0),
        rest: of(0.0),
        threshold: of(1.0),
        reset: Reset::Subtract,
    }
}

fn population(name: &str, units: u32, cell: Cell) -> ExecutablePopulation {
    ExecutablePopulation { name: name.to_owned(), units, cell }
}

fn projection(source: u32, target: u32, delay: u8, weights: Weights) -> ExecutableProjection {
    let (source, target) = (PopulationId(source), PopulationId(target));
    ExecutableProjection { name: format!("{} to {}", source.0, target.0), source, target, delay, weights }
}
