//! Routers and links, synchronisation and host link.

use super::checker::Checker;
use super::delays::Clock;
use super::router;
use crate::Ticks;
use crate::file::{ChipFile, ChipLinkFile, HostFile, LinkFile, NetworkFile, SyncFile};
use crate::network::{Host, LinkTiming, Network, Sync};
use crate::topology::{LinkClass, TopologySpec};

/// Most cores of all joined chips: their links are still numbered by 32 bits.
const MOST_JOINED_CORES: u32 = 1 << 26;

/// Checks routers and links; the host link is a link like any other to the network.
pub(super) fn check(checker: &mut Checker, file: &ChipFile, host: Host) -> Network {
    let NetworkFile {
        flit_bits,
        header_bits,
        injection,
        ejection,
        horizontal,
        vertical,
        westward,
        southward,
        casting,
        clock: _,
        router,
    } = &file.network;
    let on_chip = [
        (LinkClass::Injection, injection),
        (LinkClass::Ejection, ejection),
        (LinkClass::Horizontal, horizontal),
        (LinkClass::Vertical, vertical),
    ];
    let at_host = LinkTiming { latency: host.latency, cycle: host.event_time };
    let mut links = [at_host; LinkClass::COUNT];
    for (class, file) in on_chip {
        links[class.index()] = link(checker, class, file);
    }
    for (class, other, file) in [
        (LinkClass::Westward, LinkClass::Horizontal, westward),
        (LinkClass::Southward, LinkClass::Vertical, southward),
    ] {
        links[class.index()] = match file {
            Some(file) => link(checker, class, file),
            None => links[other.index()],
        };
    }
    links[LinkClass::ChipLink.index()] = match &file.chip_link {
        Some(ChipLinkFile { latency, cycle, chips: _ }) => LinkTiming {
            latency: checker.link_latency("chip_link.latency", latency, Clock::Network),
            cycle: checker.link_interval("chip_link.cycle", cycle, Clock::Network),
        },
        None => LinkTiming { latency: 0, cycle: 1 },
    };
    Network {
        flit_bits: checker.nonzero_size("network.flit_bits", flit_bits, "flit bits"),
        header_bits: checker.size("network.header_bits", header_bits, "header bits"),
        links,
        casting: *casting,
        period: checker.network_period(),
        router: router.as_ref().map(|file| router::check(checker, "network.router", file)),
        directional: westward.is_some()
            || southward.is_some()
            || file.energy.link_westward.is_some()
            || file.energy.link_southward.is_some(),
        free: false,
        free_host: false,
    }
}

fn link(checker: &mut Checker, class: LinkClass, file: &LinkFile) -> LinkTiming {
    let path = format!("network.{}", class.name());
    LinkTiming {
        latency: checker.link_latency(&format!("{path}.latency"), &file.latency, Clock::Network),
        cycle: checker.link_interval(&format!("{path}.cycle"), &file.cycle, Clock::Network),
    }
}

/// Only grids have a west and a south.
pub(super) fn directions(checker: &mut Checker, file: &ChipFile, spec: Option<&TopologySpec>) {
    if spec.is_none_or(|spec| matches!(spec, TopologySpec::Mesh { .. } | TopologySpec::Torus { .. })) {
        return;
    }
    for (path, written) in [
        ("network.westward", file.network.westward.is_some()),
        ("network.southward", file.network.southward.is_some()),
        ("energy.link_westward", file.energy.link_westward.is_some()),
        ("energy.link_southward", file.energy.link_southward.is_some()),
    ] {
        if written {
            let what = "links of this topology have no direction along x or y";
            checker.refuse(path, what, "leave it out, or use a Mesh or a Torus");
        }
    }
}

/// Chips that can be joined; `None` after a problem.
pub(super) fn chips(
    checker: &mut Checker,
    file: Option<&ChipLinkFile>,
    spec: Option<&TopologySpec>,
) -> Option<u32> {
    let Some(link) = file else { return Some(1) };
    let chips = checker.nonzero("chip_link.chips", &link.chips, "chips")?;
    let most = MOST_JOINED_CORES / spec.map_or(1, TopologySpec::cores);
    if chips > most {
        let what = format!("{chips} chips have more than {MOST_JOINED_CORES} cores");
        checker.refuse("chip_link.chips", what, format!("write at most {most}"));
        return None;
    }
    Some(chips)
}

/// Checks the host link. Its event time is an interval: host events follow one another.
pub(super) fn host(checker: &mut Checker, file: &HostFile) -> Host {
    Host {
        event_time: checker.link_interval("host.event_time", &file.event_time, Clock::Core),
        latency: checker.link_latency("host.latency", &file.latency, Clock::Core),
    }
}

/// Tiles and cost of a barrier from so many on; empty without a table.
pub(super) fn barrier_times(checker: &mut Checker, file: &SyncFile) -> Vec<(u32, Ticks)> {
    let SyncFile::BarrierTable { times, network_first: _ } = file else { return Vec::new() };
    if times.is_empty() {
        checker.refuse("sync.times", "no time of a barrier", "list at least `(tiles: 1, time: ..)`");
    }
    let mut before = 0;
    let mut times_by_tiles = Vec::new();
    for (at, entry) in times.iter().enumerate() {
        let path = format!("sync.times[{at}].tiles");
        if at == 0 && entry.tiles != 1 {
            let what = format!("the first entry counts from {} tiles on", entry.tiles);
            checker.refuse(&path, what, "write 1: no less can be in use");
        } else if entry.tiles <= before {
            let what = format!("{} tiles after {before}", entry.tiles);
            checker.refuse(&path, what, "list entries by ascending tiles");
        }
        before = entry.tiles;
        times_by_tiles
            .push((entry.tiles, checker.delay(&format!("sync.times[{at}].time"), &entry.time, Clock::Core)));
    }
    times_by_tiles
}

/// Checks the synchronisation. Cycles of a barrier are cycles of the core.
pub(super) fn sync(checker: &mut Checker, file: &SyncFile) -> Sync {
    match file {
        SyncFile::Barrier { base, per_tile } => Sync::Barrier {
            base: checker.delay("sync.base", base, Clock::Core),
            per_tile: checker.delay("sync.per_tile", per_tile, Clock::Core),
        },
        SyncFile::BarrierTable { times: _, network_first } => {
            Sync::BarrierTable { network_first: *network_first }
        }
        SyncFile::FixedTick { period } => Sync::FixedTick { period: checker.period("sync.period", period) },
        SyncFile::Dataflow { steps_in_flight } => Sync::Dataflow {
            steps_in_flight: checker.nonzero_size("sync.steps_in_flight", steps_in_flight, "steps in flight"),
        },
        SyncFile::FreeRunning { period } => {
            Sync::FreeRunning { period: checker.period("sync.period", period) }
        }
    }
}
