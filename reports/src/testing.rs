//! Outcomes made by hand for tests: random, and consistent as those of the simulator are.

use egret_arch::{Action, Board, Chip, LinkClass, Model, Topology};
use egret_sim::bound::{Binding, BoundState, Floors, LayerBound, Place, Term, TermBound};
use egret_sim::noc::Fidelity;
use egret_sim::{
    Bound, CoreOutcome, Counts, Layer, LinkOutcome, MemoryOutcome, NocOutcome, Outcome, Played, Spread, Step,
    Wait,
};

use crate::assemble::{Context, record};
use crate::record::{Configuration, Manifest, RunRecord, Sparsity};

/// A shipped chip under overrides such as `chip.energy.synop=5 pJ`.
pub(crate) fn chip_with(settings: &[&str]) -> Chip {
    let (name, text) =
        *egret_arch::shipped_chips().iter().find(|(name, _)| *name == "mesh-generic").expect("it is shipped");
    let settings: Vec<egret_config::Setting> =
        settings.iter().map(|setting| setting.parse().expect("path=value")).collect();
    egret_arch::check(name, text, &settings).unwrap_or_else(|error| panic!("{error}"))
}

/// The chip of most tests.
pub(crate) fn chip() -> Chip {
    chip_with(&[])
}

/// A chip with cores at every site of a mesh so large.
pub(crate) fn chip_of(columns: u32, rows: u32) -> Chip {
    chip_with(&[
        &format!("chip.topology.Mesh.columns={columns}"),
        &format!("chip.topology.Mesh.rows={rows}"),
        &format!("chip.usable_cores={}", columns * rows),
    ])
}

/// A small generator: enough for tests, the same on every machine.
pub(crate) struct Random(pub(crate) u64);

impl Random {
    /// The next number (splitmix64).
    pub(crate) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// Below a bound.
    pub(crate) fn below(&mut self, bound: u64) -> u64 {
        self.next() % bound.max(1)
    }
}

/// A consistent outcome on [`chip`]: steps, layers and cores count the same actions, waits tile the steps.
pub(crate) fn outcome(layers: u32, cores: u32, steps: u32, seed: u64) -> Outcome {
    outcome_on(&chip(), layers, cores, steps, seed)
}

/// The same on a given chip.
pub(crate) fn outcome_on(chip: &Chip, layers: u32, cores: u32, steps: u32, seed: u64) -> Outcome {
    let mut random = Random(seed);
    let topology = Topology::build(chip.topology(), Board::ONE);
    let cores = cores.min(topology.cores());
    let mut result = Outcome {
        ticks_per_second: chip.ticks_per_second(),
        tokens: steps,
        cores_present: topology.cores(),
        tiles: cores,
        chips: 1,
        scheduler_events: random.below(1_000_000),
        layers: (0..layers).map(|layer| empty_layer(layer, &mut random)).collect(),
        cores: (0..cores).map(|core| empty_core(core, layers, &topology, &mut random)).collect(),
        ..empty_outcome()
    };
    for _ in 0..steps {
        step(&mut result, &mut random);
    }
    for core in &mut result.cores {
        core.busy = random.below(result.elapsed + 1);
    }
    let totals = result.totals();
    result.packets = totals[Action::PacketOut.index()];
    result.deliveries = totals[Action::AxonIn.index()];
    result.addressed = result.deliveries;
    result.token_latency = result.elapsed as f64 / f64::from(steps.max(1)) * 1.25;
    result.links = (0..cores.min(20))
        .map(|core| LinkOutcome {
            from: format!("core {core}"),
            to: format!("router {core}"),
            class: LinkClass::Injection,
            flits: 1 + random.below(1000),
            waited: random.below(100),
            cycle: 1,
        })
        .collect();
    result
}

