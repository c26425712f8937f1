//! The shipped data set behind a workload: its level of sparsity, its masks and its traces.

use egret_config::Problem;

use crate::datasets::{Dataset, load};
use crate::file::{Events, WorkloadFile};
use crate::masks::MaskFile;
use crate::network::Model;

/// The data set, where trained masks are asked for; that it has the asked level of sparsity is checked here.
pub(super) fn open(file: &WorkloadFile, problems: &mut Vec<Problem>) -> Option<Dataset> {
    let Some(name) = file.recorded.as_ref() else {
        if file.activity_level.is_some() {
            let what = "activity levels are those of a recorded data set, and this workload names none";
            problems
                .push(Problem::new("activity_level", what).hint("give `recorded`, or `activity` instead"));
        }
        return None;
    };
    let opened = load(name, file.activity_level, "recorded");
    let dataset = opened.map_err(|problem| problems.push(problem)).ok()?;
    if file.mask != MaskFile::Trained || file.events == Events::Executed {
        return None;
    }
    let asked = file.weight_sparsity()?;
    if dataset.level(asked).is_none() && (0.0..=1.0).contains(&asked) {
        let levels: Vec<_> = dataset.weight_sparsities().iter().map(f64::to_string).collect();
        let what = format!("{asked} is not one of the trained levels {}", levels.join(", "));
        let hint = "take one of them, or `mask: UniformRandom` with a synthetic `activity`";
        problems.push(Problem::new("weight_sparsity", what).hint(hint));
    }
    Some(dataset)
}

/// Makes the layers those of the data set's network where it has no events: of GRU instead of EGRU units.
pub(super) fn adopt_model(file: &mut WorkloadFile) {
    let trained = file.mask == MaskFile::Trained && file.events == Events::Described;
    let Some(name) = file.recorded.as_ref().filter(|_| trained) else { return };
    // What cannot be opened is told later, with all other problems.
    if load(name, file.activity_level, "recorded").is_ok_and(|dataset| dataset.is_dense()) {
        for population in &mut file.populations {
            if population.model == Model::Egru {
                population.model = Model::Gru;
            }
        }
    }
}

/// Perplexity that was measured of the network as it is here: with the masks and the activity of the data set.
pub(super) fn perplexity(file: &WorkloadFile, dataset: Option<&Dataset>) -> Option<f64> {
    let others = file.activity.is_some() || file.trace.is_some() || file.fitted.is_some();
    let own = file.populations.iter().any(|population| population.activity.is_some());
    let level = dataset.filter(|_| !others && !own)?.level(file.weight_sparsity()?)?;
    Some(level.figures()?.perplexity)
}
