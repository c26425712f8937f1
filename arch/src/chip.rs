//! The checked chip: what the simulator builds a machine from. Only [`crate::validate()`] makes one, so whoever holds a
//! [`Chip`] need not ask again whether its numbers make sense.

use std::collections::BTreeMap;

use egret_config::Span;

use crate::Ticks;
use crate::action::Action;
use crate::area::ChipArea;
use crate::dram::Dram;
use crate::file::{ChipFile, IdealFile, PlacementRule, Strategy, WeightHome};
use crate::network::{Host, Network, Sync};
use crate::neuron_core::{Core, Model, ModelCost};
use crate::power::CoreState;
use crate::price::{Prices, StaticPower};
use crate::topology::TopologySpec;

/// Idealisation switches of a chip: no number to check, so the same as in the file.
pub type Ideal = IdealFile;

/// What an event may carry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Payload {
    /// Only that it happened.
    Binary,
    /// A value of at most so many bits.
    Graded(u32),
}

/// What a chip can carry and compute; every count is at least one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// What an event may carry.
    pub payload: Payload,
    /// Widest weight in bits.
    pub weight_bits: u32,
    /// Units a core can hold.
    pub units_per_core: u32,
    /// Sources whose events one core can receive; `None` = no wall but memory.
    pub fan_in: Option<u32>,
    /// Destination cores of one unit; `None` = no wall but memory.
    pub fan_out: Option<u32>,
}

/// How networks are laid on a chip.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Mapping {
    /// How units are shared out over cores.
    pub strategy: Strategy,
    /// How cores are placed on the floor plan.
    pub placement: PlacementRule,
    /// Cores to use; `None` = all usable ones of the chips in use.
    pub cores: Option<u32>,
    /// Where synapse rows lie between events; in DRAM only on a chip that has one.
    pub weights: WeightHome,
}

/// A delay that was no whole number of ticks.
#[derive(Clone, Debug, PartialEq)]
pub struct RoundingNote {
    /// Path in the chip file.
    pub path: String,
    /// The delay as written.
    pub asked: Span,
    /// The delay as simulated.
    pub got: Span,
}

/// A value that egret computed itself, for a `Modelled` entry of the file or one that it leaves out.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Computed {
    /// Value, with its unit; `None` where no model reaches.
    pub(crate) value: Option<String>,
    /// Low and high end, with units.
    pub(crate) range: Option<(String, String)>,
    /// The model; empty where none reaches.
    pub(crate) model: String,
    /// Model and what went in, in one line.
    pub(crate) note: String,
    /// How it came about, step by step: what a step is, and its numbers.
    pub(crate) steps: Vec<(&'static str, String)>,
    /// Whether the file leaves out what it needs: a price, a power, a time.
    pub(crate) left_out: bool,
}

impl Computed {
    /// Nobody knows it.
    pub(crate) fn unknown(note: &str) -> Self {
        Self {
            value: None,
            range: None,
            model: String::new(),
            note: note.to_owned(),
            steps: Vec::new(),
            left_out: false,
        }
    }
}

/// A checked chip.
#[derive(Clone, Debug)]
pub struct Chip {
    pub(crate) file: ChipFile,
    pub(crate) ticks_per_second: u64,
    pub(crate) topology: TopologySpec,
    pub(crate) usable_cores: u32,
    pub(crate) chips_max: u32,
    pub(crate) core: Core,
    pub(crate) network: Network,
    pub(crate) dram: Option<Dram>,
    pub(crate) sync: Sync,
    /// Tiles and cost of a barrier from so many on, ascending; empty without a table.
    pub(crate) barrier_times: Vec<(u32, Ticks)>,
    pub(crate) host: Host,
    pub(crate) limits: Limits,
    pub(crate) mapping: Mapping,
    pub(crate) prices: Prices,
    pub(crate) static_power: StaticPower,
    pub(crate) area: ChipArea,
    pub(crate) roundings: Vec<RoundingNote>,
    pub(crate) computed: BTreeMap<String, Computed>,
}

impl Chip {
    /// Name.
    pub fn name(&self) -> &str {
        &self.file.name
    }

    /// The file it was made from, overrides applied.
    pub fn file(&self) -> &ChipFile {
        &self.file
    }

    /// Ticks per second of simulated time.
    pub fn ticks_per_second(&self) -> u64 {
        self.ticks_per_second
    }