/// A bound for [`outcome`]: half its time, of updates on core 3.
pub(crate) fn bound(outcome: &Outcome) -> Bound {
    let total = outcome.elapsed / 2;
    let mut waits = [0; Wait::COUNT];
    waits[Wait::Soma as usize] = total;
    let layers = outcome.layers.iter().enumerate().map(|(number, layer)| {
        let number = number as u64;
        let mut by_term = [0; Term::COUNT];
        by_term[Term::UnitUpdates as usize] = total / (number + 1);
        by_term[Term::Synops as usize] = total / (number + 3);
        LayerBound {
            name: layer.name.clone(),
            synops: number * 3_000,
            updates: u64::from(layer.units),
            by_term,
            ticks: total / (number + 1),
            term: Term::UnitUpdates,
            state: [BoundState::Compute, BoundState::Memory, BoundState::Traffic][number as usize % 3],
        }
    });
    let term = |term, place, count, ticks| TermBound {
        term,
        place,
        count,
        ticks,
        bound: ticks,
        longest: Some(ticks / 2),
    };
    Bound {
        ticks_per_second: outcome.ticks_per_second,
        tokens: outcome.tokens,
        step_count: outcome.steps.len() as u32,
        steps: outcome.steps.iter().map(|step| step.duration / 2).collect(),
        total,
        timcheck: total / 2,
        terms: vec![
            term(Term::Synops, Place::Core(12), 123_456, total / 3),
            term(Term::MemoryReads, Place::Core(12), 9_456, total / 5),
            term(Term::UnitUpdates, Place::Core(3), 1_234, total),
            term(Term::Traffic, Place::Link("router 3".to_owned(), "router 4".to_owned()), 99, total / 9),
            term(Term::Sync, Place::Everywhere, u64::from(outcome.tokens), total / 20),
        ],
        binding: (total > 0).then_some(Binding {
            term: Term::UnitUpdates,
            place: Place::Core(3),
            state: BoundState::Compute,
            share: 1.0,
        }),
        waits,
        synops: 9_000,
        layers: layers.collect(),
        floors: Floors { applying: 2.5, reading: 0.5 },
        lossy: false,
    }
}

/// Nothing happened, on no core.
pub(crate) fn empty_outcome() -> Outcome {
    Outcome {
        ticks_per_second: 1_200_000_000,
        elapsed: 0,
        steps: Vec::new(),
        tokens: 0,
        token_latency: 0.0,
        layers: Vec::new(),
        shared: [0; Action::COUNT],
        cores: Vec::new(),
        links: Vec::new(),
        chips: 1,
        cores_present: 0,
        tiles: 0,
        packets: 0,
        token_packets: 0,
        deliveries: 0,
        drops: 0,
        trace: Vec::new(),
        bound: None,
        noc: NocOutcome {
            fidelity: Fidelity::Packet,
            latency_mean: 0.0,
            latency_p99: 0,
            latency_max: 0,
            link_hops: 0,
            unicast_link_hops: 0,
        },
        addressed: 0,
        overruns: 0,
        late_events: 0,
        scheduler_events: 0,
        played: Played::default(),
    }
}

fn empty_layer(layer: u32, random: &mut Random) -> Layer {
    let dense = 10_000 + random.below(1_000_000);
    Layer {
        name: if layer == 0 { "input".to_owned() } else { format!("egru{layer}") },
        model: if layer == 0 { Model::Input } else { Model::Egru },
        units: 100 + random.below(1000) as u32,
        on_chip: layer > 0,
        synapses: if layer == 0 { 0 } else { dense / 5 },
        dense_synapses: if layer == 0 { 0 } else { dense },
        events: 0,
        counts: [0; Action::COUNT],
        synops: vec![("recurrent".to_owned(), 0)],
    }
}

fn empty_core(core: u32, layers: u32, topology: &Topology, random: &mut Random) -> CoreOutcome {
    let (x, y) = topology.position(topology.router_of(core));
    let computing = layers.saturating_sub(1).max(1);
    let layer = if layers > 1 { 1 + core % computing } else { 0 };
    CoreOutcome {
        core,
        chip: topology.chip_of(core),
        x,
        y,
        units: vec![(layer, 1 + random.below(20) as u32)],
        synapses: random.below(10_000),
        memories: vec![("sram".to_owned(), random.below(98_304), 98_304)],
        busy: 0,
        accesses: vec![MemoryOutcome {
            name: "sram".to_owned(),
            words_by_bank: (0..4).map(|_| 1 + random.below(5000)).collect(),
            conflict: random.below(1000),
        }],
        residency: None,
        counts: [0; Action::COUNT],
    }
}

