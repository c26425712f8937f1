//! `egret run`: simulates a workload on a chip and writes what it cost.

mod spikes;

use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};
use egret_arch::Chip;
use egret_config::{InputError, Problem};
use egret_reports::noc::trace_csv;
use egret_reports::{RunRecord, record, table, to_json, write_all, write_atomically};
use egret_sim::noc::Fidelity;
use egret_sim::{Misfit, Misplaced, Outcome, Prepared, TieBreak, prepare, prepare_placed};
use egret_workloads::Workload;
use egret_workloads::files::{PlacementFile, read_placement_csv};
use serde::Deserialize;

use super::arguments::{DEFAULT_SEED, SparsityFlags, whole};
use super::noc::outputs;
use super::{chip, workload};
use crate::console::{self, Look};
use crate::context::{Origins, context};
use crate::failure::{Failure, both};
use crate::host::Stopwatch;
use crate::inputs::{self, Source};
use crate::interrupt::{self, uninterrupted};
use crate::progress::Progress;
use crate::scenario::Scenario;
use crate::settings::Settings;

/// What runs without arguments.
const DEFAULT_CHIP: &str = "spinnaker2";
const DEFAULT_WORKLOAD: &str = "egru-wikitext2";

const EXAMPLES: &str = "\
Examples:
  egret run                                      the shipped trained EGRU on SpiNNaker2
  egret run --weight-sparsity 0.95 --steps 100   another of its trained levels
  egret run --chip mesh-generic --workload egru-ptb --weight-sparsity 0.85 --activity 0.2 \\
            --steps 200 --seed 7 --out results
  egret run --set chip.core.synapse.group_time=\"12 cycles\" --set workload.weight_bits=8
  egret run --activity executed                  the network itself runs: perplexity beside joules
  egret run --weights dram                       rows fetched from the DRAM beside the chip
  egret run --noc flit --packets packets.csv     routers cycle by cycle, all packets written down
  egret run --workload egru-ptb --chips 4        on a board of as many chips as it needs, at most 4
  egret run --chip truenorth --what-if           beyond the limits of a chip
  egret run scenario.ron --seed 8                a run written down; flags beat it
  egret run --format json | jq .energy.total_j

