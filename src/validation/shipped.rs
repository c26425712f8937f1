//! The scenarios with measured points that ship inside the program, and those of users.

use std::path::Path;

use egret_config::{InputError, Problem};
use egret_workloads::files::read_placement_csv;

use super::point::PointFile;
use crate::failure::Failure;
use crate::inputs::{self, Source, directory_of};
use crate::plan::Plan;
use crate::scenario::Scenario;

/// Where the files lie in the repository; what messages call them begins with it.
const DIRECTORY: &str = "validation";

macro_rules! files {
    ($($name:literal),* $(,)?) => {
        &[$(($name, include_str!(concat!("../../validation/", $name)))),*]
    };
}

/// Scenarios in the order of the table: by chip, and by role.
const SCENARIOS: &[(&str, &str)] = files![
    "truenorth-12hz-0.80v.ron",
    "truenorth-96hz-0.80v.ron",
    "truenorth-20hz-0.80v.ron",
    "truenorth-20hz-0.775v.ron",
    "truenorth-20hz-0.75v.ron",
    "truenorth-200hz-1.05v.ron",
    "truenorth-floor-0.70v.ron",
    "truenorth-eedn-cifar10.ron",
    "truenorth-eedn-cifar100.ron",
    "truenorth-eedn-svhn.ron",
    "truenorth-eedn-gtsrb.ron",
    "truenorth-eedn-logo32.ron",
    "truenorth-eedn-vad.ron",
    "truenorth-eedn-timit.ron",
    "odin-75mhz.ron",
    "odin-1.3mhz.ron",
    "loihi1-boot-idle.ron",
    "loihi1-powered-idle.ron",
    "loihi1-knn-energy.ron",
    "loihi1-knn-time.ron",
    "loihi1-mlp-10.ron",
    "loihi1-mlp-1.ron",
    "loihi1-kws.ron",
    "loihi1-nxtf-mnist.ron",
    "loihi2-pilotnet-lif.ron",
    "loihi2-pilotnet-sdnn.ron",
    "loihi2-pilotnet-sdnn-io.ron",
    "spinnaker2-off.ron",
    "spinnaker2-asleep-0.5v.ron",
    "spinnaker2-busy-0.5v.ron",
    "spinnaker2-asleep-0.8v.ron",
    "spinnaker2-busy-0.8v.ron",
    "spinnaker2-matmul-0.5v.ron",
    "spinnaker2-matmul-0.8v.ron",
    "spinnaker2-mlp.ron",
    "spinnaker2-egru.ron",
    "spinnaker2-dvs-fixed.ron",
    "spinnaker2-dvs-dvfs.ron",
    "speck-1.ron",
    "speck-9.ron",
    "spartus-lstm.ron",
    "spartus-edgedrnn.ron",
];

/// Workloads of scenarios that are no benchmark of their own, and tables of where their units lie.
const PARTS: &[(&str, &str)] = files![
    "nets/eedn.ron",
    "nets/idle.ron",
    "nets/loihi-knn.ron",
    "nets/loihi-kws.ron",
    "nets/loihi-mlp-1.ron",
    "nets/loihi-mlp-10.ron",
    "nets/nxtf-mnist.ron",
    "nets/odin-load.ron",
    "nets/pilotnet-lif.csv",
    "nets/pilotnet-lif.ron",
    "nets/pilotnet-sdnn.ron",
    "nets/speck-1.ron",
    "nets/speck-9.ron",
    "nets/spinnaker2-busy.ron",
    "nets/spinnaker2-matmul.ron",
    "nets/spinnaker2-mlp.ron",
];

/// A scenario with what was measured of it.
#[derive(Clone, Debug)]
pub(crate) struct Described {
    /// Its file.
    pub(crate) file: String,
    /// Name of the chip as written.
    pub(crate) chip: String,
    /// What to run.
    pub(crate) plan: Plan,
    /// What was measured.
    pub(crate) points: Vec<PointFile>,
}

/// Every shipped scenario.
pub(crate) fn shipped() -> Result<Vec<Described>, Failure> {
    SCENARIOS.iter().map(|(name, _)| of_shipped(name)).collect()
}

/// The shipped scenario of a name.
fn of_shipped(name: &str) -> Result<Described, Failure> {
    let Some((_, text)) = SCENARIOS.iter().find(|(known, _)| *known == name) else {
        return Err(Failure::Bug(format!("no scenario `{name}` ships with egret")));
    };
    let file = format!("{DIRECTORY}/{name}");
    described(Scenario::parse(&file, (*text).to_owned(), directory_of(Path::new(&file)))?, file, |wanted| {
        PARTS.iter().find(|(known, _)| *known == wanted).map(|(name, text)| Source {
            name: format!("{DIRECTORY}/{name}"),
            text: (*text).to_owned(),
            shipped: true,
        })
    })
}

/// The scenario of a file name in the directory of another one.
pub(crate) fn beside(file: &Path, name: &str) -> Result<Described, Failure> {
    let directory = directory_of(file);
    if directory == Path::new(DIRECTORY) && SCENARIOS.iter().any(|(known, _)| *known == name) {
        return of_shipped(name);
    }
    read(&directory.join(name))
}

/// A scenario of a user, whose measured points are compared like the shipped ones.
pub(crate) fn read(path: &Path) -> Result<Described, Failure> {
    described(Scenario::read(path)?, path.display().to_string(), |_| None)
}

