//! From the product of ideal gains to the gain of a real chip, one overhead after another.
//!
//! With G(S) the gain on a chip with the overheads S and no others, the factor of the k-th overhead of an order is
//! `G(S_k) / G(S_k-1)`, so that factors multiply to G(all) / G(none) whatever the order. What the ideal chip itself makes of
//! the masks, G(none) over the product of its single gains, is a step of its own.

use egret_reports::results::{ResultRow, ResultSet};

use super::parts::{DENSE, MACHINES, Net, SWITCHES};
use super::points::Figure;

/// Overheads.
const COUNT: usize = SWITCHES.len();

/// One overhead of a waterfall.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Step {
    pub(super) name: &'static str,
    /// By which the gain changes in the stated order.
    pub(super) factor: f64,
    /// Least and most over the orders that were tried.
    pub(super) range: (f64, f64),
}

/// A waterfall of one chip and figure.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Waterfall {
    pub(super) chip: String,
    pub(super) figure: Figure,
    /// The product of the single gains on the ideal chip.
    pub(super) ideal: f64,
    pub(super) steps: Vec<Step>,
    /// The gain of the chip as it is.
    pub(super) achieved: f64,
}

impl Waterfall {
    /// Gains after each step: a product of factors, so that what is written down multiplies to the last one.
    pub(super) fn gains(&self) -> Vec<f64> {
        let after = |gain: &mut f64, step: &Step| {
            *gain *= step.factor;
            Some(*gain)
        };
        self.steps.iter().scan(self.ideal, after).collect()
    }
}

/// The waterfall of gains: `gain_of[S]` on a chip with the overheads in the set S, one bit each in the stated order; `None`
/// for sets of other orders that nobody tried. Without all sets of the stated order there is none.
pub(super) fn waterfall(
    chip: &str,
    figure: Figure,
    ideal: f64,
    gain_of: &[Option<f64>],
) -> Option<Waterfall> {
    let none = gain_of[0]? / ideal;
    let mut steps = vec![Step { name: "unlike rows of the masks", factor: none, range: (none, none) }];
    for (bit, &(_, name)) in SWITCHES.iter().enumerate() {
        let with = 1 << bit;
        let factor_after = |set: usize| Some(gain_of[set | with]? / gain_of[set]?);
        let factors = (0..gain_of.len()).filter(|set| set & with == 0).filter_map(factor_after);
        let wider = |(low, high): (f64, f64), factor: f64| (low.min(factor), high.max(factor));
        let range = factors.fold((f64::INFINITY, 0.0), wider);
        steps.push(Step { name, factor: factor_after(with - 1)?, range });
    }
    Some(Waterfall { chip: chip.to_owned(), figure, ideal, steps, achieved: gain_of[gain_of.len() - 1]? })
}

/// All waterfalls of two result sets: of overheads, and of the corners on ideal chips.
pub(super) fn waterfalls(overheads: &ResultSet, corners: &ResultSet) -> Vec<Waterfall> {
    let mut all = Vec::new();
    for machine in MACHINES {
        for figure in Figure::ALL {
            all.extend(of_chip(machine.chip, figure, overheads, corners));
        }
    }
    all
}

fn of_chip(chip: &str, figure: Figure, overheads: &ResultSet, corners: &ResultSet) -> Option<Waterfall> {
    let (sparsity, activity) = Net::Trained.example();
    let value = |row: &ResultRow| row.metric(figure.metric()).filter(|value| *value > 0.0);
    let is = |row: &ResultRow, path: &str, wanted: f64| {
        row.setting(path).and_then(|text| text.parse::<f64>().ok()) == Some(wanted)
    };
    let at = |row: &&ResultRow, (sparsity, activity): (f64, f64)| {
        row.chip == chip
            && is(row, "workload.weight_sparsity", sparsity)
            && is(row, "workload.activity_level", activity)
    };
    let corner = |densities| corners.rows.iter().find(|row| at(row, densities)).and_then(value);
    let dense = corner((0.0, 1.0))?;
    let ideal = (dense / corner((sparsity, 1.0))?) * (dense / corner((0.0, activity))?);
    let mut gain_of = vec![[None; 2]; 1 << COUNT];
    for (point, densities) in [(0, (0.0, 1.0)), (1, (sparsity, activity))] {
        for row in overheads.rows.iter().filter(|row| at(row, densities)) {
            gain_of[set_of(row)][point] = value(row);
        }
    }
    let gain_of: Vec<Option<f64>> = gain_of.into_iter().map(|[dense, both]| Some(dense? / both?)).collect();
    waterfall(chip, figure, ideal, &gain_of)
}

