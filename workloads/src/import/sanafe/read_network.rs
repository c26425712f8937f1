//! Reading a network of the peer from YAML. Neurons, edges and mappings are taken one by one.

use std::io::BufRead;

use egret_config::{Problem, did_you_mean};

use super::attributes::OF_SYNAPSES;
use super::document::{Body, Entry, Node, Receiver, read, shortened};
use super::draft::{Draft, Group, HyperEdge, Kernel, MOST_NEURONS, Mapping, Shape};
use super::fields::{Fields, unknown};
use super::gathering::{Numbers, numbers_of, pairs_of};
use super::place::{Findings, Place};
use super::scalar::{range, whole};
use super::settings::{apply, number_of};

/// Reads the network in a file; what is wrong is among the findings.
pub(super) fn read_network<R: BufRead>(reader: R, findings: &mut Findings) -> Option<Draft> {
    let mut receiver = Network::default();
    let document = read(reader, &mut receiver, findings)?;
    let top = Fields::of(&document, "the file of a network", &["network", "mappings"], findings);
    for (key, taken) in [("mappings", receiver.mappings_seen)] {
        if let Some(node) = top.required(key, findings) {
            list(node, taken, key, findings);
        }
    }
    let network = top.required("network", findings)?;
    let fields = Fields::of(network, "the network", &["name", "groups", "edges"], findings);
    if let Some(name) = fields.get("name").and_then(Node::text) {
        name.clone_into(&mut receiver.draft.name);
    }
    for (key, taken) in [("groups", receiver.groups_seen), ("edges", receiver.edges_seen)] {
        if let Some(node) = fields.required(key, findings) {
            list(node, taken, key, findings);
        }
    }
    Some(receiver.draft)
}

/// A part whose items were taken has to be a list, and one of groups and mappings has to have some.
fn list(node: &Node, taken: bool, key: &str, findings: &mut Findings) {
    match &node.body {
        Body::List(_) if taken || key == "edges" => {}
        Body::List(_) => findings.refuse(node.place, format!("`{key}` is empty"), "a network needs some"),
        Body::Scalar(text) if text.is_empty() && key == "edges" => {}
        _ => findings.refuse(
            node.place,
            format!("`{key}` is {}", node.shown()),
            "write a list: every item after a dash",
        ),
    }
}

#[derive(Debug, Default)]
struct Network {
    draft: Draft,
    groups_seen: bool,
    edges_seen: bool,
    mappings_seen: bool,
    /// The group that is being read; it gets its name when it is read to its end.
    group: Option<Group>,
    /// Neurons of that group that are listed, as ranges.
    listed: Vec<(u32, u32, Place)>,
}

impl Receiver for Network {
    fn takes(&self, path: &[Box<str>]) -> bool {
        part(path).is_some()
    }

    fn item(&mut self, path: &[Box<str>], item: Node, findings: &mut Findings) {
        match part(path) {
            Some("groups") => {
                self.groups_seen = true;
                self.group(&item, findings);
            }
            Some("neurons") => self.neurons(&item, findings),
            Some("edges") => {
                self.edges_seen = true;
                match item.body {
                    Body::Map(entries) => {
                        for entry in entries {
                            edge(&mut self.draft, entry, findings);
                        }
                    }
                    _ => findings.refuse(
                        item.place,
                        format!("{} as an edge", item.shown()),
                        "write `source -> target: {..}`",
                    ),
                }
            }
            Some("mappings") => {
                self.mappings_seen = true;
                mapping(&mut self.draft, &item, findings);
            }
            _ => {}
        }
    }
}

/// Which of the lists that are taken item by item this is.
fn part(path: &[Box<str>]) -> Option<&'static str> {
    match path {
        [first, second] if &**first == "network" => match &**second {
            "groups" => Some("groups"),
            "edges" => Some("edges"),
            _ => None,
        },
        [first, second, third] if &**first == "network" && &**second == "groups" && &**third == "neurons" => {
            Some("neurons")
        }
        [only] if &**only == "mappings" => Some("mappings"),
        _ => None,
    }
}