fn step(result: &mut Outcome, random: &mut Random) {
    let mut counts: Counts = [0; Action::COUNT];
    let mut updates = [(0, 0, 0); Model::COUNT];
    let mut events = 0;
    let layers = result.layers.len();
    for (index, layer) in result.layers.iter_mut().enumerate() {
        let here = random.below(200);
        layer.events += here;
        events += here;
        for action in Action::ALL {
            let count = match action {
                Action::Sync
                | Action::ChipLink
                | Action::LinkWestward
                | Action::LinkSouthward
                | Action::SynopDense
                | Action::SynopSparse
                | Action::SynopConvolution
                | Action::UpdateSkipped => 0,
                Action::HostEvent => {
                    if index == 0 {
                        here
                    } else {
                        0
                    }
                }
                Action::UpdateIdle | Action::UpdateActive if index == 0 => 0,
                Action::UpdateIdle => u64::from(layer.units) - here.min(u64::from(layer.units)),
                Action::UpdateActive => here.min(u64::from(layer.units)),
                Action::WeightReadBits => 64 * random.below(3000),
                Action::Synop | Action::Accumulate => random.below(9000),
                _ => random.below(500),
            };
            layer.counts[action.index()] += count;
            counts[action.index()] += count;
            if action == Action::UpdateIdle {
                updates[layer.model.index()].0 += count;
            }
            if action == Action::UpdateActive {
                updates[layer.model.index()].1 += count;
            }
            if action == Action::Synop {
                layer.synops[0].1 += count;
            }
            // Work of a layer is that of the cores that hold it; its network actions are nobody's core.
            let on_cores: Vec<usize> = (0..result.cores.len())
                .filter(|core| layers == 1 || result.cores[*core].units[0].0 as usize == index)
                .collect();
            if let Some(core) = on_cores.get(random.below(on_cores.len() as u64) as usize) {
                result.cores[*core].counts[action.index()] += count;
            }
        }
    }
    let tiles = u64::from(result.tiles);
    result.shared[Action::Sync.index()] += tiles;
    counts[Action::Sync.index()] += tiles;
    let mut waits = [0; Wait::COUNT];
    for (at, wait) in waits.iter_mut().enumerate() {
        *wait = random.below(2000) / (at as u64 + 1);
    }
    waits[Wait::Soma as usize] += 4000 + random.below(3000);
    let duration = waits.iter().sum();
    let packets = counts[Action::PacketOut.index()];
    let mut busy = |of: u32| {
        let mut each: Vec<u64> = (0..of).map(|_| random.below(duration + 1)).collect();
        Spread::of(&mut each)
    };
    let (cores_busy, links_busy) = (busy(result.cores.len() as u32), Some(busy(result.tiles * 4)));
    result.steps.push(Step {
        start: result.elapsed,
        duration,
        waits,
        counts,
        updates,
        events,
        packets,
        cores_busy,
        links_busy,
    });
    result.elapsed += duration;
}

/// The record of an outcome on [`chip`].
pub(crate) fn record_of(outcome: &Outcome) -> RunRecord {
    record_on(outcome, &chip())
}

/// The record of an outcome on a given chip.
pub(crate) fn record_on(outcome: &Outcome, chip: &Chip) -> RunRecord {
    let context = Context {
        manifest: Manifest {
            egret: "0.1.0".to_owned(),
            chip: chip.name().to_owned(),
            chips: outcome.chips,
            workload: "egru-ptb".to_owned(),
            seed: 7,
            steps: outcome.tokens,
            inputs: [("chip_sha256", "c0ffee".to_owned())].into_iter().collect(),
            embedding: "host".to_owned(),
            decoder: "absent".to_owned(),
            activity: "synthetic".to_owned(),
            ..Manifest::default()
        },
        sparsity: Sparsity::measured(outcome),
        configuration: Configuration::default(),
        ..Context::default()
    };
    record(outcome, chip, context)
}
