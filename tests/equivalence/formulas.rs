//! Synaptic operations of the simulated cores against the formulas of the papers.

use egret_arch::Action;
use egret_sim::TieBreak;
use egret_workloads::{check, shipped_workloads};

use crate::support::{Case, chip, count, settings};

/// Widths of the embedding and the layers of `egru-ptb`.
const WIDTHS: [f64; 4] = [750.0, 1350.0, 1350.0, 750.0];

/// Multiply-accumulates a token: three gates, each layer fed by the one before and by itself. The embedding is dense.
fn synops_per_token(weight_density: f64, activity: f64) -> f64 {
    let layers = WIDTHS.windows(2).enumerate();
    let per_layer = layers.map(|(layer, pair)| {
        let feed_forward = if layer == 0 { 1.0 } else { activity };
        3.0 * pair[1] * (feed_forward * pair[0] + activity * pair[1])
    });
    weight_density * per_layer.sum::<f64>()
}

#[test]
fn the_formula_gives_the_published_digits() {
    assert!((synops_per_token(1.0, 1.0) - 24_165_000.0).abs() < 0.5);
    assert!((synops_per_token(0.15, 0.203) / 1e6 - 1.10).abs() < 0.005);
}

#[test]
fn a_thousand_tokens_of_egru_ptb_cost_what_the_formula_says() {
    // Few cores hold the network only if capacity is lifted; synops do not depend on how many share them.
    let chip = chip("mesh-generic", &["chip.mapping.cores=3"]);
    let (name, text) =
        shipped_workloads().iter().find(|(name, _)| *name == "egru-ptb").expect("it is shipped");
    let lines = settings(&["workload.weight_sparsity=0.85", "workload.activity=0.203"]);
    let workload = check(name, text, &lines, 7).unwrap_or_else(|error| panic!("{error}"));
    let tokens = 1000;
    let outcome = Case::new("egru-ptb", chip, workload).outcome(tokens, TieBreak::Push);
    let measured = count(&outcome.totals(), Action::Synop) as f64 / f64::from(tokens);
    let expected = synops_per_token(0.15, 0.203);
    assert!((measured / expected - 1.0).abs() < 0.01, "{measured} synops a token, {expected} by the formula");
    for layer in outcome.layers.iter().filter(|layer| layer.on_chip) {
        let density = layer.events as f64 / f64::from(layer.units) / f64::from(tokens);
        assert!((density / 0.203 - 1.0).abs() < 0.01, "{}: activity {density}", layer.name);
    }
}
