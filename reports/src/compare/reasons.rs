//! Why two things cannot be compared: all reasons at once.

use std::collections::BTreeSet;

use super::matching::Matched;
use super::point::{Compared, Kind, Point};
use crate::differences::differences;

/// Most differences of one workload that are listed one by one.
const LISTED: usize = 12;

/// Why two things cannot be compared.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NotComparable {
    /// All reasons, one sentence each.
    pub reasons: Vec<String>,
}

/// What keeps two sides from being compared, given what could be matched; empty where nothing does.
pub(super) fn reasons(base: &Compared, new: &Compared, matched: &Matched) -> Vec<String> {
    if base.kind != new.kind {
        let kind = |kind: Kind| match kind {
            Kind::Record => "one run",
            Kind::ResultSet => "a result set",
        };
        return vec![format!("{} is {}, {} is {}", base.name, kind(base.kind), new.name, kind(new.kind))];
    }
    let mut reasons = other_workloads(base, new);
    reasons.extend(other_data(base, new));
    if matched.pairs.is_empty() {
        reasons.extend(no_point_in_common(base, new, matched));
    }
    reasons
}

/// Workloads of the same name that are not the same.
fn other_workloads(base: &Compared, new: &Compared) -> Vec<String> {
    let mut reasons = Vec::new();
    for (name, old) in base.workloads.iter() {
        let Some(now) = new.workloads.get(name) else { continue };
        let found = differences("workload", old, now);
        let counting: Vec<_> =
            found.iter().filter(|found| !found.range_only && found.path != "workload.summary").collect();
        for found in counting.iter().take(LISTED) {
            let shown = |value: &Option<String>| value.clone().unwrap_or_else(|| "absent".to_owned());
            reasons.push(format!(
                "workload {name}: {} is {} and {}",
                found.path,
                shown(&found.old),
                shown(&found.new)
            ));
        }
        if counting.len() > LISTED {
            reasons.push(format!("workload {name}: {} more differences", counting.len() - LISTED));
        }
    }
    reasons
}

/// Data that decide what is simulated.
fn other_data(base: &Compared, new: &Compared) -> Vec<String> {
    let names: BTreeSet<&str> = base.data.iter().chain(new.data.iter()).map(|(name, _)| name).collect();
    let beginning = |hash: Option<&String>| {
        hash.map_or_else(|| "absent".to_owned(), |hash| hash.chars().take(12).collect::<String>() + "..")
    };
    names
        .into_iter()
        .map(|name| (name, base.data.get(name), new.data.get(name)))
        .filter(|(_, old, now)| old != now)
        .map(|(name, old, now)| {
            let what = name.strip_suffix("_sha256").unwrap_or(name);
            format!("other {what}: its SHA-256 is {} and {}", beginning(old), beginning(now))
        })
        .collect()
}

/// Why no point of one side belongs to one of the other.
fn no_point_in_common(base: &Compared, new: &Compared, matched: &Matched) -> Vec<String> {
    if base.points.is_empty() || new.points.is_empty() {
        let name = if base.points.is_empty() { &base.name } else { &new.name };
        return vec![format!("{name} has no points")];
    }
    let mut reasons = Vec::new();
    let differ = |what: &str, of: &dyn Fn(&Point) -> String| {
        let values = |side: &Compared| side.points.iter().map(of).collect::<BTreeSet<String>>();
        let (old, now) = (values(base), values(new));
        (old != now).then(|| format!("{what}: {} and {}", listed(&old), listed(&now)))
    };
    reasons.extend(differ("workload", &|point| point.workload.clone()));
    let steps = |point: &Point| point.steps.map_or_else(|| "none".to_owned(), |steps| steps.to_string());
    reasons.extend(differ("steps", &steps));
    reasons.extend(differ("seed", &|point| point.seed.to_string()));
    let settings = base.points.iter().chain(&new.points).flat_map(|point| &point.settings);
    let paths: BTreeSet<&str> = settings.map(|(path, _)| path.as_str()).collect();
    for path in paths {
        if matched.set_aside.iter().any(|(aside, _, _)| aside == path) {
            continue;
        }
        let value = |point: &Point| {
            let value = point.settings.iter().find(|(known, _)| known == path);
            value.map_or_else(|| "absent".to_owned(), |(_, value)| value.clone())
        };
        reasons.extend(differ(&format!("axis {path}"), &value));
    }
    if reasons.is_empty() {
        let what = "chips, none of which belongs to one of the other side";
        reasons.extend(differ(what, &|point| point.chip.name.clone()));
    }
    for (path, old, now) in &matched.set_aside {
        if old.len().max(now.len()) > 1 {
            let set = |values: &[String]| listed(&values.iter().cloned().collect());
            reasons.push(format!("axis {path}: {} and {}, no value in common", set(old), set(now)));
        }
    }
    if reasons.is_empty() {
        reasons.push("no point of one side belongs to exactly one of the other".to_owned());
    }
    reasons
}

/// Some values, not too many.
fn listed(values: &BTreeSet<String>) -> String {
    if values.is_empty() {
        return "absent".to_owned();
    }
    let shown: Vec<&str> = values.iter().take(6).map(String::as_str).collect();
    let rest = values.len() - shown.len();
    let more = if rest > 0 { format!(" and {rest} more") } else { String::new() };
    shown.join(", ") + &more
}
