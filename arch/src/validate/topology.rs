//! Sizes of the topology, and how many of its cores a program may use.

use egret_config::Sourced;

use super::checker::Checker;
use crate::file::TopologyFile;
use crate::topology::TopologySpec;

/// Checks the topology. Its sizes are looked at twice: here for their sources, by [`TopologySpec`] for their values.
pub(super) fn check(checker: &mut Checker, file: &TopologyFile) -> Option<TopologySpec> {
    for (name, size) in sizes(file) {
        checker.optional(&format!("topology.{name}"), size);
    }
    match TopologySpec::from_file(file) {
        Ok(spec) => Some(spec),
        Err(problems) => {
            checker.problems.extend(problems);
            None
        }
    }
}

fn sizes(file: &TopologyFile) -> Vec<(&'static str, &Sourced<u32>)> {
    match file {
        TopologyFile::Mesh { columns, rows, cores_per_router, order: _ }
        | TopologyFile::Torus { columns, rows, cores_per_router, order: _ } => {
            vec![("columns", columns), ("rows", rows), ("cores_per_router", cores_per_router)]
        }
        TopologyFile::Ring { routers, cores_per_router }
        | TopologyFile::Graph { routers, cores_per_router, links: _, routing: _ } => {
            vec![("routers", routers), ("cores_per_router", cores_per_router)]
        }
        TopologyFile::Star { cores } => vec![("cores", cores)],
        TopologyFile::Tree { arity, levels, cores_per_router } => {
            vec![("arity", arity), ("levels", levels), ("cores_per_router", cores_per_router)]
        }
    }
}

/// Cores that a program may use, no more than there are; `None` after a problem.
pub(super) fn usable_cores(
    checker: &mut Checker,
    sourced: &Sourced<u32>,
    spec: Option<&TopologySpec>,
) -> Option<u32> {
    let usable = checker.nonzero("usable_cores", sourced, "usable cores")?;
    if let Some(cores) = spec.map(TopologySpec::cores)
        && usable > cores
    {
        let what = format!("{usable} usable cores, where the topology has {cores}");
        checker.refuse("usable_cores", what, format!("write at most {cores}, or a larger topology"));
        return None;
    }
    Some(usable)
}
