//! Which point belongs to which.
//!
//! A point is known by its workload, its seed, its steps and the values of axes. Comparing chips is the point of it all, so
//! the chip is not taken so literally. Chips of the same name belong together; then those with the same file; then, where
//! one is left on either side, these two. An axis over a parameter of the chip (`chip.core.synapse.lanes`) is part of what
//! a point is known by where both sides have it and share a value; otherwise the two sides are variants of a chip, and
//! points are matched without it. Values are the same when they are the same number or the same text. What is left over, or
//! could belong to several, is told and never left out.

use std::collections::{BTreeMap, BTreeSet};

use super::point::{Compared, Point};

/// A point that has no counterpart.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unmatched {
    /// Position among the points of its side.
    pub point: usize,
    /// What it is called.
    pub label: String,
    /// Whether points of both sides are alike, so that nobody can say which belongs to which.
    pub ambiguous: bool,
}

/// Which points belong together.
#[derive(Clone, Debug, Default)]
pub(super) struct Matched {
    /// Positions among the points of both sides.
    pub(super) pairs: Vec<(usize, usize)>,
    /// Points of the base without a counterpart.
    pub(super) only_base: Vec<Unmatched>,
    /// Points of the new side without a counterpart.
    pub(super) only_new: Vec<Unmatched>,
    /// Axes over chip parameters by which points could not be matched, with the values of both sides.
    pub(super) set_aside: Vec<(String, Vec<String>, Vec<String>)>,
}

/// By what a point is known.
type Key = (usize, String, u64, Option<u32>, Vec<(String, String)>);

/// Matches the points of two sides.
pub(super) fn matched(base: &Compared, new: &Compared) -> Matched {
    let set_aside = set_aside(base, new);
    let chips = chips(base, new);
    let numbered = |point: &Point, second: bool| {
        let name = point.chip.name.as_str();
        chips.iter().position(|(old, new)| if second { new == name } else { old == name })
    };
    let known_by = |side: &Compared, second: bool, which: &[usize], with_steps: bool| -> Groups {
        let mut keys = Groups::new();
        for &position in which {
            let point = &side.points[position];
            // A chip without a counterpart has a number of its own on each side.
            let alone = chips.len() + 2 * position + usize::from(second);
            let mut key = key(point, numbered(point, second).unwrap_or(alone), &set_aside);
            key.3 = key.3.filter(|_| with_steps);
            keys.entry(key).or_default().push(position);
        }
        keys
    };
    let all = |side: &Compared| (0..side.points.len()).collect::<Vec<usize>>();
    let (mut old, mut now) = (known_by(base, false, &all(base), true), known_by(new, true, &all(new), true));
    let mut pairs = pair_up(&mut old, &mut now);
    // What did not run may have no steps: it is known by the rest.
    let steps = |side: &Compared, position: usize| side.points[position].steps;
    let (rest_old, rest_now) = (left(&old), left(&now));
    let (mut loose_old, mut loose_now) =
        (known_by(base, false, &rest_old, false), known_by(new, true, &rest_now, false));
    let mut loose = pair_up(&mut loose_old, &mut loose_now);
    loose.retain(|(old, now)| steps(base, *old).is_none() || steps(new, *now).is_none());
    pairs.extend(loose);
    pairs.sort_unstable();
    let unmatched = |side: &Compared, groups: &Groups, others: &Groups, second: bool| -> Vec<Unmatched> {
        let mut list: Vec<Unmatched> = groups
            .iter()
            .flat_map(|(key, points)| points.iter().map(move |point| (others.contains_key(key), *point)))
            .filter(|(_, point)| !pairs.iter().any(|(old, now)| *point == if second { *now } else { *old }))
            .map(|(ambiguous, point)| Unmatched { point, label: label(&side.points[point], true), ambiguous })
            .collect();
        list.sort_by_key(|unmatched| unmatched.point);
        list
    };
    Matched {
        only_base: unmatched(base, &old, &now, false),
        only_new: unmatched(new, &now, &old, true),
        pairs,
        set_aside,
    }
}

/// Points by what they are known by.
type Groups = BTreeMap<Key, Vec<usize>>;