A scenario file:
  (schema: \"egret.scenario/1\", chip: \"loihi2\", workload: \"./my-workload.ron\", activity: 0.1,
   steps: 200, seed: 7, chips: 2,
   settings: {\"chip.core.synapse.lanes\": 8, \"chip.energy.synop\": \"5 pJ\"})";

#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Arguments {
    /// Scenario file: a run written down
    scenario: Option<PathBuf>,
    /// Shipped chip, or path of a chip file [default: spinnaker2]
    #[arg(long, value_name = "NAME|FILE")]
    chip: Option<String>,
    /// Shipped workload, or path of a workload file [default: egru-wikitext2]
    #[arg(long, value_name = "NAME|FILE")]
    workload: Option<String>,
    #[command(flatten)]
    sparsity: SparsityFlags,
    /// Steps (tokens, frames) to simulate [default: the workload's]
    #[arg(long, value_name = "N", allow_negative_numbers = true, value_parser = whole::<u32>)]
    steps: Option<u32>,
    /// Seed of generated masks and synthetic activity [default: 1]
    #[arg(long, value_name = "N", allow_negative_numbers = true, value_parser = whole::<u64>)]
    seed: Option<u64>,
    /// Directory for results
    #[arg(long, value_name = "DIR", default_value = "out")]
    out: PathBuf,
    /// Most chips to use, joined into a board [default: 1]
    #[arg(long, value_name = "N", allow_negative_numbers = true, value_parser = whole::<u32>)]
    chips: Option<u32>,
    /// What to print: a table for people, or run.json
    #[arg(long, value_enum, default_value_t = Format::Table)]
    format: Format,
    /// Where synapse rows lie between events; short for `--set chip.mapping.weights=..`
    #[arg(long, value_enum, value_name = "HOME")]
    weights: Option<Weights>,
    /// How exactly routers and links are simulated [default: packet]
    #[arg(long, value_enum, value_name = "FIDELITY")]
    noc: Option<NocFidelity>,
    /// File for every packet, as `egret noc replay` reads it; needs `--noc flit`
    #[arg(long, value_name = "FILE")]
    packets: Option<PathBuf>,
    /// Table that says on which core units lie: population,first_unit,last_unit,core
    #[arg(long, value_name = "FILE")]
    placement: Option<PathBuf>,
    /// Populations, separated by commas, or `all`: their spikes go to spikes.csv
    #[arg(long, value_name = "NAMES", value_delimiter = ',')]
    spikes: Option<Vec<String>>,
    /// How steps are timed [default: events]
    #[arg(long, value_enum, value_name = "MODEL")]
    timing: Option<TimingModel>,
    /// Set any parameter by its path; may be repeated
    #[arg(long = "set", value_name = "PATH=VALUE")]
    settings: Vec<String>,
    /// Run beyond the limits and memories of the chip; every output says so
    #[arg(long)]
    what_if: bool,
    /// Leave out of run.json what the simulation took on this computer, so that files compare byte for byte
    #[arg(long)]
    no_host: bool,
}

/// How exactly routers and links are simulated, as a flag and in scenarios.
#[derive(Clone, Copy, Debug, ValueEnum, Deserialize)]
#[value(rename_all = "lower")]
pub(crate) enum NocFidelity {
    /// A packet reserves its way when it is sent
    Packet,
    /// Buffers, credits and arbitration, cycle by cycle
    Flit,
}

impl NocFidelity {
    /// As the simulator has it.
    fn fidelity(self) -> Fidelity {
        match self {
            Self::Packet => Fidelity::Packet,
            Self::Flit => Fidelity::Flit,
        }
    }
}

/// How steps are timed, as a flag and in scenarios.
#[derive(Clone, Copy, Debug, ValueEnum, Deserialize)]
pub(crate) enum TimingModel {
    /// Every packet and every row as events
    Events,
    /// The longest sum over a core and the barrier: no network between cores
    PeerSimple,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Weights {
    /// In the memories of the cores
    Sram,
    /// In the DRAM beside the chip, fetched when an event arrives
    Dram,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
pub(crate) enum Format {
    /// For people
    Table,
    /// For programs
    Json,
}

/// Runs the subcommand.
pub(crate) fn run(arguments: &Arguments) -> Result<(), Failure> {
    let stopwatch = Stopwatch::start();
    let mut plan = Plan::of(arguments)?;
    plan.check_packets(arguments)?;
    let (chip, workload) = both(
        chip::load(&plan.chip, &plan.settings),
        workload::load(&plan.workload, &plan.settings, plan.seed),
    )?;
    let workload = plan.as_stored(&chip, workload)?;
    if arguments.packets.is_some() && chip.network().free {
        let problem =
            Problem::new("", "with `chip.ideal.free_network` there are no routers to write packets down at");
        return Err(Failure::input("--packets", problem.hint("leave one of them out")));
    }
    let steps = steps_of(plan.steps, &workload).map_err(|problem| plan.at("steps", arguments, problem))?;
    let chips = chips_of(plan.chips, &chip).map_err(|problem| plan.at("chips", arguments, problem))?;
    let misfit = |misfit, could_be_lifted| {
        plan.misfit(misfit, could_be_lifted, &format!("{} does not fit {}", workload.name(), chip.name()))
    };
    let spikes = spikes::populations(&plan.spikes, &workload)
        .map_err(|problem| plan.at("spikes", arguments, problem))?;
    let prepared = match &plan.placement {
        Some(file) => {
            prepare_placed(&chip, &workload, chips, file, plan.what_if).map_err(|misplaced| match misplaced {
                Misplaced::File(error) => error.into(),
                Misplaced::Misfit(lacks) => {
                    let lifted = || prepare_placed(&chip, &workload, chips, file, true).is_ok();
                    misfit(lacks, !plan.what_if && lifted())
                }
            })
        }
        None => prepare(&chip, &workload, chips, plan.what_if)
            .map_err(|lacks| misfit(lacks, !plan.what_if && prepare(&chip, &workload, chips, true).is_ok())),
    };
    let prepared = prepared?.with_fidelity(plan.noc.fidelity()).map_err(|lacks| misfit(lacks, false))?;
    let prepared = if arguments.packets.is_some() { prepared.traced() } else { prepared };
    // Before the long work: a result that cannot be kept is not worth waiting for.
    uninterrupted(|| egret_reports::prepare(&arguments.out).map(interrupt::made))?;
    arguments
        .packets
        .as_deref()
        .map_or(Ok(()), outputs::writable)
        .inspect_err(|_| interrupt::leave_nothing_behind())?;
    let outcome = simulate(&prepared, steps, &format!("{} on {}", workload.name(), chip.name()))
        .inspect_err(|_| interrupt::leave_nothing_behind())?;

    let origins =
        Origins { chip: &plan.chip, workload: &plan.workload, settings: &plan.settings, seed: plan.seed };
    let mut context = context(&origins, &workload, &prepared, chip.name(), &outcome)?;
    context.host = (!arguments.no_host).then(|| stopwatch.read(outcome.scheduler_events));
    let record = record(&outcome, &chip, context);
    let mut paths = uninterrupted(|| write_all(&arguments.out, &record))?;
    if !spikes.is_empty() {
        let file = arguments.out.join("spikes.csv");
        let text = spikes::text(&workload, &spikes, outcome.tokens);
        uninterrupted(|| write_atomically(&file, text.as_bytes()))?;
        paths.push(file);
    }
    if let Some(file) = &arguments.packets {
        outputs::write(file, &trace_csv(&outcome.trace))?;
        paths.push(file.clone());
    }
    print(&record, arguments.format, &paths)
}

/// What to run, from the scenario and the flags, which beat it.
struct Plan {
    chip: Source,
    workload: Source,
    settings: Settings,
    steps: Option<u32>,
    seed: u64,
    chips: u32,
    what_if: bool,
    noc: NocFidelity,
    placement: Option<PlacementFile>,
    spikes: Vec<String>,
    timing: TimingModel,
}

impl Plan {
    fn of(arguments: &Arguments) -> Result<Self, Failure> {
        let scenario = arguments.scenario.as_deref().map(Scenario::read).transpose()?.unwrap_or_default();
        let Scenario { file, directory, mut settings } = scenario;
        arguments.sparsity.add_to(&mut settings);
        if let Some(weights) = arguments.weights {
            let home = match weights {
                Weights::Sram => "Sram",
                Weights::Dram => "Dram",
            };
            settings.add_shorthand("--weights", "chip.mapping.weights", home);
        }
        let settings = settings.add_arguments(&arguments.settings).map(|()| settings);
        // A path on the command line starts where the user is, one in a scenario where the scenario is.
        let here = Path::new("");
        let place = |flag: &Option<String>, written: Option<String>, default: &str| match (flag, written) {
            (Some(wanted), _) => (wanted.clone(), here.to_path_buf()),
            (None, Some(wanted)) => (wanted, directory.clone()),
            (None, None) => (default.to_owned(), here.to_path_buf()),
        };
        let noc = arguments.noc.or(file.noc).unwrap_or(NocFidelity::Packet);
        let written = match noc {
            NocFidelity::Flit => file.flit_chip.or(file.chip),
            NocFidelity::Packet => file.chip,
        };
        let (chip, chip_base) = place(&arguments.chip, written, DEFAULT_CHIP);
        let (workload, workload_base) = place(&arguments.workload, file.workload, DEFAULT_WORKLOAD);
        let sources = both(
            inputs::chips().find(&chip, &chip_base),
            inputs::workloads().find(&workload, &workload_base),
        );
        let placement = match (&arguments.placement, &file.placement) {
            (Some(path), _) => Some(path.clone()),
            (None, Some(written)) => Some(directory.join(written)),
            (None, None) => None,
        };
        let placement = placement.map(|path| placement_of(&path)).transpose();
        let ((settings, (chip, workload)), placement) = both(both(settings, sources), placement)?;
        Ok(Self {
            chip,
            workload,
            settings,
            steps: arguments.steps.or(file.steps),
            seed: arguments.seed.or(file.seed).unwrap_or(DEFAULT_SEED),
            chips: arguments.chips.or(file.chips).unwrap_or(1),
            what_if: arguments.what_if || file.what_if,
            noc,
            placement,
            spikes: arguments.spikes.clone().or(file.spikes).unwrap_or_default(),
            timing: arguments.timing.or(file.timing).unwrap_or(TimingModel::Events),
        })
    }

    /// An executed network computes with its weights as the chip stores them: where that is in fewer bits than the workload
    /// says, and nobody asked for a number, it is loaded anew with the chip's, which the record lists among the overrides.
    fn as_stored(&mut self, chip: &Chip, workload: Workload) -> Result<Workload, Failure> {
        const PATH: &str = "workload.weight_bits";
        let stored = chip.limits().weight_bits;
        let narrower = workload.file().weight_bits.value().is_some_and(|bits| *bits > stored);
        // One bit has no room for a sign and a value: the chip then says itself what does not fit.
        let fits = !narrower || stored < 2 || self.what_if || self.settings.has(PATH);
        if fits || !workload.activity().is_executed() {
            return Ok(workload);
        }
        self.settings.add_shorthand("--activity", PATH, &stored.to_string());
        workload::load(&self.workload, &self.settings, self.seed)
    }

    /// Packets can be written down where they are simulated one by one.
    fn check_packets(&self, arguments: &Arguments) -> Result<(), Failure> {
        if arguments.packets.is_none() || matches!(self.noc, NocFidelity::Flit) {
            return Ok(());
        }
        let problem = Problem::new("", "packets have cycles of their own at flit fidelity only");
        Err(Failure::input("--packets", problem.hint("add `--noc flit`")))
    }

    /// Points at a number that was asked for by a flag or, where there is none, by the scenario.
    fn at(&self, field: &str, arguments: &Arguments, problem: Problem) -> Failure {
        let by_flag = match field {
            "steps" => arguments.steps.is_some(),
            "spikes" => arguments.spikes.is_some(),
            _ => arguments.chips.is_some(),
        };
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

/// Where units lie, from a file.
fn placement_of(path: &Path) -> Result<PlacementFile, Failure> {
    let text = inputs::read(path)?;
    read_placement_csv(&path.display().to_string(), &text).map_err(Failure::from)
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

fn simulate(prepared: &Prepared<'_>, steps: u32, label: &str) -> Result<Outcome, Failure> {
    let progress = Progress::new(steps, "steps", label);
    let outcome = prepared.run(steps, TieBreak::Push, &mut (), &mut |ended| progress.at(ended));
    progress.clear();
    Ok(outcome?)
}

/// Shows a record, and where it was written: beside a table, but apart from JSON.
pub(crate) fn print(record: &RunRecord, format: Format, paths: &[PathBuf]) -> Result<(), Failure> {
    let mut list = String::new();
    if !paths.is_empty() {
        list.push_str("wrote\n");
        list.extend(paths.iter().map(|path| format!("  {}\n", path.display())));
    }
    match format {
        Format::Table => {
            let look = Look::of_output();
            let separator = if list.is_empty() { "" } else { "\n" };
            console::write(&format!("{}{separator}{list}", table(record, look.colour, look.width)))
        }
        Format::Json => {
            console::write(&to_json(record))?;
            console::say(&list);
            Ok(())
        }
    }
}
