//! A hash of the simulated result: equal exactly when two simulations found the same.
//!
//! Over a canonical encoding of its own (numbers little-endian, text and lists with their length before them), never
//! over a file format whose printing may change. Prices, names of inputs and the effort of the host are no part of it.

use egret_arch::{Action, CoreState, LinkClass, Model};
use egret_sim::noc::Fidelity;
use egret_sim::{
    CoreOutcome, Counts, Layer, LinkOutcome, MemoryOutcome, NocOutcome, Outcome, Step, Wait, Waits,
};
use sha2::{Digest, Sha256};

/// Named before everything else, so that another encoding can never collide with this one.
const ENCODING: &str = "egret.outcome/2";

/// Actions that came after the first version.
const LATER: [Action; 12] = [
    Action::SynopDense,
    Action::SynopSparse,
    Action::SynopConvolution,
    Action::UpdateSkipped,
    Action::LinkWestward,
    Action::LinkSouthward,
    Action::Gated,
    Action::WakeClockGated,
    Action::WakePowerGated,
    Action::Level1Cycle,
    Action::Level2Cycle,
    Action::Level3Cycle,
];
/// Reasons of waits that did.
const LATER_WAITS: [Wait; 1] = [Wait::Wake];

/// First 32 hex digits of the SHA-256 of an outcome.
pub fn fingerprint(outcome: &Outcome) -> String {
    // Taken apart in full: a new field must be given its place here before this compiles.
    let Outcome {
        ticks_per_second,
        elapsed,
        steps,
        tokens,
        token_latency,
        layers,
        shared,
        cores,
        links,
        chips,
        cores_present,
        tiles,
        packets,
        token_packets,
        deliveries,
        drops,
        addressed,
        overruns,
        late_events,
        noc,
        scheduler_events: _,
        played: _,
        trace: _,
        bound: _,
    } = outcome;
    // Links and drops are encoded on their own.
    let NocOutcome { fidelity, latency_mean, latency_p99, latency_max, link_hops, unicast_link_hops } = noc;
    let mut encoder = Encoder(Sha256::new());
    encoder.text(ENCODING);
    encoder.numbers(&[*ticks_per_second, *elapsed, u64::from(*tokens), token_latency.to_bits()]);
    encoder.list(steps, Encoder::step);
    encoder.list(layers, Encoder::layer);
    encoder.counts(shared);
    encoder.list(cores, Encoder::core);
    encoder.list(links, Encoder::link);
    encoder.numbers(&[u64::from(*chips), u64::from(*cores_present), u64::from(*tiles)]);
    encoder.numbers(&[*packets, *token_packets, *deliveries, *drops, *addressed, *overruns, *late_events]);
    encoder.numbers(&[
        u64::from(*fidelity == Fidelity::Flit),
        latency_mean.to_bits(),
        *latency_p99,
        *latency_max,
        *link_hops,
        *unicast_link_hops,
    ]);
    let digest = encoder.0.finalize();
    digest
        .iter()
        .take(16)
        .flat_map(|byte| [byte >> 4, byte & 15])
        .filter_map(|half| char::from_digit(u32::from(half), 16))
        .collect()
}

/// Feeds values to the hash.
struct Encoder(Sha256);

impl Encoder {
    fn number(&mut self, number: u64) {
        self.0.update(number.to_le_bytes());
    }

    fn numbers(&mut self, numbers: &[u64]) {
        for number in numbers {
            self.number(*number);
        }
    }

    fn text(&mut self, text: &str) {
        self.number(text.len() as u64);
        self.0.update(text.as_bytes());
    }

    fn list<T>(&mut self, items: &[T], mut one: impl FnMut(&mut Self, &T)) {
        self.number(items.len() as u64);
        for item in items {
            one(self, item);
        }
    }

    fn step(&mut self, step: &Step) {
        // Packets of all steps are encoded together, and so is how busy cores and links were.
        let Step {
            start,
            duration,
            waits,
            counts,
            updates,
            events,
            packets: _,
            cores_busy: _,
            links_busy: _,
        } = step;
        self.numbers(&[*start, *duration, *events]);
        self.waits(waits);
        self.counts(counts);
        // By name and only where there are some, so that a new model changes no old fingerprint.
        for (model, (idle, active, skipped)) in Model::ALL.into_iter().zip(updates) {
            if *idle > 0 || *active > 0 {
                self.text(model.name());
                self.numbers(&[*idle, *active]);
            }
            if *skipped > 0 {
                self.text(model.name());
                self.number(*skipped);
            }
        }
    }

