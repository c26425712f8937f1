//! Spikes of input neurons.

use std::collections::BTreeMap;

use super::draft::Group;
use super::mapped::MappedGroup;
use super::place::{Findings, Place};
use crate::execute::SpikeSource;

/// The spikes of the neurons of a group of inputs.
///
/// A unit of the peer holds the spikes of one neuron. Where several lie on one, they share what the last of them said, and
/// each takes the next entry of its list in turn; `order` is the order in which neurons were mapped.
pub(super) fn source(
    group: &Group,
    mapped: &MappedGroup,
    order: &[u32],
    findings: &mut Findings,
) -> SpikeSource {
    let random = (0..group.count).map(|neuron| group.poisson.get(neuron)).find(|(share, _)| *share > 0.0);
    if let Some((share, place)) = random {
        let place = if place.line > 0 { *place } else { group.place };
        let hint = "random spikes are drawn from a stream of the peer's process: write them out as `spikes`";
        findings.refuse(place, format!("random spikes (`poisson: {share}`)"), hint);
    }
    let mut on_unit: BTreeMap<(u32, u32, u32), Vec<u32>> = BTreeMap::new();
    for neuron in order {
        on_unit.entry(mapped.inputs[*neuron as usize]).or_default().push(*neuron);
    }
    let mut steps: Vec<Vec<u32>> = vec![Vec::new(); group.count as usize];
    let mut period = vec![0; group.count as usize];
    for neurons in on_unit.values() {
        let own = |neuron: &&u32| group.spikes.get(**neuron).is_some();
        let list = neurons.iter().rev().find(own).and_then(|neuron| *group.spikes.get(*neuron));
        let train = list.map_or(&[][..], |list| &group.trains[list as usize]);
        // What is written for all neurons is set by the last one too.
        let says_rate = group.mentioned.contains_key("rate");
        let rate = neurons.last().filter(|_| says_rate).map_or(0.0, |neuron| *group.rate.get(*neuron));
        if neurons.len() > 1 && (list.is_some() || rate > 0.0) {
            findings.warn(format!(
                "neurons of group `{}` that share an input unit: they take the spikes of the last one in turn, as in the peer",
                group.name
            ));
        }
        for (turn, neuron) in neurons.iter().enumerate() {
            let turns = train.iter().skip(turn).step_by(neurons.len());
            steps[*neuron as usize] =
                (0..).zip(turns).filter(|(_, emits)| **emits).map(|(step, _)| step).collect();
            period[*neuron as usize] = period_of(rate, group.place, findings);
        }
    }
    let mut starts = vec![0];
    for list in &steps {
        starts.push(starts.last().copied().unwrap_or(0) + list.len() as u32);
    }
    SpikeSource { starts, steps: steps.concat(), period }
}

/// Steps from one spike to the next at a rate.
fn period_of(rate: f64, place: Place, findings: &mut Findings) -> u32 {
    if rate <= 0.0 {
        return 0;
    }
    let period = (1.0 / rate).trunc();
    if period > f64::from(u32::MAX) {
        findings.refuse(
            place,
            format!("a rate of {rate:e}"),
            "it is less than one spike in four billion steps: write 0",
        );
        return 0;
    }
    period as u32
}