/// Takes out groups of one point on both sides.
fn pair_up(old: &mut Groups, now: &mut Groups) -> Vec<(usize, usize)> {
    let alone = |groups: &Groups, key: &Key| match groups.get(key).map(Vec::as_slice) {
        Some([point]) => Some(*point),
        _ => None,
    };
    let found: Vec<(Key, (usize, usize))> =
        old.keys().filter_map(|key| Some((key.clone(), (alone(old, key)?, alone(now, key)?)))).collect();
    found
        .into_iter()
        .map(|(key, pair)| {
            old.remove(&key);
            now.remove(&key);
            pair
        })
        .collect()
}

fn left(groups: &Groups) -> Vec<usize> {
    groups.values().flatten().copied().collect()
}

fn key(point: &Point, chip: usize, set_aside: &[(String, Vec<String>, Vec<String>)]) -> Key {
    let counts = |path: &str| !set_aside.iter().any(|(aside, _, _)| aside == path);
    let mut settings: Vec<(String, String)> = point
        .settings
        .iter()
        .filter(|(path, _)| counts(path))
        .map(|(path, value)| (path.clone(), canonical(value)))
        .collect();
    settings.sort();
    (chip, point.workload.clone(), point.seed, point.steps, settings)
}

/// A value such that equal numbers are equal texts.
fn canonical(value: &str) -> String {
    value.trim().parse::<f64>().map_or_else(|_| value.trim().to_owned(), |number| number.to_string())
}

/// Pairs of names of chips that belong together.
fn chips(base: &Compared, new: &Compared) -> Vec<(String, String)> {
    let files = |side: &Compared| -> BTreeMap<String, String> {
        let named = |point: &Point| (point.chip.name.clone(), without_name(point));
        side.points.iter().rev().map(named).collect()
    };
    let (mut old, mut now) = (files(base), files(new));
    let mut pairs: Vec<(String, String)> = Vec::new();
    let same: Vec<String> = old.keys().filter(|name| now.contains_key(*name)).cloned().collect();
    for name in same {
        old.remove(&name);
        now.remove(&name);
        pairs.push((name.clone(), name));
    }
    for (name, file) in old.clone() {
        let alike: Vec<String> =
            now.iter().filter(|(_, other)| **other == file).map(|(name, _)| name.clone()).collect();
        if let [other] = alike.as_slice() {
            old.remove(&name);
            now.remove(other);
            pairs.push((name, other.clone()));
        }
    }
    let (mut rest_old, mut rest_now) = (old.into_keys(), now.into_keys());
    if let (Some(old), None, Some(now), None) =
        (rest_old.next(), rest_old.next(), rest_now.next(), rest_now.next())
    {
        pairs.push((old, now));
    }
    pairs
}

/// The file of the chip of a point, but for what it is called.
fn without_name(point: &Point) -> String {
    let mut file = point.chip.file.clone();
    if let Some(fields) = file.as_object_mut() {
        fields.retain(|name, _| name != "name" && name != "summary");
    }
    egret_config::hash::canonical_json(&file)
}

/// Axes over chip parameters on one side only, or without a value in common, with the values of both sides.
fn set_aside(base: &Compared, new: &Compared) -> Vec<(String, Vec<String>, Vec<String>)> {
    let values = |side: &Compared| -> BTreeMap<String, BTreeSet<String>> {
        let mut values: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        let settings = side.points.iter().flat_map(|point| &point.settings);
        for (path, value) in settings.filter(|(path, _)| path.starts_with("chip.")) {
            values.entry(path.clone()).or_default().insert(canonical(value));
        }
        values
    };
    let (old, now) = (values(base), values(new));
    let paths: BTreeSet<&String> = old.keys().chain(now.keys()).collect();
    let none = BTreeSet::new();
    paths
        .into_iter()
        .map(|path| (path, old.get(path).unwrap_or(&none), now.get(path).unwrap_or(&none)))
        .filter(|(_, old, now)| old.is_disjoint(now))
        .map(|(path, old, now)| (path.clone(), old.iter().cloned().collect(), now.iter().cloned().collect()))
        .collect()
}