impl Network {
    /// The end of a group: its name and what all its neurons have in common.
    fn group(&mut self, node: &Node, findings: &mut Findings) {
        let mut group = self.group.take().unwrap_or_else(|| Group::new("", node.place));
        let listed = std::mem::take(&mut self.listed);
        group.place = node.place;
        let fields = Fields::of(node, "a group", &["name", "attributes", "neurons"], findings);
        fields.required("name", findings);
        let Some(name) = fields.word("name", findings) else { return };
        group.name = name.into();
        if name.contains('.') {
            findings.refuse(
                node.place,
                format!("a group called `{name}`"),
                "leave dots out: they part group and neuron",
            );
        }
        if name == "decoder" {
            let hint = "that name stands for the read-out of a network here: give the group another one";
            findings.refuse(node.place, "a group called `decoder`", hint);
        }
        if self.draft.groups.iter().any(|known| *known.name == *name) {
            findings.refuse(
                node.place,
                format!("a second group `{name}`"),
                "give every group a name of its own",
            );
        }
        if let Some(attributes) = fields.get("attributes") {
            apply(&mut self.draft, &mut group, attributes, None, findings);
        }
        if fields.required("neurons", findings).is_some() {
            group.count = count(&group.name, listed, node.place, findings);
        }
        self.draft.groups.push(group);
    }

    /// An item of the neurons of the group that is being read.
    fn neurons(&mut self, node: &Node, findings: &mut Findings) {
        let mut group = self.group.take().unwrap_or_else(|| Group::new("", node.place));
        match &node.body {
            Body::Map(entries) => {
                for entry in entries {
                    if let Some(neurons) = neurons_of(&entry.key, entry.place, findings) {
                        self.listed.push((neurons.0, neurons.1, entry.place));
                        apply(&mut self.draft, &mut group, &entry.value, Some(neurons), findings);
                    }
                }
            }
            Body::Scalar(text) => {
                if let Some(neurons) = neurons_of(text, node.place, findings) {
                    self.listed.push((neurons.0, neurons.1, node.place));
                }
            }
            _ => findings.refuse(node.place, format!("{} as a neuron", node.shown()), "write `- 0..9: {..}`"),
        }
        self.group = Some(group);
    }
}

fn neurons_of(text: &str, place: Place, findings: &mut Findings) -> Option<(u32, u32)> {
    match range(text) {
        Some((first, last)) if first > last => {
            findings.refuse(place, format!("the neurons `{text}`"), "write the smaller number first");
            None
        }
        Some((_, last)) if last >= MOST_NEURONS => {
            let what = format!("neurons up to number {last}");
            findings.refuse(place, what, format!("a group has {MOST_NEURONS} at most"));
            None
        }
        Some((first, last)) => Some((first as u32, last as u32)),
        None => {
            let what = format!("`{}` is no neuron", shortened(text));
            findings.refuse(place, what, "write a number, or a range such as 0..9");
            None
        }
    }
}

/// The neurons of a group: as many as are listed, each once, from 0 on.
fn count(name: &str, mut listed: Vec<(u32, u32, Place)>, place: Place, findings: &mut Findings) -> u32 {
    listed.sort_by_key(|(first, last, _)| (*first, *last));
    let mut next = 0;
    for (first, last, place) in listed {
        if first < next {
            let hint = "list every neuron once: the peer counts it as another neuron each time";
            findings.refuse(place, format!("neuron {first} of `{name}` is listed before already"), hint);
        } else if first > next {
            let what = format!("neuron {first} of `{name}`, and none has the number {next}");
            findings.refuse(place, what, "number the neurons from 0 on without a gap");
        }
        next = next.max(last + 1);
    }
    if next == 0 {
        findings.refuse(
            place,
            format!("group `{name}` has no neurons"),
            "list some, such as `neurons: [0..9]`",
        );
    }
    next
}

/// A group, and a neuron of it where one is named.
fn address(text: &str) -> Option<(&str, Option<u32>)> {
    match text.trim().split_once('.') {
        None => Some((text.trim(), None)),
        Some((group, neuron)) => Some((group, Some(u32::try_from(whole(neuron)?).ok()?))),
    }
}

fn edge(draft: &mut Draft, entry: Entry, findings: &mut Findings) {
    let Entry { key, place, value } = entry;
    let ends = key.split_once("->").and_then(|(source, target)| Some((address(source)?, address(target)?)));
    match ends {
        Some(((source, None), (target, None))) => hyper_edge(draft, (source, target), place, value, findings),
        Some(((source, Some(from)), (target, Some(to)))) => {
            if let Some(weight) = weight(&value, place, findings) {
                let list = draft.edges.entry((source.into(), target.into())).or_default();
                list.push(from, to, weight, place);
            }
        }
        Some(_) => findings.refuse(
            place,
            format!("`{}` joins a neuron and a group", shortened(&key)),
            "write `a.0 -> b.1` or `a -> b`",
        ),
        None => findings.refuse(
            place,
            format!("`{}` is no edge", shortened(&key)),
            "write `a.0 -> b.1: {weight: 1}` or `a -> b: {type: dense, ..}`",
        ),
    }
}

