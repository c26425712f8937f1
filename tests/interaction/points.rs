//! The four points that an interaction is made of, and the idealised chip.

use egret_arch::{Chip, Model};
use egret_sim::Counts;

use crate::support::{Case, Net, Recount, priced};

/// Every idealisation switch.
const SWITCHES: [&str; 8] = [
    "free_network",
    "free_updates",
    "no_static",
    "no_word_rounding",
    "no_format_overhead",
    "perfect_balance",
    "free_sync",
    "free_events",
];

/// Settings that turn every switch on but those that are `left` off.
pub(super) fn ideal_but(left: &[&str]) -> Vec<String> {
    let on = SWITCHES.iter().filter(|switch| !left.contains(*switch));
    on.map(|switch| format!("chip.ideal.{switch}=true")).collect()
}

/// What one point takes.
#[derive(Clone, Debug)]
pub(super) struct Measured {
    pub(super) energy_j: f64,
    pub(super) ticks: u64,
    pub(super) counts: Counts,
    pub(super) recount: Recount,
}

/// One network on one chip at both densities, each of them alone, and neither.
#[derive(Clone, Debug)]
pub(super) struct Four {
    /// (1, 1), (w, 1), (1, a) and (w, a).
    pub(super) points: [Measured; 4],
}

impl Four {
    /// Runs so many tokens at each point, with masks and events of one seed.
    pub(super) fn run(
        chip: &Chip,
        net: &Net,
        (weight, activity): (f64, f64),
        seed: u64,
        tokens: u32,
    ) -> Self {
        let at = |weight: f64, activity: f64| {
            let net = Net { weight_sparsity: 1.0 - weight, activity, ..net.clone() };
            let name = format!("{} at {weight} x {activity}", chip.name());
            let case = Case::new(name, chip.clone(), net.workload(seed));
            let run = case.run(tokens);
            let energy_j = priced(&run.outcome, chip).energy.total_j;
            let (ticks, counts) = (run.outcome.elapsed, run.outcome.totals());
            Measured { energy_j, ticks, counts, recount: run.recount }
        };
        let points = [at(1.0, 1.0), at(weight, 1.0), at(1.0, activity), at(weight, activity)];
        let four = Self { points };
        four.assert_one_trace();
        four
    }

    /// Density of weights changes no event; at activity 1 every unit emits.
    fn assert_one_trace(&self) {
        let [dense, pruned, quiet, both] = &self.points;
        assert_eq!(dense.recount.events, pruned.recount.events);
        assert_eq!(quiet.recount.events, both.recount.events);
    }

    /// The interaction of a figure.
    pub(super) fn interaction(&self, figure: impl Fn(&Measured) -> f64) -> f64 {
        let [dense, pruned, quiet, both] = self.points.each_ref().map(figure);
        (dense / both) / ((dense / pruned) * (dense / quiet))
    }

    /// The interaction of energy.
    pub(super) fn of_energy(&self) -> f64 {
        self.interaction(|point| point.energy_j)
    }

    /// The interaction of latency.
    pub(super) fn of_latency(&self) -> f64 {
        self.interaction(|point| point.ticks as f64)
    }
}

/// Two recurrent layers behind an input, with rows that every density of 1/8 leaves whole, on any unit model.
pub(super) fn whole_rows(model: Model) -> Net {
    Net {
        input: 16,
        layers: vec![32, 24],
        mask: "RowBalanced".to_owned(),
        weight_bits: 4,
        payload_bits: 8,
        ..Net::of(model)
    }
}
