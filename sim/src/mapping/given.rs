//! A placement that somebody else chose, row by row.

use std::collections::BTreeMap;

use egret_arch::{Chip, Topology};
use egret_config::{InputError, Problem, did_you_mean};
use egret_workloads::files::{PlacementFile, PlacementRow};
use egret_workloads::{Network, PopulationId, Site};

use super::{Placement, topology};

/// Ranges of units without a row that are named; more are counted.
const NAMED_GAPS: usize = 5;

/// Units of one population on one core, in the order in which they are updated.
type Blocks = Vec<(PopulationId, Vec<u32>)>;

impl Placement {
    /// Lays `network` on `chips` chips as `file` says; every problem at once, with its line. With `beyond_limits` a core may
    /// hold more units than it can.
    pub(crate) fn given(
        network: &Network,
        chip: &Chip,
        chips: u32,
        file: &PlacementFile,
        beyond_limits: bool,
    ) -> Result<Self, InputError> {
        let topology = topology(chip, chips);
        let mut reader = Reader {
            network,
            chip,
            topology: &topology,
            homes: network.populations.iter().map(|population| vec![0; population.units as usize]).collect(),
            cores: BTreeMap::new(),
            problems: Vec::new(),
        };
        file.rows.iter().enumerate().for_each(|(number, row)| reader.row(number, row, file));
        // Rows that were refused would fill cores, and their units would be missed once more.
        if reader.problems.is_empty() {
            if !beyond_limits {
                reader.refuse_full_cores(file);
            }
            reader.refuse_gaps();
        }
        let Reader { cores, problems, .. } = reader;
        if !problems.is_empty() {
            let (name, text) = (file.name.clone(), Some(file.text.clone()));
            return Err(InputError { name, text, problems });
        }
        let (cores, blocks): (Vec<u32>, Vec<Blocks>) = cores.into_iter().unzip();
        Ok(Self::on_cores(network, topology, chips, blocks, |_, _| cores))
    }
}

struct Reader<'a> {
    network: &'a Network,
    chip: &'a Chip,
    topology: &'a Topology,
    /// Number of the row, from 1, of every unit; 0 without one.
    homes: Vec<Vec<u32>>,
    /// Blocks by number of the core.
    cores: BTreeMap<u32, Blocks>,
    problems: Vec<Problem>,
}

impl Reader<'_> {
    fn refuse(&mut self, row: &PlacementRow, what: String, hint: &str) {
        let problem = Problem::new(format!("line {}", row.line), what).span(row.span.clone());
        self.problems.push(if hint.is_empty() { problem } else { problem.hint(hint) });
    }

    fn row(&mut self, number: usize, row: &PlacementRow, file: &PlacementFile) {
        let network = self.network;
        let Some(id) = network.find(&row.population) else {
            let names = network.populations.iter().map(|population| population.name.as_str());
            let near = did_you_mean(&row.population, names).map(|near| format!("did you mean `{near}`?"));
            let what = format!("there is no population `{}`", row.population);
            return self.refuse(row, what, &near.unwrap_or_default());
        };
        let population = network.population(id);
        if population.site != Site::Chip {
            let what = format!("population `{}` lies on the host", row.population);
            return self.refuse(
                row,
                what,
                "leave its rows out, or put it on the chip (`workload.embedding`)",
            );
        }
        if row.last_unit >= population.units {
            let what = format!(
                "population `{}` has {} units, so no unit {}",
                row.population, population.units, row.last_unit
            );
            return self.refuse(row, what, "units are counted from 0");
        }
        let usable = self.chip.usable_cores();
        let per_chip = (self.topology.cores() / self.topology.chips()).max(1);
        if row.core >= self.topology.cores() || row.core % per_chip >= usable {
            let what = format!("there is no usable core {}", row.core);
            let hint = format!(
                "a chip has {usable} of them, counted from 0, and {} are in use",
                self.topology.chips()
            );
            return self.refuse(row, what, &hint);
        }
        let homes = &mut self.homes[id.index()];
        let twice = (row.first_unit..=row.last_unit).find(|unit| homes[*unit as usize] > 0);
        if let Some(unit) = twice {
            let line = file.rows[homes[unit as usize] as usize - 1].line;
            let what = format!("unit {unit} of `{}` has a place already, in line {line}", row.population);
            return self.refuse(row, what, "every unit has one place");
        }
        homes[row.first_unit as usize..=row.last_unit as usize].fill(number as u32 + 1);
        let blocks = self.cores.entry(row.core).or_default();
        let units = row.first_unit..=row.last_unit;
        match blocks.last_mut() {
            // Rows that go on where the one before ended are one block.
            Some((last, before))
                if *last == id && before.last().is_some_and(|unit| *unit < row.first_unit) =>
            {
                before.extend(units);
            }
            _ => blocks.push((id, units.collect())),
        }
    }

    /// Cores with more units than they hold, at the row that fills them.
    fn refuse_full_cores(&mut self, file: &PlacementFile) {
        let limit = u64::from(self.chip.limits().units_per_core);
        let mut held: BTreeMap<u32, u64> = BTreeMap::new();
        for row in &file.rows {
            let before = held.entry(row.core).or_default();
            let after = *before + u64::from(row.last_unit - row.first_unit) + 1;
            if *before <= limit && after > limit {
                let what = format!("core {} gets {after} units and holds at most {limit}", row.core);
                let problem = Problem::new(format!("line {}", row.line), what).span(row.span.clone());
                self.problems.push(problem.hint("move some of them (`chip.limits.units_per_core`)"));
            }
            *before = after;
        }
    }

    /// Units without a row.
    fn refuse_gaps(&mut self) {
        let mut gaps = Vec::new();
        let on_chip =
            self.network.population_ids().filter(|id| self.network.population(*id).site == Site::Chip);
        for id in on_chip {
            let name = &self.network.population(id).name;
            let mut unit = 0;
            for run in self.homes[id.index()].chunk_by(|one, other| (*one == 0) == (*other == 0)) {
                let end = unit + run.len();
                if run[0] == 0 {
                    gaps.push(match run.len() {
                        1 => format!("unit {unit} of `{name}`"),
                        _ => format!("units {unit} to {} of `{name}`", end - 1),
                    });
                }
                unit = end;
            }
        }
        if gaps.is_empty() {
            return;
        }
        let more = gaps.len().saturating_sub(NAMED_GAPS);
        gaps.truncate(NAMED_GAPS);
        let more = if more > 0 { format!(", and {more} more ranges") } else { String::new() };
        let what = format!("no place is given for {}{more}", gaps.join(", "));
        self.problems.push(Problem::new("", what).hint("every unit on the chip needs a row"));
    }
}
