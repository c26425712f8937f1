//! What the study found, in a sentence with its figures filled in.

use super::claim::Claim;
use super::figures::short;
use super::gains::{Formats, chosen, gain};
use super::parts::{ARRAY, Net};
use super::points::{Figure, Points};

/// A list of words: `a, b and c`.
fn list(words: &[String]) -> String {
    match words {
        [] => String::new(),
        [one] => one.clone(),
        [before @ .., last] => format!("{} and {last}", before.join(", ")),
    }
}

/// What a chip makes of the example point.
struct Kept {
    chip: &'static str,
    energy: f64,
    interaction: f64,
    static_share: f64,
}

fn kept(points: &Points, chip: &'static str) -> Option<Kept> {
    let (sparsity, activity) = points.net.example();
    let at = (1.0 - sparsity, activity);
    let gain = gain(points, chip, at, Formats::Fixed, Figure::Energy)?;
    let row = &chosen(points, chip, at, Formats::Fixed, Figure::Energy)?.row;
    let static_share = row.metric("static_j")? / row.metric("energy_j")?;
    Some(Kept { chip, energy: gain.together, interaction: gain.interaction(), static_share })
}

/// The sentence; `None` where a run it speaks of is missing.
pub(super) fn sentence(points: &Points, claim: Claim) -> Option<String> {
    let (sparsity, activity) = Net::Ptb.example();
    let chips = points.chips().into_iter().filter(|chip| *chip != ARRAY);
    let kept_by: Vec<Kept> = chips.filter_map(|chip| kept(points, chip)).collect();
    let array = kept(points, ARRAY)?;
    if kept_by.is_empty() {
        return None;
    }
    let gains: Vec<String> =
        kept_by.iter().map(|kept| format!("{} × on {}", short(kept.energy), kept.chip)).collect();
    let parts: Vec<String> =
        kept_by.iter().map(|kept| format!("{:.0} %", 100.0 * kept.interaction)).collect();
    let still: Vec<String> =
        kept_by.iter().map(|kept| format!("{:.0} %", 100.0 * kept.static_share)).collect();
    Some(format!(
        "At weight sparsity {sparsity} and activity {activity}, {} needs {} × fewer operations a token and takes less energy: {} \
         ({} × on {ARRAY}, which uses neither): {} of the product of what each sparsity gains alone, with static power at \
         {} of what is left.",
        points.net.workload(),
        short(claim.gain(1.0 - sparsity)),
        list(&gains),
        short(array.energy),
        list(&parts),
        list(&still),
    ))
}
