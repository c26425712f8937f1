//! How sparse the network and its activity were.

use egret_arch::Model;
use egret_sim::{Layer, Outcome};
use serde::{Deserialize, Serialize};

use crate::named::Named;

/// How sparse the network and its activity were.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Sparsity {
    /// Synapses over possible synapses, of all layers on the chip.
    pub weight_density: Option<f64>,
    /// Events over units and steps, of all layers on the chip that compute something.
    pub activity_density: Option<f64>,
    /// The same, layer by layer.
    pub per_layer: Named<LayerSparsity>,
}

/// How sparse one layer was.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LayerSparsity {
    /// Synapses into it over possible ones; absent for a layer with no projection into it.
    pub weight_density: Option<f64>,
    /// Its events over units and steps; absent for a layer with no unit or a run of no step.
    pub activity_density: Option<f64>,
}

impl Sparsity {
    /// Measured from what the simulation counted.
    pub fn measured(outcome: &Outcome) -> Self {
        let unit_steps = |layer: &Layer| u64::from(layer.units) * u64::from(outcome.tokens);
        let on_chip = || outcome.layers.iter().filter(|layer| layer.on_chip);
        let computing = || on_chip().filter(|layer| layer.model != Model::Input);
        Self {
            weight_density: ratio(
                on_chip().map(|layer| layer.synapses).sum(),
                on_chip().map(|layer| layer.dense_synapses).sum(),
            ),
            activity_density: ratio(
                computing().map(|layer| layer.events).sum(),
                computing().map(unit_steps).sum(),
            ),
            per_layer: outcome
                .layers
                .iter()
                .map(|layer| {
                    let sparsity = LayerSparsity {
                        weight_density: ratio(layer.synapses, layer.dense_synapses),
                        activity_density: ratio(layer.events, unit_steps(layer)),
                    };
                    (layer.name.as_str(), sparsity)
                })
                .collect(),
        }
    }
}

/// A share of something that may be nothing.
fn ratio(part: u64, whole: u64) -> Option<f64> {
    (whole > 0).then(|| part as f64 / whole as f64)
}
