//! Every parameter of a checked chip as it is used: modelled ones with the number that was computed.

use egret_config::{Parameter, parameters};

use crate::chip::Chip;

/// All parameters in file order. Where the file leaves a value to a model, the value, its range and how it was computed
/// stand in place of the model's name.
pub fn resolved(chip: &Chip) -> Vec<Parameter> {
    let mut parameters = parameters(chip.file());
    for parameter in &mut parameters {
        if let Some(computed) = chip.computed.get(&parameter.path) {
            let (value, unit) = computed.value.rsplit_once(' ').unwrap_or((&computed.value, ""));
            (parameter.value, parameter.unit) = (value.to_owned(), unit.to_owned());
            parameter.range.clone_from(&computed.range);
            parameter.note = Some(computed.note.clone());
        }
    }
    parameters
}

#[cfg(test)]
mod tests {
    use egret_config::Basis;

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
