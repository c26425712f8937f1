//! The network section of a record.

use egret_arch::LinkClass;
use egret_sim::noc::Fidelity;
use egret_sim::{LinkOutcome, Outcome, Wait};

use crate::record::NocRecord;

/// Load of the busiest link up to which packet fidelity was found to keep within 2 % of flit fidelity.
const TRUSTED_LOAD: f64 = 0.4;
/// Share of the time spent waiting for links and ports up to which bursts were found not to matter.
const TRUSTED_WAIT: f64 = 0.05;

/// Makes it.
pub(crate) fn noc(outcome: &Outcome) -> NocRecord {
    let seconds = |ticks: f64| ticks / outcome.ticks_per_second as f64;
    let load = |link: &LinkOutcome| {
        if outcome.elapsed == 0 { 0.0 } else { (link.flits * link.cycle) as f64 / outcome.elapsed as f64 }
    };
    let between: Vec<(&LinkOutcome, f64)> = outcome
        .links
        .iter()
        .filter(|link| {
            matches!(link.class, LinkClass::Horizontal | LinkClass::Vertical | LinkClass::ChipLink)
        })
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
    let waited: u64 =
        [Wait::LinkBusy, Wait::Arbitration, Wait::Queue].iter().map(|&wait| waits[wait as usize]).sum();
    let share = waited as f64 / outcome.elapsed.max(1) as f64;
    let why = if load > TRUSTED_LOAD {
        format!("the busiest link, {} -> {}, is taken {:.0} % of the time", link.from, link.to, 100.0 * load)
    } else if share > TRUSTED_WAIT {
        format!(
            "{:.0} % of the time is spent behind ports, links and full queues (busiest link, {} -> {}, taken {:.0} %)",
            100.0 * share,
            link.from,
            link.to,
            100.0 * load
        )
    } else {
        return None;
    };
    Some(format!("packet fidelity does not see buffers fill up, and {why}; `--noc flit` does"))
}
