//! Outputs as they were when somebody last looked at them. `UPDATE_GOLDEN=1 cargo test` writes them anew; the change is
//! then reviewed like any other.

mod plots;
mod reports;

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

/// Every golden file, below `tests/golden/data`. A file that is not listed is refused, so that none outlives its test.
const FILES: &[&str] = &[
    "chip-derivation.txt",
    "chip-list.txt",
    "chip-scale.txt",
    "chip-scaled.ron",
    "errors.txt",
    "fidelity-runs.txt",
    "fidelity-uniform.txt",
    "fidelity.txt",
    "help.txt",
    "misfits.txt",
    "noc-errors.txt",
    "plots/core-map.svg",
    "plots/energy.svg",
    "plots/floorline.svg",
    "plots/heat-map.svg",
    "plots/interaction.svg",
    "plots/iso-energy.svg",
    "plots/link-map.svg",
    "plots/pareto.svg",
    "plots/perplexity-energy.svg",
    "plots/regime.svg",
    "plots/sensitivity.svg",
    "plots/told.txt",
    "plots/utilisation-over-time.svg",
    "plots/waterfall.svg",
    "scenario/cores.csv",
    "scenario/energy_by_component.csv",
    "scenario/energy_by_layer.csv",
    "scenario/links.csv",
    "scenario/memories.csv",
    "scenario/run.json",
    "scenario/steps.csv",
    "scenario/table.txt",
    "validate.txt",
    "what-if.txt",
    "workload-list.txt",
];

fn directory() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden/data")
}

/// Asserts that a text is the golden one, or makes it so where that is asked for.
pub(crate) fn assert_golden(name: &str, text: &str) {
    assert!(FILES.contains(&name), "`{name}` is not in the list of golden files");
    let path = directory().join(name);
    if std::env::var_os("UPDATE_GOLDEN").is_some_and(|value| value == "1") {
        std::fs::create_dir_all(path.parent().expect("it lies in a directory")).expect("a directory");
        std::fs::write(&path, text).expect("a golden file");
        return;
    }
    let golden = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(
        golden == text,
        "{name} is not as it was; UPDATE_GOLDEN=1 accepts it\n{}",
        difference(&golden, text)
    );
}

/// Lines that were and lines that are, from the first to the last that differ.
fn difference(before: &str, now: &str) -> String {
    const MOST: usize = 60;
    let (before, now): (Vec<&str>, Vec<&str>) = (before.lines().collect(), now.lines().collect());
    let same = before.iter().zip(&now).take_while(|(before, now)| before == now).count();
    let left = before.len().min(now.len()) - same;
    let same_end = before
        .iter()
        .rev()
        .zip(now.iter().rev())
        .take(left)
        .take_while(|(before, now)| before == now)
        .count();
    let mut text = format!("from line {}:\n", same + 1);
    for (sign, lines) in [('-', &before), ('+', &now)] {
        let differing = &lines[same..lines.len() - same_end];
        for line in differing.iter().take(MOST) {
            let _ = writeln!(text, "{sign} {line}");
        }
        if differing.len() > MOST {
            let _ = writeln!(text, "{sign} and {} lines more", differing.len() - MOST);
        }
    }
    text
}

#[test]
fn every_golden_file_belongs_to_a_test() {
    fn walk(directory: &Path, names: &mut Vec<PathBuf>) {
        for entry in std::fs::read_dir(directory).expect("a directory") {
            let path = entry.expect("an entry").path();
            if path.is_dir() { walk(&path, names) } else { names.push(path) }
        }
    }
    let mut found = Vec::new();
    walk(&directory(), &mut found);
    for path in &found {
        let name = path.strip_prefix(directory()).expect("it lies there").to_string_lossy();
        assert!(FILES.contains(&name.as_ref()), "no test compares with `{name}`: remove it or list it");
    }
    assert!(FILES.is_sorted(), "the list is easier to read in order");
}

#[test]
fn a_difference_shows_the_lines_that_differ() {
    assert_eq!(difference("a\nb\nc\nd", "a\nB\nx\nc\nd"), "from line 2:\n- b\n+ B\n+ x\n");
    assert_eq!(difference("", "a"), "from line 1:\n+ a\n");
}
