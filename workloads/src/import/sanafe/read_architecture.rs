//! Reading a chip of the peer.

use std::io::BufRead;

use egret_config::{Problem, did_you_mean};

use super::architecture::{
    Architecture, CoreKind, Cost, Hops, MOST_TILES, SomaCosts, TileKind, Unit, UnitModel,
};
use super::document::{Body, Keep, Node, read};
use super::fields::Fields;
use super::place::{Findings, Place};
use super::scalar::{number, replicated, whole};

/// Cores of a tile, and copies of a unit, at most.
const MOST_COPIES: u64 = 1 << 16;

/// Reads the chip in a file; what is wrong is among the findings.
pub(super) fn read_architecture<R: BufRead>(reader: R, findings: &mut Findings) -> Option<Architecture> {
    let document = read(reader, &mut Keep, findings)?;
    let top = Fields::of(&document, "the file of a chip", &["architecture"], findings);
    let node = top.required("architecture", findings)?;
    let fields = Fields::of(node, "the architecture", &["name", "attributes", "tile"], findings);
    let name = fields.word("name", findings).unwrap_or("chip");
    if name.contains('[') {
        let place = fields.get("name").map_or(fields.place, |node| node.place);
        findings.refuse(place, "several chips", "write one without a range in its name");
    }
    // What is wrong with the grid hides nothing of what is wrong with its tiles.
    let grid = attributes(&fields, findings);
    let (width, height, link_buffer, barrier) = grid.clone().unwrap_or((1, 1, 1, Vec::new()));
    let mut architecture = Architecture {
        name: name.to_owned(),
        width,
        height,
        link_buffer,
        barrier,
        tiles: Vec::new(),
        cores: Vec::new(),
    };
    for tile in several(fields.required("tile", findings)?) {
        read_tile(tile, &mut architecture, findings);
    }
    let (tiles, places) = (architecture.tile_count(), u64::from(width) * u64::from(height));
    if grid.is_some() && u64::from(tiles) > places {
        let what = format!("{tiles} tiles on a grid of {width} x {height}");
        findings.refuse(node.place, what, "make the grid larger, or leave tiles out: some are outside of it");
    }
    (!architecture.tiles.is_empty()).then_some(architecture)
}

type Grid = (u32, u32, u32, Vec<(u32, f64)>);

fn attributes(fields: &Fields<'_>, findings: &mut Findings) -> Option<Grid> {
    const KNOWN: [&str; 6] =
        ["topology", "width", "height", "link_buffer_size", "sync_model", "latency_sync"];
    let owner = "the attributes of the architecture";
    let attributes = Fields::of(fields.required("attributes", findings)?, owner, &KNOWN, findings);
    if let Some(topology) = attributes.get("topology") {
        findings.warn(format!("`topology: {}`: the network is a mesh whatever it says", topology.shown()));
    }
    let width = attributes.count("width", 1, MOST_TILES, findings);
    let height = attributes.count("height", 1, MOST_TILES, findings);
    let buffer = attributes.count("link_buffer_size", 1, 1 << 20, findings);
    let barrier = barrier(&attributes, findings);
    let (width, height) = (width?, height?);
    if u64::from(width) * u64::from(height) > MOST_TILES {
        let what = format!("a grid of {width} x {height} tiles");
        findings.refuse(attributes.place, what, format!("at most {MOST_TILES} tiles are simulated"));
        return None;
    }
    Some((width, height, buffer?, barrier?))
}

/// The time of a barrier by the tiles in use.
fn barrier(attributes: &Fields<'_>, findings: &mut Findings) -> Option<Vec<(u32, f64)>> {
    const KEY: &str = "latency_sync";
    let model = attributes.word("sync_model", findings).unwrap_or("fixed");
    match model {
        "fixed" => match attributes.get(KEY) {
            None => Some(vec![(1, 0.0)]),
            Some(_) => Some(vec![(1, attributes.cost(KEY, findings)?)]),
        },
        "table" => table(attributes.required(KEY, findings)?, attributes, findings),
        other => {
            let place = attributes.get("sync_model").map_or(attributes.place, |node| node.place);
            findings.refuse(place, format!("the sync_model `{other}`"), "write `fixed` or `table`");
            None
        }
    }
}

