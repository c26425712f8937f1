//! What every measurement of a network starts from, and what can end one early.

use egret_arch::{Network, Ticks, Topology};
use egret_config::Problem;

use super::network::{Fidelity, Interconnect, Stuck, Way};

/// A network to be measured.
#[derive(Clone, Copy, Debug)]
pub struct Setup<'a> {
    /// Routers, nodes and links.
    pub topology: &'a Topology,
    /// Timing of links and routers.
    pub network: &'a Network,
    /// How exactly routers are simulated.
    pub fidelity: Fidelity,
}

impl Setup<'_> {
    /// The idle network.
    pub(super) fn interconnect(&self) -> Result<Interconnect, Stopped> {
        Interconnect::new(self.topology, self.network, self.fidelity).map_err(Stopped::Input)
    }

    /// The idle network for packets that go along `ways`.
    pub(super) fn multicast(&self, ways: &[Way]) -> Result<Interconnect, Stopped> {
        Interconnect::multicast(self.topology, self.network, self.fidelity, ways).map_err(Stopped::Input)
    }

    /// Ticks of a cycle, in which rates and latencies are given. Refused when the network cannot be simulated.
    pub fn cycle_ticks(&self) -> Result<Ticks, Problem> {
        Interconnect::new(self.topology, self.network, self.fidelity)
            .map(|interconnect| interconnect.cycle_ticks())
    }

    /// Flits that each link has moved, by number of the link.
    pub(super) fn flits_by_link(&self, interconnect: &Interconnect) -> Vec<u64> {
        let mut flits = vec![0; self.topology.links().len()];
        for (link, moved) in interconnect.flits_by_link() {
            flits[link.index()] += moved;
        }
        flits
    }
}

/// Why a measurement ended early.
#[derive(Debug)]
pub enum Stopped {
    /// The network cannot be simulated as asked.
    Input(Problem),
    /// Flits wait for each other and none can ever move.
    Stuck(Stuck),
}

impl From<Stuck> for Stopped {
    fn from(stuck: Stuck) -> Self {
        Self::Stuck(stuck)
    }
}
