//! The topology as used: numbered links and the routes between routers.

use petgraph::graph::{DiGraph, NodeIndex};

use super::board::Board;
use super::grid::Grid;
use super::grid_ports::GridPorts;
use super::joined::Joined;
use super::link::{Endpoint, Link, LinkClass, LinkId, Node};
use super::multicast::{Tree, TreeBuilder};
use super::plan::{Hop, Plan, Wire};
use super::ports::Ports;
use super::spec::TopologySpec;
use super::table::HopTable;
use super::{graph, mesh, ring, star, torus, tree, up_down};
use crate::file::GraphRouting;

/// Where the next hop comes from.
#[derive(Clone, Debug)]
enum Routes {
    /// Coordinates.
    Grid(Grid),
    /// A table.
    Joined(Joined),
}

/// Routers, cores and links of one or several joined chips.
///
/// Links are numbered: injection of every core, ejection of every core, host in, host out, then the links between
/// routers, those of one router in the order in which ties are decided.
#[derive(Clone, Debug)]
pub struct Topology {
    spec: TopologySpec,
    board: Board,
    links: Vec<Link>,
    ports: Ports,
    positions: Vec<(u32, u32)>,
    routes: Routes,
}

/// The router at which the host is attached.
const HOST_ROUTER: u32 = 0;

impl Topology {
    /// Builds the topology of a board of chips. Meshes and tori are joined into one grid, other kinds router 0 to
    /// router 0, along x and along y.
    ///
    /// # Panics
    /// When the board has no chips.
    pub fn build(spec: &TopologySpec, board: Board) -> Self {
        assert!(board.chips() > 0, "a topology of no chips");
        let grid = |(grid, plan)| (Routes::Grid(grid), plan);
        let joined = |plan: Plan, table| {
            let (joined, plan) = Joined::build(plan, table, board);
            (Routes::Joined(joined), plan)
        };
        let shortest = |plan: Plan| {
            let table = HopTable::shortest(&plan);
            joined(plan, table)
        };
        let (routes, plan) = match spec.clone() {
            TopologySpec::Mesh { columns, rows, order, .. } => grid(mesh::build(columns, rows, board, order)),
            TopologySpec::Torus { columns, rows, order, .. } => {
                grid(torus::build(columns, rows, board, order))
            }
            TopologySpec::Ring { routers, .. } => shortest(ring::plan(routers)),
            TopologySpec::Star { .. } => shortest(star::plan()),
            TopologySpec::Tree { arity, levels, .. } => shortest(tree::plan(arity, levels)),
            TopologySpec::Graph { routers, links, routing, .. } => {
                let plan = graph::plan(routers, &links);
                match routing {
                    GraphRouting::ShortestPath => shortest(plan),
                    GraphRouting::UpDown => {
                        let table = up_down::compile(&plan, &links);
                        joined(plan, table)
                    }
                }
            }
        };
        let mut topology = Self {
            spec: spec.clone(),
            board,
            links: Vec::new(),
            ports: Ports::default(),
            positions: plan.positions,
            routes,
        };
        topology.links = topology.number_links(&plan.wires);
        topology.ports = Ports::of(&topology);
        topology
    }

    /// The same with links to smaller x or y of a grid as classes of their own. Where a ring closes, the last one is to the
    /// west or south of the first.
    #[must_use]
    pub fn directed(mut self) -> Self {
        for number in 0..self.links.len() {
            let link = self.links[number];
            let (Node::Router(from), Node::Router(to)) = (link.from, link.to) else { continue };
            let ((from_x, from_y), (to_x, to_y)) = (self.position(from), self.position(to));
            let down = |from: u32, to: u32| if from.abs_diff(to) == 1 { to < from } else { to > from };
            self.links[number].class = match link.class {
                LinkClass::Horizontal if down(from_x, to_x) => LinkClass::Westward,
                LinkClass::Vertical if down(from_y, to_y) => LinkClass::Southward,
                class => class,
            };
        }
        self
    }