fn table(node: &Node, attributes: &Fields<'_>, findings: &mut Findings) -> Option<Vec<(u32, f64)>> {
    let mut rows: Vec<(u32, f64)> = Vec::new();
    let seconds = |node: &Node, findings: &mut Findings| match node.text().and_then(number) {
        Some(value) if value.is_finite() && value >= 0.0 => Some(value),
        _ => {
            let what = format!("a barrier of {}", node.shown());
            findings.refuse(node.place, what, "a finite number of seconds from 0 on is needed");
            None
        }
    };
    match &node.body {
        Body::Scalar(_) => rows.push((0, attributes.cost("latency_sync", findings)?)),
        Body::List(items) => {
            for (tiles, item) in (0..).zip(items) {
                rows.push((tiles, seconds(item, findings)?));
            }
        }
        Body::Map(entries) => {
            for entry in entries {
                let Some(tiles) = whole(&entry.key).and_then(|tiles| u32::try_from(tiles).ok()) else {
                    let what = format!("`{}` is no number of tiles", entry.key);
                    findings.refuse(entry.place, what, "write a whole number, such as 4");
                    return None;
                };
                rows.push((tiles, seconds(&entry.value, findings)?));
            }
        }
        Body::Numbers(_) | Body::Pairs(_) => {
            findings.refuse(node.place, "a table of more than 60 rows", "write it as a mapping by tiles");
            return None;
        }
    }
    rows.sort_by_key(|(tiles, _)| *tiles);
    // A chip in use has at least one tile: what stands at 0 holds from 1 on, where nothing else does.
    if rows.get(1).is_some_and(|(tiles, _)| *tiles == 1) && rows[0].0 == 0 {
        rows.remove(0);
    }
    match rows.first_mut() {
        Some(first) if first.0 <= 1 => first.0 = 1,
        _ => {
            findings.refuse(node.place, "no barrier for 1 tile", "give a time for 0 or 1 tiles");
            return None;
        }
    }
    Some(rows)
}

fn several(node: &Node) -> &[Node] {
    match &node.body {
        Body::List(items) => items,
        _ => std::slice::from_ref(node),
    }
}

/// A name with a range, as the name and the number of copies.
fn copies(fields: &Fields<'_>, most: u64, findings: &mut Findings) -> Option<(String, Option<(u32, u32)>)> {
    fields.required("name", findings)?;
    let name = fields.word("name", findings)?;
    let place = fields.get("name").map_or(fields.place, |node| node.place);
    match replicated(name) {
        None => {
            findings.refuse(place, format!("the name `{name}`"), "write a range as name[0..3]");
            None
        }
        Some((base, None)) => Some((base.to_owned(), None)),
        Some((_, Some((first, last))))
            if first > last || last - first >= most || last > u64::from(u32::MAX) =>
        {
            let what = format!("`{name}` are none or more than {most}");
            findings.refuse(place, what, "write the smaller index first, and a range that a chip has");
            None
        }
        Some((base, Some((first, last)))) => Some((base.to_owned(), Some((first as u32, last as u32)))),
    }
}

fn count(range: Option<(u32, u32)>) -> u32 {
    range.map_or(1, |(first, last)| last - first + 1)
}

fn read_tile(node: &Node, architecture: &mut Architecture, findings: &mut Findings) {
    let fields = Fields::of(node, "a tile", &["name", "attributes", "core"], findings);
    let name = copies(&fields, MOST_TILES, findings);
    let hops = hops(&fields, findings);
    let mut cores = Vec::new();
    if let Some(node) = fields.required("core", findings) {
        for core in several(node) {
            if let Some((count, kind)) = read_core(core, findings) {
                cores.push((count, architecture.cores.len()));
                architecture.cores.push(kind);
            }
        }
    }
    if let (Some((_, range)), Some(hops)) = (name, hops) {
        architecture.tiles.push((count(range), TileKind { place: node.place, hops, cores }));
    }
}

fn hops(tile: &Fields<'_>, findings: &mut Findings) -> Option<Hops> {
    const KNOWN: [&str; 9] = [
        "energy_north_hop",
        "latency_north_hop",
        "energy_east_hop",
        "latency_east_hop",
        "energy_south_hop",
        "latency_south_hop",
        "energy_west_hop",
        "latency_west_hop",
        "log_energy",
    ];
    let fields = Fields::of(tile.required("attributes", findings)?, "a tile", &KNOWN, findings);
    recorded(&fields, findings);
    let mut cost = |direction: &str| {
        let energy = fields.required_cost(&format!("energy_{direction}_hop"), findings);
        let latency = fields.required_cost(&format!("latency_{direction}_hop"), findings);
        Some(Cost { energy: energy?, latency: latency? })
    };
    let (east, west, north, south) = (cost("east"), cost("west"), cost("north"), cost("south"));
    Some(Hops { east: east?, west: west?, north: north?, south: south? })
}

