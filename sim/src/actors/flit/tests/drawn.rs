//! Small networks drawn at random.

use egret_arch::{
    Board, Casting, ChannelChoice, DimensionOrder, LinkClass, LinkTiming, Network, Router, Topology,
    TopologySpec, VirtualChannelRouter,
};
use proptest::prelude::*;

/// Sizes and times of a network; one tick is one cycle.
#[derive(Clone, Debug)]
pub(super) struct Drawn {
    pub(super) torus: bool,
    pub(super) columns: u32,
    pub(super) rows: u32,
    pub(super) cores_per_router: u32,
    pub(super) yx: bool,
    pub(super) channels: u32,
    pub(super) buffer_flits: u32,
    pub(super) route_computation: u64,
    /// Cycles of virtual-channel allocation where it is a stage of its own.
    pub(super) allocation: Option<u64>,
    pub(super) by_source: bool,
    pub(super) subnets: u32,
    pub(super) wire: u64,
    pub(super) credit: u64,
    /// Cycles from one flit on a link between routers to the next.
    pub(super) link_cycle: u64,
    pub(super) seed: u64,
}

impl Drawn {
    pub(super) fn topology(&self) -> Topology {
        let &Self { columns, rows, cores_per_router, .. } = self;
        let order = if self.yx { DimensionOrder::Yx } else { DimensionOrder::Xy };
        let spec = if self.torus {
            TopologySpec::Torus { columns, rows, cores_per_router, order }
        } else {
            TopologySpec::Mesh { columns, rows, cores_per_router, order }
        };
        Topology::build(&spec, Board::ONE)
    }

    pub(super) fn choice(&self) -> ChannelChoice {
        if self.by_source { ChannelChoice::BySource } else { ChannelChoice::AnyFree }
    }

    pub(super) fn network(&self) -> Network {
        let router = VirtualChannelRouter {
            channels: if self.torus { 2 * self.channels } else { self.channels },
            buffer_flits: self.buffer_flits,
            route_computation: self.route_computation,
            channel_allocation: self.allocation,
            switch_allocation: 1,
            switch_traversal: 1,
            credit: self.credit,
            channel_choice: self.choice(),
            subnets: self.subnets,
        };
        let timing = |class| {
            let before = match class {
                LinkClass::Injection | LinkClass::HostIn => router.switch_traversal,
                _ => router.time(),
            };
            let between = class.is_between_routers() && class != LinkClass::ChipLink;
            LinkTiming { latency: before + self.wire, cycle: if between { self.link_cycle } else { 1 } }
        };
        of_router(Router::VirtualChannel(router), LinkClass::ALL.map(timing))
    }

    /// Numbers that follow from the seed.
    pub(super) fn dice(&self) -> Dice {
        Dice(self.seed)
    }
}

/// A network of cycles.
pub(super) fn of_router(router: Router, links: [LinkTiming; LinkClass::COUNT]) -> Network {
    Network {
        flit_bits: 1,
        header_bits: 0,
        links,
        casting: Casting::Unicast,
        period: Some(1),
        directional: false,
        router: Some(router),
        free: false,
        free_host: false,
    }
}

/// Everything a router may be, in networks of up to 25 routers.
pub(super) fn drawn() -> impl Strategy<Value = Drawn> {
    let shape = (any::<bool>(), 1u32..6, 1u32..6, 1u32..4, any::<bool>());
    let router = (1u32..5, 1u32..9, 0u64..3, prop::option::of(1u64..3), any::<bool>(), 1u32..3);
    let times = (0u64..4, 0u64..3, prop::sample::select(vec![1u64, 1, 1, 2, 3]));
    (shape, router, times, any::<u64>()).prop_map(|(shape, router, times, seed)| {
        let (torus, columns, rows, cores_per_router, yx) = shape;
        let (channels, buffer_flits, route_computation, allocation, by_source, subnets) = router;
        let (wire, credit, link_cycle) = times;
        Drawn {
            torus,
            columns,
            rows,
            cores_per_router,
            yx,
            // Eight ports of eight channels are the most.
            channels: if torus { channels.min(3) } else { channels },
            buffer_flits,
            route_computation,
            allocation,
            by_source,
            subnets,
            wire,
            credit,
            link_cycle,
            seed,
        }
    })
}

/// `SplitMix64` (Steele, Lea and Flood, OOPSLA 2014): enough for tests, and the same everywhere.
pub(super) struct Dice(u64);

impl Dice {
    /// A number below `end`.
    pub(super) fn below(&mut self, end: u32) -> u32 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((mixed ^ (mixed >> 31)) % u64::from(end)) as u32
    }
}
