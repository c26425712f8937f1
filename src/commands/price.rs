//! `egret price`: prices a stored run anew, without simulating.

use std::path::PathBuf;

use clap::Args;
use egret_arch::{Chip, ChipFile, shipped_references, validate};
use egret_config::{InputError, Problem, apply};
use egret_reports::{RunRecord, from_json, price, same_machine, write_atomically};

use super::run::{Format, print};
use crate::failure::Failure;
use crate::inputs;
use crate::interrupt::uninterrupted;
use crate::settings::Settings;

const EXAMPLES: &str = "\
Examples:
  egret price out/run.json --set chip.energy.synop=\"5 pJ\" --out cheaper.json
  egret price out/run.json --set chip.static_power.core_unused=\"0 W\"
  egret price out/run.json --set chip.core.soma.models.egru.idle_energy=\"1 nJ\" --format json

Prices are chip.energy.*, chip.static_power.*, the energies of unit updates, powers and energies of chip.core.power.* and
chip.ideal.no_static.
Whatever else is changed needs a new simulation: `egret run`.";

#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Arguments {
    /// The stored run: a run.json
    record: PathBuf,
    /// Set a price by its path; may be repeated
    #[arg(long = "set", value_name = "PATH=VALUE")]
    settings: Vec<String>,
    /// File for the new record; without it the result is only printed
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
    /// What to print: a table for people, or the record
    #[arg(long, value_enum, default_value_t = Format::Table)]
    format: Format,
}

/// Runs the subcommand.
pub(crate) fn run(arguments: &Arguments) -> Result<(), Failure> {
    let mut settings = Settings::default();
    settings.add_arguments(&arguments.settings)?;
    let name = arguments.record.display().to_string();
    let record = from_json(&name, &inputs::read_record(&arguments.record)?).map_err(InputError::locate)?;
    let chip = chip_of(&name, &record, &settings)?;
    refuse_other_machines(&record, &chip, &settings)?;

    let mut priced = price(&record, &chip);
    priced.manifest.overrides = settings.overrides(&record.manifest.overrides);
    if let Some(out) = &arguments.out {
        uninterrupted(|| write_atomically(out, egret_reports::to_json(&priced).as_bytes()))?;
    }
    print(&priced, arguments.format, arguments.out.as_slice())
}

/// The chip of a record under settings.
fn chip_of(name: &str, record: &RunRecord, settings: &Settings) -> Result<Chip, Failure> {
    let unusable = |what: String| {
        let hint = "was it written by this version of egret, and not changed since?";
        Failure::input(name, Problem::new("configuration.chip", what).hint(hint))
    };
    let file: ChipFile = serde_json::from_value(record.configuration.chip.clone())
        .map_err(|error| unusable(format!("no chip can be read: {error}")))?;
    let at_settings = |error: InputError| Failure::Input(settings.attribute("chip", error));
    let changed = apply(&file, "chip", &settings.of("chip")).map_err(at_settings)?;
    if let Err(problems) = validate(file, shipped_references()) {
        let mut error = InputError { name: name.to_owned(), text: None, problems };
        for problem in &mut error.problems {
            problem.path = format!("configuration.chip.{}", problem.path);
        }
        return Err(error.into());
    }
    validate(changed, shipped_references())
        .map_err(|problems| at_settings(InputError { name: "--set".to_owned(), text: None, problems }))
}

/// Refuses settings that change more than prices.
fn refuse_other_machines(record: &RunRecord, chip: &Chip, settings: &Settings) -> Result<(), Failure> {
    let hint = "only prices can be set here: `chip.energy.`, `chip.static_power.`, the energies of \
                `chip.core.soma.models.`, powers and energies of `chip.core.power.`; simulate anew with `egret run --set`";
    let refused = |path: &str| Problem::new(path, "it is no price and needs a new simulation").hint(hint);
    let mut problems: Vec<Problem> =
        settings.of("workload").iter().map(|setting| refused(&setting.path)).collect();
    if let Err(differing) = same_machine(record, chip) {
        problems.extend(differing.iter().map(|path| refused(path)));
    }
    if problems.is_empty() {
        return Ok(());
    }
    Err(Failure::Input(settings.attribute("", InputError { name: "--set".to_owned(), text: None, problems })))
}
