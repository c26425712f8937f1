//! `spikes.csv`: who emitted when.

use egret_config::{Problem, did_you_mean};
use egret_workloads::{PopulationId, StepEvents, Workload};

/// The word for all populations.
const ALL: &str = "all";

/// The populations of these names, in the order of the network.
pub(crate) fn populations(wanted: &[String], workload: &Workload) -> Result<Vec<PopulationId>, Problem> {
    let network = workload.network();
    if wanted.iter().any(|name| name == ALL) && network.find(ALL).is_none() {
        return Ok(network.population_ids().collect());
    }
    for name in wanted {
        if network.find(name).is_none() {
            let names = || network.populations.iter().map(|population| population.name.as_str());
            let hint = match did_you_mean(name, names()) {
                Some(near) => format!("did you mean `{near}`?"),
                None => {
                    format!("there are {}; `{ALL}` stands for all", names().collect::<Vec<_>>().join(", "))
                }
            };
            return Err(Problem::new("", format!("there is no population `{name}`")).hint(hint));
        }
    }
    let asked = |id: &PopulationId| wanted.contains(&network.population(*id).name);
    Ok(network.population_ids().filter(asked).collect())
}

/// The events of the first `steps` steps as text, steps counted from 1.
pub(super) fn text(workload: &Workload, populations: &[PopulationId], steps: u32) -> String {
    use std::fmt::Write;

    let mut text = "neuron,timestep\n".to_owned();
    let (mut player, mut events) = (workload.activity().player(), StepEvents::default());
    for step in 1..=steps {
        if !player.step_into(&mut events) {
            break;
        }
        for id in populations {
            let name = &workload.network().population(*id).name;
            for unit in &events.events[id.index()] {
                // Writing to text cannot fail.
                let _ = writeln!(text, "{name}.{unit},{step}");
            }
        }
    }
    text
}
