//! Latency and throughput over offered rates, and the rate at which the network saturates.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};
use std::thread;

use super::pattern::Pattern;
use super::periods::Periods;
use super::point::{Measuring, Point, Status};
use super::setup::{Setup, Stopped};
use super::zero_load::zero_load_latency;

/// A network is saturated where its mean latency is so many times that without load.
const SATURATION: f64 = 3.0;
/// Width, as a share, to which the rate of saturation is found.
const WIDTH: f64 = 0.01;

/// What is offered to a network.
#[derive(Clone, Copy, Debug)]
pub struct Offer<'a> {
    /// Who sends where.
    pub pattern: &'a Pattern,
    /// Flits of a packet; at least one.
    pub flits: u32,
    /// Seed of all random streams.
    pub seed: u64,
}

/// What was measured.
#[derive(Clone, Debug, PartialEq)]
pub struct Sweep {
    /// A point a rate, in the order of the rates.
    pub points: Vec<Point>,
    /// Mean latency without load, in cycles.
    pub zero_load_latency: f64,
    /// Offered rate at which mean latency passes three times that without load, in flits a node and cycle; none where
    /// the rates do not lie on both sides of it.
    pub saturation_rate: Option<f64>,
}

/// Measures at every rate, on so many threads; what comes out does not depend on their number. `ended` is called, from
/// any thread, when a point of a given rate is done.
///
/// Where the rates lie on both sides of saturation, further points between them find its rate to 1 %.
pub fn sweep(
    setup: Setup<'_>,
    offer: Offer<'_>,
    periods: Periods,
    rates: &[f64],
    threads: usize,
    ended: &(dyn Fn() + Sync),
) -> Result<Sweep, Stopped> {
    let ticks = zero_load_latency(setup.topology, setup.network, offer.pattern, offer.flits);
    let zero_load = ticks / setup.cycle_ticks().map_err(Stopped::Input)? as f64;
    let Offer { pattern, flits, seed } = offer;
    let measuring = Measuring { setup, pattern, flits, seed, periods, zero_load };
    let points = all(&measuring, rates, threads, ended)?;
    let saturation_rate = saturation(&measuring, &points)?;
    Ok(Sweep { points, zero_load_latency: zero_load, saturation_rate })
}

fn all(
    measuring: &Measuring<'_>,
    rates: &[f64],
    threads: usize,
    ended: &(dyn Fn() + Sync),
) -> Result<Vec<Point>, Stopped> {
    let next = AtomicUsize::new(0);
    let done: Mutex<Vec<Option<Result<Point, Stopped>>>> = Mutex::new(rates.iter().map(|_| None).collect());
    let work = || {
        loop {
            let at = next.fetch_add(1, Ordering::Relaxed);
            let Some(&rate) = rates.get(at) else { break };
            let point = measuring.at(rate);
            done.lock().unwrap_or_else(PoisonError::into_inner)[at] = Some(point);
            ended();
        }
    };
    thread::scope(|scope| {
        for _ in 1..threads.min(rates.len()) {
            scope.spawn(work);
        }
        work();
    });
    // Every place is filled; of several failures the first in the order of the rates is told.
    done.into_inner().unwrap_or_else(PoisonError::into_inner).into_iter().flatten().collect()
}

/// Mean latency of a network that keeps up.
fn steady_latency(point: &Point) -> Option<f64> {
    point.packet_latency_mean.filter(|_| point.status == Status::Stable)
}

/// The rate at which latency passes its limit.
fn saturation(measuring: &Measuring<'_>, points: &[Point]) -> Result<Option<f64>, Stopped> {
    let limit = SATURATION * measuring.zero_load;
    let is_below = |point: &Point| steady_latency(point).is_some_and(|latency| latency <= limit);
    let mut in_order: Vec<&Point> = points.iter().collect();
    in_order.sort_by(|a, b| a.offered.total_cmp(&b.offered));
    let Some(first) = in_order.iter().position(|point| !is_below(point)) else { return Ok(None) };
    let Some(below) = first.checked_sub(1) else { return Ok(None) };
    let (mut below, mut above) = (in_order[below].clone(), in_order[first].clone());
    while above.offered - below.offered > WIDTH * above.offered {
        let middle = measuring.at(f64::midpoint(below.offered, above.offered))?;
        if is_below(&middle) { below = middle } else { above = middle }
    }
    let part = (nearness(&below, measuring) - nearness_of(limit, measuring))
        / (nearness(&below, measuring) - nearness(&above, measuring));
    Ok(Some(below.offered + part.clamp(0.0, 1.0) * (above.offered - below.offered)))
}

/// What falls about linearly with the rate as queues begin to grow: one over the latency that they add. Nothing is left
/// of it where they grow without end.
fn nearness(point: &Point, measuring: &Measuring<'_>) -> f64 {
    steady_latency(point).map_or(0.0, |latency| nearness_of(latency, measuring))
}

fn nearness_of(latency: f64, measuring: &Measuring<'_>) -> f64 {
    // The means of few packets may lie below the latency without load.
    let least = measuring.zero_load * 1e-3;
    1.0 / (latency - measuring.zero_load).max(least)
}
