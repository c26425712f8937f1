//! Reading a network of the peer's older format: a line for every group, neuron, edge and mapping.
//!
//! `g 10 threshold=64`, `n 0.3 bias=1`, `e 0.3->1.2 weight=-4`, `& 0.3@5.1`: groups are numbered from 0 in the order of the
//! file, cores are `tile.core`. Attributes may also be written as YAML in braces or brackets.

use std::io::BufRead;

use super::document::{Body, Entry, Keep, Node, read};
use super::draft::{Draft, Group, MOST_NEURONS, Mapping};
use super::place::{Findings, Place};
use super::read_network::{core_address, weight};
use super::scalar::whole;
use super::settings::apply;

/// A longer line is no line of a netlist.
const LONGEST_LINE: usize = 1 << 20;

/// Reads the network in a file; what is wrong is among the findings.
pub(super) fn read_netlist<R: BufRead>(mut reader: R, findings: &mut Findings) -> Option<Draft> {
    let mut draft = Draft { name: "netlist".to_owned(), ..Draft::default() };
    let mut bytes = Vec::new();
    let mut number = 0;
    loop {
        bytes.clear();
        number += 1;
        let place = Place { line: number, column: 1, length: 0 };
        match reader.read_until(b'\n', &mut bytes) {
            Ok(0) => break,
            Ok(length) if length > LONGEST_LINE => {
                findings.refuse(place, "a line of more than 1 MiB", "is this a netlist?");
                return None;
            }
            Ok(_) => {}
            Err(error) => {
                findings.refuse(place, format!("it cannot be read: {error}"), "");
                return None;
            }
        }
        match std::str::from_utf8(&bytes) {
            Ok(text) => line(&mut draft, number, text, findings),
            Err(_) => findings.refuse(place, "this line is no text", "a netlist is UTF-8 text"),
        }
    }
    if draft.groups.is_empty() {
        let place = Place { line: 1, column: 1, length: 0 };
        findings.refuse(place, "there are no groups in it", "begin with a line such as `g 10 threshold=64`");
        return None;
    }
    Some(draft)
}

fn line(draft: &mut Draft, number: u32, text: &str, findings: &mut Findings) {
    let mut words = words(number, text);
    let Some((kind, kind_place)) = words.next() else { return };
    if kind.starts_with('#') {
        return;
    }
    let Some((subject, place)) = words.next() else {
        findings.refuse(
            kind_place,
            format!("`{kind}` and nothing else"),
            "lines are g, n, e or & and what they are about",
        );
        return;
    };
    let Some(rest) = attributes(words, text, findings) else { return };
    match kind.chars().next() {
        Some('g') => group(draft, subject, place, &rest, findings),
        Some('n') => neuron(draft, subject, place, &rest, findings),
        Some('e') => edge(draft, subject, place, &rest, findings),
        Some('&') => mapping(draft, subject, place, findings),
        _ => findings.refuse(
            kind_place,
            format!("a line of the kind `{kind}`"),
            "kinds are g (group), n (neuron), e (edge), & (mapping) and # (remark)",
        ),
    }
}

/// The words of a line with their places.
fn words(number: u32, text: &str) -> impl Iterator<Item = (&str, Place)> {
    text.split_ascii_whitespace().map(move |word| {
        // Words are parts of the text, so their distance is where they stand.
        let column = word.as_ptr() as usize - text.as_ptr() as usize;
        let column = text[..column].chars().count() as u32 + 1;
        (word, Place { line: number, column, length: word.chars().count() as u32 })
    })
}

/// What follows the subject of a line, as a mapping.
fn attributes<'a>(
    words: impl Iterator<Item = (&'a str, Place)>,
    text: &str,
    findings: &mut Findings,
) -> Option<Node> {
    let mut words = words.peekable();
    let place = words.peek().map_or(Place::default(), |(_, place)| *place);
    if let Some((_, place)) = words.peek().filter(|(word, _)| word.starts_with(['{', '['])) {
        return embedded(text, *place, findings);
    }
    let mut entries = Vec::new();
    for (word, place) in words {
        match word.split_once('=') {
            Some((key, value)) if !key.is_empty() && !value.is_empty() => {
                let length = key.chars().count() as u32;
                let at = Place {
                    column: place.column + length + 1,
                    length: place.length.saturating_sub(length + 1),
                    ..place
                };
                let value = Node { place: at, body: Body::Scalar(value.into()) };
                entries.push(Entry { key: key.into(), place: Place { length, ..place }, value });
            }
            _ => {
                findings.refuse(
                    place,
                    format!("`{word}` is no attribute"),
                    "write `name=value` without blanks",
                );
                return None;
            }
        }
    }
    Some(Node { place, body: Body::Map(entries) })
}

