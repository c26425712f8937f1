//! How the chips of both sides differ: comparing chips is the point of it all.

use super::point::Point;
use crate::differences::{Difference, differences};

/// Names and prose: told elsewhere, or nothing that runs.
const REMARKS: [&str; 2] = ["chip.name", "chip.summary"];

/// A chip and what stands in its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChipChange {
    /// Name of the chip that was.
    pub old: String,
    /// Name of the chip that is.
    pub new: String,
    /// Parameters that differ.
    pub differences: Vec<Difference>,
}

/// What differs between the chips of points that belong together, by names of chips.
pub(super) fn changes<'a>(pairs: impl Iterator<Item = (&'a Point, &'a Point)>) -> Vec<ChipChange> {
    let mut changes: Vec<ChipChange> = Vec::new();
    let mut seen: Vec<(*const super::ChipInUse, *const super::ChipInUse)> = Vec::new();
    for (old, new) in pairs {
        let both = (std::sync::Arc::as_ptr(&old.chip), std::sync::Arc::as_ptr(&new.chip));
        if seen.contains(&both) {
            continue;
        }
        seen.push(both);
        let (old, new) = (&old.chip, &new.chip);
        let at = changes.iter().position(|known| known.old == old.name && known.new == new.name);
        let at = at.unwrap_or_else(|| {
            let (old, new) = (old.name.clone(), new.name.clone());
            changes.push(ChipChange { old, new, differences: Vec::new() });
            changes.len() - 1
        });
        let known = &mut changes[at].differences;
        for found in differences("chip", &old.file, &new.file) {
            if !REMARKS.contains(&found.path.as_str()) && !known.contains(&found) {
                known.push(found);
            }
        }
    }
    changes
}
