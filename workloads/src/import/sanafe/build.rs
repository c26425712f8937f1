//! The network that egret executes, of what was read and mapped.

use std::collections::{BTreeMap, BTreeSet};

use super::architecture::{Architecture, Cost, UnitModel};
use super::attributes::{Attribute, NumberOf, ResetMode, attribute};
use super::draft::{Draft, Group};
use super::gathering::Numbers;
use super::import::{PlacedUnits, Sanafe, SynapseCosts};
use super::inputs;
use super::joined::Joined;
use super::mapped::{BothFindings, Mapped, MappedGroup};
use super::place::{Findings, Place};
use crate::execute::{
    Cell, ExecutableNetwork, ExecutablePopulation, ExecutableProjection, PotentialReset, QuantizedLif,
    Weights, WideValues,
};
use crate::import::Conversion;
use crate::network::{PopulationId, SynapseKind, Synapses};

/// Puts everything together; problems are among the findings.
pub(super) fn build(
    chip: Architecture,
    draft: &Draft,
    mapped: &Mapped,
    joined: Vec<Joined>,
    findings: &mut BothFindings,
) -> Option<Sanafe> {
    // The peer goes through groups in the order of their names, and writes spikes in that order.
    let mut order: Vec<usize> = (0..draft.groups.len()).collect();
    order.sort_by(|a, b| draft.groups[*a].name.as_bytes().cmp(draft.groups[*b].name.as_bytes()));
    let mut place_of = vec![0; order.len()];
    order.iter().enumerate().for_each(|(at, group)| place_of[*group] = at as u32);

    let slots = slots(&mapped.costs.synapses, findings)?;
    let mut conversions = Vec::new();
    let mut populations = Vec::new();
    shared_inputs(draft, mapped, &mut findings.network);
    for at in &order {
        let (group, mapped_group) = (&draft.groups[*at], &mapped.groups[*at]);
        let cell = cell(group, mapped_group, mapped, *at, &mut findings.network);
        conversions.push(of_group(group, mapped_group, &mut findings.network));
        populations.push(ExecutablePopulation { name: group.name.to_string(), units: group.count, cell });
    }
    let mut names = BTreeSet::new();
    let mut projections = Vec::new();
    let mut kinds = Vec::new();
    for part in joined {
        let ends = [part.source, part.target].map(|group| &*draft.groups[group].name);
        let kind = slots[usize::from(part.unit)];
        let unit = &mapped.costs.synapses[usize::from(part.unit)].0;
        let name = unused(&mut names, &format!("{}->{}", ends[0], ends[1]));
        conversions.push(of_joined(&part, ends, &name, unit, kind));
        let [source, target] = [part.source, part.target].map(|group| PopulationId(place_of[group]));
        kinds.push(kind);
        projections.push(ExecutableProjection { name, source, target, delay: 1, weights: weights(part) });
    }
    if !findings.network.is_fine() || !findings.chip.is_fine() {
        return None;
    }
    let placement = mapped.rows.iter().map(|row| PlacedUnits {
        population: place_of[row.group],
        first: row.first,
        last: row.last,
        core: chip.router(row.core.0) * chip.cores_per_tile() + row.core.1,
    });
    let placement = placement.collect();
    let logs = |group: &Group| (0..group.count).any(|neuron| *group.log_spikes.get(neuron));
    let logged = order.iter().map(|group| &draft.groups[*group]).filter(|group| logs(group));
    let costs = &mapped.costs;
    let of_kind = |kind: SynapseKind| {
        costs
            .synapses
            .iter()
            .zip(&slots)
            .find(|(_, slot)| **slot == kind)
            .map(|((name, cost), _)| SynapseCosts { unit: name.clone(), cost: *cost })
    };
    Some(Sanafe {
        name: draft.name.clone(),
        network: ExecutableNetwork { populations, projections },
        kinds,
        placement,
        spikes: logged.map(|group| group.name.to_string()).collect(),
        hops: costs.hops,
        axon_in: costs.axon_in,
        axon_out: costs.axon_out,
        dendrite: costs.dendrite,
        synapses: [SynapseKind::Dense, SynapseKind::Sparse, SynapseKind::Convolution].map(of_kind),
        neuron: costs.neuron,
        input: costs.input,
        neurons_per_core: costs.most_neurons,
        conversions,
        chip,
        warnings: [Vec::new(), Vec::new()],
    })
}

