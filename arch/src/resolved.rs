//! Every parameter of a checked chip as it is used: modelled ones with the number that was computed.

use egret_config::{Basis, Parameter, parameters};

use crate::chip::{Chip, Computed};

/// Where areas of memories stand that the file leaves out.
const MEMORY_AREAS: &str = "area.memories";

/// All parameters in file order. Where the file leaves a value to a model, the value, its range and how it was computed
/// stand in place of the model's name.
pub fn resolved(chip: &Chip) -> Vec<Parameter> {
    let mut parameters = parameters(chip.file());
    for parameter in &mut parameters {
        if let Some(computed) = chip.computed.get(&parameter.path) {
            fill(parameter, computed);
        }
    }
    memory_areas(chip, &mut parameters);
    parameters
}

/// Adds the areas of memories that the file leaves out, in place of the empty map.
fn memory_areas(chip: &Chip, parameters: &mut Vec<Parameter>) {
    let missing = chip.computed.iter().filter(|(path, _)| path.starts_with(MEMORY_AREAS));
    let missing = missing.filter(|(path, _)| parameters.iter().all(|parameter| parameter.path != **path));
    let missing: Vec<Parameter> = missing
        .map(|(path, computed)| {
            let mut parameter = Parameter {
                path: path.clone(),
                value: String::new(),
                unit: String::new(),
                basis: None,
                source: None,
                range: None,
                note: None,
            };
            fill(&mut parameter, computed);
            parameter
        })
        .collect();
    let after = parameters.iter().rposition(|parameter| parameter.path.starts_with("area."));
    if let Some(last) = after {
        let empty = parameters[last].path == MEMORY_AREAS;
        let place = if empty { last..=last } else { last + 1..=last };
        parameters.splice(place, missing);
    }
}

fn fill(parameter: &mut Parameter, computed: &Computed) {
    let text = computed.value.as_deref().unwrap_or_default();
    let (value, unit) = text.rsplit_once(' ').unwrap_or((text, ""));
    (parameter.value, parameter.unit) = (value.to_owned(), unit.to_owned());
    let known = if computed.value.is_some() { Basis::Modelled } else { Basis::Unknown };
    parameter.basis = Some(known);
    parameter.source = computed.value.is_some().then(|| computed.model.clone());
    parameter.range.clone_from(&computed.range);
    parameter.note = Some(computed.note.clone());
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::shipped::shipped_chips;

    #[test]
    fn no_modelled_parameter_is_left_without_its_number() {
        for (name, text) in shipped_chips() {
            let chip = crate::load::check(name, text, &[]).unwrap_or_else(|error| panic!("{error}"));
            for parameter in
                resolved(&chip).iter().filter(|parameter| parameter.basis == Some(Basis::Modelled))
            {
                let path = &parameter.path;
                assert!(parameter.value.parse::<f64>().is_ok_and(|value| value > 0.0), "{name} {path}");
                assert!(!parameter.unit.is_empty(), "{name} {path}");
                let model = parameter.source.as_deref().expect("modelled values name their model");
                assert!(parameter.note.as_ref().is_some_and(|note| note.starts_with(model)), "{name} {path}");
            }
        }
    }
}
