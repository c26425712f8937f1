//! What is where, and how long everything takes, in cycles: fixed before a run.

use egret_arch::{ChannelChoice, LinkClass, LinkId, Network, Router, Ticks, Topology, topology::Node};

/// Why a network cannot be run at flit fidelity.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Unfit {
    /// What is wrong.
    pub(crate) what: String,
    /// What to do about it.
    pub(crate) hint: String,
}

/// Where an output leads, or an input comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum End {
    /// A port of a router.
    Router {
        router: u32,
        port: u8,
    },
    /// An endpoint of one subnet.
    Endpoint(u32),
    Nothing,
}

/// One port of a router: the link out, and the link in from the same neighbour.
#[derive(Clone, Copy, Debug)]
pub(super) struct Port {
    pub(super) peer: End,
    /// Link out.
    pub(super) link: u32,
    /// Position in [`Layout::timings`].
    pub(super) timing: u8,
    /// Dimension of the link where dateline classes are kept.
    pub(super) dimension: u8,
    /// The host is there.
    pub(super) is_host: bool,
}

/// Times of ports of a kind, in cycles.
#[derive(Clone, Copy, Debug)]
pub(super) struct PortTiming {
    /// From the switch grant to the far end of the link out.
    pub(super) flight: u32,
    /// From a flit leaving this input's buffer to its place being known free at the other end.
    pub(super) credit: u32,
    /// From a flit taken at the far end of the link out to its place being known free here.
    pub(super) returned: u32,
    /// From one flit on the link out to the next.
    pub(super) cycle: u32,
}

/// Rules of table routers, in cycles.
#[derive(Clone, Copy, Debug)]
pub(super) struct TableRules {
    /// From one packet through a router to the next.
    pub(super) packet_time: u32,
    /// Longest time at the head of a buffer.
    pub(super) wait: u32,
}

/// Where packets of an endpoint come in.
#[derive(Clone, Copy, Debug)]
pub(super) struct Entry {
    pub(super) router: u32,
    pub(super) port: u8,
    pub(super) flight: u32,
    pub(super) cycle: u32,
    pub(super) link: u32,
}

/// The network of a chip or of several, all subnets.
#[derive(Clone, Debug)]
pub(super) struct Layout {
    /// Routers of one subnet, and ports of the largest one.
    pub(super) routers: u32,
    pub(super) ports: usize,
    /// Virtual channels of a port.
    pub(super) vcs: usize,
    pub(super) depth: u32,
    pub(super) subnets: u32,
    /// Cores and the host.
    pub(super) endpoints: u32,
    /// By router, then port; subnet by subnet.
    pub(super) all: Vec<Port>,
    /// By class of the link out.
    pub(super) timings: [PortTiming; LinkClass::COUNT],
    /// Some links take flits less often than every cycle.
    pub(super) slow_links: bool,
    /// By endpoint; subnet by subnet.
    pub(super) entries: Vec<Entry>,
    /// From the head of a packet at the front of a buffer to its request.
    pub(super) routing: u32,
    /// Cycles of virtual-channel allocation; `None` when it comes with the switch grant.
    pub(super) allocation: Option<u32>,
    pub(super) choice: ChannelChoice,
    /// What table routers do besides.
    pub(super) table: Option<TableRules>,
    /// Virtual channels are split into two dateline classes.
    pub(super) classes: bool,
    /// Ticks of a cycle.
    pub(super) unit: Ticks,
    /// By link: its port.
    port_of: Vec<u8>,
    /// By channel of a router: its port and the place there. Asked at every hop, and a division takes long.
    split: [(u8, u8); MOST_CHANNELS],
}

/// Input channels of a router are bits of a word.
const MOST_CHANNELS: usize = 64;
/// What is under way lies in a ring of so many cycles at most.
const MOST_CYCLES: u64 = 1 << 16;

/// What a router of either kind is to the layout.
struct Kind {
    channels: u32,
    buffer_flits: u32,
    subnets: u32,
    routing: Ticks,
    allocation: Option<Ticks>,
    credit: Ticks,
    choice: ChannelChoice,
    /// Packet time and longest wait of a table router.
    table: Option<(Ticks, Ticks)>,
}

impl Kind {
    fn of(router: &Router) -> Self {
        match router {
            Router::VirtualChannel(router) => Self {
                channels: router.channels,
                buffer_flits: router.buffer_flits,
                subnets: router.subnets,
                routing: router.route_computation,
                allocation: router.channel_allocation,
                credit: router.credit,
                choice: router.channel_choice,
                table: None,
            },
            Router::Table(router) => Self {
                channels: 1,
                buffer_flits: router.buffer_packets,
                subnets: 1,
                routing: router.lookup,
                allocation: None,
                credit: router.credit,
                choice: ChannelChoice::AnyFree,
                table: Some((router.packet_time, router.wait)),
            },
        }
    }
}

