//! The activity of a whole network, and the player that walks it step by step.

use std::sync::{Arc, OnceLock};

use super::executed::{Execution, ExecutionPlayer};
use super::recorded::Trace;
use super::synthetic::{SyntheticActivity, SyntheticPlayer};

/// The events of one step: for each population, in network order, the ascending ids of the units that emit.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct StepEvents {
    /// `events[population]` are ascending unit ids.
    pub events: Vec<Vec<u32>>,
    /// `skipped[population]` are ascending ids of units that were looked at and left as they were, of sources that know;
    /// shorter than `events` where none does.
    pub skipped: Vec<Vec<u32>>,
}

/// How the events of one population are known.
#[derive(Clone, Debug)]
pub enum PopulationActivity {
    /// Every unit emits at every step: dense inputs and populations without a threshold.
    All {
        /// Number of units.
        units: u32,
    },
    /// No unit ever emits.
    Silent {
        /// Number of units.
        units: u32,
    },
    /// Events read from a recording; the source ends with its shortest recording.
    Recorded(Arc<Trace>),
    /// Events drawn from the statistical model.
    Synthetic(Arc<SyntheticActivity>),
    /// Events that the network gives when it is executed.
    Executed {
        /// Number of units.
        units: u32,
    },
}

impl PopulationActivity {
    /// Number of units of the population.
    pub fn units(&self) -> u32 {
        match self {
            Self::All { units } | Self::Silent { units } | Self::Executed { units } => *units,
            Self::Recorded(trace) => trace.units(),
            Self::Synthetic(synthetic) => synthetic.units(),
        }
    }

    /// Activity density of a population that is not executed, see [`ActivitySource::densities`].
    fn density(&self) -> f64 {
        match self {
            Self::All { .. } => 1.0,
            Self::Silent { .. } | Self::Executed { .. } => 0.0,
            Self::Recorded(trace) => trace.density(),
            Self::Synthetic(synthetic) => synthetic.activity(),
        }
    }
}

/// Most steps that are executed to learn the densities of a network's events.
const DENSITY_STEPS: u32 = 2048;

/// The activity of every population of a network. Cloning shares the data.
#[derive(Clone, Debug)]
pub struct ActivitySource {
    populations: Arc<[PopulationActivity]>,
    /// What gives the events of the first populations, where the network is executed.
    execution: Option<Execution>,
    executed_densities: Arc<OnceLock<Vec<f64>>>,
}

impl ActivitySource {
    /// A source with one entry per population, in network order.
    pub fn new(populations: Vec<PopulationActivity>) -> Self {
        Self { populations: populations.into(), execution: None, executed_densities: Arc::default() }
    }

    /// A source whose first populations are those of `execution`; `populations` are all, in network order.
    pub fn executed(populations: Vec<PopulationActivity>, execution: Execution) -> Self {
        Self { execution: Some(execution), ..Self::new(populations) }
    }

    /// How each population's events are known, in network order.
    pub fn populations(&self) -> &[PopulationActivity] {
        &self.populations
    }

    /// Steps until the shortest recording, or the input of an executed network, ends; `None` if the source never ends, as an
    /// executed network without input from outside.
    pub fn last_step(&self) -> Option<u32> {
        self.recorded_steps().into_iter().chain(self.execution.as_ref().and_then(Execution::steps)).min()
    }

    /// Steps until the shortest recording ends; `None` if nothing is recorded.
    pub fn recorded_steps(&self) -> Option<u32> {
        self.populations
            .iter()
            .filter_map(|population| match population {
                PopulationActivity::Recorded(trace) => Some(trace.steps()),
                PopulationActivity::All { .. }
                | PopulationActivity::Silent { .. }
                | PopulationActivity::Synthetic(_)
                | PopulationActivity::Executed { .. } => None,
            })
            .min()
    }

    /// Whether any population's events are drawn from the statistical model.
    pub fn is_synthetic(&self) -> bool {
        self.populations.iter().any(|population| matches!(population, PopulationActivity::Synthetic(_)))
    }

    /// What gives the events, where the network is executed.
    pub fn execution(&self) -> Option<&Execution> {
        self.execution.as_ref()
    }

    /// Whether the network is executed to know its events.
    pub fn is_executed(&self) -> bool {
        self.execution.is_some()
    }

    /// Activity density per population, the fraction of (unit, step) pairs with an event: exact for `All`, `Silent` and
    /// recordings (over the whole recording), the expected value for synthetic activity, and for executed networks that of
    /// their first 2,048 steps, which are executed for it.
    pub fn densities(&self) -> Vec<f64> {
        if self.execution.is_some() {
            return self.executed_densities.get_or_init(|| self.measure()).clone();
        }
        self.populations.iter().map(PopulationActivity::density).collect()
    }

    fn measure(&self) -> Vec<f64> {
        let mut events = vec![0_u64; self.populations.len()];
        let (mut player, mut step, mut steps) = (self.player(), StepEvents::default(), 0_u32);
        while steps < DENSITY_STEPS && player.step_into(&mut step) {
            steps += 1;
            for (sum, units) in events.iter_mut().zip(&step.events) {
                *sum += units.len() as u64;
            }
        }
        let density = |(sum, population): (u64, &PopulationActivity)| {
            let pairs = f64::from(population.units()) * f64::from(steps);
            if pairs > 0.0 { sum as f64 / pairs } else { 0.0 }
        };
        events.into_iter().zip(self.populations.iter()).map(density).collect()
    }

