//! Networks that are executed: a trained one, and random ones of given shapes.

use egret_workloads::checkpoint::{Embedding, Layer, LayerKind, Stack};
use egret_workloads::execute::Executor;
use egret_workloads::files::{Directory, TensorFile};
use egret_workloads::random::Stream;
use egret_workloads::{PopulationId, ProjectionId};

/// Recurrent layers and vectors for their input.
pub(super) struct Layers {
    pub(super) stack: Stack,
    /// Input vectors, one after another.
    inputs: Vec<f32>,
}

/// What some steps did.
pub(super) struct Work {
    /// Weights applied to events.
    pub(super) synops: u64,
    /// Share of units that emitted.
    pub(super) activity: f64,
}

/// The shipped language model, with the vectors of the first words of its test text.
pub(super) fn trained() -> Layers {
    let read = |name: &str| {
        Directory::default().read(&format!("shipped:egru-wikitext2/{name}"), "").expect("shipped")
    };
    let (network, words, tokens) =
        (read("network-s80.safetensors"), read("embedding.safetensors"), read("test-tokens.safetensors"));
    let open = |name: &str, bytes| TensorFile::open(name, bytes).expect("a file of tensors");
    let stack = Stack::read(&open("network", &network)).expect("layers");
    let embedding =
        Embedding::read(&open("embedding", &words), stack.inputs(), stack.outputs()).expect("an embedding");
    let words = embedding.read_words(&open("tokens", &tokens)).expect("words");
    let inputs = words.iter().take(512).flat_map(|word| embedding.vector(*word)).copied().collect();
    Layers { stack, inputs }
}

/// Layers of these sizes (inputs first) with random weights, of which a share `sparsity` is 0, scaled so that sums vary as much
/// at any sparsity.
pub(super) fn random(sizes: &[usize], sparsity: f64, threshold: f32) -> Layers {
    let mut draws = Stream::new(1, "bench.execute", 0);
    let mut numbers = |count: usize, share: f64, scale: f64| -> Vec<f32> {
        let mut number =
            || if draws.unit() < share { (scale * (2.0 * draws.unit() - 1.0)) as f32 } else { 0.0 };
        (0..count).map(|_| number()).collect()
    };
    let layers = sizes.array_windows().map(|[inputs, units]| {
        let sums = 3 * units;
        let mut matrix = |sources: usize| {
            let share = 1.0 - sparsity;
            numbers(sums * sources, share, (3.0 / (sources as f64 * share)).sqrt())
        };
        let (input, recurrent) = (matrix(*inputs), matrix(*units));
        let [of_inputs, of_units] = [numbers(sums, 1.0, 0.3), numbers(sums, 1.0, 0.3)];
        let threshold = vec![threshold; *units];
        Layer {
            units: *units,
            inputs: *inputs,
            weight_ih: input,
            weight_hh: recurrent,
            bias_ih: of_inputs,
            bias_hh: of_units,
            threshold,
        }
    });
    let stack = Stack { kind: LayerKind::Egru, layers: layers.collect() };
    Layers { stack, inputs: numbers(16 * sizes[0], 1.0, 1.0) }
}

impl Layers {
    /// The dense GRU of the same shape: no events, and no weight is 0.
    pub(super) fn dense(&self) -> Self {
        let mut dense = Self { stack: self.stack.clone(), inputs: self.inputs.clone() };
        dense.stack.kind = LayerKind::Gru;
        for layer in &mut dense.stack.layers {
            layer.threshold.clear();
        }
        for (matrix, _) in dense.stack.matrices_mut() {
            matrix.iter_mut().filter(|weight| **weight == 0.0).for_each(|weight| *weight = 1e-3);
        }
        dense
    }

    /// The same with other thresholds.
    pub(super) fn with_thresholds(&self, factor: f32) -> Self {
        let mut scaled = Self { stack: self.stack.clone(), inputs: self.inputs.clone() };
        scaled.stack.scale_thresholds(factor);
        scaled
    }

    /// An executor behind its first steps.
    pub(super) fn started(&self) -> Executor {
        let mut executor = Executor::new(self.stack.executable());
        self.advance(&mut executor, 64);
        executor
    }

    /// Executes so many steps.
    pub(super) fn advance(&self, executor: &mut Executor, steps: u32) -> Work {
        let before = synops(executor);
        let layers = 1..=self.stack.layers.len() as u32;
        let mut events = 0;
        for input in self.inputs.chunks_exact(self.stack.inputs()).cycle().take(steps as usize) {
            executor.step(input);
            events += layers.clone().map(|layer| executor.events(PopulationId(layer)).len()).sum::<usize>();
        }
        let units: usize = self.stack.layers.iter().map(|layer| layer.units).sum();
        let activity = events as f64 / (units as f64 * f64::from(steps));
        Work { synops: synops(executor) - before, activity }
    }
}

/// Operations so far.
pub(super) fn synops(executor: &Executor) -> u64 {
    let projections = executor.network().projections.len() as u32;
    (0..projections).map(|projection| executor.synops(ProjectionId(projection))).sum()
}