impl Layout {
    /// Credits of the host link, either way: a link as long as that has buffers to match.
    pub(super) const AMPLE: u16 = u16::MAX / 2;

    pub(super) fn new(topology: &Topology, network: &Network) -> Result<Self, Unfit> {
        let Some(router) = network.router else {
            return Err(Unfit {
                what: "nothing is known of the inside of its routers".to_owned(),
                hint: "give the chip a `network.router`, or use packet fidelity".to_owned(),
            });
        };
        let kind = Kind::of(&router);
        let unit = unit(network, &router);
        let cycles = |ticks: Ticks| u32::try_from(ticks.div_ceil(unit)).unwrap_or(u32::MAX);
        let mut layout = Self {
            routers: topology.routers(),
            ports: 0,
            vcs: kind.channels as usize,
            depth: kind.buffer_flits,
            subnets: kind.subnets,
            endpoints: topology.cores() + 1,
            all: Vec::new(),
            timings: LinkClass::ALL.map(|class| timing(network, &router, kind.credit, class, &cycles)),
            slow_links: false,
            entries: Vec::new(),
            routing: cycles(kind.routing),
            allocation: kind.allocation.map(cycles),
            choice: kind.choice,
            // Table routers drop what waits too long, so that they need no dateline.
            classes: topology.spec().has_rings() && kind.table.is_none(),
            table: kind.table.map(|(packet_time, wait)| TableRules {
                packet_time: cycles(packet_time).max(1),
                wait: cycles(wait),
            }),
            unit,
            port_of: vec![u8::MAX; topology.links().len()],
            split: std::array::from_fn(|channel| {
                let channel = channel as u32;
                ((channel / kind.channels) as u8, (channel % kind.channels) as u8)
            }),
        };
        let wired: Vec<Vec<(LinkId, LinkId)>> = (0..topology.routers())
            .map(|router| {
                topology
                    .outgoing(router)
                    .iter()
                    .copied()
                    .zip(topology.incoming(router).iter().copied())
                    .collect()
            })
            .collect();
        layout.ports = wired.iter().map(Vec::len).max().unwrap_or(0);
        if layout.ports * layout.vcs > MOST_CHANNELS {
            return Err(Unfit {
                what: format!(
                    "a router with {} ports of {} virtual channels has more than {MOST_CHANNELS} input channels",
                    layout.ports, layout.vcs
                ),
                hint: "use fewer virtual channels or cores a router, or packet fidelity".to_owned(),
            });
        }
        if layout.classes && layout.vcs < 2 {
            return Err(Unfit {
                what: "rings need two virtual channels at least, one for each side of the dateline"
                    .to_owned(),
                hint: "give the router 2 channels".to_owned(),
            });
        }
        if kind.buffer_flits > u32::from(u16::MAX) / 2 {
            return Err(Unfit {
                what: format!("buffers of {} flits", kind.buffer_flits),
                hint: "write at most 32767".to_owned(),
            });
        }
        for ports in &wired {
            for (number, (out, _)) in ports.iter().enumerate() {
                layout.port_of[out.index()] = number as u8;
            }
        }
        for subnet in 0..kind.subnets {
            layout.add_subnet(topology, network, &wired, subnet, &cycles);
        }
        let longest = layout.longest_delay();
        if longest > MOST_CYCLES {
            return Err(Unfit {
                what: format!("something in the network takes {longest} of its cycles"),
                hint: format!("at flit fidelity up to {MOST_CYCLES} are possible; use packet fidelity"),
            });
        }
        layout.slow_links = layout.timings.iter().any(|timing| timing.cycle > 1);
        Ok(layout)
    }

    /// A port of a router.
    #[inline]
    pub(super) fn port(&self, router: u32, port: u8) -> &Port {
        &self.all[router as usize * self.ports + usize::from(port)]
    }

    /// Times of a port.
    #[inline]
    pub(super) fn timing(&self, port: &Port) -> &PortTiming {
        &self.timings[usize::from(port.timing)]
    }