    /// Counts of actions: those of the first version in their order, later ones by name and only where there are some, so
    /// that a new action changes no old fingerprint.
    fn counts(&mut self, counts: &Counts) {
        for (action, count) in Action::ALL.into_iter().zip(counts) {
            if !LATER.contains(&action) {
                self.number(*count);
            }
        }
        for action in LATER.into_iter().filter(|action| counts[action.index()] > 0) {
            self.text(action.name());
            self.number(counts[action.index()]);
        }
    }

    /// Waits by reason, as counts.
    fn waits(&mut self, waits: &Waits) {
        for (wait, ticks) in Wait::ALL.into_iter().zip(waits) {
            if !LATER_WAITS.contains(&wait) {
                self.number(*ticks);
            }
        }
        for wait in LATER_WAITS.into_iter().filter(|wait| waits[*wait as usize] > 0) {
            self.text(wait.name());
            self.number(waits[wait as usize]);
        }
    }

    fn layer(&mut self, layer: &Layer) {
        let Layer { name, model, units, on_chip, synapses, dense_synapses, events, counts, synops } = layer;
        self.text(name);
        self.text(model.name());
        self.numbers(&[u64::from(*units), u64::from(*on_chip), *synapses, *dense_synapses, *events]);
        self.counts(counts);
        self.list(synops, |encoder, (projection, synops)| {
            encoder.text(projection);
            encoder.number(*synops);
        });
    }

    fn core(&mut self, core: &CoreOutcome) {
        let CoreOutcome { core, chip, x, y, units, synapses, memories, busy, accesses, residency, counts } =
            core;
        self.numbers(&[u64::from(*core), u64::from(*chip), u64::from(*x), u64::from(*y), *synapses, *busy]);
        self.list(units, |encoder, (layer, units)| encoder.numbers(&[u64::from(*layer), u64::from(*units)]));
        self.list(memories, |encoder, (memory, used, capacity)| {
            encoder.text(memory);
            encoder.numbers(&[*used, *capacity]);
        });
        self.list(accesses, |encoder, memory| {
            let MemoryOutcome { name, words_by_bank, conflict } = memory;
            encoder.text(name);
            encoder.list(words_by_bank, |encoder, words| encoder.number(*words));
            encoder.number(*conflict);
        });
        for (state, ticks) in CoreState::ALL.into_iter().zip(residency.iter().flatten()) {
            self.text(state.name());
            self.number(*ticks);
        }
        self.counts(counts);
    }

    fn link(&mut self, link: &LinkOutcome) {
        let LinkOutcome { from, to, class, flits, waited, cycle } = link;
        self.text(from);
        self.text(to);
        self.text(LinkClass::name(*class));
        self.numbers(&[*flits, *waited, *cycle]);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing;

    #[test]
    fn the_effort_of_the_host_is_no_part_of_it() {
        let outcome = testing::outcome(3, 4, 5, 1);
        let other = Outcome { scheduler_events: outcome.scheduler_events + 1, ..outcome.clone() };
        assert_eq!(fingerprint(&outcome), fingerprint(&other));
        assert_eq!(fingerprint(&outcome).len(), 32);
    }

    #[test]
    fn anything_simulated_is_part_of_it() {
        let outcome = testing::outcome(3, 4, 5, 1);
        let reference = fingerprint(&outcome);
        let changes: [fn(&mut Outcome); 9] = [
            |o| o.elapsed += 1,
            |o| o.steps[1].counts[0] += 1,
            |o| o.steps[1].updates[1].0 += 1,
            |o| o.layers[0].name.push('x'),
            |o| o.cores[0].busy += 1,
            |o| o.cores[0].accesses[0].words_by_bank[0] += 1,
            |o| o.links[0].waited += 1,
            |o| o.shared[18] += 1,
            |o| o.late_events += 1,
        ];
        for (number, change) in changes.into_iter().enumerate() {
            let mut other = outcome.clone();
            change(&mut other);
            assert_ne!(fingerprint(&other), reference, "change {number}");
        }
    }

    #[test]
    fn lists_cannot_run_into_each_other() {
        let mut one = testing::outcome(2, 2, 2, 1);
        one.layers[0].synops = vec![("ab".into(), 1)];
        let mut other = one.clone();
        other.layers[0].synops = vec![("a".into(), 1)];
        other.layers[0].name.push('b');
        assert_ne!(fingerprint(&one), fingerprint(&other));
    }
}
