//! Packets that wait for each other in a circle and will never move again.
//!
//! Every front flit that waits, waits for a virtual channel behind an output. If all channels that it could take are full
//! or held, it waits for what stands in the first of them; following that from channel to channel either comes to one
//! that can still move, or back to where it has been: a circle.

use std::fmt::Write as _;

use egret_arch::{LinkId, Topology};

use super::buffers::InChannel;
use super::layout::End;
use super::routers::Routers;
use crate::kernel::Instant;

/// Packets wait for each other in a circle.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Stuck {
    /// Cycle in which that was found.
    pub(crate) at: Instant,
    /// Flits in buffers.
    pub(crate) waiting: u64,
    /// The channels of the circle, each waiting for the next one and the last for the first: link and virtual channel.
    pub(crate) channels: Vec<(u32, u8)>,
}

impl Stuck {
    /// The circle in words: every link, and what it waits for.
    pub(crate) fn describe(&self, topology: &Topology) -> String {
        let name = |&(link, channel): &(u32, u8)| {
            let link = topology.link(LinkId(link));
            format!("{} -> {}, channel {channel}", link.from, link.to)
        };
        let mut text = format!("{} flits wait and none can move", self.waiting);
        for (place, channel) in self.channels.iter().enumerate() {
            let next = &self.channels[(place + 1) % self.channels.len()];
            let _ = write!(text, "\n  {} waits for {}", name(channel), name(next));
        }
        text
    }
}

/// A channel of a router.
type Place = (u32, u8);

/// Finds packets that wait for each other, if there are any.
pub(super) fn look(routers: &Routers, now: Instant, held_at_endpoints: bool) -> Option<Stuck> {
    let channels = routers.layout.channels();
    // By channel: the walk in which it was seen; walks never meet a channel twice without having found a circle.
    let mut seen = vec![0u32; routers.buffers.channels.len()];
    for start in 0..seen.len() {
        if seen[start] != 0 {
            continue;
        }
        let walk = start as u32 + 1;
        let mut path: Vec<Place> = Vec::new();
        let mut at: Place = ((start / channels) as u32, (start % channels) as u8);
        loop {
            let index = at.0 as usize * channels + usize::from(at.1);
            if seen[index] == walk {
                let first = path.iter().position(|&place| place == at).unwrap_or(0);
                return Some(report(routers, now, &path[first..]));
            }
            if seen[index] != 0 {
                break;
            }
            seen[index] = walk;
            path.push(at);
            match waits_for(routers, at) {
                Some(next) => at = next,
                None => break,
            }
        }
    }
    debug_assert!(
        held_at_endpoints || routers.buffered == 0 || routers.awake.iter().any(|&word| word != 0) || now > 0
    );
    None
}

/// The channel that the front flit of a channel waits for, if it cannot move.
fn waits_for(routers: &Routers, (router, channel): Place) -> Option<Place> {
    let layout = &routers.layout;
    let (ports, channels, vcs) = (layout.ports, layout.channels(), layout.vcs);
    let state = &routers.buffers.channels[router as usize * channels + usize::from(channel)];
    if state.is_empty() || state.pending == 0 {
        return None;
    }
    let mut blocked = None;
    let mut pending = state.pending;
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
        let usable = |vc: &u8| {
            let behind = behind[usize::from(*vc)];
            let free = behind.owner == InChannel::NONE || behind.owner == channel;
            free && behind.credits >= if mine.is_some() { 1 } else { routers.head_credits }
        };
        if choices.clone().any(|vc| usable(&vc)) {
            continue;
        }
        blocked = blocked.or(Some((next, port * vcs as u8 + choices.start)));
    }
    blocked
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
    Stuck { at: now, waiting: routers.buffered, channels }
}
