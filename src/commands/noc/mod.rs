//! `egret noc`: the network of a chip by itself, under traffic or with packets that are given.

mod arguments;
mod drain;
mod network;
pub(crate) mod outputs;
mod rates;
mod replay;
mod sweep;

use clap::{Args, Subcommand};

use crate::failure::Failure;

const EXAMPLES: &str = "\
Examples:
  egret noc sweep --topology mesh:8x8 --router minimal --traffic uniform --rates 0.05..0.4:0.05
  egret noc sweep --chip mesh-generic --traffic transpose --rates 0.1 --format json
  egret noc replay packets.csv --topology mesh:8x8 --router vc4 --out result.csv
  egret noc drain --topology torus:8x8 --traffic tornado --packets-per-node 40 --flits 1

Nodes are cores; on a mesh the node at column x and row y is y·columns + x. Rates are flits a node and
cycle, latencies cycles. A router `minimal` allocates once a cycle and takes 3 cycles a hop, with one
channel of 8 flits (two on rings); `vc4` has 4 channels of 8 flits and takes 5.";

#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Measure latency and throughput over offered rates
    Sweep(sweep::Arguments),
    /// Send the packets of a CSV file and write when each left and arrived
    Replay(replay::Arguments),
    /// Send a batch of packets from every node and wait for the last
    Drain(drain::Arguments),
}

/// Runs the subcommand.
pub(crate) fn run(arguments: &Arguments) -> Result<(), Failure> {
    match &arguments.command {
        Command::Sweep(arguments) => sweep::run(arguments),
        Command::Replay(arguments) => replay::run(arguments),
        Command::Drain(arguments) => drain::run(arguments),
    }
}
