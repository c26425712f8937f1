//! Chips joined in a chain, router 0 to router 0: every kind that is no grid.
//!
//! One table serves all chips: a path to another chip goes to router 0, along the chain, and on from router 0 there,
//! which is the shortest since there is no other way across.

use petgraph::graph::DiGraph;

use super::link::LinkClass;
use super::plan::{Hop, Plan, Wire};
use super::table::HopTable;

/// A chain of equal chips.
#[derive(Clone, Debug)]
pub(super) struct Chain {
    chips: u32,
    /// The routers of one chip.
    chip: Plan,
    table: HopTable,
}

impl Chain {
    /// A chain of chips and the plan of all of them: the wires of every chip, then for each joint there and back.
    pub(super) fn build(chip: Plan, chips: u32) -> (Self, Plan) {
        let mut graph = DiGraph::<(), ()>::with_capacity(chip.positions.len(), chip.wires.len());
        let nodes: Vec<_> = chip.positions.iter().map(|_| graph.add_node(())).collect();
        for wire in &chip.wires {
            graph.add_edge(nodes[wire.from as usize], nodes[wire.to as usize], ());
        }
        let table = HopTable::compile(&graph);

        let routers = chip.routers();
        let columns = chip.positions.iter().map(|&(x, _)| x + 1).max().unwrap_or(1);
        let mut all = Plan { wires: Vec::new(), positions: Vec::new() };
        for number in 0..chips {
            let first = number * routers;
            let shifted = |wire: &Wire| Wire { from: wire.from + first, to: wire.to + first, ..*wire };
            all.wires.extend(chip.wires.iter().map(shifted));
            all.positions.extend(chip.positions.iter().map(|&(x, y)| (x + number * columns, y)));
        }
        for number in 1..chips {
            let (left, right) = ((number - 1) * routers, number * routers);
            all.wires.push(Wire { from: left, to: right, class: LinkClass::ChipLink });
            all.wires.push(Wire { from: right, to: left, class: LinkClass::ChipLink });
        }
        (Self { chips, chip, table }, all)
    }

    /// The first step of the path between two routers; none when they are the same.
    pub(super) fn next(&self, from: u32, to: u32) -> Option<Hop> {
        let ((from_chip, from_local), (to_chip, to_local)) = (self.local(from), self.local(to));
        if from_chip == to_chip {
            return self.table.next(from_local, to_local).map(|wire| self.forwards(from_chip, wire));
        }
        match self.table.next(from_local, 0) {
            Some(wire) => Some(self.forwards(from_chip, wire)),
            None if to_chip > from_chip => Some(self.joint(from_chip, from_chip + 1, from_chip + 1)),
            None => Some(self.joint(from_chip, from_chip - 1, from_chip - 1)),
        }
    }

    /// The last step of the path between two routers, with the router before the last; none when they are the same.
    pub(super) fn last(&self, from: u32, to: u32) -> Option<Hop> {
        let ((from_chip, from_local), (to_chip, to_local)) = (self.local(from), self.local(to));
        if from_chip == to_chip {
            return self.table.last(from_local, to_local).map(|wire| self.backwards(to_chip, wire));
        }
        match self.table.last(0, to_local) {
            Some(wire) => Some(self.backwards(to_chip, wire)),
            None if to_chip > from_chip => Some(self.joint(to_chip - 1, to_chip, to_chip - 1)),
            None => Some(self.joint(to_chip + 1, to_chip, to_chip + 1)),
        }
    }

    /// Wires between two routers.
    pub(super) fn distance(&self, from: u32, to: u32) -> u32 {
        let ((from_chip, from_local), (to_chip, to_local)) = (self.local(from), self.local(to));
        if from_chip == to_chip {
            return self.table.distance(from_local, to_local);
        }
        self.table.distance(from_local, 0) + from_chip.abs_diff(to_chip) + self.table.distance(0, to_local)
    }

    /// Chip and number within it.
    fn local(&self, router: u32) -> (u32, u32) {
        let routers = self.chip.routers();
        (router / routers, router % routers)
    }

    fn forwards(&self, chip: u32, wire: u32) -> Hop {
        let router = chip * self.chip.routers() + self.chip.wires[wire as usize].to;
        Hop { wire: chip * self.chip.wires.len() as u32 + wire, router }
    }

    fn backwards(&self, chip: u32, wire: u32) -> Hop {
        let router = chip * self.chip.routers() + self.chip.wires[wire as usize].from;
        Hop { wire: chip * self.chip.wires.len() as u32 + wire, router }
    }

    /// The wire between neighbouring chips, seen with router 0 of the chip `other`.
    fn joint(&self, from_chip: u32, to_chip: u32, other: u32) -> Hop {
        let first = self.chips * self.chip.wires.len() as u32;
        let back = u32::from(from_chip > to_chip);
        Hop { wire: first + 2 * from_chip.min(to_chip) + back, router: other * self.chip.routers() }
    }
}
