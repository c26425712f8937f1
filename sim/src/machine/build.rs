//! Building a machine from a prepared network.

use egret_arch::Chip;
use egret_workloads::{Network, Population, Workload};
use rustc_hash::FxHashMap;

use super::arrivals::Arrivals;
use super::memories::Memories;
use super::power::Power;
use super::results::StepLog;
use super::{EndpointState, FlitTransport, Machine, Packets, Stepping, Timings, Traffic, Transport};
use crate::actors::{Fabric, Inboxes, Pipeline, Timing};
use crate::bound::{Counting, Hardware};
use crate::ledger::{Multiples, NetworkCounts, PortCounts, SliceCounts};
use crate::mapping::arch_model;
use crate::noc::Histogram;
use crate::observer::Observer;
use crate::path::Firings;
use crate::play::Play;
use crate::prepare::Prepared;
use crate::timing::TimingModel;

impl<'a, O: Observer> Machine<'a, O> {
    /// A machine that will process `tokens` tokens; `on_step` is told how many steps have ended.
    pub(crate) fn new(
        prepared: &'a Prepared<'a>,
        tokens: u32,
        on_step: &'a mut dyn FnMut(u32),
        observer: &'a mut O,
    ) -> Self {
        let Prepared { chip, workload, placement, rows, routes, readout, .. } = prepared;
        let network = workload.network();
        let delays = delays(workload);
        let depth = delays.iter().copied().max().unwrap_or(0);
        let stepping = Stepping::new(chip, network, placement, *readout, tokens, depth);
        let window = match chip.sync() {
            egret_arch::Sync::Dataflow { steps_in_flight } => steps_in_flight + 1,
            egret_arch::Sync::Barrier { .. }
            | egret_arch::Sync::BarrierTable { .. }
            | egret_arch::Sync::FixedTick { .. }
            | egret_arch::Sync::FreeRunning { .. } => depth + 1,
        };
        let cores = placement.cores.len() as u32;
        // The host buffers as much as it is sent.
        let mut places = vec![chip.core().queue_entries; cores as usize];
        places.push(u32::MAX);
        let core_endpoints = (0..cores).map(|core| EndpointState {
            pipeline: Pipeline::default(),
            outbox: Box::default(),
            slices: placement.slices_of(core),
        });
        let host = EndpointState { pipeline: Pipeline::default(), outbox: Box::default(), slices: 0..0 };
        let timing = Timings::of(chip);
        let states = chip.core().power.as_ref();
        let power = states.map(|states| Box::new(Power::new(states, cores as usize, &timing, rows)));
        let mut machine = Self {
            chip,
            network,
            placement,
            rows,
            routes,
            timing,
            free_sync: chip.ideal().free_sync,
            endpoints: core_endpoints.chain([host]).collect(),
            inboxes: Inboxes::new(places),
            memories: Memories::new(chip, network, placement, rows),
            power,
            transport: match &prepared.flits {
                Some(plan) => Transport::Flit(Box::new(FlitTransport::new(plan))),
                None => Transport::Packet(Fabric::new(chip.network(), &placement.topology)),
            },
            packets: Packets::default(),
            play: Play::new((network, workload.activity()), tokens, window, skipping(chip, network)),
            counting: prepared.bounded.then(|| Box::new(Counting::new(Hardware::new(prepared)))),
            firings: Firings::default(),
            stepping,
            delays,
            tokens,
            closed: prepared.timing == TimingModel::PeerSimple,
            tiles: placement.tiles(),
            readout: *readout,
            multiples: Multiples::of(chip),
            ports: vec![PortCounts::default(); rows.ports.len()],
            slice_counts: vec![SliceCounts::default(); placement.slices.len()],
            network_counts: vec![NetworkCounts::default(); network.populations.len()],
            traffic: Traffic::default(),
            latencies: Histogram::default(),
            unsettled: 0,
            last_built: None,
            sync_actions: 0,
            host_events: 0,
            log: StepLog::default(),
            fault: None,
            on_step,
            observer,
            at_port: Vec::new(),
            active: Vec::new(),
            skipped: Vec::new(),
            uses_of_trees: vec![0; routes.forest.trees.len()],
            injected: Vec::new(),
            arrivals: Vec::new(),
            landed: Vec::new(),
            kept: Arrivals::default(),
            long_waits: FxHashMap::default(),
        };
        if machine.may_keep_arrivals() {
            machine.kept = Arrivals::new(cores as usize);
        }
        machine
    }
}

/// Populations whose units the chip skips.
pub(crate) fn skipping(chip: &Chip, network: &Network) -> Vec<bool> {
    let skips = |population: &Population| {
        chip.core().model(arch_model(population.model)).is_some_and(|cost| cost.skips)
    };
    network.populations.iter().map(skips).collect()
}

impl Timings {
    /// Times on a chip and its host.
    pub(crate) fn of(chip: &Chip) -> Self {
        let (core, host) = (Timing::of_core(chip), Timing::of_host(chip.host().event_time));
        let (core_token, host_token) = (core.for_tokens(), host.for_tokens());
        if chip.ideal().free_sync {
            Self { core, host, core_token: core_token.without_time(), host_token: host_token.without_time() }
        } else {
            Self { core, host, core_token, host_token }
        }
    }
}

/// Steps by which each population is behind the first one, where every hop takes a step.
pub(crate) fn delays(workload: &Workload) -> Vec<u32> {
    let depths = workload.network().depths();
    let first = depths.iter().copied().min().unwrap_or(0);
    depths.into_iter().map(|depth| depth - first).collect()
}
