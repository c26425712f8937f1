//! A result set as something to compare.

use std::collections::BTreeMap;
use std::sync::Arc;

use egret_arch::ChipFile;
use egret_config::{Setting, apply};
use serde_json::Value;

use super::point::{ChipInUse, Compared, Kind, Point};
use crate::named::Named;
use crate::results::{ResultRow, ResultSet};

/// A result set; `name` is what messages call it.
pub fn of_results(name: &str, set: &ResultSet) -> Compared {
    let mut chips = Chips { set, known: BTreeMap::new() };
    let points = set.rows.iter().map(|row| Point {
        chip: chips.of(row),
        workload: row.workload.clone(),
        steps: row.steps,
        seed: row.seed,
        settings: row.settings.clone(),
        status: row.status,
        why: row.why.clone(),
        metrics: row.metrics.clone(),
        items: None,
    });
    let points = points.collect();
    let study = &set.study;
    let remarks = [
        ("version of egret", &study.egret),
        ("version of the models", &study.model),
        ("name of the study", &study.name),
    ];
    Compared {
        name: name.to_owned(),
        kind: Kind::ResultSet,
        points,
        workloads: study.workloads.iter().map(|(name, file)| (name, workload(set, file))).collect(),
        data: Named::default(),
        remarks: remarks.into_iter().map(|(what, value)| (what, value.clone())).collect(),
        unpriced: Vec::new(),
    }
}

/// A workload file with what is set in all points beside it.
fn workload(set: &ResultSet, file: &Value) -> Value {
    let mut tree = file.clone();
    let settings: serde_json::Map<String, Value> = parsed(&set.study.settings)
        .filter(|setting| setting.root() == "workload")
        .map(|setting| (setting.path, Value::String(setting.value)))
        .collect();
    if let (Some(fields), false) = (tree.as_object_mut(), settings.is_empty()) {
        fields.insert("set".to_owned(), Value::Object(settings));
    }
    tree
}

fn parsed(settings: &[String]) -> impl Iterator<Item = Setting> + '_ {
    settings.iter().filter_map(|setting| setting.parse().ok())
}

/// A chip by its name and the settings of a row.
type Chosen = (String, Vec<(String, String)>);

/// Chips under the settings of rows, each made once.
struct Chips<'a> {
    set: &'a ResultSet,
    known: BTreeMap<Chosen, Arc<ChipInUse>>,
}

impl Chips<'_> {
    fn of(&mut self, row: &ResultRow) -> Arc<ChipInUse> {
        let settings: Vec<(String, String)> =
            row.settings.iter().filter(|(path, _)| path.starts_with("chip.")).cloned().collect();
        let key = (row.chip.clone(), settings);
        if let Some(chip) = self.known.get(&key) {
            return Arc::clone(chip);
        }
        let file = self.set.study.chips.get(&row.chip).cloned().unwrap_or_default();
        let own = key.1.iter().map(|(path, value)| Setting { path: path.clone(), value: value.clone() });
        let all: Vec<Setting> = parsed(&self.set.study.settings).chain(own).collect();
        let typed = serde_json::from_value::<ChipFile>(file.clone()).ok();
        let chip = typed.and_then(|typed| apply(&typed, "chip", &all).ok());
        let chip = Arc::new(match chip {
            Some(changed) => ChipInUse::checked(&row.chip, &changed),
            None => ChipInUse::of(&row.chip, file),
        });
        self.known.insert(key, Arc::clone(&chip));
        chip
    }
}
