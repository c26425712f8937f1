//! Laws of comparing: nothing differs from itself, and causes sum to what they are causes of.

use egret_arch::{Action, Chip};
use egret_config::Basis;
use proptest::prelude::*;

use super::causes::Origin;
use super::{
    Budget, Change, Compared, Comparison, Knobs, Severity, Shown, State, Tolerance, compare, github, json,
    judge, junit, markdown, of_record, table,
};
use crate::record::RunRecord;
use crate::testing::{chip, chip_with, outcome, record_of, record_on};

fn compared(record: &RunRecord) -> Compared {
    of_record("run.json", record)
}

fn between(old: &Compared, new: &Compared) -> Comparison {
    compare(old, new, Tolerance::default()).unwrap_or_else(|why| panic!("{why:?}"))
}

fn figure<'a>(comparison: &'a Comparison, name: &str) -> &'a Change {
    comparison.points[0].changes.iter().find(|change| change.metric.name == name).unwrap()
}

/// The same result without items, as in a result set.
fn without_items(compared: &Compared) -> Compared {
    let mut compared = compared.clone();
    compared.points[0].items = None;
    compared
}

fn forms(comparison: &Comparison, budget: Option<&Budget>) -> [String; 5] {
    let judgement = judge(comparison, budget);
    let shown = Shown { comparison, judgement: &judgement, budget, knobs: &Knobs::default() };
    [table(&shown, false, 120, true), markdown(&shown), json(&shown), junit(&shown), github(&shown)]
}

const PRICIER: [&str; 4] = [
    "chip.energy.synop=5 pJ",
    "chip.energy.weight_read=11 pJ",
    "chip.static_power.uncore=400 mW",
    "chip.core.soma.models.egru.idle_energy=99 pJ",
];

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn nothing_differs_from_itself(layers in 1u32..6, cores in 1u32..40, steps in 0u32..60, seed: u64) {
        let record = compared(&record_of(&outcome(layers, cores, steps, seed)));
        for record in [record.clone(), without_items(&record)] {
            let comparison = between(&record, &record);
            prop_assert!(comparison.is_same() && comparison.changed() == 0);
            let judgement = judge(&comparison, None);
            prop_assert!(!judgement.fails());
        }
    }

    #[test]
    fn causes_sum_to_the_change(layers in 2u32..6, cores in 1u32..40, steps in 1u32..40, one: u64, other: u64,
        price in 0usize..PRICIER.len(), known: bool) {
        let (before, now) = (outcome(layers, cores, steps, one), outcome(layers, cores, steps, other));
        let (old, new) = (compared(&record_of(&before)), compared(&record_on(&now, &chip_with(&[PRICIER[price]]))));
        let (old, new) = if known { (old, new) } else { (without_items(&old), without_items(&new)) };
        let comparison = between(&old, &new);
        let mut explained = 0;
        for change in &comparison.points[0].changes {
            let (Some(old), Some(new)) = (change.old, change.new) else { continue };
            if change.causes.is_empty() {
                continue;
            }
            explained += 1;
            let sum: f64 = change.causes.iter().map(|cause| cause.change).sum();
            let scale = old.abs().max(new.abs());
            prop_assert!((sum - (new - old)).abs() <= 1e-11 * scale, "{}: {sum} {}", change.metric.name, new - old);
            let unexplained = change.causes.iter().any(|cause| cause.origin == Origin::Unexplained);
            prop_assert!(!unexplained, "{}", change.metric.name);
        }
        prop_assert!(explained > 15, "{explained}");
        forms(&comparison, None);
    }

    #[test]
    fn a_price_is_found(seed: u64, price in 0usize..PRICIER.len(), known: bool) {
        let result = outcome(3, 9, 20, seed);
        let (old, new) = (compared(&record_of(&result)), compared(&record_on(&result, &chip_with(&[PRICIER[price]]))));
        let (old, new) = if known { (old, new) } else { (without_items(&old), without_items(&new)) };
        let comparison = between(&old, &new);
        let change = figure(&comparison, "energy_j");
        let component = ["synapse", "weight_memory", "uncore", "soma"][price];
        prop_assert_eq!(&change.causes[0].figure, &format!("energy_{component}_j"));
        prop_assert!(change.causes.iter().all(|cause| cause.origin == Origin::Prices), "{:?}", change.causes);
        prop_assert_eq!(comparison.chips[0].differences.len(), 1);
    }
}

