//! How modelled and derived numbers of a chip came about.

use egret_config::Basis;

use crate::chip::Chip;
use crate::resolved::resolved;

/// One number and how it came about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Derivation {
    /// Path in the chip file.
    pub path: String,
    /// Value with its unit; empty where no model reaches.
    pub value: String,
    /// [`Basis::Modelled`] or [`Basis::Derived`], or [`Basis::Unknown`] where no model reaches.
    pub basis: Basis,
    /// What a step is, and its numbers: what was modelled, the fit with its numbers put in, factors with their ranges, the
    /// products, and the works; of a derived number the arithmetic and the works.
    pub steps: Vec<(&'static str, String)>,
}

/// The derivation of every modelled or derived number of a chip, in file order.
pub fn derivations(chip: &Chip) -> Vec<Derivation> {
    let mut list = Vec::new();
    for parameter in resolved(chip) {
        let computed = chip.computed.get(&parameter.path);
        let steps = match (parameter.basis, computed) {
            (_, Some(computed)) if computed.value.is_some() => computed.steps.clone(),
            (_, Some(computed)) => vec![("unknown", computed.note.clone())],
            (Some(Basis::Derived), None) => {
                let arithmetic = parameter.note.map(|note| ("arithmetic", note));
                arithmetic.into_iter().chain(parameter.source.map(|source| ("source", source))).collect()
            }
            _ => continue,
        };
        let value = format!("{} {}", parameter.value, parameter.unit).trim().to_owned();
        let basis = parameter.basis.unwrap_or(Basis::Unknown);
        list.push(Derivation { path: parameter.path, value, basis, steps });
    }
    list
}