    /// A player at step 0. Every player of the same source plays the same events.
    pub fn player(&self) -> Player {
        let voices = self.populations.iter().map(Voice::of).collect();
        let execution = self.execution.as_ref().map(|execution| Box::new(execution.player()));
        Player { voices, execution, next_step: 0, end: self.last_step() }
    }
}

/// Walks a source from step 0 on.
#[derive(Debug)]
pub struct Player {
    voices: Vec<Voice>,
    execution: Option<Box<ExecutionPlayer>>,
    next_step: u32,
    end: Option<u32>,
}

impl Player {
    /// Writes the events of the next step into `step`, reusing its buffers. Returns whether there was a next step; after
    /// the end of a recording `step` is left as it was.
    pub fn step_into(&mut self, step: &mut StepEvents) -> bool {
        if self.end.is_some_and(|end| self.next_step >= end) {
            return false;
        }
        step.events.resize_with(self.voices.len(), Vec::new);
        for (voice, events) in self.voices.iter_mut().zip(&mut step.events) {
            events.clear();
            voice.step_into(self.next_step, events);
        }
        if let Some(execution) = &mut self.execution {
            execution.step_into(step);
        }
        self.next_step += 1;
        true
    }

    /// Spiking units whose potential changed in the steps played so far, of an executed network.
    pub fn membrane_updates(&self) -> Option<u64> {
        self.execution.as_ref().map(|execution| execution.membrane_updates())
    }

    /// The events of the next step, `None` after the end of a recording.
    pub fn step(&mut self) -> Option<StepEvents> {
        let mut step = StepEvents::default();
        self.step_into(&mut step).then_some(step)
    }
}

/// One population as it is played.
#[derive(Clone, Debug)]
enum Voice {
    All { units: u32 },
    Silent,
    Recorded(Arc<Trace>),
    Synthetic(Box<SyntheticPlayer>),
}

impl Voice {
    fn of(population: &PopulationActivity) -> Self {
        match population {
            PopulationActivity::All { units } => Self::All { units: *units },
            PopulationActivity::Silent { .. } | PopulationActivity::Executed { .. } => Self::Silent,
            PopulationActivity::Recorded(trace) => Self::Recorded(Arc::clone(trace)),
            PopulationActivity::Synthetic(synthetic) => {
                Self::Synthetic(Box::new(SyntheticPlayer::new(synthetic)))
            }
        }
    }

    fn step_into(&mut self, step: u32, events: &mut Vec<u32>) {
        match self {
            Self::All { units } => events.extend(0..*units),
            Self::Silent => {}
            Self::Recorded(trace) => trace.extend_with_step(step, events),
            Self::Synthetic(player) => player.step_into(events),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::SyntheticFile;
    use super::*;

    fn source() -> ActivitySource {
        let trace =
            |bytes: &[u8]| PopulationActivity::Recorded(Arc::new(Trace::from_bitmap(8, bytes).unwrap()));
        let synthetic = SyntheticActivity::new(50, 0.2, &SyntheticFile::default(), 1, 3);
        ActivitySource::new(vec![
            PopulationActivity::All { units: 3 },
            trace(&[0b11, 0b1000_0000, 0]),
            PopulationActivity::Silent { units: 2 },
            PopulationActivity::Synthetic(Arc::new(synthetic)),
            trace(&[0, 1]),
        ])
    }

    #[test]
    fn the_shortest_recording_ends_the_source_and_leaves_the_last_step() {
        let source = source();
        assert_eq!(source.recorded_steps(), Some(2));
        let mut player = source.player();
        let mut step = StepEvents::default();
        assert!(player.step_into(&mut step));
        assert_eq!(
            (&step.events[0][..], &step.events[1][..], &step.events[2][..]),
            (&[0, 1, 2][..], &[0, 1][..], &[][..])
        );
        assert!(player.step_into(&mut step));
        assert_eq!((&step.events[1][..], &step.events[4][..]), (&[7][..], &[0][..]));
        let last = step.clone();
        assert!(!player.step_into(&mut step));
        assert_eq!(step, last);
        assert_eq!(player.step(), None);
    }

    #[test]
    fn every_player_of_a_source_and_of_its_clones_plays_the_same() {
        let source = source();
        let (mut first, mut second) = (source.player(), source.clone().player());
        for _ in 0..3 {
            assert_eq!(first.step(), second.step());
        }
    }

    #[test]
    fn densities_are_known_per_population() {
        let source = source();
        let densities = source.densities();
        for (density, wanted) in densities.iter().zip([1.0, 3.0 / 24.0, 0.0, 0.2, 1.0 / 16.0]) {
            assert!((density - wanted).abs() < 1e-14, "{densities:?}");
        }
        assert!(source.is_synthetic());
        let units: Vec<u32> = source.populations().iter().map(PopulationActivity::units).collect();
        assert_eq!(units, [3, 8, 2, 50, 8]);
    }

    #[test]
    fn nothing_recorded_never_ends() {
        let dense = ActivitySource::new(vec![PopulationActivity::All { units: 1 }]);
        assert_eq!((dense.recorded_steps(), dense.is_synthetic()), (None, false));
        let mut player = dense.player();
        assert!((0..5000).all(|_| player.step().is_some()));
    }
}
