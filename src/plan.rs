//! A run as planned, from a scenario and from flags, which beat it: what is loaded, and what is refused on the way.

use egret_arch::Chip;
use egret_config::{InputError, Problem};
use egret_reports::{RunRecord, record};
use egret_sim::noc::Fidelity;
use egret_sim::{Misfit, Misplaced, Outcome, Prepared, TieBreak, TimingModel, prepare_on, prepare_placed};
use egret_workloads::files::PlacementFile;
use egret_workloads::{PopulationId, Workload};

use crate::commands::arguments::DEFAULT_SEED;
use crate::commands::run::{self, NocFidelity, spikes};
use crate::commands::{chip, workload};
use crate::context::{Origins, context};
use crate::failure::{Failure, both};
use crate::inputs::Source;
use crate::scenario::ScenarioFile;
use crate::settings::Settings;

/// The parameter that says in how many bits weights are stored.
const WEIGHT_BITS: &str = "workload.weight_bits";

/// What to run.
#[derive(Clone, Debug)]
pub(crate) struct Plan {
    /// The chip file, before settings.
    pub(crate) chip: Source,
    /// The workload file, before settings.
    pub(crate) workload: Source,
    /// What is set in both.
    pub(crate) settings: Settings,
    /// Steps; the workload's own if nobody asked for a number.
    pub(crate) steps: Option<u32>,
    /// Seed of all random streams.
    pub(crate) seed: u64,
    /// Most chips to use.
    pub(crate) chips: u32,
    /// Fewest chips to use.
    pub(crate) chips_least: u32,
    /// Whether limits are lifted.
    pub(crate) what_if: bool,
    /// How exactly routers and links are simulated.
    pub(crate) fidelity: Fidelity,
    /// Where units lie, if that is given and not up to the mapping.
    pub(crate) placement: Option<PlacementFile>,
    /// Names of the populations whose spikes are written down.
    pub(crate) spikes: Vec<String>,
    /// How steps are timed.
    pub(crate) timing: TimingModel,
}

/// Which numbers of a plan a flag gave, so that what is wrong with them is not said of the scenario.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct GivenByFlag {
    /// Steps.
    pub(crate) steps: bool,
    /// Chips.
    pub(crate) chips: bool,
    /// Populations whose spikes are written down.
    pub(crate) spikes: bool,
}

impl Plan {
    /// What a scenario says, with a chip and a workload that have been found.
    pub(crate) fn of_scenario(
        file: &ScenarioFile,
        settings: Settings,
        chip: Source,
        workload: Source,
    ) -> Self {
        Self {
            chip,
            workload,
            settings,
            steps: file.steps,
            seed: file.seed.unwrap_or(DEFAULT_SEED),
            chips: file.chips.unwrap_or(1),
            chips_least: 1,
            what_if: file.what_if,
            fidelity: file.noc.map_or(Fidelity::Packet, NocFidelity::fidelity),
            placement: None,
            spikes: file.spikes.clone().unwrap_or_default(),
            timing: file.timing.map_or(TimingModel::Events, run::TimingModel::model),
        }
    }

    /// Checks chip and workload, all that is wrong with either at once.
    pub(crate) fn load(&mut self) -> Result<(Chip, Workload), Failure> {
        let (chip, workload) = both(
            chip::load(&self.chip, &self.settings),
            workload::load(&self.workload, &self.settings, self.seed),
        )?;
        let Some(bits) = self.narrower(&chip, &workload) else { return Ok((chip, workload)) };
        self.store_in(bits);
        let workload = workload::load(&self.workload, &self.settings, self.seed)?;
        Ok((chip, workload))
    }

    /// An executed network computes with its weights as the chip stores them: in how many bits, where those are fewer than the
    /// workload says and nobody asked for a number. It is then to be loaded anew after [`Self::store_in`].
    pub(crate) fn narrower(&self, chip: &Chip, workload: &Workload) -> Option<u32> {
        let stored = chip.limits().weight_bits;
        let narrower = workload.file().weight_bits.value().is_some_and(|bits| *bits > stored);
        // One bit has no room for a sign and a value: the chip then says itself what does not fit.
        let fits = !narrower || stored < 2 || self.what_if || self.settings.has(WEIGHT_BITS);
        (!fits && workload.activity().is_executed()).then_some(stored)
    }

    /// Sets the bits of weights, which the record lists among the overrides.
    pub(crate) fn store_in(&mut self, bits: u32) {
        self.settings.add_shorthand("--activity", WEIGHT_BITS, &bits.to_string());
    }

