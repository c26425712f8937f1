//! Small spiking networks on a grid of 1/64, driven by events of their own, with a place for every unit.

use egret_arch::Chip;
use egret_sim::{Outcome, Prepared, TieBreak, TimingModel, prepare_placed};
use egret_workloads::checkpoint::write_graph;
use egret_workloads::execute::{
    Cell, ExecutableNetwork, ExecutablePopulation, ExecutableProjection, QuantizedLif, SpikeSource, Weights,
};
use egret_workloads::files::{Directory, PlacementFile, read_placement_csv};
use egret_workloads::{PopulationId, SparseRows, SynapseKind, Workload, check_in};

use super::chip_from;

/// Eight cores that tell everything apart.
pub(crate) const STEPPED: &str = include_str!("chips/stepped.ron");

/// A network as it is put together.
#[derive(Clone, Debug)]
pub(crate) struct Stepped {
    pub(crate) network: ExecutableNetwork,
    /// How the synapses of each projection are stored; as they are connected where nothing is said.
    pub(crate) kinds: Vec<Option<SynapseKind>>,
    /// Rows of the placement.
    pub(crate) rows: Vec<String>,
}

impl Stepped {
    /// No population.
    pub(crate) fn new() -> Self {
        let network = ExecutableNetwork { populations: Vec::new(), projections: Vec::new() };
        Self { network, kinds: Vec::new(), rows: Vec::new() }
    }

    fn population(&mut self, name: &str, units: u32, core: u32, cell: Cell) -> PopulationId {
        let id = PopulationId(self.network.populations.len() as u32);
        self.network.populations.push(ExecutablePopulation { name: name.to_owned(), units, cell });
        self.rows.push(format!("{name},0,{},{core}", units - 1));
        id
    }

    /// Units that emit in listed steps, on a core.
    pub(crate) fn sources(&mut self, name: &str, core: u32, steps: &[&[u32]]) -> PopulationId {
        let mut source =
            SpikeSource { starts: vec![0], period: vec![0; steps.len()], ..SpikeSource::default() };
        for steps in steps {
            source.steps.extend_from_slice(steps);
            source.starts.push(source.steps.len() as u32);
        }
        self.population(name, steps.len() as u32, core, Cell::SpikeSource(source))
    }

    /// Neurons on a core.
    pub(crate) fn neurons(&mut self, name: &str, core: u32, cell: QuantizedLif) -> PopulationId {
        let units = cell.bias.len() as u32;
        self.population(name, units, core, Cell::QuantizedLif(Box::new(cell)))
    }

    /// Listed weights: by source unit, target and weight.
    pub(crate) fn connect(&mut self, source: PopulationId, target: PopulationId, rows: &[Vec<(u32, f32)>]) {
        let width = self.network.populations[target.index()].units;
        let targets: Vec<Vec<u32>> =
            rows.iter().map(|row| row.iter().map(|(target, _)| *target).collect()).collect();
        let values = rows.iter().flatten().map(|(_, weight)| *weight).collect();
        let rows = SparseRows::from_lists(width, &targets).expect("ascending targets");
        self.project(source, target, Weights::Sparse { rows, values }, None);
    }

    /// Any weights, which act in the next step.
    pub(crate) fn project(
        &mut self,
        source: PopulationId,
        target: PopulationId,
        weights: Weights,
        kind: Option<SynapseKind>,
    ) {
        let name = format!("p{}", self.network.projections.len());
        self.network.projections.push(ExecutableProjection { name, source, target, delay: 1, weights });
        self.kinds.push(kind);
    }

    /// The workload.
    pub(crate) fn workload(&self) -> Workload {
        let directory = tempfile::tempdir().expect("a temporary directory");
        std::fs::write(directory.path().join("net.safetensors"), write_graph(&self.network)).expect("a file");
        let populations: Vec<String> = self
            .network
            .populations
            .iter()
            .map(|population| {
                let (name, model, units) = (&population.name, population.cell.model(), population.units);
                format!("(name: \"{name}\", model: {model:?}, units: Given({units}))")
            })
            .collect();
        let name = |id: PopulationId| self.network.populations[id.index()].name.as_str();
        let projections: Vec<String> = self
            .network
            .projections
            .iter()
            .zip(&self.kinds)
            .map(|(projection, kind)| {
                let (source, target) = (name(projection.source), name(projection.target));
                let kind = kind.map_or(String::new(), |kind| format!(", synapse: {kind:?}"));
                let name = &projection.name;
                format!("(name: \"{name}\", source: \"{source}\", target: \"{target}\", delay: 1{kind})")
            })
            .collect();
        let sparsity = egret_workloads::checkpoint::graph_sparsity(&self.network);
        let inputs = self.network.populations.iter().any(|population| population.cell.is_input());
        let embedding = if inputs { "Chip" } else { "Absent" };
        let text = format!(
            "(schema: \"egret.workload/1\", name: \"stepped\", summary: \"A small network.\",\
             populations: [{}], projections: [{}], weight_sparsity: {sparsity:?}, mask: Trained,\
             weight_bits: Given(32), payload_bits: Given(1), embedding: {embedding}, decoder: Absent,\
             checkpoint: (weights: \"net.safetensors\"), events: Executed, steps: 8)",
            populations.join(","),
            projections.join(",")
        );
        check_in(&Directory::new(directory.path()), "stepped.ron", &text, &[], 1)
            .unwrap_or_else(|error| panic!("{text}: {error}"))
    }

    /// Where units lie.
    pub(crate) fn placement(&self) -> PlacementFile {
        let text = format!("population,first_unit,last_unit,core\n{}\n", self.rows.join("\n"));
        read_placement_csv("placement.csv", &text).unwrap_or_else(|error| panic!("{error}"))
    }

    /// So many steps on [`STEPPED`] under settings.
    pub(crate) fn run(&self, lines: &[&str], steps: u32, timing: TimingModel) -> (Chip, Outcome) {
        let (chip, workload) = (chip_from("stepped.ron", STEPPED, lines), self.workload());
        let outcome = run(&placed(&chip, &workload, &self.placement(), timing), steps);
        (chip, outcome)
    }
}

/// A network laid on a chip.
pub(crate) fn placed<'a>(
    chip: &'a Chip,
    workload: &'a Workload,
    placement: &PlacementFile,
    timing: TimingModel,
) -> Prepared<'a> {
    let prepared = prepare_placed(chip, workload, 1, placement, false);
    let prepared = prepared.unwrap_or_else(|misplaced| panic!("{misplaced:?}"));
    prepared.with_timing(timing).unwrap_or_else(|misfit| panic!("{misfit}"))
}

/// So many steps.
pub(crate) fn run(prepared: &Prepared<'_>, steps: u32) -> Outcome {
    let outcome = prepared.run(steps, TieBreak::Push, &mut (), &mut |_| {});
    outcome.unwrap_or_else(|fault| panic!("{fault}"))
}

/// Neurons of which each emits when it receives more than 1/2.
pub(crate) fn relays(units: u32) -> QuantizedLif {
    QuantizedLif { threshold: vec![0.5; units as usize], ..QuantizedLif::at_rest(units) }
}
