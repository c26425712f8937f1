//! Neurons on the units of their cores: what the description of the chip makes of that of the network.

use std::collections::{BTreeMap, BTreeSet};

use egret_config::{Problem, did_you_mean};

use super::architecture::{Architecture, CoreKind, Cost, Hops, SomaCosts, Unit, UnitModel};
use super::draft::{Column, Draft, Group, Mapping};
use super::place::{Findings, Place};
use super::read_architecture::without_costs;

/// What was found in the file of the chip and in that of the network.
#[derive(Debug, Default)]
pub(super) struct BothFindings {
    /// In that of the chip.
    pub(super) chip: Findings,
    /// In that of the network.
    pub(super) network: Findings,
}

/// Neurons with their cores and units.
#[derive(Debug)]
pub(super) struct Mapped {
    /// Of each group, in the order of the draft.
    pub(super) groups: Vec<MappedGroup>,
    /// Neurons of one core in a row, in the order in which cores update them.
    pub(super) rows: Vec<Row>,
    /// What the parts of the chip that are in use cost.
    pub(super) costs: Costs,
}

/// The neurons of a group.
#[derive(Debug)]
pub(super) struct MappedGroup {
    /// What they compute.
    pub(super) model: UnitModel,
    /// Unit of the synapses that enter each of them: index into [`Costs::synapses`].
    pub(super) synapse: Vec<u8>,
    /// Of inputs, the copy of the unit that each lies on: core, unit, copy. Else empty.
    pub(super) inputs: Vec<(u32, u32, u32)>,
}

/// Neurons of a group that follow each other in one core.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Row {
    /// Index of the group.
    pub(super) group: usize,
    /// First neuron.
    pub(super) first: u32,
    /// Last neuron.
    pub(super) last: u32,
    /// Tile and core in it.
    pub(super) core: (u32, u32),
}

/// What the parts of a chip that are in use cost.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Costs {
    /// A hop.
    pub(super) hops: Hops,
    /// Receiving a message.
    pub(super) axon_in: Cost,
    /// Sending a message.
    pub(super) axon_out: Cost,
    /// Adding a current.
    pub(super) dendrite: Cost,
    /// Reading a synapse, by unit: name and cost.
    pub(super) synapses: Vec<(String, Cost)>,
    /// A leaky integrate-and-fire neuron.
    pub(super) neuron: Option<SomaCosts>,
    /// An input.
    pub(super) input: Option<SomaCosts>,
    /// Neurons that a core can hold.
    pub(super) most_neurons: u32,
}

/// Where a neuron lies; `u32::MAX` while it lies nowhere.
#[derive(Clone, Copy, Debug)]
struct Site {
    tile: u32,
    core: u32,
    /// Which mapping said so last.
    mapping: u32,
}

const NOWHERE: Site = Site { tile: u32::MAX, core: u32::MAX, mapping: u32::MAX };

/// Puts the neurons of a draft on the chip; problems are among the findings.
pub(super) fn map(chip: &Architecture, draft: &mut Draft, findings: &mut BothFindings) -> Option<Mapped> {
    let by_name: BTreeMap<Box<str>, usize> =
        draft.groups.iter().enumerate().map(|(at, group)| (group.name.clone(), at)).collect();
    let mut sites: Vec<Vec<Site>> =
        draft.groups.iter().map(|group| vec![NOWHERE; group.count as usize]).collect();
    let mappings = std::mem::take(&mut draft.mappings);
    for (number, mapping) in (0..).zip(&mappings) {
        let Some(group) = group_of(&by_name, mapping, &mut findings.network) else { continue };
        assign(chip, &mut draft.groups[group], &mut sites[group], mapping, number, &mut findings.network);
    }
    unmapped(&draft.groups, &sites, &mut findings.network);
    let rows = rows(&mappings, &by_name, &sites);
    capacities(chip, &rows, &mappings, &sites, &mut findings.network);
    if !findings.network.is_fine() {
        return None;
    }
    let mut units = Units::new(chip, &draft.unit_names);
    let groups = draft.groups.iter().zip(&sites).map(|(group, sites)| units.group(group, sites, findings));
    let groups: Vec<Option<MappedGroup>> = groups.collect();
    let costs = units.costs(&rows, findings);
    let groups: Option<Vec<MappedGroup>> = groups.into_iter().collect();
    (findings.network.is_fine() && findings.chip.is_fine()).then_some(())?;
    Some(Mapped { groups: groups?, rows, costs: costs? })
}

