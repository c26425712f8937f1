//! What a neuromorphic chip is.
//!
//! A chip file ([`mod@file`]) is parsed and checked ([`check`], [`validate()`]) into a [`Chip`]: delays in whole ticks, one
//! price for every action, one home for every kind of data. Topologies become flat route tables ([`topology`]), weight
//! formats give the exact size of a row ([`formats`]), and memory and wire models ([`models`]) supply energies that a
//! chip's makers did not publish. Nothing here knows of networks or of simulation.

pub mod action;
pub mod area;
pub mod chip;
pub mod derivation;
pub mod dram;
pub mod file;
pub mod formats;
pub mod load;
pub mod models;
pub mod network;
pub mod neuron_core;
pub mod power;
pub mod price;
pub mod resolved;
pub mod router;
pub mod scale;
pub mod shipped;
pub mod topology;
pub mod validate;

pub use action::{Action, Component};
pub use area::{ChipArea, KnownArea};
pub use chip::{Chip, Ideal, Limits, Mapping, Payload, RoundingNote};
pub use derivation::{Derivation, derivations};
pub use dram::Dram;
pub use file::{
    Casting, ChannelChoice, ChipFile, Content, DenseFile, DimensionOrder, Execution, GraphRouting,
    Interleaving, LoneRouterFile, PlacementRule, Resting, Strategy, WeightHome,
};
pub use formats::{RowMisfit, RowSize, WeightFormat, words};
pub use load::{check, parse_chip};
pub use network::{Host, LinkTiming, Network, Sync};
pub use neuron_core::{Core, Memory, Model, ModelCost, SynapseKind};
pub use power::{CoreState, Gating, Level, PowerStates};
pub use price::{Price, Prices, StaticPower};
pub use resolved::resolved;
pub use router::{Router, TableRouter, VirtualChannelRouter};
pub use scale::{Kept, Scaled, scale, scaled_text};
pub use shipped::{shipped_chips, shipped_references, shipped_routers};
pub use topology::{Board, Endpoint, Link, LinkClass, LinkId, Node, Topology, TopologySpec};
pub use validate::{router_network, validate};

/// Simulated time: a count of ticks of the chip's time base.
pub type Ticks = u64;
