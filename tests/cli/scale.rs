//! `egret chip scale` and `egret chip show --derivation`.

use egret_arch::{check, shipped_chips};
use egret_config::parameters;

use super::{quick, record};
use crate::golden::assert_golden;
use crate::support::Workspace;

#[test]
fn a_scaled_chip_costs_what_the_old_run_costs_at_scaled_prices() {
    for (name, point) in [
        ("mesh-generic", ["--node", "7nm", "--voltage", "0.65"]),
        ("spinnaker2", ["--node", "16 nm", "--voltage", "0.8 V"]),
    ] {
        let workspace = Workspace::new();
        let scale = [["chip", "scale", name, "--out", "scaled.ron"].as_slice(), &point].concat();
        workspace.run(&scale).succeeded();
        workspace.run(&["chip", "check", "scaled.ron"]).succeeded();
        let bits = ["--set", "workload.weight_bits=16", "--set", "workload.payload_bits=16"];
        let of = |chip| [&["--chip", chip], bits.as_slice()].concat();
        workspace.run(&quick("plain", &of(name))).succeeded();
        workspace.run(&quick("scaled", &of("./scaled.ron"))).succeeded();

        let text = shipped_chips().iter().find(|(shipped, _)| *shipped == name).expect("shipped").1;
        let before = check(name, text, &[]).unwrap_or_else(|error| panic!("{error}"));
        let after =
            check("scaled.ron", &workspace.read("scaled.ron"), &[]).unwrap_or_else(|error| panic!("{error}"));
        let (old, new) = (parameters(before.file()), parameters(after.file()));
        let changed = new.iter().filter(|new| {
            // A variant and what it holds share a path.
            let was = old.iter().find(|old| old.path == new.path && old.basis.is_some());
            new.basis.is_some() && was.is_some_and(|was| (&was.value, &was.unit) != (&new.value, &new.unit))
        });
        let settings: Vec<String> = changed
            .map(|new| format!("chip.{}={}", new.path, format!("{} {}", new.value, new.unit).trim()))
            .collect();
        assert!(settings.len() > 10, "{name}: {settings:?}");
        let mut price = vec!["price", "plain/run.json", "--out", "priced.json"];
        price.extend(settings.iter().flat_map(|setting| ["--set", setting]));
        workspace.run(&price).succeeded();

        let [plain, scaled, priced] =
            ["plain/run.json", "scaled/run.json", "priced.json"].map(|file| record(&workspace, file));
        // An estimate that is set has no range any more.
        let figures = |record: &serde_json::Value| {
            ["total_j", "dynamic_j", "static_j", "by_component", "by_layer", "pj_per_synop"]
                .map(|figure| record["energy"][figure].clone())
        };
        assert_eq!(figures(&scaled), figures(&priced), "{name}");
        assert_eq!(
            scaled["area"]["power_density_w_per_mm2"], priced["area"]["power_density_w_per_mm2"],
            "{name}"
        );
        assert_eq!(
            (&scaled["time"], &scaled["counts"]),
            (&plain["time"], &plain["counts"]),
            "{name}: times stay"
        );
        assert_ne!(figures(&scaled), figures(&plain), "{name}");

        workspace.run(&["price", "scaled/run.json", "--out", "again.json"]).succeeded();
        assert_eq!(record(&workspace, "again.json")["energy"], scaled["energy"], "{name}: priced anew");
    }
}

#[test]
fn what_was_scaled_and_what_was_not() {
    let workspace = Workspace::new();
    let scale =
        ["chip", "scale", "truenorth", "--node", "7nm", "--voltage", "0.65", "--out", "truenorth-7nm.ron"];
    let ended = workspace.run(&scale).succeeded();
    assert_eq!(ended.stderr, "");
    assert_golden("chip-scale.txt", &ended.stdout);
    assert_golden("chip-scaled.ron", &workspace.read("truenorth-7nm.ron"));
}

#[test]
fn how_numbers_came_about() {
    let workspace = Workspace::new();
    // Prices of memories and links that a file leaves out are modelled as those that name a model are.
    workspace
        .run(&[
            "chip",
            "scale",
            "mesh-generic",
            "--node",
            "14nm",
            "--out",
            "my.ron",
            "--set",
            "chip.energy.weight_read=Modelled(\"nearest\")",
            "--set",
            "chip.static_power.core_used=Modelled(\"nearest\")",
            "--set",
            "chip.static_power.router_clock=Modelled(\"nearest\")",
            "--set",
            "chip.dram.burst_energy=Modelled(\"nearest\")",
            "--set",
            "chip.core.memories.state.access_time=Modelled(\"nearest\")",
        ])
        .succeeded();
    let text = workspace.read("my.ron");
    assert!(!text.contains("weight_read") && !text.contains("router_clock"), "what is modelled is left out");
    let ended = workspace.run(&["chip", "show", "my.ron", "--derivation"]).succeeded();
    assert_golden("chip-derivation.txt", &ended.stdout);
    let shown = workspace.run(&["chip", "show", "my.ron"]).succeeded().stdout;
    assert!(
        shown.contains("Left out of the file and modelled: dram.burst_energy, energy.weight_read"),
        "{shown}"
    );
    let odin = workspace.run(&["chip", "show", "odin", "--derivation"]).succeeded().stdout;
    for part in ["energy.", "arithmetic", "frenkel2019"] {
        assert!(odin.contains(part), "{part}: {odin}");
    }
}

#[test]
fn points_that_no_law_reaches() {
    let workspace = Workspace::new();
    for (arguments, said) in [
        (["--node", "5nm", "--voltage", "0.7"], "from 7 to 130 nm"),
        (["--node", "180nm", "--voltage", "1.8"], "from 7 to 130 nm"),
        (["--node", "65nm", "--voltage", "0.5"], "above 0.586 V"),
        (["--node", "7nm", "--voltage", "0"], "above"),
        (["--node", "0 nm", "--voltage", "0.7"], "from 7 to 130 nm"),
        (["--node", "7nm", "--voltage", "NaN"], "NaN"),
        (["--node", "7nm", "--voltage", "-0.7"], "negative"),
        (["--node", "7nm", "--voltage", "inf"], "infinite"),
        (["--node", "seven", "--voltage", "0.7"], "not a length"),
        (["--node", "7", "--voltage", "0.7"], "no unit of length"),
        (["--node", "7nm", "--voltage", "0.7 pJ"], "not a unit of voltage"),
    ] {
        let scale = [["chip", "scale", "loihi1-davies", "--out", "x.ron"].as_slice(), &arguments].concat();
        let ended = workspace.run(&scale);
        assert_eq!(ended.code, Some(2), "{ended}");
        assert!(ended.stderr.contains(said) && ended.stdout.is_empty(), "{said}: {ended}");
        assert!(workspace.files("").is_empty(), "nothing is written: {ended}");
    }
    let nowhere = ["chip", "scale", "odin", "--out", "x.ron"];
    assert_eq!(workspace.run(&nowhere).code, Some(2), "neither node nor voltage");
    let unknown =
        [nowhere.as_slice(), &["--node", "7nm", "--set", "chip.technology.node=Unknown(\"nowhere\")"]]
            .concat();
    let ended = workspace.run(&unknown);
    assert!(ended.code == Some(2) && ended.stderr.contains("node or voltage is unknown"), "{ended}");
}
