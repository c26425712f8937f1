//! Work of one slice, or of all slices of a core, part by part.

use std::ops::AddAssign;

use egret_arch::Ticks;

use super::term::{BoundState, Term};
use crate::actors::InTurn;
use crate::outcome::{Wait, Waits};

/// Ticks that a slice makes the stages of its core work, and what for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Work {
    /// Accepting events.
    pub(crate) accepting: Ticks,
    /// Looking rows up, reading and applying them.
    pub(crate) walking: Ticks,
    /// Reading their words, looked-up entries of embeddings among them: part of `walking` and `looking_up`.
    pub(crate) reading: Ticks,
    /// Adding into accumulators, and what that takes longer because of their banks.
    pub(crate) adding: Ticks,
    pub(crate) conflict: Ticks,
    /// Updating units, and reading what they look up.
    pub(crate) updating: Ticks,
    pub(crate) looking_up: Ticks,
    /// Generating events and building packets.
    pub(crate) sending: Ticks,
    /// Accepting end-of-step tokens, and building them.
    pub(crate) tokens_in: Ticks,
    pub(crate) tokens_out: Ticks,
    /// Events accepted.
    pub(crate) events: u64,
    pub(crate) rows: u64,
    pub(crate) synops: u64,
    /// Words of rows read, and of entries of embeddings.
    pub(crate) words: u64,
    pub(crate) looked_up: u64,
    pub(crate) updates: u64,
    pub(crate) packets: u64,
    /// Tokens accepted, and built.
    pub(crate) tokens_taken: u64,
    pub(crate) tokens_built: u64,
    /// Words of state read and written.
    pub(crate) state_words: u64,
    /// Bursts from DRAM.
    pub(crate) bursts: u64,
}

impl Work {
    /// Adds some work so many times.
    pub(crate) fn add(&mut self, other: &Self, times: u64) {
        let Self { accepting, walking, reading, adding, conflict, updating, looking_up, .. } = *other;
        let Self { sending, tokens_in, tokens_out, events, rows, synops, words, updates, .. } = *other;
        let Self { packets, tokens_taken, tokens_built, state_words, looked_up, bursts, .. } = *other;
        self.accepting += accepting * times;
        self.walking += walking * times;
        self.reading += reading * times;
        self.adding += adding * times;
        self.conflict += conflict * times;
        self.updating += updating * times;
        self.looking_up += looking_up * times;
        self.sending += sending * times;
        self.tokens_in += tokens_in * times;
        self.tokens_out += tokens_out * times;
        self.events += events * times;
        self.rows += rows * times;
        self.synops += synops * times;
        self.words += words * times;
        self.updates += updates * times;
        self.packets += packets * times;
        self.tokens_taken += tokens_taken * times;
        self.tokens_built += tokens_built * times;
        self.state_words += state_words * times;
        self.looked_up += looked_up * times;
        self.bursts += bursts * times;
    }

    /// What the one side of a duplex core does, and the other.
    fn taking_in(&self) -> Ticks {
        self.accepting + self.tokens_in + self.walking + self.adding + self.conflict
    }

    fn generating(&self) -> Ticks {
        self.updating + self.looking_up + self.sending + self.tokens_out
    }

    /// Ticks by reason of what a term of a core comprises. A core that does in turn what other cores do side by side has it
    /// all under [`Term::Core`].
    pub(crate) fn waits(&self, term: Term, in_turn: InTurn) -> Waits {
        let mut waits = [0; Wait::COUNT];
        let synapses = [
            (Wait::Synapse, self.walking),
            (Wait::Dendrite, self.adding),
            (Wait::BankConflict, self.conflict),
        ];
        let updates = [(Wait::Soma, self.updating), (Wait::Synapse, self.looking_up)];
        let messages = [
            (Wait::AxonIn, self.accepting),
            (Wait::AxonOut, self.sending),
            (Wait::Sync, self.tokens_in + self.tokens_out),
        ];
        let parts: &[&[(Wait, Ticks)]] = match (term, in_turn) {
            (Term::Synops, _) => &[&synapses[..1]],
            (Term::MemoryReads, _) => &[&[(Wait::Synapse, self.reading)]],
            (Term::Accumulations, _) => &[&synapses[1..]],
            (Term::UnitUpdates, _) => &[&updates],
            (Term::EventsIn, _) => &[&messages[..1], &[(Wait::Sync, self.tokens_in)]],
            (Term::EventsOut, _) => &[&messages[1..2], &[(Wait::Sync, self.tokens_out)]],
            (Term::Sync, _) => &[&messages[2..]],
            (Term::Core, InTurn::Everything) => &[&synapses, &updates, &messages],
            (Term::Core, InTurn::SynapsesAndUpdates) => &[&synapses, &updates],
            (Term::Core, InTurn::Sides) if self.taking_in() >= self.generating() => {
                &[&synapses, &messages[..1], &[(Wait::Sync, self.tokens_in)]]
            }
            (Term::Core, InTurn::Sides) => &[&updates, &messages[1..2], &[(Wait::Sync, self.tokens_out)]],
            (Term::Core, InTurn::Nothing) | (Term::Dram | Term::Traffic | Term::Host, _) => &[],
        };
        for &(wait, ticks) in parts.iter().copied().flatten() {
            waits[wait as usize] += ticks;
        }
        waits
    }

