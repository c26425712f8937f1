//! How modelled and derived numbers of a chip came about, for people.

use egret_arch::{Chip, Derivation, derivations};

use crate::console::Look;
use crate::listing;

/// Characters before the text of a step.
const INDENT: usize = 14;

/// One block a number: the value, then its steps.
pub(super) fn text(look: Look, chip: &Chip) -> String {
    let derivations = derivations(chip);
    if derivations.is_empty() {
        return "No number of this chip is modelled or derived.\n".to_owned();
    }
    derivations.iter().map(|derivation| block(look, derivation)).collect::<Vec<_>>().join("\n")
}

fn block(look: Look, derivation: &Derivation) -> String {
    let Derivation { path, value, basis, steps } = derivation;
    let mut text =
        if value.is_empty() { format!("{path}: {basis}\n") } else { format!("{path} = {value}, {basis}\n") };
    let hanging = " ".repeat(INDENT);
    for (what, numbers) in steps {
        // Blanks in front would be broken away.
        let line = format!("{what:<width$}{numbers}", width = INDENT - 2);
        let paragraph = listing::paragraph(look, &format!("  {line}"), &hanging);
        text.push_str(&paragraph);
    }
    text
}
