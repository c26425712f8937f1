//! Checks of single parameters and of parameters against each other.

use egret_config::{Problem, Sourced};

use crate::file::{Events, PopulationFile, SCHEMA, WorkloadFile};
use crate::masks::MaskFile;
use crate::network::{Model, Site};

/// Most units of a population and words of a vocabulary: a size beyond it is a slip of the pen, and its rate table alone
/// would fill the memory.
pub(super) const MOST_UNITS: u32 = 1 << 24;

/// Problems of the parameters at the top level.
pub(super) fn problems(file: &WorkloadFile) -> Vec<Problem> {
    let mut problems = Vec::new();
    if file.schema != SCHEMA {
        let what = format!("schema \"{}\" is not one that this version reads", file.schema);
        problems.push(Problem::new("schema", what).hint(format!("write \"{SCHEMA}\"")));
    }
    if file.name.is_empty() {
        problems.push(Problem::new("name", "the workload has no name"));
    }
    if file.steps == 0 {
        problems.push(Problem::new("steps", "0 steps leave nothing to run").hint("write at least 1"));
    }
    problems.extend(bits("weight_bits", &file.weight_bits));
    problems.extend(bits("payload_bits", &file.payload_bits));
    if let Some(words) = &file.vocabulary {
        problems.extend(size("vocabulary", "words", words));
    }
    problems.extend(file.synthetic.problems("synthetic"));
    sites(file, &mut problems);
    sparsity(file, &mut problems);
    activity(file, &mut problems);
    problems
}

/// Shares that are NaN. They must be looked for in the file as read, because the tree in which settings are applied
/// knows no NaN and would take it for a missing value.
pub(crate) fn not_numbers(file: &WorkloadFile) -> Vec<Problem> {
    let known = |value: &Option<Sourced<f64>>| value.as_ref().and_then(Sourced::value).copied();
    let shape = &file.synthetic;
    let mut shares = vec![
        ("weight_sparsity".to_owned(), "weight sparsity", file.weight_sparsity),
        ("default_weight_sparsity".to_owned(), "weight sparsity", known(&file.default_weight_sparsity)),
        ("activity".to_owned(), "activity", file.activity),
        ("default_activity".to_owned(), "activity", known(&file.default_activity)),
        ("synthetic.rate_spread".to_owned(), "rate spread", Some(shape.rate_spread)),
        ("synthetic.persistence".to_owned(), "persistence", Some(shape.persistence)),
        ("synthetic.common_factor".to_owned(), "common factor", Some(shape.common_factor)),
    ];
    for (at, population) in file.populations.iter().enumerate() {
        shares.push((format!("populations[{at}].activity"), "activity", known(&population.activity)));
    }
    let nan = shares.into_iter().filter(|(_, _, value)| value.is_some_and(f64::is_nan));
    nan.map(|(path, what, _)| Problem::new(path, format!("{what} is not a number"))).collect()
}

/// A share must lie in 0 to 1.
fn share(path: &str, what: &str, value: f64) -> Option<Problem> {
    let refused = if value.is_nan() {
        "is not a number".to_owned()
    } else if value < 0.0 {
        format!("{value} is negative")
    } else if value > 1.0 {
        format!("{value} is more than 1")
    } else {
        return None;
    };
    let hint = if value > 1.0 && value <= 100.0 {
        // Rounded, because a hundredth of 1.1 has seventeen digits.
        format!("a share from 0 to 1; for {value} % write {}", (value * 1e10).round() / 1e12)
    } else {
        "a share from 0 to 1".to_owned()
    };
    Some(Problem::new(path, format!("{what} {refused}")).hint(hint))
}

fn bits(path: &str, value: &Sourced<u32>) -> Option<Problem> {
    match value.value() {
        None => Some(Problem::new(path, "a number of bits must be known").hint("for example `Given(8)`")),
        Some(1..=32) => None,
        Some(bits) => Some(Problem::new(path, format!("{bits} bits are not possible")).hint("1 to 32")),
    }
}

/// A number of units or words must be known, at least 1 and at most [`MOST_UNITS`].
pub(super) fn size(path: &str, what: &str, value: &Sourced<u32>) -> Option<Problem> {
    match value.value() {
        None => Some(match looked(value) {
            Some(looked) => Problem::new(path, format!("the number of {what} was not published: {looked}"))
                .hint(format!("give one, such as --set workload.{path}=256")),
            None => Problem::new(path, format!("the number of {what} must be known"))
                .hint("for example `Given(256)`"),
        }),
        Some(0) => Some(Problem::new(path, format!("0 {what}")).hint("write at least 1")),
        Some(size) if *size > MOST_UNITS => Some(
            Problem::new(path, format!("{size} {what} are too many")).hint(format!("at most {MOST_UNITS}")),
        ),
        Some(_) => None,
    }
}

/// Where an unknown number was looked for.
fn looked<T>(value: &Sourced<T>) -> Option<&str> {
    match value {
        Sourced::Unknown(looked) => Some(looked),
        _ => None,
    }
}

fn sites(file: &WorkloadFile, problems: &mut Vec<Problem>) {
    if file.vocabulary.is_some() {
        return;
    }
    // A network that reads no words has nothing to look up: its input on the chip is a population like others.
    let wordless = file.events == Events::Executed
        && file.checkpoint.as_ref().is_some_and(|checkpoint| checkpoint.tokens.is_none());
    for (path, site) in [("embedding", file.embedding), ("decoder", file.decoder)] {
        if site == Site::Chip && !(wordless && path == "embedding") {
            let what = format!("an on-chip {path} needs a vocabulary, whose size sets its memory");
            problems.push(Problem::new(path, what).hint("give `vocabulary`, or write `Host` or `Absent`"));
        }
    }
}

