//! What a chip can do that costs energy: the actions actors count, and the components they are reported under.
//!
//! A closed list. An actor counts actions as integers while it runs; a price list ([`crate::Prices`]) turns the counts
//! into joules afterwards, so a new price never needs a new run.

use egret_config::described;
use serde::{Deserialize, Serialize};

described! {
    /// Part of a chip under which energy is reported.
    #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
    #[serde(rename_all = "snake_case")]
    pub enum Component {
        /// Input queue of a core.
        Queue,
        /// Acceptance of events in a core.
        AxonIn,
        /// Memory that holds row pointers.
        RowPointers,
        /// Memory that holds synapse rows.
        WeightMemory,
        /// Application of weights.
        Synapse,
        /// Accumulation into target units.
        Dendrite,
        /// Memory that holds the state of units.
        StateMemory,
        /// Update of units.
        Soma,
        /// Departure of events.
        AxonOut,
        /// Input buffers of routers.
        RouterBuffer,
        /// Crossbars of routers.
        Crossbar,
        /// Arbitration in routers: which flit goes next.
        Arbitration,
        /// Clock of routers and links; only static power is reported here.
        RouterClock,
        /// On-chip wires: between routers, and between a router and its cores.
        Link,
        /// Links between chips.
        ChipLink,
        /// Memory beside the chip.
        Dram,
        /// Synchronisation of steps.
        Sync,
        /// Host link, at the chip's side.
        Host,
        /// A core as a whole: its static power, waking up, and what cycles at raised levels cost more.
        Core,
        /// Everything on a chip that is no core; only static power is reported here.
        Uncore,
    }
}

impl Component {
    /// All components, in the order of reports.
    pub const ALL: [Self; 20] = [
        Self::Queue,
        Self::AxonIn,
        Self::RowPointers,
        Self::WeightMemory,
        Self::Synapse,
        Self::Dendrite,
        Self::StateMemory,
        Self::Soma,
        Self::AxonOut,
        Self::RouterBuffer,
        Self::Crossbar,
        Self::Arbitration,
        Self::RouterClock,
        Self::Link,
        Self::ChipLink,
        Self::Dram,
        Self::Sync,
        Self::Host,
        Self::Core,
        Self::Uncore,
    ];
    /// How many there are.
    pub const COUNT: usize = Self::ALL.len();

    /// Name in records and columns.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Queue => "queue",
            Self::AxonIn => "axon_in",
            Self::RowPointers => "row_pointers",
            Self::WeightMemory => "weight_memory",
            Self::Synapse => "synapse",
            Self::Dendrite => "dendrite",
            Self::StateMemory => "state_memory",
            Self::Soma => "soma",
            Self::AxonOut => "axon_out",
            Self::RouterBuffer => "router_buffer",
            Self::Crossbar => "crossbar",
            Self::Arbitration => "arbitration",
            Self::RouterClock => "router_clock",
            Self::Link => "link",
            Self::ChipLink => "chip_link",
            Self::Dram => "dram",
            Self::Sync => "sync",
            Self::Host => "host",
            Self::Core => "core",
            Self::Uncore => "uncore",
        }
    }

    /// Where the chip file says what of it draws power all the time.
    pub const fn power_paths(self) -> &'static [&'static str] {
        match self {
            Self::RouterClock => &["static_power.router_clock"],
            Self::Dram => &["dram.static_power"],
            Self::Uncore => &["static_power.uncore"],
            Self::Core => &[
                "static_power.core_used",
                "static_power.core_unused",
                "static_power.core_clock",
                "core.power.levels[0].power",
                "core.power.levels[1].power",
                "core.power.levels[2].power",
                "core.power.idle.power",
                "core.power.clock_gated.power",
                "core.power.power_gated.power",
            ],
            _ => &[],
        }
    }

    /// Position in [`Self::ALL`].
    pub const fn index(self) -> usize {
        self as usize
    }
}

