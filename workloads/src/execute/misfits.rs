//! What keeps a network from being executed.

use super::network::{AdaptiveLif, Cell, CubaLif, DecayRnn, ExecutableNetwork, ExecutablePopulation};
use super::network::{ExecutableProjection, Lif, Reset, Weights, WideValues};
use super::plan::order;
use super::quantized::{QuantizedLif, SpikeSource};
use crate::network::Synapses;

/// Every reason, in words; none for a network that can be executed.
pub(super) fn misfits(network: &ExecutableNetwork) -> Vec<String> {
    let mut found = Vec::new();
    let driven = |population: &&ExecutablePopulation| population.cell.is_driven();
    let inputs = network.populations.iter().filter(driven).count();
    if inputs > 1 {
        found.push(format!("a network takes one input from outside, this one has {inputs}"));
    } else if inputs == 1 && !network.populations.first().is_some_and(|first| driven(&first)) {
        found.push("the input from outside is not the first population".to_owned());
    }
    network.populations.iter().for_each(|population| of_population(population, &mut found));
    let before = found.len();
    network.projections.iter().for_each(|projection| of_projection(network, projection, &mut found));
    // Only where sources and targets are known to be there can they be put in order.
    if found.len() == before && order(network).is_none() {
        found.push("projections without delay form a circle".to_owned());
    }
    found
}

fn of_population(population: &ExecutablePopulation, found: &mut Vec<String>) {
    let (name, units) = (&population.name, population.units as usize);
    let mut expect = |what: &str, list: &[f32], len: usize| {
        if list.len() != len {
            found.push(format!("{name}: {} numbers for {what}, expected {len}", list.len()));
        }
        if let Some(at) = list.iter().position(|value| !value.is_finite()) {
            found.push(format!("{name}: {what} number {at} is {}", list[at]));
        }
    };
    let sums = population.cell.model().gates() as usize * units;
    let lif = |lif: &Lif, expect: &mut dyn FnMut(&str, &[f32], usize)| {
        let lists = [
            ("bias", &lif.bias),
            ("decay", &lif.decay),
            ("gain", &lif.gain),
            ("rest", &lif.rest),
            ("threshold", &lif.threshold),
        ];
        for (what, list) in lists {
            expect(what, list, units);
        }
        if let Reset::To(potentials) = &lif.reset {
            expect("the potential after a reset", potentials, units);
        }
    };
    match &population.cell {
        Cell::Input => {}
        Cell::SpikeSource(source) => of_source(name, source, units, found),
        Cell::QuantizedLif(cell) => of_quantized(name, cell, units, found),
        Cell::DeltaInput { threshold } => expect("threshold", &[*threshold], 1),
        Cell::Egru { bias, threshold } => {
            expect("the input bias", &bias.input, sums);
            expect("the recurrent bias", &bias.recurrent, sums);
            expect("threshold", threshold, units);
        }
        Cell::Gru(bias) | Cell::Lstm(bias) => {
            expect("the input bias", &bias.input, sums);
            expect("the recurrent bias", &bias.recurrent, sums);
        }
        Cell::DeltaGru(delta) | Cell::DeltaLstm(delta) => {
            expect("the input bias", &delta.bias.input, sums);
            expect("the recurrent bias", &delta.bias.recurrent, sums);
            expect("threshold", &[delta.threshold], 1);
        }
        Cell::DecayRnn(DecayRnn { bias, decay, .. }) => {
            expect("bias", bias, units);
            expect("decay", &[*decay], 1);
        }
        Cell::Lif(neuron) => lif(neuron, &mut expect),
        Cell::AdaptiveLif(AdaptiveLif { lif: neuron, trace_decay, strength }) => {
            lif(neuron, &mut expect);
            expect("the decay of the trace", trace_decay, units);
            expect("strength", strength, units);
        }
        Cell::CubaLif(CubaLif { lif: neuron, current_decay, current_gain }) => {
            lif(neuron, &mut expect);
            expect("the decay of the current", current_decay, units);
            expect("the gain of the current", current_gain, units);
        }
        Cell::Relu { bias } | Cell::Linear { bias } => expect("bias", bias, units),
    }
}

