//! Masks in arrays: which weights of a projection are there.

use egret_config::Problem;

use crate::files::Array;
use crate::rows::SparseRows;

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
