//! Areas, and energy and power over them.

use egret_arch::{Chip, KnownArea};
use egret_config::Area;

use crate::record::AreaRecord;

/// Areas of `chip` under a run on so many chips that took so much energy and power.
pub(super) fn areas(chip: &Chip, chips: u32, total_j: f64, mean_w: f64) -> AreaRecord {
    let area = chip.area();
    let square_millimetres = |known: KnownArea| known.value.map(Area::as_mm2);
    let basis = |known: KnownArea| known.value.map(|_| known.basis);
    let chip_mm2 = square_millimetres(area.chip);
    let some = chip_mm2.filter(|each| *each > 0.0);
    let over = |amount: f64| some.map(|each| amount / (each * f64::from(chips.max(1))));
    AreaRecord {
        chips,
        chip_mm2,
        chip_basis: basis(area.chip),
        core_mm2: square_millimetres(area.core),
        core_basis: basis(area.core),
        router_mm2: square_millimetres(area.router),
        router_basis: basis(area.router),
        by_component_mm2: area.components.iter().map(|(name, area)| (*name, area.as_mm2())).collect(),
        energy_per_area_j_per_mm2: over(total_j),
        power_density_w_per_mm2: over(mean_w),
    }
}
