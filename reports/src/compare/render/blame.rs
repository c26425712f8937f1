//! Which parameter is to blame for a change, where that can be said, and where it stands in a file.

use egret_arch::{Action, Component};
use egret_config::{SpanIndex, line_and_column};

use crate::compare::causes::Origin;
use crate::compare::comparison::{ComparedPoint, Comparison};

/// A place in a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Blamed {
    /// Path of the parameter.
    pub path: String,
    /// The file and its line from 1, where it is known.
    pub place: Option<(String, usize)>,
}

/// Chip files that parameters may stand in: name of the file, and its text.
#[derive(Clone, Debug, Default)]
pub struct Knobs {
    /// Files by the name of the chip in them.
    pub files: Vec<(String, String, String)>,
}

impl Knobs {
    /// The file of a chip: by the name in it, or, as studies call chips of one's own, by its path. A file that stands alone is
    /// that of any chip.
    fn file_of(&self, chip: &str) -> Option<&(String, String, String)> {
        let last = |path: &str| path.rsplit(['/', '\\']).next().unwrap_or_default().to_owned();
        let by_name = self.files.iter().find(|(name, ..)| name == chip);
        let by_path = || self.files.iter().find(|(_, path, _)| last(path) == last(chip));
        let alone = || self.files.first().filter(|_| self.files.len() == 1);
        by_name.or_else(by_path).or_else(alone)
    }

    /// The parameter behind the change of a figure at a point.
    ///
    /// If one parameter of the chip changed, it is that one. If several did, the main cause has to come from a price that
    /// is one of them.
    pub(super) fn blamed(
        &self,
        comparison: &Comparison,
        point: &ComparedPoint,
        metric: &str,
    ) -> Option<Blamed> {
        let path = path(comparison, point, metric)?;
        let file = self.file_of(&point.chips.1);
        let place = file.and_then(|(_, name, text)| {
            let span = SpanIndex::of(text).find(path.strip_prefix("chip.").unwrap_or(&path))?;
            Some((name.clone(), line_and_column(text, span.start).0))
        });
        Some(Blamed { path, place })
    }
}

fn path(comparison: &Comparison, point: &ComparedPoint, metric: &str) -> Option<String> {
    let chip =
        comparison.chips.iter().find(|chip| (&chip.old, &chip.new) == (&point.chips.0, &point.chips.1));
    let changed: Vec<&str> = chip
        .iter()
        .flat_map(|chip| &chip.differences)
        .map(|difference| difference.path.as_str())
        .chain(comparison.axes.iter().map(|(path, ..)| path.as_str()))
        .collect();
    if let [alone] = changed.as_slice() {
        return Some((*alone).to_owned());
    }
    let change = point.changes.iter().find(|change| change.metric.name == metric)?;
    let cause = change.causes.first().filter(|cause| cause.origin == Origin::Prices)?;
    prices(&cause.figure, &cause.item).into_iter().find(|path| changed.contains(&path.as_str()))
}

/// Paths of the prices behind an item of a component, or of all of the component where none is named.
fn prices(figure: &str, item: &str) -> Vec<String> {
    let (action, model) = item.split_once('.').unwrap_or((item, ""));
    let component = figure.strip_prefix("energy_").and_then(|name| name.strip_suffix("_j"));
    let component = Component::ALL.into_iter().find(|known| Some(known.name()) == component);
    let named = Action::ALL.into_iter().find(|known| known.name() == action);
    let actions = Action::ALL.into_iter().filter(|known| match named {
        Some(named) => *known == named,
        None => Some(known.component()) == component,
    });
    let of_actions = actions.map(|action| action.price_path().replace("MODEL", model));
    let powers = component.filter(|_| named.is_none()).map_or(&[][..], Component::power_paths);
    of_actions
        .chain(powers.iter().map(|path| (*path).to_owned()))
        .map(|path| format!("chip.{path}"))
        .collect()
}
