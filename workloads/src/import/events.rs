//! Recorded events in arrays: dense, or lists of indices.

use egret_config::Problem;

use crate::activity::Trace;
use crate::files::Array;

/// Most (unit, step) pairs of a layer.
const MOST_PAIRS: u64 = 1 << 31;

/// The recording of each layer in the arrays of a file, with the names they had there.
///
/// An array `[steps, units]` is a layer, one `[steps, layers, units]` several; 0 is silence. A pair of lists
/// `NAME.indptr` (steps + 1) and `NAME.indices` is a layer whose units are given by `units`, one number for each such pair
/// in the order of the file.
pub fn events_of_arrays(
    arrays: &[(String, Array)],
    units: Option<&[u32]>,
) -> Result<Vec<(String, Trace)>, Vec<Problem>> {
    let (mut layers, mut problems) = (Vec::new(), Vec::new());
    let mut given = units.unwrap_or_default().iter();
    for (name, array) in arrays {
        let found = if let Some(layer) = list_name(name, "indptr") {
            let indices = arrays.iter().find(|(other, _)| list_name(other, "indices") == Some(layer));
            match indices {
                Some(indices) => lists(layer, (name, array), indices, given.next()).map(|layer| vec![layer]),
                None => Err(Problem::new(name.as_str(), format!("there is no `{layer}.indices` beside it"))),
            }
        } else if let Some(layer) = list_name(name, "indices") {
            if arrays.iter().any(|(other, _)| list_name(other, "indptr") == Some(layer)) {
                continue;
            }
            Err(Problem::new(name.as_str(), format!("there is no `{layer}.indptr` beside it")))
        } else {
            dense(name, array)
        };
        match found {
            Ok(found) => layers.extend(found),
            Err(problem) => problems.push(problem),
        }
    }
    if let Some((name, trace)) = layers.iter().find(|(_, trace)| trace.steps() != layers[0].1.steps()) {
        let (first, steps) = (&layers[0].0, layers[0].1.steps());
        let what = format!("it has {} steps, and `{first}` has {steps}", trace.steps());
        problems.push(Problem::new(name.as_str(), what));
    }
    if layers.is_empty() && problems.is_empty() {
        problems.push(Problem::new("", "it holds no array"));
    }
    if given.next().is_some() && problems.is_empty() {
        problems.push(Problem::new("", "more numbers of units are given than there are lists of indices"));
    }
    if problems.is_empty() { Ok(layers) } else { Err(problems) }
}

/// The layer of a name such as `layer0.indptr` or `layer0_indptr`.
fn list_name<'a>(name: &'a str, part: &str) -> Option<&'a str> {
    let before = name.strip_suffix(part)?;
    before.strip_suffix(['.', '_', '/']).or(before.is_empty().then_some(before))
}

fn refuse_too_many(name: &str, units: u64, steps: u64) -> Result<(), Problem> {
    match units.checked_mul(steps) {
        Some(pairs @ 1..=MOST_PAIRS) if pairs >= units && u32::try_from(units).is_ok() => Ok(()),
        _ => {
            let what = format!("{units} units over {steps} steps are none or more than {MOST_PAIRS} pairs");
            Err(Problem::new(name, what))
        }
    }
}

fn dense(name: &str, array: &Array) -> Result<Vec<(String, Trace)>, Problem> {
    let (steps, layers, units) = match *array.shape() {
        [steps, units] => (steps, 1, units),
        [steps, layers, units] => (steps, layers, units),
        ref other => {
            let what =
                format!("its shape is {other:?}, and [steps, units] or [steps, layers, units] is needed");
            return Err(Problem::new(name, what));
        }
    };
    refuse_too_many(name, (layers as u64).saturating_mul(units as u64), steps as u64)?;
    let on = array.switches(name)?;
    let mut traces = vec![Trace::empty(units as u32); layers];
    let mut events = Vec::new();
    for (at, step) in on.chunks_exact(units).enumerate() {
        events.clear();
        events.extend((0..).zip(step).filter(|(_, on)| **on).map(|(unit, _)| unit));
        traces[at % layers].push(&events);
    }
    let named = |layer: usize| if layers == 1 { name.to_owned() } else { format!("{name}[:, {layer}]") };
    Ok(traces.into_iter().enumerate().map(|(layer, trace)| (named(layer), trace)).collect())
}

fn lists(
    layer: &str,
    (starts_name, starts): (&String, &Array),
    (indices_name, indices): &(String, Array),
    units: Option<&u32>,
) -> Result<(String, Trace), Problem> {
    let Some(units) = units else {
        let problem = Problem::new(indices_name.as_str(), "nothing says how many units there are");
        return Err(problem.hint("give the units of every layer, such as `--units 256,256`"));
    };
    let starts = starts.wholes(starts_name)?;
    let indices = indices.wholes(indices_name)?;
    let wrong = |what: String| Err(Problem::new(starts_name.as_str(), what));
    if starts.first() != Some(&0) || !starts.is_sorted() {
        return wrong("it does not rise from 0".to_owned());
    }
    if starts.last() != Some(&(indices.len() as u64)) {
        return wrong(format!("it does not end at {}, the length of `{indices_name}`", indices.len()));
    }
    refuse_too_many(starts_name, u64::from(*units), starts.len() as u64 - 1)?;
    let narrow: Option<Vec<u32>> = indices.iter().map(|unit| u32::try_from(*unit).ok()).collect();
    let Some(narrow) = narrow else {
        return Err(Problem::new(indices_name.as_str(), "a unit is beyond any number of units"));
    };
    let steps = starts.windows(2).map(|step| &narrow[step[0] as usize..step[1] as usize]);
    let trace =
        Trace::from_events(*units, steps).map_err(|what| Problem::new(indices_name.as_str(), what))?;
    Ok((layer.to_owned(), trace))
}