/// A name that is not taken yet.
fn unused(names: &mut BTreeSet<String>, wanted: &str) -> String {
    let numbered = (2..).map(|number| format!("{wanted} #{number}"));
    let name = std::iter::once(wanted.to_owned()).chain(numbered).find(|name| !names.contains(name));
    let name = name.unwrap_or_default();
    names.insert(name.clone());
    name
}

/// Which kind of synapse stands for each unit that reads some.
fn slots(units: &[(String, Cost)], findings: &mut BothFindings) -> Option<Vec<SynapseKind>> {
    const KINDS: [(&str, SynapseKind); 3] =
        [("dense", SynapseKind::Dense), ("sparse", SynapseKind::Sparse), ("conv", SynapseKind::Convolution)];
    if units.len() > KINDS.len() {
        let names: Vec<&str> = units.iter().map(|(name, _)| name.as_str()).collect();
        let what = format!(
            "{} synapse units that cost different amounts are in use: {}",
            units.len(),
            names.join(", ")
        );
        findings.network.refuse(Place::default(), what, "a chip here tells three kinds of synapses apart");
        return None;
    }
    let mut slots: Vec<Option<SynapseKind>> = vec![None; units.len()];
    for (word, kind) in KINDS {
        let named = units.iter().position(|(name, _)| name.to_lowercase().contains(word));
        if let Some(at) = named.filter(|at| slots[*at].is_none()) {
            slots[at] = Some(kind);
        }
    }
    for at in 0..slots.len() {
        if slots[at].is_none() {
            slots[at] = KINDS.iter().map(|(_, kind)| *kind).find(|kind| !slots.contains(&Some(*kind)));
        }
    }
    slots.into_iter().collect()
}

/// Neurons of two groups on one unit of inputs would take each other's spikes.
fn shared_inputs(draft: &Draft, mapped: &Mapped, findings: &mut Findings) {
    let mut owners: BTreeMap<(u32, u32, u32), usize> = BTreeMap::new();
    for (at, group) in mapped.groups.iter().enumerate() {
        for unit in &group.inputs {
            let owner = *owners.entry(*unit).or_insert(at);
            if owner != at {
                let groups = [owner, at].map(|group| &draft.groups[group]);
                let what =
                    format!("neurons of `{}` and `{}` share an input unit", groups[0].name, groups[1].name);
                findings.refuse(
                    groups[1].place,
                    what,
                    "a unit of the peer holds the spikes of one neuron: give each its own",
                );
                return;
            }
        }
    }
}

fn cell(group: &Group, own: &MappedGroup, mapped: &Mapped, at: usize, findings: &mut Findings) -> Cell {
    if own.model == UnitModel::Input {
        let rows = mapped.rows.iter().filter(|row| row.group == at);
        let order: Vec<u32> = rows.flat_map(|row| row.first..=row.last).collect();
        return Cell::SpikeSource(inputs::source(group, own, &order, findings));
    }
    let each = |number: NumberOf| (0..group.count).map(|neuron| *group.number(number).get(neuron)).collect();
    let reset = |mode: &ResetMode| match mode {
        ResetMode::None => PotentialReset::Keep,
        ResetMode::Soft => PotentialReset::Subtract,
        ResetMode::Hard => PotentialReset::Hard,
        ResetMode::Saturate => PotentialReset::Saturate,
    };
    // After a spike the peer knows no saturation: the potential stays.
    let after_spike = |mode: &ResetMode| match mode {
        ResetMode::Saturate => PotentialReset::Keep,
        other => reset(other),
    };
    let refractory = |neuron| *group.number(NumberOf::RefractoryDelay).get(neuron) as u32;
    Cell::QuantizedLif(Box::new(QuantizedLif {
        bias: each(NumberOf::Bias),
        potential: each(NumberOf::Potential),
        leak_decay: each(NumberOf::LeakDecay),
        input_decay: each(NumberOf::InputDecay),
        threshold: each(NumberOf::Threshold),
        reset: each(NumberOf::Reset),
        reverse_threshold: each(NumberOf::ReverseThreshold),
        reverse_reset: each(NumberOf::ReverseReset),
        refractory_steps: (0..group.count).map(refractory).collect(),
        reset_mode: (0..group.count).map(|neuron| after_spike(group.reset_mode.get(neuron))).collect(),
        reverse_reset_mode: (0..group.count)
            .map(|neuron| reset(group.reverse_reset_mode.get(neuron)))
            .collect(),
        force_update: (0..group.count).map(|neuron| *group.force_update.get(neuron)).collect(),
    }))
}

