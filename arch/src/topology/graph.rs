//! Routers joined in any way. They lie on the floor plan row by row, in rows about as long as there are rows.

use std::collections::BTreeMap;

use egret_config::Problem;

use super::link::LinkClass;
use super::plan::{Plan, Wire};

/// Most connections: both directions of each are numbered by 16 bits in the tables, and one number means none.
const MOST_LINKS: usize = 32_000;

/// What is wrong with the links of a graph, by their path in the file.
pub(super) fn faults(routers: u32, links: &[(u32, u32)]) -> Vec<Problem> {
    let mut problems = Vec::new();
    let mut refuse =
        |path: String, what: String, hint: &str| problems.push(Problem::new(path, what).hint(hint));
    if links.len() > MOST_LINKS {
        let what = format!("{} links: too many", links.len());
        refuse("topology.links".to_owned(), what, "write at most 32000");
        return problems;
    }
    let mut first = BTreeMap::new();
    for (number, &(from, to)) in links.iter().enumerate() {
        let path = format!("topology.links[{number}]");
        if let Some(unknown) = [from, to].into_iter().find(|&router| router >= routers) {
            let what = format!("router {unknown} of link ({from}, {to}), where there are {routers} routers");
            refuse(path, what, "routers are numbered from 0");
        } else if from == to {
            refuse(path, format!("a link from router {from} to itself"), "leave it out");
        } else if let Some(other) = first.insert((from.min(to), from.max(to)), number) {
            let what = format!("routers {from} and {to} are joined already by link {other}");
            refuse(path, what, "write every pair once: links go both ways");
        }
    }
    if problems.is_empty() {
        let levels = levels(routers, links);
        if let Some(lost) = levels.iter().position(Option::is_none) {
            let count = levels.iter().filter(|level| level.is_none()).count();
            let what = format!("no way from router 0 to router {lost}, nor to {} others", count - 1);
            let problem = Problem::new("topology.links", what);
            problems.push(problem.hint("add links until every router can be reached"));
        }
    }
    problems
}

/// Links from router 0 to every router; none to those that cannot be reached.
pub(super) fn levels(routers: u32, links: &[(u32, u32)]) -> Vec<Option<u32>> {
    let mut neighbours = vec![Vec::new(); routers as usize];
    for &(from, to) in links {
        neighbours[from as usize].push(to);
        neighbours[to as usize].push(from);
    }
    let mut levels = vec![None; routers as usize];
    levels[0] = Some(0);
    let mut reached = vec![0];
    for level in 1.. {
        let mut next = Vec::new();
        for &router in &reached {
            for &neighbour in &neighbours[router as usize] {
                if levels[neighbour as usize].is_none() {
                    levels[neighbour as usize] = Some(level);
                    next.push(neighbour);
                }
            }
        }
        if next.is_empty() {
            break;
        }
        reached = next;
    }
    levels
}

pub(super) fn plan(routers: u32, links: &[(u32, u32)]) -> Plan {
    let class = LinkClass::Horizontal;
    let both = |&(from, to): &(u32, u32)| [Wire { from, to, class }, Wire { from: to, to: from, class }];
    let wires = links.iter().flat_map(both).collect();
    let side = (1..=routers).find(|side| side * side >= routers).unwrap_or(1);
    Plan { wires, positions: (0..routers).map(|router| (router % side, router / side)).collect() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_that_cannot_be_are_all_refused_by_name() {
        let problems = faults(4, &[(0, 1), (1, 1), (1, 0), (2, 7), (2, 3)]);
        let said: Vec<(&str, &str)> =
            problems.iter().map(|problem| (problem.path.as_str(), problem.what.as_str())).collect();
        assert_eq!(
            said,
            [
                ("topology.links[1]", "a link from router 1 to itself"),
                ("topology.links[2]", "routers 1 and 0 are joined already by link 0"),
                ("topology.links[3]", "router 7 of link (2, 7), where there are 4 routers"),
            ]
        );
        assert!(problems.iter().all(|problem| problem.hint.is_some()));
    }

    #[test]
    fn graphs_in_pieces_are_refused() {
        let problems = faults(5, &[(0, 1), (2, 3), (3, 4)]);
        assert_eq!(problems.len(), 1);
        assert_eq!(problems[0].what, "no way from router 0 to router 2, nor to 2 others");
        assert!(faults(5, &[(0, 1), (2, 3), (3, 4), (4, 1)]).is_empty());
        assert!(faults(1, &[]).is_empty());
    }

    #[test]
    fn more_links_than_tables_can_number() {
        let links = vec![(0, 1); MOST_LINKS + 1];
        assert!(faults(2, &links)[0].what.contains("too many"));
    }
}