    /// Lays the workload on the chip; also returns the steps to simulate.
    pub(crate) fn prepare<'a>(
        &self,
        chip: &'a Chip,
        workload: &'a Workload,
        given: GivenByFlag,
    ) -> Result<(Prepared<'a>, u32), Failure> {
        let steps =
            steps_of(self.steps, workload).map_err(|problem| self.at("steps", given.steps, problem))?;
        let chips = chips_of(self.chips, chip).map_err(|problem| self.at("chips", given.chips, problem))?;
        let misfit = |misfit, could_be_lifted| {
            self.misfit(misfit, could_be_lifted, &format!("{} does not fit {}", workload.name(), chip.name()))
        };
        let prepared = if let Some(file) = &self.placement {
            prepare_placed(chip, workload, chips, file, self.what_if).map_err(|misplaced| match misplaced {
                Misplaced::File(error) => error.into(),
                Misplaced::Misfit(lacks) => {
                    let lifted = || prepare_placed(chip, workload, chips, file, true).is_ok();
                    misfit(lacks, !self.what_if && lifted())
                }
            })
        } else {
            let counts = self.chips_least.min(chips)..=chips;
            prepare_on(chip, workload, counts.clone(), self.what_if).map_err(|lacks| {
                misfit(lacks, !self.what_if && prepare_on(chip, workload, counts, true).is_ok())
            })
        };
        let prepared = prepared?
            .with_fidelity(self.fidelity)
            .and_then(|prepared| prepared.with_timing(self.timing))
            .map_err(|lacks| misfit(lacks, false))?;
        Ok((prepared, steps))
    }

    /// The populations whose spikes are written down.
    pub(crate) fn spiking(
        &self,
        workload: &Workload,
        given: GivenByFlag,
    ) -> Result<Vec<PopulationId>, Failure> {
        spikes::populations(&self.spikes, workload)
            .map_err(|problem| self.at("spikes", given.spikes, problem))
    }

    /// The priced record of an outcome, without what the simulation took on this computer.
    pub(crate) fn record(
        &self,
        prepared: &Prepared<'_>,
        chip: &Chip,
        workload: &Workload,
        outcome: &Outcome,
    ) -> Result<RunRecord, Failure> {
        let origins =
            Origins { chip: &self.chip, workload: &self.workload, settings: &self.settings, seed: self.seed };
        let context = context(&origins, workload, prepared, chip.name(), outcome)?;
        Ok(record(outcome, chip, context))
    }

    /// Everything from files to the record, in silence.
    pub(crate) fn run(mut self) -> Result<RunRecord, Failure> {
        let (chip, workload) = self.load()?;
        let (prepared, steps) = self.prepare(&chip, &workload, GivenByFlag::default())?;
        let outcome = prepared.run(steps, TieBreak::Push, &mut (), &mut |_| {})?;
        self.record(&prepared, &chip, &workload, &outcome)
    }

    /// Points at a number that was asked for by a flag or, where there is none, by the scenario.
    fn at(&self, field: &str, by_flag: bool, problem: Problem) -> Failure {
        match self.settings.scenario().filter(|_| !by_flag) {
            Some(scenario) => {
                let problem = Problem { path: field.to_owned(), ..problem };
                let (name, text) = (scenario.name.clone(), Some(scenario.text.clone()));
                InputError { name, text, problems: vec![problem] }.locate().into()
            }
            None => Failure::input(format!("--{field}"), problem),
        }
    }

    /// Points at what does not fit, in the user's own files where it is written there.
    fn misfit(&self, misfit: Misfit, could_be_lifted: bool, what: &str) -> Failure {
        let mut errors: Vec<InputError> = Vec::new();
        for violation in misfit.violations {
            let mut problem = Problem::new(violation.path.as_str(), violation.what).hint(violation.hint);
            let roots = [("chip.", &self.chip), ("workload.", &self.workload)];
            let place = roots.iter().find_map(|(root, source)| {
                let below = violation.path.strip_prefix(root).filter(|_| !source.shipped)?;
                problem.span = egret_config::SpanIndex::of(&source.text).find(below);
                problem.span.is_some().then_some(*source)
            });
            errors.push(match place {
                Some(source) => InputError {
                    name: source.name.clone(),
                    text: Some(source.text.clone()),
                    problems: vec![problem],
                },
                None => InputError::single("", problem),
            });
        }
        Failure::Misfit {
            what: what.to_owned(),
            errors,
            advice: could_be_lifted
                .then(|| "with `--what-if` it runs all the same, and every output says so".to_owned()),
        }
    }
}

fn steps_of(asked: Option<u32>, workload: &Workload) -> Result<u32, Problem> {
    let last = workload.last_step();
    let (known, are) = if workload.activity().is_executed() {
        ("steps to read", "it can read")
    } else {
        ("recorded steps", "are recorded")
    };
    let steps = asked.unwrap_or_else(|| workload.default_steps());
    let refused = |what: &str| {
        let hint = match last {
            Some(last) => {
                format!("{} has {last} {known}; ask for 1 to {last}", workload.name())
            }
            None => "ask for at least 1".to_owned(),
        };
        Problem::new("", what).hint(hint)
    };
    match last {
        _ if steps == 0 => Err(refused("0 steps are nothing to simulate")),
        Some(last) if steps > last => {
            Err(refused(&format!("{steps} steps are more than the {last} that {are}")))
        }
        _ => Ok(steps),
    }
}

fn chips_of(asked: u32, chip: &Chip) -> Result<u32, Problem> {
    let most = chip.chips_max();
    if (1..=most).contains(&asked) {
        return Ok(asked);
    }
    let hint = match most {
        1 => format!("{} has no link to other chips; ask for 1", chip.name()),
        _ => format!("ask for 1 to {most}"),
    };
    let what = match most {
        _ if asked == 0 => "0 chips have no cores".to_owned(),
        1 => format!("{asked} chips of {} cannot be joined", chip.name()),
        _ => format!("{asked} chips, where 1 to {most} of {} can be joined", chip.name()),
    };
    Err(Problem::new("", what).hint(hint))
}
