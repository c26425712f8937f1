//! Where packets go: the outputs a packet takes at a router.

use egret_arch::{ChannelChoice, Endpoint, LinkId, Node, Topology, TopologySpec, topology::GridPorts};

use super::keys::KeyTables;
use super::layout::Layout;

/// One way on from a router.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Branch {
    /// Output.
    pub(crate) port: u8,
    /// Dateline class of the link, where there are two.
    pub(crate) class: u8,
    /// What a flit carries on from there: the next place in its tree, or at an endpoint its number among the
    /// destinations.
    pub(crate) way: u32,
}

/// What the `way` of a flit means.
#[derive(Clone, Debug)]
pub(crate) enum Ways {
    /// The endpoint it goes to.
    Destinations(Destinations),
    /// Its place in one of these trees: the link along which it came.
    Trees(Trees),
    /// Its key, looked up in the tables of routers.
    Keys(KeyTables),
}

/// Routes by destination.
#[derive(Clone, Debug)]
pub(crate) struct Destinations {
    topology: Box<Topology>,
    /// By endpoint: its router and the port there.
    exits: Vec<(u32, u8)>,
    /// How ports follow from coordinates, on a grid.
    grid: Option<GridPorts>,
    /// Ports by router and router of the destination, on other networks that are small enough; [`u8::MAX`] at the
    /// destination.
    table: Vec<u8>,
}

/// The largest network with a table: 1 KB a router.
const MOST_TABLE_ROUTERS: u32 = 1024;

impl Destinations {
    pub(super) fn new(topology: &Topology, layout: &Layout) -> Self {
        let endpoints = (0..topology.cores()).map(Endpoint::Core).chain([Endpoint::Host]);
        let mut path = Vec::new();
        let exits = endpoints
            .map(|endpoint| {
                topology.path(endpoint, endpoint, &mut path);
                let exit = path[path.len() - 1];
                let router = match endpoint {
                    Endpoint::Core(core) => topology.router_of(core),
                    Endpoint::Host => topology.host_router(),
                };
                (router, layout.port_of(exit))
            })
            .collect();
        let routers = topology.routers();
        let grid = topology.grid_ports();
        let mut ways = Self { topology: Box::new(topology.clone()), exits, grid, table: Vec::new() };
        if ways.grid.is_none() && routers <= MOST_TABLE_ROUTERS {
            ways.table = (0..routers)
                .flat_map(|from| (0..routers).map(move |to| (from, to)))
                .map(|(from, to)| topology.next_link(from, to).map_or(u8::MAX, |link| layout.port_of(link)))
                .collect();
        }
        ways
    }

    #[inline]
    fn port(&self, layout: &Layout, router: u32, way: u32) -> u8 {
        let (to, exit) = self.exits[way as usize];
        if let Some(grid) = &self.grid {
            return grid.port(router, to).unwrap_or(exit);
        }
        if to == router {
            return exit;
        }
        if self.table.is_empty() {
            return self.topology.next_link(router, to).map_or(exit, |link| layout.port_of(link));
        }
        self.table[(router * layout.routers + to) as usize]
    }

    /// Class of the ring that a packet enters at `router`.
    fn class(&self, router: u32, way: u32, link: u32) -> u8 {
        let to = self.exits[way as usize].0;
        self.topology.dateline_class(router, to, LinkId(link)).unwrap_or(0)
    }

    /// The same where packets of one source must stay in order, wherever in the ring they go: the class says whether
    /// the packet has crossed the dateline when it has taken `link`. `before` is its class on the link before.
    fn class_so_far(&self, before: Option<u8>, link: u32) -> u8 {
        let described = self.topology.link(LinkId(link));
        let (Node::Router(from), Node::Router(to)) = (described.from, described.to) else { return 0 };
        let crosses = if matches!(self.topology.spec(), TopologySpec::Ring { .. }) {
            from.abs_diff(to) > 1
        } else {
            let ((x, y), (next_x, next_y)) = (self.topology.position(from), self.topology.position(to));
            x.abs_diff(next_x) + y.abs_diff(next_y) > 1
        };
        match before {
            Some(class) if !crosses => class,
            _ => self.topology.dateline_class(from, to, LinkId(link)).unwrap_or(0),
        }
    }
}

/// Multicast trees, all in one list of places.
#[derive(Clone, Debug, Default)]
pub(crate) struct Trees {
    /// By place: where its branches begin.
    first: Vec<u32>,
    branches: Vec<Branch>,
}

impl Trees {
    /// Adds a place with its branches; returns its number.
    pub(crate) fn add(&mut self, branches: impl IntoIterator<Item = Branch>) -> u32 {
        if self.first.is_empty() {
            self.first.push(0);
        }
        self.branches.extend(branches);
        self.first.push(self.branches.len() as u32);
        self.first.len() as u32 - 2
    }

    /// Whether any packet is copied on its way.
    pub(super) fn branch(&self) -> bool {
        self.first.windows(2).any(|ends| ends[1] - ends[0] > 1)
    }

    fn of(&self, place: u32) -> &[Branch] {
        &self.branches[self.first[place as usize] as usize..self.first[place as usize + 1] as usize]
    }
}

impl Ways {
    /// Outputs of a packet at a router of the first subnet, a bit each; it came in on port `came`.
    #[inline]
    pub(super) fn outs(&self, layout: &Layout, router: u32, way: u32, came: u8) -> u64 {
        match self {
            Self::Destinations(ways) => 1 << ways.port(layout, router, way),
            Self::Trees(trees) => trees.of(way).iter().fold(0, |outs, branch| outs | 1 << branch.port),
            Self::Keys(tables) => tables.outs(router, way, came),
        }
    }

    /// What a flit carries on along `port`.
    #[inline]
    pub(super) fn along(&self, way: u32, port: u8) -> u32 {
        match self {
            Self::Destinations(_) | Self::Keys(_) => way,
            Self::Trees(trees) => {
                trees.of(way).iter().find(|branch| branch.port == port).map_or(way, |branch| branch.way)
            }
        }
    }

    /// Dateline class that a packet takes along `port`, having come in on channel `came` of a port.
    #[inline]
    pub(super) fn class(&self, layout: &Layout, router: u32, way: u32, came: (u8, usize), port: u8) -> u8 {
        match self {
            Self::Destinations(ways) => {
                let ports = &layout.all[router as usize * layout.ports..];
                let (from, to) = (&ports[usize::from(came.0)], &ports[usize::from(port)]);
                let goes_on =
                    matches!(from.peer, super::layout::End::Router { .. }) && from.dimension == to.dimension;
                let before = goes_on.then(|| u8::from(came.1 >= layout.vcs / 2));
                match (layout.choice, before) {
                    (ChannelChoice::AnyFree, Some(class)) => class,
                    (ChannelChoice::AnyFree, None) => ways.class(router, way, to.link),
                    (ChannelChoice::BySource, before) => ways.class_so_far(before, to.link),
                }
            }
            Self::Trees(trees) => {
                trees.of(way).iter().find(|branch| branch.port == port).map_or(0, |branch| branch.class)
            }
            Self::Keys(_) => 0,
        }
    }
}