/// The problem of a group that is not there.
pub(super) fn no_group<'a>(name: &str, known: impl Iterator<Item = &'a str> + Clone) -> Problem {
    let problem = Problem::new("", format!("there is no group `{name}`"));
    match did_you_mean(name, known.clone()) {
        Some(near) => problem.hint(format!("did you mean `{near}`?")),
        None => problem.hint(format!("groups are {}", known.take(20).collect::<Vec<_>>().join(", "))),
    }
}

fn group_of(
    by_name: &BTreeMap<Box<str>, usize>,
    mapping: &Mapping,
    findings: &mut Findings,
) -> Option<usize> {
    let found = by_name.get(&mapping.group).copied();
    if found.is_none() {
        findings.problem(mapping.place, no_group(&mapping.group, by_name.keys().map(|name| &**name)));
    }
    found
}

fn assign(
    chip: &Architecture,
    group: &mut Group,
    sites: &mut [Site],
    mapping: &Mapping,
    number: u32,
    findings: &mut Findings,
) {
    let last = group.count.saturating_sub(1);
    let neurons = mapping.neurons.unwrap_or((0, last));
    if neurons.1 > last {
        let what = format!("there is no neuron {} in group `{}`", neurons.1, group.name);
        findings.refuse(mapping.place, what, format!("its neurons have the numbers 0 to {last}"));
        return;
    }
    let (tile, core) = mapping.core;
    let Some(kind) = chip.tile(tile) else {
        let what = format!("there is no tile {tile}");
        findings.refuse(
            mapping.place,
            what,
            format!("tiles have the numbers 0 to {}", chip.tile_count() - 1),
        );
        return;
    };
    if core >= kind.core_count() {
        let what = format!("there is no core {core} in tile {tile}");
        let hint = format!("its cores have the numbers 0 to {}", kind.core_count().saturating_sub(1));
        findings.refuse(mapping.place, what, hint);
        return;
    }
    for site in &mut sites[neurons.0 as usize..=neurons.1 as usize] {
        if site.mapping != u32::MAX {
            findings
                .warn(format!("a neuron of group `{}` is mapped twice: the last mapping counts", group.name));
        }
        *site = Site { tile, core, mapping: number };
    }
    let columns = [&mut group.soma, &mut group.synapse, &mut group.dendrite];
    for (column, unit) in columns.into_iter().zip(mapping.units) {
        if unit.is_some() {
            column.set(neurons.0, neurons.1, &unit);
        }
    }
}

fn unmapped(groups: &[Group], sites: &[Vec<Site>], findings: &mut Findings) {
    for (group, sites) in groups.iter().zip(sites) {
        let missing = sites.iter().filter(|site| site.mapping == u32::MAX).count();
        if let Some(first) = sites.iter().position(|site| site.mapping == u32::MAX) {
            let what = match missing {
                1 => format!("neuron {first} of group `{}` is not mapped", group.name),
                _ => format!("{missing} neurons of group `{}` are not mapped, first {first}", group.name),
            };
            findings.refuse(
                group.place,
                what,
                format!("say which core they lie in: `- {}.{first}: {{core: 0.0}}`", group.name),
            );
        }
    }
}

