//! Whether a chip differs from the one of a record in prices only, so that the record may be priced anew.

use egret_arch::Chip;
use egret_config::{Basis, Sourced};
use serde_json::Value;

use crate::record::RunRecord;

/// Checks that `chip` would have run exactly as the chip of `record` did.
///
/// Returns the paths, such as `chip.core.synapse.lanes`, that differ and are no prices; for those a new simulation is
/// needed. Prices are `chip.energy`, `chip.static_power`, energies and power of `chip.dram`, the energies of unit updates,
/// powers and energies of `chip.core.power`, and `chip.ideal.no_static`; areas and what models need to know are remarks.
pub fn same_machine(record: &RunRecord, chip: &Chip) -> Result<(), Vec<String>> {
    let now = serde_json::to_value(chip.file())
        .unwrap_or_else(|error| unreachable!("chip files are plain data: {error}"));
    let mut differing = Vec::new();
    compare("chip", &record.configuration.chip, &now, &mut differing);
    differing.retain(|path| !is_price(path));
    differing.extend(told_apart(&record.configuration.chip, &now));
    if differing.is_empty() { Ok(()) } else { Err(differing) }
}

/// Prices that are there in one chip only, where their being there says what the chip tells apart.
fn told_apart(before: &Value, now: &Value) -> Vec<String> {
    let models = now.pointer("/core/soma/models").and_then(Value::as_object);
    let models = models.into_iter().flat_map(|models| models.keys());
    let skipped = models.map(|model| format!("/core/soma/models/{model}/skipped_energy"));
    let directions = ["/energy/link_westward", "/energy/link_southward"].map(str::to_owned);
    skipped
        .chain(directions)
        .filter(|pointer| before.pointer(pointer).is_some() != now.pointer(pointer).is_some())
        .map(|pointer| format!("chip{}", pointer.replace('/', ".")))
        .collect()
}

/// Whether a path, such as `chip.energy.synop`, names a price, or a remark that no simulation depends on.
pub fn is_price(path: &str) -> bool {
    let Some(path) = path.strip_prefix("chip.") else { return false };
    let parts: Vec<&str> = path.split('.').collect();
    matches!(
        parts.as_slice(),
        ["energy" | "static_power" | "summary" | "technology" | "area", ..]
            | ["dram", "burst_energy" | "activate_energy" | "weight_write" | "static_power", ..]
            | ["core", "soma", "models", _, "idle_energy" | "active_energy" | "skipped_energy", ..]
            | ["core", "power", "unused"]
            | ["core", "power", "idle" | "clock_gated" | "power_gated", "power" | "wake_energy", ..]
            | [
                "core",
                "power",
                "levels[0]" | "levels[1]" | "levels[2]",
                "power" | "energy_per_cycle" | "name",
                ..
            ]
            | ["core", "synapse", "kinds", _, "synop", ..]
            | ["ideal", "no_static"]
    )
}

/// Name and content of the variant of an enum. Fields and keys are in lower case.
fn variant(tree: &Value) -> Option<(&str, &Value)> {
    let (name, content) = tree.as_object().filter(|map| map.len() == 1)?.iter().next()?;
    name.starts_with(|letter: char| letter.is_ascii_uppercase()).then_some((name, content))
}

/// What a sourced number says, however it is known; `None` for other trees and for numbers without a value.
fn value_of(tree: &Value) -> Option<Value> {
    variant(tree)
        .filter(|(name, _)| Basis::ALL.iter().any(|basis| basis.word().eq_ignore_ascii_case(name)))?;
    serde_json::from_value::<Sourced<Value>>(tree.clone()).ok()?.value().cloned()
}

fn compare(path: &str, before: &Value, now: &Value, differing: &mut Vec<String>) {
    if let (Some(old), Some(new)) = (value_of(before), value_of(now)) {
        if old != new {
            differing.push(path.to_owned());
        }
        return;
    }
    // Names of variants are no part of the paths by which parameters are set.
    match (variant(before), variant(now)) {
        (Some((old, before)), Some((new, now))) if old == new => {
            return compare(path, before, now, differing);
        }
        (None, None) => {}
        _ => return differing.push(path.to_owned()),
    }
    match (before, now) {
        (Value::Object(old), Value::Object(new)) => {
            for (key, value) in old {
                compare(&format!("{path}.{key}"), value, new.get(key).unwrap_or(&Value::Null), differing);
            }
            for (key, value) in new.iter().filter(|(key, _)| !old.contains_key(*key)) {
                compare(&format!("{path}.{key}"), &Value::Null, value, differing);
            }
        }
        (Value::Array(old), Value::Array(new)) if old.len() == new.len() => {
            for (position, (old, new)) in old.iter().zip(new).enumerate() {
                compare(&format!("{path}[{position}]"), old, new, differing);
            }
        }
        _ if before != now => differing.push(path.to_owned()),
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn prices_may_differ_and_structure_may_not() {
        let before = json!({"energy": {"synop": 1}, "dram": {"banks": 8, "burst_energy": 1}, "core": {"synapse": {"lanes": {"Chosen": [4, "x"]}},
            "soma": {"models": {"egru": {"idle_energy": 1, "idle_time": 2}}}}});
        let now = json!({"energy": {"synop": 2}, "dram": {"banks": 4, "burst_energy": 3}, "core": {"synapse": {"lanes": {"Given": [8]}},
            "soma": {"models": {"egru": {"idle_energy": 5, "idle_time": 3}}}}});
        let mut differing = Vec::new();
        compare("chip", &before, &now, &mut differing);
        differing.retain(|path| !is_price(path));
        assert_eq!(
            differing,
            ["chip.dram.banks", "chip.core.synapse.lanes", "chip.core.soma.models.egru.idle_time"]
        );
    }

    #[test]
    fn paths_are_those_by_which_parameters_are_set() {
        let differing = |before: &Value, now: &Value| {
            let mut differing = Vec::new();
            compare("chip", before, now, &mut differing);
            differing
        };
        let mesh = json!({"topology": {"Mesh": {"columns": {"Given": 4}, "rows": {"Chosen": [4, "x"]}}}});
        let other = json!({"topology": {"Mesh": {"columns": {"Given": 5}, "rows": {"Given": 4}}}});
        assert_eq!(differing(&mesh, &other), ["chip.topology.columns"], "four rows are four rows");
        assert_eq!(differing(&mesh, &json!({"topology": {"Torus": {}}})), ["chip.topology"]);
        let [modelled, given] = [json!({"time": {"Modelled": "m"}}), json!({"time": {"Given": "1 ns"}})];
        assert_eq!(differing(&modelled, &given), ["chip.time"]);
        assert_eq!(differing(&modelled, &modelled), Vec::<String>::new());
    }
}
