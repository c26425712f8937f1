//! The chip of the peer as a chip file.

use std::fmt::Write;

use egret_config::{Energy, Span};
use egret_workloads::import::{Cost, Sanafe, SomaCosts};

use super::super::outputs::quoted;
use super::decimal::{Decimal, sum};

/// For which fidelity a chip file is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Use {
    /// Hops take what the file of the peer says.
    Packet,
    /// Routers work as in the cycle model of the peer, whatever its file says of hops.
    Flit,
}

/// Seconds of a cycle of the network of the peer's cycle model; its simple models have none.
const CYCLE: f64 = 1e-9;
/// The smallest tick, as a power of ten seconds.
const SMALLEST_TICK: i32 = -18;

/// The text of the chip file, and what was rounded in it.
pub(super) fn chip(sanafe: &Sanafe, file: &str, purpose: Use) -> (String, Vec<String>) {
    let last_digits = times(sanafe).into_iter().filter_map(|time| Decimal::of(time).last_digit());
    let finest = last_digits.min().unwrap_or(0).min(-9);
    let tick = finest.max(SMALLEST_TICK);
    let mut notes = Vec::new();
    if tick > finest {
        notes.push("times with digits below 1 as are rounded to it".to_owned());
    }
    let rounding = if tick > finest { "Allow" } else { "Refuse" };
    // At flit fidelity a hop is its cycles; the file's times are for packets.
    let with = match purpose {
        Use::Packet => {
            "The network is the mesh of that file: a hop takes what it says, a link a message every ns."
        }
        Use::Flit => {
            "The network is that of the simulator's cycle-accurate model: two subnets of routers with one channel of 8 flits \
             an input, 1 GHz, a cycle each for allocation of channel and switch, switch and link. Hops of the file are not used."
        }
    };
    let grid = &sanafe.chip;
    let cores = grid.cores_per_tile();
    let mut text = format!(
        "// Written by `egret import sanafe` from {file}: what that file states is `Given`, and so is what follows from the \
         model of\n// the simulator it is for. That has no memories, no static power and no clock: memories here are large \
         enough for anything\n// and cost nothing, and static power is 0 W because none is described, not because there is \
         none.\n// {with}\n(\n    schema: \"egret.chip/1\",\n    name: {},\n    summary: {},\n    technology: (\n        \
         node: Unknown(\"{file} names none\"),\n        voltage: Unknown(\"{file} names none\"),\n    ),\n    time_base: \
         Given({}),\n    rounding: {rounding},\n    // Tiles are numbered column by column in {file}, routers row by row here.\n    \
         topology: Mesh(columns: Given({}), rows: Given({}), cores_per_router: Given({cores})),\n    usable_cores: \
         Given({}),\n",
        quoted(&grid.name),
        quoted(&format!("The chip `{}` of {file}, imported from SANA-FE.", grid.name)),
        quoted(&format!("1e{} Hz", -tick)),
        grid.width,
        grid.height,
        grid.width * grid.height * cores,
        file = file.replace(['"', '\\', '\n'], "_"),
    );
    core(&mut text, sanafe);
    network(&mut text, sanafe, purpose);
    sync(&mut text, sanafe, purpose);
    energy(&mut text, sanafe);
    text.push_str(
        "    static_power: (\n        core_used: Given(\"0 W\"),\n        core_unused: Given(\"0 W\"),\n        \
         router_clock: Given(\"0 W\"),\n        uncore: Given(\"0 W\"),\n    ),\n",
    );
    let _ = write!(
        text,
        "    limits: (\n        payload: Binary,\n        weight_bits: Given(32),\n        units_per_core: Given({}),\n    ),\n    \
         mapping: (\n        strategy: Contiguous,\n        placement: RowMajor,\n    ),\n)\n",
        sanafe.neurons_per_core
    );
    (text, notes)
}

