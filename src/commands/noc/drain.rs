//! `egret noc drain`: sends a batch of packets from every node and waits for the last.

use clap::{Args, ValueEnum};
use egret_reports::noc::drain_json;
use egret_sim::noc::{Batch, Drain, Offer, drain};

use super::arguments::{NetworkArguments, positive};
use super::network::Chosen;
use super::outputs::{self, LinkOutputs, Moved};
use crate::commands::arguments::{DEFAULT_SEED, whole};
use crate::console::{self, Look};
use crate::failure::Failure;
use crate::interrupt;
use crate::listing;

const EXAMPLES: &str = "\
Examples:
  egret noc drain --topology mesh:8x8 --router minimal --traffic transpose --packets-per-node 40 --flits 1
  egret noc drain --topology mesh:8x8 --router vc4 --traffic neighbor --packets-per-node 10 --format json

Every node generates its n-th packet in cycle n, whether or not the ones before have left; they wait at
their source. Total cycles end with the cycle in which the last flit of all arrives.";

#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Arguments {
    #[command(flatten)]
    network: NetworkArguments,
    /// `uniform`, `transpose`, `bitcomp`, `neighbor`, `tornado`, `shuffle`, `hotspot:NODES@WEIGHT`, or path of a CSV
    /// matrix, of which every node that has a line sends as many packets
    #[arg(long, value_name = "PATTERN|FILE")]
    traffic: String,
    /// Packets that every node sends
    #[arg(long, value_name = "N", allow_negative_numbers = true, value_parser = positive)]
    packets_per_node: u32,
    /// Flits of a packet [default: 1, with vc4 4]
    #[arg(long, value_name = "N", allow_negative_numbers = true, value_parser = positive)]
    flits: Option<u32>,
    /// Seed of traffic that draws destinations
    #[arg(long, value_name = "N", default_value_t = DEFAULT_SEED, allow_negative_numbers = true, value_parser = whole::<u64>)]
    seed: u64,
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
    let pattern = chosen.pattern(&arguments.traffic)?;
    arguments.link_outputs.check(&[])?;
    let flits = arguments.flits.unwrap_or(chosen.packet_flits);
    let offer = Offer { pattern: &pattern, flits, seed: arguments.seed };
    let batch = Batch { offer, packets_per_node: arguments.packets_per_node };
    let drained = drain(chosen.setup(), batch)
        .map_err(|stopped| chosen.stopped(stopped))
        .inspect_err(|_| interrupt::leave_nothing_behind())?;
    let (traffic, packets) = (&arguments.traffic, arguments.packets_per_node);
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
