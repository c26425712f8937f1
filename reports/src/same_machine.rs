//! Whether a chip differs from the one of a record in prices only, so that the record may be priced anew.

use egret_arch::Chip;
use serde_json::Value;

use crate::differences::differences;
use crate::record::RunRecord;

/// Checks that `chip` would have run exactly as the chip of `record` did.
///
/// Returns the paths, such as `chip.core.synapse.lanes`, that differ and are no prices; for those a new simulation is
/// needed. Prices are `chip.energy`, `chip.static_power`, energies and power of `chip.dram`, the energies of unit updates,
/// powers and energies of `chip.core.power`, and `chip.ideal.no_static`; areas and what models need to know are remarks.
pub fn same_machine(record: &RunRecord, chip: &Chip) -> Result<(), Vec<String>> {
    let now = serde_json::to_value(chip.file())
        .unwrap_or_else(|error| unreachable!("chip files are plain data: {error}"));
    let differing = beyond_prices(&record.configuration.chip, &now);
    if differing.is_empty() { Ok(()) } else { Err(differing) }
}

/// Paths of two chip files that differ and are no prices.
pub(crate) fn beyond_prices(before: &Value, now: &Value) -> Vec<String> {
    let found = differences("chip", before, now).into_iter().filter(|found| !found.range_only);
    let mut differing: Vec<String> = found.map(|found| found.path).filter(|path| !is_price(path)).collect();
    differing.extend(told_apart(before, now));
    differing
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

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn prices_may_differ_and_structure_may_not() {
        let before = json!({"energy": {"synop": 1}, "dram": {"banks": 8, "burst_energy": 1}, "core": {"synapse": {"lanes": {"Chosen": [4, "x"]}},
            "soma": {"models": {"egru": {"idle_energy": 1, "idle_time": 2}}}}});
        let now = json!({"energy": {"synop": 2}, "dram": {"banks": 4, "burst_energy": 3}, "core": {"synapse": {"lanes": {"Given": 8}},
            "soma": {"models": {"egru": {"idle_energy": 5, "idle_time": 3}}}}});
        let differing = beyond_prices(&before, &now);
        assert_eq!(
            differing,
            ["chip.dram.banks", "chip.core.synapse.lanes", "chip.core.soma.models.egru.idle_time"]
        );
    }
}
