//! Bounds of activity that is played and not simulated.

use egret_arch::Sync;

use super::counting::Counting;
use super::hardware::Hardware;
use super::result::Bound;
use crate::machine::delays;
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
        let mut play = Play::new(self.workload.activity(), tokens, depth + 1);
        let mut counting = Counting::new(Hardware::new(self));
        let (mut injected, mut active) = (Vec::new(), Vec::new());
        for step in 0..tokens + depth {
            play.host(step, network, &self.placement, &mut injected);
            counting.fire_host(step, &injected, dataflow);
            for (number, slice) in (0..).zip(&self.placement.slices) {
                let delay = if dataflow { 0 } else { delays[slice.population.index()] };
                play.slice(step.checked_sub(delay), number, network, &self.placement, &mut active);
                counting.fire(number, step, &active, dataflow);
            }
            on_step(step + 1);
        }
        counting.finish(tokens)
    }
}
