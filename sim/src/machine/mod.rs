//! The machine: a placed network on a chip, ready to run, and the one place where messages go to actors.

mod arrivals;
mod build;
mod closed_form;
mod dataflow;
mod delivery;
mod firing;
mod flit_transport;
mod memories;
mod power;
mod results;
mod stepping;
mod utilisation;
mod watch;

use egret_arch::Chip;
use egret_workloads::{Network, PopulationId};
use rustc_hash::FxHashMap;

use crate::actors::{Fabric, Inboxes, Outbox, Pipeline, Timing};
use crate::bound::Counting;
use crate::kernel::{self, Agenda, Event, Fault, Instant, Phase, TieBreak, TimerId, Timers, World};
use crate::ledger::{Multiples, NetworkCounts, PortCounts, SliceCounts};
use crate::mapping::Placement;
use crate::noc::Histogram;
use crate::observer::Observer;
use crate::path::{Firings, Moment};
use crate::play::Play;
use crate::tables::{Routes, RowTables, Work};

use arrivals::{Arrivals, Kept};
pub(crate) use build::{delays, skipping};
use delivery::Landed;
pub(crate) use firing::with_noughts;
pub(crate) use flit_transport::{FlitPlan, FlitTransport};
use memories::Memories;
pub(crate) use memories::arbitrated;
use power::Power;
use results::StepLog;
pub(crate) use stepping::Stepping;

/// A message to an actor.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Message {
    /// A packet arrives at one of its destinations.
    Arrive {
        /// The packet.
        packet: u32,
        /// Which of its destinations.
        leaf: u16,
        /// Ticks it waited for links on the way; `u16::MAX` if that is too small to tell.
        link_wait: u16,
        /// Where that is; `u16::MAX` if that is too small to tell.
        endpoint: u16,
        /// What it makes the core do.
        work: Work,
    },
    /// The first packet of an endpoint reaches its port.
    Port {
        /// The endpoint.
        endpoint: u32,
    },
    /// A place in the input queue of an endpoint becomes free and somebody waits for it.
    Place {
        /// The endpoint.
        endpoint: u32,
    },
    /// What arrived at this instant fetches its rows from DRAM.
    Fetch,
    /// The network takes what is at ports at this instant.
    Inject,
    /// A cycle of the network (flit fidelity).
    Cycle,
    /// A step ends and the next one starts (barrier and ticks).
    Step,
    /// Steps have been read out at this instant (dataflow): they are closed when all else of the instant is done.
    Close,
}

impl Event for Message {
    #[inline]
    fn phase(&self) -> Phase {
        match self {
            Self::Arrive { .. } | Self::Port { .. } | Self::Place { .. } => Phase::Deliver,
            Self::Fetch => Phase::Serve,
            Self::Inject | Self::Cycle => Phase::Arbitrate,
            Self::Step | Self::Close => Phase::Sample,
        }
    }
}

/// What carries packets.
pub(crate) enum Transport {
    /// Links with reserved slots.
    Packet(Fabric),
    /// Routers and links cycle by cycle.
    Flit(Box<FlitTransport>),
}

/// A core or the host.
pub(crate) struct EndpointState {
    pub(crate) pipeline: Pipeline,
    pub(crate) outbox: Box<Outbox>,
    /// Slices on it.
    pub(crate) slices: std::ops::Range<u32>,
}

/// A packet under way.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Packet {
    slice: u32,
    step: u32,
    token: bool,
    /// Its value is nought.
    nought: bool,
    route: u32,
    first_leaf: u32,
    first_row: u32,
    /// Destinations it has not reached.
    outstanding: u32,
    /// When it was built.
    built: Instant,
}

/// Packets under way; places of packets that have arrived everywhere are used again.
#[derive(Default)]
pub(crate) struct Packets {
    all: Vec<Packet>,
    /// When each left its source, and the chain up to then; apart, because most arrivals do not ask for it.
    departures: Vec<Moment>,
    unused: Vec<u32>,
}

impl Packets {
    fn add(&mut self, departure: Moment, packet: Packet) -> u32 {
        if let Some(number) = self.unused.pop() {
            self.all[number as usize] = packet;
            self.departures[number as usize] = departure;
            return number;
        }
        self.all.push(packet);
        self.departures.push(departure);
        self.all.len() as u32 - 1
    }

    /// Copies of a packet for so many destinations are lost.
    fn lose(&mut self, number: u32, destinations: u32) {
        let packet = &mut self.all[number as usize];
        packet.outstanding -= destinations;
        if packet.outstanding == 0 {
            self.unused.push(number);
        }
    }

    /// One copy of the packet has arrived.
    #[inline]
    fn arrive(&mut self, number: u32) -> Packet {
        let packet = &mut self.all[number as usize];
        packet.outstanding -= 1;
        if packet.outstanding == 0 {
            self.unused.push(number);
        }
        *packet
    }
}

/// Totals of packets.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Traffic {
    pub(crate) packets: u64,
    pub(crate) token_packets: u64,
    pub(crate) addressed: u64,
    pub(crate) deliveries: u64,
    pub(crate) drops: u64,
    /// Links that packets took, and that one packet a destination would have taken.
    pub(crate) link_hops: u64,
    pub(crate) unicast_link_hops: u64,
    pub(crate) late_events: u64,
    pub(crate) overruns: u64,
}

