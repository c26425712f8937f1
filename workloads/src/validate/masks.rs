//! Checks of the parameters of masks: against the density, and against the sizes of matrices.

use egret_config::Problem;

use crate::masks::{Along, MaskFile};

/// Largest M of which all densities are listed.
const LISTED: u32 = 8;
/// How far a density may be off a whole number of weights of a group: the rounding of a share like 0.6667.
const TOLERANCE: f64 = 1e-3;

/// Problems of a mask, whatever the sizes of the matrices.
pub(super) fn problems(mask: MaskFile, weight_sparsity: f64) -> Vec<Problem> {
    let at_least_1 = |path: &str, value: u32, what: &str| {
        (value == 0).then(|| Problem::new(path, format!("0 {what}")).hint("write at least 1"))
    };
    match mask {
        MaskFile::NOfM { m: 0, .. } => at_least_1("mask.m", 0, "positions a group").into_iter().collect(),
        MaskFile::NOfM { n: Some(n), m, .. } if n > m => {
            let what = format!("{n} weights do not fit into a group of {m} positions");
            vec![Problem::new("mask.n", what).hint(format!("0 to {m}, or leave it out"))]
        }
        MaskFile::NOfM { n, m, .. } => group(n, m, weight_sparsity).into_iter().collect(),
        MaskFile::Block { height, width } => [
            at_least_1("mask.height", height, "source units a block"),
            at_least_1("mask.width", width, "targets a block"),
        ]
        .into_iter()
        .flatten()
        .collect(),
        MaskFile::BankBalanced { elements, .. } => {
            at_least_1("mask.elements", elements, "processing elements").into_iter().collect()
        }
        MaskFile::UniformRandom
        | MaskFile::RowBalanced
        | MaskFile::NeuroPrune
        | MaskFile::PreferentialAttachment
        | MaskFile::Trained
        | MaskFile::Magnitude => Vec::new(),
    }
}

/// N of M must be the density.
fn group(n: Option<u32>, m: u32, weight_sparsity: f64) -> Option<Problem> {
    if !(0.0..=1.0).contains(&weight_sparsity) {
        return None;
    }
    let left = (1.0 - weight_sparsity) * f64::from(m);
    let whole = (left - left.round()).abs() <= TOLERANCE;
    let sparsity = |n: u32| sparsity(n, m);
    match n {
        Some(n) if !whole || left.round() as u32 != n => {
            let what = format!(
                "{n} of {m} weights is a weight sparsity of {}, but `weight_sparsity` is {weight_sparsity}",
                sparsity(n)
            );
            Some(Problem::new("mask.n", what).hint(format!(
                "write `weight_sparsity: {}`, or leave `n` out; {}",
                sparsity(n),
                possible(m, left)
            )))
        }
        None if !whole => {
            let what = format!(
                "groups of {m} positions cannot have a weight sparsity of {weight_sparsity}: \
                 that is {} weights a group",
                rounded(left)
            );
            Some(Problem::new("mask.m", what).hint(possible(m, left)))
        }
        Some(_) | None => None,
    }
}

/// The weight sparsities that groups of `m` allow: all, or those next to the one asked for, which leaves `left`
/// weights.
fn possible(m: u32, left: f64) -> String {
    let list = if m <= LISTED {
        (0..=m).rev().map(|n| sparsity(n, m)).collect()
    } else {
        vec![sparsity((left.floor() as u32 + 1).min(m), m), sparsity(left.floor() as u32, m)]
    };
    let next = if m <= LISTED { "" } else { "next to it " };
    format!("groups of {m} allow {next}{}", list.join(", "))
}

/// The weight sparsity of n of m, with few digits.
fn sparsity(n: u32, m: u32) -> String {
    rounded(1.0 - f64::from(n) / f64::from(m))
}

fn rounded(value: f64) -> String {
    format!("{}", (value * 1e6).round() / 1e6)
}

/// What of a mask does not fit into a matrix, which messages call `name`.
pub(super) fn misfit(mask: MaskFile, name: &str, sources: u32, targets: u32) -> Option<Problem> {
    let side = |what: &str, needed: u32, units: &str, present: u32| {
        let what = format!("{what} has {needed} {units}, but {name} only {present}");
        (needed > present).then_some(what)
    };
    let of_sources = |what: &str, needed: u32| side(what, needed, "source units", sources);
    let of_targets = |what: &str, needed: u32| side(what, needed, "targets", targets);
    let what = match mask {
        MaskFile::NOfM { m, along: Along::Sources, .. } => of_sources("a group", m),
        MaskFile::NOfM { m, along: Along::Targets, .. } => of_targets("a group", m),
        MaskFile::NOfM { m, along: Along::Both, .. } => {
            of_sources("a group", m).or_else(|| of_targets("a group", m))
        }
        MaskFile::Block { height, width } => {
            of_sources("a block", height).or_else(|| of_targets("a block", width))
        }
        MaskFile::BankBalanced { elements, .. } => (elements > targets).then(|| {
            format!(
                "{elements} processing elements are to share the targets of {name}, \
                 but there are only {targets}"
            )
        }),
        MaskFile::UniformRandom
        | MaskFile::RowBalanced
        | MaskFile::NeuroPrune
        | MaskFile::PreferentialAttachment
        | MaskFile::Trained
        | MaskFile::Magnitude => None,
    };
    what.map(|what| Problem::new("mask", what).hint("a smaller structure, or another mask"))
}
