//! What is searched: axes with so many values each, of which a point takes one.

use egret_workloads::random::Stream;

/// An axis, as far as a search has to know it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct SearchAxis {
    /// How many values it has, at least one.
    pub(crate) values: usize,
    /// Whether values beside each other in the list are alike, as numbers in ascending order are. Of words (formats,
    /// kinds of routers) any two are equally unlike.
    pub(crate) ordered: bool,
}

impl SearchAxis {
    /// How unlike two of its values are, from 0 to 1.
    pub(super) fn distance(self, one: usize, other: usize) -> f64 {
        if self.ordered {
            one.abs_diff(other) as f64 / (self.values - 1).max(1) as f64
        } else {
            f64::from(u8::from(one != other))
        }
    }
}

/// How many points there are; as many as fit a number if there are more.
pub(super) fn size(axes: &[SearchAxis]) -> usize {
    axes.iter().fold(1, |product, axis| product.saturating_mul(axis.values))
}

/// All points, the last axis fastest.
pub(super) fn all(axes: &[SearchAxis]) -> impl Iterator<Item = Vec<usize>> + '_ {
    (0..size(axes)).map(move |number| {
        let mut rest = number;
        let mut point = vec![0; axes.len()];
        for (place, axis) in point.iter_mut().zip(axes).rev() {
            *place = rest % axis.values;
            rest /= axis.values;
        }
        point
    })
}

/// The points that differ from one in a single axis, and there by one step, or by any where values have no order.
pub(super) fn neighbours(axes: &[SearchAxis], point: &[usize]) -> Vec<Vec<usize>> {
    let mut neighbours = Vec::new();
    for (at, axis) in axes.iter().enumerate() {
        for value in 0..axis.values {
            let steps = value.abs_diff(point[at]);
            if steps == 1 || (steps > 1 && !axis.ordered) {
                let mut neighbour = point.to_vec();
                neighbour[at] = value;
                neighbours.push(neighbour);
            }
        }
    }
    neighbours
}

/// Any point, all equally likely.
pub(super) fn any(axes: &[SearchAxis], stream: &mut Stream) -> Vec<usize> {
    axes.iter().map(|axis| stream.below(axis.values as u64) as usize).collect()
}

/// A Latin hypercube: of so many points, every axis gives each of its values to the same number of points, but for one.
/// Points may come twice.
pub(super) fn latin_hypercube(axes: &[SearchAxis], count: usize, stream: &mut Stream) -> Vec<Vec<usize>> {
    let mut points = vec![Vec::with_capacity(axes.len()); count];
    for axis in axes {
        let mut order: Vec<usize> = (0..count).collect();
        for last in (1..count).rev() {
            order.swap(last, stream.below(last as u64 + 1) as usize);
        }
        for (point, part) in points.iter_mut().zip(order) {
            point.push(part * axis.values / count);
        }
    }
    points
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn axes() -> impl Strategy<Value = Vec<SearchAxis>> {
        let axis = (1_usize..5, any::<bool>()).prop_map(|(values, ordered)| SearchAxis { values, ordered });
        prop::collection::vec(axis, 0..5)
    }

    proptest! {
        #[test]
        fn all_points_are_there_once_and_in_order(axes in axes()) {
            let all: Vec<_> = super::all(&axes).collect();
            prop_assert_eq!(all.len(), size(&axes));
            prop_assert!(all.is_sorted_by(|one, next| one < next));
        }

        #[test]
        fn neighbours_are_mutual(axes in axes()) {
            for point in super::all(&axes) {
                for neighbour in neighbours(&axes, &point) {
                    prop_assert!(neighbours(&axes, &neighbour).contains(&point));
                }
            }
        }

        #[test]
        fn a_latin_hypercube_gives_every_value_its_share(axes in axes(), count in 1_usize..30, seed in any::<u64>()) {
            let points = latin_hypercube(&axes, count, &mut Stream::new(seed, "test", 0));
            for (at, axis) in axes.iter().enumerate() {
                for value in 0..axis.values {
                    let share = points.iter().filter(|point| point[at] == value).count();
                    prop_assert!(share == count / axis.values || share == count.div_ceil(axis.values));
                }
            }
        }
    }

    #[test]
    fn values_without_order_are_all_neighbours() {
        let axes = [SearchAxis { values: 4, ordered: true }, SearchAxis { values: 3, ordered: false }];
        assert_eq!(neighbours(&axes, &[3, 0]), [[2, 0], [3, 1], [3, 2]]);
        assert!((axes[0].distance(1, 3) - 2.0 / 3.0).abs() < 1e-15);
        assert!((axes[1].distance(1, 2) - 1.0).abs() < 1e-15);
    }
}
