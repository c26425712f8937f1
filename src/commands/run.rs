//! `egret run`: simulates a workload on a chip and writes what it cost.

pub(crate) mod spikes;
mod trace;

use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};
use egret_config::Problem;
use egret_reports::noc::trace_csv;
use egret_reports::{RunRecord, Timeline, table, to_json, write_all, write_atomically};
use egret_sim::noc::Fidelity;
use egret_sim::{Outcome, Prepared, TieBreak};
use egret_workloads::files::{PlacementFile, read_placement_csv};
use serde::Deserialize;

use self::trace::TraceFlags;
use super::arguments::{SparsityFlags, whole};
use super::noc::outputs;
use crate::console::{self, Look};
use crate::failure::{Failure, both};
use crate::host::{self, Stopwatch};
use crate::inputs;
use crate::interrupt::{self, uninterrupted};
use crate::plan::{GivenByFlag, Plan};
use crate::progress::Progress;
use crate::scenario::Scenario;

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
  egret run --steps 2 --trace run.pftrace        a timeline of every core and link, for ui.perfetto.dev
  egret run --trace run.pftrace --trace-window 1ms..1.2ms
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
    #[command(flatten)]
    inputs: Inputs,
    /// Directory for results
    #[arg(long, value_name = "DIR", default_value = "out")]
    out: PathBuf,
    /// What to print: a table for people, or run.json
    #[arg(long, value_enum, default_value_t = Format::Table)]
    format: Format,
    /// File for every packet, as `egret noc replay` reads it; needs `--noc flit`
    #[arg(long, value_name = "FILE")]
    packets: Option<PathBuf>,
    #[command(flatten)]
    trace: TraceFlags,
    /// Populations, separated by commas, or `all`: their spikes go to spikes.csv
    #[arg(long, value_name = "NAMES", value_delimiter = ',')]
    spikes: Option<Vec<String>>,
    /// Leave out of run.json what the simulation took on this computer, so that files compare byte for byte
    #[arg(long)]
    no_host: bool,
}

/// What is run, or bounded without running it.
#[derive(Debug, Args)]
pub(crate) struct Inputs {
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
    /// Most chips to use, joined into a board [default: 1]
    #[arg(long, value_name = "N", allow_negative_numbers = true, value_parser = whole::<u32>)]
    chips: Option<u32>,
    /// Where synapse rows lie between events; short for `--set chip.mapping.weights=..`
    #[arg(long, value_enum, value_name = "HOME")]
    weights: Option<Weights>,
    /// How exactly routers and links are simulated [default: packet]
    #[arg(long, value_enum, value_name = "FIDELITY")]
    noc: Option<NocFidelity>,
    /// Table that says on which core units lie: `population,first_unit,last_unit,core`
    #[arg(long, value_name = "FILE")]
    placement: Option<PathBuf>,
    /// How steps are timed [default: events]
    #[arg(long, value_enum, value_name = "MODEL")]
    timing: Option<TimingModel>,
    /// Set any parameter by its path; may be repeated
    #[arg(long = "set", value_name = "PATH=VALUE")]
    settings: Vec<String>,
    /// Run beyond the limits and memories of the chip; every output says so
    #[arg(long)]
    what_if: bool,
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
    /// As files call it.
    pub(crate) fn named(name: &str) -> Option<Self> {
        match name {
            "Packet" => Some(Self::Packet),
            "Flit" => Some(Self::Flit),
            _ => None,
        }
    }

    /// As the simulator has it.
    pub(crate) fn fidelity(self) -> Fidelity {
        match self {
            Self::Packet => Fidelity::Packet,
            Self::Flit => Fidelity::Flit,
        }
    }
}

impl TimingModel {
    /// As the simulator has it.
    pub(crate) fn model(self) -> egret_sim::TimingModel {
        match self {
            Self::Events => egret_sim::TimingModel::Events,
            Self::PeerSimple => egret_sim::TimingModel::PeerSimple,
        }
    }
}

/// How steps are timed, as a flag and in scenarios.
#[derive(Clone, Copy, Debug, ValueEnum, Deserialize)]
pub(crate) enum TimingModel {
    /// Every packet and every row as events
    Events,
    /// The longest sum over a core, and barrier or tick: no network between cores
    #[value(alias = "closed-form")]
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
    let mut plan = arguments.inputs.plan()?;
    plan.spikes = arguments.spikes.clone().unwrap_or(plan.spikes);
    check_packets(arguments, &plan)?;
    let trace = arguments.trace.wanted(&plan, arguments.packets.as_deref())?;
    let (chip, workload) = plan.load()?;
    if arguments.packets.is_some() && chip.network().free {
        let problem =
            Problem::new("", "with `chip.ideal.free_network` there are no routers to write packets down at");
        return Err(Failure::input("--packets", problem.hint("leave one of them out")));
    }
    let given = GivenByFlag { spikes: arguments.spikes.is_some(), ..arguments.inputs.given() };
    let spikes = plan.spiking(&workload, given)?;
    let (prepared, steps) = plan.prepare(&chip, &workload, given)?;
    let prepared = prepared.bounded();
    let prepared = if arguments.packets.is_some() { prepared.traced() } else { prepared };
    // Before the long work: a result that cannot be kept is not worth waiting for.
    uninterrupted(|| egret_reports::prepare(&arguments.out).map(interrupt::made))?;
    arguments
        .packets
        .as_deref()
        .map_or(Ok(()), outputs::writable)
        .inspect_err(|_| interrupt::leave_nothing_behind())?;
    let mut timeline = trace
        .as_ref()
        .map(|trace| trace.begin(&prepared, &chip, &workload))
        .transpose()
        .inspect_err(|_| interrupt::leave_nothing_behind())?;
    let before_s = host::cpu_s();
    let label = format!("{} on {}", workload.name(), chip.name());
    let outcome = simulate(&prepared, steps, &label, timeline.as_mut())
        .inspect_err(|_| interrupt::leave_nothing_behind())?;