/// Every time of the file that the chip has.
fn times(sanafe: &Sanafe) -> Vec<f64> {
    let hops = sanafe.hops;
    let mut times = vec![
        hops.east.latency,
        hops.west.latency,
        hops.north.latency,
        hops.south.latency,
        sanafe.axon_in.latency,
        sanafe.axon_out.latency,
        sanafe.dendrite.latency,
        CYCLE,
    ];
    times.extend(sanafe.synapses.iter().flatten().map(|synapse| synapse.cost.latency));
    for soma in [sanafe.neuron, sanafe.input].into_iter().flatten() {
        times.extend([soma.access.latency, soma.update.latency, soma.spike.latency]);
    }
    times.extend(sanafe.chip.barrier.iter().map(|(_, time)| *time));
    times
}

fn time(seconds: f64) -> String {
    quoted(&Span::seconds(seconds).to_string())
}

fn joules(energy: f64) -> String {
    quoted(&Energy::joules(energy).to_string())
}

fn core(text: &mut String, sanafe: &Sanafe) {
    let _ = write!(
        text,
        "    core: (\n        // Messages are worked off in their order while neurons are updated in theirs.\n        \
         execution: Duplex,\n        axon_in: (\n            event_time: Given({}),\n            queue_entries: Given({}),\n        \
         ),\n        synapse: (\n            row_time: Given(\"0 ns\"),\n            lanes: Given(1),\n            \
         group_time: Given(\"0 ns\"),\n",
        time(sanafe.axon_in.latency),
        QUEUE_ENTRIES,
    );
    kinds(text, sanafe);
    let _ = write!(
        text,
        "            format: Csr,\n        ),\n        dendrite: (\n            banks: Given(1),\n            ports: \
         Given(1),\n            access_time: Given({}),\n            accumulator_bits: Given(64),\n        ),\n        soma: (\n            \
         lanes: Given(1),\n            models: {{\n",
        time(sanafe.dendrite.latency),
    );
    for (name, costs) in [("lif", sanafe.neuron), ("input", sanafe.input)] {
        if let Some(costs) = costs {
            model(text, name, costs);
        }
    }
    let _ = write!(
        text,
        "            }},\n        ),\n        axon_out: (\n            // A spike's own time and energy are in those of the \
         active update.\n            event_time: Given(\"0 ns\"),\n            packet_time: Given({}),\n        ),\n        \
         memories: {{\n            \"memory\": (\n                capacity: Given(\"1 GiB\"),\n                banks: \
         Given(1),\n                ports: Given(1),\n                width: Given(\"64 b\"),\n                access_time: \
         Given(\"0 ns\"),\n                holds: [Weights, Tables, State, Queue],\n            ),\n        }},\n    ),\n",
        time(sanafe.axon_out.latency),
    );
}

/// Messages that wait at a core: receivers of the peer have room for all of a step.
const QUEUE_ENTRIES: u32 = 1 << 20;

fn kinds(text: &mut String, sanafe: &Sanafe) {
    text.push_str("            kinds: (\n");
    for (name, synapse) in ["dense", "sparse", "convolution"].into_iter().zip(&sanafe.synapses) {
        if let Some(synapse) = synapse {
            let _ = writeln!(
                text,
                "                // {}\n                {name}: (group_time: Given({}), synop: Given({})),",
                synapse.unit.replace('\n', " "),
                time(synapse.cost.latency),
                joules(synapse.cost.energy),
            );
        }
    }
    text.push_str("            ),\n");
}

/// Looked at, updated, and updated with a spike.
fn model(text: &mut String, name: &str, costs: SomaCosts) {
    let SomaCosts { access, update, spike } = costs;
    let of = |part: fn(Cost) -> f64| {
        let [access, update, spike] = [access, update, spike].map(part);
        [access, sum(&[access, update]), sum(&[access, update, spike])]
    };
    let (latency, energy) = (of(|cost| cost.latency), of(|cost| cost.energy));
    let _ = write!(
        text,
        "                {name:?}: (\n                    skipped_time: Given({}),\n                    idle_time: Given({}),\n                    \
         active_time: Given({}),\n                    state_bits: Given(64),\n                    skipped_energy: \
         Given({}),\n                    idle_energy: Given({}),\n                    active_energy: Given({}),\n                ),\n",
        time(latency[0]),
        time(latency[1]),
        time(latency[2]),
        joules(energy[0]),
        joules(energy[1]),
        joules(energy[2]),
    );
}

