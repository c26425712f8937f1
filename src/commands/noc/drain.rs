//! `egret noc drain`: sends a batch of packets from every node and waits for the last.

use clap::{Args, ValueEnum};
use egret_reports::noc::drain_json;
use egret_sim::noc::{Batch, Drain, Offer, drain};

use super::arguments::{NetworkArguments, TrafficArguments, positive};
use super::network::Chosen;
use super::outputs::{self, LinkOutputs, Moved};
use crate::console::{self, Look};
use crate::failure::Failure;
use crate::interrupt;
use crate::listing;

const EXAMPLES: &str = "\
Examples:
  egret noc drain --topology mesh:8x8 --router minimal --traffic transpose --packets-per-node 40 --flits 1
  egret noc drain --topology mesh:8x8 --router vc4 --traffic neighbor --packets-per-node 10 --format json

Every node generates its n-th packet in cycle n, whether or not the ones before have left; they wait at
their source. Total cycles end with the cycle in which the last flit of all arrives. Of a traffic matrix,
every node that has a line sends as many packets.";

#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Arguments {
    #[command(flatten)]
    network: NetworkArguments,
    #[command(flatten)]
    traffic: TrafficArguments,
    /// Packets that every node sends
    #[arg(long, value_name = "N", allow_negative_numbers = true, value_parser = positive)]
    packets_per_node: u32,
    /// What to print
    #[arg(long, value_enum, default_value_t = Format::Table)]
    format: Format,
    #[command(flatten)]
    link_outputs: LinkOutputs,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Format {
    /// For people
    Table,
    /// For programs
    Json,
}

/// Runs the subcommand.
pub(super) fn run(arguments: &Arguments) -> Result<(), Failure> {
    let chosen = Chosen::of(&arguments.network)?;
    let TrafficArguments { traffic, flits, seed } = &arguments.traffic;
    let pattern = chosen.pattern(traffic)?;
    arguments.link_outputs.check(&[])?;
    let flits = flits.unwrap_or(chosen.packet_flits);
    let offer = Offer { pattern: &pattern, flits, seed: *seed };
    let batch = Batch { offer, packets_per_node: arguments.packets_per_node };
    let drained = drain(chosen.setup(), batch)
        .map_err(|stopped| chosen.stopped(stopped))
        .inspect_err(|_| interrupt::leave_nothing_behind())?;
    let packets = arguments.packets_per_node;
    let subtitle = format!("{}, {traffic}, {packets} {flits}-flit packets a node", chosen.name);
    let moved = Moved { offered: None, flits: &drained.flits_by_link, cycles: drained.total_cycles };
    let paths = arguments.link_outputs.write(&chosen, &subtitle, &[moved])?;
    let wrote = outputs::wrote(&paths);
    match arguments.format {
        Format::Table => console::write(&format!("{subtitle}\n{}{wrote}", table(&drained))),
        Format::Json => {
            console::write(&drain_json(&drained))?;
            console::say(&wrote);
            Ok(())
        }
    }
}

fn table(drained: &Drain) -> String {
    let number = |value: Option<f64>| value.map_or_else(|| "-".to_owned(), |value| format!("{value:.3}"));
    let count = |value: Option<u64>| value.map_or_else(|| "-".to_owned(), |value| value.to_string());
    let latency = &drained.packet_latency;
    let rows = [
        ("total cycles", drained.total_cycles.to_string()),
        ("packets", drained.packets.to_string()),
        ("packet latency, mean", number(latency.mean())),
        ("packet latency, least", count(latency.min())),
        ("packet latency, longest", count(latency.max())),
        ("network latency, mean", number(drained.network_latency_mean)),
        ("hops, mean", number(drained.hops_mean)),
        ("flit hops", drained.flit_hops.to_string()),
    ];
    let rows = rows.map(|(name, value)| vec![name.to_owned(), value]).to_vec();
    listing::table(Look::of_output(), &["", "cycles or count"], &[1], rows)
}
