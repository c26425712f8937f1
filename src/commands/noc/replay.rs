//! `egret noc replay`: sends the packets of a file and says when each left and arrived.

use std::path::PathBuf;

use clap::Args;
use egret_reports::noc::{read_packets, read_taken_packets, replay_csv};
use egret_sim::noc::replay_taken;

use super::arguments::NetworkArguments;
use super::network::Chosen;
use super::outputs::{self, LinkOutputs, Moved};
use crate::console;
use crate::failure::Failure;
use crate::inputs;
use crate::interrupt;

const EXAMPLES: &str = "\
Examples:
  egret noc replay packets.csv --topology mesh:8x8 --router minimal --out result.csv
  egret noc replay packets.csv --topology mesh:8x8 --router vc4 --links links.csv > result.csv
  egret noc replay packets.csv --chip mesh-generic --taken --heat-map links.svg --out result.csv

The file has the columns pid,src,dst,flits,gen_cycle, in any order and beside others. Packets are
generated in their cycle, those of one cycle in the order of their numbers, and wait at their source
until it is their turn. Lines with the same pid are one packet to several nodes, copied on its way.
With `--chip`, the node after the last core is the host, as in the packets of `egret run --packets`.
Every node takes what arrives at once, unless `--taken` says otherwise: cores of a run may have no room
and keep packets in the network, and the column taken_cycle of its packets says until when. The result has one line a packet and node, in the order of
numbers: the columns read, and the cycles in which its first and last flit left the
source and its last one arrived.";

#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Arguments {
    /// CSV file of packets
    packets: PathBuf,
    #[command(flatten)]
    network: NetworkArguments,
    /// Nodes take packets in the cycles of the column `taken_cycle`, as the cores of a run did
    #[arg(long)]
    taken: bool,
    /// File for the result; without it, it is printed
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
    #[command(flatten)]
    link_outputs: LinkOutputs,
}

/// Runs the subcommand.
pub(super) fn run(arguments: &Arguments) -> Result<(), Failure> {
    let chosen = Chosen::of(&arguments.network)?;
    let name = arguments.packets.display().to_string();
    // Runs of networks have one node more than cores, the host.
    let nodes = chosen.topology.cores() + u32::from(arguments.network.chip.is_some());
    let text = inputs::read(&arguments.packets)?;
    let (packets, taken) = if arguments.taken {
        let (packets, taken) = read_taken_packets(&name, &text, nodes)?;
        (packets, Some(taken))
    } else {
        (read_packets(&name, &text, nodes)?, None)
    };
    arguments.out.as_deref().map_or(Ok(()), outputs::writable)?;
    arguments.link_outputs.check(&[Some(&arguments.packets), arguments.out.as_deref()])?;

    let replayed = replay_taken(chosen.setup(), &packets, taken.as_deref())
        .map_err(|stopped| chosen.stopped(stopped))
        .inspect_err(|_| interrupt::leave_nothing_behind())?;
    let result = replay_csv(&packets, &replayed);
    let moved = Moved { offered: None, flits: &replayed.flits_by_link, cycles: replayed.cycles };
    let mut paths = arguments.link_outputs.write(&chosen, &format!("{}, {name}", chosen.name), &[moved])?;
    let Some(out) = &arguments.out else {
        console::write(&String::from_utf8_lossy(&result))?;
        console::say(&outputs::wrote(&paths));
        return Ok(());
    };
    outputs::write(out, &result)?;
    paths.insert(0, out.clone());
    let (count, cycles) = (packets.len(), replayed.cycles);
    console::write(&format!("{count} packets in {cycles} cycles\n{}", outputs::wrote(&paths)))
}
