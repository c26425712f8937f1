//! Masks in arrays: which weights of a projection are there.

use egret_config::{Problem, did_you_mean};

use super::Conversion;
use crate::file::{Events, WorkloadFile};
use crate::files::Array;
use crate::rows::SparseRows;
use crate::workload::Workload;

/// The file of a workload with masks for those of its projections that have an array of their name.
///
/// Workloads whose weights come from a checkpoint are refused. One beside a data set is left out: its weights are those
/// of other masks.
pub fn masked(
    workload: &Workload,
    masks: &[(String, Array)],
) -> Result<(WorkloadFile, Vec<Conversion>), Vec<Problem>> {
    let mut file = workload.file().clone();
    let (mut problems, mut conversions) = (Vec::new(), Vec::new());
    if file.events == Events::Executed || (file.checkpoint.is_some() && file.recorded.is_none()) {
        let problem = Problem::new("", "the weights of its checkpoint say which of them are there");
        return Err(vec![problem.hint("set the weights to zero where they come from, and import those")]);
    }
    if file.checkpoint.take().is_some() {
        conversions.push(Conversion {
            node: file.name.clone(),
            kind: "workload".to_owned(),
            became: "the same without its checkpoint".to_owned(),
            notes: vec!["weights of other masks cannot be executed under these".to_owned()],
        });
    }
    for (name, mask) in masks {
        let shape = workload.network().projections.iter().find(|projection| projection.name == *name);
        let written = file.projections.iter_mut().find(|projection| projection.name == *name);
        let (Some(shape), Some(written)) = (shape, written) else {
            let names: Vec<String> =
                file.projections.iter().map(|projection| projection.name.clone()).collect();
            let near = did_you_mean(name, names.iter().map(String::as_str));
            let near = near.map(|near| format!("did you mean `{near}`? ")).unwrap_or_default();
            let problem = Problem::new(name.as_str(), "the workload has no projection of that name");
            problems.push(problem.hint(format!("{near}it has {}", names.join(", "))));
            continue;
        };
        match rows_of_mask(name, mask, shape.synapses.sources(), shape.synapses.targets()) {
            Ok(rows) => {
                let (nonzeros, of) = (rows.nonzeros(), shape.synapses.positions());
                conversions.push(Conversion {
                    node: name.clone(),
                    kind: "mask".to_owned(),
                    became: format!("rows of {name}: {nonzeros} of {of} weights"),
                    notes: Vec::new(),
                });
                written.rows = Some((0..rows.sources()).map(|source| rows.row(source).to_vec()).collect());
            }
            Err(problem) => problems.push(problem),
        }
    }
    if masks.is_empty() {
        problems.push(Problem::new("", "it holds no array"));
    }
    if problems.is_empty() { Ok((file, conversions)) } else { Err(problems) }
}

/// A workload file as text.
pub fn to_ron(file: &WorkloadFile) -> String {
    let style = ron::ser::PrettyConfig::new().compact_arrays(true);
    // As it is read: `Some` may be left out, and what stands in its brackets is not taken for a structure's own.
    let options = ron::Options::default().with_default_extension(ron::extensions::Extensions::IMPLICIT_SOME);
    options.to_string_pretty(file, style).expect("a workload file has nothing that RON cannot say") + "\n"
}

/// The rows of a mask `[targets, sources]` called `name`; 0 is no weight. `targets` are gates times units of the target.
pub fn rows_of_mask(name: &str, mask: &Array, sources: u32, targets: u32) -> Result<SparseRows, Problem> {
    if mask.shape() != [targets as usize, sources as usize] {
        let what = format!("its shape is {:?}, and the projection has [{targets}, {sources}]", mask.shape());
        let turned = mask.shape() == [sources as usize, targets as usize];
        let problem = Problem::new(name, what);
        return Err(if turned {
            problem.hint("save the transposed mask: targets come first")
        } else {
            problem
        });
    }
    let on = mask.switches(name)?;
    let (mut row_start, mut listed) = (vec![0], Vec::new());
    for source in 0..sources as usize {
        let column = on.iter().skip(source).step_by(sources as usize);
        listed.extend((0..).zip(column).filter(|(_, on)| **on).map(|(target, _)| target));
        row_start.push(listed.len() as u64);
    }
    SparseRows::new(targets, row_start, listed).map_err(|what| Problem::new(name, what))
}