/// Attributes written as YAML, with their places in the line.
fn embedded(text: &str, place: Place, findings: &mut Findings) -> Option<Node> {
    let start = text.char_indices().nth(place.column as usize - 1).map_or(text.len(), |(at, _)| at);
    let mut inner = Findings::default();
    let node = read(&text.as_bytes()[start..], &mut Keep, &mut inner);
    let shift =
        |at: Place| Place { line: place.line, column: place.column + at.column.saturating_sub(1), ..at };
    inner.into_problems().for_each(|(at, problem)| findings.problem(shift(at), problem));
    let mut node = node?;
    moved(&mut node, &shift);
    Some(node)
}

fn moved(node: &mut Node, shift: &dyn Fn(Place) -> Place) {
    node.place = shift(node.place);
    match &mut node.body {
        Body::List(items) => items.iter_mut().for_each(|item| moved(item, shift)),
        Body::Map(entries) => entries.iter_mut().for_each(|entry| {
            entry.place = shift(entry.place);
            moved(&mut entry.value, shift);
        }),
        Body::Scalar(_) | Body::Numbers(_) | Body::Pairs(_) => {}
    }
}

fn group(draft: &mut Draft, subject: &str, place: Place, rest: &Node, findings: &mut Findings) {
    let count = whole(subject).filter(|count| (1..=MOST_NEURONS).contains(count));
    let Some(count) = count else {
        let hint = format!("a whole number from 1 to {MOST_NEURONS} is needed");
        findings.refuse(place, format!("`{subject}` neurons"), hint);
        return;
    };
    let mut group = Group::new(&draft.groups.len().to_string(), place);
    group.count = count as u32;
    apply(draft, &mut group, rest, None, findings);
    draft.groups.push(group);
}

/// Number of a group and of a neuron in it, `0.3`.
fn address(draft: &Draft, text: &str, place: Place, findings: &mut Findings) -> Option<(usize, u32)> {
    let parts = text.split_once('.').and_then(|(group, neuron)| Some((whole(group)?, whole(neuron)?)));
    let Some((group, neuron)) = parts else {
        findings.refuse(place, format!("`{text}` is no neuron"), "write group and neuron, such as 0.3");
        return None;
    };
    let Some(known) = usize::try_from(group).ok().and_then(|group| draft.groups.get(group)) else {
        let hint = match draft.groups.len() {
            0 => "groups come first: `g 10`".to_owned(),
            count => format!("groups have the numbers 0 to {}", count - 1),
        };
        findings.refuse(place, format!("there is no group {group}"), hint);
        return None;
    };
    if neuron >= u64::from(known.count) {
        let hint = format!("its neurons have the numbers 0 to {}", known.count.saturating_sub(1));
        findings.refuse(place, format!("there is no neuron {neuron} in group {group}"), hint);
        return None;
    }
    Some((group as usize, neuron as u32))
}

fn neuron(draft: &mut Draft, subject: &str, place: Place, rest: &Node, findings: &mut Findings) {
    let Some((at, neuron)) = address(draft, subject, place, findings) else { return };
    let mut group = std::mem::replace(&mut draft.groups[at], Group::new("", place));
    apply(draft, &mut group, rest, Some((neuron, neuron)), findings);
    draft.groups[at] = group;
}

fn edge(draft: &mut Draft, subject: &str, place: Place, rest: &Node, findings: &mut Findings) {
    let Some((source, target)) = subject.split_once("->") else {
        findings.refuse(
            place,
            format!("`{subject}` is no edge"),
            "write source and target, such as 0.3->1.2",
        );
        return;
    };
    let ends = address(draft, source, place, findings).zip(address(draft, target, place, findings));
    let weight = weight(rest, place, findings);
    if let (Some(((source, from), (target, to))), Some(weight)) = (ends, weight) {
        let names = (draft.groups[source].name.clone(), draft.groups[target].name.clone());
        draft.edges.entry(names).or_default().push(from, to, weight, place);
    }
}

fn mapping(draft: &mut Draft, subject: &str, place: Place, findings: &mut Findings) {
    let Some((neuron, core)) = subject.split_once('@') else {
        findings.refuse(
            place,
            format!("`{subject}` is no mapping"),
            "write neuron and core, such as 0.3@5.1",
        );
        return;
    };
    let Some((group, neuron)) = address(draft, neuron, place, findings) else { return };
    match core_address(core) {
        Some(core) => {
            let group = draft.groups[group].name.clone();
            draft.mappings.push(Mapping {
                group,
                place,
                neurons: Some((neuron, neuron)),
                core,
                units: [None; 3],
            });
        }
        None => findings.refuse(place, format!("the core `{core}`"), "write tile and core, such as 3.1"),
    }
}
