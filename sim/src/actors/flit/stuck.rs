//! Packets that wait for each other in a circle and will never move again.
//!
//! Every front flit that waits, waits for a virtual channel behind each of its outputs. An output can be taken when one of
//! the channels that the flit may take there is free, or will be: when the packet that holds it, or the flit at the front
//! of that channel, will move.
//! Starting from the flits that can move now, what is left over in the end are the flits that never will; following
//! what each of them waits for comes back to where it has been: a circle.

use std::fmt::Write as _;

use egret_arch::{LinkId, Topology};

use super::buffers::InChannel;
use super::layout::End;
use super::routers::Routers;
use crate::kernel::Instant;

/// Packets wait for each other in a circle, or one goes round for ever.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Stuck {
    /// Cycle in which that was found.
    pub(crate) at: Instant,
    /// Flits in buffers.
    pub(crate) waiting: u64,
    /// The channels of the circle, each waiting for the next one and the last for the first: link and virtual channel.
    pub(crate) channels: Vec<(u32, u8)>,
    /// No packet waits, but one goes round without arriving: a router it came to.
    pub(crate) circling: Option<u32>,
}

impl Stuck {
    /// Nothing in the network explains it: a rule of the simulator itself was broken.
    pub(crate) fn is_fault(&self) -> bool {
        self.channels.is_empty() && self.circling.is_none()
    }

    /// The circle in words: every link, and what it waits for.
    pub(crate) fn describe(&self, topology: &Topology) -> String {
        let name = |&(link, channel): &(u32, u8)| {
            let link = topology.link(LinkId(link));
            format!("{} -> {}, channel {channel}", link.from, link.to)
        };
        if let Some(router) = self.circling {
            return format!(
                "a packet goes round and never arrives: it has taken more links than there are, last at router {router}"
            );
        }
        let mut text = format!("{} flits wait and none can move", self.waiting);
        if self.is_fault() {
            text.push_str(", yet none waits for another: a fault of the simulator");
        }
        for (place, channel) in self.channels.iter().enumerate() {
            let next = &self.channels[(place + 1) % self.channels.len()];
            let _ = write!(text, "\n  {} waits for {}", name(channel), name(next));
        }
        text
    }
}

/// A channel of a router.
type Place = (u32, u8);

/// An output that a front flit cannot take before another flit has moved.
#[derive(Clone, Debug)]
struct Blocked {
    out: u8,
    /// The channels behind it that the flit may take.
    awaited: Vec<Awaited>,
}

/// A virtual channel that a front flit waits for.
#[derive(Clone, Copy, Debug)]
struct Awaited {
    /// The channel itself, at the next router.
    beyond: Place,
    /// The input channel whose packet holds it; where there is none, it is full.
    owner: Option<u8>,
}

/// Finds packets that wait for each other, if there are any.
pub(super) fn look(routers: &Routers, now: Instant) -> Option<Stuck> {
    let channels = routers.layout.channels();
    let index = |(router, channel): Place| router as usize * channels + usize::from(channel);
    let place = |index: usize| ((index / channels) as u32, (index % channels) as u8);
    let count = routers.buffers.channels.len();
    let blocked: Vec<Vec<Blocked>> = (0..count).map(|channel| blocked_at(routers, place(channel))).collect();
    // By channel: outputs that its front flit will never take, as far as is known.
    let mut never: Vec<u64> =
        blocked.iter().map(|outs| outs.iter().fold(0, |never, blocked| never | 1 << blocked.out)).collect();
    loop {
        let mut found = false;
        for channel in 0..count {
            for Blocked { out, awaited } in &blocked[channel] {
                let this = 1 << out;
                if never[channel] & this == 0 {
                    continue;
                }
                if routers.layout.allocation.is_some() && never[channel] & (this - 1) != 0 {
                    // Branches ask for their channels one after another.
                    break;
                }
                let router = place(channel).0;
                let free = |awaited: &Awaited| match awaited.owner {
                    Some(owner) => never[index((router, owner))] & this == 0,
                    None => never[index(awaited.beyond)] == 0,
                };
                if awaited.iter().any(free) {
                    never[channel] &= !this;
                    found = true;
                }
            }
        }
        if !found {
            break;
        }
    }
    let mut at = place(never.iter().position(|&never| never != 0)?);
    let mut path: Vec<Place> = Vec::new();
    while !path.contains(&at) {
        path.push(at);
        // Whoever holds a channel waits for room in it.
        let ways = blocked[index(at)].iter().filter(|blocked| never[index(at)] & (1 << blocked.out) != 0);
        let mut beyond = ways.flat_map(|blocked| &blocked.awaited).map(|awaited| awaited.beyond);
        let Some(next) = beyond.find(|&beyond| never[index(beyond)] != 0) else { break };
        at = next;
    }
    let first = path.iter().position(|&place| place == at).unwrap_or(0);
    Some(report(routers, now, &path[first..]))
}

/// Every output that the front flit of a channel cannot take before another flit has moved, in their order.
fn blocked_at(routers: &Routers, (router, channel): Place) -> Vec<Blocked> {
    let layout = &routers.layout;
    let (ports, channels, vcs) = (layout.ports, layout.channels(), layout.vcs);
    let state = &routers.buffers.channels[router as usize * channels + usize::from(channel)];
    let mut all = Vec::new();
    let mut pending = if state.is_empty() { 0 } else { state.pending };
    while pending != 0 {
        let out = pending.trailing_zeros() as u8;
        pending &= pending - 1;
        let End::Router { router: next, port } = layout.all[router as usize * ports + usize::from(out)].peer
        else {
            continue;
        };
        let behind = &routers.out_channels[router as usize * channels + usize::from(out) * vcs..][..vcs];
        let mine = behind.iter().position(|behind| behind.owner == channel);
        let choices = match mine {
            Some(vc) => vc as u8..vc as u8 + 1,
            None => routers.choices(router, channel, out),
        };
        let needed = if mine.is_some() { 1 } else { u32::from(routers.head_credits) };
        let awaited = |vc: u8| {
            let beyond = (next, port * vcs as u8 + vc);
            let owner = behind[usize::from(vc)].owner;
            if owner != InChannel::NONE && owner != channel {
                // Where branches read a packet each at its own pace, a copy that has begun can always finish.
                return (!routers.copies()).then_some(Awaited { beyond, owner: Some(owner) });
            }
            // Flits and credits on their way settle by themselves.
            let length = routers.buffers.channels[next as usize * channels + usize::from(beyond.1)].length();
            (u32::from(length) + needed > layout.depth).then_some(Awaited { beyond, owner: None })
        };
        all.extend(
            choices.map(awaited).collect::<Option<Vec<Awaited>>>().map(|awaited| Blocked { out, awaited }),
        );
    }
    all
}

fn report(routers: &Routers, now: Instant, circle: &[Place]) -> Stuck {
    let layout = &routers.layout;
    let channels = circle
        .iter()
        .map(|&(router, channel)| {
            let port = &layout.all[router as usize * layout.ports + usize::from(channel) / layout.vcs];
            let link = match port.peer {
                End::Router { router, port } => {
                    layout.all[router as usize * layout.ports + usize::from(port)].link
                }
                End::Endpoint(_) | End::Nothing => port.link,
            };
            (link, channel % layout.vcs as u8)
        })
        .collect();
    Stuck { at: now, waiting: routers.buffered, channels, circling: None }
}
