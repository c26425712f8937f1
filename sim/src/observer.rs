//! Watching a run closely: which part of the chip does what from when until when.
//!
//! Hardware is simulated with times that are known when work comes, so most of what is seen lies ahead. Whoever watches is
//! told, never asked, and cannot alter the run. Machines are compiled once for `()`, which sees nothing and costs nothing.

use egret_arch::{Content, CoreState};

use crate::kernel::Instant;

/// Who is told what the parts of a chip do.
pub trait Observer {
    /// Whether anything is seen: what would be worked out only to be seen is left out where nothing is.
    const ON: bool = true;

    /// Something happened, or is known by now to happen.
    fn see(&mut self, seen: Observation);
}

impl Observer for () {
    const ON: bool = false;

    #[inline]
    fn see(&mut self, _: Observation) {}
}

/// Part of a core, or of the host, that does one thing at a time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Stage {
    /// The one processor of a serial core, or that of a duplex core which takes events in.
    Processor,
    /// Accepts events.
    AxonIn,
    /// Walks rows of synapses.
    Synapse,
    /// Adds into accumulators.
    Dendrite,
    /// Updates units; on a duplex core the second processor.
    Soma,
    /// Generates events and builds packets; on serial and duplex cores a part of what a processor does.
    AxonOut,
}

/// What a stage does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Task {
    /// Accepts an event.
    Accept,
    /// Accepts an end-of-step token.
    AcceptToken,
    /// Works a row of synapses off.
    Row,
    /// Adds what a row says into accumulators.
    Accumulate,
    /// Waits for a bank.
    BankConflict,
    /// Updates the units of a slice.
    Update,
    /// Generates an event of a unit and builds its packets; of the host, all events of a step.
    Send,
    /// Builds end-of-step tokens.
    SendToken,
}

/// How steps are kept together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Pause {
    /// The barrier between steps.
    Barrier,
    /// Waiting for the tick.
    Tick,
}

/// What is seen. Instants are ticks of the chip's time base; cores and the host are endpoints: cores by position in the placement,
/// then the host. `slice` is that of the placement whose units send or are updated, and the number of slices for the host.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Observation {
    /// A stage works; nothing else does so at the same stage meanwhile.
    Worked {
        /// Where.
        endpoint: u32,
        /// Which part of it.
        stage: Stage,
        /// What it does.
        task: Task,
        /// On whose behalf.
        slice: u32,
        /// Synapses of a row, units of an update, events that are sent.
        things: u32,
        /// When it begins.
        from: Instant,
        /// When it is done.
        until: Instant,
    },
    /// A packet begins to leave its source, now.
    Departed {
        /// The source.
        endpoint: u32,
        /// Number among packets under way: used again when it has arrived everywhere.
        packet: u32,
        /// Where it goes.
        destinations: u32,
        /// Who sends.
        slice: u32,
        /// The step of the network it belongs to.
        step: u32,
        /// It is an end-of-step token.
        token: bool,
        /// When.
        at: Instant,
    },
    /// The port of an endpoint is free again for the next packet.
    PortFree {
        /// The endpoint.
        endpoint: u32,
        /// When.
        at: Instant,
    },
    /// A copy of a packet arrives, now; what it makes the endpoint do is told next, beginning with its acceptance.
    Arrived {
        /// Where.
        endpoint: u32,
        /// The packet.
        packet: u32,
        /// Which of its destinations this is.
        leaf: u32,
        /// When.
        at: Instant,
    },
    /// Copies of a packet are lost, now.
    Dropped {
        /// The packet.
        packet: u32,
        /// How many.
        destinations: u32,
        /// When.
        at: Instant,
    },
    /// A link moves flits of one packet, or one flit.
    LinkBusy {
        /// Number of the link in the topology.
        link: u32,
        /// One of the wires that are this link, where there are several subnets: a number over all wires.
        wire: u32,
        /// From when.
        from: Instant,
        /// Until when.
        until: Instant,
    },
    /// A memory is read or written: one word at a port of a bank where these are shared out, else all words of a row.
    MemoryBusy {
        /// Core by position in the placement.
        core: u32,
        /// Position of the memory in the chip.
        memory: u32,
        /// Port, counted over all banks; `None` where banks are not shared out one by one.
        port: Option<u32>,
        /// What lies there.
        content: Content,
        /// It had to wait for somebody else.
        waited: bool,
        /// From when.
        from: Instant,
        /// Until when.
        until: Instant,
    },
    /// A row is on its way from DRAM.
    Fetched {
        /// Core by position in the placement.
        core: u32,
        /// Which of the places for rows on their way.
        place: u32,
        /// When it is requested.
        from: Instant,
        /// When its last data come.
        until: Instant,
    },
    /// A core has been in a power state.
    InState {
        /// Core by position in the placement.
        core: u32,
        /// The state.
        state: CoreState,
        /// Since when.
        from: Instant,
        /// Until when; may lie behind the end of the run.
        until: Instant,
    },
    /// All cores wait for each other, or for the tick.
    Paused {
        /// For which.
        pause: Pause,
        /// From when.
        from: Instant,
        /// Until when.
        until: Instant,
    },
    /// A step was on its way from its injection to its read-out (dataflow).
    InFlight {
        /// The step.
        step: u32,
        /// One of the places for steps on their way.
        place: u32,
        /// When its injection began.
        from: Instant,
        /// When it was read out.
        until: Instant,
    },
    /// A step of the chip has ended.
    StepEnded {
        /// The step.
        step: u32,
        /// The end of the step before.
        from: Instant,
        /// Its end.
        until: Instant,
    },
}
