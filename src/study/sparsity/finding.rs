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
    alone: (f64, f64),
    interaction: f64,
    static_share: f64,
}

fn kept(points: &Points, chip: &'static str) -> Option<Kept> {
    let (sparsity, activity) = points.net.example();
    let at = (1.0 - sparsity, activity);
    let gain = gain(points, chip, at, Formats::Fixed, Figure::Energy)?;
    let row = &chosen(points, chip, at, Formats::Fixed, Figure::Energy)?.row;
    let static_share = row.metric("static_j")? / row.metric("energy_j")?;
    Some(Kept {
        chip,
        energy: gain.together,
        alone: (gain.weights, gain.events),
        interaction: gain.interaction(),
        static_share,
    })
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
    let told = |text: &dyn Fn(&Kept) -> String| list(&kept_by.iter().map(text).collect::<Vec<_>>());
    let gains = told(&|kept| format!("{} × less on {}", short(kept.energy), kept.chip));
    let alone = told(&|kept| format!("{} × {}", short(kept.alone.0), short(kept.alone.1)));
    let interactions = told(&|kept| short(kept.interaction));
    let still = told(&|kept| format!("{:.0} %", 100.0 * kept.static_share));
    Some(format!(
        "At weight sparsity {sparsity} and activity {activity}, {} needs {} × fewer operations a token, and its energy a token \
         is {gains} ({} × on {ARRAY}, which uses neither): weights and activity alone gain {alone}, the two interact by {interactions} \
         (1 would be perfectly multiplicative), and static power is {still} of what is left.",
        points.net.workload(),
        short(claim.gain(1.0 - sparsity)),
        short(array.energy),
    ))
}
