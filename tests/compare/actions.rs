//! The example of docs/ci.md, run as it stands there.

use super::script::shell;
use crate::support::Workspace;

const DOCUMENT: &str = include_str!("../../docs/ci.md");

/// Blocks of the document in a language, in order.
fn blocks(language: &str) -> Vec<&'static str> {
    let fence = format!("```{language}\n");
    DOCUMENT.split(&fence).skip(1).filter_map(|rest| rest.split("```").next()).collect()
}

/// The `run:` steps of a workflow, in order.
fn steps(workflow: &str) -> Vec<String> {
    let mut steps = Vec::new();
    let mut lines = workflow.lines().peekable();
    while let Some(line) = lines.next() {
        let Some((before, command)) = line.split_once("run: ") else { continue };
        if command != "|" {
            steps.push(command.to_owned());
            continue;
        }
        let mut script = String::new();
        while let Some(line) = lines.next_if(|line| line.len() - line.trim_start().len() > before.len()) {
            script.push_str(line.trim_start());
            script.push('\n');
        }
        steps.push(script);
    }
    steps
}

/// Runs steps until one fails, as a job does; says whether all went well, and all that was printed.
fn job(workspace: &Workspace) -> (bool, String) {
    let [workflow] = blocks("yaml")[..] else { panic!("one workflow") };
    let steps = steps(workflow);
    assert_eq!(steps.len(), 4, "{steps:?}");
    let mut printed = String::new();
    for step in steps {
        workspace.write("step.sh", &format!("set -e\n{step}\n"));
        let summary = workspace.path("summary.md");
        let output = shell(workspace, "step.sh", &[("GITHUB_STEP_SUMMARY", summary)]);
        printed.push_str(&String::from_utf8_lossy(&output.stdout));
        printed.push_str(&String::from_utf8_lossy(&output.stderr));
        if !output.status.success() {
            return (false, printed);
        }
    }
    (true, printed)
}

#[test]
fn the_steps_of_the_document_pass_fail_and_pass_again() {
    let workspace = Workspace::new();
    let chip = workspace.run(&["chip", "show", "mesh-generic", "--format", "ron"]).succeeded().stdout;
    workspace.write("chips/mine.ron", &chip);
    let [budget] = blocks("ron")[..] else { panic!("one budget") };
    workspace.write("budget.ron", budget);
    let [baseline, accept] = blocks("sh")[..] else { panic!("two scripts") };
    workspace.write("baseline.sh", baseline);
    assert!(shell(&workspace, "baseline.sh", &[]).status.success());

    let (passed, printed) = job(&workspace);
    assert!(passed && printed.contains("::notice title=egret compare::No difference"), "{printed}");
    assert!(workspace.read("summary.md").starts_with("**No difference"));

    let dearer = chip.replace("sync: Derived(\"0.656 pJ\"", "sync: Derived(\"65600 pJ\"");
    assert_ne!(dearer, chip);
    workspace.write("chips/mine.ron", &dearer);
    let line = 1 + dearer.lines().position(|line| line.contains("65600 pJ")).expect("the price");
    let (passed, printed) = job(&workspace);
    assert!(!passed, "{printed}");
    let needed = format!("::error file=chips/mine.ron,line={line},title=egret%3A energy_per_step_j::");
    assert!(printed.contains(&needed), "{needed} is not in\n{printed}");
    assert!(workspace.read("summary.md").contains("**Over budget"));
    assert!(workspace.read("compare.xml").contains("<failure message=\"energy_per_step_j changed by"));

    workspace.write("accept.sh", accept);
    assert!(shell(&workspace, "accept.sh", &[]).status.success());
    let (passed, printed) = job(&workspace);
    assert!(passed, "{printed}");
}
