//! Tests of convolutions and pools as synapses.

use proptest::prelude::*;

use super::*;

fn axis() -> impl Strategy<Value = Axis> {
    (1_u32..4, 1_u32..4, 0_u32..3, 1_u32..3).prop_map(|(kernel, stride, padding, dilation)| Axis {
        kernel,
        stride,
        padding,
        dilation,
    })
}

/// A convolution as it is defined: every place of the kernel, every weight of it.
fn brute_force(convolution: &Conv2d) -> Vec<Vec<u32>> {
    let (input, output) = (convolution.input, convolution.output);
    let mut rows = vec![Vec::new(); convolution.sources() as usize];
    for o in 0..output.channels {
        for (v, u) in (0..output.height).flat_map(|v| (0..output.width).map(move |u| (v, u))) {
            let target = (o * output.height + v) * output.width + u;
            for i in 0..input.channels {
                if i * convolution.groups / input.channels != o * convolution.groups / output.channels {
                    continue;
                }
                for (r, s) in (0..convolution.vertical.kernel)
                    .flat_map(|r| (0..convolution.horizontal.kernel).map(move |s| (r, s)))
                {
                    let at = |axis: Axis, place: u32, tap: u32| {
                        (place * axis.stride + tap * axis.dilation).checked_sub(axis.padding)
                    };
                    let (Some(y), Some(x)) =
                        (at(convolution.vertical, v, r), at(convolution.horizontal, u, s))
                    else {
                        continue;
                    };
                    let index = convolution.kernel_index(o, i, r, s);
                    if y < input.height
                        && x < input.width
                        && convolution.kept.as_ref().is_none_or(|kept| kept[index])
                    {
                        rows[((i * input.height + y) * input.width + x) as usize].push(target);
                    }
                }
            }
        }
    }
    rows
}

proptest! {
    #[test]
    fn rows_are_those_of_the_definition(
        (channels, height, width, outputs, groups) in (1_u32..3, 1_u32..6, 1_u32..6, 1_u32..3, 1_u32..3),
        vertical in axis(),
        horizontal in axis(),
        marks in proptest::collection::vec(any::<bool>(), 500),
        prune: bool,
    ) {
        let input = Image { channels: channels * groups, height, width };
        let Ok(convolution) = Conv2d::new(input, outputs * groups, vertical, horizontal, groups) else {
            return Ok(());
        };
        let convolution = if prune {
            let kept = marks[..convolution.kernel_weights() as usize].to_vec();
            convolution.pruned(kept).unwrap()
        } else {
            convolution
        };
        let expected = brute_force(&convolution);
        let mut incoming = vec![0; convolution.targets() as usize];
        let mut found = Vec::new();
        for (source, expected) in (0..).zip(&expected) {
            found.clear();
            convolution.row(source, &mut found);
            prop_assert_eq!(&found, expected);
            prop_assert_eq!(convolution.row_len(source) as usize, expected.len());
            for target in expected {
                incoming[*target as usize] += 1;
            }
        }
        prop_assert_eq!(convolution.synapses(), expected.iter().map(|row| row.len() as u64).sum::<u64>());
        prop_assert_eq!(convolution.incoming(), incoming);
        let mut classes = std::collections::BTreeMap::new();
        for (source, row) in (0..).zip(&expected) {
            if let Some(class) = convolution.row_class(source) {
                prop_assert_eq!(*classes.entry(class).or_insert(row), row);
            }
        }
    }
}

#[test]
fn shapes_that_do_not_fit_are_refused_in_words() {
    let input = Image { channels: 3, height: 4, width: 4 };
    let axis = Axis { kernel: 3, stride: 1, padding: 0, dilation: 1 };
    let refused = |input, outputs, axis, groups| Conv2d::new(input, outputs, axis, axis, groups).unwrap_err();
    assert_eq!(refused(input, 4, axis, 2), "2 groups do not divide 3 input channels and 4 output channels");
    assert!(refused(input, 4, Axis { kernel: 5, ..axis }, 1).contains("no place along 4 pixels of height"));
    assert!(refused(input, 4, Axis { stride: 0, ..axis }, 1).contains("stride 0"));
    assert!(refused(Image { channels: 0, ..input }, 4, axis, 1).contains("empty"));
    let wide = Image { channels: 1, height: 1 << 20, width: 1 << 20 };
    assert!(refused(wide, 1, axis, 1).contains("too large"));
    let convolution = Conv2d::new(input, 4, axis, axis, 1).unwrap();
    assert_eq!(convolution.output(), Image { channels: 4, height: 2, width: 2 });
    assert!(convolution.pruned(vec![true; 3]).is_err());
}