fn weights(part: Joined) -> Weights {
    match (part.synapses, part.weights) {
        (Synapses::Dense { sources, targets }, Numbers::Narrow(values)) => {
            Weights::Dense { sources, targets, values }
        }
        (Synapses::Sparse(rows), Numbers::Narrow(values)) => Weights::Sparse { rows, values },
        (Synapses::Conv2d(shape), Numbers::Narrow(kernel)) => Weights::Conv2d { shape, kernel },
        (synapses, numbers) => Weights::Wide(WideValues { synapses, values: numbers.into_wide() }),
    }
}

/// What became of a group; attributes that its units do not look at are warned of.
fn of_group(group: &Group, mapped: &MappedGroup, findings: &mut Findings) -> Conversion {
    let is_input = mapped.model == UnitModel::Input;
    let mut notes = Vec::new();
    for name in group.mentioned.keys() {
        let effective = match attribute(name) {
            Some(Attribute::Spikes | Attribute::Rate | Attribute::Poisson) => is_input,
            Some(Attribute::WithoutEffect) | None => false,
            Some(_) => !is_input,
        };
        if !effective {
            let model = mapped.model.name();
            findings.warn(format!(
                "`{name}` of group `{}`: units of the model {model} do not look at it",
                group.name
            ));
        }
    }
    let logged = (0..group.count).filter(|neuron| *group.log_spikes.get(*neuron)).count() as u32;
    if logged > 0 && logged < group.count {
        notes.push(format!(
            "spikes of {logged} neurons are to be written down, here those of all {}",
            group.count
        ));
    }
    let became = if is_input { "population of inputs" } else { "population of neurons on a grid of 1/64" };
    Conversion {
        node: group.name.to_string(),
        kind: mapped.model.name().to_owned(),
        became: format!("{became}, {} units", group.count),
        notes,
    }
}

fn of_joined(part: &Joined, ends: [&str; 2], name: &str, unit: &str, kind: SynapseKind) -> Conversion {
    let synapses = part.synapses.nonzeros();
    let became = match &part.synapses {
        Synapses::Dense { sources, targets } => {
            format!("projection `{name}`, a matrix of {sources} x {targets}")
        }
        Synapses::Sparse(_) | Synapses::Crossbar(_) => {
            format!("projection `{name}`, {synapses} listed synapses")
        }
        Synapses::Conv2d(conv) => {
            format!(
                "projection `{name}`, a kernel of {} weights for {synapses} synapses",
                conv.kernel_weights()
            )
        }
    };
    let mut notes = vec![format!("unit `{unit}`, of the kind {kind:?}")];
    if part.copy > 0 {
        notes.push(format!("copy {} of synapses that are listed several times", part.copy + 1));
    }
    if matches!(part.weights, Numbers::Wide(_)) {
        notes.push("weights in 64 bits, for 32 do not hold them exactly".to_owned());
    }
    Conversion { node: format!("{} -> {}", ends[0], ends[1]), kind: part.kind.to_owned(), became, notes }
}
