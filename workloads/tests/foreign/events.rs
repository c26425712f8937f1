//! Recordings and masks in arrays.

use egret_workloads::Trace;
use egret_workloads::files::{Array, Element};
use egret_workloads::import::{events_of_arrays, rows_of_mask};
use proptest::prelude::*;

fn bools(shape: &[usize], on: &[bool]) -> Array {
    Array::new(shape.to_vec(), Element::Bool, on.iter().map(|on| u8::from(*on)).collect()).expect("an array")
}

fn wholes(values: &[u64]) -> Array {
    let bytes = values.iter().flat_map(|value| value.to_le_bytes()).collect();
    Array::new(vec![values.len()], Element::Unsigned(8), bytes).expect("an array")
}

fn refused(arrays: &[(&str, Array)], units: Option<&[u32]>) -> String {
    let named: Vec<(String, Array)> =
        arrays.iter().map(|(name, array)| ((*name).to_owned(), array.clone())).collect();
    let problems = events_of_arrays(&named, units).expect_err("it is refused");
    problems.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n")
}

proptest! {
    #[test]
    fn dense_arrays_and_lists_of_indices_give_the_same_recording(
        steps in proptest::collection::vec(proptest::collection::vec(any::<bool>(), 5), 1..20)
    ) {
        let flat: Vec<bool> = steps.concat();
        let dense = vec![("spikes".to_owned(), bools(&[steps.len(), 5], &flat))];
        let layered = vec![("all".to_owned(), bools(&[steps.len(), 1, 5], &flat))];
        let (mut starts, mut indices) = (vec![0], Vec::new());
        for step in &steps {
            indices.extend((0..).zip(step).filter(|(_, on)| **on).map(|(unit, _)| unit));
            starts.push(indices.len() as u64);
        }
        let lists =
            vec![("layer0.indptr".to_owned(), wholes(&starts)), ("layer0.indices".to_owned(), wholes(&indices))];
        let trace = |arrays: &[(String, Array)], units| events_of_arrays(arrays, units).unwrap().remove(0).1;
        let expected: Trace = trace(&dense, None);
        prop_assert_eq!(&trace(&layered, None), &expected);
        prop_assert_eq!(&trace(&lists, Some(&[5])), &expected);
        prop_assert_eq!(expected.events(), indices.len() as u64);
    }
}

#[test]
fn layers_of_one_array_are_told_apart() {
    let on = [true, false, false, true, false, false, true, true];
    let layers = events_of_arrays(&[("spikes".to_owned(), bools(&[2, 2, 2], &on))], None).unwrap();
    let events: Vec<(&str, u64)> =
        layers.iter().map(|(name, trace)| (name.as_str(), trace.events())).collect();
    assert_eq!(events, [("spikes[:, 0]", 1), ("spikes[:, 1]", 3)]);
}

#[test]
fn what_is_no_recording_is_refused_by_name() {
    let spikes = |shape: &[usize]| bools(shape, &vec![true; shape.iter().product()]);
    assert!(refused(&[("a", spikes(&[4]))], None).contains("a: its shape is [4]"));
    assert!(refused(&[("a", spikes(&[0, 3]))], None).contains("a: 3 units over 0 steps"));
    assert!(refused(&[("a", spikes(&[2, 3])), ("b", spikes(&[3, 3]))], None).contains("b: it has 3 steps"));
    assert!(refused(&[("a", Array::of_f32(vec![1, 1], &[0.5]))], None).contains("only 0 and 1"));
    let pair = [("l.indptr", wholes(&[0, 2])), ("l.indices", wholes(&[0, 9]))];
    assert!(refused(&pair, None).contains("--units"));
    assert!(refused(&pair, Some(&[9])).contains("l.indices: step 0 has unit 9 of 9"));
    assert!(refused(&pair, Some(&[10, 10])).contains("more numbers of units"));
    assert!(refused(&pair[..1], Some(&[10])).contains("there is no `l.indices`"));
    assert!(
        refused(&[("l.indptr", wholes(&[0, 1])), pair[1].clone()], Some(&[10])).contains("does not end at 2")
    );
    let huge = [("l.indptr", wholes(&[0, 0])), ("l.indices", wholes(&[]))];
    assert!(refused(&huge, Some(&[u32::MAX])).contains("pairs"));
}

#[test]
fn a_mask_lists_targets_by_source() {
    let mask = bools(&[3, 2], &[true, false, false, false, true, true]);
    let rows = rows_of_mask("W0", &mask, 2, 3).unwrap();
    assert_eq!((rows.row(0), rows.row(1)), (&[0, 2][..], &[2][..]));
    let turned = rows_of_mask("W0", &mask, 3, 2).unwrap_err();
    assert!(turned.what.contains("has [2, 3]") && turned.hint.unwrap().contains("transposed"));
}
