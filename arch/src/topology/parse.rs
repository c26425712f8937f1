//! Topologies in a word, as on a command line: `mesh:8x8`, `cmesh:8x4x4`, `ring:8`, or the name of a file.

use std::path::Path;

use egret_config::{Problem, Sourced, did_you_mean, read_ron};

use super::spec::TopologySpec;
use crate::file::{DimensionOrder, TopologyFile};

/// Every kind with the sizes it takes; those in brackets may be left out.
const KINDS: [(&str, &str); 6] = [
    ("mesh", "COLUMNSxROWS"),
    ("torus", "COLUMNSxROWS"),
    ("cmesh", "COLUMNSxROWSxCORES"),
    ("ring", "ROUTERS[xCORES]"),
    ("star", "CORES"),
    ("tree", "ARITYxLEVELS"),
];

impl TopologySpec {
    /// Reads `mesh:8x8`, `torus:8x8`, `cmesh:8x4x4` (the last number: cores at each router), `ring:8` or `ring:8x2`,
    /// `star:16`, `tree:2x3` (children of a router, levels), or the path of a `.ron` file that holds a topology as chip
    /// files write it, such as `Graph(..)`.
    ///
    /// # Errors
    /// When the kind is not known, sizes are missing, too many or out of range, or the file cannot be read.
    pub fn parse(text: &str) -> Result<Self, Problem> {
        let file = if Path::new(text).extension().is_some_and(|extension| extension == "ron") {
            read_file(text)?
        } else {
            read_word(text)?
        };
        Self::from_file(&file).map_err(|problems| {
            let mut all = problems.into_iter().map(|problem| Problem { path: String::new(), ..problem });
            // A refusal has a problem at least; several are one after the other.
            let first = all.next().unwrap_or_else(|| Problem::new("", "no topology"));
            let what = all.fold(first.what, |what, problem| format!("{what}; {}", problem.what));
            Problem { what: format!("topology `{text}`: {what}"), ..first }
        })
    }
}

fn read_file(path: &str) -> Result<TopologyFile, Problem> {
    let text = std::fs::read_to_string(path).map_err(|error| {
        let what = format!("topology `{path}` cannot be read: {error}");
        Problem::new("", what).hint("write the path of a RON file, or a kind such as mesh:8x8")
    })?;
    read_ron(path, &text).map_err(|error| {
        let hint = "a topology file holds what chip files have under `topology`, such as Graph(..)";
        Problem::new("", error.to_string()).hint(hint)
    })
}

fn read_word(text: &str) -> Result<TopologyFile, Problem> {
    let (kind, sizes) = text.split_once(':').unwrap_or((text, ""));
    let Some((_, form)) = KINDS.iter().find(|(name, _)| *name == kind) else {
        let what = format!("topology `{text}`: no kind `{kind}`");
        let forms: Vec<String> = KINDS.iter().map(|(kind, form)| format!("{kind}:{form}")).collect();
        let hint = match did_you_mean(kind, KINDS.map(|(kind, _)| kind)) {
            Some(close) => format!("did you mean `{close}`?"),
            None => format!("write {}, or the path of a .ron file", forms.join(", ")),
        };
        return Err(Problem::new("", what).hint(hint));
    };
    let refused = |what: String| {
        Problem::new("", format!("topology `{text}`: {what}")).hint(format!("write {kind}:{form}"))
    };
    if sizes.is_empty() {
        return Err(refused("its sizes are missing".to_owned()));
    }
    let numbers: Vec<Sourced<u32>> = sizes
        .split('x')
        .map(|size| match size.parse() {
            Ok(size) => Ok(Sourced::Given(size)),
            Err(_) => Err(refused(format!("`{size}` is no size"))),
        })
        .collect::<Result<_, _>>()?;
    let one = || Sourced::Given(1);
    let order = DimensionOrder::Xy;
    Ok(match (kind, numbers.as_slice()) {
        ("mesh", [columns, rows]) => TopologyFile::Mesh {
            columns: columns.clone(),
            rows: rows.clone(),
            cores_per_router: one(),
            order,
        },
        ("cmesh", [columns, rows, cores]) => TopologyFile::Mesh {
            columns: columns.clone(),
            rows: rows.clone(),
            cores_per_router: cores.clone(),
            order,
        },
        ("torus", [columns, rows]) => TopologyFile::Torus {
            columns: columns.clone(),
            rows: rows.clone(),
            cores_per_router: one(),
            order,
        },
        ("ring", [routers]) => TopologyFile::Ring { routers: routers.clone(), cores_per_router: one() },
        ("ring", [routers, cores]) => {
            TopologyFile::Ring { routers: routers.clone(), cores_per_router: cores.clone() }
        }
        ("star", [cores]) => TopologyFile::Star { cores: cores.clone() },
        ("tree", [arity, levels]) => {
            TopologyFile::Tree { arity: arity.clone(), levels: levels.clone(), cores_per_router: one() }
        }
        _ => return Err(refused(format!("{} sizes", numbers.len()))),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn spec(text: &str) -> TopologySpec {
        TopologySpec::parse(text).unwrap_or_else(|problem| panic!("{problem}"))
    }

    #[track_caller]
    fn refuses(text: &str, what: &str, hint: &str) {
        let problem = TopologySpec::parse(text).expect_err("refused");
        assert!(problem.what.contains(what), "{problem}");
        assert!(problem.hint.as_ref().is_some_and(|given| given.contains(hint)), "{problem}");
    }

    #[test]
    fn every_kind_has_a_word() {
        let order = DimensionOrder::Xy;
        let mesh =
            |columns, rows, cores_per_router| TopologySpec::Mesh { columns, rows, cores_per_router, order };
        assert_eq!(spec("mesh:8x5"), mesh(8, 5, 1));
        assert_eq!(spec("cmesh:8x4x3"), mesh(8, 4, 3));
        assert_eq!(
            spec("torus:6x4"),
            TopologySpec::Torus { columns: 6, rows: 4, cores_per_router: 1, order }
        );
        assert_eq!(spec("ring:8"), TopologySpec::Ring { routers: 8, cores_per_router: 1 });
        assert_eq!(spec("ring:8x2"), TopologySpec::Ring { routers: 8, cores_per_router: 2 });
        assert_eq!(spec("star:16"), TopologySpec::Star { cores: 16 });
        assert_eq!(spec("tree:2x3"), TopologySpec::Tree { arity: 2, levels: 3, cores_per_router: 1 });
    }

    #[test]
    fn words_that_say_nothing() {
        refuses("mseh:8x8", "no kind `mseh`", "did you mean `mesh`?");
        refuses("hypercube:4", "no kind `hypercube`", "cmesh:COLUMNSxROWSxCORES");
        refuses("mesh", "its sizes are missing", "mesh:COLUMNSxROWS");
        refuses("mesh:8", "1 sizes", "mesh:COLUMNSxROWS");
        refuses("mesh:8x8x4", "3 sizes", "mesh:COLUMNSxROWS");
        refuses("torus:8xx8", "`` is no size", "torus:COLUMNSxROWS");
        refuses("ring:-3", "`-3` is no size", "ring:ROUTERS");
        refuses("mesh:0x0", "`columns` is 0; `rows` is 0", "write 1 to");
        refuses("mesh:60000x60000", "more than 65536 routers", "make it smaller");
        refuses("nowhere/graph.ron", "cannot be read", "path of a RON file");
    }
}
