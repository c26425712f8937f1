//! Networks that do not fit the memories of the cores, and run from DRAM.

use super::record;
use crate::support::Workspace;

/// A dense network on a chip with a tenth of its weight memory.
const SMALL_MEMORIES: [&str; 9] = [
    "run",
    "--chip",
    "mesh-generic",
    "--workload",
    "egru-ptb",
    "--steps",
    "2",
    "--set",
    "chip.core.memories.weights.capacity=16 KiB",
];

fn with<'a>(more: &[&'a str]) -> Vec<&'a str> {
    [SMALL_MEMORIES.as_slice(), more].concat()
}

#[test]
fn what_does_not_fit_runs_from_dram() {
    let workspace = Workspace::new();
    let refused = workspace.run(&with(&["--out", "near"]));
    assert_eq!(refused.code, Some(2), "{refused}");
    let message = refused.stderr.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(message.contains("`--weights dram` would make it fit"), "{refused}");

    let ended = workspace.run(&with(&["--weights", "dram", "--no-host", "--out", "far"])).succeeded();
    assert!(ended.stdout.contains("rows from DRAM"), "{ended}");
    let far = record(&workspace, "far/run.json");
    let action = |name: &str| far["counts"]["actions"][name].as_u64().unwrap_or(0);
    assert!(action("dram_burst") > 0 && action("dram_activate") > 0);
    assert_eq!(action("weight_write_bits"), action("weight_read_bits"));
    assert!(far["time"]["waits_s"]["dram"].as_f64().unwrap_or(0.0) > 0.0);
    // Four channels move a burst of 256 bits in 10 ns each: all of them take at least that long.
    let bound = action("dram_burst") as f64 / 4.0 * 10e-9;
    let total = far["time"]["total_s"].as_f64().unwrap_or(0.0);
    assert!(total >= bound, "{total} s for {bound} s of bursts");
    let memory = &far["memory"]["weights"];
    let words: u64 =
        memory["words_by_bank"].as_array().into_iter().flatten().filter_map(serde_json::Value::as_u64).sum();
    assert_eq!(words * 64, action("weight_write_bits") + action("weight_read_bits"));

    let none = workspace.run(&["run", "--chip", "odin", "--weights", "dram"]);
    assert_eq!(none.code, Some(2), "{none}");
    assert!(none.stderr.contains("--weights") && none.stderr.contains("DRAM"), "{none}");
}