fn of_source(name: &str, source: &SpikeSource, units: usize, found: &mut Vec<String>) {
    let SpikeSource { starts, steps, period } = source;
    if starts.len() != units + 1 || period.len() != units {
        let (starts, periods) = (starts.len(), period.len());
        found.push(format!("{name}: {starts} starts and {periods} periods for {units} units"));
        return;
    }
    let end = u32::try_from(steps.len()).ok();
    if starts.first() != Some(&0) || starts.last().copied() != end || !starts.is_sorted() {
        found.push(format!("{name}: starts that do not run from 0 to {} steps", steps.len()));
        return;
    }
    let unsorted = |unit: &usize| {
        let own = &steps[starts[*unit] as usize..starts[*unit + 1] as usize];
        !own.is_sorted_by(|before, after| before < after)
    };
    if let Some(unit) = (0..units).find(unsorted) {
        found.push(format!("{name}: the steps of unit {unit} do not ascend"));
    }
}

fn of_quantized(name: &str, cell: &QuantizedLif, units: usize, found: &mut Vec<String>) {
    for (what, list) in cell.lists() {
        if list.len() != units {
            found.push(format!("{name}: {} numbers for {what}, expected {units}", list.len()));
        }
        if let Some(at) = list.iter().position(|value| !value.is_finite()) {
            found.push(format!("{name}: {what} number {at} is {}", list[at]));
        }
    }
    let others = [
        ("refractory steps", cell.refractory_steps.len()),
        ("kinds of reset", cell.reset_mode.len()),
        ("kinds of reverse reset", cell.reverse_reset_mode.len()),
        ("forced updates", cell.force_update.len()),
    ];
    for (what, len) in others.into_iter().filter(|(_, len)| *len != units) {
        found.push(format!("{name}: {len} {what}, expected {units}"));
    }
}

fn of_projection(network: &ExecutableNetwork, projection: &ExecutableProjection, found: &mut Vec<String>) {
    let name = &projection.name;
    let population = |id: crate::network::PopulationId| network.populations.get(id.index());
    let (Some(source), Some(target)) = (population(projection.source), population(projection.target)) else {
        found.push(format!("{name}: it joins populations that are not there"));
        return;
    };
    if target.cell.is_input() {
        found.push(format!("{name}: it leads into the input {}", target.name));
    }
    if projection.delay > 1 {
        found.push(format!("{name}: a delay of {} steps, expected 0 or 1", projection.delay));
    }
    if target.cell.is_wide() && source.cell.emits_changes() {
        found.push(format!(
            "{name}: {} adds up events, and those of {} are changes",
            target.name, source.name
        ));
    }
    let sums = u64::from(target.cell.model().gates()) * u64::from(target.units);
    let (sources, targets) = projection.weights.shape();
    if (u64::from(sources), u64::from(targets)) != (u64::from(source.units), sums) {
        found.push(format!(
            "{name}: weights from {sources} units to {targets} sums, but {} has {} units and {} takes in {sums} sums",
            source.name, source.units, target.name
        ));
    }
    let (held, expected) = match &projection.weights {
        Weights::Dense { values, .. } => (values, u64::from(sources) * u64::from(targets)),
        Weights::Sparse { rows, values } => (values, rows.nonzeros()),
        Weights::Conv2d { shape, kernel } => (kernel, shape.kernel_weights()),
        Weights::Wide(wide) => {
            of_wide(name, wide, target, found);
            return;
        }
        Weights::Random { fan_out, value, .. } => {
            if *fan_out > targets {
                found.push(format!("{name}: {fan_out} weights a unit to {targets} different targets"));
            }
            if !value.is_finite() {
                found.push(format!("{name}: its weights are {value}"));
            }
            return;
        }
    };
    if held.len() as u64 != expected {
        found.push(format!("{name}: {} values for {expected} weights", held.len()));
    }
    if let Some(at) = held.iter().position(|value| !value.is_finite()) {
        found.push(format!("{name}: weight {at} is {}", held[at]));
    }
}

fn of_wide(name: &str, wide: &WideValues, target: &ExecutablePopulation, found: &mut Vec<String>) {
    let WideValues { synapses, values } = wide;
    if !target.cell.is_wide() {
        found.push(format!("{name}: {} adds up in 32-bit floats, and its weights have 64", target.name));
    }
    let expected = match synapses {
        Synapses::Dense { .. } | Synapses::Sparse(_) | Synapses::Crossbar(_) => synapses.nonzeros(),
        Synapses::Conv2d(shape) => shape.kernel_weights(),
    };
    if values.len() as u64 != expected {
        found.push(format!("{name}: {} values for {expected} weights", values.len()));
    }
    if let Some(at) = values.iter().position(|value| !value.is_finite()) {
        found.push(format!("{name}: weight {at} is {}", values[at]));
    }
}
