//! Every number of every shipped file: its unit, how it is known, and the work it comes from.

use std::collections::BTreeSet;

use egret_arch::{LoneRouterFile, check, shipped_chips, shipped_references, shipped_routers};
use egret_config::{Basis, Parameter, parameters, read_ron};

/// Chips that are promised to users.
const PROMISED: [&str; 15] = [
    "mesh-generic",
    "dense-mac",
    "spinnaker2",
    "spinnaker2-0v8",
    "spinnaker2-mac",
    "spinnaker2-mac-0v8",
    "spinnaker1",
    "loihi1-davies",
    "loihi1-nahuku",
    "loihi2",
    "truenorth",
    "odin",
    "speck",
    "ipu-mk2",
    "spartus",
];

/// Works whose models and laws are in code or documents, whether or not a file cites them.
const CITED_BY_CODE: [&str; 5] = ["cacti7", "dsent2012", "stillmaker2017", "timcheck2026", "yik2025"];
/// Works that only measured points cite: the scenarios of `validation/`.
const CITED_BY_POINTS: [&str; 4] = ["esser2016", "gao2020b", "rueckauer2022", "shrestha2024"];

/// All shipped files with their parameters.
fn files() -> Vec<(&'static str, Vec<Parameter>)> {
    let chips = shipped_chips().iter().map(|(name, text)| {
        let chip = check(name, text, &[]).unwrap_or_else(|error| panic!("{error}"));
        (*name, parameters(chip.file()))
    });
    let routers = shipped_routers().iter().map(|(name, text)| {
        let router: LoneRouterFile = read_ron(name, text).unwrap_or_else(|error| panic!("{error}"));
        (*name, parameters(&router))
    });
    chips.chain(routers).collect()
}

/// Letters and digits alone, so that `table2` is found in `Table 2 (pre-silicon)`.
fn plain(text: &str) -> String {
    text.chars().filter(|letter| letter.is_alphanumeric()).collect::<String>().to_lowercase()
}

#[test]
fn the_promised_chips_are_shipped() {
    let shipped: Vec<&str> = shipped_chips().iter().map(|(name, _)| *name).collect();
    assert_eq!(shipped, PROMISED);
}

#[test]
fn every_number_has_its_unit_and_says_how_it_is_known() {
    for (name, parameters) in files() {
        let mut numbers = 0;
        for parameter in parameters.iter().filter(|parameter| parameter.basis.is_some()) {
            let what = format!("{name}: {}", parameter.path);
            let basis = parameter.basis.expect("filtered");
            assert_ne!(basis, Basis::Given, "{what} needs a source");
            let quantity =
                ["energy", "power", "time", "latency", "cycle", "capacity", "width", "clock", "voltage"];
            let last = parameter.path.rsplit('.').next().unwrap_or_default();
            if !parameter.value.is_empty() && quantity.iter().any(|ending| last.ends_with(ending)) {
                assert!(!parameter.unit.is_empty(), "{what} has no unit");
            }
            let sourced = !matches!(basis, Basis::Chosen | Basis::Unknown);
            assert_eq!(parameter.source.is_some(), sourced, "{what}");
            let explained = matches!(basis, Basis::Derived | Basis::Chosen | Basis::Unknown);
            assert!(
                !explained || parameter.note.as_ref().is_some_and(|note| note.len() > 3),
                "{what} explains nothing"
            );
            assert_eq!(
                parameter.range.is_some(),
                basis == Basis::Estimated,
                "{what}: estimates have a range"
            );
            if let Some((low, high)) = &parameter.range {
                assert_ne!(low, high, "{what}: a range of one value is no estimate");
            }
            numbers += 1;
        }
        assert!(numbers > 5, "{name} has {numbers} numbers");
    }
}

#[test]
fn cited_places_are_in_the_references_and_no_reference_is_left_over() {
    let references = shipped_references();
    let mut used: BTreeSet<&str> = CITED_BY_CODE.into_iter().chain(CITED_BY_POINTS).collect();
    let files = files();
    for (name, parameters) in &files {
        assert!(references.check_sources(parameters).is_empty(), "{name}");
        for parameter in parameters.iter().filter(|parameter| parameter.basis != Some(Basis::Modelled)) {
            for cited in parameter.source.iter().flat_map(|source| source.split(';')).map(str::trim) {
                let (key, place) = cited.split_once(':').unwrap_or((cited, ""));
                let (known, work) = references
                    .0
                    .get_key_value(key)
                    .unwrap_or_else(|| panic!("{name}: {}: {key}", parameter.path));
                let said = plain(&format!(
                    "{} {} {}",
                    work.title,
                    work.place,
                    work.url.as_deref().unwrap_or_default()
                ));
                assert!(
                    said.contains(&plain(place)),
                    "{name}: {}: `{place}` is not said of {key}",
                    parameter.path
                );
                used.insert(known);
            }
        }
    }
    let all: BTreeSet<&str> = references.0.keys().map(String::as_str).collect();
    let unused: Vec<&&str> = all.difference(&used).collect();
    assert!(unused.is_empty(), "nothing cites {unused:?}");
}
