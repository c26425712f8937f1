//! On the idealised chip gains multiply exactly: nothing is left but what weights and events cost together.

use egret_arch::{Action, Chip, Model};

use super::points::{Four, ideal_but, whole_rows};
use crate::support::{all_chips, chip, unit_models};

/// Unit models that stay silent where nothing makes them emit.
const EVENT_BASED: [Model; 4] = [Model::Egru, Model::Lif, Model::CubaLif, Model::AdaptiveLif];

fn idealised(name: &str) -> Chip {
    let lines = ideal_but(&[]);
    chip(name, &lines.iter().map(String::as_str).collect::<Vec<_>>())
}

#[test]
fn gains_in_energy_multiply_on_every_chip() {
    let mut tried = 0;
    for (name, _) in all_chips() {
        let chip = idealised(name);
        for model in unit_models(&chip).into_iter().filter(|model| EVENT_BASED.contains(model)) {
            for densities in [(0.5, 0.3), (0.25, 0.7), (0.125, 0.1)] {
                let four = Four::run(&chip, &whole_rows(model), densities, 3, 6);
                if four.points[3].energy_j == 0.0 {
                    // Nobody published what its synapses cost.
                    continue;
                }
                let excess = four.of_energy() - 1.0;
                assert!(excess.abs() <= 1e-9, "{name} with {model:?} at {densities:?}: I - 1 = {excess:e}");
                let synops = |at: usize| -> u64 {
                    Action::SYNOPS.iter().map(|synop| four.points[at].counts[synop.index()]).sum()
                };
                assert!(synops(3) > 0 && synops(3) < synops(1).min(synops(2)), "{name}: something to do");
                tried += 1;
            }
        }
    }
    assert!(tried > 20, "{tried} points");
}
