//! `egret workload fit`: estimates the parameters of synthetic activity from recorded events.

use std::path::{Path, PathBuf};

use clap::Args;
use egret_config::{Problem, did_you_mean};
use egret_workloads::activity::{
    ActivityFile, ActivitySource, LayerMoments, Moments, PopulationActivity, Trace, fit,
};
use egret_workloads::files::{Directory, TensorFile, fewest_units, read_trace, says_units};

use super::arguments::{DEFAULT_SEED, whole};
use super::noc::outputs;
use super::workload;
use crate::console::{self, Look};
use crate::failure::Failure;
use crate::inputs;
use crate::listing::{self, count, percent};
use crate::settings::Settings;

/// More units are no layer, and lists of their rates no file for people.
const MOST_UNITS: u32 = 1 << 20;

const EXAMPLES: &str = "\
Examples:
  egret workload fit trace_s80.safetensors --units 256,256 --out fitted.ron
  egret workload fit egru-wikitext2 --weight-sparsity 0.95 --out fitted.ron
  egret run --workload egru-wikitext2 --activity fitted:fitted.ron --steps 10000";

#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Arguments {
    /// Trace file (safetensors), or a workload with recorded events
    trace: String,
    /// Activity file to write
    #[arg(long, value_name = "FILE.ron")]
    out: PathBuf,
    /// Units of the layers, one number for all or one for each, where the trace does not say [default: up to the last one that emits]
    #[arg(long, value_name = "N,..", value_delimiter = ',', value_parser = whole::<u32>)]
    units: Option<Vec<u32>>,
    /// Steps to fit to, from the first on [default: all]
    #[arg(long, value_name = "N", allow_negative_numbers = true, value_parser = whole::<u32>)]
    steps: Option<u32>,
    /// Of a workload: its share of zero weights
    #[arg(long, value_name = "SHARE")]
    weight_sparsity: Option<String>,
    /// Leave out the numbers of single units, so that the file suits layers of any size
    #[arg(long)]
    parametric: bool,
    /// Seed of the activity that is drawn for comparison
    #[arg(long, value_name = "N", default_value_t = DEFAULT_SEED, allow_negative_numbers = true, value_parser = whole::<u64>)]
    seed: u64,
}

/// Runs the subcommand.
pub(super) fn run(arguments: &Arguments) -> Result<(), Failure> {
    let (source, traces) = recorded(arguments)?;
    outputs::writable(&arguments.out)?;
    let mut file = fit(&traces, &source).map_err(|problem| Failure::input(&arguments.trace, problem))?;
    if arguments.parametric {
        for layer in &mut file.layers {
            layer.rates.clear();
            layer.shares.clear();
        }
    }
    outputs::write(&arguments.out, file.text().as_bytes())?;
    let look = Look::of_output();
    let mut text = format!("{source}: {} steps\n\nFitted\n", file.steps);
    text.push_str(&fitted(look, &file, &traces));
    text.push_str(&comparison(look, &file, &traces, arguments.seed)?);
    console::write(&format!("{text}\nwrote\n  {}\n", arguments.out.display()))
}

/// The recorded layers, and what they are in words.
fn recorded(arguments: &Arguments) -> Result<(String, Vec<Trace>), Failure> {
    let names: Vec<&str> = inputs::workloads().shipped.iter().map(|(name, _)| *name).collect();
    let wanted = arguments.trace.as_str();
    let is_workload =
        names.contains(&wanted) || Path::new(wanted).extension().is_some_and(|end| end == "ron");
    let (source, traces) = if is_workload { of_workload(arguments)? } else { of_file(arguments, &names)? };
    let Some(steps) = arguments.steps else { return Ok((source, traces)) };
    let there = traces.first().map_or(0, Trace::steps);
    if steps == 0 || steps > there {
        let problem = Problem::new("", format!("{steps} steps, where {there} are recorded"));
        return Err(Failure::input("--steps", problem.hint(format!("ask for 1 to {there}"))));
    }
    let traces = traces.iter().map(|trace| trace.first(steps)).collect();
    Ok((format!("the first {steps} steps of {source}"), traces))
}

/// The recorded events of a workload.
fn of_workload(arguments: &Arguments) -> Result<(String, Vec<Trace>), Failure> {
    if arguments.units.is_some() {
        let problem = Problem::new("", "a workload says itself how many units its layers have");
        return Err(Failure::input("--units", problem.hint("leave it out")));
    }
    let source = inputs::workloads().find(&arguments.trace, Path::new(""))?;
    let mut settings = Settings::default();
    if let Some(share) = &arguments.weight_sparsity {
        settings.add_shorthand("--weight-sparsity", "workload.weight_sparsity", share);
    }
    let workload = workload::load(&source, &settings, DEFAULT_SEED)?;
    let mut traces = Vec::new();
    for (population, activity) in workload.network().populations.iter().zip(workload.activity().populations())
    {
        match activity {
            PopulationActivity::Recorded(trace) => traces.push(trace.as_ref().clone()),
            _ if population.model.is_event_based() => {
                let problem = Problem::new("", "its events are not recorded, so there is nothing to fit to");
                let hint = "take a trace file, or a workload with recorded events such as egru-wikitext2";
                return Err(Failure::input(&arguments.trace, problem.hint(hint)));
            }
            _ => {}
        }
    }
    let level = workload.file().weight_sparsity.map(|share| format!(" at weight sparsity {share}"));
    Ok((format!("{}{}", workload.name(), level.unwrap_or_default()), traces))
}