/// Neurons in the order of their mappings, those in a row together.
fn rows(mappings: &[Mapping], by_name: &BTreeMap<Box<str>, usize>, sites: &[Vec<Site>]) -> Vec<Row> {
    let mut rows: Vec<Row> = Vec::new();
    for (number, mapping) in (0_u32..).zip(mappings) {
        let Some(&group) = by_name.get(&mapping.group) else { continue };
        let sites = &sites[group];
        let (first, last) = mapping.neurons.unwrap_or((0, sites.len().saturating_sub(1) as u32));
        for neuron in first..=last {
            let Some(site) = sites.get(neuron as usize).filter(|site| site.mapping == number) else {
                continue;
            };
            let core = (site.tile, site.core);
            match rows.last_mut() {
                Some(row) if row.group == group && row.core == core && row.last + 1 == neuron => {
                    row.last = neuron;
                }
                _ => rows.push(Row { group, first: neuron, last: neuron, core }),
            }
        }
    }
    rows
}

fn capacities(
    chip: &Architecture,
    rows: &[Row],
    mappings: &[Mapping],
    sites: &[Vec<Site>],
    findings: &mut Findings,
) {
    let mut held: BTreeMap<(u32, u32), (u64, usize)> = BTreeMap::new();
    for (at, row) in rows.iter().enumerate() {
        let entry = held.entry(row.core).or_default();
        entry.0 += u64::from(row.last - row.first + 1);
        entry.1 = at;
    }
    for ((tile, core), (neurons, last)) in held {
        let kind = chip.tile(tile).and_then(|kind| kind.core(core)).map(|kind| &chip.cores[kind]);
        let Some(most) = kind.map(|kind| kind.most_neurons) else { continue };
        if neurons > u64::from(most) {
            let row = rows[last];
            let mapping = sites[row.group].get(row.last as usize).map_or(0, |site| site.mapping);
            let place = mappings.get(mapping as usize).map_or(Place::default(), |mapping| mapping.place);
            let what = format!("{neurons} neurons in core {tile}.{core}, which can hold {most}");
            findings.refuse(place, what, "map some of them to another core");
        }
    }
}

/// A unit that a name stands for: its index in the core, and which of its copies.
type Found = Option<(u32, u32)>;

/// The units that neurons lie on, by kind of core and name.
struct Units<'a> {
    chip: &'a Architecture,
    names: &'a [Box<str>],
    /// By section (soma, synapse, dendrite), kind of core and name.
    known: BTreeMap<(u8, usize, Option<u16>), Found>,
    /// Those in use, by section, kind of core and index.
    used: BTreeSet<(u8, usize, u32)>,
    synapses: Vec<(String, Cost)>,
}

const SECTIONS: [&str; 3] = ["soma", "synapse", "dendrite"];

impl<'a> Units<'a> {
    fn new(chip: &'a Architecture, names: &'a [Box<str>]) -> Self {
        Self { chip, names, known: BTreeMap::new(), used: BTreeSet::new(), synapses: Vec::new() }
    }

    fn group(&mut self, group: &Group, sites: &[Site], findings: &mut BothFindings) -> Option<MappedGroup> {
        let mut model: Option<(UnitModel, u32)> = None;
        let mut synapse = Vec::with_capacity(sites.len());
        let mut inputs = Vec::new();
        for (neuron, site) in (0..).zip(sites) {
            let kind = self.chip.tile(site.tile)?.core(site.core)?;
            let columns: [&Column<Option<u16>>; 3] = [&group.soma, &group.synapse, &group.dendrite];
            let mut found = [(0, 0); 3];
            for (section, column) in (0_u8..).zip(columns) {
                found[usize::from(section)] =
                    self.unit(section, kind, *column.get(neuron), group, findings)?;
            }
            let core = &self.chip.cores[kind];
            let here = core.somas[found[0].0 as usize].model;
            match model {
                None => model = Some((here, neuron)),
                Some((known, first)) if known != here => {
                    let what = format!(
                        "group `{}` mixes neurons of the models {} (neuron {first}) and {} (neuron {neuron})",
                        group.name,
                        known.name(),
                        here.name()
                    );
                    findings.network.refuse(
                        group.place,
                        what,
                        "put neurons of different models in different groups",
                    );
                    return None;
                }
                Some(_) => {}
            }
            if here == UnitModel::Input {
                let core = site.tile * self.chip.cores_per_tile() + site.core;
                inputs.push((core, found[0].0, found[0].1));
            }
            synapse.push(self.synapse(&core.synapses[found[1].0 as usize], findings)?);
        }
        let (model, _) = model?;
        Some(MappedGroup { model, synapse, inputs })
    }

