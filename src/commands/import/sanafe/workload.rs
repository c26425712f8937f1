//! The network of the peer as a workload, its placement, and scenarios.

use std::fmt::Write;

use egret_workloads::checkpoint::graph_sparsity;
use egret_workloads::import::Sanafe;

use super::super::outputs::quoted;

/// Steps of a run that does not say how many.
pub(super) const DEFAULT_STEPS: u32 = 100;

/// The text of the workload file.
pub(super) fn workload(sanafe: &Sanafe, name: &str, file: &str) -> String {
    let embedding = if sanafe.input.is_some() { "Chip" } else { "Absent" };
    let mut text = format!(
        "// Written by `egret import sanafe` from {}. Every synapse acts in the step after its event.\n(\n    schema: \
         \"egret.workload/1\",\n    name: {},\n    summary: {},\n",
        file.replace('\n', " "),
        quoted(name),
        quoted(&format!("The network of {file}, imported from SANA-FE.")),
    );
    text.push_str("    populations: [\n");
    let populations = &sanafe.network.populations;
    for population in populations {
        let model = if population.cell.is_input() { "Input" } else { "Lif" };
        let _ = writeln!(
            text,
            "        (name: {}, model: {model}, units: Given({})),",
            quoted(&population.name),
            population.units
        );
    }
    text.push_str("    ],\n    projections: [\n");
    for (projection, kind) in sanafe.network.projections.iter().zip(&sanafe.kinds) {
        let ends = [projection.source, projection.target].map(|end| quoted(&populations[end.index()].name));
        let _ = writeln!(
            text,
            "        (name: {}, source: {}, target: {}, delay: {}, synapse: {kind:?}),",
            quoted(&projection.name),
            ends[0],
            ends[1],
            projection.delay,
        );
    }
    let _ = write!(
        text,
        "    ],\n    mask: Trained,\n    weight_sparsity: {:.6},\n    weight_bits: Given(32),\n    payload_bits: Given(32),\n    \
         embedding: {embedding},\n    decoder: Absent,\n    checkpoint: (weights: \"network.safetensors\"),\n    events: \
         Executed,\n    steps: {DEFAULT_STEPS},\n)\n",
        graph_sparsity(&sanafe.network),
    );
    text
}

/// The text of the placement file.
pub(super) fn placement(sanafe: &Sanafe) -> String {
    let mut text = "population,first_unit,last_unit,core\n".to_owned();
    for row in &sanafe.placement {
        let name = &sanafe.network.populations[row.population as usize].name;
        let _ = writeln!(text, "{},{},{},{}", field(name), row.first, row.last, row.core);
    }
    text
}

/// A name as CSV writes it.
fn field(name: &str) -> String {
    if name.contains([',', '"', '\n', '\r']) {
        format!("\"{}\"", name.replace('"', "\"\""))
    } else {
        name.to_owned()
    }
}

/// The text of the scenario.
pub(super) fn scenario(sanafe: &Sanafe) -> String {
    let spikes = match sanafe.spikes.as_slice() {
        [] => String::new(),
        names => {
            let names: Vec<String> = names.iter().map(|name| quoted(name)).collect();
            format!(
                "    // Those whose spikes SANA-FE writes down, in the same order.\n    spikes: [{}],\n",
                names.join(", ")
            )
        }
    };
    format!(
        "// Written by `egret import sanafe`.\n(\n    schema: \"egret.scenario/1\",\n    chip: \"./chip.ron\",\n    // Where \
         routers are simulated cycle by cycle they are those of SANA-FE's own cycle-accurate model.\n    flit_chip: \
         \"./chip-flit.ron\",\n    workload: \"./workload.ron\",\n    placement: \"placement.csv\",\n{spikes}    steps: \
         {DEFAULT_STEPS},\n)\n"
    )
}