fn sparsity(file: &WorkloadFile, problems: &mut Vec<Problem>) {
    let default = file.default_weight_sparsity.as_ref();
    for (path, value) in [
        ("weight_sparsity", file.weight_sparsity),
        ("default_weight_sparsity", default.and_then(Sourced::value).copied()),
    ] {
        problems.extend(value.and_then(|value| share(path, "weight sparsity", value)));
    }
    if file.weight_sparsity().is_none() {
        let looked = default.and_then(looked).unwrap_or_default();
        problems.push(
            Problem::new("weight_sparsity", format!("the weight sparsity was not published: {looked}"))
                .hint("give one, such as --weight-sparsity 0.5; 0 for a dense network"),
        );
    }
    let explicit = file.projections.iter().all(|projection| projection.rows.is_some());
    if explicit && !file.projections.is_empty() && file.weight_sparsity() > Some(0.0) {
        let what = "every projection lists its own rows, so there is nothing to prune";
        problems.push(
            Problem::new("weight_sparsity", what)
                .hint("write 0, or leave `rows` out where a mask is to be drawn"),
        );
    }
    if file.mask == MaskFile::Magnitude && file.checkpoint.is_none() {
        let what = "magnitudes are those of the weights of a checkpoint, and this workload names none";
        problems.push(
            Problem::new("mask", what)
                .hint("give `checkpoint`, or write `UniformRandom` or another mask that is drawn"),
        );
    }
    if file.mask == MaskFile::Trained && file.recorded.is_none() && file.checkpoint.is_none() {
        let what = "trained masks come from a data set or a checkpoint, and this workload names none";
        problems.push(
            Problem::new("mask", what)
                .hint("give `recorded`, or write `UniformRandom` or another mask that is drawn"),
        );
    }
}

fn activity(file: &WorkloadFile, problems: &mut Vec<Problem>) {
    problems.extend(file.activity.and_then(|activity| share("activity", "activity", activity)));
    let default = file.default_activity.as_ref().and_then(Sourced::value);
    problems.extend(default.and_then(|activity| share("default_activity", "activity", *activity)));
    for (at, population) in file.populations.iter().enumerate() {
        let path = format!("populations[{at}].activity");
        let Some(activity) = population.activity.as_ref().and_then(Sourced::value) else { continue };
        problems.extend(share(&path, "activity", *activity));
        if *activity < 1.0 && !population.model.is_event_based() && population.model != Model::Input {
            let (name, model) = (&population.name, population.model.name());
            let what =
                format!("every unit of \"{name}\" ({model}) emits at every step, not {activity} of them");
            problems.push(Problem::new(path, what).hint("leave it out, or take an event-based model"));
        }
    }
    let sparse = file.populations.iter().any(PopulationFile::is_sparse);
    match file.activity {
        Some(activity) if !sparse && activity < 1.0 => {
            let layers = file.populations.iter().filter(|population| population.model != Model::Input);
            let mut models: Vec<_> = layers.map(|population| population.model.name()).collect();
            models.sort_unstable();
            models.dedup();
            let what = format!(
                "activity {activity} has no meaning here: every unit of a dense model ({}) emits at every step",
                models.join(", ")
            );
            problems.push(
                Problem::new("activity", what)
                    .hint("leave it out, or take an event-based workload such as egru-ptb"),
            );
        }
        None if file.events == Events::Executed || file.trace.is_some() || file.fitted.is_some() => {}
        None if sparse && file.recorded.is_some() && file.mask != MaskFile::Trained => {
            let what = format!(
                "the recorded activity belongs to the trained masks, not to {} ones",
                file.mask.name()
            );
            problems.push(
                Problem::new("mask", what).hint("write `Trained`, or give `activity` for synthetic activity"),
            );
        }
        None if file.recorded.is_none() && default.is_none() => problems.extend(unsaid_activity(file)),
        Some(_) | None => {}
    }
}

/// What has to be given where nothing says how active some populations are.
fn unsaid_activity(file: &WorkloadFile) -> Option<Problem> {
    let known =
        |population: &&PopulationFile| population.activity.as_ref().and_then(Sourced::value).is_some();
    let mut unsaid =
        file.populations.iter().filter(|population| population.is_sparse() && !known(population)).peekable();
    unsaid.peek()?;
    let of_populations = unsaid.clone().filter_map(|population| population.activity.as_ref());
    let mut notes: Vec<&str> =
        file.default_activity.iter().chain(of_populations).filter_map(looked).collect();
    notes.dedup();
    let names: Vec<_> = unsaid.map(|population| format!("\"{}\"", population.name)).collect();
    let what = if notes.is_empty() {
        "nothing says how active the event-based populations are".to_owned()
    } else {
        format!("the activity of {} was not published: {}", some_of(&names), notes.join("; "))
    };
    let hint = if notes.is_empty() {
        "give `activity`, `default_activity` or `recorded`"
    } else {
        "give one, such as --activity 0.1, or one for each population (`populations[..].activity`)"
    };
    Some(Problem::new("activity", what).hint(hint))
}

/// The first few names of a list, and how many more there are.
fn some_of(names: &[String]) -> String {
    const SHOWN: usize = 4;
    match names.len().saturating_sub(SHOWN) {
        0 => names.join(", "),
        more => format!("{} and {more} more populations", names[..SHOWN].join(", ")),
    }
}
