//! A chip as written: the RON schema of chip files, version 1.
//!
//! These types mirror the file one to one (`deny_unknown_fields`, no flattening) and are never used by the simulator:
//! [`crate::validate()`] turns a [`ChipFile`] into a checked [`crate::Chip`] or a list of problems. Every number carries
//! its basis and source ([`Sourced`]).

use std::collections::BTreeMap;

use egret_config::{Delay, Energy, Frequency, Information, Length, Power, Sourced, Span, Voltage};
use serde::{Deserialize, Serialize};

/// One chip file.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ChipFile {
    /// Schema of this file: `"egret.chip/1"`.
    pub schema: String,
    /// Name, equal to the file's stem.
    pub name: String,
    /// One or two sentences: what it is and what it is good for here.
    pub summary: String,
    /// True for a chip that nobody built; only such a chip may use [`Sourced::Chosen`].
    #[serde(default)]
    pub hypothetical: bool,
    /// Process node, voltage.
    pub technology: TechnologyFile,
    /// Ticks per second of simulated time; every clock edge and latency is a whole number of ticks.
    pub time_base: Sourced<Frequency>,
    /// What to do with a delay that is no whole number of ticks.
    pub rounding: Rounding,
    /// How routers are joined, and how many cores sit at each.
    pub topology: TopologyFile,
    /// Cores that a user's program may use; the first ones in router order.
    pub usable_cores: Sourced<u32>,
    /// The neuron core.
    pub core: CoreFile,
    /// Routers and links.
    pub network: NetworkFile,
    /// Chip-to-chip link; absent on a chip that cannot be joined to others.
    #[serde(default)]
    pub chip_link: Option<ChipLinkFile>,
    /// How steps are synchronised.
    pub sync: SyncFile,
    /// Input injection and read-out.
    pub host: HostFile,
    /// Energy of every action.
    pub energy: EnergyFile,
    /// Static power.
    pub static_power: StaticPowerFile,
    /// What it can carry and compute.
    pub limits: LimitsFile,
    /// How networks are laid on it.
    pub mapping: MappingFile,
    /// Switches that idealise single overheads away, for studies.
    #[serde(default)]
    pub ideal: IdealFile,
}

/// Process and operating point.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TechnologyFile {
    /// Drawn node.
    pub node: Sourced<Length>,
    /// Supply voltage at which the energies hold.
    pub voltage: Sourced<Voltage>,
}

/// Policy for delays that are no whole number of ticks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Rounding {
    /// Refuse the file.
    Refuse,
    /// Round to the nearest tick, at least one, and list each rounding with its size in the record.
    Allow,
}

/// How routers are joined.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub enum TopologyFile {
    /// Two-dimensional mesh; `cores_per_router` > 1 makes it concentrated.
    Mesh {
        /// Routers along x.
        columns: Sourced<u32>,
        /// Routers along y.
        rows: Sourced<u32>,
        /// Cores at each router.
        cores_per_router: Sourced<u32>,
    },
    /// Two-dimensional torus.
    Torus {
        /// Routers along x.
        columns: Sourced<u32>,
        /// Routers along y.
        rows: Sourced<u32>,
        /// Cores at each router.
        cores_per_router: Sourced<u32>,
    },
    /// Bidirectional ring.
    Ring {
        /// Routers.
        routers: Sourced<u32>,
        /// Cores at each router.
        cores_per_router: Sourced<u32>,
    },
    /// One central router (a crossbar) with every core on it.
    Star {
        /// Cores.
        cores: Sourced<u32>,
    },
    /// Complete tree with cores at the leaf routers.
    Tree {
        /// Children of an inner router.
        arity: Sourced<u32>,
        /// Levels below the root; the leaves are at this level.
        levels: Sourced<u32>,
        /// Cores at each leaf router.
        cores_per_router: Sourced<u32>,
    },
}

/// The neuron core: clock, pipeline stages and memories.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CoreFile {
    /// Core clock; absent on an asynchronous core, whose delays are then times.
    #[serde(default)]
    pub clock: Option<Sourced<Frequency>>,
    /// Whether the stages overlap (hardware pipeline) or share one processor (software).
    pub execution: Execution,
    /// Arrival of events.
    pub axon_in: AxonInFile,
    /// Walk over a row of synapses.
    pub synapse: SynapseFile,
    /// Accumulation into the target units.
    pub dendrite: DendriteFile,
    /// Unit update.
    pub soma: SomaFile,
    /// Departure of events.
    pub axon_out: AxonOutFile,
    /// Memories by name; each says what it holds.
    pub memories: BTreeMap<String, MemoryFile>,
}

/// Whether the stages of a core overlap.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Execution {
    /// Each stage is its own hardware: different events are in different stages at once.
    Pipelined,
    /// All stages run on one processor, one thing at a time.
    Serial,
}

/// Axon-in stage.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AxonInFile {
    /// Time to accept one event.
    pub event_time: Sourced<Delay>,
    /// Entries of the input queue; a full queue holds senders back.
    pub queue_entries: Sourced<u32>,
}

