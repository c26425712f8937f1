//! All reports of one small scenario.

use egret_reports::REPORTS;

use super::assert_golden;
use crate::support::Workspace;

const SCENARIO: [(&str, &str); 3] = [
    ("scenario.ron", include_str!("scenario/scenario.ron")),
    ("small-mesh.ron", include_str!("scenario/small-mesh.ron")),
    ("small.ron", include_str!("scenario/small.ron")),
];

#[test]
fn a_small_scenario() {
    let workspace = Workspace::new();
    for (name, text) in SCENARIO {
        workspace.write(name, text);
    }
    let ended = workspace.run(&["run", "scenario.ron", "--no-host", "--out", "out"]).succeeded();
    assert_golden("scenario/table.txt", &ended.stdout);
    let mut expected: Vec<&str> = REPORTS.iter().map(|report| report.file).collect();
    expected.sort_unstable();
    assert_eq!(workspace.files("out"), expected, "every report and nothing else");
    for report in REPORTS {
        assert!(ended.stdout.contains(&format!("out/{}", report.file)), "{} is not announced", report.file);
        let bytes = std::fs::read(workspace.path(&format!("out/{}", report.file))).expect("a report");
        match report.file.rsplit_once('.') {
            // Pixels and coordinates are drawn with floating point; that they are pictures is asserted here, what is in
            // them beside the code that draws.
            Some((_, "png")) => assert!(bytes.starts_with(b"\x89PNG\r\n\x1a\n"), "{}", report.file),
            Some((_, "svg")) => {
                let text = String::from_utf8(bytes).expect("SVG is text");
                assert!(
                    text.trim_start().starts_with("<svg") && text.trim_end().ends_with("</svg>"),
                    "{}",
                    report.file
                );
            }
            _ => assert_golden(
                &format!("scenario/{}", report.file),
                &String::from_utf8(bytes).expect("reports are text"),
            ),
        }
    }
}

#[test]
fn lists_and_help() {
    let workspace = Workspace::new();
    for (name, arguments) in [
        ("chip-list.txt", ["chip", "list"].as_slice()),
        ("workload-list.txt", &["workload", "list"]),
        ("help.txt", &["--help"]),
    ] {
        let ended = workspace.run(arguments).succeeded();
        assert_eq!(ended.stderr, "", "{}", ended.command);
        assert_golden(name, &ended.stdout);
    }
}
