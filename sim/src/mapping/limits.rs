//! Whether a chip can carry and compute a network, apart from memory.

use egret_arch::{Chip, Model, Payload, SynapseKind};
use egret_workloads::{Network, Site};

/// Something a network asks for that the chip cannot do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Violation {
    /// Parameter of the workload or chip that decides it, for the error message.
    pub path: String,
    /// What is asked and what there is.
    pub what: String,
    /// What would make it fit.
    pub hint: String,
}

/// What `network` asks of `chip` that it cannot do: unit models, weight bits, payloads; one violation each, with all that
/// ask for it. Walls that depend on the placement (memory, fan-in, fan-out, units a core) are checked with it.
pub fn violations(network: &Network, chip: &Chip) -> Vec<Violation> {
    let mut found = model_violations(network, chip);
    found.extend(weight_violation(network, chip));
    found.extend(payload_violation(network, chip));
    found
}

fn model_violations(network: &Network, chip: &Chip) -> Vec<Violation> {
    let runs = |model: &Model| chip.core().model(*model).is_some();
    let on_chip = || network.populations.iter().filter(|population| population.site == Site::Chip);
    let known: Vec<&str> = Model::ALL.iter().filter(|model| runs(model)).map(|model| model.name()).collect();
    Model::ALL
        .iter()
        .filter(|model| !runs(model))
        .filter_map(|&model| {
            let asking = on_chip().filter(|population| arch_model(population.model) == model);
            let names = listed("population", asking.map(|population| population.name.as_str()))?;
            Some(Violation {
                path: "workload.populations".to_owned(),
                what: format!(
                    "unit model `{}` of {names} is none that {} can run",
                    model.name(),
                    chip.name()
                ),
                hint: format!("its cores run {}", known.join(", ")),
            })
        })
        .collect()
}

fn weight_violation(network: &Network, chip: &Chip) -> Option<Violation> {
    let limit = chip.limits().weight_bits;
    let wide = || network.projections.iter().filter(|projection| projection.weight_bits > limit);
    let most = wide().map(|projection| projection.weight_bits).max()?;
    let names = listed("projection", wide().map(|projection| projection.name.as_str()))?;
    Some(Violation {
        path: "workload.weight_bits".to_owned(),
        what: format!("weights of {names} have {}; {} stores up to {}", bits(most), chip.name(), bits(limit)),
        hint: format!("--set workload.weight_bits={limit}"),
    })
}

fn payload_violation(network: &Network, chip: &Chip) -> Option<Violation> {
    let limit = match chip.limits().payload {
        Payload::Binary => 0,
        Payload::Graded(bits) => bits,
    };
    let wide = || network.projections.iter().filter(|projection| projection.payload_bits > limit);
    let most = wide().map(|projection| projection.payload_bits).max()?;
    let names = listed("projection", wide().map(|projection| projection.name.as_str()))?;
    let (carries, hint) = match limit {
        0 => ("binary events only".to_owned(), "choose a chip with graded events".to_owned()),
        _ => (format!("up to {} an event", bits(limit)), format!("--set workload.payload_bits={limit}")),
    };
    Some(Violation {
        path: "workload.payload_bits".to_owned(),
        what: format!("events of {names} carry {}; {} carries {carries}", bits(most), chip.name()),
        hint,
    })
}

fn bits(count: u32) -> String {
    format!("{count} bit{}", if count == 1 { "" } else { "s" })
}

/// The names in one phrase, `None` for nobody.
fn listed<'a>(kind: &str, names: impl Iterator<Item = &'a str>) -> Option<String> {
    let names: Vec<String> = names.map(|name| format!("`{name}`")).collect();
    match names.len() {
        0 => None,
        1 => Some(format!("{kind} {}", names[0])),
        _ => Some(format!("{kind}s {}", names.join(", "))),
    }
}

/// The chip's name for how the synapses of a projection are stored.
pub(crate) fn arch_kind(kind: egret_workloads::SynapseKind) -> SynapseKind {
    match kind {
        egret_workloads::SynapseKind::Dense => SynapseKind::Dense,
        egret_workloads::SynapseKind::Sparse => SynapseKind::Sparse,
        egret_workloads::SynapseKind::Convolution => SynapseKind::Convolution,
    }
}

/// The chip's name for a unit model of the workload.
pub(crate) fn arch_model(model: egret_workloads::Model) -> Model {
    match model {
        egret_workloads::Model::Input => Model::Input,
        egret_workloads::Model::Egru => Model::Egru,
        egret_workloads::Model::Gru => Model::Gru,
        egret_workloads::Model::Lstm => Model::Lstm,
        egret_workloads::Model::DeltaGru => Model::DeltaGru,
        egret_workloads::Model::DeltaLstm => Model::DeltaLstm,
        egret_workloads::Model::DecayRnn => Model::DecayRnn,
        egret_workloads::Model::Lif => Model::Lif,
        egret_workloads::Model::AdaptiveLif => Model::AdaptiveLif,
        egret_workloads::Model::CubaLif => Model::CubaLif,
        egret_workloads::Model::Relu => Model::Relu,
        egret_workloads::Model::Linear => Model::Linear,
    }
}
