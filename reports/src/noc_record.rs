//! The network section of a record.

use egret_sim::noc::Fidelity;
use egret_sim::{LinkOutcome, Outcome, Wait};

use crate::record::NocRecord;

// Found by running EGRU traffic at both fidelities, 74 times: the trained network on three chips, and egru-ptb at weight
// sparsities of 0.5 and 0.85 and activities of 0.05, 0.2 and 0.6, unicast and multicast, on 16 to 256 cores of
// `mesh-generic`, on `loihi2` and on `spinnaker2`. Below all limits (27 runs) step times differed by 2.6 % at most; in ten
// of the others by more than 5 %.

/// Load of the busiest link up to which packet fidelity is trusted. Unicast to 148 and 256 cores, with loads of 0.89 to
/// 0.99, took 0.4 to 12.6 % too little time; at loads up to 0.6 the difference was 0.4 %.
const TRUSTED_LOAD: f64 = 0.6;
/// Share of the time spent waiting for the own port up to which it is trusted. Where routers have several subnets a source
/// has as many ports, and up to 0.9 of what is waited for a single one is the difference (`loihi2`).
const TRUSTED_PORT_WAIT: f64 = 0.05;
/// Share of the time spent waiting for links or for room in full queues up to which it is trusted. At packet fidelity a
/// packet waits at its source for room at all of its destinations, at flit fidelity on the way, where others wait behind
/// it. With deep queues (`mesh-generic`) that is the same to 0.8 % at shares of up to 40 %; with those of `loihi2`,
/// multicast took 20 % too little to 135 % too much time at shares from 20 % on.
const TRUSTED_WAIT: f64 = 0.15;

/// Makes it.
pub(crate) fn noc(outcome: &Outcome) -> NocRecord {
    let seconds = |ticks: f64| ticks / outcome.ticks_per_second as f64;
    let load = |link: &LinkOutcome| link.utilisation(outcome.elapsed);
    let between: Vec<(&LinkOutcome, f64)> = outcome
        .links
        .iter()
        .filter(|link| link.class.is_between_routers())
        .map(|link| (link, load(link)))
        .collect();
    // The first of equally loaded ones.
    let busiest = between.iter().copied().reduce(|a, b| if b.1 > a.1 { b } else { a });
    let sum: f64 = between.iter().map(|(_, load)| load).sum();
    let noc = &outcome.noc;
    let saved = noc.unicast_link_hops.saturating_sub(noc.link_hops);
    NocRecord {
        fidelity: match noc.fidelity {
            Fidelity::Packet => "packet",
            Fidelity::Flit => "flit",
        }
        .to_owned(),
        link_load_max: busiest.map_or(0.0, |(_, load)| load),
        link_load_mean: if between.is_empty() { 0.0 } else { sum / between.len() as f64 },
        busiest_link: busiest.map(|(link, _)| format!("{} -> {}", link.from, link.to)),
        packet_latency_mean_s: seconds(noc.latency_mean),
        packet_latency_p99_s: seconds(noc.latency_p99 as f64),
        packet_latency_max_s: seconds(noc.latency_max as f64),
        drops: outcome.drops,
        link_hops: noc.link_hops,
        unicast_link_hops: noc.unicast_link_hops,
        multicast_savings: if saved == 0 { 0.0 } else { saved as f64 / noc.unicast_link_hops as f64 },
        fidelity_warning: fidelity_warning(outcome, busiest),
    }
}

/// Why packet fidelity may be off: its buffers have no end and never block each other.
fn fidelity_warning(outcome: &Outcome, busiest: Option<(&LinkOutcome, f64)>) -> Option<String> {
    if outcome.noc.fidelity == Fidelity::Flit {
        return None;
    }
    let (link, load) = busiest?;
    let waits = outcome.waits();
    let share = |of: &[Wait]| {
        let waited: u64 = of.iter().map(|&wait| waits[wait as usize]).sum();
        waited as f64 / outcome.elapsed.max(1) as f64
    };
    let (port, way) = (share(&[Wait::Arbitration]), share(&[Wait::LinkBusy, Wait::Queue]));
    let busiest =
        format!("the busiest link, {} -> {}, is taken {:.0} % of the time", link.from, link.to, 100.0 * load);
    let why = if load > TRUSTED_LOAD {
        busiest
    } else if port > TRUSTED_PORT_WAIT {
        format!("{:.0} % of the time is spent behind ports ({busiest})", 100.0 * port)
    } else if way > TRUSTED_WAIT {
        format!("{:.0} % of the time is spent behind links and full queues ({busiest})", 100.0 * way)
    } else {
        return None;
    };
    Some(format!("packet fidelity does not see buffers fill up, and {why}; `--noc flit` does"))
}