#[test]
fn an_injected_change_of_half_a_percent_is_found_and_attributed() {
    let result = outcome(3, 9, 20, 5);
    let old = record_of(&result);
    // The price of event_out at which the total is half a percent more.
    let count = old.counts.actions.of(Action::EventOut) as f64;
    let before = chip().prices().of(Action::EventOut, egret_arch::Model::Input).value.unwrap().as_pj();
    let price = before + 0.005 * old.energy.total_j / count * 1e12;
    let dearer = chip_with(&[&format!("chip.energy.event_out={price} pJ")]);
    let comparison = between(&compared(&old), &compared(&record_on(&result, &dearer)));
    let change = figure(&comparison, "energy_j");
    assert!((change.percent().unwrap() - 0.5).abs() < 1e-9, "{:?}", change.percent());
    let [cause] = change.causes.as_slice() else { panic!("{:?}", change.causes) };
    assert_eq!(
        (cause.figure.as_str(), cause.origin, cause.item.as_str()),
        ("energy_axon_out_j", Origin::Prices, "event_out")
    );
    assert!((cause.change - change.change().unwrap()).abs() <= 1e-9 * cause.change);
    assert_eq!(figure(&comparison, "time_s").state, State::Same);
    for text in forms(&comparison, None) {
        assert!(text.contains("energy_axon_out_j") || text.starts_with("::notice"), "{text}");
    }
}

#[test]
fn counts_and_prices_are_told_apart() {
    let before = outcome(3, 9, 20, 5);
    let mut now = before.clone();
    // Half as many weights read again, in one layer.
    let more = before.layers[1].counts[Action::WeightReadBits.index()] / 2;
    now.layers[1].counts[Action::WeightReadBits.index()] += more;
    let comparison = between(&compared(&record_of(&before)), &compared(&record_of(&now)));
    let change = figure(&comparison, "energy_weight_memory_j");
    let [cause] = change.causes.as_slice() else { panic!("{:?}", change.causes) };
    assert_eq!((cause.origin, cause.item.as_str()), (Origin::Counts, "weight_read_bits"));
}

#[test]
fn another_workload_seed_or_data_is_not_comparable() {
    let record = record_of(&outcome(3, 9, 20, 5));
    let other = |change: fn(&mut RunRecord)| {
        let mut other = record.clone();
        change(&mut other);
        compare(&compared(&record), &compared(&other), Tolerance::default()).map(|_| ()).unwrap_err().reasons
    };
    assert_eq!(other(|record| record.manifest.seed = 8), ["seed: 7 and 8"]);
    assert_eq!(other(|record| record.manifest.steps = 9), ["steps: 20 and 9"]);
    assert_eq!(other(|record| record.manifest.workload = "x".to_owned()), ["workload: egru-ptb and x"]);
    let reasons = other(|record| record.configuration.workload = serde_json::json!({"activity": 0.5}));
    assert_eq!(reasons, ["workload egru-ptb: workload is absent and activity: 0.5"]);
    let reasons = other(|record| *record.manifest.inputs.entry("trace_sha256") = "beef".to_owned());
    assert_eq!(reasons, ["other trace: its SHA-256 is absent and beef.."]);
    let all = other(|record| (record.manifest.seed, record.manifest.steps) = (8, 9));
    assert_eq!(all, ["steps: 20 and 9", "seed: 7 and 8"]);
}

#[test]
fn what_cannot_be_checked_never_passes_silently() {
    let record = compared(&record_of(&outcome(3, 9, 20, 5)));
    let at = |name: &str| crate::metrics::metrics().iter().position(|metric| metric.name == name).unwrap();
    let judged = |change: fn(&mut Compared, usize), name: &str, budget: Option<&str>| {
        let mut other = record.clone();
        change(&mut other, at(name));
        let budget = budget.map(|lines| {
            Budget::read("b.ron", &format!("(schema: \"egret.budget/1\", budgets: [{lines}])")).unwrap()
        });
        judge(&between(&record, &other), budget.as_ref())
    };
    let nothing = |_: &mut Compared, _: usize| {};
    let gone = |other: &mut Compared, at: usize| other.points[0].metrics[at] = None;
    let nan = |other: &mut Compared, at: usize| other.points[0].metrics[at] = Some(f64::NAN);
    assert!(!judged(nothing, "step_s", None).fails());
    assert!(judged(gone, "step_s", None).fails());
    assert!(judged(nan, "step_s", None).fails());
    let line = "(metrics: \"step_s\", change_at_most: \"2 %\")";
    assert!(judged(gone, "step_s", Some(line)).fails());
    assert!(judged(nan, "step_s", Some(line)).fails());
    let warning = "(metrics: \"step_s\", change_at_most: \"2 %\", severity: Warning)";
    let found = judged(gone, "step_s", Some(warning));
    assert!(!found.fails() && found.count(Severity::Warning) == 1);
    // No language model ran on either side.
    assert!(judged(nothing, "step_s", Some("(metrics: \"perplexity\", at_most: 120)")).fails());
    assert!(judged(nothing, "step_s", Some("(metrics: \"perplex*\", at_most: 120)")).fails());
    assert!(!judged(nothing, "step_s", Some("(metrics: \"*\", change_at_most: \"0 %\")")).fails());
    let other_chip = "(metrics: \"step_s\", change_at_most: \"2 %\", chips: \"odin\")";
    assert!(judged(nothing, "step_s", Some(other_chip)).fails());
}