/// Flags of the peer that say what it writes down.
fn recorded(fields: &Fields<'_>, findings: &mut Findings) {
    for key in ["log_energy", "log_latency"] {
        if fields.truth(key, findings) == Some(true) {
            findings.warn(format!("`{key}`: the record holds what components cost anyway"));
        }
    }
}

const SECTIONS: [&str; 5] = ["axon_in", "synapse", "dendrite", "soma", "axon_out"];

fn read_core(node: &Node, findings: &mut Findings) -> Option<(u32, CoreKind)> {
    let known = ["name", "attributes", "axon_in", "synapse", "dendrite", "soma", "axon_out"];
    let fields = Fields::of(node, "a core", &known, findings);
    let name = copies(&fields, MOST_COPIES, findings);
    let most_neurons = core_attributes(&fields, findings);
    for section in SECTIONS {
        fields.required(section, findings);
    }
    let axon_in = axon(&fields, "axon_in", "message_in", findings);
    let axon_out = axon(&fields, "axon_out", "message_out", findings);
    let synapses =
        units(&fields, "synapse", findings, |fields, findings| single(fields, "process_spike", findings));
    let dendrites =
        units(&fields, "dendrite", findings, |fields, findings| single(fields, "update", findings));
    let somas = units(&fields, "soma", findings, soma_costs);
    let mut seen: Vec<&str> = Vec::new();
    let names = synapses
        .iter()
        .map(|unit| (&unit.name, unit.place))
        .chain(dendrites.iter().map(|unit| (&unit.name, unit.place)))
        .chain(somas.iter().map(|unit| (&unit.name, unit.place)));
    for (name, place) in names {
        if seen.contains(&name.as_str()) {
            let what = format!("a second unit `{name}` in one core");
            findings.refuse(
                place,
                what,
                "units that do several things at once are plugins, which are not read",
            );
        }
        seen.push(name);
    }
    let kind = CoreKind {
        place: node.place,
        most_neurons: most_neurons?,
        axon_in: axon_in?,
        axon_out: axon_out?,
        synapses,
        dendrites,
        somas,
    };
    Some((count(name?.1), kind))
}

fn core_attributes(core: &Fields<'_>, findings: &mut Findings) -> Option<u32> {
    let known = ["buffer_position", "buffer_inside_unit", "max_neurons_supported", "log_energy"];
    let fields = Fields::of(core.required("attributes", findings)?, "a core", &known, findings);
    recorded(&fields, findings);
    fields.required("buffer_position", findings);
    if let Some(position) = fields.word("buffer_position", findings).filter(|position| *position != "soma") {
        let place = fields.get("buffer_position").map_or(fields.place, |node| node.place);
        let hint = "write `buffer_position: soma`: elsewhere the peer keeps the last input of a step only, or updates \
                    neurons once a message";
        findings.refuse(place, format!("the buffer_position `{position}`"), hint);
    }
    if fields.truth("buffer_inside_unit", findings) == Some(true) {
        let place = fields.get("buffer_inside_unit").map_or(fields.place, |node| node.place);
        let hint = "write `buffer_inside_unit: false`: no unit that is understood has a buffer of its own";
        findings.refuse(place, "a buffer inside a unit", hint);
    }
    fields.count("max_neurons_supported", 1, 1 << 24, findings)
}

/// The first unit of a kind that sends or receives; the peer uses no other.
fn axon(core: &Fields<'_>, section: &str, event: &str, findings: &mut Findings) -> Option<Cost> {
    let nodes = several(core.get(section)?);
    let mut costs = None;
    let mut units = 0;
    for (at, node) in nodes.iter().enumerate() {
        let fields = Fields::of(node, section, &["name", "attributes"], findings);
        let range = copies(&fields, MOST_COPIES, findings).and_then(|(_, range)| range);
        units += count(range);
        let (energy, latency) = (format!("energy_{event}"), format!("latency_{event}"));
        let Some(node) = fields.required("attributes", findings) else { continue };
        let fields = Fields::of(node, section, &[&energy, &latency, "log_energy", "log_latency"], findings);
        recorded(&fields, findings);
        let energy = fields.required_cost(&energy, findings);
        let latency = fields.required_cost(&latency, findings);
        if at == 0 {
            costs = energy.zip(latency).map(|(energy, latency)| Cost { energy, latency });
        }
    }
    match units {
        0 => findings.refuse(core.place, format!("a core without {section}"), format!("give one {section}")),
        1 => {}
        _ => {
            findings
                .warn(format!("{section}: messages take the first of {units} units, the others are idle"));
        }
    }
    costs
}