/// Synapse stage.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SynapseFile {
    /// Time to look a row up (pointer fetch) before its first word.
    pub row_time: Sourced<Delay>,
    /// Synapses applied side by side.
    pub lanes: Sourced<u32>,
    /// Time for one group of `lanes` synapses.
    pub group_time: Sourced<Delay>,
    /// Format in which rows are stored, one of the names of `FORMATS`.
    pub format: WeightFormatFile,
}

/// Weight format of the synapse memory.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub enum WeightFormatFile {
    /// Every position, zero or not.
    Dense,
    /// Nonzeros with absolute target index, and row pointers.
    Csr,
    /// One bit a position, then the nonzeros.
    Bitmap,
    /// Zero-run of `run_bits` before every entry, filler entries for longer runs (EIE: 4 bits).
    RunLength {
        /// Bits of the zero-run field.
        run_bits: u32,
    },
    /// Blocks of b×1 positions with one index each; a block is stored whole if any of it is nonzero.
    Block {
        /// Positions in a block.
        size: u32,
    },
    /// At most n nonzeros in each group of m, each with its position in the group.
    NOfM {
        /// Stored entries a group.
        n: u32,
        /// Positions a group.
        m: u32,
    },
}

/// Dendrite stage: accumulators of the target units.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DendriteFile {
    /// Accumulator banks; target k of a core lies in bank k mod banks.
    pub banks: Sourced<u32>,
    /// Accumulations a bank does in one `access_time`.
    pub ports: Sourced<u32>,
    /// Time of one accumulation in one bank; 0 when contained in the synapse group time.
    pub access_time: Sourced<Delay>,
    /// Bits of one accumulator.
    pub accumulator_bits: Sourced<u32>,
}

/// Soma stage.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SomaFile {
    /// Units updated side by side.
    pub lanes: Sourced<u32>,
    /// Unit models this core can run, by name (`egru`, `gru`, `lstm`, `lif`, `linear`, `input`).
    pub models: BTreeMap<String, ModelFile>,
}

/// Cost of updating one unit of a model.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ModelFile {
    /// Time to update a unit that emits nothing.
    pub idle_time: Sourced<Delay>,
    /// Time to update a unit that emits an event, emission not included.
    pub active_time: Sourced<Delay>,
    /// Bits of state a unit keeps between steps, parameters included.
    pub state_bits: Sourced<u32>,
    /// Energy of an update of a unit that emits nothing.
    pub idle_energy: Sourced<Energy>,
    /// Energy of an update of a unit that emits an event.
    pub active_energy: Sourced<Energy>,
}

/// Axon-out stage.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AxonOutFile {
    /// Time to generate one event in a unit.
    pub event_time: Sourced<Delay>,
    /// Time to build and hand over one packet.
    pub packet_time: Sourced<Delay>,
}

/// One memory of a core.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MemoryFile {
    /// Capacity that data may use, all banks together.
    pub capacity: Sourced<Information>,
    /// Banks.
    pub banks: Sourced<u32>,
    /// Ports of a bank.
    pub ports: Sourced<u32>,
    /// Width of a port.
    pub width: Sourced<Information>,
    /// Time from one access of a port to the next.
    pub access_time: Sourced<Delay>,
    /// What lies in it.
    pub holds: Vec<Content>,
}

/// What a core memory holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Content {
    /// Synapse rows.
    Weights,
    /// Row pointers and routing tables.
    Tables,
    /// Unit state, parameters and accumulators.
    State,
    /// The input queue.
    Queue,
}

/// Routers and links.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NetworkFile {
    /// Clock of routers; absent on an asynchronous network.
    #[serde(default)]
    pub clock: Option<Sourced<Frequency>>,
    /// Bits that a link moves at once.
    pub flit_bits: Sourced<u32>,
    /// Bits of a packet besides its payload.
    pub header_bits: Sourced<u32>,
    /// Core to router.
    pub injection: LinkFile,
    /// Router to core.
    pub ejection: LinkFile,
    /// Router to router along x (every link of ring, star and tree), router traversal included.
    pub horizontal: LinkFile,
    /// Router to router along y, router traversal included.
    pub vertical: LinkFile,
    /// One packet to many cores, or one packet a core.
    pub casting: Casting,
}

/// One class of link.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LinkFile {
    /// Time from the head of a flit entering to its leaving at the far end.
    pub latency: Sourced<Delay>,
    /// Time from one flit to the next.
    pub cycle: Sourced<Delay>,
}

/// How an event reaches several cores.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Casting {
    /// One packet along the dimension-order tree, copied where it branches.
    Multicast,
    /// One packet for each destination core.
    Unicast,
}

/// Chip-to-chip link.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ChipLinkFile {
    /// Time for a flit to cross.
    pub latency: Sourced<Delay>,
    /// Time from one flit to the next.
    pub cycle: Sourced<Delay>,
    /// Most chips that can be joined.
    pub chips: Sourced<u32>,
}

