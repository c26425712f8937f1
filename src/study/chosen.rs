//! One point of a study, in the words of a run.

use egret_config::Problem;
use egret_sim::TimingModel;
use egret_sim::noc::Fidelity;

use super::axis::{Axis, SEED};
use super::definition::Study;
use super::sources::Sources;
use crate::commands::run;
use crate::failure::Failure;
use crate::plan::Plan;
use crate::settings::Settings;

/// One point.
#[derive(Clone, Debug)]
pub(crate) struct Chosen {
    /// The chip as the study names it.
    pub(crate) chip: String,
    /// The workload as the study names it.
    pub(crate) workload: String,
    /// Seed of all random streams.
    pub(crate) seed: u64,
    /// Axes with columns of their own: path and value, empty where a parameter is left as it is.
    pub(crate) settings: Vec<(String, String)>,
    /// What is run.
    pub(crate) plan: Plan,
}

impl Study {
    /// The point with these places on the axes.
    pub(crate) fn choose(&self, places: &[usize], sources: &Sources) -> Result<Chosen, Failure> {
        let mut settings: Settings = self.settings.clone();
        let mut columns = Vec::new();
        let [mut chip, mut workload] = [&self.file.chip, &self.file.workload].map(Clone::clone);
        let (mut steps, mut seed, mut board) = (self.file.steps, self.seeds[0], None);
        let mut noc = self.file.noc;
        for (at, (axis, &place)) in self.axes.iter().zip(places).enumerate() {
            for (path, value) in axis.paths.iter().zip(&axis.values[place]) {
                let number = || value.as_deref().and_then(|value| value.parse().ok());
                match path.as_str() {
                    "chip" => chip.clone_from(value),
                    "workload" => workload.clone_from(value),
                    "steps" => steps = number().or(steps),
                    "board" => board = number().or(board),
                    "noc" => noc = value.as_deref().and_then(run::NocFidelity::named).or(noc),
                    SEED => seed = value.as_deref().and_then(|value| value.parse().ok()).unwrap_or(seed),
                    path => {
                        if let Some(value) = value {
                            settings.add_of_scenario(
                                path,
                                value.clone(),
                                format!("axes[{at}].values[{place}]"),
                            );
                        }
                    }
                }
                if has_column(path) {
                    columns.push((path.clone(), value.clone().unwrap_or_default()));
                }
            }
        }
        let lacking = |what: &str| {
            Failure::input(&self.source.name, Problem::new("axes", format!("a point has no {what}")))
        };
        let chip = chip.ok_or_else(|| lacking("chip"))?;
        let workload = workload.ok_or_else(|| lacking("workload"))?;
        let plan = Plan {
            chip: sources.chip(&chip).ok_or_else(|| lacking("chip"))?.clone(),
            workload: sources.workload(&workload).ok_or_else(|| lacking("workload"))?.clone(),
            settings,
            steps,
            seed,
            chips: board.or(self.file.chips).unwrap_or(1),
            chips_least: board.unwrap_or(1),
            what_if: self.file.what_if,
            fidelity: noc.map_or(Fidelity::Packet, run::NocFidelity::fidelity),
            placement: None,
            spikes: Vec::new(),
            timing: self.file.timing.map_or(TimingModel::Events, run::TimingModel::model),
        };
        Ok(Chosen { chip, workload, seed, settings: columns, plan })
    }
}

/// Whether an axis has a column of its own: chip, workload, steps and seed have theirs in any case.
pub(crate) fn has_column(path: &str) -> bool {
    !["chip", "workload", "steps", SEED].contains(&path)
}

/// Whether one simulation serves all values of an axis, as they are prices.
pub(crate) fn is_priced(axis: &Axis) -> bool {
    axis.paths.iter().all(|path| egret_reports::is_price(path))
}
