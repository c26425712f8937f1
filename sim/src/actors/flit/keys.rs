//! Routing tables of keys and masks, as `SpiNNaker` has them.
//!
//! The first entry whose key equals the packet's under its mask says where the packet goes. Without a match a packet goes
//! straight on: out by the port opposite to the one it came in by.

use egret_arch::{LinkClass, Node, Topology};

/// One entry of a table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Entry {
    /// What the packet's key must be in the bits of the mask.
    pub(crate) key: u32,
    /// Bits that count.
    pub(crate) mask: u32,
    /// Outputs, a bit each.
    pub(crate) outs: u64,
}

/// The tables of all routers.
#[derive(Clone, Debug, Default)]
pub(crate) struct KeyTables {
    /// By router.
    pub(crate) entries: Vec<Vec<Entry>>,
    /// By router and port: the port straight on, or [`Self::NONE`].
    opposite: Vec<Vec<u8>>,
}

impl KeyTables {
    const NONE: u8 = u8::MAX;

    /// Tables without entries.
    pub(crate) fn new(topology: &Topology) -> Self {
        let routers = 0..topology.routers();
        Self {
            entries: vec![Vec::new(); topology.routers() as usize],
            opposite: routers.map(|router| opposites(topology, router)).collect(),
        }
    }

    /// Outputs of a packet with `key` that came in on port `came`; none for one that no entry knows and that cannot go
    /// straight on.
    pub(super) fn outs(&self, router: u32, key: u32, came: u8) -> u64 {
        let found = self.entries[router as usize].iter().find(|entry| key & entry.mask == entry.key);
        found.map_or_else(|| self.straight_on(router, came), |entry| entry.outs)
    }

    /// The output straight on from port `came`, if there is one.
    pub(crate) fn straight_on(&self, router: u32, came: u8) -> u64 {
        match self.opposite[router as usize].get(usize::from(came)) {
            Some(&Self::NONE) | None => 0,
            Some(port) => 1 << port,
        }
    }
}

/// By port of a router: the port on the other side of it, on a grid.
fn opposites(topology: &Topology, router: u32) -> Vec<u8> {
    let ways: Vec<Option<(LinkClass, bool)>> = topology
        .outgoing(router)
        .iter()
        .map(|&link| match topology.link(link).to {
            Node::Router(next) => Some(direction(topology, router, next)),
            Node::Core(_) | Node::Host => None,
        })
        .collect();
    let across = |way: &Option<(LinkClass, bool)>| {
        let (axis, up) = (*way)?;
        let other = ways.iter().position(|&other| other == Some((axis, !up)))?;
        Some(other as u8)
    };
    ways.iter().map(|way| across(way).unwrap_or(KeyTables::NONE)).collect()
}

/// Axis along which a neighbour lies (links between chips lie along either), and whether it is further up there. Around a
/// ring the last one is down from the first.
fn direction(topology: &Topology, router: u32, next: u32) -> (LinkClass, bool) {
    let ((x, y), (next_x, next_y)) = (topology.position(router), topology.position(next));
    let (axis, from, to) =
        if y == next_y { (LinkClass::Horizontal, x, next_x) } else { (LinkClass::Vertical, y, next_y) };
    (axis, if from.abs_diff(to) == 1 { to > from } else { to < from })
}
