//! Recorded events in a file of any format that is understood.

use std::path::Path;

use clap::{Args, ValueEnum};
use egret_config::{InputError, Problem};
use egret_workloads::Trace;
use egret_workloads::files::{
    Clock, Origin, Spikes, TensorFile, read_npy, read_npz, read_spike_csv, read_trace,
};
use egret_workloads::import::{Conversion, events_of_arrays};

use super::foreign;
use crate::failure::Failure;

/// How events are to be read.
#[derive(Debug, Args)]
pub(super) struct Reading {
    /// Units of each layer where the file does not say; for events with coordinates the width, height and polarities
    #[arg(long, value_name = "N,..", value_delimiter = ',')]
    pub(super) units: Option<Vec<u32>>,
    /// Unit of the times of a CSV file whose header names none
    #[arg(long, value_name = "s|ms|us|ns|step")]
    time_unit: Option<String>,
    /// Length of a step of a CSV file, such as 1ms
    #[arg(long, value_name = "TIME")]
    step: Option<String>,
    /// When step 0 of a CSV file begins
    #[arg(long, value_enum, default_value_t = Start::Zero)]
    origin: Start,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Start {
    /// At time 0
    Zero,
    /// At the first event
    First,
}

impl Reading {
    /// Whether the times of a CSV file are numbers of steps, which have no length.
    fn counts_steps(&self, text: &str) -> bool {
        let header = text.lines().next().unwrap_or_default();
        self.time_unit.as_deref() == Some("step") || header.split(',').any(|name| name.trim() == "t_step")
    }
}

/// Recorded layers.
pub(super) struct Recording {
    /// By layer.
    pub(super) traces: Vec<Trace>,
    /// What became of each part of the file.
    pub(super) conversions: Vec<Conversion>,
}

impl Reading {
    /// The recording in a file; `step` is the length of a step where none is given.
    pub(super) fn read(&self, path: &Path, step: Option<&str>) -> Result<Recording, Failure> {
        let bytes = foreign::read(path)?;
        let name = path.display().to_string();
        let units = self.units.as_deref();
        let refused = |problem: Problem| Failure::input(name.as_str(), problem);
        let many = |problems: Vec<Problem>| {
            Failure::Input(vec![InputError { name: name.clone(), text: None, problems }])
        };
        match foreign::extension(path).as_str() {
            "npy" => {
                let array = read_npy(&bytes).map_err(refused)?;
                let arrays = [(foreign::stem(path), array)];
                events_of_arrays(&arrays, units).map(|layers| named("npy", layers)).map_err(many)
            }
            "npz" => {
                let arrays = read_npz(&bytes).map_err(refused)?;
                events_of_arrays(&arrays, units).map(|layers| named("npz", layers)).map_err(many)
            }
            "csv" => {
                let text = String::from_utf8(bytes).map_err(|error| {
                    let at = error.utf8_error().valid_up_to();
                    refused(Problem::new("", format!("it is no text: byte {at} is not UTF-8")))
                })?;
                let step = step.filter(|_| !self.counts_steps(&text));
                let step = self.step.as_deref().or(step).map(str::to_owned);
                let origin = match self.origin {
                    Start::Zero => Origin::Zero,
                    Start::First => Origin::First,
                };
                let clock = Clock { unit: self.time_unit.clone(), step, origin };
                match read_spike_csv(&text, &clock, units) {
                    Ok(spikes) => Ok(of_spikes(foreign::stem(path), spikes)),
                    Err(problem) => Err(Failure::Input(vec![InputError {
                        name,
                        text: Some(text),
                        problems: vec![problem],
                    }])),
                }
            }
            "safetensors" => {
                let layers = read_trace(&TensorFile::open(&name, &bytes)?, units)?;
                let layers = layers.into_iter().enumerate();
                let layers = layers.map(|(layer, trace)| (format!("layer{layer}"), trace)).collect();
                Ok(named("safetensors", layers))
            }
            other => {
                let what = format!("recordings of the format `{other}` are not understood");
                Err(refused(Problem::new("", what).hint("understood are .npz, .npy, .csv and .safetensors")))
            }
        }
    }
}

fn named(kind: &str, layers: Vec<(String, Trace)>) -> Recording {
    let describe = |(layer, (name, trace)): (usize, &(String, Trace))| Conversion {
        node: name.clone(),
        kind: kind.to_owned(),
        became: became(layer, trace),
        notes: Vec::new(),
    };
    let conversions = layers.iter().enumerate().map(describe).collect();
    Recording { traces: layers.into_iter().map(|(_, trace)| trace).collect(), conversions }
}

fn became(layer: usize, trace: &Trace) -> String {
    let (units, steps, events) = (trace.units(), trace.steps(), trace.events());
    format!(
        "layer{layer} of {units} units, {steps} steps, {events} events, activity {:.2} %",
        100.0 * trace.density()
    )
}

fn of_spikes(name: String, Spikes { trace, events, sensor }: Spikes) -> Recording {
    let mut notes = Vec::new();
    if let Some([width, height, polarities]) = sensor {
        notes.push(format!("unit = (p * {height} + y) * {width} + x, {polarities} polarities"));
    }
    let merged = events - trace.events();
    if merged > 0 {
        notes.push(format!("{merged} of {events} events fell on a unit and step that had one already"));
    }
    let conversion = Conversion { node: name, kind: "csv".to_owned(), became: became(0, &trace), notes };
    Recording { traces: vec![trace], conversions: vec![conversion] }
}
