//! Arguments that the subcommands of `egret noc` share.

use clap::{Args, ValueEnum};
use egret_sim::noc;

use crate::commands::arguments::{DEFAULT_SEED, whole};

/// Which network.
#[derive(Debug, Args)]
pub(super) struct NetworkArguments {
    /// `mesh:8x8`, `torus:8x8`, `cmesh:8x4x4` (the last: cores a router), `ring:8`, `star:16`, `tree:2x3`, or the path
    /// of a RON file with a topology
    #[arg(long, value_name = "KIND:SIZES|FILE", required_unless_present = "chip", conflicts_with = "chip")]
    pub(super) topology: Option<String>,
    /// `minimal`, `vc4`, or path of a router file [default: minimal]
    #[arg(long, value_name = "NAME|FILE", conflicts_with = "chip")]
    pub(super) router: Option<String>,
    /// Shipped chip or path of a chip file, for its own topology and routers
    #[arg(long, value_name = "NAME|FILE")]
    pub(super) chip: Option<String>,
    /// How exactly routers are simulated
    #[arg(long, value_enum, default_value_t = Fidelity::Flit)]
    pub(super) fidelity: Fidelity,
    /// Simulate even routes on which packets may come to wait for each other, to see whether they do
    #[arg(long)]
    pub(super) unchecked: bool,
}

/// Which traffic.
#[derive(Debug, Args)]
pub(super) struct TrafficArguments {
    /// `uniform`, `transpose`, `bitcomp`, `neighbor`, `tornado`, `shuffle`, `hotspot:NODES@WEIGHT`, or path of a CSV
    /// matrix
    #[arg(long, value_name = "PATTERN|FILE")]
    pub(super) traffic: String,
    /// Flits of a packet [default: 1, with vc4 4]
    #[arg(long, value_name = "N", allow_negative_numbers = true, value_parser = positive)]
    pub(super) flits: Option<u32>,
    /// Seed of the traffic
    #[arg(long, value_name = "N", default_value_t = DEFAULT_SEED, allow_negative_numbers = true, value_parser = whole::<u64>)]
    pub(super) seed: u64,
}

/// How exactly routers are simulated.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum Fidelity {
    /// A packet reserves its way when it is sent; buffers are not limited
    Packet,
    /// Buffers, virtual channels, credits and arbitration, cycle by cycle
    Flit,
}

impl From<Fidelity> for noc::Fidelity {
    fn from(fidelity: Fidelity) -> Self {
        match fidelity {
            Fidelity::Packet => Self::Packet,
            Fidelity::Flit => Self::Flit,
        }
    }
}

/// A whole number of at least one.
pub(super) fn positive(text: &str) -> Result<u32, String> {
    match text.parse::<u32>() {
        Ok(number) if number > 0 => Ok(number),
        _ if text.parse::<u128>().is_ok_and(|number| number > 0) => Err("it is too large".to_owned()),
        _ => Err("expected a whole number, one or more".to_owned()),
    }
}
