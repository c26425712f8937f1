//! The table of a bound: its terms, what binds, and where layers lie.

use egret_sim::bound::Term;

use super::style::{Look, number};
use crate::bounds::term_phrase;
use crate::record::BoundRecord;
use crate::si::{digits, grouped, percent, si};

/// Narrowest and widest that are laid out for.
const WIDTHS: (u16, u16) = (60, 110);

/// A bound as a person reads it, under a title; `width` is that of the terminal in characters.
pub fn bound_table(bound: &BoundRecord, title: &str, colour: bool, width: u16) -> String {
    let look = Look { colour, width: width.clamp(WIDTHS.0, WIDTHS.1) };
    let mut parts = vec![terms(bound, title, look), summary(bound), layers(bound, look), floors(bound)];
    parts.retain(|part| !part.is_empty());
    let mut text = String::new();
    for part in parts {
        text.extend(part.lines().flat_map(|line| [line.trim_end(), "\n"]));
        text.push('\n');
    }
    text.truncate(text.trim_end().len());
    text.push('\n');
    text
}

fn terms(bound: &BoundRecord, title: &str, look: Look) -> String {
    let overlap = bound.step_s.max.is_none();
    let mut table = look.table(&[
        "term",
        "busiest",
        "a step",
        "",
        "time a step",
        if overlap { "" } else { "longest step" },
    ]);
    for (name, term) in bound.by_term.iter() {
        let known = Term::ALL.into_iter().find(|known| known.name() == name);
        let phrase = known.map_or(name, |known| term_phrase(known));
        let binds = bound.binding.as_ref().is_some_and(|binding| binding.term.name() == name);
        table.add_row(vec![
            if binds { look.strong(phrase) } else { comfy_table::Cell::new(phrase) },
            comfy_table::Cell::new(&term.place),
            number(amount(term.per_step)),
            comfy_table::Cell::new(&term.unit),
            number(si(term.mean_s, "s")),
            number(term.max_s.map(|longest| si(longest, "s")).unwrap_or_default()),
        ]);
    }
    format!("{}\n{table}", look.heading(title))
}

fn amount(mean: f64) -> String {
    if mean >= 1000.0 { grouped(mean.round() as u64) } else { digits(mean) }
}

fn summary(bound: &BoundRecord) -> String {
    let longest = bound.step_s.max.map_or_else(
        || "; steps overlap, so that only the whole run has a bound".to_owned(),
        |longest| format!(", the longest {}", si(longest, "s")),
    );
    let mut lines = vec![
        format!("a step takes at least {}{longest}", si(bound.step_s.mean, "s")),
        format!("the run takes at least {}", si(bound.total_s, "s")),
    ];
    if let Some(binding) = &bound.binding {
        lines.push(format!(
            "{}: {}, {}, binds for {} of it",
            binding.state.phrase(),
            term_phrase(binding.term),
            binding.place,
            percent(binding.share)
        ));
    }
    lines.push(format!("by the formula of Timcheck et al.: {} a step", si(bound.timcheck_step_s, "s")));
    if bound.lossy {
        lines.push("packets may be lost: what they do once they are sent is not counted".to_owned());
    }
    lines.join("\n")
}

/// Where layers lie: synops of the busiest core against time.
fn layers(bound: &BoundRecord, look: Look) -> String {
    let mut table =
        look.table(&["layer", "synops of a core", "updates of a core", "time a step", "bound by", ""]);
    for (name, layer) in bound.layers.iter() {
        let idle = layer.step_s <= 0.0;
        table.add_row(vec![
            comfy_table::Cell::new(name),
            number(amount(layer.synops_per_step)),
            number(amount(layer.updates_per_step)),
            number(si(layer.step_s, "s")),
            comfy_table::Cell::new(if idle { "nothing" } else { term_phrase(layer.term) }),
            comfy_table::Cell::new(if idle { "" } else { layer.state.phrase() }),
        ]);
    }
    if table.is_empty() { String::new() } else { table.to_string() }
}

fn floors(bound: &BoundRecord) -> String {
    let floors = [
        (bound.floors.synop_applying_s, "a synop of full lanes"),
        (bound.floors.synop_reading_s, "a synop of full words"),
    ];
    let known = floors.iter().filter(|(seconds, _)| *seconds > 0.0);
    let list: Vec<String> = known.map(|(seconds, what)| format!("{} {what}", si(*seconds, "s"))).collect();
    if list.is_empty() { String::new() } else { format!("floors: {}", list.join(", ")) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bounds::bound_record;
    use crate::testing;

    #[test]
    fn no_line_is_wider_than_the_terminal() {
        let bound = bound_record(&testing::bound(&testing::outcome(4, 20, 30, 3)));
        for width in [80, 110] {
            for line in bound_table(&bound, "egru-ptb on mesh-generic", false, width).lines() {
                assert!(line.chars().count() <= usize::from(width), "{width}: {line}");
            }
        }
    }

    #[test]
    fn what_binds_is_said() {
        let bound = bound_record(&testing::bound(&testing::outcome(4, 20, 30, 3)));
        let text = bound_table(&bound, "title", false, 100);
        for needed in ["title", "compute-bound: unit updates, core 3, binds for 100 %", "Timcheck", "egru1"] {
            assert!(text.contains(needed), "{needed} is not in\n{text}");
        }
    }
}
