//! Kinds of traffic, as they are asked for.

use egret_config::{Problem, did_you_mean};

/// Names of the patterns, as they are written.
pub const PATTERNS: [&str; 7] =
    ["uniform", "transpose", "bitcomp", "neighbor", "tornado", "shuffle", "hotspot"];

/// Where packets go. Nodes are cores.
#[derive(Clone, Debug, PartialEq)]
pub enum Traffic {
    /// To any node, the source included, all equally likely.
    Uniform,
    /// From (x, y) to (y, x); the diagonal sends to itself.
    Transpose,
    /// To the node whose number has every bit inverted: on a square mesh from (x, y) to (k−1−x, k−1−y).
    BitComplement,
    /// From (x, y) to (x+1, y+1), from the last back to the first.
    Neighbor,
    /// Along each dimension almost half the way round: by ⌈k/2⌉ − 1.
    Tornado,
    /// To the node whose number has the bits rotated left by one.
    Shuffle,
    /// To any node, some likelier than others.
    Hotspot {
        /// The likelier nodes.
        nodes: Vec<u32>,
        /// How many times likelier than another one; positive.
        weight: f64,
    },
    /// By a matrix, which says how much each node sends to each other one.
    Matrix(Vec<Flow>),
}

/// One entry of a traffic matrix.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Flow {
    /// Node that sends.
    pub source: u32,
    /// Node that receives.
    pub destination: u32,
    /// Share of all traffic, relative to the other entries; positive.
    pub weight: f64,
}

impl Traffic {
    /// Reads a pattern such as `uniform` or `hotspot:18,21,42,45@5`. Matrices come from files and are not read here.
    pub fn parse(text: &str) -> Result<Self, Problem> {
        let (name, rest) = match text.split_once(':') {
            Some((name, rest)) => (name, Some(rest)),
            None => (text, None),
        };
        let plain = match name {
            "hotspot" => return hotspot(rest.unwrap_or_default()),
            "uniform" => Self::Uniform,
            "transpose" => Self::Transpose,
            "bitcomp" => Self::BitComplement,
            "neighbor" => Self::Neighbor,
            "tornado" => Self::Tornado,
            "shuffle" => Self::Shuffle,
            _ => return Err(unknown(name)),
        };
        if rest.is_some() {
            let problem = Problem::new("", format!("`{name}` takes nothing behind a colon"));
            return Err(problem.hint(format!("write `{name}`")));
        }
        Ok(plain)
    }

    /// The word it is asked for with.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Uniform => "uniform",
            Self::Transpose => "transpose",
            Self::BitComplement => "bitcomp",
            Self::Neighbor => "neighbor",
            Self::Tornado => "tornado",
            Self::Shuffle => "shuffle",
            Self::Hotspot { .. } => "hotspot",
            Self::Matrix(_) => "matrix",
        }
    }
}

fn unknown(name: &str) -> Problem {
    let near = did_you_mean(name, PATTERNS);
    let near = near.map(|near| format!("did you mean `{near}`? ")).unwrap_or_default();
    let hint = format!(
        "{near}patterns are {}; a matrix of your own is given by its path, such as `./traffic.csv`",
        PATTERNS.join(", ")
    );
    Problem::new("", format!("no traffic is called `{name}`")).hint(hint)
}

fn hotspot(text: &str) -> Result<Traffic, Problem> {
    const HINT: &str = "write the nodes and how many times likelier they are: `hotspot:18,21,42,45@5`";
    let refused = |what: String| Problem::new("", what).hint(HINT);
    let (list, weight) = text
        .split_once('@')
        .ok_or_else(|| refused(format!("`hotspot:{text}` has no weight behind an `@`")))?;
    let weight = match weight.trim().parse::<f64>() {
        Ok(weight) if weight > 0.0 && weight.is_finite() => weight,
        _ => return Err(refused(format!("`{weight}` is no weight of hot spots, a number above 0"))),
    };
    let mut nodes = Vec::new();
    for word in list.split(',') {
        let node: u32 =
            word.trim().parse().map_err(|_| refused(format!("`{word}` is no number of a node")))?;
        if nodes.contains(&node) {
            return Err(refused(format!("node {node} is listed twice among the hot spots")));
        }
        nodes.push(node);
    }
    Ok(Traffic::Hotspot { nodes, weight })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_pattern_is_read_by_its_name() {
        for name in PATTERNS {
            let text = if name == "hotspot" { "hotspot:1,2@5".to_owned() } else { name.to_owned() };
            assert_eq!(Traffic::parse(&text).expect(name).name(), name);
        }
        let nodes = vec![18, 21, 42, 45];
        assert_eq!(Traffic::parse("hotspot:18,21,42,45@5"), Ok(Traffic::Hotspot { nodes, weight: 5.0 }));
    }

    #[test]
    fn slips_are_refused_with_what_was_meant() {
        for (text, what) in [
            ("unifrom", "no traffic is called `unifrom`"),
            ("", "no traffic is called ``"),
            ("uniform:3", "`uniform` takes nothing behind a colon"),
            ("hotspot", "`hotspot:` has no weight behind an `@`"),
            ("hotspot:1,2", "`hotspot:1,2` has no weight behind an `@`"),
            ("hotspot:@5", "`` is no number of a node"),
            ("hotspot:1,x@5", "`x` is no number of a node"),
            ("hotspot:1,1@5", "node 1 is listed twice among the hot spots"),
            ("hotspot:1@0", "`0` is no weight of hot spots, a number above 0"),
            ("hotspot:1@NaN", "`NaN` is no weight of hot spots, a number above 0"),
        ] {
            let problem = Traffic::parse(text).expect_err(text);
            assert_eq!(problem.what, what);
            assert!(problem.hint.is_some(), "{text}");
        }
        let hint = Traffic::parse("unifrom").expect_err("unknown").hint.expect("a hint");
        assert!(hint.starts_with("did you mean `uniform`?"), "{hint}");
    }
}