described! {
    /// Something an actor does and counts. One count is one of what the variant says.
    #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
    #[serde(rename_all = "snake_case")]
    #[repr(usize)]
    pub enum Action {
        /// An event written to or read from an input queue.
        QueueAccess,
        /// An event accepted by a core.
        AxonIn,
        /// A word of row pointers read.
        PointerRead,
        /// A *bit* of synapse memory read, padding of the last word of a row included.
        WeightReadBits,
        /// A *bit* of synapse memory written: rows fetched from DRAM.
        WeightWriteBits,
        /// A weight applied for an event, of no kind that the chip tells apart.
        Synop,
        /// A weight of a matrix with all its positions applied for an event.
        SynopDense,
        /// A listed weight applied for an event.
        SynopSparse,
        /// A weight of a kernel applied for an event.
        SynopConvolution,
        /// A stored entry stepped over that is no synapse, or one worked on for a value of nought.
        Filler,
        /// A stored entry passed by for a value of nought, with memory and multiplier held still.
        Gated,
        /// An addition into an accumulator.
        Accumulate,
        /// A word of unit state read or written.
        StateAccess,
        /// An update of a unit that emits nothing.
        UpdateIdle,
        /// An update of a unit that emits an event.
        UpdateActive,
        /// A unit looked at and left as it was.
        UpdateSkipped,
        /// An event generated in a unit.
        EventOut,
        /// A packet built.
        PacketOut,
        /// A flit from a core into its router.
        Injection,
        /// A flit from a router into a core.
        Ejection,
        /// A flit written into an input buffer of a router.
        BufferWrite,
        /// A flit read from an input buffer of a router, once for each way it leaves by.
        BufferRead,
        /// A flit through the crossbar of a router, once for each way it leaves by.
        Crossbar,
        /// A flit chosen to leave a router, once for each way it leaves by.
        Arbitration,
        /// A flit on a link along x.
        LinkHorizontal,
        /// A flit on a link along y.
        LinkVertical,
        /// A flit on a link along x to smaller x, where the chip tells directions apart.
        LinkWestward,
        /// A flit on a link along y to smaller y, where the chip tells directions apart.
        LinkSouthward,
        /// A flit on a link between chips.
        ChipLink,
        /// A burst over a channel of the DRAM.
        DramBurst,
        /// A page of a bank of the DRAM opened.
        DramActivate,
        /// A tile's part in a barrier or tick; one end of an end-of-step token: built by a core, or taken in by one.
        Sync,
        /// An event over the host link, either way.
        HostEvent,
        /// A core woken whose clock was stopped.
        WakeClockGated,
        /// A core woken that was switched off.
        WakePowerGated,
        /// A cycle of work at the first level above the base level.
        Level1Cycle,
        /// A cycle of work at the second level above the base level.
        Level2Cycle,
        /// A cycle of work at the third level above the base level.
        Level3Cycle,
    }
}

impl Action {
    /// All actions, in the order of reports.
    pub const ALL: [Self; 38] = [
        Self::QueueAccess,
        Self::AxonIn,
        Self::PointerRead,
        Self::WeightReadBits,
        Self::WeightWriteBits,
        Self::Synop,
        Self::SynopDense,
        Self::SynopSparse,
        Self::SynopConvolution,
        Self::Filler,
        Self::Gated,
        Self::Accumulate,
        Self::StateAccess,
        Self::UpdateIdle,
        Self::UpdateActive,
        Self::UpdateSkipped,
        Self::EventOut,
        Self::PacketOut,
        Self::Injection,
        Self::Ejection,
        Self::BufferWrite,
        Self::BufferRead,
        Self::Crossbar,
        Self::Arbitration,
        Self::LinkHorizontal,
        Self::LinkVertical,
        Self::LinkWestward,
        Self::LinkSouthward,
        Self::ChipLink,
        Self::DramBurst,
        Self::DramActivate,
        Self::Sync,
        Self::HostEvent,
        Self::WakeClockGated,
        Self::WakePowerGated,
        Self::Level1Cycle,
        Self::Level2Cycle,
        Self::Level3Cycle,
    ];
    /// How many there are.
    pub const COUNT: usize = Self::ALL.len();