/// A placed network on a chip, and who watches it.
pub(crate) struct Machine<'a, O> {
    chip: &'a Chip,
    network: &'a Network,
    placement: &'a Placement,
    rows: &'a RowTables,
    routes: &'a Routes,
    timing: Timings,
    /// End-of-step tokens are idealised: they keep their order but take no time at their ends and cost nothing.
    free_sync: bool,
    /// Cores in use, then the host.
    endpoints: Vec<EndpointState>,
    inboxes: Inboxes,
    memories: Memories,
    /// `None` on a chip without power states.
    power: Option<Box<Power<'a>>>,
    transport: Transport,
    packets: Packets,
    play: Play,
    /// What the lower bound of the run follows from, where that is wanted.
    counting: Option<Box<Counting<'a>>>,
    firings: Firings,
    stepping: Stepping,
    /// Steps by which each population is behind the input on chips where every hop takes a step.
    delays: Vec<u32>,
    tokens: u32,
    /// Steps are timed without events.
    closed: bool,
    /// Routers with a core in use.
    tiles: u32,
    readout: PopulationId,
    multiples: Multiples,
    ports: Vec<PortCounts>,
    slice_counts: Vec<SliceCounts>,
    /// By population.
    network_counts: Vec<NetworkCounts>,
    traffic: Traffic,
    /// From the building of a packet to its arrival.
    latencies: Histogram,
    /// Packets in outboxes, and (packet, destination) pairs under way.
    unsettled: u64,
    /// When the last packet of the step at hand was built; none before the first one.
    last_built: Option<Instant>,
    sync_actions: u64,
    host_events: u64,
    log: StepLog,
    /// The first broken rule found while closing a step.
    fault: Option<Fault>,
    on_step: &'a mut dyn FnMut(u32),
    observer: &'a mut O,
    /// Reused buffers.
    at_port: Vec<u32>,
    active: Vec<u32>,
    skipped: Vec<u32>,
    /// Packets by tree, where no network carries them.
    uses_of_trees: Vec<u64>,
    injected: Vec<(PopulationId, u32)>,
    arrivals: Vec<Message>,
    /// Events that have arrived and are not looked at yet.
    kept: Arrivals,
    /// Copies of packets that arrived at this instant and ask for rows in DRAM.
    landed: Vec<Landed>,
    /// Waits for links that are too long for a message, by packet and destination.
    long_waits: FxHashMap<(u32, u16), u64>,
}

/// Times of cores and of the host, for events and for tokens.
pub(crate) struct Timings {
    pub(crate) core: Timing,
    pub(crate) host: Timing,
    pub(crate) core_token: Timing,
    pub(crate) host_token: Timing,
}

impl Timings {
    /// Times of an endpoint for a kind of packet.
    #[inline]
    pub(crate) fn at(&self, is_core: bool, token: bool) -> &Timing {
        match (is_core, token) {
            (true, false) => &self.core,
            (true, true) => &self.core_token,
            (false, false) => &self.host,
            (false, true) => &self.host_token,
        }
    }
}

impl<O: Observer> World for Machine<'_, O> {
    type Event = Message;

    #[inline]
    fn handle(&mut self, message: Message, agenda: &mut Agenda<Message>) -> Result<(), Fault> {
        match message {
            Message::Arrive { packet, leaf, link_wait, endpoint, work } => {
                let to = self.destination(packet, leaf, endpoint);
                if self.keep(to, Kept { at: agenda.now(), packet, leaf, link_wait, work }, agenda) {
                    return Ok(());
                }
                let waits = self.waits_of(packet, leaf, link_wait);
                if self.memories.fetch() {
                    self.land(Landed { packet, leaf, waits, work }, agenda);
                } else {
                    self.arrive(packet, leaf, to, waits, work, agenda);
                }
                Ok(())
            }
            Message::Fetch => {
                self.serve_landed(agenda);
                Ok(())
            }
            Message::Port { endpoint } => {
                self.reach_port(endpoint, agenda);
                Ok(())
            }
            Message::Place { endpoint } => {
                self.place_free(endpoint, agenda);
                Ok(())
            }
            Message::Inject => self.inject(agenda),
            Message::Cycle => self.cycle(agenda),
            Message::Step => {
                self.end_step(agenda);
                Ok(())
            }
            Message::Close => {
                self.close_read_out();
                Ok(())
            }
        }
    }

    #[inline]
    fn timers(&mut self) -> Option<&mut Timers> {
        self.power.as_mut().map(|power| power.timers())
    }

    fn run_out(&mut self, timer: TimerId, at: Instant) {
        if let Some(power) = &mut self.power {
            power.run_out(timer, at);
            power.tell(timer, self.observer);
        }
    }
}

/// A machine that nobody watches. It is compiled here, once and as a whole, whatever watches the machines of others.
pub(crate) struct Unwatched<'a>(pub(crate) Machine<'a, ()>);

impl Unwatched<'_> {
    /// Runs until nothing is pending; returns how many events were handled.
    pub(crate) fn run(&mut self, agenda: &mut Agenda<Message>, ties: TieBreak) -> Result<u64, Fault> {
        kernel::run(self, agenda, ties, &mut ())
    }
}

impl World for Unwatched<'_> {
    type Event = Message;

    fn handle(&mut self, message: Message, agenda: &mut Agenda<Message>) -> Result<(), Fault> {
        self.0.handle(message, agenda)
    }

    fn timers(&mut self) -> Option<&mut Timers> {
        self.0.timers()
    }

    fn run_out(&mut self, timer: TimerId, at: Instant) {
        self.0.run_out(timer, at);
    }
}