/// The weight among the attributes of a single synapse.
pub(super) fn weight(node: &Node, place: Place, findings: &mut Findings) -> Option<f64> {
    let fields = Fields::of(node, "an edge", &OF_SYNAPSES, findings);
    let mut of_synapse = None;
    for key in ["delay", "d", "tap", "latency", "synapse_hw_name", "dendrite"] {
        if fields.get(key).is_some() {
            findings.warn(format!("`{key}` of an edge: {}", without_effect(key)));
        }
    }
    if let Some(node) = fields.get("synapse") {
        let inner =
            Fields::of(node, "the synapse of an edge", &["weight", "w", "delay", "d", "latency"], findings);
        of_synapse = inner.entries().find(|entry| matches!(&*entry.key, "weight" | "w"));
    }
    let own = ["weight", "w"].into_iter().find_map(|key| fields.entries().find(|entry| &*entry.key == key));
    let Some(entry) = own.or(of_synapse) else {
        findings.refuse(place, "an edge without a weight", "write `{weight: 1}`");
        return None;
    };
    number_of(entry, None, findings)
}

/// Why an attribute of an edge does nothing.
fn without_effect(key: &str) -> &'static str {
    match key {
        "delay" | "d" => "dendrites of the model `accumulator` take every current at the next step",
        "synapse_hw_name" => "the unit is the one that the target neuron names",
        _ => "no unit that is simulated looks at it",
    }
}

const OF_CONVOLUTIONS: [&str; 8] = [
    "input_height",
    "input_width",
    "input_channels",
    "kernel_height",
    "kernel_width",
    "kernel_count",
    "stride_height",
    "stride_width",
];

fn hyper_edge(
    draft: &mut Draft,
    (source, target): (&str, &str),
    place: Place,
    mut value: Node,
    findings: &mut Findings,
) {
    let lists = ["type", "weight", "w", "delay", "d", "latency", "synapse_hw_name", "tap"];
    // Long lists are moved out rather than copied.
    let weights = take(&mut value, "weight").or_else(|| take(&mut value, "w"));
    let pairs = take(&mut value, "source_target_pairs");
    let fields = Fields::any(&value, "a hyper-edge", findings);
    let Some(kind) = fields.required("type", findings).and_then(|_| fields.word("type", findings)) else {
        return;
    };
    let own: &[&str] = if kind == "conv2d" { &OF_CONVOLUTIONS } else { &[] };
    for entry in fields.entries() {
        let key = &*entry.key;
        let known = || lists.into_iter().chain(own.iter().copied()).chain(["source_target_pairs"]);
        if matches!(key, "synapse" | "dendrite" | "soma") {
            findings
                .warn(format!("`{key}` of a hyper-edge: the peer skips it; attributes stand beside `type`"));
        } else if !lists.contains(&key) && !own.contains(&key) {
            findings.problem(entry.place, unknown(key, &format!("a hyper-edge of type {kind}"), known()));
        } else if !matches!(key, "type" | "weight" | "w") && lists.contains(&key) {
            findings.warn(format!("`{key}` of a hyper-edge: {}", without_effect(key)));
        }
    }
    if kind != "sparse"
        && let Some(pairs) = &pairs
    {
        findings.problem(
            pairs.place,
            unknown("source_target_pairs", &format!("a hyper-edge of type {kind}"), lists),
        );
    }
    let shape = match kind {
        "dense" => Some(Shape::Dense),
        "sparse" => sparse(pairs, &fields, findings),
        "conv2d" => kernel(&fields, findings).map(Shape::Conv2d),
        other => {
            let at = fields.get("type").map_or(place, |node| node.place);
            let problem = Problem::new("", format!("the type `{other}` of a hyper-edge"));
            let names = ["dense", "sparse", "conv2d"];
            let hint = match did_you_mean(other, names) {
                Some(near) => format!("did you mean `{near}`?"),
                None => format!("known are {}", names.join(", ")),
            };
            findings.problem(at, problem.hint(hint));
            None
        }
    };
    let Some(weights) = weights else {
        findings.refuse(place, "a hyper-edge without weights", "write `weight: [..]`");
        return;
    };
    let weights_place = weights.place;
    let numbers = match weights.body {
        Body::Numbers(numbers) => Some(*numbers),
        Body::List(items) => each_number(&items, findings),
        _ => {
            findings.refuse(
                weights.place,
                format!("`weight` is {}", weights.shown()),
                "a list of numbers is needed",
            );
            None
        }
    };
    if let (Some(shape), Some(weights)) = (shape, numbers) {
        let (source, target) = (source.into(), target.into());
        draft.hyper_edges.push(HyperEdge { source, target, place, weights_place, shape, weights });
    }
}

