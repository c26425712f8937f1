//! Bounds of activity that is played and not simulated.

use egret_arch::Sync;
use egret_workloads::PopulationId;

use super::counting::Counting;
use super::hardware::Hardware;
use super::result::Bound;
use crate::machine::{delays, skipping, with_noughts};
use crate::play::Play;
use crate::prepare::Prepared;

impl Prepared<'_> {
    /// What a run of `tokens` tokens (at most what is recorded or, of an executed network, can be read) takes at least,
    /// without simulating it. `on_step` is told how many steps have been counted.
    pub fn bound(&self, tokens: u32, on_step: &mut dyn FnMut(u32)) -> Bound {
        let tokens = self.workload.last_step().map_or(tokens, |last| tokens.min(last));
        let network = self.workload.network();
        let delays = delays(self.workload);
        let dataflow = matches!(self.chip.sync(), Sync::Dataflow { .. });
        let depth = if dataflow { 0 } else { delays.iter().copied().max().unwrap_or(0) };
        let mut play =
            Play::new((network, self.workload.activity()), tokens, depth + 1, skipping(self.chip, network));
        let mut counting = Counting::new(Hardware::new(self));
        let dense = self.chip.core().dense.is_some();
        let (mut injected, mut active, mut skipped) = (Vec::new(), Vec::new(), Vec::new());
        let mut everybody: Vec<u32> = Vec::new();
        for step in 0..tokens + depth {
            play.host(step, network, &self.placement, &mut injected);
            let source = |&(population, unit): &(PopulationId, u32)| {
                (self.rows.first_source[population.index()] + unit, false)
            };
            let mut events: Vec<(u32, bool)> = injected.iter().map(source).collect();
            if dense && step < tokens {
                events = with_noughts(network, &self.rows, &events);
            }
            counting.fire_host(step, &events, dataflow);
            for (number, slice) in (0..).zip(&self.placement.slices) {
                let delay = if dataflow { 0 } else { delays[slice.population.index()] };
                let token = step.checked_sub(delay);
                play.slice(token, number, network, &self.placement, (&mut active, &mut skipped));
                let all = dense && token.is_some_and(|token| token < tokens);
                everybody.clear();
                everybody.extend((0..slice.units.len() as u32).take_while(|_| all));
                let sending = if all { &everybody } else { &active };
                counting.fire(number, step, (sending, &active, &skipped), dataflow);
            }
            on_step(step + 1);
        }
        counting.finish(tokens)
    }
}
