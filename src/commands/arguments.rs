//! Arguments that several subcommands share.

use std::str::FromStr;

use clap::Args;

use crate::settings::Settings;

/// The seed of runs that give none.
pub(crate) const DEFAULT_SEED: u64 = 1;

/// Flags that are short for paths, because every study turns them.
#[derive(Clone, Debug, Default, Args)]
pub(crate) struct SparsityFlags {
    /// Share of zero weights, 0 to 1; short for `--set workload.weight_sparsity=..`
    #[arg(long, value_name = "SHARE", allow_negative_numbers = true, value_parser = share)]
    weight_sparsity: Option<String>,
    /// Share of units that emit in a step, 0 to 1, drawn at random; `fitted:FILE` draws them as an activity file says,
    /// `executed` runs the network's own weights, in as many bits as the chip stores
    #[arg(long, value_name = "SHARE|fitted:FILE|executed", allow_negative_numbers = true, value_parser = activity)]
    activity: Option<Activity>,
}

impl SparsityFlags {
    /// Adds what was given to the settings.
    pub(crate) fn add_to(&self, settings: &mut Settings) {
        if let Some(value) = &self.weight_sparsity {
            settings.add_shorthand("--weight-sparsity", "workload.weight_sparsity", value);
        }
        match &self.activity {
            Some(Activity::Share(value)) => settings.add_shorthand("--activity", "workload.activity", value),
            Some(Activity::Fitted(file)) => settings.add_shorthand("--activity", "workload.fitted", file),
            Some(Activity::Executed) => settings.add_shorthand("--activity", "workload.events", "Executed"),
            None => {}
        }
    }
}

/// Where the events of a network come from.
#[derive(Clone, Debug)]
enum Activity {
    /// Drawn at random, so many of all units.
    Share(String),
    /// Drawn at random as a file says that was fitted to a recording.
    Fitted(String),
    /// From the network itself.
    Executed,
}

/// What precedes the name of an activity file.
const FITTED: &str = "fitted:";

fn activity(text: &str) -> Result<Activity, String> {
    match text {
        "executed" => Ok(Activity::Executed),
        _ if text.starts_with(FITTED) => Ok(Activity::Fitted(text[FITTED.len()..].to_owned())),
        _ => share(text).map(Activity::Share).map_err(|_| {
            "expected a share from 0 to 1, such as 0.2, or `fitted:FILE`, or `executed`".to_owned()
        }),
    }
}

/// A number, kept as it was written; whether it is in range is for the workload to say.
fn share(text: &str) -> Result<String, String> {
    match text.trim().parse::<f64>() {
        Ok(number) if number.is_finite() => Ok(text.trim().to_owned()),
        _ => Err("expected a share from 0 to 1, such as 0.2".to_owned()),
    }
}

/// A whole number.
pub(crate) fn whole<T: FromStr>(text: &str) -> Result<T, String> {
    text.parse().map_err(|_| {
        if text.parse::<u128>().is_ok() {
            "it is too large".to_owned()
        } else {
            "expected a whole number, zero or more".to_owned()
        }
    })
}