    /// Name in records and columns.
    pub const fn name(self) -> &'static str {
        match self {
            Self::QueueAccess => "queue_access",
            Self::AxonIn => "axon_in",
            Self::PointerRead => "pointer_read",
            Self::WeightReadBits => "weight_read_bits",
            Self::WeightWriteBits => "weight_write_bits",
            Self::Synop => "synop",
            Self::SynopDense => "synop_dense",
            Self::SynopSparse => "synop_sparse",
            Self::SynopConvolution => "synop_convolution",
            Self::Filler => "filler",
            Self::Gated => "gated",
            Self::Accumulate => "accumulate",
            Self::StateAccess => "state_access",
            Self::UpdateIdle => "update_idle",
            Self::UpdateActive => "update_active",
            Self::UpdateSkipped => "update_skipped",
            Self::EventOut => "event_out",
            Self::PacketOut => "packet_out",
            Self::Injection => "injection",
            Self::Ejection => "ejection",
            Self::BufferWrite => "buffer_write",
            Self::BufferRead => "buffer_read",
            Self::Crossbar => "crossbar",
            Self::Arbitration => "arbitration",
            Self::LinkHorizontal => "link_horizontal",
            Self::LinkVertical => "link_vertical",
            Self::LinkWestward => "link_westward",
            Self::LinkSouthward => "link_southward",
            Self::ChipLink => "chip_link",
            Self::DramBurst => "dram_burst",
            Self::DramActivate => "dram_activate",
            Self::Sync => "sync",
            Self::HostEvent => "host_event",
            Self::WakeClockGated => "wake_clock_gated",
            Self::WakePowerGated => "wake_power_gated",
            Self::Level1Cycle => "level1_cycle",
            Self::Level2Cycle => "level2_cycle",
            Self::Level3Cycle => "level3_cycle",
        }
    }

    /// Component under which its energy is reported.
    pub const fn component(self) -> Component {
        match self {
            Self::QueueAccess => Component::Queue,
            Self::AxonIn => Component::AxonIn,
            Self::PointerRead => Component::RowPointers,
            Self::WeightReadBits | Self::WeightWriteBits => Component::WeightMemory,
            Self::Synop
            | Self::SynopDense
            | Self::SynopSparse
            | Self::SynopConvolution
            | Self::Filler
            | Self::Gated => Component::Synapse,
            Self::Accumulate => Component::Dendrite,
            Self::StateAccess => Component::StateMemory,
            Self::UpdateIdle | Self::UpdateActive | Self::UpdateSkipped => Component::Soma,
            Self::EventOut | Self::PacketOut => Component::AxonOut,
            Self::BufferWrite | Self::BufferRead => Component::RouterBuffer,
            Self::Crossbar => Component::Crossbar,
            Self::Arbitration => Component::Arbitration,
            Self::Injection
            | Self::Ejection
            | Self::LinkHorizontal
            | Self::LinkVertical
            | Self::LinkWestward
            | Self::LinkSouthward => Component::Link,
            Self::ChipLink => Component::ChipLink,
            Self::DramBurst | Self::DramActivate => Component::Dram,
            Self::Sync => Component::Sync,
            Self::HostEvent => Component::Host,
            Self::WakeClockGated
            | Self::WakePowerGated
            | Self::Level1Cycle
            | Self::Level2Cycle
            | Self::Level3Cycle => Component::Core,
        }
    }

    /// Position in [`Self::ALL`].
    pub const fn index(self) -> usize {
        self as usize
    }

    /// Where the chip file says what one costs. `MODEL` stands for the model of the unit.
    ///
    /// What a chip does not tell apart is priced as what it is a case of: a `synop` of any kind, a link along an axis, an
    /// idle update.
    pub const fn price_path(self) -> &'static str {
        match self {
            Self::QueueAccess => "energy.queue_access",
            Self::AxonIn => "energy.axon_in",
            Self::PointerRead => "energy.pointer_read",
            Self::WeightReadBits => "energy.weight_read",
            Self::WeightWriteBits => "dram.weight_write",
            Self::Synop => "energy.synop",
            Self::SynopDense => "core.synapse.kinds.dense.synop",
            Self::SynopSparse => "core.synapse.kinds.sparse.synop",
            Self::SynopConvolution => "core.synapse.kinds.convolution.synop",
            Self::Filler => "energy.filler",
            Self::Gated => "energy.gated",
            Self::Accumulate => "energy.accumulate",
            Self::StateAccess => "energy.state_access",
            Self::UpdateIdle => "core.soma.models.MODEL.idle_energy",
            Self::UpdateActive => "core.soma.models.MODEL.active_energy",
            Self::UpdateSkipped => "core.soma.models.MODEL.skipped_energy",
            Self::EventOut => "energy.event_out",
            Self::PacketOut => "energy.packet_out",
            Self::Injection => "energy.injection",
            Self::Ejection => "energy.ejection",
            Self::BufferWrite => "energy.buffer_write",
            Self::BufferRead => "energy.buffer_read",
            Self::Crossbar => "energy.crossbar",
            Self::Arbitration => "energy.arbitration",
            Self::LinkHorizontal => "energy.link_horizontal",
            Self::LinkVertical => "energy.link_vertical",
            Self::LinkWestward => "energy.link_westward",
            Self::LinkSouthward => "energy.link_southward",
            Self::ChipLink => "energy.chip_link",
            Self::DramBurst => "dram.burst_energy",
            Self::DramActivate => "dram.activate_energy",
            Self::Sync => "energy.sync",
            Self::HostEvent => "energy.host_event",
            Self::WakeClockGated => "core.power.clock_gated.wake_energy",
            Self::WakePowerGated => "core.power.power_gated.wake_energy",
            Self::Level1Cycle => "core.power.levels[0].energy_per_cycle",
            Self::Level2Cycle => "core.power.levels[1].energy_per_cycle",
            Self::Level3Cycle => "core.power.levels[2].energy_per_cycle",
        }
    }

    /// Every way of counting a weight applied: their sum is the synops.
    pub const SYNOPS: [Self; 4] = [Self::Synop, Self::SynopDense, Self::SynopSparse, Self::SynopConvolution];

    /// Every way of counting a unit that was looked at; their prices depend on the model of the unit.
    pub const UPDATES: [Self; 3] = [Self::UpdateIdle, Self::UpdateActive, Self::UpdateSkipped];

    /// Every way of counting a flit on a link between routers or between chips.
    pub const HOPS: [Self; 5] =
        [Self::LinkHorizontal, Self::LinkVertical, Self::LinkWestward, Self::LinkSouthward, Self::ChipLink];

    /// Whether its price depends on the model of the unit.
    pub fn is_update(self) -> bool {
        Self::UPDATES.contains(&self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::power::CoreState;

    #[test]
    fn lists_are_in_declaration_order() {
        for (position, action) in Action::ALL.into_iter().enumerate() {
            assert_eq!(action.index(), position);
        }
        for (position, component) in Component::ALL.into_iter().enumerate() {
            assert_eq!(component.index(), position);
        }
    }

    #[test]
    fn names_are_those_of_the_records() {
        for action in Action::ALL {
            assert_eq!(serde_json::to_value(action).expect("a unit variant serialises"), action.name());
        }
        for component in Component::ALL {
            assert_eq!(serde_json::to_value(component).expect("a unit variant serialises"), component.name());
        }
    }

    #[test]
    fn every_component_but_the_static_ones_has_an_action() {
        for component in Component::ALL {
            let has = Action::ALL.iter().any(|action| action.component() == component);
            let static_only = matches!(component, Component::RouterClock | Component::Uncore);
            assert_eq!(has, !static_only, "{}", component.name());
        }
    }

    #[test]
    fn everything_says_what_it_is() {
        let words = Component::ALL.map(Component::what).into_iter().chain(Action::ALL.map(Action::what));
        for what in words {
            assert!(what.ends_with('.') && !what.contains('`') && !what.contains("  "), "{what:?}");
        }
    }

    #[test]
    fn every_power_of_a_chip_belongs_to_a_component() {
        let mut paths: Vec<&str> =
            Component::ALL.iter().flat_map(|component| component.power_paths()).copied().collect();
        for state in CoreState::ALL {
            assert!(Component::Core.power_paths().contains(&state.path()), "{}", state.path());
        }
        let listed = paths.len();
        paths.sort_unstable();
        paths.dedup();
        assert_eq!(paths.len(), listed, "a power belongs to one component");
    }
}
