//! A network under a steady random load: who is under way, and what has come out.

use super::injection::Injection;
use super::network::{Interconnect, Sink};
use super::setup::Stopped;
use super::statistics::Histogram;

/// What became of a set of packets, times in cycles.
#[derive(Clone, Debug, Default)]
pub(super) struct Tally {
    /// From generation to the ejection of the tail.
    pub(super) latency: Histogram,
    /// From the head leaving the source to the ejection of the tail, summed.
    network: u128,
    /// Routers traversed, summed.
    hops: u128,
}

impl Tally {
    fn record(&mut self, packet: &UnderWay, at: u64) {
        self.latency.record(at - packet.generated);
        self.network += u128::from(at - packet.left);
        self.hops += u128::from(packet.hops);
    }

    pub(super) fn network_mean(&self) -> Option<f64> {
        self.mean(self.network)
    }

    pub(super) fn hops_mean(&self) -> Option<f64> {
        self.mean(self.hops)
    }

    fn mean(&self, sum: u128) -> Option<f64> {
        (self.latency.count() > 0).then(|| sum as f64 / self.latency.count() as f64)
    }
}

/// What came out in one measuring period.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Output {
    /// Flits of the packets whose tails came out.
    pub(super) flits: u64,
    /// Packets generated since measuring began.
    pub(super) packets: u64,
    /// Their latencies, summed.
    pub(super) latency: u128,
}

#[derive(Clone, Copy, Debug, Default)]
struct UnderWay {
    source: u32,
    hops: u32,
    generated: u64,
    left: u64,
}

/// Sources and packets of a run under load.
pub(super) struct Load<'a> {
    injection: Injection<'a>,
    flits: u32,
    /// Packets by number; numbers are used again.
    packets: Vec<UnderWay>,
    free: Vec<u32>,
    /// Measuring begins.
    start: u64,
    /// Cycles of a measuring period.
    period: u64,
    /// Measuring ends, once that is known.
    end: Option<u64>,
    /// Packets offered and generated while measuring that are under way, and their times of generation summed.
    outstanding: (u64, u128),
    /// Packets generated while measuring.
    pub(super) measured: Tally,
    /// Packets that came out while measuring, whenever they were generated.
    pub(super) passed: Tally,
    /// What came out, by period.
    outputs: Vec<Output>,
}

impl<'a> Load<'a> {
    pub(super) fn new(injection: Injection<'a>, flits: u32, start: u64, period: u64) -> Self {
        Self {
            injection,
            flits,
            packets: Vec::new(),
            free: Vec::new(),
            start,
            period,
            end: None,
            outstanding: (0, 0),
            measured: Tally::default(),
            passed: Tally::default(),
            outputs: Vec::new(),
        }
    }

    /// Lets everything happen before `end`.
    pub(super) fn run(&mut self, interconnect: &mut Interconnect, end: u64) -> Result<(), Stopped> {
        loop {
            let next = [self.injection.next(), interconnect.next()].into_iter().flatten().min();
            let Some(now) = next.filter(|&now| now < end) else { return Ok(()) };
            self.offer(interconnect, now);
            interconnect.step(now, self)?;
        }
    }

    fn offer(&mut self, interconnect: &mut Interconnect, now: u64) {
        let Self { injection, packets, free, outstanding, flits, start, end, .. } = self;
        injection.offer(now, |source, destination, generated| {
            let hops = interconnect.hops(source, destination);
            let packet = UnderWay { source, hops, generated, left: 0 };
            let number = free.pop().unwrap_or(packets.len() as u32);
            match packets.get_mut(number as usize) {
                Some(place) => *place = packet,
                None => packets.push(packet),
            }
            if (*start..end.unwrap_or(u64::MAX)).contains(&generated) {
                outstanding.0 += 1;
                outstanding.1 += u128::from(generated);
            }
            interconnect.offer(number, source, destination, *flits, now);
        });
    }

    /// From here on packets are generated but not measured.
    pub(super) fn end_measuring(&mut self, end: u64) {
        self.end = Some(end);
    }

    /// Whether every packet generated while measuring has come out.
    pub(super) fn is_done(&self) -> bool {
        self.outstanding.0 == 0 && self.end.is_some_and(|end| self.injection.is_past(end))
    }

    /// What came out in the first periods.
    pub(super) fn outputs(&self, periods: u32) -> &[Output] {
        &self.outputs[..self.outputs.len().min(periods as usize)]
    }

    /// Mean latency so far, where packets that are still under way or behind count with their ages; cycles.
    pub(super) fn mean_age(&self, now: u64) -> f64 {
        let measured = &self.measured.latency;
        let (count, generated) = self.outstanding;
        let (behind, ages_behind) = self.injection.backlog(self.start, self.end.unwrap_or(now).min(now));
        let ages = u128::from(now) * u128::from(count) - generated.min(u128::from(now) * u128::from(count));
        let packets = (measured.count() + count) as f64 + behind;
        let arrived = measured.mean().unwrap_or(0.0) * measured.count() as f64;
        if packets > 0.0 { (arrived + ages as f64 + ages_behind) / packets } else { 0.0 }
    }

    fn output_at(&mut self, at: u64) -> Option<&mut Output> {
        let since = at.checked_sub(self.start)?;
        if self.end.is_some_and(|end| at >= end) {
            return None;
        }
        let period = (since / self.period) as usize;
        if period >= self.outputs.len() {
            self.outputs.resize(period + 1, Output::default());
        }
        self.outputs.get_mut(period)
    }
}

impl Sink for Load<'_> {
    fn head_left(&mut self, packet: u32, at: u64) {
        self.packets[packet as usize].left = at;
    }

    fn tail_left(&mut self, packet: u32, at: u64) {
        let source = self.packets[packet as usize].source;
        self.injection.left(source, at);
    }

    fn arrived(&mut self, packet: u32, _: u32, at: u64) {
        let under_way = self.packets[packet as usize];
        self.free.push(packet);
        let flits = u64::from(self.flits);
        let is_measured = (self.start..self.end.unwrap_or(u64::MAX)).contains(&under_way.generated);
        if let Some(output) = self.output_at(at) {
            output.flits += flits;
            if is_measured {
                output.packets += 1;
                output.latency += u128::from(at - under_way.generated);
            }
            self.passed.record(&under_way, at);
        }
        if is_measured {
            self.outstanding.0 -= 1;
            self.outstanding.1 -= u128::from(under_way.generated);
            self.measured.record(&under_way, at);
        }
    }
}
