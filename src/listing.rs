//! Lists for people: parameters with their sources, and plain tables.

use std::collections::BTreeSet;

use comfy_table::{
    Attribute, Cell, CellAlignment, ColumnConstraint, ContentArrangement, LineStyle, Table, presets,
};
use egret_config::{Parameter, References};

use crate::console::Look;

/// A table of text with a heading; the columns in `right` are numbers.
///
/// At a terminal cells are broken to fit; elsewhere every row is one line, so that it can be searched.
pub(crate) fn table(look: Look, heading: &[&str], right: &[usize], rows: Vec<Vec<String>>) -> String {
    let mut table = Table::new();
    table.load_style(presets::NOTHING.header_separator(LineStyle::none().fill('─').junction('─')));
    if look.terminal {
        table.set_content_arrangement(ContentArrangement::Dynamic);
        table.set_width(look.width);
    }
    if look.colour {
        table.enforce_styling();
    } else {
        table.force_no_tty();
    }
    table.set_header(heading.iter().map(|name| {
        let cell = Cell::new(name);
        if look.colour { cell.add_attribute(Attribute::Bold) } else { cell }
    }));
    for row in rows {
        table.add_row(row.into_iter().enumerate().map(|(column, text)| {
            let alignment = if right.contains(&column) { CellAlignment::Right } else { CellAlignment::Left };
            Cell::new(text).set_alignment(alignment)
        }));
    }
    // A name in two pieces can be neither searched nor copied.
    if let Some(names) = table.column_mut(0) {
        names.set_constraint(ColumnConstraint::ContentWidth);
    }
    let mut text = String::new();
    for line in table.to_string().lines() {
        text.push_str(line.trim_end());
        text.push('\n');
    }
    text
}

/// Parameters with unit, basis and source, and below them the works that the sources name.
pub(crate) fn parameters(look: Look, parameters: &[Parameter], references: &References) -> String {
    let heading = ["parameter", "value", "unit", "basis", "source", "range and remarks"];
    // Name and summary stand above the list.
    let listed = parameters.iter().filter(|parameter| !matches!(parameter.path.as_str(), "name" | "summary"));
    let rows = listed.map(row).collect();
    let mut text = table(look, &heading, &[1], rows);
    let works = works(parameters, references);
    if !works.is_empty() {
        text.push_str("\nSources\n");
        text.push_str(&works);
    }
    text
}

fn row(parameter: &Parameter) -> Vec<String> {
    let mut remarks: Vec<String> = Vec::new();
    remarks.extend(parameter.range.as_ref().map(|(low, high)| format!("{low} to {high}")));
    remarks.extend(parameter.note.clone());
    let basis = parameter.basis.map(|basis| basis.to_string()).unwrap_or_default();
    vec![
        parameter.path.clone(),
        parameter.value.clone(),
        parameter.unit.clone(),
        basis,
        parameter.source.clone().unwrap_or_default(),
        remarks.join("; "),
    ]
}

/// The works behind the sources of `parameters`, by key.
fn works(parameters: &[Parameter], references: &References) -> String {
    let sources = parameters.iter().filter_map(|parameter| parameter.source.as_deref());
    let keys: BTreeSet<&str> = sources
        .flat_map(|source| source.split(';'))
        .map(|part| part.split(':').next().unwrap_or_default().trim())
        .collect();
    let mut text = String::new();
    for (key, work) in keys.into_iter().filter_map(|key| Some((key, references.0.get(key)?))) {
        let doi = work.doi.as_ref().map(|doi| format!("doi:{doi}"));
        let arxiv = work.arxiv.as_ref().map(|arxiv| format!("arXiv:{arxiv}"));
        let links: Vec<String> = doi.into_iter().chain(arxiv).chain(work.url.clone()).collect();
        let links = links.join(", ");
        let (authors, title, year, place) = (&work.authors, &work.title, work.year, &work.place);
        text.extend([format!("  {key}: {authors}, {title}, {year}. {place}. {links}\n")]);
    }
    text
}

/// A count with its thousands apart; small ones keep three digits after the point unless they are whole.
pub(crate) fn count(value: f64) -> String {
    if value.abs() < 100.0 && value.fract() != 0.0 {
        return format!("{value:.3}");
    }
    let digits = format!("{:.0}", value.abs());
    let mut text = String::new();
    for (position, digit) in digits.chars().enumerate() {
        if position > 0 && (digits.len() - position) % 3 == 0 {
            text.push(',');
        }
        text.push(digit);
    }
    if value <= -0.5 { format!("-{text}") } else { text }
}

/// A share in percent.
pub(crate) fn percent(share: f64) -> String {
    format!("{:.1} %", share * 100.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thousands_stand_apart() {
        for (value, text) in [
            (0.0, "0"),
            (0.25, "0.250"),
            (12.0, "12"),
            (999.5, "1,000"),
            (24_165_000.0, "24,165,000"),
            (-1234.0, "-1,234"),
        ] {
            assert_eq!(count(value), text);
        }
    }

    #[test]
    fn every_row_is_one_line_where_nobody_watches() {
        let look = Look { terminal: false, colour: false, width: 20 };
        let long = "word ".repeat(60);
        let text = table(look, &["a", "b"], &[1], vec![vec![long.clone(), "1".to_owned()]]);
        assert!(text.lines().any(|line| line.contains(long.trim()) && line.ends_with('1')), "{text}");
    }
}
