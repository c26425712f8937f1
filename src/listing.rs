//! Lists for people: parameters with their sources, and plain tables.

use std::collections::BTreeSet;

use comfy_table::{
    Attribute, Cell, CellAlignment, ColumnConstraint, ContentArrangement, LineStyle, Table, Width, presets,
};
use egret_config::{Parameter, References};

use crate::console::Look;

/// Columns for lists that nobody watches: what a page or a pager shows, and enough for names and remarks side by side.
const WIDTH: u16 = 120;

/// No number is wider; a list of words among numbers is broken.
const NUMBER: u16 = 18;

fn width(look: Look) -> u16 {
    if look.terminal { look.width } else { WIDTH }
}

/// Text broken at blanks, lines after the first indented.
pub(crate) fn paragraph(look: Look, text: &str, indent: &str) -> String {
    let options = textwrap::Options::new(usize::from(width(look)))
        .subsequent_indent(indent)
        .break_words(false)
        .word_separator(textwrap::WordSeparator::AsciiSpace)
        .word_splitter(textwrap::WordSplitter::NoHyphenation);
    textwrap::fill(text, options) + "\n"
}

/// A table of text with a heading; the columns in `right` are numbers.
///
/// Long cells are broken to fit, but never names and numbers.
pub(crate) fn table(look: Look, heading: &[&str], right: &[usize], rows: Vec<Vec<String>>) -> String {
    table_within(look, width(look), heading, right, rows)
}

/// A table of text that is laid out for so many columns.
pub(crate) fn table_within(
    look: Look,
    columns: u16,
    heading: &[&str],
    right: &[usize],
    rows: Vec<Vec<String>>,
) -> String {
    let mut table = Table::new();
    table.load_style(presets::NOTHING.header_separator(LineStyle::none().fill('─').junction('─')));
    table.set_content_arrangement(ContentArrangement::Dynamic);
    table.set_width(columns);
    if look.colour {
        table.enforce_styling();
    } else {
        table.force_no_tty();
    }
    table.set_header(heading.iter().map(|name| {
        let cell = Cell::new(name);
        if look.colour { cell.add_attribute(Attribute::Bold) } else { cell }
    }));
    let widest = |column: usize| {
        let cells = rows.iter().filter_map(|row| row.get(column)).map(String::as_str);
        cells.map(|text| text.chars().count()).max().unwrap_or_default()
    };
    let widths: Vec<(usize, usize)> = right.iter().map(|&column| (column, widest(column))).collect();
    for row in rows {
        table.add_row(row.into_iter().enumerate().map(|(column, text)| {
            let alignment = if right.contains(&column) { CellAlignment::Right } else { CellAlignment::Left };
            Cell::new(text).set_alignment(alignment)
        }));
    }
    // A name in two pieces can be neither searched nor copied, and half a number is another number.
    if let Some(names) = table.column_mut(0) {
        names.set_constraint(ColumnConstraint::ContentWidth);
    }
    for (number, widest) in widths {
        if let Some(column) = table.column_mut(number) {
            column.set_constraint(if widest <= usize::from(NUMBER) {
                ColumnConstraint::ContentWidth
            } else {
                ColumnConstraint::UpperBoundary(Width::Fixed(NUMBER))
            });
        }
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
    let heading = ["parameter", "value", "unit", "basis", "source: range, remarks"];
    // Name and summary stand above the list.
    let listed = parameters.iter().filter(|parameter| !matches!(parameter.path.as_str(), "name" | "summary"));
    let rows = listed.map(row).collect();
    let mut text = table(look, &heading, &[1], rows);
    let works = works(look, parameters, references);
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
    let said = parameter.source.clone().into_iter().chain((!remarks.is_empty()).then(|| remarks.join("; ")));
    let said = said.collect::<Vec<_>>().join(": ");
    vec![parameter.path.clone(), parameter.value.clone(), parameter.unit.clone(), basis, said]
}

/// The works behind the sources of `parameters`, by key.
fn works(look: Look, parameters: &[Parameter], references: &References) -> String {
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
        let work = format!("  {key}: {authors}, {title}, {year}. {place}. {links}");
        text.push_str(&paragraph(look, &work, "      "));
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
    fn remarks_are_broken_and_names_and_numbers_are_not() {
        let (name, number) = ("a.rather.long.name.of-a.parameter", "123,456,789");
        let row = || vec![name.to_owned(), number.to_owned(), "word ".repeat(60), "more ".repeat(40)];
        for (terminal, columns, most) in [(false, 20, 120), (true, 90, 90)] {
            let look = Look { terminal, colour: false, width: columns };
            let text = table(look, &["a", "b", "c", "d"], &[1], vec![row()]);
            assert!(text.lines().any(|line| line.contains(name) && line.contains(number)), "{text}");
            assert!(text.lines().all(|line| line.chars().count() <= most), "{text}");
        }
    }
}
