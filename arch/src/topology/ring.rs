//! Bidirectional rings. The floor plan is the ring folded in two rows.

use super::link::LinkClass;
use super::plan::{Plan, Wire};

pub(super) fn plan(routers: u32) -> Plan {
    let mut wires = Vec::with_capacity(2 * routers as usize);
    for from in 0..routers {
        let next = (from + 1) % routers;
        let previous = (from + routers - 1) % routers;
        if next != from {
            wires.push(Wire { from, to: next, class: LinkClass::Horizontal });
        }
        // Two routers are joined once.
        if previous != next {
            wires.push(Wire { from, to: previous, class: LinkClass::Horizontal });
        }
    }
    let half = routers.div_ceil(2);
    let position = |router| if router < half { (router, 0) } else { (routers - 1 - router, 1) };
    Plan { wires, positions: (0..routers).map(position).collect() }
}
