//! The rows as a section of a document.

use super::table::{HEADING, NUMBERS, cells, remarks, summary, works};
use crate::validation::Row;

/// The table, what has to be known beside it, and the works.
pub(super) fn of(rows: &[Row]) -> String {
    let mut text = line(HEADING.iter().map(|&name| name.to_owned()));
    let rules = (0..HEADING.len()).map(|at| if NUMBERS.contains(&at) { "---:" } else { "---" }.to_owned());
    text.push_str(&line(rules));
    for row in rows {
        text.push_str(&line(cells(row).into_iter()));
    }
    text.extend([format!("\n{}\n", summary(rows))]);
    for (heading, lines) in
        [("Remarks: what is not published, what is assumed", remarks(rows)), ("Sources", works(rows))]
    {
        if !lines.is_empty() {
            text.extend([format!("\n**{heading}**\n\n")]);
        }
        text.extend(lines.iter().map(|line| format!("- {line}\n")));
    }
    text
}

fn line(cells: impl Iterator<Item = String>) -> String {
    let cells: Vec<String> = cells.map(|cell| cell.replace('|', "\\|")).collect();
    format!("| {} |\n", cells.join(" | "))
}