/// Synchronisation of steps.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub enum SyncFile {
    /// All cores finish a step before any starts the next; cost `base + per_tile × (tiles − 1)`.
    Barrier {
        /// Cost with one tile (router with cores in use).
        base: Sourced<Delay>,
        /// Added for every further tile.
        per_tile: Sourced<Delay>,
    },
    /// A global tick starts every step; work that is not finished by then is an overrun and delays the next step.
    FixedTick {
        /// Time from tick to tick.
        period: Sourced<Span>,
    },
    /// A core starts a step when the end-of-step tokens of all its sources are in.
    Dataflow {
        /// Steps between injection and read-out at most; cores keep as many sets of accumulators.
        steps_in_flight: Sourced<u32>,
    },
    /// Every core follows its own tick; a core that overruns slips alone.
    FreeRunning {
        /// Time from tick to tick.
        period: Sourced<Span>,
    },
}

/// Input injection and read-out.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HostFile {
    /// Time from one event on the host link to the next.
    pub event_time: Sourced<Delay>,
    /// Time for an event to cross the host link.
    pub latency: Sourced<Delay>,
}

/// Energy of every action that is not a unit update. Free is written `"0 pJ"`.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EnergyFile {
    /// Writing or reading one event in the input queue.
    pub queue_access: Sourced<Energy>,
    /// Accepting one event in a core.
    pub axon_in: Sourced<Energy>,
    /// Reading one word of row pointers.
    pub pointer_read: Sourced<Energy>,
    /// Reading one word of synapse memory.
    pub weight_read: Sourced<Energy>,
    /// Applying one weight.
    pub synop: Sourced<Energy>,
    /// Stepping over one stored entry that is no synapse (filler or stored zero).
    pub filler: Sourced<Energy>,
    /// Adding into one accumulator.
    pub accumulate: Sourced<Energy>,
    /// Reading or writing one word of unit state.
    pub state_access: Sourced<Energy>,
    /// Generating one event in a unit.
    pub event_out: Sourced<Energy>,
    /// Building one packet.
    pub packet_out: Sourced<Energy>,
    /// A flit going from a core into its router.
    pub injection: Sourced<Energy>,
    /// A flit going from a router into a core.
    pub ejection: Sourced<Energy>,
    /// A flit passing a router (buffers, crossbar, arbitration).
    pub router: Sourced<Energy>,
    /// A flit on a link along x.
    pub link_horizontal: Sourced<Energy>,
    /// A flit on a link along y.
    pub link_vertical: Sourced<Energy>,
    /// A flit on a chip-to-chip link.
    pub chip_link: Sourced<Energy>,
    /// One tile's part in one barrier or tick; in dataflow one end of an end-of-step token, built or taken in by a core.
    pub sync: Sourced<Energy>,
    /// An event crossing the host link, either way, at the chip's side.
    pub host_event: Sourced<Energy>,
}

/// Static power: leakage, and clocks that never stop.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StaticPowerFile {
    /// One core that is in use.
    pub core_used: Sourced<Power>,
    /// One core that is not in use (gated or idle as the chip does it).
    pub core_unused: Sourced<Power>,
    /// Everything else on one chip.
    pub uncore: Sourced<Power>,
}

/// What the chip can carry and compute.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LimitsFile {
    /// What an event may carry.
    pub payload: PayloadFile,
    /// Widest weight.
    pub weight_bits: Sourced<u32>,
    /// Units a core can hold.
    pub units_per_core: Sourced<u32>,
    /// Sources whose events one core can receive; absent = no wall but memory.
    #[serde(default)]
    pub fan_in: Option<Sourced<u32>>,
    /// Destination cores of one unit; absent = no wall but memory.
    #[serde(default)]
    pub fan_out: Option<Sourced<u32>>,
}

/// What an event may carry.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub enum PayloadFile {
    /// Only that it happened.
    Binary,
    /// A value of at most so many bits.
    Graded(Sourced<u32>),
}

/// How networks are laid on the chip.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MappingFile {
    /// How units are shared out over cores.
    pub strategy: Strategy,
    /// How cores are placed on the floor plan.
    pub placement: PlacementRule,
    /// Cores to use; absent = all usable ones of the chips in use.
    #[serde(default)]
    pub cores: Option<u32>,
}

/// How units are shared out over cores.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Strategy {
    /// Contiguous blocks of equal unit count.
    Contiguous,
    /// Blocks balanced by incoming nonzeros.
    Balanced,
}

/// How cores are placed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum PlacementRule {
    /// In router order.
    RowMajor,
    /// The better, by links that packets take, of router order and a greedy: next the core with most traffic, at the free
    /// site with the lowest hop-weighted traffic.
    TrafficAware,
}

/// Switches that idealise single overheads away.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
#[expect(clippy::struct_excessive_bools, reason = "switches, any of which may be combined")]
pub struct IdealFile {
    /// Packets arrive at once and cost nothing.
    pub free_network: bool,
    /// Unit updates take no time and cost nothing.
    pub free_updates: bool,
    /// No static power.
    pub no_static: bool,
    /// Row bits are not rounded up to words.
    pub no_word_rounding: bool,
    /// Rows store exactly their nonzero weights: no index, pointer, bitmap or filler.
    pub no_format_overhead: bool,
    /// Every core gets the mean work of its population.
    pub perfect_balance: bool,
    /// Synchronisation takes no time and costs nothing.
    pub free_sync: bool,
}