/// What a point is called: workload, chip, and what tells it from others.
pub(super) fn label(point: &Point, with_chip: bool) -> String {
    let mut parts = Vec::new();
    if with_chip {
        parts.push(point.chip.name.clone());
    }
    parts.push(point.workload.clone());
    parts.extend(point.settings.iter().map(|(path, value)| format!("{path}={value}")));
    parts.extend(point.steps.map(|steps| format!("{steps} steps")));
    parts.push(format!("seed {}", point.seed));
    parts.join(", ")
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use serde_json::json;

    use super::*;
    use crate::compare::{ChipInUse, Kind};
    use crate::results::Status;

    /// A chip by name and content, and axes.
    type Written<'a> = ((&'a str, u32), &'a [(&'a str, &'a str)]);

    fn side(points: &[Written<'_>]) -> Compared {
        let point = |((name, content), settings): &Written<'_>| {
            let file = json!({"name": name, "lanes": content});
            Point {
                chip: Arc::new(ChipInUse { name: (*name).to_owned(), file, checked: None }),
                workload: "w".to_owned(),
                steps: Some(3),
                seed: 1,
                settings: settings
                    .iter()
                    .map(|(path, value)| ((*path).to_owned(), (*value).to_owned()))
                    .collect(),
                status: Status::Done,
                why: String::new(),
                metrics: Vec::new(),
                items: None,
            }
        };
        Compared {
            name: "x".to_owned(),
            kind: Kind::ResultSet,
            points: points.iter().map(point).collect(),
            workloads: crate::Named::default(),
            data: crate::Named::default(),
            remarks: crate::Named::default(),
            unpriced: Vec::new(),
        }
    }

    fn pairs(base: &[Written<'_>], new: &[Written<'_>]) -> Vec<(usize, usize)> {
        matched(&side(base), &side(new)).pairs
    }

    const NONE: &[(&str, &str)] = &[];

    #[test]
    fn chips_belong_together_by_name_then_by_content_then_as_the_last_ones() {
        let [a, b, other] = [("a", 1), ("b", 2), ("c", 3)];
        assert_eq!(pairs(&[(a, NONE), (b, NONE)], &[(b, NONE), (("a", 9), NONE)]), [(0, 1), (1, 0)]);
        assert_eq!(pairs(&[(a, NONE)], &[(b, NONE)]), [(0, 0)], "two chips, one point each");
        assert_eq!(pairs(&[(a, NONE), (b, NONE)], &[(a, NONE), (other, NONE)]), [(0, 0), (1, 1)]);
        // Renamed, but the same inside; the other one is what is left.
        assert_eq!(pairs(&[(a, NONE), (b, NONE)], &[(other, NONE), (("d", 1), NONE)]), [(0, 1), (1, 0)]);
        // Nobody can say which of two strangers it is.
        assert_eq!(pairs(&[(a, NONE)], &[(b, NONE), (other, NONE)]), []);
    }

    #[test]
    fn equal_numbers_are_equal_values() {
        let [one, other] = [&[("workload.activity", "0.5")][..], &[("workload.activity", "0.50")][..]];
        assert_eq!(pairs(&[(("a", 1), one)], &[(("a", 1), other)]), [(0, 0)]);
        assert_eq!(pairs(&[(("a", 1), one)], &[(("a", 1), &[("workload.activity", "0.6")])]), []);
        assert_eq!(pairs(&[(("a", 1), one)], &[(("a", 1), NONE)]), []);
    }

    #[test]
    fn axes_over_chip_parameters_count_where_they_share_a_value() {
        let a = ("a", 1);
        let lanes = |value: &'static str| -> &'static [(&'static str, &'static str)] {
            match value {
                "1" => &[("chip.lanes", "1")],
                "2" => &[("chip.lanes", "2")],
                _ => &[("chip.lanes", "4")],
            }
        };
        assert_eq!(pairs(&[(a, lanes("1"))], &[(a, lanes("2"))]), [(0, 0)], "variants of a chip");
        assert_eq!(pairs(&[(a, lanes("1"))], &[(a, NONE)]), [(0, 0)]);
        assert_eq!(pairs(&[(a, lanes("1"))], &[(a, lanes("2")), (a, lanes("1"))]), [(0, 1)]);
        let ambiguous = matched(&side(&[(a, lanes("1")), (a, lanes("2"))]), &side(&[(a, lanes("4"))]));
        assert!(
            ambiguous.pairs.is_empty() && ambiguous.only_base.len() == 2 && ambiguous.only_new.len() == 1
        );
        assert!(ambiguous.only_base.iter().chain(&ambiguous.only_new).all(|unmatched| unmatched.ambiguous));
    }

    #[test]
    fn what_did_not_run_is_known_without_its_steps() {
        let base = side(&[(("a", 1), NONE)]);
        let mut new = base.clone();
        (new.points[0].steps, new.points[0].status) = (None, Status::Infeasible);
        assert_eq!(matched(&base, &new).pairs, [(0, 0)]);
        new.points[0].steps = Some(4);
        assert_eq!(matched(&base, &new).pairs, []);
    }
}
