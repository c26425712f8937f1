//! The laws of conservation on networks with kernels, pools and shortcuts, and what kernels take up.

use egret_arch::Content;
use egret_sim::prepare;
use egret_workloads::{Synapses, Workload, check, shipped_workloads};
use proptest::prelude::*;

use super::laws::assert_all;
use crate::support::{Case, chip, settings};

/// A small image network: a kernel, a pool, a kernel with a shortcut around it, and a full matrix behind.
fn network(
    channels: u32,
    side: u32,
    stride: u32,
    weight_sparsity: f64,
    activity: f64,
    seed: u64,
) -> Workload {
    let made = (side - 1) / stride + 1;
    let pooled = (made - 1) / 2 + 1;
    let image = |channels: u32, side: u32| {
        let units = channels * side * side;
        format!("units: Given({units}), image: (channels: {channels}, height: {side}, width: {side})")
    };
    let text = format!(
        "(schema: \"egret.workload/1\", name: \"small\", summary: \"A small image network.\", populations: [\
         (name: \"image\", model: Input, {}, activity: Given(0.7)), (name: \"conv\", model: Relu, {}),\
         (name: \"pool\", model: Relu, {}), (name: \"block\", model: Lif, {}), (name: \"out\", model: Linear, units: Given(5)),\
         ], projections: [\
         (name: \"conv\", source: \"image\", target: \"conv\", delay: 0, \
          connection: Convolution(kernel: (3, 3), stride: ({stride}, {stride}), padding: (1, 1))),\
         (name: \"pool\", source: \"conv\", target: \"pool\", delay: 0, \
          connection: Pool(size: (3, 3), stride: (2, 2), padding: (1, 1))),\
         (name: \"block\", source: \"pool\", target: \"block\", delay: 0, \
          connection: Convolution(kernel: (3, 1), padding: (1, 0))),\
         (name: \"past\", source: \"pool\", target: \"block\", delay: 0, connection: OneToOne),\
         (name: \"again\", source: \"block\", target: \"block\", delay: 1, connection: OneToOne),\
         (name: \"out\", source: \"block\", target: \"out\", delay: 0)],\
         weight_sparsity: {weight_sparsity:?}, mask: UniformRandom, weight_bits: Given(4), payload_bits: Given(8),\
         embedding: Host, decoder: Host, activity: {activity:?}, steps: 4)",
        image(2, side),
        image(channels, made),
        image(channels, pooled),
        image(channels, pooled),
    );
    check("small.ron", &text, &[], seed).unwrap_or_else(|error| panic!("{text}: {error}"))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 32, failure_persistence: None, ..ProptestConfig::default() })]
    #[test]
    fn every_image_network(
        (channels, side, stride) in (1u32..5, 2u32..8, 1u32..3),
        weight_sparsity in prop::sample::select(vec![0.0, 0.4]),
        activity in 0.0f64..=1.0,
        format in prop::sample::select(vec!["Dense", "Csr", "Bitmap"]),
        shared in any::<bool>(),
        cores in 1u32..40,
        seed in 0u64..1000,
    ) {
        let lines = [
            format!("chip.core.synapse.format={format}"),
            format!("chip.core.synapse.shared_kernels={shared}"),
            format!("chip.mapping.cores={cores}"),
        ];
        let lines: Vec<&str> = lines.iter().map(String::as_str).collect();
        let workload = network(channels, side, stride, weight_sparsity, activity, seed);
        let case = Case::new(format!("{lines:?}"), chip("mesh-generic", &lines), workload);
        assert_all(&case, &case.run(3));
    }
}

#[test]
fn a_shared_kernel_is_stored_once_a_core() {
    let workload = network(4, 6, 1, 0.0, 0.5, 1);
    let stored = |shared: bool| {
        let line = format!("chip.core.synapse.shared_kernels={shared}");
        let chip = chip("mesh-generic", &["chip.mapping.cores=4", &line]);
        let prepared = prepare(&chip, &workload, 1, false).expect("it fits");
        let weights = chip.core().memory(Content::Weights).name.clone();
        let uses = prepared.memory_uses().iter().flatten().filter(|memory| memory.memory == weights);
        uses.map(|memory| memory.used).sum::<u64>()
    };
    // The kernels of 4 x 2 x 9, pool 4 x 9, 4 x 4 x 3 and twice 4 weights of 4 bits in words of 64 bits: each core has
    // one population, with all of its channels. The full matrix has 36 rows of a bitmap and 5 weights in one word.
    let words = |weights: u64| (weights * 4).div_ceil(64) * 8;
    assert_eq!(stored(true), words(72) + words(36) + words(48) + 2 * words(36) + 36 * 8);
    assert!(stored(false) > 4 * stored(true));
}

#[test]
fn rows_of_a_kernel_are_those_of_the_same_weights_listed_one_by_one() {
    let listed = |workload: &Workload| -> Vec<Vec<u32>> {
        let synapses = &workload.network().projections[0].synapses;
        let mut row = Vec::new();
        (0..synapses.sources())
            .map(|unit| {
                synapses.row(unit, &mut row);
                row.clone()
            })
            .collect()
    };
    let workload = network(3, 5, 2, 0.3, 0.5, 9);
    assert!(matches!(workload.network().projections[0].synapses, Synapses::Conv2d(_)));
    let total: usize = listed(&workload).iter().map(Vec::len).sum();
    assert_eq!(total as u64, workload.network().projections[0].synapses.nonzeros());
}

#[test]
fn spiking_workloads_run_on_the_binary_chips_as_they_are() {
    let (_, text) = shipped_workloads().iter().find(|(name, _)| *name == "lif-random").expect("it ships");
    for name in [
        "odin",
        "truenorth",
        "loihi1-davies",
        "loihi1-nahuku",
        "loihi2",
        "spinnaker2",
        "spinnaker1",
        "speck",
        "mesh-generic",
    ] {
        let workload = check("lif-random", text, &settings(&[]), 1).unwrap_or_else(|error| panic!("{error}"));
        let case = Case::new(name, chip(name, &[]), workload);
        let prepared = prepare(&case.chip, &case.workload, 1, false);
        assert!(prepared.is_ok_and(|prepared| prepared.lifted().is_empty()), "{name}");
        assert_all(&case, &case.run(20));
    }
}
