//! Work added up place by place, of a step or of a whole run.

use egret_arch::Ticks;

use super::hardware::Hardware;
use super::work::Work;
use crate::tables::{RowRef, Tree};

/// Work added up place by place.
#[derive(Clone, Debug)]
pub(super) struct Loads {
    /// By slice.
    pub(super) slices: Vec<Work>,
    /// Packets by tree, and the trees that have some.
    packets: Vec<u64>,
    pub(super) trees: Vec<u32>,
    /// Ticks of the host that sends, and of the host that takes in: with events, with tokens.
    pub(super) sent: (Ticks, Ticks),
    pub(super) taken: (Ticks, Ticks),
    /// Events and tokens that the host sent and took in.
    pub(super) host_events: u64,
}

impl Loads {
    /// Nothing yet.
    pub(super) fn new(hardware: &Hardware<'_>) -> Self {
        Self {
            slices: vec![Work::default(); hardware.placement.slices.len()],
            packets: vec![0; hardware.routes.forest.trees.len()],
            trees: Vec::new(),
            sent: (0, 0),
            taken: (0, 0),
            host_events: 0,
        }
    }

    /// Forgets everything.
    pub(super) fn clear(&mut self) {
        self.slices.fill(Work::default());
        for tree in self.trees.drain(..) {
            self.packets[tree as usize] = 0;
        }
        (self.sent, self.taken, self.host_events) = ((0, 0), (0, 0), 0);
    }

    /// Packets along a tree.
    pub(super) fn packets(&self, tree: u32) -> u64 {
        self.packets[tree as usize]
    }

    /// What `events` events of a source unit do once they are sent; the values of `noughts` among them are nought, which
    /// costs time and applies no weight. Where packets may be lost nothing is certain.
    pub(super) fn add_events(&mut self, hardware: &Hardware<'_>, source: u32, events: u64, noughts: u64) {
        if hardware.lossy || events == 0 {
            return;
        }
        let accepted = Work { accepting: hardware.timings.core.accepting(), events: 1, ..Work::default() };
        let mut single = RowRef::default();
        for entry in hardware.rows.of(source) {
            for (number, (slice, row)) in hardware.rows_of(entry, &mut single).enumerate() {
                if number == 0 {
                    self.slices[slice].add(&accepted, events);
                }
                let work = &mut self.slices[slice];
                work.add(row, events);
                work.synops -= row.synops * noughts;
                work.words -= if hardware.gated { row.words * noughts } else { 0 };
            }
        }
        for route in hardware.routes.of(source) {
            let tree = hardware.routes.all[route].tree;
            self.add_packets(tree, events);
            if to_host(hardware, tree) {
                self.taken.0 += events * hardware.host(false).accepting();
                self.host_events += events;
            }
        }
    }

    /// What `steps` end-of-step tokens of a slice, or of the host for the number of slices, do.
    pub(super) fn add_tokens(&mut self, hardware: &Hardware<'_>, slice: u32, steps: u64) {
        let routes = hardware.routes.of(hardware.routes.token(slice));
        let packets = steps * routes.len() as u64;
        if let Some(work) = self.slices.get_mut(slice as usize) {
            work.tokens_out += hardware.timings.core_token.sending(0, packets);
            work.tokens_built += packets;
        } else {
            self.sent.1 += hardware.host(true).sending(0, packets);
            self.host_events += packets;
        }
        let accepting = hardware.timings.core_token.accepting();
        for route in routes {
            let tree = hardware.routes.all[route].tree;
            self.add_packets(tree, steps);
            let described = &hardware.routes.forest.trees[tree as usize];
            for leaf in &hardware.routes.forest.leaves_of(described)[..described.cores as usize] {
                let first = hardware.placement.slices_of(leaf.endpoint).start;
                let work = &mut self.slices[first as usize];
                work.tokens_in += steps * accepting;
                work.tokens_taken += steps;
            }
            if to_host(hardware, tree) {
                self.taken.1 += steps * hardware.host(true).accepting();
                self.host_events += steps;
            }
        }
    }

    /// The host sends the packets of an event of each of these source units.
    pub(super) fn add_injected(&mut self, hardware: &Hardware<'_>, packets: u64) {
        self.sent.0 += hardware.host(false).sending(0, packets);
        self.host_events += packets;
    }

    pub(super) fn add_packets(&mut self, tree: u32, packets: u64) {
        let sum = &mut self.packets[tree as usize];
        if *sum == 0 && packets > 0 {
            self.trees.push(tree);
        }
        *sum += packets;
    }
}

/// Whether the host is among the destinations of a tree.
fn to_host(hardware: &Hardware<'_>, tree: u32) -> bool {
    let tree: &Tree = &hardware.routes.forest.trees[tree as usize];
    hardware.routes.forest.leaves_of(tree).len() > tree.cores as usize
}