fn described(
    scenario: Scenario,
    file: String,
    shelf: impl Fn(&str) -> Option<Source>,
) -> Result<Described, Failure> {
    let Scenario { file: written, directory, mut settings } = scenario;
    let lacking = |field: &str, what: &str| {
        let problem = Problem::new(field, what).hint("a measured point belongs to one chip and one workload");
        Failure::from(InputError::single(&file, problem))
    };
    let chip = written.chip.clone().ok_or_else(|| lacking("chip", "no chip is named"))?;
    let workload = written.workload.as_deref().ok_or_else(|| lacking("workload", "no workload is named"))?;
    if written.measured.is_empty() {
        return Err(lacking("measured", "nothing is said to have been measured"));
    }
    // Roots of settings are checked here, as for `egret run`.
    settings.add_arguments(&[])?;
    let source = match shelf(workload) {
        Some(source) => source,
        None => inputs::workloads().find(workload, &directory)?,
    };
    let mut plan = Plan::of_scenario(&written, settings, inputs::chips().find(&chip, &directory)?, source);
    if let Some(placement) = &written.placement {
        let table = if let Some(table) = shelf(placement) {
            table
        } else {
            let path = directory.join(placement);
            Source { name: path.display().to_string(), text: inputs::read(&path)?, shipped: false }
        };
        plan.placement = Some(read_placement_csv(&table.name, &table.text)?);
    }
    Ok(Described { file, chip, plan, points: written.measured })
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use egret_arch::{Chip, Model};
    use egret_config::{Basis, References, parameters};

    use super::*;
    use crate::validation::point::RoleFile;

    #[test]
    fn every_file_is_listed() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join(DIRECTORY);
        let below = |directory: &str| -> BTreeSet<String> {
            let entries = std::fs::read_dir(root.join(directory)).expect("a directory");
            let names =
                entries.map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned());
            names.filter(|name| name.contains('.')).map(|name| format!("{directory}{name}")).collect()
        };
        let listed = |list: &[(&str, &str)]| list.iter().map(|(name, _)| (*name).to_owned()).collect();
        assert_eq!(below(""), listed(SCENARIOS));
        assert_eq!(below("nets/"), listed(PARTS));
    }

    /// Works that chips and workloads cite.
    fn references() -> References {
        let mut all = egret_arch::shipped_references().clone();
        all.0.extend(egret_workloads::shipped_references().expect("references").0);
        all
    }

    #[test]
    fn every_figure_has_a_source() {
        let references = references();
        for described in shipped().expect("scenarios") {
            for point in &described.points {
                let known = matches!(point.measured.basis(), Basis::Measured | Basis::Derived);
                let source = point.measured.source().unwrap_or_default();
                assert!(known && references.contains(source), "{}: {}", described.file, point.point);
                if let RoleFile::Calibrated { band_percent } = point.role {
                    assert!(band_percent <= 2.0, "{}: {}", described.file, point.point);
                }
            }
        }
        for (name, text) in PARTS.iter().filter(|(_, text)| text.contains("egret.workload/")) {
            let file = egret_workloads::read(name, text, &[]).unwrap_or_else(|error| panic!("{error}"));
            let listed = parameters(&file);
            assert_eq!(references.check_sources(&listed), [], "{name}");
            assert!(listed.iter().all(|parameter| parameter.basis != Some(Basis::Given)), "{name}");
        }
    }

    fn truenorth(settings: &[egret_config::Setting]) -> Chip {
        let (name, text) =
            egret_arch::shipped_chips().iter().find(|(name, _)| *name == "truenorth").expect("TrueNorth");
        egret_arch::check(name, text, settings).unwrap_or_else(|error| panic!("{error}"))
    }

    /// Energies by action, unit updates and static power of a core, of a chip at a voltage.
    fn prices(chip: &Chip) -> Vec<(f64, i32)> {
        let file = chip.file();
        let model = &file.core.soma.models[Model::Lif.name()];
        let joules = |energy: &egret_config::Sourced<egret_config::Energy>| {
            energy.value().map_or(0.0, |energy| energy.as_joules())
        };
        let watts = |power: &egret_config::Sourced<egret_config::Power>| {
            power.value().map_or(0.0, |power| power.as_watts())
        };
        vec![
            (joules(&file.energy.synop), 2),
            (joules(&file.energy.link_horizontal), 2),
            (joules(&file.energy.link_vertical), 2),
            (joules(&model.idle_energy), 2),
            (joules(&model.active_energy), 2),
            (watts(&file.static_power.core_used), 3),
        ]
    }

    #[test]
    fn voltages_of_truenorth_follow_the_law_of_its_file() {
        let base = prices(&truenorth(&[]));
        let mut voltages = 0;
        for (name, _) in SCENARIOS {
            let volts =
                name.rsplit('-').next().and_then(|end| end.strip_suffix("v.ron")?.parse::<f64>().ok());
            let Some(volts) = volts.filter(|_| name.starts_with("truenorth-")) else { continue };
            voltages += 1;
            let settings = of_shipped(name).expect(name).plan.settings.of("chip");
            for ((price, power), (at_base, _)) in prices(&truenorth(&settings)).into_iter().zip(&base) {
                let law = at_base * (volts / 0.8).powi(power);
                assert!((price / law - 1.0).abs() < 1e-3, "{name}: {price} is not {law}");
            }
        }
        assert_eq!(voltages, 7);
    }
}
