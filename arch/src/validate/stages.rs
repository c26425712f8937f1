//! Stages of the neuron core.

use egret_config::did_you_mean;

use super::checker::Checker;
use super::delays::Clock;
use super::memories;
use super::modelled::Technology;
use crate::Ticks;
use crate::file::{SomaFile, SynapseKindsFile};
use crate::formats::WeightFormat;
use crate::neuron_core::{Core, Model, ModelCost, SynapseKind};

/// Checks the core.
pub(super) fn check(checker: &mut Checker, technology: &Technology<'_>) -> Core {
    let file = &technology.file().core;
    let axon_in_time = checker.delay("core.axon_in.event_time", &file.axon_in.event_time, Clock::Core);
    let queue_entries =
        checker.nonzero_size("core.axon_in.queue_entries", &file.axon_in.queue_entries, "queue entries");
    let row_time = checker.delay("core.synapse.row_time", &file.synapse.row_time, Clock::Core);
    let lanes = checker.nonzero_size("core.synapse.lanes", &file.synapse.lanes, "lanes");
    let group_time = checker.delay("core.synapse.group_time", &file.synapse.group_time, Clock::Core);
    let kinds = synapse_kinds(checker, file.synapse.kinds.as_ref());
    let format = WeightFormat::from_file(&file.synapse.format).unwrap_or_else(|problems| {
        checker.problems.extend(problems);
        WeightFormat::Dense
    });
    let shared_kernels = checker.answer("core.synapse.shared_kernels", file.synapse.shared_kernels.as_ref());
    let dendrite = &file.dendrite;
    let dendrite_banks = checker.nonzero_size("core.dendrite.banks", &dendrite.banks, "banks");
    let dendrite_ports = checker.nonzero_size("core.dendrite.ports", &dendrite.ports, "ports");
    let dendrite_time = checker.delay("core.dendrite.access_time", &dendrite.access_time, Clock::Core);
    let accumulator_bits = checker.nonzero_size(
        "core.dendrite.accumulator_bits",
        &dendrite.accumulator_bits,
        "accumulator bits",
    );
    let soma_lanes = checker.nonzero_size("core.soma.lanes", &file.soma.lanes, "lanes");
    let models = unit_models(checker, &file.soma);
    let event_time = checker.delay("core.axon_out.event_time", &file.axon_out.event_time, Clock::Core);
    let packet_time = checker.delay("core.axon_out.packet_time", &file.axon_out.packet_time, Clock::Core);
    let (memories, homes) = memories::check(checker, technology);
    Core {
        execution: file.execution,
        dense: file.dense,
        axon_in_time,
        queue_entries,
        row_time,
        lanes,
        group_time,
        kinds,
        format,
        shared_kernels,
        dendrite_banks,
        dendrite_ports,
        dendrite_time,
        accumulator_bits,
        soma_lanes,
        models,
        event_time,
        packet_time,
        memories,
        power: None,
        homes,
    }
}

/// Times of a group of synapses by kind; `None` where the file does not tell the kind apart.
fn synapse_kinds(
    checker: &mut Checker,
    file: Option<&SynapseKindsFile>,
) -> [Option<Ticks>; SynapseKind::COUNT] {
    SynapseKind::ALL.map(|kind| {
        let entry = file.and_then(|kinds| kinds.of(kind))?;
        let path = format!("core.synapse.kinds.{}.group_time", kind.name());
        Some(checker.delay(&path, &entry.group_time, Clock::Core))
    })
}

fn unit_models(checker: &mut Checker, file: &SomaFile) -> [Option<ModelCost>; Model::COUNT] {
    let mut models = [None; Model::COUNT];
    if file.models.is_empty() {
        let hint = format!("name at least one of {}", names());
        checker.refuse("core.soma.models", "a core that can run no unit model", hint);
    }
    for (name, model) in &file.models {
        let path = format!("core.soma.models.{name}");
        let at = |field: &str| format!("{path}.{field}");
        let idle_time = checker.delay(&at("idle_time"), &model.idle_time, Clock::Core);
        let skipped = model.skipped_time.as_ref();
        let cost = ModelCost {
            idle_time,
            skipped_time: skipped
                .map_or(idle_time, |delay| checker.delay(&at("skipped_time"), delay, Clock::Core)),
            skips: model.skipped_time.is_some() || model.skipped_energy.is_some(),
            active_time: checker.delay(&at("active_time"), &model.active_time, Clock::Core),
            state_bits: checker.size(&at("state_bits"), &model.state_bits, "state bits"),
        };
        if let Some(known) = Model::from_name(name) {
            models[known.index()] = Some(cost);
        } else {
            let hint = match did_you_mean(name, Model::ALL.into_iter().map(Model::name)) {
                Some(close) => format!("did you mean `{close}`?"),
                None => format!("unit models are {}", names()),
            };
            checker.refuse(&path, format!("there is no unit model `{name}`"), hint);
        }
    }
    models
}

fn names() -> String {
    Model::ALL.map(Model::name).join(", ")
}