    /// The unit of a kind of core that neurons of a group name, or its first.
    fn unit(
        &mut self,
        section: u8,
        kind: usize,
        name: Option<u16>,
        group: &Group,
        findings: &mut BothFindings,
    ) -> Found {
        let key = (section, kind, name);
        if let Some(found) = self.known.get(&key) {
            return *found;
        }
        let core = &self.chip.cores[kind];
        let wanted = name.and_then(|name| self.names.get(usize::from(name))).map(|name| &**name);
        let found = match section {
            0 => find(&core.somas, wanted),
            1 => find(&core.synapses, wanted),
            _ => find(&core.dendrites, wanted),
        };
        match found {
            Ok(found) => {
                self.used.insert((section, kind, found.0));
                self.known.insert(key, Some(found));
                Some(found)
            }
            Err(known) => {
                let section = SECTIONS[usize::from(section)];
                let name = wanted.unwrap_or_default();
                let replicated = known.iter().find(|known| known.starts_with(&format!("{name}[")));
                let problem = Problem::new(
                    "",
                    format!("no {section} unit of the core of group `{}` is called `{name}`", group.name),
                );
                let problem = match (replicated, did_you_mean(name, known.iter().map(String::as_str))) {
                    (Some(several), _) => {
                        problem.hint(format!("it is replicated, {several}: write which, such as `{name}[0]`"))
                    }
                    (None, Some(near)) => problem.hint(format!("did you mean `{near}`?")),
                    (None, None) => problem.hint(format!("its {section} units are {}", known.join(", "))),
                };
                findings.network.problem(group.place, problem);
                self.known.insert(key, None);
                None
            }
        }
    }

    /// The number of a unit of synapses among those in use; those that cost the same are one.
    fn synapse(&mut self, unit: &Unit<Cost>, findings: &mut BothFindings) -> Option<u8> {
        let Some(cost) = unit.costs else {
            if findings.chip.is_fine() {
                without_costs(unit.place, &unit.shown(), "synapse", &mut findings.chip);
            }
            return None;
        };
        let at = self.synapses.iter().position(|(_, known)| *known == cost).unwrap_or_else(|| {
            self.synapses.push((unit.name.clone(), cost));
            self.synapses.len() - 1
        });
        Some(at.min(usize::from(u8::MAX)) as u8)
    }

