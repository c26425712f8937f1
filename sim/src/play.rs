//! The activity of a network, read token by token and split by slice.

use egret_workloads::{ActivitySource, EventCounts, Network, Player, PopulationId, Site, StepEvents};

use crate::mapping::Placement;
use crate::outcome::Played;

/// Events of the last few tokens, by slice.
pub(crate) struct Play {
    player: Player,
    events: StepEvents,
    /// One buffer a token, by token number modulo its length.
    ring: Vec<Token>,
    loaded: u32,
    tokens: u32,
    /// Populations of which the chip asks which units are skipped.
    skipping: Vec<bool>,
    counts: EventCounts,
}

/// Events of one token.
#[derive(Clone, Default)]
struct Token {
    /// By slice: emitting units by local number, ascending.
    by_slice: Vec<Vec<u32>>,
    /// The same for units that are left as they were.
    skipped: Vec<Vec<u32>>,
    /// Units of host populations that emit: (population, unit).
    host: Vec<(PopulationId, u32)>,
}

impl Play {
    /// Plays `tokens` tokens of `source`; up to `window` of them are in use at a time. Of populations that are `skipping`, units
    /// that are left as they were are told.
    pub(crate) fn new(
        (network, source): (&Network, &ActivitySource),
        tokens: u32,
        window: u32,
        skipping: Vec<bool>,
    ) -> Self {
        Self {
            player: source.player(),
            events: StepEvents::default(),
            ring: vec![Token::default(); window as usize + 1],
            loaded: 0,
            tokens,
            skipping,
            counts: EventCounts::none(network),
        }
    }

    fn load_through(&mut self, token: u32, network: &Network, placement: &Placement) {
        while self.loaded <= token {
            let played = self.player.step_into(&mut self.events);
            debug_assert!(played, "the number of tokens is limited to what is recorded");
            self.counts.add(&self.events);
            let slot = self.loaded as usize % self.ring.len();
            let buffer = &mut self.ring[slot];
            buffer.by_slice.resize_with(placement.slices.len(), Vec::new);
            buffer.by_slice.iter_mut().for_each(Vec::clear);
            buffer.skipped.resize_with(placement.slices.len(), Vec::new);
            buffer.skipped.iter_mut().for_each(Vec::clear);
            buffer.host.clear();
            for id in network.population_ids() {
                let units = &self.events.events[id.index()];
                if network.population(id).site == Site::Chip {
                    for &unit in units {
                        let home = placement.homes[id.index()][unit as usize];
                        buffer.by_slice[home.slice as usize].push(home.local);
                    }
                    let skipped = self.events.skipped.get(id.index()).filter(|_| self.skipping[id.index()]);
                    for &unit in skipped.into_iter().flatten() {
                        let home = placement.homes[id.index()][unit as usize];
                        buffer.skipped[home.slice as usize].push(home.local);
                    }
                } else {
                    buffer.host.extend(units.iter().map(|&unit| (id, unit)));
                }
            }
            self.loaded += 1;
        }
    }

    /// Takes the events of a slice for `token`, ascending by local number, into `into`, and the units that are left as they were
    /// into `skipped`; none beyond the last token.
    pub(crate) fn slice(
        &mut self,
        token: Option<u32>,
        slice: u32,
        network: &Network,
        placement: &Placement,
        (into, skipped): (&mut Vec<u32>, &mut Vec<u32>),
    ) {
        into.clear();
        skipped.clear();
        if let Some(token) = token.filter(|&token| token < self.tokens) {
            self.load_through(token, network, placement);
            let slot = token as usize % self.ring.len();
            into.extend_from_slice(&self.ring[slot].by_slice[slice as usize]);
            skipped.extend_from_slice(&self.ring[slot].skipped[slice as usize]);
        }
    }

    /// What was played.
    pub(crate) fn into_played(self) -> Played {
        Played { membrane_updates: self.player.membrane_updates(), events: self.counts }
    }

    /// Takes the events that the host injects for `token`.
    pub(crate) fn host(
        &mut self,
        token: u32,
        network: &Network,
        placement: &Placement,
        into: &mut Vec<(PopulationId, u32)>,
    ) {
        into.clear();
        if token < self.tokens {
            self.load_through(token, network, placement);
            let slot = token as usize % self.ring.len();
            into.extend_from_slice(&self.ring[slot].host);
        }
    }
}
