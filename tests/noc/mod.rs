//! Networks by themselves, held against `BookSim2`: packet by packet where both are exact, figure by figure where random
//! streams differ. `data/` holds what `BookSim2` (commit 28f4329) put out; setting A there is the router `minimal` with
//! packets of one flit, setting B `vc4` with packets of four.

mod commands;
mod deadlock;
mod oracles;
mod sweeps;
mod zero_load;

use std::path::Path;

use egret_arch::{Board, Network, Topology, TopologySpec, router_network, shipped_routers};
use egret_sim::noc::{Fidelity, Pattern, Setup, Traffic};

/// A topology with a router, both by name.
pub(crate) struct Case {
    topology: Topology,
    network: Network,
}

impl Case {
    pub(crate) fn new(topology: &str, router: &str) -> Self {
        let spec = TopologySpec::parse(topology).unwrap_or_else(|problem| panic!("{problem}"));
        let (name, text) =
            shipped_routers().iter().find(|(name, _)| *name == router).expect("a shipped router");
        let network = router_network(name, text, &spec).unwrap_or_else(|error| panic!("{error}"));
        Self { topology: Topology::build(&spec, Board::ONE), network }
    }

    /// A setting and a topology in the words of the data: `A`, `mesh8`.
    fn of_data(setting: &str, topology: &str) -> Self {
        let at = topology.find(|letter: char| letter.is_ascii_digit()).expect("a size");
        let (kind, size) = topology.split_at(at);
        Self::new(&format!("{kind}:{size}x{size}"), if setting == "A" { "minimal" } else { "vc4" })
    }

    pub(crate) fn setup(&self, fidelity: Fidelity) -> Setup<'_> {
        Setup { topology: &self.topology, network: &self.network, fidelity }
    }

    pub(crate) fn pattern(&self, traffic: &str) -> Pattern {
        let traffic = Traffic::parse(traffic).unwrap_or_else(|problem| panic!("{problem}"));
        Pattern::new(&traffic, &self.topology).unwrap_or_else(|problem| panic!("{problem}"))
    }
}

/// A file of the data.
fn data(name: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/noc/data").join(name);
    std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// Rows of a CSV text without quotes, as values by the name of their column.
struct Rows<'a> {
    heading: Vec<&'a str>,
    lines: Vec<Vec<&'a str>>,
}

impl<'a> Rows<'a> {
    fn new(text: &'a str) -> Self {
        let mut lines = text.lines().map(|line| line.split(',').collect::<Vec<_>>());
        let heading = lines.next().expect("a heading");
        Self { heading, lines: lines.collect() }
    }

    fn place(&self, column: &str) -> usize {
        self.heading.iter().position(|name| *name == column).unwrap_or_else(|| panic!("no {column}"))
    }

    fn text(&self, line: usize, column: &str) -> &'a str {
        self.lines[line][self.place(column)]
    }

    fn number(&self, line: usize, column: &str) -> f64 {
        self.text(line, column).parse().unwrap_or_else(|_| panic!("{column} of line {line}"))
    }
}