/// The overheads that a row has: those whose switches are off.
fn set_of(row: &ResultRow) -> usize {
    let off = |switch: &str| row.setting(&format!("chip.ideal.{switch}")) == Some("false");
    SWITCHES.iter().enumerate().map(|(bit, (switch, _))| usize::from(off(switch)) << bit).sum()
}

/// Columns of `waterfall.csv`.
pub(super) const COLUMNS: [&str; 8] =
    ["chip", "figure", "order", "step", "factor", "factor_low", "factor_high", "gain_after"];

/// Lines of `waterfall.csv`, and those of the file of one waterfall, which is what is drawn.
pub(super) fn lines(waterfall: &Waterfall) -> Vec<Vec<String>> {
    let exact = egret_reports::results::number;
    let mut gain = waterfall.ideal;
    let first = vec!["ideal product".to_owned(), String::new(), String::new(), String::new(), exact(gain)];
    let steps = waterfall.steps.iter().map(|step| {
        gain *= step.factor;
        vec![step.name.to_owned(), exact(step.factor), exact(step.range.0), exact(step.range.1), exact(gain)]
    });
    let steps: Vec<_> = steps.collect();
    let achieved = exact(waterfall.achieved);
    let last = vec!["achieved".to_owned(), String::new(), String::new(), String::new(), achieved];
    std::iter::once(first).chain(steps).chain([last]).collect()
}

/// The title of one waterfall.
pub(super) fn title(waterfall: &Waterfall, orders: &str) -> (String, String) {
    let (sparsity, activity) = Net::Trained.example();
    let title = format!("What eats the gain in {} on {}", waterfall.figure.name(), waterfall.chip);
    let subtitle = format!(
        "{} at weight density {} and activity {activity}, against the dense network in the {} format; ranges over {orders}",
        Net::Trained.workload(),
        number(1.0 - sparsity),
        DENSE.to_lowercase()
    );
    (title, subtitle)
}

fn number(value: f64) -> String {
    super::gains::number(value)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn factors_multiply_to_the_gain(ideal in 0.1..100.0_f64, gains in prop::collection::vec(0.01..1000.0_f64, 1 << COUNT)) {
            let known: Vec<Option<f64>> = gains.iter().copied().map(Some).collect();
            let waterfall = waterfall("any", Figure::Energy, ideal, &known).expect("all sets are known");
            let product: f64 = waterfall.steps.iter().map(|step| step.factor).product();
            prop_assert!((ideal * product / waterfall.achieved - 1.0).abs() <= 1e-12);
            prop_assert!((waterfall.gains()[COUNT] / gains[gains.len() - 1] - 1.0).abs() <= 1e-12);
            for step in &waterfall.steps {
                prop_assert!(step.range.0 <= step.factor && step.factor <= step.range.1, "{:?}", step);
            }
        }
    }

    #[test]
    fn overheads_that_mind_no_other_have_one_factor_in_every_order() {
        // The k-th overhead halves or doubles the gain, whatever else there is.
        let factor = |bit: usize| if bit.is_multiple_of(2) { 0.5 } else { 2.0 };
        let gains: Vec<Option<f64>> = (0..1_usize << COUNT)
            .map(|set| Some(40.0 * (0..COUNT).filter(|bit| set >> bit & 1 == 1).map(factor).product::<f64>()))
            .collect();
        let waterfall = waterfall("any", Figure::Latency, 20.0, &gains).expect("all sets are known");
        assert!((waterfall.steps[0].factor - 2.0).abs() < 1e-15, "the masks");
        for (bit, step) in waterfall.steps[1..].iter().enumerate() {
            assert_eq!((step.factor, step.range), (factor(bit), (factor(bit), factor(bit))), "{}", step.name);
        }
    }
}
