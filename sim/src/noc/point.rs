//! One point of a sweep: latency and throughput at one offered rate.
//!
//! After a warm-up, periods are measured until mean latency and throughput of all of them changed by less than 1 %
//! three times in a row and the standard error of the latency is small. Packets generated in these periods are all
//! waited for, with the load running on. Past saturation latency grows for as long as one measures, so there only the
//! throughput has to settle, and nothing is waited for.

use super::injection::Injection;
use super::load::{Load, Output};
use super::pattern::Pattern;
use super::periods::Periods;
use super::setup::{Setup, Stopped};

/// Largest change, as a share, of a figure that has settled.
const SETTLED: f64 = 0.01;
/// Changes in a row that have to be small.
const IN_A_ROW: u32 = 3;
/// Largest standard error of the mean latency, as a share, with which measuring ends before its time.
const PRECISE: f64 = 0.002;
/// Periods from which a standard error can be told.
const LEAST_PERIODS: usize = 8;
/// Mean latency in cycles above which the network is saturated.
const SATURATED: f64 = 500.0;
/// The same as a multiple of the latency without load, for networks so large that 500 cycles are little.
const SATURATED_BY_ZERO_LOAD: f64 = 4.0;

/// Whether latency has a steady mean.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Status {
    /// It has.
    Stable,
    /// Queues grow for as long as one measures: latencies are those of the packets that came out meanwhile.
    Saturated,
}

/// Latency and throughput at one offered rate. Latencies in cycles, none where no packet came out.
#[derive(Clone, Debug, PartialEq)]
pub struct Point {
    /// Flits a node and cycle that sources offer.
    pub offered: f64,
    /// Flits a node and cycle that came out.
    pub accepted: f64,
    /// From generation to ejection of the tail: mean.
    pub packet_latency_mean: Option<f64>,
    /// Half of all packets take no longer.
    pub packet_latency_p50: Option<u64>,
    /// 99 % of all packets take no longer.
    pub packet_latency_p99: Option<u64>,
    /// The longest.
    pub packet_latency_max: Option<u64>,
    /// From leaving the source to ejection of the tail: mean.
    pub network_latency_mean: Option<f64>,
    /// Routers traversed: mean.
    pub hops_mean: Option<f64>,
    /// Whether latency has a steady mean.
    pub status: Status,
    /// Packets of the latencies.
    pub packets: u64,
    /// Cycles measured.
    pub cycles: u64,
    /// Flits that each link moved in these cycles, by number of the link.
    pub flits_by_link: Vec<u64>,
}

/// What is offered: the same at every point of a sweep but for the rate.
#[derive(Clone, Copy)]
pub(super) struct Measuring<'a> {
    pub(super) setup: Setup<'a>,
    pub(super) pattern: &'a Pattern,
    /// Flits of a packet.
    pub(super) flits: u32,
    pub(super) seed: u64,
    pub(super) periods: Periods,
    /// Mean latency without load, in cycles.
    pub(super) zero_load: f64,
}

impl Measuring<'_> {
    /// Measures at so many flits a node and cycle.
    pub(super) fn at(&self, offered: f64) -> Result<Point, Stopped> {
        let Self { setup, pattern, flits, seed, .. } = *self;
        let nodes = f64::from(pattern.nodes());
        let periods = self.periods.for_packets(offered / f64::from(flits) * nodes);
        let Periods { warm_up: start, period, most, .. } = periods;
        let mut interconnect = setup.interconnect()?;
        let injection = Injection::new(pattern, offered, flits, seed);
        let mut load = Load::new(injection, flits, start, period);
        load.run(&mut interconnect, start)?;
        let before = setup.flits_by_link(&interconnect);

        let threshold = SATURATED.max(SATURATED_BY_ZERO_LOAD * self.zero_load);
        let mut judge = Judge::default();
        let mut status = Status::Stable;
        let mut end = start;
        for number in 1..=most {
            end = start.saturating_add(period.saturating_mul(u64::from(number)));
            load.run(&mut interconnect, end)?;
            if load.mean_age(end) > threshold {
                status = Status::Saturated;
            }
            if judge.is_enough(load.outputs(number), status) {
                break;
            }
        }
        let now = setup.flits_by_link(&interconnect);
        let flits_by_link = now.iter().zip(&before).map(|(now, before)| now - before).collect();
        load.end_measuring(end);
        if !judge.settled {
            status = Status::Saturated;
        }
        // As long again for the packets under way: on a network that keeps up they need far less.
        let patience = end.saturating_add(end - start);
        let mut now = end;
        while status == Status::Stable && !load.is_done() {
            now = now.saturating_add(period);
            load.run(&mut interconnect, now)?;
            if now > patience || load.mean_age(now) > threshold {
                status = Status::Saturated;
            }
        }
        let tally = if status == Status::Stable { &load.measured } else { &load.passed };
        let output: u64 = load.outputs(most).iter().map(|output| output.flits).sum();
        let cycles = end - start;
        Ok(Point {
            offered,
            accepted: output as f64 / (nodes * cycles as f64),
            packet_latency_mean: tally.latency.mean(),
            packet_latency_p50: tally.latency.percentile(50),
            packet_latency_p99: tally.latency.percentile(99),
            packet_latency_max: tally.latency.max(),
            network_latency_mean: tally.network_mean(),
            hops_mean: tally.hops_mean(),
            status,
            packets: tally.latency.count(),
            cycles,
            flits_by_link,
        })
    }
}

/// Decides when enough has been measured.
#[derive(Clone, Copy, Debug, Default)]
struct Judge {
    latency: f64,
    throughput: f64,
    in_a_row: u32,
    /// Figures were steady at some time.
    settled: bool,
}

impl Judge {
    /// Looks at what came out in all periods so far.
    fn is_enough(&mut self, outputs: &[Output], status: Status) -> bool {
        let packets: u64 = outputs.iter().map(|output| output.packets).sum();
        let latency: u128 = outputs.iter().map(|output| output.latency).sum();
        let flits: u64 = outputs.iter().map(|output| output.flits).sum();
        let latency = latency as f64 / packets.max(1) as f64;
        let throughput = flits as f64 / outputs.len().max(1) as f64;
        let is_steady = |now: f64, before: f64| (now - before).abs() <= SETTLED * now;
        let saturated = status == Status::Saturated;
        let steady =
            is_steady(throughput, self.throughput) && (saturated || is_steady(latency, self.latency));
        (self.latency, self.throughput) = (latency, throughput);
        self.in_a_row = if steady { self.in_a_row + 1 } else { 0 };
        self.settled |= self.in_a_row >= IN_A_ROW;
        self.settled && (saturated || is_precise(outputs, latency))
    }
}

/// Whether the means of periods spread so little that their mean is known well.
fn is_precise(outputs: &[Output], mean: f64) -> bool {
    if outputs.len() < LEAST_PERIODS {
        return false;
    }
    let means = outputs.iter().map(|output| output.latency as f64 / output.packets.max(1) as f64);
    let squares: f64 = means.map(|of_period| (of_period - mean) * (of_period - mean)).sum();
    let count = outputs.len() as f64;
    let variance_of_mean = squares / (count - 1.0) / count;
    variance_of_mean <= (PRECISE * mean) * (PRECISE * mean)
}