/// The units of a section; what they cost is read by `costs`.
fn units<C>(
    core: &Fields<'_>,
    section: &str,
    findings: &mut Findings,
    costs: impl Fn(&Fields<'_>, &mut Findings) -> Option<C>,
) -> Vec<Unit<C>> {
    let Some(node) = core.get(section) else { return Vec::new() };
    several(node).iter().filter_map(|node| unit(node, section, findings, &costs)).collect()
}

fn unit<C>(
    node: &Node,
    section: &str,
    findings: &mut Findings,
    costs: &impl Fn(&Fields<'_>, &mut Findings) -> Option<C>,
) -> Option<Unit<C>> {
    let common = ["model", "plugin", "log_energy", "log_latency", "update_every_timestep"];
    let own: &[&str] = match section {
        "synapse" => &["energy_process_spike", "latency_process_spike"],
        "dendrite" => &["energy_update", "latency_update"],
        _ => &[
            "energy_access_neuron",
            "latency_access_neuron",
            "energy_update_neuron",
            "latency_update_neuron",
            "energy_spike_out",
            "latency_spike_out",
            "noise",
            "noise_bits",
        ],
    };
    let fields = Fields::of(node, section, &["name", "attributes"], findings);
    let name = copies(&fields, MOST_COPIES, findings);
    let owner = format!("a {section} unit");
    let known: Vec<&str> = common.iter().chain(own).copied().collect();
    let attributes = Fields::of(fields.required("attributes", findings)?, &owner, &known, findings);
    recorded(&attributes, findings);
    if attributes.truth("update_every_timestep", findings) == Some(true) {
        findings.warn("`update_every_timestep`: built-in units cost nothing when nothing arrives");
    }
    if let Some(plugin) = attributes.get("plugin") {
        let what = format!("a unit of the plugin {}", plugin.shown());
        findings.refuse(
            plugin.place,
            what,
            "plugins are programs and are not run; only built-in models are read",
        );
        return None;
    }
    let model = model(&attributes, section, findings);
    let beyond = attributes.get("noise").map(|_| "noise");
    let costs = costs(&attributes, findings);
    let (name, indices) = name?;
    Some(Unit { place: node.place, name, indices, model: model?, costs, beyond })
}

fn model(attributes: &Fields<'_>, section: &str, findings: &mut Findings) -> Option<UnitModel> {
    let node = attributes.required("model", findings)?;
    let name = attributes.word("model", findings)?;
    let known = UnitModel::of_section(section);
    if let Some((_, model)) = known.iter().find(|(known, _)| *known == name) {
        return Some(*model);
    }
    let names: Vec<&str> = known.iter().map(|(name, _)| *name).collect();
    let elsewhere = ["synapse", "dendrite", "soma"].into_iter().find(|other| {
        UnitModel::of_section(other).iter().any(|(known, _)| *known == name) && *other != section
    });
    let problem = Problem::new("", format!("the model `{name}` of a {section} unit"));
    let listed = format!("models of a {section} unit are {}", names.join(", "));
    findings.problem(
        node.place,
        match (did_you_mean(name, names.iter().copied()), elsewhere) {
            (Some(near), _) => problem.hint(format!("did you mean `{near}`?")),
            (None, Some(section)) => problem.hint(format!("it belongs under `{section}`; {listed}")),
            (None, None) => problem.hint(listed),
        },
    );
    None
}

/// What one thing costs; `None` where nothing or only half of it is said, which matters where the unit is used.
fn single(fields: &Fields<'_>, what: &str, findings: &mut Findings) -> Option<Cost> {
    let energy = fields.cost(&format!("energy_{what}"), findings);
    let latency = fields.cost(&format!("latency_{what}"), findings);
    Some(Cost { energy: energy?, latency: latency? })
}

fn soma_costs(fields: &Fields<'_>, findings: &mut Findings) -> Option<SomaCosts> {
    let access = single(fields, "access_neuron", findings);
    let update = single(fields, "update_neuron", findings);
    let spike = single(fields, "spike_out", findings);
    Some(SomaCosts { access: access?, update: update?, spike: spike? })
}

/// Where a kind of unit without costs is described.
pub(super) fn without_costs(place: Place, name: &str, section: &str, findings: &mut Findings) {
    let needed = match section {
        "synapse" => "energy_process_spike and latency_process_spike",
        "dendrite" => "energy_update and latency_update",
        _ => "energy_ and latency_ of access_neuron, update_neuron and spike_out",
    };
    findings.refuse(
        place,
        format!("the {section} unit `{name}` is used and has no costs"),
        format!("give {needed}"),
    );
}