    fn add_subnet(
        &mut self,
        topology: &Topology,
        network: &Network,
        wired: &[Vec<(LinkId, LinkId)>],
        subnet: u32,
        cycles: &impl Fn(Ticks) -> u32,
    ) {
        let first_router = subnet * self.routers;
        let first_endpoint = subnet * self.endpoints;
        let host = topology.cores();
        let end = |node: Node, link: LinkId, ports: &[u8]| match node {
            Node::Router(router) => End::Router { router: router + first_router, port: ports[link.index()] },
            Node::Core(core) => End::Endpoint(core + first_endpoint),
            Node::Host => End::Endpoint(host + first_endpoint),
        };
        // Port by which a link comes in at its far end: that of the link back.
        let mut arrives_at = vec![0u8; topology.links().len()];
        for ports in wired {
            for (number, (_, incoming)) in ports.iter().enumerate() {
                arrives_at[incoming.index()] = number as u8;
            }
        }
        for ports in wired {
            let first = self.all.len();
            for &(out, incoming) in ports {
                let link = topology.link(out);
                debug_assert_eq!(arrives_at[incoming.index()], self.port_of[out.index()]);
                self.all.push(Port {
                    peer: end(link.to, out, &arrives_at),
                    link: out.0,
                    timing: link.class.index() as u8,
                    dimension: match link.class {
                        LinkClass::Vertical | LinkClass::Southward => 1,
                        // Between chips no ring is closed, and whoever comes from there enters one.
                        LinkClass::ChipLink => 2,
                        LinkClass::Horizontal
                        | LinkClass::Westward
                        | LinkClass::Injection
                        | LinkClass::Ejection
                        | LinkClass::HostIn
                        | LinkClass::HostOut => 0,
                    },
                    is_host: link.class == LinkClass::HostOut,
                });
            }
            let absent = Port { peer: End::Nothing, link: u32::MAX, timing: 0, dimension: 0, is_host: false };
            self.all.resize(first + self.ports, absent);
        }
        let entry = |link: LinkId| {
            let described = topology.link(link);
            let timing = network.link(described.class);
            let Node::Router(router) = described.to else { unreachable!("endpoints are joined to routers") };
            Entry {
                router: router + first_router,
                port: arrives_at[link.index()],
                flight: cycles(timing.latency).max(1),
                cycle: cycles(timing.cycle),
                link: link.0,
            }
        };
        let cores = (0..topology.cores()).map(|core| topology.injection(core));
        self.entries.extend(cores.chain([topology.host_in()]).map(entry));
    }

    /// Port of a router by which a link leaves it.
    pub(super) fn port_of(&self, link: LinkId) -> u8 {
        self.port_of[link.index()]
    }

    /// Port of a channel of a router, and the place there.
    #[inline]
    pub(super) fn split(&self, channel: u8) -> (u8, u8) {
        self.split[usize::from(channel)]
    }

    /// Input channels of a router.
    pub(super) fn channels(&self) -> usize {
        self.ports * self.vcs
    }

    /// The longest that anything is under way.
    pub(super) fn longest_delay(&self) -> u64 {
        let ports = self.timings.iter();
        let ports = ports.flat_map(|port| [port.flight, port.credit, port.returned, port.cycle]);
        let entries = self.entries.iter().flat_map(|entry| [entry.flight, entry.cycle]);
        let table = self.table.map_or(0, |table| table.packet_time.max(table.wait + 1));
        let pipeline = [self.routing + 1, self.allocation.unwrap_or(0) + 1, table];
        u64::from(ports.chain(entries).chain(pipeline).max().unwrap_or(1))
    }
}

/// Times of a port whose link out is of `class`. The link in from the same neighbour is of the class that pairs with it.
fn timing(
    network: &Network,
    router: &Router,
    credit: Ticks,
    class: LinkClass,
    cycles: &impl Fn(Ticks) -> u32,
) -> PortTiming {
    let back = match class {
        LinkClass::Injection => LinkClass::Ejection,
        LinkClass::Ejection => LinkClass::Injection,
        LinkClass::HostIn => LinkClass::HostOut,
        LinkClass::HostOut => LinkClass::HostIn,
        // Where directions are not told apart, both are timed alike.
        LinkClass::Horizontal => LinkClass::Westward,
        LinkClass::Westward => LinkClass::Horizontal,
        LinkClass::Vertical => LinkClass::Southward,
        LinkClass::Southward => LinkClass::Vertical,
        LinkClass::ChipLink => class,
    };
    let out = network.link(class);
    PortTiming {
        flight: cycles(out.latency.saturating_sub(router.before_grant())).max(1),
        credit: cycles(credit + network.wire(back)).max(1),
        returned: cycles(credit + network.wire(class)).max(1),
        cycle: cycles(out.cycle).max(1),
    }
}

/// Ticks of a cycle of the network: a period of the routers' clock, or what all their times are multiples of.
fn unit(network: &Network, router: &Router) -> Ticks {
    if let Some(period) = network.period {
        return period;
    }
    let on_chip = [
        LinkClass::Injection,
        LinkClass::Ejection,
        LinkClass::Horizontal,
        LinkClass::Vertical,
        LinkClass::Westward,
        LinkClass::Southward,
    ];
    let links = on_chip.map(|class| network.link(class)).into_iter();
    let kind = Kind::of(router);
    let (packet_time, wait) = kind.table.unwrap_or_default();
    let stages = [
        router.before_grant(),
        router.time(),
        router.switch_traversal(),
        kind.routing,
        kind.credit,
        packet_time,
        wait,
    ];
    links.flat_map(|timing| [timing.latency, timing.cycle]).chain(stages).fold(0, gcd).max(1)
}

fn gcd(a: Ticks, b: Ticks) -> Ticks {
    if b == 0 { a } else { gcd(b, a % b) }
}
