//! How busy cores and links were in every step.
//!
//! A core knows what it has been given, part of which may lie behind the end of a step. That part is taken off again, so
//! that steps sum to the run, and no core is busy for longer than a step.

use egret_arch::{LinkClass, Ticks};

use super::{Machine, Transport};
use crate::kernel::Instant;
use crate::outcome::Spread;

/// What cores and links had done at the end of the last step.
#[derive(Default)]
pub(super) struct BusyLog {
    cores: Vec<Ticks>,
    links: Vec<Ticks>,
    /// Reused from step to step.
    each: Vec<Ticks>,
}

impl BusyLog {
    /// How the ticks that cores (or links) were busy since last time are spread; `now` is what each was busy in all.
    fn spread(each: &mut Vec<Ticks>, before: &mut Vec<Ticks>, now: impl Iterator<Item = Ticks>) -> Spread {
        each.clear();
        for (place, now) in now.enumerate() {
            if place == before.len() {
                before.push(0);
            }
            // What was given since may have to wait for something, which what was taken off did not know of.
            let now = now.max(before[place]);
            each.push(now - before[place]);
            before[place] = now;
        }
        Spread::of(each)
    }
}

impl<O> Machine<'_, O> {
    /// How long cores and links between routers were busy in the step that ends at `until`; of links `None` where they take no
    /// time.
    pub(super) fn utilisation(&mut self, until: Instant) -> (Spread, Option<Spread>) {
        let BusyLog { cores, links, each } = &mut self.log.busy;
        let timing = &self.timing.core;
        let endpoints = &self.endpoints[..self.placement.cores.len()];
        let of_cores = endpoints.iter().map(|core| core.pipeline.busy_until(timing, until));
        let of_cores = BusyLog::spread(each, cores, of_cores);
        let (network, topology) = (self.chip.network(), &self.placement.topology);
        let between = |class| {
            !matches!(
                class,
                LinkClass::Injection | LinkClass::Ejection | LinkClass::HostIn | LinkClass::HostOut
            )
        };
        if network.free || self.closed {
            return (of_cores, None);
        }
        let of_links = match &self.transport {
            Transport::Packet(fabric) => {
                let all = topology.links().iter().enumerate().filter(|(_, link)| between(link.class));
                let moved =
                    all.map(|(number, link)| fabric.moved(number, until) * network.link(link.class).cycle);
                BusyLog::spread(each, links, moved)
            }
            Transport::Flit(flits) => {
                let moved = flits.moved().filter_map(|(link, flits)| {
                    let class = topology.link(link).class;
                    between(class).then(|| flits * network.link(class).cycle)
                });
                BusyLog::spread(each, links, moved)
            }
        };
        (of_cores, (of_links.of > 0).then_some(of_links))
    }
}