    let simulation_cpu_s = host::cpu_s() - before_s;
    let host = (!arguments.no_host).then(|| stopwatch.read(&outcome, simulation_cpu_s));
    let record = RunRecord { host, ..plan.record(&prepared, &chip, &workload, &outcome)? };
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
    if let (Some(trace), Some(timeline)) = (&trace, timeline) {
        paths.push(trace.finish(timeline, &record)?);
    }
    print(&record, arguments.format, &paths)
}

impl Inputs {
    /// What to run, from the scenario and the flags, which beat it.
    pub(crate) fn plan(&self) -> Result<Plan, Failure> {
        let scenario = self.scenario.as_deref().map(Scenario::read).transpose()?.unwrap_or_default();
        let Scenario { file, directory, mut settings } = scenario;
        self.sparsity.add_to(&mut settings);
        if let Some(weights) = self.weights {
            let home = match weights {
                Weights::Sram => "Sram",
                Weights::Dram => "Dram",
            };
            settings.add_shorthand("--weights", "chip.mapping.weights", home);
        }
        let settings = settings.add_arguments(&self.settings).map(|()| settings);
        // A path on the command line starts where the user is, one in a scenario where the scenario is.
        let here = Path::new("");
        let place = |flag: &Option<String>, written: &Option<String>, default: &str| match (flag, written) {
            (Some(wanted), _) => (wanted.clone(), here.to_path_buf()),
            (None, Some(wanted)) => (wanted.clone(), directory.clone()),
            (None, None) => (default.to_owned(), here.to_path_buf()),
        };
        let written = match self.noc.or(file.noc) {
            Some(NocFidelity::Flit) => file.flit_chip.as_ref().or(file.chip.as_ref()).cloned(),
            Some(NocFidelity::Packet) | None => file.chip.clone(),
        };
        let (chip, chip_base) = place(&self.chip, &written, DEFAULT_CHIP);
        let (workload, workload_base) = place(&self.workload, &file.workload, DEFAULT_WORKLOAD);
        let sources = both(
            inputs::chips().find(&chip, &chip_base),
            inputs::workloads().find(&workload, &workload_base),
        );
        let placement = match (&self.placement, &file.placement) {
            (Some(path), _) => Some(path.clone()),
            (None, Some(written)) => Some(directory.join(written)),
            (None, None) => None,
        };
        let placement = placement.map(|path| placement_of(&path)).transpose();
        let ((settings, (chip, workload)), placement) = both(both(settings, sources), placement)?;
        let planned = Plan::of_scenario(&file, settings, chip, workload);
        Ok(Plan {
            steps: self.steps.or(planned.steps),
            seed: self.seed.unwrap_or(planned.seed),
            chips: self.chips.unwrap_or(planned.chips),
            what_if: self.what_if || planned.what_if,
            fidelity: self.noc.map_or(planned.fidelity, NocFidelity::fidelity),
            placement,
            timing: self.timing.map_or(planned.timing, TimingModel::model),
            ..planned
        })
    }

    /// Which numbers a flag gave.
    pub(crate) fn given(&self) -> GivenByFlag {
        GivenByFlag { steps: self.steps.is_some(), chips: self.chips.is_some(), spikes: false }
    }
}

/// Where units lie, from a file.
fn placement_of(path: &Path) -> Result<PlacementFile, Failure> {
    let text = inputs::read(path)?;
    read_placement_csv(&path.display().to_string(), &text).map_err(Failure::from)
}

/// Packets can be written down where they are simulated one by one.
fn check_packets(arguments: &Arguments, plan: &Plan) -> Result<(), Failure> {
    if arguments.packets.is_none() || plan.fidelity == Fidelity::Flit {
        return Ok(());
    }
    let problem = Problem::new("", "packets have cycles of their own at flit fidelity only");
    Err(Failure::input("--packets", problem.hint("add `--noc flit`")))
}

fn simulate(
    prepared: &Prepared<'_>,
    steps: u32,
    label: &str,
    timeline: Option<&mut Timeline>,
) -> Result<Outcome, Failure> {
    let progress = Progress::new(steps, "steps", label);
    let on_step = &mut |ended| progress.at(ended);
    let outcome = match timeline {
        Some(timeline) => prepared.observed(steps, timeline, on_step),
        None => prepared.run(steps, TieBreak::Push, &mut (), on_step),
    };
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