    fn number_links(&self, wires: &[Wire]) -> Vec<Link> {
        let cores = self.cores();
        let mut links = Vec::with_capacity(2 * cores as usize + 2 + wires.len());
        links.extend((0..cores).map(|core| Link {
            from: Node::Core(core),
            to: Node::Router(self.router_of(core)),
            class: LinkClass::Injection,
        }));
        links.extend((0..cores).map(|core| Link {
            from: Node::Router(self.router_of(core)),
            to: Node::Core(core),
            class: LinkClass::Ejection,
        }));
        let host = Node::Router(HOST_ROUTER);
        links.push(Link { from: Node::Host, to: host, class: LinkClass::HostIn });
        links.push(Link { from: host, to: Node::Host, class: LinkClass::HostOut });
        links.extend(wires.iter().map(|wire| Link {
            from: Node::Router(wire.from),
            to: Node::Router(wire.to),
            class: wire.class,
        }));
        links
    }

    /// What it was built from.
    pub fn spec(&self) -> &TopologySpec {
        &self.spec
    }

    /// The chips and how they lie.
    pub fn board(&self) -> Board {
        self.board
    }

    /// Chips.
    pub fn chips(&self) -> u32 {
        self.board.chips()
    }

    /// Routers of all chips.
    pub fn routers(&self) -> u32 {
        self.spec.routers() * self.chips()
    }

    /// Cores of all chips.
    pub fn cores(&self) -> u32 {
        self.spec.cores() * self.chips()
    }

    /// Every link, by its number.
    pub fn links(&self) -> &[Link] {
        &self.links
    }

    /// One link.
    pub fn link(&self, link: LinkId) -> &Link {
        &self.links[link.index()]
    }

    /// The router at which a core sits. Cores are numbered chip by chip, then in router order.
    pub fn router_of(&self, core: u32) -> u32 {
        let cores = self.spec.cores();
        let (chip, local) = (core / cores, core % cores);
        chip * self.spec.routers() + self.spec.first_core_router() + local / self.spec.cores_per_router()
    }

    /// The chip on which a core sits.
    pub fn chip_of(&self, core: u32) -> u32 {
        core / self.spec.cores()
    }

    /// The router at which the host is attached.
    pub fn host_router(&self) -> u32 {
        HOST_ROUTER
    }

    /// Floor-plan position (x, y) of a router, in routers.
    pub fn position(&self, router: u32) -> (u32, u32) {
        self.positions[router as usize]
    }

    /// The link from a core to its router.
    pub fn injection(&self, core: u32) -> LinkId {
        LinkId(core)
    }

    /// The link from its router to a core.
    pub fn ejection(&self, core: u32) -> LinkId {
        LinkId(self.cores() + core)
    }

    /// The link from the host to its router.
    pub fn host_in(&self) -> LinkId {
        LinkId(2 * self.cores())
    }

    /// The link from its router to the host.
    pub fn host_out(&self) -> LinkId {
        LinkId(2 * self.cores() + 1)
    }

    /// Links that leave a router, by port: links between routers in the order in which ties are decided, then to its
    /// cores in their order, then to the host at the router that has it. A direction in which there is no neighbour has no
    /// port.
    pub fn outgoing(&self, router: u32) -> &[LinkId] {
        self.ports.outgoing(router)
    }

    /// Links into a router, by port: that of port k comes from where that of port k of [`Topology::outgoing`] goes to.
    pub fn incoming(&self, router: u32) -> &[LinkId] {
        self.ports.incoming(router)
    }

    /// The link a packet takes at `router` on its way to the router `to`; none when it is there.
    pub fn next_link(&self, router: u32, to: u32) -> Option<LinkId> {
        self.next(router, to).map(|hop| self.wire_link(hop))
    }

    /// The ports by which packets leave routers, ready to be asked at every hop; none where routers do not form a grid.
    pub fn grid_ports(&self) -> Option<GridPorts> {
        match &self.routes {
            Routes::Grid(grid) => Some(GridPorts::of(grid, &self.positions)),
            Routes::Joined(_) => None,
        }
    }