#[test]
fn bounds_are_kept_to_the_digit() {
    let record = compared(&record_of(&outcome(3, 9, 20, 5)));
    let at = crate::metrics::metrics().iter().position(|metric| metric.name == "peak_power_w").unwrap();
    let of = |value: f64| {
        let mut other = record.clone();
        other.points[0].metrics[at] = Some(value);
        other
    };
    let over = |old: f64, new: f64, line: &str| {
        let text = format!("(schema: \"egret.budget/1\", budgets: [(metrics: \"peak_power_w\", {line})])");
        judge(&between(&of(old), &of(new)), Some(&Budget::read("b.ron", &text).unwrap())).fails()
    };
    let two = "change_at_most: \"2 %\"";
    assert!(!over(1.0, 1.02, two) && over(1.0, 1.0201, two) && !over(1.0, 0.5, two));
    assert!(over(1.0, 0.5, "change_at_most: \"2 %\", direction: Either"));
    assert!(over(1.0, 0.5, "change_at_most: \"2 %\", direction: Decrease"));
    assert!(!over(1.0, 1.5, "at_most: \"1500 mW\"") && over(1.0, 1.501, "at_most: \"1500 mW\""));
    assert!(over(1.0, 0.9, "at_least: \"0.95 W\"") && !over(1.0, 0.95, "at_least: \"0.95 W\""));
    // Of nought no share is allowed, an amount is.
    assert!(!over(0.0, 0.0, two) && over(0.0, 1e-12, two));
    assert!(!over(0.0, 1e-3, "change_at_most: \"2 %\", change_at_most_by: \"1 mW\""));
    // The larger of both counts.
    assert!(!over(1.0, 1.05, "change_at_most: \"2 %\", change_at_most_by: \"50 mW\""));
    assert!(over(1.0, 1.06, "change_at_most: \"2 %\", change_at_most_by: \"50 mW\""));
    // Rounding is no difference.
    assert!(!over(1.0, 1.0 + 5e-10, "change_at_most: \"0 %\""));
    assert!(over(1.0, 1.0 + 5e-9, "change_at_most: \"0 %\""));
}

#[test]
fn lower_bounds_are_told() {
    let result = outcome(3, 9, 20, 5);
    let unknown = chip_with(&["chip.energy.crossbar=Unknown(\"nobody\")"]);
    assert_eq!(Basis::Unknown.word(), "unknown");
    let comparison = between(&compared(&record_of(&result)), &compared(&record_on(&result, &unknown)));
    let judgement = judge(&comparison, None);
    assert!(judgement.findings.iter().any(|finding| finding.what.ends_with("nobody priced crossbar")));
    let forms = forms(&comparison, None);
    assert!(forms.iter().all(|text| text.contains("nobody priced crossbar")), "{forms:?}");
}

#[test]
fn chips_of_other_names_are_compared() {
    let result = outcome(3, 9, 20, 5);
    let other: Chip = chip_with(&["chip.name=another", "chip.core.synapse.lanes=4"]);
    let comparison = between(&compared(&record_of(&result)), &compared(&record_on(&result, &other)));
    assert_eq!(comparison.points[0].chips, ("mesh-generic".to_owned(), "another".to_owned()));
    let paths: Vec<&str> =
        comparison.chips[0].differences.iter().map(|difference| difference.path.as_str()).collect();
    assert_eq!(paths, ["chip.core.synapse.lanes"]);
}
