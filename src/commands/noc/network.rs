//! From arguments to a network and the traffic on it.

use std::path::Path;

use egret_arch::topology::{channel_cycle, describe_cycle};
use egret_arch::{Board, Network, Router, Ticks, Topology, TopologySpec, router_network};
use egret_config::Problem;
use egret_reports::noc::read_matrix;
use egret_sim::noc::{Fidelity, Pattern, Setup, Stopped, Traffic};

use super::arguments::NetworkArguments;
use crate::commands::chip;
use crate::failure::{Failure, both};
use crate::inputs;
use crate::settings::Settings;

/// The router that is used where none is named.
const DEFAULT_ROUTER: &str = "minimal";
/// Flits of a packet where nothing else is asked for, by router; one for all others.
const PACKETS: [(&str, u32); 1] = [("vc4", 4)];

/// A network that was asked for.
pub(super) struct Chosen {
    pub(super) topology: Topology,
    pub(super) network: Network,
    pub(super) fidelity: Fidelity,
    /// What it is called in headings: `mesh:8x8, minimal`.
    pub(super) name: String,
    /// The argument to blame where it cannot be simulated.
    pub(super) blamed: &'static str,
    /// Flits of a packet where nothing else is asked for.
    pub(super) packet_flits: u32,
    /// Ticks of one cycle.
    pub(super) cycle_ticks: Ticks,
}

impl Chosen {
    /// Finds topology and router; everything wrong with them is told at once.
    pub(super) fn of(arguments: &NetworkArguments) -> Result<Self, Failure> {
        let fidelity = arguments.fidelity.into();
        let chosen = match &arguments.chip {
            Some(chip) => Self::of_chip(chip, fidelity)?,
            None => Self::of_router(arguments, fidelity)?,
        };
        if chosen.fidelity == Fidelity::Flit {
            chosen.refuse_tables()?;
            if !arguments.unchecked {
                chosen.refuse_circles()?;
            }
        }
        let cycle_ticks = chosen.setup().cycle_ticks().map_err(|problem| chosen.refused(problem))?;
        Ok(Self { cycle_ticks, ..chosen })
    }

    fn of_chip(name: &str, fidelity: Fidelity) -> Result<Self, Failure> {
        let source = inputs::chips().find(name, Path::new(""))?;
        let chip = chip::load(&source, &Settings::default())?;
        Ok(Self {
            topology: if chip.network().directional {
                Topology::build(chip.topology(), Board::ONE).directed()
            } else {
                Topology::build(chip.topology(), Board::ONE)
            },
            network: chip.network().clone(),
            fidelity,
            name: chip.name().to_owned(),
            blamed: "--chip",
            packet_flits: 1,
            cycle_ticks: 1,
        })
    }

    fn of_router(arguments: &NetworkArguments, fidelity: Fidelity) -> Result<Self, Failure> {
        let wanted = arguments.topology.as_deref().unwrap_or_default();
        let router = arguments.router.as_deref().unwrap_or(DEFAULT_ROUTER);
        let spec = TopologySpec::parse(wanted).map_err(|problem| Failure::input("--topology", problem));
        let (spec, source) = both(spec, inputs::routers().find(router, Path::new("")))?;
        let network = router_network(&source.name, &source.text, &spec)?;
        let packet_flits = PACKETS.iter().find(|(name, _)| *name == router).map_or(1, |(_, flits)| *flits);
        Ok(Self {
            topology: Topology::build(&spec, Board::ONE),
            network,
            fidelity,
            name: format!("{wanted}, {router}"),
            blamed: "--router",
            packet_flits,
            cycle_ticks: 1,
        })
    }

    /// The network, ready to be measured.
    pub(super) fn setup(&self) -> Setup<'_> {
        Setup { topology: &self.topology, network: &self.network, fidelity: self.fidelity }
    }

    /// Lays traffic on it.
    pub(super) fn pattern(&self, wanted: &str) -> Result<Pattern, Failure> {
        let traffic = if is_file(wanted) {
            let text = inputs::read(Path::new(wanted))?;
            read_matrix(wanted, &text, self.topology.cores())?
        } else {
            Traffic::parse(wanted).map_err(of_traffic)?
        };
        Pattern::new(&traffic, &self.topology).map_err(of_traffic)
    }

    /// Why a measurement ended early, with what to blame.
    pub(super) fn stopped(&self, stopped: Stopped) -> Failure {
        match stopped {
            Stopped::Input(problem) => self.refused(problem),
            Stopped::Stuck(stuck) => Failure::Stuck {
                what: format!("{}: deadlock in cycle {}: {}", self.name, stuck.at, stuck.report),
                hint: format!("{} flits wait for each other and will never move", stuck.waiting),
            },
        }
    }

    /// Refuses routers that go by keys, which packets between nodes do not have.
    fn refuse_tables(&self) -> Result<(), Failure> {
        let Some(Router::Table(_)) = self.network.router else { return Ok(()) };
        let problem = Problem::new("", "its routers go by the keys of packets, and packets here have none");
        Err(self.refused(problem.hint("use routers with virtual channels, or `--fidelity packet`")))
    }

    /// Refuses routes on which packets in finite buffers may wait for each other for ever.
    fn refuse_circles(&self) -> Result<(), Failure> {
        let Some(circle) = channel_cycle(&self.topology) else { return Ok(()) };
        let what = format!("packets can wait for each other: {}", describe_cycle(&self.topology, &circle));
        let hint = "give the graph `routing: UpDown`, use `--fidelity packet`, where buffers have no limit, or see \
                    with `--unchecked` whether they do";
        let topology = if self.blamed == "--chip" { self.blamed } else { "--topology" };
        Err(Failure::input(topology, Problem::new("", what).hint(hint)))
    }

    /// What cannot be simulated. Where a router was named, that name says more than the place in a chip.
    fn refused(&self, mut problem: Problem) -> Failure {
        if self.blamed == "--router" {
            problem.path.clear();
        }
        Failure::input(self.blamed, problem)
    }
}

/// Something wrong with `--traffic`.
fn of_traffic(problem: Problem) -> Failure {
    Failure::input("--traffic", problem)
}

/// Whether traffic is the path of a matrix.
fn is_file(wanted: &str) -> bool {
    let extension = Path::new(wanted).extension();
    wanted.contains(['/', '\\']) || extension.is_some_and(|extension| extension.eq_ignore_ascii_case("csv"))
}
