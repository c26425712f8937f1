//! The shipped data set behind a workload: its level of sparsity, its masks and its traces.

use egret_config::Problem;

use crate::datasets::{Dataset, load};
use crate::file::{Events, WorkloadFile};
use crate::masks::MaskFile;

/// The data set, where trained masks are asked for; that it has the asked level of sparsity is checked here.
pub(super) fn open(file: &WorkloadFile, problems: &mut Vec<Problem>) -> Option<Dataset> {
    let name = file.recorded.as_ref()?;
    let dataset = load(name, "recorded").map_err(|problem| problems.push(problem)).ok()?;
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