    /// Routers and the cores at each, of one chip.
    pub fn topology(&self) -> &TopologySpec {
        &self.topology
    }

    /// Cores of one chip that a program may use: the first ones in router order.
    pub fn usable_cores(&self) -> u32 {
        self.usable_cores
    }

    /// Most chips that can be joined; 1 without a chip-to-chip link.
    pub fn chips_max(&self) -> u32 {
        self.chips_max
    }

    /// The neuron core.
    pub fn core(&self) -> &Core {
        &self.core
    }

    /// Routers and links.
    pub fn network(&self) -> &Network {
        &self.network
    }

    /// The DRAM beside it; `None` on a chip without.
    pub fn dram(&self) -> Option<&Dram> {
        self.dram.as_ref()
    }

    /// How steps are synchronised.
    pub fn sync(&self) -> Sync {
        self.sync
    }

    /// Time of a barrier with so many tiles in use; 0 on chips without barriers.
    pub fn barrier_time(&self, tiles: u32) -> Ticks {
        match self.sync {
            Sync::Barrier { base, per_tile } => base + per_tile * u64::from(tiles.saturating_sub(1)),
            Sync::BarrierTable { .. } => {
                let entries = self.barrier_times.iter();
                entries.take_while(|(from, _)| *from <= tiles.max(1)).last().map_or(0, |(_, time)| *time)
            }
            Sync::FixedTick { .. } | Sync::Dataflow { .. } | Sync::FreeRunning { .. } => 0,
        }
    }

    /// The host link.
    pub fn host(&self) -> Host {
        self.host
    }

    /// What it can carry and compute.
    pub fn limits(&self) -> &Limits {
        &self.limits
    }

    /// How networks are laid on it.
    pub fn mapping(&self) -> &Mapping {
        &self.mapping
    }

    /// Idealisation switches.
    pub fn ideal(&self) -> Ideal {
        self.file.ideal
    }

    /// What every action costs.
    pub fn prices(&self) -> &Prices {
        &self.prices
    }

    /// Static power.
    pub fn static_power(&self) -> StaticPower {
        self.static_power
    }

    /// How large it and its parts are.
    pub fn area(&self) -> &ChipArea {
        &self.area
    }

    /// Delays that were rounded to whole ticks, in the order of the file.
    pub fn roundings(&self) -> &[RoundingNote] {
        &self.roundings
    }

    /// Paths of prices, powers and times that the file leaves out and a model computes.
    pub fn left_out(&self) -> Vec<&str> {
        let computed = self.computed.iter().filter(|(_, computed)| computed.left_out);
        computed.map(|(path, _)| path.as_str()).collect()
    }

    /// Names of what has no published price: actions (unit updates as `update_idle.egru`), then static powers (as
    /// [`StaticPower::parts`] names them). Each counts nothing, so totals are lower bounds.
    pub fn unpriced(&self) -> Vec<String> {
        let mut names = Vec::new();
        for action in Action::ALL {
            match action {
                Action::UpdateIdle | Action::UpdateActive | Action::UpdateSkipped => {
                    let counted = |cost: ModelCost| cost.skips || action != Action::UpdateSkipped;
                    let known =
                        Model::ALL.into_iter().filter(|&model| self.core.model(model).is_some_and(counted));
                    let missing = known.filter(|&model| self.prices.of(action, model).value.is_none());
                    names.extend(missing.map(|model| format!("{}.{}", action.name(), model.name())));
                }
                Action::ChipLink if self.chips_max == 1 => {}
                Action::LinkWestward | Action::LinkSouthward if !self.network.directional => {}
                Action::SynopDense | Action::SynopSparse | Action::SynopConvolution
                    if !self.core.tells_apart(action) => {}
                Action::DramBurst | Action::DramActivate | Action::WeightWriteBits
                    if self.mapping.weights == WeightHome::Sram => {}
                _ if self.prices.of(action, Model::Input).value.is_none() => {
                    names.push(action.name().to_owned());
                }
                _ => {}
            }
        }
        let powers = self.static_power.parts();
        let states = CoreState::ALL
            .into_iter()
            .filter(|&state| self.core.power.as_ref().is_some_and(|power| power.has(state)))
            .map(|state| (state.path(), self.static_power.of_state(state)));
        for (path, power) in powers.into_iter().chain(states) {
            // Several states share a power.
            if power.value.is_none() && !names.iter().any(|name| name == path) {
                names.push(path.to_owned());
            }
        }
        names
    }
}
