//! Ports of routes on a grid, worked out from coordinates that are kept: for simulators that ask at every hop.

use super::grid::{Axis, Grid};

/// What is kept of a router: its place in each dimension, in the order in which packets cross them, and its port in each
/// direction, up and down in the one, up and down in the other.
#[derive(Clone, Copy, Debug)]
struct At {
    places: [u32; 2],
    ports: [[u8; 2]; 2],
}

/// The port by which a packet leaves a router of a grid.
#[derive(Clone, Debug)]
pub struct GridPorts {
    axes: [Axis; 2],
    routers: Vec<At>,
}

impl GridPorts {
    /// Of a grid whose routers have these positions (x, y).
    pub(super) fn of(grid: &Grid, positions: &[(u32, u32)]) -> Self {
        let [(first, first_axis), (second, second_axis)] = grid.crossed();
        let routers = (0..).zip(positions).map(|(router, &(x, y))| {
            let mut port = 0;
            let ports = grid.neighbours(router).map(|there| {
                port += u8::from(there);
                if there { port - 1 } else { u8::MAX }
            });
            let by_dimension = [[ports[0], ports[1]], [ports[2], ports[3]]];
            At { places: [[x, y][first], [x, y][second]], ports: [by_dimension[first], by_dimension[second]] }
        });
        Self { axes: [first_axis, second_axis], routers: routers.collect() }
    }

    /// The place in [`super::Topology::outgoing`] of the link that a packet takes at `router` on its way to the router `to`;
    /// none when it is there.
    #[inline]
    pub fn port(&self, router: u32, to: u32) -> Option<u8> {
        let (at, to) = (&self.routers[router as usize], &self.routers[to as usize]);
        let dimension = usize::from(at.places[0] == to.places[0]);
        let (from, to) = (at.places[dimension], to.places[dimension]);
        let down = usize::from(!self.axes[dimension].goes_up(from, to));
        (from != to).then(|| at.ports[dimension][down])
    }
}
