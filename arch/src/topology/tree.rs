//! Complete trees, numbered level by level from the root; cores sit at the leaves, which are the last routers.
//!
//! On the floor plan a router lies above the first leaf below it, y is its level.

use super::link::LinkClass;
use super::plan::{Plan, Wire};

/// Routers of a tree and, of these, the leaves; saturating, so that absurd sizes can be refused.
pub(super) fn sizes(arity: u32, levels: u32) -> (u32, u32) {
    let mut leaves = 1_u32;
    let mut routers = 1_u32;
    for _ in 0..levels {
        leaves = leaves.saturating_mul(arity);
        routers = routers.saturating_add(leaves);
    }
    (routers, leaves)
}

pub(super) fn plan(arity: u32, levels: u32) -> Plan {
    let (routers, leaves) = sizes(arity, levels);
    let inner = routers - leaves;
    let mut wires = Vec::with_capacity(2 * routers as usize);
    for from in 0..routers {
        if from > 0 {
            wires.push(Wire { from, to: (from - 1) / arity, class: LinkClass::Horizontal });
        }
        if from < inner {
            let children = from * arity + 1..=from * arity + arity;
            wires.extend(children.map(|to| Wire { from, to, class: LinkClass::Horizontal }));
        }
    }
    let mut positions = Vec::with_capacity(routers as usize);
    let mut width = 1;
    for level in 0..=levels {
        positions.extend((0..width).map(|place| (place * (leaves / width), level)));
        width *= arity;
    }
    Plan { wires, positions }
}
