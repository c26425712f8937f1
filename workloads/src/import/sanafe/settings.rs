//! Attributes of neurons, from YAML and netlists alike, written into the columns of their group.

use super::attributes::{Attribute, ResetMode, attribute, names};
use super::document::{Body, Entry, Node};
use super::draft::{Column, Draft, Group};
use super::fields::{Fields, unknown};
use super::place::{Findings, Place};
use super::scalar::{number, truth};

/// Neurons from first to last; none for the whole group.
pub(super) type Range = Option<(u32, u32)>;

/// Writes the attributes in `node` into a group.
pub(super) fn apply(
    draft: &mut Draft,
    group: &mut Group,
    node: &Node,
    range: Range,
    findings: &mut Findings,
) {
    let fields = Fields::any(node, "a neuron", findings);
    for entry in fields.entries() {
        match &*entry.key {
            "soma" => {
                for entry in Fields::any(&entry.value, "the soma", findings).entries() {
                    apply_one(draft, group, entry, range, findings);
                }
            }
            "dendrite" => of_dendrite(group, &entry.value, findings),
            _ => apply_one(draft, group, entry, range, findings),
        }
    }
}

/// Attributes for the dendrite alone, which the units that are simulated do not look at.
fn of_dendrite(group: &mut Group, node: &Node, findings: &mut Findings) {
    for entry in Fields::any(node, "the dendrite", findings).entries() {
        match attribute(&entry.key) {
            None => findings.problem(entry.place, unknown(&entry.key, "a dendrite", names())),
            Some(Attribute::WithoutEffect) => {
                findings.warn(format!("`dendrite: {}` of group `{}`", entry.key, group.name));
            }
            Some(_) => findings.refuse(
                entry.place,
                format!("`{}`, which is of the soma, given to the dendrite", entry.key),
                "write it beside `dendrite` or under `soma`: the peer would take it from the soma",
            ),
        }
    }
}

fn apply_one(draft: &mut Draft, group: &mut Group, entry: &Entry, range: Range, findings: &mut Findings) {
    let (key, value) = (&*entry.key, &entry.value);
    match key {
        "soma_hw_name" | "dendrite_hw_name" | "synapse_hw_name" => {
            let Some(name) = value.text().filter(|name| !name.is_empty()) else {
                findings.refuse(
                    value.place,
                    format!("`{key}` is {}", value.shown()),
                    "name a unit of the core",
                );
                return;
            };
            let unit = Some(draft.unit_name(name));
            let column = match key {
                "soma_hw_name" => &mut group.soma,
                "dendrite_hw_name" => &mut group.dendrite,
                _ => &mut group.synapse,
            };
            set(column, range, &unit);
            return;
        }
        "default_synapse_hw_name" => {
            findings.warn("`default_synapse_hw_name`: the peer skips it; the name of the attribute is `synapse_hw_name`");
            return;
        }
        "log_spikes" => {
            if let Some(value) = truth_of(entry, findings) {
                set(&mut group.log_spikes, range, &value);
            }
            return;
        }
        _ => {}
    }
    let Some(attribute) = attribute(key) else {
        findings.problem(entry.place, unknown(key, "a neuron", names()));
        return;
    };
    group.mentioned.entry(key.into()).or_insert(entry.place);
    match attribute {
        Attribute::WithoutEffect => {}
        Attribute::Number(which) => {
            let least = (key == "refractory_delay").then_some(0.0);
            if let Some(value) = number_of(entry, least, findings) {
                if key == "refractory_delay" && value.fract() != 0.0 {
                    let what = format!("`refractory_delay` is {value}");
                    findings.refuse(value_place(entry), what, "a whole number of steps is needed");
                    return;
                }
                set(group.number_mut(which), range, &value);
            }
        }
        Attribute::ResetMode | Attribute::ReverseResetMode => {
            let name = value.text().unwrap_or_default();
            match ResetMode::NAMES.iter().find(|(known, _)| *known == name) {
                Some((_, mode)) if attribute == Attribute::ResetMode => {
                    set(&mut group.reset_mode, range, mode);
                }
                Some((_, mode)) => set(&mut group.reverse_reset_mode, range, mode),
                None => findings.refuse(
                    value.place,
                    format!("`{key}` is {}", value.shown()),
                    "write none, soft, hard or saturate",
                ),
            }
        }
        Attribute::ForceUpdate => {
            if let Some(value) = truth_of(entry, findings) {
                set(&mut group.force_update, range, &value);
            }
        }
        Attribute::Rate => match number_of(entry, Some(0.0), findings) {
            Some(rate) if rate > 1.0 => {
                findings.refuse(
                    value.place,
                    format!("a rate of {rate}"),
                    "write a share of the steps from 0 to 1",
                );
            }
            Some(rate) => set(&mut group.rate, range, &rate),
            None => {}
        },
        Attribute::Poisson => {
            if let Some(share) = number_of(entry, Some(0.0), findings) {
                set(&mut group.poisson, range, &(share, value.place));
            }
        }
        Attribute::Spikes => {
            if let Some(train) = train(value, findings) {
                group.trains.push(train);
                set(&mut group.spikes, range, &Some(group.trains.len() as u32 - 1));
            }
        }
    }
}

fn set<T: Clone>(column: &mut Column<T>, range: Range, value: &T) {
    match range {
        None => column.default = value.clone(),
        Some((first, last)) => column.set(first, last, value),
    }
}

fn value_place(entry: &Entry) -> Place {
    entry.value.place
}

fn truth_of(entry: &Entry, findings: &mut Findings) -> Option<bool> {
    let found = entry.value.text().and_then(truth);
    if found.is_none() {
        let what = format!("`{}` is {}", entry.key, entry.value.shown());
        findings.refuse(entry.value.place, what, "write true or false");
    }
    found
}

/// A number that is finite and not below `least`.
pub(super) fn number_of(entry: &Entry, least: Option<f64>, findings: &mut Findings) -> Option<f64> {
    let found = entry.value.text().and_then(number);
    let fits = |value: &f64| value.is_finite() && least.is_none_or(|least| *value >= least);
    if let Some(value) = found.filter(fits) {
        return Some(value);
    }
    let what = match found {
        Some(value) => format!("`{}` is {value}", entry.key),
        None => format!("`{}` is {}", entry.key, entry.value.shown()),
    };
    let hint =
        if least.is_some() { "a finite number from 0 on is needed" } else { "a finite number is needed" };
    findings.refuse(entry.value.place, what, hint);
    None
}

/// Spikes of an input, one entry a step.
fn train(node: &Node, findings: &mut Findings) -> Option<Vec<bool>> {
    match &node.body {
        Body::Numbers(numbers) => Some((0..numbers.len()).map(|at| numbers.get(at) != 0.0).collect()),
        Body::List(items) => items
            .iter()
            .map(|item| {
                let found = item.text().and_then(truth);
                if found.is_none() {
                    findings.refuse(item.place, format!("a spike that is {}", item.shown()), "write 0 or 1");
                }
                found
            })
            .collect(),
        _ => {
            findings.refuse(
                node.place,
                format!("`spikes` is {}", node.shown()),
                "write a list of 0 and 1, one a step",
            );
            None
        }
    }
}