    /// Ticks of what a term of a core comprises: the sum of [`Self::waits`], without making them up.
    pub(crate) fn ticks(&self, term: Term, in_turn: InTurn) -> Ticks {
        let accumulations = self.adding + self.conflict;
        let updates = self.updating + self.looking_up;
        let (taking_in, sending) = (self.accepting + self.tokens_in, self.sending + self.tokens_out);
        match (term, in_turn) {
            (Term::Synops, _) => self.walking,
            (Term::MemoryReads, _) => self.reading,
            (Term::Accumulations, _) => accumulations,
            (Term::UnitUpdates, _) => updates,
            (Term::EventsIn, _) => taking_in,
            (Term::EventsOut, _) => sending,
            (Term::Sync, _) => self.tokens_in + self.tokens_out,
            (Term::Core, InTurn::Everything) => self.walking + accumulations + updates + taking_in + sending,
            (Term::Core, InTurn::SynapsesAndUpdates) => self.walking + accumulations + updates,
            (Term::Core, InTurn::Sides) => self.taking_in().max(self.generating()),
            (Term::Core, InTurn::Nothing) | (Term::Dram | Term::Traffic | Term::Host, _) => 0,
        }
    }

    /// What a term of a core counts.
    pub(crate) fn count(&self, term: Term) -> u64 {
        match term {
            Term::Synops | Term::Accumulations => self.synops,
            Term::MemoryReads => self.words + self.looked_up,
            Term::UnitUpdates => self.updates,
            Term::EventsIn => self.events + self.tokens_taken,
            Term::EventsOut => self.packets + self.tokens_built,
            Term::Core => self.synops + self.updates,
            Term::Sync => self.tokens_taken + self.tokens_built,
            Term::Dram => self.bursts,
            Term::Traffic | Term::Host => 0,
        }
    }

    /// The state of a core of which a term binds.
    pub(crate) fn state(&self, term: Term) -> BoundState {
        match term {
            Term::Synops | Term::MemoryReads | Term::Accumulations | Term::Dram => BoundState::Memory,
            Term::UnitUpdates => BoundState::Compute,
            Term::EventsIn | Term::EventsOut | Term::Traffic | Term::Host => BoundState::Traffic,
            Term::Sync => BoundState::Sync,
            Term::Core => {
                let parts = [
                    (BoundState::Memory, self.walking + self.adding + self.conflict + self.looking_up),
                    (BoundState::Compute, self.updating),
                    (BoundState::Traffic, self.accepting + self.sending),
                    (BoundState::Sync, self.tokens_in + self.tokens_out),
                ];
                // Of equal parts the first.
                let largest = parts.into_iter().rev().max_by_key(|(_, ticks)| *ticks);
                largest.map_or(BoundState::Compute, |(state, _)| state)
            }
        }
    }
}

impl AddAssign<&Self> for Work {
    fn add_assign(&mut self, other: &Self) {
        self.add(other, 1);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reasons_sum_to_the_ticks_of_their_term() {
        let work = Work {
            accepting: 1,
            walking: 2,
            reading: 4,
            adding: 8,
            conflict: 16,
            updating: 32,
            looking_up: 64,
            sending: 128,
            tokens_in: 256,
            tokens_out: 512,
            ..Work::default()
        };
        for in_turn in [InTurn::Nothing, InTurn::SynapsesAndUpdates, InTurn::Sides, InTurn::Everything] {
            for term in Term::ALL {
                let sum: Ticks = work.waits(term, in_turn).iter().sum();
                assert_eq!(sum, work.ticks(term, in_turn), "{} {in_turn:?}", term.name());
            }
        }
        assert_eq!(work.ticks(Term::Core, InTurn::Everything), 1023 - 4, "reading is part of walking");
    }
}
