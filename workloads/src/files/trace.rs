//! Recorded events as tensors: for each layer, the units that emit at each step.
//!
//! `layerN.indptr` (steps + 1 whole numbers) and `layerN.indices` (ascending within a step): the units of layer `N` that
//! emit at step `t` are `indices[indptr[t]..indptr[t + 1]]`. The note `units` lists the units of the layers.

use egret_config::{InputError, Problem};

use super::tensors::{TensorFile, TensorWriter};
use crate::activity::Trace;

/// Most (unit, step) pairs of a layer: one bit each, whatever a short file claims.
pub(super) const MOST_PAIRS: u64 = 1 << 31;

/// The note that says how many units each layer has.
const UNITS: &str = "units";

/// Reads the events of every layer. Units come from `units`, else from the file's own note; a file without one is refused,
/// since units that never emit cannot be counted.
pub fn read_trace(file: &TensorFile<'_>, units: Option<&[u32]>) -> Result<Vec<Trace>, InputError> {
    let refused = |problems: Vec<Problem>| InputError { name: file.name().to_owned(), text: None, problems };
    let most = file.tensor_names().len();
    let layers = (0..most).take_while(|layer| file.contains(&format!("layer{layer}.indptr"))).count();
    if layers == 0 {
        let hint = format!(
            "a trace has `layer0.indptr` and `layer0.indices`; it holds {}",
            file.tensor_names().join(", ")
        );
        return Err(refused(vec![
            Problem::new("layer0.indptr", "there is no tensor of that name").hint(hint),
        ]));
    }
    let units = match units {
        Some(units) => units.to_vec(),
        None => noted_units(file).map_err(|problem| refused(vec![problem]))?,
    };
    if units.len() != layers {
        let what = format!("it has {layers} layers, and units are given for {}", units.len());
        return Err(refused(vec![Problem::new("", what)]));
    }
    let mut problems = Vec::new();
    let mut traces = Vec::new();
    for (layer, units) in units.into_iter().enumerate() {
        match read_layer(file, layer, units) {
            Ok(trace) => traces.push(trace),
            Err(problem) => problems.push(problem),
        }
    }
    if let Some((layer, _)) = traces.iter().enumerate().find(|(_, trace)| trace.steps() != traces[0].steps())
    {
        let what = format!("it has {} steps, layer 0 has {}", traces[layer].steps(), traces[0].steps());
        problems.push(Problem::new(format!("layer{layer}.indptr"), what));
    }
    if problems.is_empty() { Ok(traces) } else { Err(refused(problems)) }
}

/// Whether a trace says how many units its layers have.
pub fn says_units(file: &TensorFile<'_>) -> bool {
    file.note(UNITS).is_some()
}

/// The fewest units that every layer of a trace can have: up to the last one that ever emits, and at least 1.
pub fn fewest_units(file: &TensorFile<'_>) -> Result<Vec<u32>, InputError> {
    let layers = (0..).map(|layer| format!("layer{layer}.indices")).take_while(|name| file.contains(name));
    let fewest = layers.map(|name| {
        let last = file.whole_numbers(&name)?.into_iter().max();
        Ok(last.map_or(1, |last| last.saturating_add(1)))
    });
    fewest.collect::<Result<_, Problem>>().map_err(|problem| InputError::single(file.name(), problem))
}

fn noted_units(file: &TensorFile<'_>) -> Result<Vec<u32>, Problem> {
    let Some(note) = file.note(UNITS) else {
        let what = "it does not say how many units its layers have";
        return Err(Problem::new("", what).hint("give the units of every layer, such as `--units 256,256`"));
    };
    let numbers: Result<Vec<u32>, _> = note.split(',').map(|number| number.trim().parse()).collect();
    numbers.map_err(|_| Problem::new(UNITS, format!("its note `{note}` is no list of whole numbers")))
}

