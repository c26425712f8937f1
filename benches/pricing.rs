//! One run priced many times: from settings to metrics.

use egret_config::Setting;
use egret_reports::{Context, Repricer, metrics, price, record};
use egret_sim::{TieBreak, prepare};

use crate::support;

/// Variants of prices.
const VARIANTS: u32 = 10_000;

pub(crate) fn bench() {
    let settings = ["workload.weight_sparsity=0.85", "workload.activity=0.2"];
    let chip = support::chip("mesh-generic", &settings);
    let workload = support::workload("egru-ptb", &settings, 7);
    let prepared = prepare(&chip, &workload, 1, false).expect("fits");
    let outcome = prepared.run(64, TieBreak::Push, &mut (), &mut |_| {}).expect("no fault");
    let record = record(&outcome, &chip, Context::default());

    let variant = |number: u32| -> [Setting; 3] {
        let share = f64::from(number) / f64::from(VARIANTS);
        let set = |path: &str, value: String| Setting { path: path.to_owned(), value };
        [
            set("chip.energy.synop", format!("{} pJ", 0.05 + share)),
            set("chip.energy.weight_read", format!("{} pJ", 2.0 - share)),
            set("chip.static_power.core_used", format!("{} uW", 10.0 + share)),
        ]
    };
    let (_, cpu) = support::timed(|| (0..100).map(|_| price(&record, &chip).energy.total_j).sum::<f64>());
    support::report("records priced anew", 100, "records", cpu);
    let (chips, cpu) = support::timed(|| {
        (0..VARIANTS).filter(|&number| chip.with_prices(&variant(number)).is_some()).count()
    });
    support::report("  chips with other prices", chips as u64, "chips", cpu);
    let mut repricer = Repricer::of(&record);
    let ((), cpu) = support::timed(|| (0..VARIANTS).for_each(|_| drop(repricer.metrics(&chip))));
    support::report("  metrics of a run", u64::from(VARIANTS), "variants", cpu);
    let energy = metrics::metrics().iter().position(|metric| metric.name == "energy_j").expect("a metric");
    let (_, cpu) = support::fastest(3, || {
        let priced = (0..VARIANTS).filter_map(|number| {
            let chip = chip.with_prices(&variant(number))?;
            repricer.metrics(&chip)[energy]
        });
        priced.sum::<f64>()
    });
    support::report("from settings to metrics", u64::from(VARIANTS), "variants", cpu);
}
