//! The sparsity study, in the part that the README shows.

use std::collections::BTreeMap;

use crate::support::Workspace;

/// Text and picture of the README.
const FINDING: &str = include_str!("../../docs/sparsity/finding.txt");
const PICTURE: &str = include_str!("../../docs/sparsity/waterfall-mesh-generic-energy.svg");
const README: &str = include_str!("../../README.md");

/// Rows of a table by the names of their columns.
fn rows(text: &str) -> Vec<BTreeMap<String, String>> {
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    reader.deserialize().map(|row| row.expect("a row")).collect()
}

fn number(row: &BTreeMap<String, String>, column: &str) -> f64 {
    row[column].parse().unwrap_or_else(|_| panic!("{column} of {row:?}"))
}

#[test]
fn the_finding_and_its_picture_are_made_by_one_command() {
    let workspace = Workspace::new();
    let ended = workspace.run(&["study", "sparsity-finding", "--out", "found"]).succeeded();
    let finding = workspace.read("found/finding.txt");
    assert!(ended.stdout.contains(finding.trim_end()), "{ended}");
    let picture = workspace.read("found/waterfall-mesh-generic-energy.svg");
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        let docs = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/sparsity");
        std::fs::write(format!("{docs}/finding.txt"), &finding).expect("written");
        std::fs::write(format!("{docs}/waterfall-mesh-generic-energy.svg"), &picture).expect("written");
        return;
    }
    assert_eq!(finding, FINDING);
    assert!(picture == PICTURE, "the picture in docs/sparsity is another one; UPDATE_GOLDEN=1 makes it anew");
    let plain = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(plain(README).contains(&plain(FINDING)), "the README says what was found: {FINDING}");

    gains_make_their_interaction(&rows(&workspace.read("found/interaction.csv")));
    factors_multiply(&rows(&workspace.read("found/waterfall.csv")));
    claims_are_those_of_the_papers(&rows(&workspace.read("found/claim.csv")));
    fronts_are_fronts(&rows(&workspace.read("found/perplexity.csv")));

    // What is there is not simulated again, and the same is written.
    let again = workspace.run(&["study", "sparsity-finding", "--out", "found"]).succeeded();
    assert_eq!(again.stdout, ended.stdout);
    assert_eq!(workspace.read("found/waterfall-mesh-generic-energy.svg"), picture);
}

fn gains_make_their_interaction(rows: &[BTreeMap<String, String>]) {
    assert!(rows.len() > 100, "{} rows", rows.len());
    for row in rows {
        let product = number(row, "gain_of_weights") * number(row, "gain_of_activity");
        let interaction = number(row, "gain_together") / product;
        assert!((interaction / number(row, "interaction") - 1.0).abs() < 1e-5, "{row:?}");
        if number(row, "weight_density") >= 1.0 && number(row, "activity") >= 1.0 {
            // In the format of the reference, nothing is gained by nothing.
            assert!(
                number(row, "gain_of_weights") == 1.0 && number(row, "gain_of_activity") == 1.0,
                "{row:?}"
            );
        }
        if row["chip"] == "dense-mac" && row["figure"] == "energy" && row["workload"] == "egru-ptb" {
            assert!((number(row, "gain_together") - 1.0).abs() < 0.05, "an array gains nothing: {row:?}");
        }
    }
}

fn factors_multiply(rows: &[BTreeMap<String, String>]) {
    let mut checked = 0;
    for figure in ["energy", "latency", "edp"] {
        let mut of_figure = rows.iter().filter(|row| row["figure"] == figure);
        let first = of_figure.next().expect("a waterfall");
        let mut gain = number(first, "gain_after");
        for row in of_figure {
            match row["step"].as_str() {
                "achieved" => {
                    let achieved = number(row, "gain_after");
                    assert!((gain / achieved - 1.0).abs() <= 1e-12, "{figure}: {gain} is not {achieved}");
                    checked += 1;
                }
                _ => {
                    let factor = number(row, "factor");
                    assert!(
                        number(row, "factor_low") <= factor && factor <= number(row, "factor_high"),
                        "{row:?}"
                    );
                    gain *= factor;
                }
            }
        }
    }
    assert_eq!(checked, 3);
}

fn claims_are_those_of_the_papers(rows: &[BTreeMap<String, String>]) {
    let row = rows.iter().find(|row| row["weight_sparsity"] == "0.8").expect("the sparsity of the claim");
    assert!((number(row, "gain_in_operations") - 16.5).abs() < 0.05, "{row:?}");
}

fn fronts_are_fronts(rows: &[BTreeMap<String, String>]) {
    let figures =
        |row: &BTreeMap<String, String>| (number(row, "energy_per_step_j"), number(row, "perplexity"));
    let front: Vec<_> = rows.iter().filter(|row| row["on_front_of_all"] == "yes").collect();
    assert!(!front.is_empty() && rows.len() == 5 * 4, "{} of {}", front.len(), rows.len());
    for row in rows {
        let (energy, perplexity) = figures(row);
        let beaten = rows.iter().map(figures).any(|(other_energy, other)| {
            other_energy <= energy && other <= perplexity && (other_energy, other) != (energy, perplexity)
        });
        assert_eq!(row["on_front_of_all"] == "yes", !beaten, "{row:?}");
    }
}
