//! A figure with its name, unit and meaning, and the list of all.

use std::sync::LazyLock;

use egret_arch::Component;
use egret_sim::Wait;

use super::plain::PLAIN;
use crate::record::RunRecord;

/// Which way a figure improves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Better {
    /// Less is better.
    Lower,
    /// More is better.
    Higher,
    /// It describes, and is neither.
    Neither,
}

/// One figure of a run.
#[derive(Clone, Debug)]
pub struct Metric {
    /// Name in columns and files; ends with the unit where there is one.
    pub name: String,
    /// The unit as people write it; empty for counts and shares.
    pub unit: &'static str,
    /// Which way it improves.
    pub better: Better,
    /// What it means.
    pub what: String,
    /// How it is counted.
    pub counted: String,
    reading: Reading,
}

/// Where a figure stands in a record.
#[derive(Clone, Copy, Debug)]
enum Reading {
    Plain(fn(&RunRecord) -> Option<f64>),
    Energy(Component),
    Static(Component),
    Wait(Wait),
}

impl Metric {
    /// What it is in a record; `None` where the run has no such figure or nobody knows it.
    pub fn of(&self, record: &RunRecord) -> Option<f64> {
        let split = |component: Component| record.energy.by_component.get(component.name());
        match self.reading {
            Reading::Plain(read) => read(record),
            Reading::Energy(component) => Some(split(component).map_or(0.0, |split| split.total_j())),
            Reading::Static(component) => Some(split(component).map_or(0.0, |split| split.static_j)),
            Reading::Wait(wait) => Some(record.time.waits_s.get(wait.name()).copied().unwrap_or(0.0)),
        }
    }

    /// Its name in words, without the unit.
    pub fn words(&self) -> String {
        let name =
            ["_js", "_mm2", "_j", "_s", "_w"].into_iter().find_map(|suffix| self.name.strip_suffix(suffix));
        let words = name.filter(|_| !self.unit.is_empty()).unwrap_or(&self.name).replace('_', " ");
        // The unit of energies a synop stands before the name, and after it as that of the figure.
        words.strip_prefix("pj ").map_or(words.clone(), |rest| format!("energy {rest}"))
    }

    /// What a plot or a table calls it: the name in words, and the unit.
    pub fn title(&self) -> String {
        let words = self.words();
        if self.unit.is_empty() { words } else { format!("{words} [{}]", self.unit) }
    }
}

/// All figures, in the order of columns.
pub fn metrics() -> &'static [Metric] {
    static ALL: LazyLock<Vec<Metric>> = LazyLock::new(|| {
        let plain = PLAIN.iter().map(|&(name, unit, better, what, counted, read)| Metric {
            name: name.to_owned(),
            unit,
            better,
            what: what.to_owned(),
            counted: counted.to_owned(),
            reading: Reading::Plain(read),
        });
        let energies = Component::ALL.into_iter().map(|component| Metric {
            name: format!("energy_{}_j", component.name()),
            unit: "J",
            better: Better::Lower,
            what: format!("energy of the component `{}`, dynamic and static", component.name()),
            counted: "its actions times their prices, and its static power times the time it was powered; all components \
                      sum to energy_j"
                .to_owned(),
            reading: Reading::Energy(component),
        });
        let statics = Component::ALL.into_iter().map(|component| Metric {
            name: format!("static_{}_j", component.name()),
            unit: "J",
            better: Better::Lower,
            what: format!("static energy of the component `{}`", component.name()),
            counted: "its static power times the time it was powered; all components sum to static_j"
                .to_owned(),
            reading: Reading::Static(component),
        });
        let waits = Wait::ALL.into_iter().map(|wait| Metric {
            name: format!("wait_{}_s", wait.name()),
            unit: "s",
            better: Better::Lower,
            what: format!("time of the run that the critical path spent on `{}`", wait.name()),
            counted: "the chain of reasons behind the last event of each step; all waits sum to time_s"
                .to_owned(),
            reading: Reading::Wait(wait),
        });
        plain.chain(energies).chain(statics).chain(waits).collect()
    });
    &ALL
}

/// The figure of that name.
pub fn metric(name: &str) -> Option<&'static Metric> {
    metrics().iter().find(|metric| metric.name == name)
}

/// All figures of a record, in the order of [`metrics`].
pub fn values(record: &RunRecord) -> Vec<Option<f64>> {
    metrics().iter().map(|metric| metric.of(record)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing;

    #[test]
    fn names_are_there_once_and_end_with_their_units() {
        for (position, metric) in metrics().iter().enumerate() {
            let same = metrics().iter().position(|other| other.name == metric.name);
            assert_eq!(same, Some(position), "{} is there twice", metric.name);
            let suffix = match metric.unit {
                "J" => "_j",
                "s" => "_s",
                "J·s" => "_js",
                "W" => "_w",
                "mm²" => "_mm2",
                "pJ" | "" => "",
                unit => panic!("{}: a unit without a suffix: {unit}", metric.name),
            };
            assert!(metric.name.ends_with(suffix), "{}", metric.name);
            assert!(!metric.what.is_empty() && !metric.counted.is_empty(), "{}", metric.name);
        }
    }

    #[test]
    fn parts_sum_to_their_wholes() {
        let record = testing::record_of(&testing::outcome(3, 9, 30, 4));
        let of = |name: &str| metric(name).and_then(|metric| metric.of(&record)).unwrap();
        let sum = |prefix: &str, names: &[&str]| -> f64 {
            names
                .iter()
                .map(|name| of(&format!("{prefix}_{name}_{}", if prefix == "wait" { "s" } else { "j" })))
                .sum()
        };
        let components: Vec<&str> = Component::ALL.iter().map(|component| component.name()).collect();
        let waits: Vec<&str> = Wait::ALL.iter().map(|wait| wait.name()).collect();
        for (whole, sum) in [
            (of("energy_j"), sum("energy", &components)),
            (of("static_j"), sum("static", &components)),
            (of("time_s"), sum("wait", &waits)),
        ] {
            assert!(whole > 0.0 && (whole - sum).abs() <= 1e-12 * whole, "{whole} {sum}");
        }
    }

    #[test]
    fn titles_have_words_and_units() {
        assert_eq!(metric("energy_per_step_j").map(Metric::title).as_deref(), Some("energy per step [J]"));
        assert_eq!(metric("weight_density").map(Metric::title).as_deref(), Some("weight density"));
        assert_eq!(metric("area_mm2").map(Metric::title).as_deref(), Some("area [mm²]"));
        assert_eq!(
            metric("pj_per_synop_total").map(Metric::title).as_deref(),
            Some("energy per synop total [pJ]")
        );
        assert!(metric("energy").is_none());
    }
}
