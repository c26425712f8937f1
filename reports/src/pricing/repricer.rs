//! One run under many prices.

use egret_arch::Chip;

use super::counted::Counted;
use super::price_list::PriceList;
use crate::metrics;
use crate::notes::lower_bound;
use crate::record::{Configuration, FloorPlan, RunRecord};

/// A run to try prices on: its metrics under other prices, some thousand times faster than a record priced anew, and the
/// same to the last bit.
///
/// [`Chip::with_prices`] gives the chips.
#[derive(Clone, Debug)]
pub struct Repricer {
    counted: Counted,
    /// The record, without the parts that no metric is read from.
    record: RunRecord,
}

impl Repricer {
    /// Gathers what of a run is priced.
    pub fn of(record: &RunRecord) -> Self {
        let lean = RunRecord {
            links: Vec::new(),
            floor_plan: FloorPlan::default(),
            configuration: Configuration::default(),
            ..record.clone()
        };
        Self { counted: Counted::of(record), record: lean }
    }

    /// The metrics of the run with the prices of `chip`, in the order of [`metrics::metrics`]: those of [`crate::price`].
    /// The chip must be the one that was simulated in everything but prices, as [`crate::same_machine`] checks.
    pub fn metrics(&mut self, chip: &Chip) -> Vec<Option<f64>> {
        let list = PriceList::of(chip);
        let watts = list.static_watts(self.counted.cores_unused, self.counted.chips);
        let figures = self.counted.figures(chip, &list, &watts);
        self.record.manifest.lower_bound = lower_bound(&figures.energy.unpriced);
        self.record.steps.dynamic_j = figures.steps_j;
        self.record.energy = figures.energy;
        self.record.power = figures.power;
        self.record.area = figures.area;
        metrics::values(&self.record)
    }
}
