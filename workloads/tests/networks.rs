//! The shipped networks against the sizes that are published for them.

use egret_workloads::{Model, Synapses, Workload, check, shipped_workloads};

fn workload(name: &str, settings: &[&str]) -> Workload {
    let (_, text) = shipped_workloads().iter().find(|(shipped, _)| *shipped == name).expect("it ships");
    let settings: Vec<_> = settings.iter().map(|setting| setting.parse().expect("path=value")).collect();
    check(name, text, &settings, 7).unwrap_or_else(|error| panic!("{error}"))
}

fn parameters(workload: &Workload) -> u64 {
    workload.network().projections.iter().map(|projection| projection.synapses.parameters()).sum()
}

/// Multiply-accumulates of a step if nothing is sparse.
fn dense(workload: &Workload) -> f64 {
    workload.operations(&workload.activity().densities()).dense_macs
}

#[test]
fn penn_treebank_networks_have_the_printed_parameters_and_operations() {
    // Parameters with the tied embedding; operations with input and decoder, to the tenth that different activities
    // of the layers leave open.
    let decoder = 400 * 10_000;
    for (name, settings, millions, macs) in [
        ("egru-ptb-2000", &[][..], 45, 6.6),
        ("egru-ptb-2700", &[][..], 77, 8.1),
        (
            "egru-ptb-2000",
            &[
                "workload.populations[1].units=1350",
                "workload.populations[2].units=1350",
                "workload.activity=0.12",
            ][..],
            24,
            4.7,
        ),
    ] {
        let network = workload(name, settings);
        let all = parameters(&network) + decoder;
        assert_eq!((all as f64 / 1e6).round() as u64, millions, "{name}: {all}");
        let operations = network.operations(&network.activity().densities());
        let found = (operations.effective_all_sparse + operations.decoder_effective) / 1e6;
        assert!((found / macs - 1.0).abs() < 0.1, "{name}: {found} M, not {macs} M");
    }
    let gru = workload("gru-ptb", &[]);
    assert_eq!(((parameters(&gru) + decoder) as f64 / 1e6).round() as u64, 24);
    let awd = workload("lstm-awd", &[]);
    assert_eq!(((parameters(&awd) + decoder) as f64 / 1e6).round() as u64, 24);
    let wikitext = workload("egru-wikitext2-1350", &["workload.activity=0.1"]);
    assert_eq!((parameters(&wikitext), wikitext.network().nonzeros()), (24_165_000, 1_208_250));
}

#[test]
fn the_smaller_gesture_network_has_the_printed_operations() {
    let dvs = workload("egru-dvs-512", &[]);
    let operations = dvs.operations(&[1.0, 0.1621, 0.1621]);
    assert_eq!(format!("{:.2}", operations.effective_ff_dense / 1e6), "4.19");
}

#[test]
fn resnet_18_has_1_82_billion_multiply_accumulates() {
    let dense_net = workload("resnet18", &["workload.weight_sparsity=0", "workload.activity=1"]);
    // 11.69 M parameters of the usual implementation less 9,600 of normalisation and 1,000 biases.
    assert_eq!(parameters(&dense_net), 11_689_512 - 9_600 - 1_000);
    // The published count multiplies the zeros of the padding as well; here they are no synapses.
    let padded = dense_net.network().projections.iter().map(|projection| match &projection.synapses {
        Synapses::Conv2d(convolution) if convolution.has_fixed_weights() => 0,
        Synapses::Conv2d(convolution) => {
            let output = convolution.output();
            convolution.kernel_weights() * u64::from(output.height * output.width)
        }
        synapses => synapses.positions(),
    });
    assert_eq!(format!("{:.2}", padded.sum::<u64>() as f64 / 1e9), "1.81");
    let macs = dense(&dense_net);
    assert_eq!(macs.to_string(), "1680390912");
    let half = workload("resnet18", &["workload.weight_sparsity=0.5", "workload.activity=0.5"]);
    let kept = half.network().projections.iter().filter_map(|projection| match &projection.synapses {
        Synapses::Conv2d(convolution) if !convolution.has_fixed_weights() => Some(convolution.kept_weights()),
        Synapses::Sparse(rows) => Some(rows.nonzeros()),
        Synapses::Conv2d(_) | Synapses::Dense { .. } | Synapses::Crossbar(_) => None,
    });
    assert!(kept.sum::<u64>().abs_diff(parameters(&half) / 2) <= 20);
    // Half the weights and half the values: a quarter, but for the image and the last layer, whose sources are dense.
    let operations = half.operations(&half.activity().densities());
    let of = |name: &str| {
        let all = &half.network().projections;
        let found = all.iter().find(|projection| projection.name == name).expect("it is there");
        found.synapses.positions() as f64
    };
    let dense_sources = of("conv1") + of("classes");
    let expected = 0.25 * (macs - dense_sources) + 0.5 * dense_sources;
    let found = operations.effective_all_sparse;
    assert!((found / expected - 1.0).abs() < 0.01, "{found}, not {expected}");
}

#[test]
fn vgg_11_has_the_shapes_of_its_code() {
    let vgg = workload("vgg11-cifar10", &["workload.activity=0.05"]);
    let units: Vec<u32> = vgg.network().populations.iter().map(|population| population.units).collect();
    assert_eq!(units, [3072, 65_536, 32_768, 65_536, 16_384, 32_768, 8192, 8192, 2048, 4096, 4096, 10]);
    let convolutions = 9 * (3 * 64 + 64 * 128 + 128 * 256 + 256 * 256 + 256 * 512 + 3 * 512 * 512);
    assert_eq!(parameters(&vgg), convolutions + 2048 * 4096 + 4096 * 4096 + 4096 * 10);
    assert_eq!(vgg.default_steps(), 16);
    // No list of synapses, however many there are.
    assert!(vgg.network().nonzeros() > 270_000_000);
    assert!(
        !vgg.network()
            .projections
            .iter()
            .any(|projection| matches!(projection.synapses, Synapses::Sparse(_)))
    );
}

#[test]
fn bert_base_has_7_077_888_weights_a_block() {
    let bert = workload("bert-base", &[]);
    assert_eq!(parameters(&bert), 12 * 7_077_888);
    let density = bert.weight_density();
    assert!((density - 0.5).abs() < 1e-3, "{density}");
    assert_eq!(bert.network().depths().last(), Some(&60));
}

#[test]
fn delta_networks_have_the_published_weights() {
    let spartus = workload("spartus", &["workload.activity=0.1"]);
    assert_eq!(parameters(&spartus), 2 * 4 * 1024 * 1024);
    assert!((spartus.weight_density() - 0.04).abs() < 1e-6);
    assert!(spartus.activity().densities()[0] < 1.0, "its input is sparse too");
    let edge = workload("edgedrnn", &["workload.activity=0.1", "workload.populations[0].units=40"]);
    assert!((9.45e6..10.5e6).contains(&(parameters(&edge) as f64)), "{}", parameters(&edge));
    let decay = workload("decay-rnn-lm", &[]);
    assert_eq!(parameters(&decay), 200 * 650 + 3 * 650 * 650);
    assert!(decay.network().populations.iter().all(|population| population.model != Model::Linear));
}
