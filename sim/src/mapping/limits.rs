//! Whether a chip can carry and compute a network, apart from memory.

use egret_arch::{Chip, Model, Payload};
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

/// What `network` asks of `chip` that it cannot do: payloads, weight bits, unit models, populations without cores.
/// Walls that depend on the placement (fan-in, fan-out, units a core) are checked with it.
pub fn violations(network: &Network, chip: &Chip) -> Vec<Violation> {
    let mut found = Vec::new();
    for population in network.populations.iter().filter(|population| population.site == Site::Chip) {
        let model = arch_model(population.model);
        if chip.core().model(model).is_none() {
            let known: Vec<&str> = Model::ALL
                .into_iter()
                .filter(|&model| chip.core().model(model).is_some())
                .map(Model::name)
                .collect();
            found.push(Violation {
                path: "workload.populations".to_owned(),
                what: format!(
                    "population `{}` needs unit model `{}`, which {} cannot run",
                    population.name,
                    model.name(),
                    chip.name()
                ),
                hint: format!("its cores run {}", known.join(", ")),
            });
        }
    }
    for projection in &network.projections {
        if projection.weight_bits > chip.limits().weight_bits {
            found.push(Violation {
                path: "workload.weight_bits".to_owned(),
                what: format!(
                    "projection `{}` has {}-bit weights; {} stores at most {} bits",
                    projection.name,
                    projection.weight_bits,
                    chip.name(),
                    chip.limits().weight_bits
                ),
                hint: format!("--set workload.weight_bits={}", chip.limits().weight_bits),
            });
        }
        let (fits, carries) = match chip.limits().payload {
            Payload::Binary => (projection.payload_bits == 0, "only binary events".to_owned()),
            Payload::Graded(bits) => {
                (projection.payload_bits <= bits, format!("at most {bits} bits an event"))
            }
        };
        if !fits {
            found.push(Violation {
                path: "workload.payload_bits".to_owned(),
                what: format!(
                    "events of projection `{}` carry {} bits; {} carries {carries}",
                    projection.name,
                    projection.payload_bits,
                    chip.name()
                ),
                hint: "choose a chip with graded events, or fewer payload bits".to_owned(),
            });
        }
    }
    found
}

/// The chip's name for a unit model of the workload.
pub(crate) fn arch_model(model: egret_workloads::Model) -> Model {
    match model {
        egret_workloads::Model::Input => Model::Input,
        egret_workloads::Model::Egru => Model::Egru,
        egret_workloads::Model::Gru => Model::Gru,
        egret_workloads::Model::Lstm => Model::Lstm,
        egret_workloads::Model::Lif => Model::Lif,
        egret_workloads::Model::Linear => Model::Linear,
    }
}
