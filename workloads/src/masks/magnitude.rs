//! Magnitude pruning of weights that are known: the smallest ones become zero.
//!
//! The rule is the one behind the trained masks of `egru-wikitext2`: of all `n` weights together (of a network, or of
//! a layer) those `(1 - sparsity) * n` with the largest absolute values stay, a number rounded to the nearest whole
//! one (half up). Of equal absolute values the earlier ones stay, in the order of the matrices and within them.
//! Weights that are zero already count as the smallest, so what was pruned before stays pruned at any higher
//! sparsity. Biases, thresholds, embedding and decoder are not among the matrices.

/// Prunes matrices together, so that one threshold holds for all of them; returns the nonzeros that each has left.
///
/// `sparsity` is the share of zeros, from 0 to 1, of all weights together.
pub fn global(matrices: &mut [&mut [f32]], sparsity: f64) -> Vec<u64> {
    let mut sizes: Vec<u32> = matrices.iter().flat_map(|matrix| matrix.iter().map(|w| size(*w))).collect();
    let kept = super::kept(sparsity, sizes.len() as u64) as usize;
    let (threshold, mut at_threshold) = match kept.checked_sub(1) {
        None => (u32::MAX, 0),
        Some(last) => {
            let (above, threshold, _) = sizes.select_nth_unstable_by(last, |a, b| b.cmp(a));
            let threshold = *threshold;
            (threshold, kept - above.iter().filter(|size| **size > threshold).count())
        }
    };
    let mut prune = |weight: &mut f32| {
        let keeps = if size(*weight) == threshold {
            let keeps = at_threshold > 0;
            at_threshold -= usize::from(keeps);
            keeps
        } else {
            size(*weight) > threshold
        };
        if !keeps {
            *weight = 0.0;
        }
        u64::from(*weight != 0.0)
    };
    matrices.iter_mut().map(|matrix| matrix.iter_mut().map(&mut prune).sum()).collect()
}

/// Prunes each layer, a list of its matrices, by a threshold of its own; returns nonzeros as [`global`] does, by layer.
pub fn per_layer(layers: &mut [Vec<&mut [f32]>], sparsity: f64) -> Vec<Vec<u64>> {
    layers.iter_mut().map(|matrices| global(matrices, sparsity)).collect()
}

/// Absolute value as an integer that is ordered like it.
fn size(weight: f32) -> u32 {
    weight.abs().to_bits()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn one_threshold_holds_for_all_matrices() {
        let (mut first, mut second) = ([0.1, -0.9, 0.3, 0.0], [-0.2, 0.25]);
        assert_eq!(global(&mut [&mut first, &mut second], 0.5), [2, 1]);
        assert_eq!((first, second), ([0.0, -0.9, 0.3, 0.0], [0.0, 0.25]));
    }

    #[test]
    fn each_layer_has_a_threshold_of_its_own() {
        let (mut first, mut second) = ([8.0, 4.0, -2.0, 1.0], [0.1, -0.4]);
        let left = per_layer(&mut [vec![&mut first[..]], vec![&mut second[..]]], 0.5);
        assert_eq!(left, [[2], [1]]);
        assert_eq!((first, second), ([8.0, 4.0, 0.0, 0.0], [0.0, -0.4]));
    }

    #[test]
    fn of_equal_weights_the_earlier_stay() {
        let mut weights = [1.0, -1.0, 1.0, 2.0];
        assert_eq!(global(&mut [&mut weights], 0.5), [2]);
        assert_eq!(weights.map(f32::to_bits), [1.0, 0.0, 0.0, 2.0].map(f32::to_bits));
        assert_eq!(global(&mut [&mut weights], 0.0), [2]);
        assert_eq!(global(&mut [&mut weights], 1.0), [0]);
    }

    #[test]
    fn totals_are_those_of_the_trained_levels() {
        // Nonzeros that its authors report of 786,432 weights at 50, 70, 80, 90 and 95 %.
        let published = [(0.5, 393_216), (0.7, 235_930), (0.8, 157_286), (0.9, 78_643), (0.95, 39_322)];
        let weights: Vec<f32> = (1..=786_432).map(|number| number as f32).collect();
        for (sparsity, nonzeros) in published {
            let mut pruned = weights.clone();
            assert_eq!(global(&mut [&mut pruned], sparsity), [nonzeros], "{sparsity}");
        }
    }

    proptest! {
        #[test]
        fn what_stays_is_larger_than_what_goes_and_stays_pruned(
            mut weights in proptest::collection::vec(-9_i8..9, 0..60), low in 0.0..=1.0_f64, high in 0.0..=1.0_f64
        ) {
            let (low, high) = (low.min(high), low.max(high));
            let before: Vec<f32> = weights.drain(..).map(f32::from).collect();
            let mut once = before.clone();
            global(&mut [&mut once], low);
            let gone = before.iter().zip(&once).filter(|(_, after)| **after == 0.0);
            let largest_gone = gone.map(|(before, _)| before.abs()).fold(0.0, f32::max);
            prop_assert!(once.iter().filter(|weight| **weight != 0.0).all(|weight| weight.abs() >= largest_gone));
            let mut twice = once.clone();
            global(&mut [&mut twice], high);
            let mut direct = before.clone();
            global(&mut [&mut direct], high);
            prop_assert_eq!(twice, direct);
        }
    }
}