fn read_layer(file: &TensorFile<'_>, layer: usize, units: u32) -> Result<Trace, Problem> {
    let (starts_name, indices_name) = (format!("layer{layer}.indptr"), format!("layer{layer}.indices"));
    let starts = file.whole_numbers(&starts_name)?;
    let indices = file.whole_numbers(&indices_name)?;
    let wrong = |what: String| Err(Problem::new(starts_name.as_str(), what));
    if starts.first() != Some(&0) || !starts.is_sorted() {
        return wrong("it does not rise from 0".to_owned());
    }
    let steps = starts.len() as u64 - 1;
    if u64::from(units) * steps > MOST_PAIRS {
        return wrong(format!("{units} units over {steps} steps are more than {MOST_PAIRS} pairs"));
    }
    let end = starts.last().copied().unwrap_or(0) as usize;
    if end != indices.len() {
        return wrong(format!("it ends at {end}, but `{indices_name}` has {} elements", indices.len()));
    }
    Trace::from_events(units, starts.windows(2).map(|step| &indices[step[0] as usize..step[1] as usize]))
        .map_err(|what| Problem::new(indices_name, what))
}

/// The bytes of a trace file of these layers.
pub fn write_trace(layers: &[Trace]) -> Vec<u8> {
    let mut writer = TensorWriter::default();
    let mut events = Vec::new();
    for (layer, trace) in layers.iter().enumerate() {
        events.clear();
        let mut starts = vec![0];
        for step in 0..trace.steps() {
            trace.extend_with_step(step, &mut events);
            starts.push(events.len() as u32);
        }
        writer.u32s(format!("layer{layer}.indptr"), &starts);
        let name = format!("layer{layer}.indices");
        if trace.units() <= 1 << 16 {
            let narrow: Vec<u16> = events.iter().map(|unit| *unit as u16).collect();
            writer.u16s(name, &narrow);
        } else {
            writer.u32s(name, &events);
        }
    }
    let units: Vec<String> = layers.iter().map(|trace| trace.units().to_string()).collect();
    writer.finish(Some((UNITS, &units.join(","))))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(bytes: &[u8], units: Option<&[u32]>) -> Result<Vec<Trace>, String> {
        let file = TensorFile::open("trace.safetensors", bytes).unwrap();
        read_trace(&file, units).map_err(|error| error.problems[0].to_string())
    }

    fn written(starts: &[u32], indices: &[u16]) -> Vec<u8> {
        let mut writer = TensorWriter::default();
        writer.u32s("layer0.indptr", starts);
        writer.u16s("layer0.indices", indices);
        writer.finish(None)
    }

    #[test]
    fn a_trace_survives_a_round_trip() {
        let small = Trace::from_events(10, [&[0, 9][..], &[], &[4]]).unwrap();
        let large = Trace::from_events(70_000, [&[69_999][..], &[1, 2], &[]]).unwrap();
        let traces = vec![small, large];
        let bytes = write_trace(&traces);
        assert_eq!(read(&bytes, None).unwrap(), traces);
        let file = TensorFile::open("trace", &bytes).unwrap();
        assert_eq!((says_units(&file), fewest_units(&file).unwrap()), (true, vec![10, 70_000]));
    }

    #[test]
    fn what_does_not_fit_together_is_refused_by_name() {
        let good = written(&[0, 1, 3], &[7, 2, 3]);
        assert_eq!(read(&good, Some(&[8])).unwrap()[0].events(), 3);
        for (bytes, units, expected) in [
            (&good, None, "does not say how many units"),
            (&good, Some(&[8, 8][..]), "1 layers, and units are given for 2"),
            (&good, Some(&[7][..]), "layer0.indices: step 0 has unit 7 of 7"),
            (&written(&[0, 2, 1], &[1]), Some(&[8][..]), "does not rise from 0"),
            (&written(&[0, 2], &[1]), Some(&[8][..]), "ends at 2, but `layer0.indices` has 1"),
            (&written(&[0, 2], &[3, 3]), Some(&[8][..]), "step 0 lists unit 3 after unit 3"),
            (&TensorWriter::default().finish(None), Some(&[8][..]), "there is no tensor of that name"),
        ] {
            let found = read(bytes, units).unwrap_err();
            assert!(found.contains(expected), "{found}");
        }
    }
}