    /// What is in use, where that is the same in all cores in use.
    fn costs(&self, rows: &[Row], findings: &mut BothFindings) -> Option<Costs> {
        let mut costs = Costs { synapses: self.synapses.clone(), ..Costs::default() };
        let tiles: BTreeSet<u32> = rows.iter().map(|row| row.core.0).collect();
        let hops: Vec<_> = tiles
            .iter()
            .filter_map(|tile| self.chip.tile(*tile))
            .map(|kind| (kind.hops, kind.place))
            .collect();
        costs.hops = same(&hops, "hops of tiles in use", "tiles", findings)?;
        let kinds: BTreeSet<usize> = self.used.iter().map(|(_, kind, _)| *kind).collect();
        let cores: Vec<&CoreKind> = kinds.iter().map(|kind| &self.chip.cores[*kind]).collect();
        let of = |cost: fn(&CoreKind) -> Cost| {
            cores.iter().map(|core| (cost(core), core.place)).collect::<Vec<_>>()
        };
        costs.axon_in = same(&of(|core| core.axon_in), "axon_in units of cores in use", "cores", findings)?;
        costs.axon_out =
            same(&of(|core| core.axon_out), "axon_out units of cores in use", "cores", findings)?;
        costs.most_neurons = cores.iter().map(|core| core.most_neurons).max()?;
        let (mut dendrites, mut neurons, mut inputs) = (Vec::new(), Vec::new(), Vec::new());
        for (section, kind, unit) in &self.used {
            let core = &self.chip.cores[*kind];
            match section {
                0 => {
                    let unit = &core.somas[*unit as usize];
                    if let Some(costs) = soma(unit, findings) {
                        let list = if unit.model == UnitModel::Input { &mut inputs } else { &mut neurons };
                        list.push((costs, unit.place));
                    }
                }
                2 => {
                    let unit = &core.dendrites[*unit as usize];
                    if let Some(cost) = dendrite(unit, findings) {
                        dendrites.push((cost, unit.place));
                    }
                }
                _ => {}
            }
        }
        if !findings.chip.is_fine() {
            return None;
        }
        costs.dendrite = same(&dendrites, "dendrite units in use", "units", findings)?;
        if !neurons.is_empty() {
            costs.neuron = Some(same(&neurons, "leaky_integrate_fire units in use", "units", findings)?);
        }
        if !inputs.is_empty() {
            costs.input = Some(same(&inputs, "input units in use", "units", findings)?);
        }
        Some(costs)
    }
}

fn find<C>(units: &[Unit<C>], wanted: Option<&str>) -> Result<(u32, u32), Vec<String>> {
    let listed = || units.iter().map(Unit::shown).collect();
    match wanted {
        None if units.is_empty() => Err(listed()),
        None => Ok((0, 0)),
        Some(name) => (0..)
            .zip(units)
            .find_map(|(at, unit)| unit.index_of(name).map(|copy| (at, copy)))
            .ok_or_else(listed),
    }
}

fn soma(unit: &Unit<SomaCosts>, findings: &mut BothFindings) -> Option<SomaCosts> {
    if unit.model == UnitModel::TrueNorth {
        let hint = "neurons of this model are not simulated: map them to a leaky_integrate_fire unit";
        findings.chip.refuse(
            unit.place,
            format!("the soma unit `{}` of the model truenorth is in use", unit.shown()),
            hint,
        );
        return None;
    }
    if let Some(attribute) = unit.beyond {
        let what = format!("the soma unit `{}` with `{attribute}` is in use", unit.shown());
        findings.chip.refuse(unit.place, what, "noise read from a file is not simulated: leave it out");
        return None;
    }
    if unit.costs.is_none() {
        without_costs(unit.place, &unit.shown(), "soma", &mut findings.chip);
    }
    unit.costs
}

fn dendrite(unit: &Unit<Cost>, findings: &mut BothFindings) -> Option<Cost> {
    if unit.model != UnitModel::Accumulator {
        let what =
            format!("the dendrite unit `{}` of the model {} is in use", unit.shown(), unit.model.name());
        let hint = "only `accumulator` is simulated: put it first, or name it in `dendrite_hw_name`";
        findings.chip.refuse(unit.place, what, hint);
        return None;
    }
    if unit.costs.is_none() {
        without_costs(unit.place, &unit.shown(), "dendrite", &mut findings.chip);
    }
    unit.costs
}

/// The one cost of all; a problem where there are several.
fn same<C: Copy + PartialEq>(
    costs: &[(C, Place)],
    what: &str,
    which: &str,
    findings: &mut BothFindings,
) -> Option<C> {
    let (first, _) = costs.first()?;
    match costs.iter().find(|(cost, _)| cost != first) {
        None => Some(*first),
        Some((_, place)) => {
            let hint = format!("a chip has one price of each here: use {which} that cost the same");
            findings.chip.refuse(*place, format!("{what} that cost different amounts"), hint);
            None
        }
    }
}
