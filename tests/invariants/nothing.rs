//! What nothing costs: no events and no weights.

use egret_arch::{Action, Model};

use super::laws::assert_all;
use crate::support::{Case, Net, all_chips, count, is_dataflow, synchronisations_of, unit_models};

/// What goes on without any event: units are updated, steps are synchronised.
const WITHOUT_EVENTS: [Action; 3] = [Action::UpdateIdle, Action::StateAccess, Action::Sync];

/// What end-of-step tokens do besides.
const OF_TOKENS: [Action; 13] = [
    Action::QueueAccess,
    Action::AxonIn,
    Action::PacketOut,
    Action::Injection,
    Action::Ejection,
    Action::BufferWrite,
    Action::BufferRead,
    Action::Crossbar,
    Action::Arbitration,
    Action::LinkHorizontal,
    Action::LinkVertical,
    Action::ChipLink,
    Action::HostEvent,
];

#[test]
fn silence_costs_updates_and_synchronisation_alone() {
    for (name, _) in all_chips() {
        for (name, chip) in synchronisations_of(name) {
            let silent = |model: &Model| {
                matches!(model, Model::Egru | Model::Lif | Model::DeltaGru | Model::DeltaLstm)
            };
            let Some(model) = unit_models(&chip).into_iter().find(silent) else {
                panic!("{name} has no event-based units");
            };
            let net = Net { activity: 0.0, embedding: "Absent", ..Net::of(model) };
            let dataflow = is_dataflow(&chip);
            let case = Case::new(format!("silent {name}"), chip, net.workload(1));
            let run = case.run(5);
            assert_all(&case, &run);
            let totals = run.outcome.totals();
            for action in Action::ALL {
                let allowed = WITHOUT_EVENTS.contains(&action) || (dataflow && OF_TOKENS.contains(&action));
                assert!(allowed || count(&totals, action) == 0, "{}: {}", case.name, action.name());
            }
            assert_eq!(run.outcome.packets, run.outcome.token_packets, "{}: tokens alone", case.name);
            assert!(run.outcome.elapsed > 0 && count(&totals, Action::UpdateIdle) > 0, "{}", case.name);
        }
    }
}

#[test]
fn without_weights_there_is_no_synaptic_operation() {
    for (name, chip) in all_chips() {
        for model in unit_models(&chip) {
            let net = Net { weight_sparsity: 1.0, activity: 1.0, ..Net::of(model) };
            let case = Case::new(format!("empty {name}, {}", model.name()), chip.clone(), net.workload(1));
            let run = case.run(3);
            assert_all(&case, &run);
            let totals = run.outcome.totals();
            for action in [
                Action::Synop,
                Action::Accumulate,
                Action::Filler,
                Action::WeightReadBits,
                Action::PointerRead,
            ] {
                assert_eq!(count(&totals, action), 0, "{}: {}", case.name, action.name());
            }
            assert_eq!(run.outcome.packets, run.outcome.token_packets, "{}: events reach nobody", case.name);
        }
    }
}

#[test]
fn full_activity_is_every_unit_at_every_token() {
    for (name, chip) in all_chips() {
        let model = unit_models(&chip)[0];
        let net = Net { activity: 1.0, ..Net::of(model) };
        let case = Case::new(format!("busy {name}"), chip, net.workload(1));
        let run = case.run(3);
        assert_all(&case, &run);
        for layer in &run.outcome.layers {
            assert_eq!(layer.events, 3 * u64::from(layer.units), "{}: {}", case.name, layer.name);
        }
    }
}
