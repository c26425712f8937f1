//! What the parts of a placed network are called.

use egret_arch::{Chip, Execution, LinkId};
use egret_sim::noc::Fidelity;
use egret_sim::{Prepared, Stage};

use super::lane::Lane;

/// Names of cores, links, memories and populations.
pub(super) struct Names {
    /// By population, in the order of the network.
    pub(super) populations: Vec<String>,
    /// By slice of the placement, then of the host: the population.
    pub(super) of_slices: Vec<u32>,
    /// By endpoint: cores in use, then the host.
    endpoints: Vec<String>,
    /// By link of the topology.
    links: Vec<String>,
    /// By memory of a core: its name, and its ports a bank.
    memories: Vec<(String, u32)>,
    execution: Execution,
    /// Links move flits one by one, not packets.
    pub(super) flits: bool,
}

impl Names {
    /// Of a placed network; `populations` are those of its workload.
    pub(super) fn of(prepared: &Prepared<'_>, chip: &Chip, mut populations: Vec<String>) -> Self {
        let placement = prepared.placement();
        let topology = &placement.topology;
        let host = populations.len() as u32;
        populations.push("host".to_owned());
        let slices = placement.slices.iter().map(|slice| slice.population.index() as u32);
        let endpoints = (0..).zip(&placement.cores).map(|(position, &core)| {
            let (x, y) = topology.position(topology.router_of(core));
            let on = if placement.chips > 1 {
                format!("chip {}, x {x}, y {y}", topology.chip_of(core))
            } else {
                format!("x {x}, y {y}")
            };
            let mut held: Vec<&str> = Vec::new();
            for slice in placement.slices_of(position) {
                let population = placement.slices[slice as usize].population.index();
                if held.last() != Some(&populations[population].as_str()) {
                    held.push(&populations[population]);
                }
            }
            format!("core {core} ({on}): {}", held.join(", "))
        });
        Self {
            of_slices: slices.chain([host]).collect(),
            endpoints: endpoints.chain(["host".to_owned()]).collect(),
            links: topology
                .links()
                .iter()
                .map(|link| format!("{} to {} ({})", link.from, link.to, link.class.name()))
                .collect(),
            memories: chip
                .core()
                .memories
                .iter()
                .map(|memory| (memory.name.clone(), memory.ports.max(1)))
                .collect(),
            execution: chip.core().execution,
            flits: prepared.fidelity() == Fidelity::Flit,
            populations,
        }
    }

    /// Position of the host among the endpoints.
    fn host(&self) -> u32 {
        self.endpoints.len() as u32 - 1
    }

    /// What a lane is called.
    pub(super) fn of_lane(&self, lane: Lane) -> String {
        match lane {
            Lane::Synchronisation => "synchronisation".to_owned(),
            Lane::Steps => "steps".to_owned(),
            Lane::Pauses => "between steps".to_owned(),
            Lane::InFlight(place) => format!("step on its way, place {place}"),
            Lane::Power => "power".to_owned(),
            Lane::StaticPower => "static power".to_owned(),
            Lane::Cores => "cores".to_owned(),
            Lane::Endpoint(endpoint) => self.endpoints.get(endpoint as usize).cloned().unwrap_or_default(),
            Lane::State(_) => "power state".to_owned(),
            Lane::Waiting(_) => "inputs waiting".to_owned(),
            Lane::Arrivals(_) => "arrivals".to_owned(),
            Lane::Stage(endpoint, stage) => self.stage(endpoint, stage).to_owned(),
            Lane::Port(_) => "port".to_owned(),
            Lane::Memory(_, memory, None) => format!("memory {}", self.memory(memory).0),
            Lane::Memory(_, memory, Some(port)) => {
                let (name, ports) = self.memory(memory);
                let (bank, port) = (port / ports, port % ports);
                if ports > 1 {
                    format!("memory {name}, bank {bank}, port {port}")
                } else {
                    format!("memory {name}, bank {bank}")
                }
            }
            Lane::Fetch(_, place) => format!("from DRAM, place {place}"),
            Lane::Links => "links".to_owned(),
            Lane::Wire { link, subnet } => {
                let name = self.links.get(LinkId(link).index()).cloned().unwrap_or_default();
                if subnet == 0 { name } else { format!("{name}, subnet {subnet}") }
            }
            Lane::Lost => "dropped packets".to_owned(),
        }
    }

    fn memory(&self, memory: u32) -> (&str, u32) {
        self.memories.get(memory as usize).map_or(("", 1), |(name, ports)| (name, *ports))
    }

    fn stage(&self, endpoint: u32, stage: Stage) -> &'static str {
        match stage {
            Stage::AxonIn if endpoint == self.host() => "reads events",
            Stage::AxonOut if endpoint == self.host() => "sends events",
            Stage::AxonIn => "axon-in",
            Stage::Synapse => "synapse",
            Stage::Dendrite => "dendrite",
            Stage::Soma if self.execution == Execution::Duplex => "processor of updates",
            Stage::Soma => "soma",
            Stage::AxonOut => "axon-out",
            Stage::Processor if self.execution == Execution::Duplex => "processor of events",
            Stage::Processor => "processor",
        }
    }
}
