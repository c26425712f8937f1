//! The laws of conservation on every shipped chip, and on many small ones.

use egret_arch::{Action, Component, Model};
use proptest::prelude::*;

use super::laws::assert_all;
use crate::support::{Case, FIDELITIES, Net, all_chips, chip, priced, synchronisations_of, unit_models};

#[test]
fn every_chip_with_every_unit_model() {
    for (name, shipped) in all_chips() {
        for model in unit_models(&shipped) {
            for (embedding, decoder) in [("Host", "Absent"), ("Absent", "Host"), ("Chip", "Chip")] {
                for seed in [1, 2] {
                    let net = Net { embedding, decoder, ..Net::of(model) };
                    let name = format!(
                        "{name}, {}, embedding {embedding}, decoder {decoder}, seed {seed}",
                        model.name()
                    );
                    for case in Case::new(name, shipped.clone(), net.workload(seed)).at_both() {
                        assert_all(&case, &case.run(3));
                    }
                }
            }
        }
    }
}

#[test]
fn every_chip_under_every_synchronisation() {
    for (name, _) in all_chips() {
        for (name, chip) in synchronisations_of(name) {
            let model = unit_models(&chip)[0];
            let net = Net { decoder: "Host", ..Net::of(model) };
            for case in Case::new(name, chip, net.workload(5)).at_both() {
                assert_all(&case, &case.run(6));
            }
        }
    }
}

#[test]
fn several_chips() {
    for name in ["mesh-generic", "spinnaker2", "loihi2", "truenorth"] {
        for (chips, usable) in [(2, 20), (4, 10)] {
            // One unit a core and no more cores than that, so that the last chip is needed.
            let usable_cores = format!("chip.usable_cores={usable}");
            let chip = chip(name, &[&usable_cores, "chip.limits.units_per_core=1"]);
            let model = unit_models(&chip)[0];
            let mut case = Case::new(format!("{chips} of {name}"), chip, Net::of(model).workload(3));
            case.chips = chips;
            for case in case.at_both() {
                let run = case.run(4);
                let name = &case.name;
                assert!(run.outcome.chips > chips / 2 && run.outcome.chips <= chips, "{name}");
                let crossed = run.outcome.totals()[Action::ChipLink.index()];
                assert!(crossed > 0, "{name}: events cross");
                assert_all(&case, &run);
                let record = priced(&run.outcome, &case.chip);
                let joules = record.energy.by_component.get(Component::ChipLink.name());
                let Some(price) = case.chip.prices().of(Action::ChipLink, model).value else { continue };
                let expected = crossed as f64 * price.as_joules();
                let found = joules.map_or(0.0, |split| split.dynamic_j);
                assert!((found - expected).abs() <= 1e-12 * expected, "{name}: {found} J, not {expected} J");
            }
        }
    }
}

/// Settings of `mesh-generic` that change how a core works, and none of its limits.
fn core_settings() -> impl Strategy<Value = Vec<String>> {
    let format = prop::sample::select(vec![
        "Dense".to_owned(),
        "Csr".to_owned(),
        "Bitmap".to_owned(),
        "RunLength(run_bits: 2)".to_owned(),
        "Block(size: 4)".to_owned(),
    ]);
    let execution = prop::sample::select(vec!["Pipelined", "Serial"]);
    let casting = prop::sample::select(vec!["Multicast", "Unicast"]);
    let strategy = prop::sample::select(vec!["Balanced", "Contiguous"]);
    let sync =
        prop::sample::select(crate::support::SYNCHRONISATIONS.map(|(_, line)| line.to_owned()).to_vec());
    (format, execution, casting, strategy, sync, (1u32..40, 1u32..5, 1u32..9, 1u32..6)).prop_map(
        |(format, execution, casting, strategy, sync, (cores, queue, lanes, soma_lanes))| {
            vec![
                format!("chip.core.synapse.format={format}"),
                format!("chip.core.execution={execution}"),
                format!("chip.network.casting={casting}"),
                format!("chip.mapping.strategy={strategy}"),
                sync,
                format!("chip.mapping.cores={cores}"),
                format!("chip.core.axon_in.queue_entries={queue}"),
                format!("chip.core.synapse.lanes={lanes}"),
                format!("chip.core.soma.lanes={soma_lanes}"),
            ]
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, failure_persistence: None, ..ProptestConfig::default() })]
    #[test]
    fn every_core_and_network(
        lines in core_settings(),
        model in prop::sample::select(vec![Model::Egru, Model::Lif, Model::Gru]),
        input in 1u32..20,
        layers in prop::collection::vec(1u32..30, 1..4),
        weight_sparsity in 0.0f64..=1.0,
        activity in 0.0f64..=1.0,
        seed in 0u64..1000,
        fidelity in prop::sample::select(FIDELITIES.to_vec()),
    ) {
        let lines: Vec<&str> = lines.iter().map(String::as_str).collect();
        let chip = chip("mesh-generic", &lines);
        let net = Net { input, layers, weight_sparsity, activity, decoder: "Host", ..Net::of(model) };
        let mut case = Case::new(format!("{lines:?} {net:?} {fidelity:?}"), chip, net.workload(seed));
        case.fidelity = fidelity;
        assert_all(&case, &case.run(4));
    }
}