/// The events in a trace file.
fn of_file(arguments: &Arguments, names: &[&str]) -> Result<(String, Vec<Trace>), Failure> {
    let name = arguments.trace.as_str();
    if arguments.weight_sparsity.is_some() {
        let problem = Problem::new("", "a trace file has no weights to choose by");
        return Err(Failure::input("--weight-sparsity", problem.hint("leave it out")));
    }
    let bytes = Directory::default().read(name, "").map_err(|problem| {
        Failure::input(
            "",
            match did_you_mean(name, names.iter().copied()) {
                Some(near) => problem.hint(format!("did you mean the workload `{near}`?")),
                None => problem,
            },
        )
    })?;
    let file = TensorFile::open(name, &bytes)?;
    let given = arguments.units.clone().map(|units| spread(units, &file));
    let (units, assumed) = match given {
        None if !says_units(&file) && file.contains("layer0.indices") => {
            let units = fewest_units(&file)?;
            let listed: Vec<_> = units.iter().map(u32::to_string).collect();
            let listed = listed.join(", ");
            console::say(&format!(
                "{name} does not say how many units its layers have: taken to be {listed}, up to the last one that emits; \
                 `--units` says otherwise\n"
            ));
            (Some(units), format!(", its layers taken to have {listed} units"))
        }
        given => (given, String::new()),
    };
    if let Some(most) = units.iter().flatten().find(|units| !(1..=MOST_UNITS).contains(*units)) {
        let problem = Problem::new("", format!("{most} units make no layer"));
        return Err(Failure::input("--units", problem.hint(format!("1 to {MOST_UNITS}"))));
    }
    let traces = read_trace(&file, units.as_deref())?;
    let short =
        Path::new(name).file_name().map_or_else(|| name.to_owned(), |name| name.display().to_string());
    Ok((short + &assumed, traces))
}

/// One number of units stands for every layer.
fn spread(units: Vec<u32>, file: &TensorFile<'_>) -> Vec<u32> {
    match units[..] {
        [units] => {
            let layers = file.tensor_names().iter().filter(|name| name.ends_with(".indptr")).count();
            vec![units; layers]
        }
        _ => units,
    }
}

/// The parameters of every layer.
fn fitted(look: Look, file: &ActivityFile, traces: &[Trace]) -> String {
    let silent = Moments::of(traces).layers;
    let rows = file.layers.iter().zip(silent).enumerate().map(|(at, (layer, moments))| {
        let correlations: Vec<String> = layer.correlations.iter().map(|value| digits(*value)).collect();
        vec![
            format!("layer{at}"),
            count(f64::from(layer.units)),
            percent(layer.activity),
            digits(layer.rate_spread),
            count(f64::from(moments.silent_units)),
            digits(layer.persistence),
            digits(layer.common_factor),
            digits(layer.autocorrelation),
            if correlations.is_empty() { "-".to_owned() } else { correlations.join(", ") },
        ]
    });
    let heading = [
        "layer",
        "units",
        "activity",
        "rate spread",
        "silent units",
        "persistence",
        "common factor",
        "its autocorrelation",
        "with earlier layers",
    ];
    listing::table(look, &heading, &[1, 2, 3, 4, 5, 6, 7, 8], rows.collect())
}

/// One moment of a layer.
type Moment = fn(&LayerMoments) -> f64;

/// Recorded moments beside those of activity drawn with the fitted parameters, for as many steps.
fn comparison(look: Look, file: &ActivityFile, traces: &[Trace], seed: u64) -> Result<String, Failure> {
    let drawn = (0..).zip(traces).enumerate().map(|(layer, (population, trace))| {
        let activity = file.activity(layer, trace.units(), seed, population)?;
        Ok(PopulationActivity::Synthetic(std::sync::Arc::new(activity)))
    });
    let drawn: Result<Vec<PopulationActivity>, Problem> = drawn.collect();
    let drawn =
        drawn.map_err(|problem| Failure::Bug(format!("what was fitted cannot be drawn: {problem}")))?;
    let (recorded, drawn) =
        (Moments::of(traces), Moments::of_source(&ActivitySource::new(drawn), file.steps));
    let moments: [(&str, Moment); 7] = [
        ("mean of events a step", |layer| layer.mean),
        ("standard deviation", |layer| layer.deviation),
        ("99th percentile", |layer| layer.p99),
        ("most", |layer| layer.most),
        ("silent units", |layer| f64::from(layer.silent_units)),
        ("persistence of units", |layer| layer.persistence),
        ("autocorrelation of events a step", |layer| layer.autocorrelation),
    ];
    let mut rows = Vec::new();
    for (at, (recorded, drawn)) in recorded.layers.iter().zip(&drawn.layers).enumerate() {
        for (name, moment) in moments {
            rows.push(vec![
                format!("layer{at}"),
                name.to_owned(),
                digits(moment(recorded)),
                digits(moment(drawn)),
            ]);
        }
    }
    for (at, (recorded, drawn)) in recorded.correlations.iter().zip(&drawn.correlations).enumerate() {
        for (earlier, (recorded, drawn)) in recorded.iter().zip(drawn).enumerate() {
            let name = format!("correlation with layer{earlier}");
            rows.push(vec![format!("layer{at}"), name, digits(*recorded), digits(*drawn)]);
        }
    }
    let heading = ["layer", "moment", "recorded", "drawn"];
    let title = format!("\nRecorded, and drawn with seed {seed} for as many steps\n");
    Ok(title + &listing::table(look, &heading, &[2, 3], rows))
}

fn digits(value: f64) -> String {
    // What rounds to zero has no sign.
    let value = if value.abs() < 5e-4 { 0.0 } else { value };
    format!("{value:.3}")
}
