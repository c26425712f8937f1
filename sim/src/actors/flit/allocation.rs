//! Virtual channels: which ones a packet may take, and the stage that allocates them.

use std::ops::Range;

use egret_arch::ChannelChoice;

use super::buffers::InChannel;
use super::layout::End;
use super::routers::{Grant, Routers, after, round_robin};

/// Requests of one cycle, reused from router to router.
#[derive(Clone, Debug)]
pub(super) struct Requests {
    /// By output channel: input channels that ask for it.
    by_output: Vec<u64>,
    /// By input channel: output channels that granted it.
    granted: Vec<u64>,
}

impl Requests {
    pub(super) fn new(channels: usize) -> Self {
        Self { by_output: vec![0; channels], granted: vec![0; channels] }
    }
}

impl Routers {
    /// Virtual channels that the head at the front of `channel` may take behind `out`.
    #[inline]
    pub(super) fn choices(&self, router: u32, channel: u8, out: u8) -> Range<u8> {
        let layout = &self.layout;
        let vcs = layout.vcs;
        let (input, came) = layout.split(channel);
        let came = usize::from(came);
        let port = &layout.all[router as usize * layout.ports + usize::from(out)];
        let class = if layout.classes && matches!(port.peer, End::Router { .. }) {
            let index = router as usize * layout.channels() + usize::from(channel);
            let way = self.buffers.front(index).way;
            let class = self.ways.class(layout, self.place(router), way, (input, came), out);
            let half = vcs / 2;
            if class == 0 { 0..half } else { half..2 * half }
        } else {
            0..vcs
        };
        match layout.choice {
            ChannelChoice::AnyFree => class.start as u8..class.end as u8,
            ChannelChoice::BySource => {
                // A packet keeps its place within the class, which its source gave it.
                let width = if layout.classes { vcs / 2 } else { vcs };
                let vc = (class.start + came % width) as u8;
                vc..vc + 1
            }
        }
    }

    /// Decides which heads get a virtual channel: one iteration of iSLIP over all of them. A head asks for every free one
    /// that it may take.
    pub(super) fn allocate(&mut self, router: u32, requests: &mut Requests, grants: &mut Vec<Grant>) {
        let mut asking = self.wanted[router as usize].channels;
        if asking == 0 {
            return;
        }
        let (vcs, channels) = (self.layout.vcs, self.layout.channels());
        let first = router as usize * channels;
        let mut asked = 0u64;
        while asking != 0 {
            let channel = asking.trailing_zeros() as u8;
            asking &= asking - 1;
            let pending = self.buffers.channels[first + usize::from(channel)].pending;
            let out = pending.trailing_zeros() as u8;
            for vc in self.choices(router, channel, out) {
                let place = usize::from(out) * vcs + usize::from(vc);
                if self.out_channels[first + place].owner == InChannel::NONE {
                    requests.by_output[place] |= 1 << channel;
                    asked |= 1 << place;
                }
            }
        }
        let mut inputs = 0u64;
        while asked != 0 {
            let place = asked.trailing_zeros() as usize;
            asked &= asked - 1;
            let wants = std::mem::take(&mut requests.by_output[place]);
            let channel = round_robin(wants, self.pointers.grant[first + place]);
            requests.granted[usize::from(channel)] |= 1 << place;
            inputs |= 1 << channel;
        }
        while inputs != 0 {
            let channel = inputs.trailing_zeros() as u8;
            inputs &= inputs - 1;
            let granted = std::mem::take(&mut requests.granted[usize::from(channel)]);
            let request = &mut self.pointers.request[first + usize::from(channel)];
            let place = round_robin(granted, *request);
            *request = after(place, channels);
            self.pointers.grant[first + usize::from(place)] = after(channel, channels);
            let (out, vc) = self.layout.split(place);
            grants.push(Grant { channel, out, vc });
        }
    }

    /// Gives a packet the virtual channel it was granted.
    pub(super) fn hold(&mut self, router: u32, grant: Grant) {
        let first = router as usize * self.layout.channels();
        let place = usize::from(grant.out) * self.layout.vcs + usize::from(grant.vc);
        self.out_channels[first + place].owner = grant.channel;
        self.buffers.held[first + usize::from(grant.channel)] = grant.vc;
        self.wanted[router as usize].channels &= !(1 << grant.channel);
    }
}