fn each_number(items: &[Node], findings: &mut Findings) -> Option<Numbers> {
    let found = numbers_of(items, findings);
    if found.is_none() {
        for item in items {
            if item.text().and_then(super::scalar::number).is_none() {
                findings.refuse(item.place, format!("{} as a weight", item.shown()), "write a number");
            }
        }
    }
    found
}

/// Takes a value out of a mapping, or out of a list of mappings.
fn take(node: &mut Node, key: &str) -> Option<Node> {
    match &mut node.body {
        Body::Map(entries) => {
            let at = entries.iter().position(|entry| &*entry.key == key)?;
            Some(entries.remove(at).value)
        }
        Body::List(items) => items.iter_mut().find_map(|item| take(item, key)),
        _ => None,
    }
}

fn sparse(pairs: Option<Node>, fields: &Fields<'_>, findings: &mut Findings) -> Option<Shape> {
    let Some(node) = pairs else {
        let hint = "write `source_target_pairs: [[0, 1], ..]`";
        findings.refuse(fields.place, "a sparse hyper-edge without pairs", hint);
        return None;
    };
    match node.body {
        Body::Pairs(pairs) => Some(Shape::Sparse(*pairs)),
        Body::List(items) => {
            let pairs = pairs_of(&items);
            if pairs.is_none() {
                for item in items.iter().filter(|item| pairs_of(std::slice::from_ref(item)).is_none()) {
                    findings.refuse(item.place, "this is no pair of whole numbers", "write [source, target]");
                }
            }
            pairs.map(Shape::Sparse)
        }
        Body::Scalar(_) | Body::Map(_) | Body::Numbers(_) => {
            findings.refuse(node.place, "the pairs are no list of pairs", "write [[0, 1], ..]");
            None
        }
    }
}

fn kernel(fields: &Fields<'_>, findings: &mut Findings) -> Option<Kernel> {
    let mut size = |key: &str| fields.count(key, 1, MOST_NEURONS, findings);
    let [height, width, channels, kernel_height, kernel_width, kernels, down, right] =
        OF_CONVOLUTIONS.map(&mut size);
    Some(Kernel {
        channels: channels?,
        input: (height?, width?),
        size: (kernel_height?, kernel_width?),
        stride: (down?, right?),
        kernels: kernels?,
    })
}

fn mapping(draft: &mut Draft, item: &Node, findings: &mut Findings) {
    let Body::Map(entries) = &item.body else {
        findings.refuse(
            item.place,
            format!("{} as a mapping", item.shown()),
            "write `- group.0: {core: 0.0}`",
        );
        return;
    };
    if let [_, second, ..] = entries.as_slice() {
        findings.refuse(second.place, "several mappings in one item", "begin each with a dash");
    }
    for Entry { key, place, value } in entries {
        let (group, neurons) = match key.split_once('.') {
            None => (&**key, None),
            Some((group, neurons)) => match neurons_of(neurons, *place, findings) {
                Some(neurons) => (group, Some(neurons)),
                None => continue,
            },
        };
        let fields = Fields::of(value, "a mapping", &["core", "soma", "synapse", "dendrite"], findings);
        let units = ["soma", "synapse", "dendrite"].map(|unit| fields.word(unit, findings));
        let units = units.map(|unit| unit.map(|name| draft.unit_name(name)));
        fields.required("core", findings);
        let Some(core) = fields.word("core", findings) else { continue };
        let Some(core) = core_address(core) else {
            let at = fields.get("core").map_or(*place, |node| node.place);
            findings.refuse(at, format!("the core `{core}`"), "write tile and core, such as 3.1");
            continue;
        };
        draft.mappings.push(Mapping { group: group.into(), place: *place, neurons, core, units });
    }
}

/// Tile and core in it, `3.1`.
pub(super) fn core_address(text: &str) -> Option<(u32, u32)> {
    let (tile, core) = text.split_once('.')?;
    Some((u32::try_from(whole(tile)?).ok()?, u32::try_from(whole(core)?).ok()?))
}