fn network(text: &mut String, sanafe: &Sanafe, purpose: Use) {
    let link = |latency: &str| format!("(latency: Given({latency}), cycle: Given(\"1 ns\"))");
    let hops = sanafe.hops;
    text.push_str("    network: (\n");
    match purpose {
        Use::Packet => {
            let _ = write!(
                text,
                "        flit_bits: Given(32),\n        header_bits: Given(32),\n        injection: {none},\n        ejection: \
                 {none},\n        horizontal: {},\n        vertical: {},\n        westward: {},\n        southward: {},\n        \
                 casting: Unicast,\n    ),\n",
                link(&time(hops.east.latency)),
                link(&time(hops.north.latency)),
                link(&time(hops.west.latency)),
                link(&time(hops.south.latency)),
                none = link("\"0 ns\""),
            );
        }
        Use::Flit => {
            let (own, through) = (link("\"1 cycle\""), link("\"4 cycles\""));
            let _ = write!(
                text,
                "        clock: Given(\"1 GHz\"),\n        flit_bits: Given(32),\n        header_bits: Given(32),\n        \
                 injection: {own},\n        ejection: {through},\n        horizontal: {through},\n        vertical: \
                 {through},\n        casting: Unicast,\n        router: VirtualChannel(\n            channels: Given(1),\n            \
                 buffer_flits: Given(8),\n            route_computation: Given(\"0 cycles\"),\n            \
                 channel_allocation: Separate(Given(\"1 cycle\")),\n            switch_allocation: Given(\"1 cycle\"),\n            \
                 switch_traversal: Given(\"1 cycle\"),\n            credit: Given(\"0 cycles\"),\n            channel_choice: \
                 AnyFree,\n            subnets: Given(2),\n        ),\n    ),\n",
            );
        }
    }
}

fn sync(text: &mut String, sanafe: &Sanafe, purpose: Use) {
    text.push_str("    sync: BarrierTable(times: [\n");
    for (tiles, seconds) in &sanafe.chip.barrier {
        let _ = writeln!(text, "        (tiles: {tiles}, time: Given({})),", time(*seconds));
    }
    if purpose == Use::Flit {
        text.push_str(
            "    // As that model has it: once the last message of a step is sent, cores wait with the updates that are left until \
             all\n    // messages are worked off.\n    ], network_first: true),\n",
        );
    } else {
        text.push_str("    ]),\n");
    }
    text.push_str("    host: (event_time: Given(\"1 ns\"), latency: Given(\"0 ns\")),\n");
}

fn energy(text: &mut String, sanafe: &Sanafe) {
    let hops = sanafe.hops;
    text.push_str("    energy: (\n");
    let mut price = |name: &str, value: f64| {
        let _ = writeln!(text, "        {name}: Given({}),", joules(value));
    };
    let priced = [
        ("axon_in", sanafe.axon_in.energy),
        ("accumulate", sanafe.dendrite.energy),
        ("packet_out", sanafe.axon_out.energy),
        ("link_horizontal", hops.east.energy),
        ("link_vertical", hops.north.energy),
        ("link_westward", hops.west.energy),
        ("link_southward", hops.south.energy),
    ];
    for (name, value) in priced {
        price(name, value);
    }
    let free = [
        "queue_access",
        "pointer_read",
        "weight_read",
        "synop",
        "filler",
        "state_access",
        "event_out",
        "injection",
        "ejection",
        "buffer_write",
        "buffer_read",
        "crossbar",
        "arbitration",
        "chip_link",
        "sync",
        "host_event",
    ];
    for name in free {
        price(name, 0.0);
    }
    text.push_str("    ),\n");
}
