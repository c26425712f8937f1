//! The rows for people.

use egret_arch::shipped_references;
use egret_config::References;

use crate::console::Look;
use crate::listing;
use crate::validation::{Role, Row};

/// Headings of the table, here and in documents.
pub(super) const HEADING: [&str; 9] = [
    "chip",
    "what was measured, where",
    "quantity",
    "measured",
    "simulated",
    "error",
    "role",
    "band",
    "source",
];
/// Columns where there is no terminal.
const WIDTH: u16 = 160;
/// Columns of numbers.
pub(super) const NUMBERS: [usize; 4] = [3, 4, 5, 7];

/// The table with what has to be known beside it.
pub(super) fn of(look: Look, rows: &[Row]) -> String {
    if rows.is_empty() {
        return "No measured point is known of these chips.\n".to_owned();
    }
    // Nine columns, one of them of sentences, need more room than other lists where nobody watches.
    let columns = if look.terminal { look.width } else { WIDTH };
    let mut text = listing::table_within(look, columns, &HEADING, &NUMBERS, rows.iter().map(cells).collect());
    for (heading, lines) in
        [("Remarks: what is not published, what is assumed", remarks(rows)), ("Sources", works(rows))]
    {
        if !lines.is_empty() {
            text.extend([format!("\n{heading}\n")]);
        }
        for line in lines {
            text.push_str(&listing::paragraph(look, &format!("  {line}"), "      "));
        }
    }
    text.extend([format!("\n{}\n", summary(rows))]);
    text
}

/// The cells of a row.
pub(super) fn cells(row: &Row) -> Vec<String> {
    let key = |source: &str| source.split(':').next().unwrap_or_default().trim().to_owned();
    let band = match (row.band_percent, row.side) {
        (Some(band), _) => format!("{band} %"),
        (None, Some(_)) if row.holds() == Some(true) => "holds".to_owned(),
        (None, Some(_)) => "BROKEN".to_owned(),
        (None, None) => "-".to_owned(),
    };
    vec![
        row.chip.clone(),
        row.point.clone(),
        row.quantity.clone(),
        format!("{} {}", row.measured, row.unit),
        format!("{} {}", significant(row.simulated), row.unit),
        percent(row.error_percent()),
        row.role.name().to_owned(),
        band,
        row.source.split(';').map(key).collect::<Vec<_>>().join("; "),
    ]
}

/// A row that is not as it must be, in a line.
pub(super) fn of_failed(row: &Row) -> String {
    let Row { chip, point, quantity, unit, measured, .. } = row;
    let simulated = significant(row.simulated);
    let limit = match row.band_percent {
        Some(band) => format!("beyond its band of {band} %"),
        None => "on the wrong side of a bound".to_owned(),
    };
    format!(
        "{chip}, {point}: {quantity} of {simulated} {unit} against {measured} {unit} ({}) is {limit}",
        percent(row.error_percent())
    )
}

/// What was not published, what was assumed, and which value would fit, by row.
pub(super) fn remarks(rows: &[Row]) -> Vec<String> {
    let of_row = |row: &Row| {
        let remarks = row.remarks();
        let Row { chip, point, quantity, .. } = row;
        (!remarks.is_empty()).then(|| format!("{chip}, {point}, {quantity}: {}", remarks.join("; ")))
    };
    rows.iter().filter_map(of_row).collect()
}

/// The works that measured the figures, with the places in them.
pub(super) fn works(rows: &[Row]) -> Vec<String> {
    let References(works) = shipped_references();
    let mut cited: Vec<&str> = rows
        .iter()
        .flat_map(|row| row.source.split(';'))
        .map(str::trim)
        .filter(|key| !key.is_empty())
        .collect();
    cited.sort_unstable();
    cited.dedup();
    let work = |(key, work): (&String, &egret_config::Reference)| {
        let of_key: Vec<&str> =
            cited.iter().filter(|cited| cited.split(':').next() == Some(key)).copied().collect();
        let places: Vec<&str> =
            of_key.iter().filter_map(|cited| Some(cited.split_once(':')?.1.trim())).collect();
        let doi = work.doi.as_ref().map(|doi| format!("doi:{doi}"));
        let arxiv = work.arxiv.as_ref().map(|arxiv| format!("arXiv:{arxiv}"));
        let links: Vec<String> = doi.into_iter().chain(arxiv).chain(work.url.clone()).collect();
        let places = if places.is_empty() { String::new() } else { format!(" Here: {}.", places.join("; ")) };
        (!of_key.is_empty()).then(|| {
            format!("{key}: {}, {}, {}. {}.{places}", work.authors, work.title, work.year, links.join(", "))
        })
    };
    works.iter().filter_map(work).collect()
}

/// How many rows of each role are as they must be.
pub(super) fn summary(rows: &[Row]) -> String {
    let of_role = |role: Role| {
        let of: Vec<&Row> = rows.iter().filter(|row| row.role == role).collect();
        let holding = of.iter().filter(|row| row.holds() == Some(true)).count();
        let asked = of.iter().filter(|row| row.holds().is_some()).count();
        let name = role.name();
        match role {
            _ if of.is_empty() => None,
            Role::Calibrated | Role::Predicted => {
                Some(format!("{name}: {holding} of {asked} within their bands"))
            }
            Role::Bound => {
                Some(format!("{name}: {} rows, {holding} of {asked} that are real bounds hold", of.len()))
            }
        }
    };
    Role::ALL.into_iter().filter_map(of_role).collect::<Vec<_>>().join("; ")
}

/// An error with its sign; none is `+0.0 %`.
fn percent(error: f64) -> String {
    let rounded = (error * 10.0).round() / 10.0;
    format!("{:+.1} %", if rounded == 0.0 { 0.0 } else { rounded })
}

/// Four digits, or all there are before the point.
pub(super) fn significant(value: f64) -> String {
    if value == 0.0 || !value.is_finite() {
        return value.to_string();
    }
    let decimals = (3.0 - value.abs().log10().floor()).clamp(0.0, 12.0) as usize;
    format!("{value:.decimals$}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn four_digits_are_shown() {
        for (value, text) in [(68.034, "68.03"), (0.000_477_12, "0.0004771"), (1247.93, "1248"), (0.0, "0")] {
            assert_eq!(significant(value), text);
        }
    }

    #[test]
    fn no_row_is_said() {
        let look = Look { terminal: false, colour: false, width: 100 };
        assert_eq!(of(look, &[]), "No measured point is known of these chips.\n");
    }
}