    /// The class, 0 or 1, of virtual channels that a packet to the router `to` takes on a `link` of a ring, when it came
    /// into this dimension (on a ring: into this ring) at the router `entered`: 1 when its destination there has the lower
    /// coordinate. It stays the same all along the dimension, so that packets of either class never close the ring. None
    /// on a link that lies in no ring of a torus or ring: any channel will do.
    pub fn dateline_class(&self, entered: u32, to: u32, link: LinkId) -> Option<u8> {
        let class = self.link(link).class.undirected();
        let lower = match &self.routes {
            Routes::Grid(grid) => grid.comes_down(entered, to, class)?,
            Routes::Joined(joined) if self.spec.has_rings() && class == LinkClass::Horizontal => {
                joined.comes_down(entered, to)
            }
            Routes::Joined(_) => return None,
        };
        Some(u8::from(lower))
    }

    /// Links between two routers on the path from one to the other.
    pub fn distance(&self, from: u32, to: u32) -> u32 {
        match &self.routes {
            Routes::Grid(grid) => grid.distance(from, to),
            Routes::Joined(joined) => joined.distance(from, to),
        }
    }

    /// Replaces what `links` holds by the path of a packet: into the first router, from router to router, out of the
    /// last.
    pub fn path(&self, from: Endpoint, to: Endpoint, links: &mut Vec<LinkId>) {
        links.clear();
        let (mut router, entry) = self.entry(from);
        let (end, exit) = self.exit(to);
        links.push(entry);
        while let Some(hop) = self.next(router, end) {
            links.push(self.wire_link(hop));
            router = hop.router;
        }
        links.push(exit);
    }

    /// The multicast tree from `from` to the `destinations` (cores) and, if asked, the host. Use a [`TreeBuilder`] to
    /// make many.
    pub fn multicast_tree(&self, from: Endpoint, destinations: &[u32], to_host: bool) -> Tree {
        TreeBuilder::new(self).tree(from, destinations, to_host)
    }

    /// The whole network as a graph: routers, cores and the host in this order as nodes, and an edge for every link, with
    /// the link's number as its index.
    pub fn graph(&self) -> DiGraph<Node, LinkId> {
        let (routers, cores) = (self.routers(), self.cores());
        let mut graph = DiGraph::with_capacity((routers + cores + 1) as usize, self.links.len());
        let nodes = (0..routers).map(Node::Router).chain((0..cores).map(Node::Core)).chain([Node::Host]);
        for node in nodes {
            graph.add_node(node);
        }
        for (number, link) in self.links.iter().enumerate() {
            let ends = [link.from, link.to].map(|node| NodeIndex::new(self.node_index(node)));
            graph.add_edge(ends[0], ends[1], LinkId(number as u32));
        }
        graph
    }

    /// Router and link by which packets of an endpoint come in.
    pub(super) fn entry(&self, from: Endpoint) -> (u32, LinkId) {
        match from {
            Endpoint::Core(core) => (self.router_of(core), self.injection(core)),
            Endpoint::Host => (HOST_ROUTER, self.host_in()),
        }
    }

    /// Router and link by which packets for an endpoint go out.
    pub(super) fn exit(&self, to: Endpoint) -> (u32, LinkId) {
        match to {
            Endpoint::Core(core) => (self.router_of(core), self.ejection(core)),
            Endpoint::Host => (HOST_ROUTER, self.host_out()),
        }
    }

    /// Place of a node among routers, cores and host.
    pub(super) fn node_index(&self, node: Node) -> usize {
        match node {
            Node::Router(router) => router as usize,
            Node::Core(core) => (self.routers() + core) as usize,
            Node::Host => (self.routers() + self.cores()) as usize,
        }
    }

    /// The last step of the path between two routers.
    pub(super) fn last(&self, from: u32, to: u32) -> Option<Hop> {
        match &self.routes {
            Routes::Grid(grid) => grid.last(from, to),
            Routes::Joined(joined) => joined.last(from, to),
        }
    }

    /// Number of the link of a hop.
    pub(super) fn wire_link(&self, hop: Hop) -> LinkId {
        LinkId(2 * self.cores() + 2 + hop.wire)
    }

    fn next(&self, from: u32, to: u32) -> Option<Hop> {
        match &self.routes {
            Routes::Grid(grid) => grid.next(from, to),
            Routes::Joined(joined) => joined.next(from, to),
        }
    }
}
