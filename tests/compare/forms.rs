//! What is printed: for people, documents, programs and CI.

use super::run;
use crate::support::Workspace;

fn two_chips() -> Workspace {
    let workspace = Workspace::new();
    run(&workspace, "base", &["--no-host"]);
    run(&workspace, "new", &["--no-host", "--set", "chip.energy.synop=5 nJ"]);
    let lines = "(schema: \"egret.budget/1\", budgets: [\n  (metrics: \"energy_j\", change_at_most: \"2 %\"),\n\
                 \x20 (metrics: \"power_w\", change_at_most: \"1 %\", severity: Warning),\n])\n";
    workspace.write("budget.ron", lines);
    workspace
}

fn printed(workspace: &Workspace, more: &[&str]) -> String {
    let ended = workspace.run(&[&["compare", "base", "new", "--budget", "budget.ron"], more].concat());
    assert_eq!(ended.code, Some(1), "{ended}");
    ended.stdout
}

#[test]
fn the_table_says_what_changed_and_why() {
    let text = printed(&two_chips(), &[]);
    for needed in [
        "chip.energy.synop",
        "96 fJ",
        "5 nJ",
        "energy_synapse_j",
        "synop)",
        "error: energy_j changed by",
        "warning: power_w changed by",
        "Over budget: 1 error, 1 warning",
    ] {
        assert!(text.contains(needed), "{needed} is not in\n{text}");
    }
    assert!(!text.contains('\u{1b}'), "no colours away from a terminal");
    assert!(!text.contains("\ntime_s"), "what did not change is not listed\n{text}");
    assert!(printed(&two_chips(), &["--all"]).contains("time_s"));
}

#[test]
fn markdown_has_a_verdict_and_all_rows_folded() {
    let text = printed(&two_chips(), &["--format", "md"]);
    assert!(text.starts_with("**Over budget: 1 error, 1 warning, "), "{text}");
    let (open, folded) = text.split_once("<details>").expect("a fold");
    assert!(
        open.contains("### What changed `energy_j`") && open.contains("| `energy_synapse_j` | +"),
        "{open}"
    );
    assert!(open.contains("| `chip.energy.synop` | 96 fJ | 5 nJ |"), "{open}");
    assert!(!open.contains("| `time_s`") && folded.contains("| `time_s` |"), "{text}");
    for line in text.lines().filter(|line| line.starts_with('|')) {
        assert!(line.ends_with('|'), "{line}");
    }
}

#[test]
fn annotations_point_at_the_parameter_or_the_budget() {
    let workspace = two_chips();
    let text = printed(&workspace, &["--format", "github"]);
    assert!(text.contains("::error file=budget.ron,line=2,title=egret%3A energy_j::"), "{text}");
    assert!(text.contains("::warning file=budget.ron,line=3,title=egret%3A power_w::"), "{text}");
    assert!(text.contains("parameter chip.energy.synop"), "{text}");
    // The chip file of the new side says where the parameter stands.
    let chip = workspace.run(&["chip", "show", "mesh-generic", "--format", "ron"]).succeeded().stdout;
    workspace.write("chips/mine.ron", &chip);
    let line = 1 + chip.lines().position(|line| line.trim_start().starts_with("synop: ")).expect("a price");
    let text = printed(&workspace, &["--format", "github", "--chip-file", "chips/mine.ron"]);
    assert!(
        text.contains(&format!("::error file=chips/mine.ron,line={line},title=egret%3A energy_j::")),
        "{text}"
    );
}

#[test]
fn junit_has_a_case_a_figure() {
    let text = printed(&two_chips(), &["--format", "junit"]);
    assert!(text.starts_with("<?xml version=\"1.0\" encoding=\"UTF-8\"?>"), "{text}");
    let figures = text.matches("classname=\"mesh-generic.lif-random\"").count();
    assert!(figures > 80, "{figures}");
    let at = text.find("name=\"energy_j\"").expect("a case");
    assert!(
        text[at..].starts_with("name=\"energy_j\">\n      <failure message=\"energy_j changed by"),
        "{}",
        &text[at..at + 200]
    );
    assert_eq!(text.matches("<failure").count(), 1, "a warning fails nothing");
    assert!(text.contains("warning: power_w changed by"));
}

#[test]
fn json_has_its_schema_and_units_in_its_keys() {
    let value: serde_json::Value =
        serde_json::from_str(&printed(&two_chips(), &["--format", "json"])).expect("JSON");
    assert_eq!((&value["schema"], &value["verdict"]), (&"egret.compare/1".into(), &"over_budget".into()));
    assert_eq!(value["findings"][0]["parameter"], "chip.energy.synop");
    assert_eq!(value["findings"][0]["budget_line"], 2);
    let figures = value["points"][0]["metrics"].as_object().expect("figures");
    for (name, figure) in figures {
        let suffix = match figure["unit"].as_str().expect("a unit") {
            "J" => "_j",
            "s" => "_s",
            "J·s" => "_js",
            "W" => "_w",
            "mm²" => "_mm2",
            _ => "",
        };
        assert!(name.ends_with(suffix), "{name}");
    }
}
