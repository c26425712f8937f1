//! Masks and degrees on the command line.

use crate::support::Workspace;

#[test]
fn degrees_of_a_mask_are_a_table_and_a_picture() {
    let workspace = Workspace::new();
    let show = |plot| {
        let mask = ["--set", "workload.mask=NeuroPrune", "--activity", "0.1", "--plot", plot];
        workspace
            .run(&[&["workload", "show", "egru-wikitext2", "--weight-sparsity", "0.9"][..], &mask].concat())
    };
    let shown = show("out/degrees.svg").succeeded();
    let lines: Vec<Vec<&str>> = shown
        .stdout
        .lines()
        .map(|line| line.split_whitespace().collect())
        .filter(|words: &Vec<_>| words.len() == 13)
        .collect();
    let of = |side| lines.iter().filter(|words| words[1] == side).collect::<Vec<_>>();
    assert_eq!((of("leaving").len(), of("entering").len()), (4, 4), "{}", shown.stdout);
    for words in of("leaving") {
        let spread: f64 = words[12].parse().expect("a number");
        assert!((spread - 4.16).abs() < 0.3 && words[6] == "0", "{words:?}");
    }
    let svg = workspace.read("out/degrees.svg");
    assert!(svg.contains("into R1") && svg.contains("mask NeuroPrune"));
    show("out/degrees.png").succeeded();
    let png = std::fs::read(workspace.path("out/degrees.png")).expect("a picture");
    assert!(png.starts_with(b"\x89PNG"));
    let refused = show("out/degrees.gif");
    assert_eq!(refused.code, Some(2));
    assert!(refused.stderr.contains("end the name with .svg or .png"), "{}", refused.stderr);
    assert_eq!(workspace.files("out"), ["degrees.png", "degrees.svg"]);
}
