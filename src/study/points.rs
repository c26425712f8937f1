//! The points of a study: which value every axis has at each.

use std::collections::BTreeSet;

use egret_workloads::random::Stream;

use super::axis::Axis;

/// Points by number, each a place on every axis.
#[derive(Clone, Debug)]
pub(crate) enum Points {
    /// Every combination, the last axis fastest.
    Grid(Vec<usize>),
    /// Some of them.
    Listed(Vec<Vec<usize>>),
}

/// Points that differ in axes which one simulation serves all values of.
pub(crate) type Group = u64;

impl Points {
    /// Every combination; `None` where there are more than can be numbered.
    pub(crate) fn grid(axes: &[Axis]) -> Option<Self> {
        let sizes: Vec<usize> = axes.iter().map(|axis| axis.values.len()).collect();
        let count = sizes.iter().try_fold(1_u64, |product, &size| product.checked_mul(size as u64))?;
        u32::try_from(count).is_ok().then_some(Self::Grid(sizes))
    }

    /// A Latin hypercube: each axis is cut into `count` equal parts, every part is taken once, in an order drawn by `seed`. With
    /// fewer values than parts, neighbouring parts have the same value; combinations drawn twice are kept once.
    pub(crate) fn latin_hypercube(axes: &[Axis], count: u32, seed: u64) -> Self {
        let orders: Vec<Vec<u64>> = (0..axes.len() as u64)
            .map(|axis| {
                let mut stream = Stream::new(seed, "latin-hypercube", axis);
                let mut order: Vec<u64> = (0..u64::from(count)).collect();
                for last in (1..order.len()).rev() {
                    order.swap(last, stream.below(last as u64 + 1) as usize);
                }
                order
            })
            .collect();
        let mut known = BTreeSet::new();
        let drawn = (0..count as usize).map(|point| {
            let place = |(axis, order): (&Axis, &Vec<u64>)| {
                (order[point] * axis.values.len() as u64 / u64::from(count)) as usize
            };
            axes.iter().zip(&orders).map(place).collect::<Vec<_>>()
        });
        Self::Listed(drawn.filter(|point| known.insert(point.clone())).collect())
    }

    /// How many there are.
    pub(crate) fn count(&self) -> u64 {
        match self {
            Self::Grid(sizes) => sizes.iter().map(|&size| size as u64).product(),
            Self::Listed(list) => list.len() as u64,
        }
    }

    /// The place of a point on every axis.
    pub(crate) fn at(&self, point: u64) -> Vec<usize> {
        match self {
            Self::Grid(sizes) => {
                let mut rest = point;
                let mut places = vec![0; sizes.len()];
                for (place, &size) in places.iter_mut().zip(sizes).rev() {
                    *place = (rest % size as u64) as usize;
                    rest /= size as u64;
                }
                places
            }
            Self::Listed(list) => list[point as usize].clone(),
        }
    }

    /// How many groups there are when axes for which `together` says so are served by one simulation.
    pub(crate) fn groups(&self, together: &[bool]) -> u64 {
        match self {
            Self::Grid(sizes) => sizes
                .iter()
                .zip(together)
                .filter(|(_, together)| !**together)
                .map(|(&size, _)| size as u64)
                .product(),
            Self::Listed(list) => list.len() as u64,
        }
    }

    /// The points of a group, ascending.
    pub(crate) fn of_group(&self, group: Group, together: &[bool]) -> Vec<u64> {
        let Self::Grid(sizes) = self else { return vec![group] };
        // Numbers are sums over axes, so those of a group are the sum of its own part and every part of the others.
        let mut points = vec![0_u64];
        let (mut weight, mut rest) = (1_u64, group);
        for (&size, &together) in sizes.iter().zip(together).rev() {
            if together {
                let places = 0..size as u64;
                points =
                    places.flat_map(|place| points.iter().map(move |point| point + place * weight)).collect();
            } else {
                let place = rest % size as u64;
                rest /= size as u64;
                for point in &mut points {
                    *point += place * weight;
                }
            }
            weight *= size as u64;
        }
        points.sort_unstable();
        points
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn axes(sizes: &[usize]) -> Vec<Axis> {
        let axis = |(at, &size): (usize, &usize)| Axis {
            paths: vec![format!("chip.{at}")],
            values: (0..size).map(|value| vec![Some(value.to_string())]).collect(),
        };
        sizes.iter().enumerate().map(axis).collect()
    }

    proptest! {
        #[test]
        fn groups_part_the_points(
            sizes in prop::collection::vec(1_usize..5, 0..5), together in prop::collection::vec(any::<bool>(), 5)
        ) {
            let points = Points::grid(&axes(&sizes)).unwrap();
            let together = &together[..sizes.len()];
            let mut all = Vec::new();
            for group in 0..points.groups(together) {
                let members = points.of_group(group, together);
                let own = |point: u64| -> Vec<usize> {
                    points.at(point).into_iter().zip(together).filter(|(_, together)| !**together).map(|(place, _)| place).collect()
                };
                prop_assert!(members.iter().all(|&point| own(point) == own(members[0])));
                all.extend(members);
            }
            all.sort_unstable();
            prop_assert_eq!(all, (0..points.count()).collect::<Vec<_>>());
        }

        #[test]
        fn a_latin_hypercube_takes_every_value_equally_often(size in 1_usize..6, times in 1_u32..6, seed in any::<u64>()) {
            let axes = axes(&[size, size * 7]);
            let count = size as u32 * 7 * times;
            let Points::Listed(list) = Points::latin_hypercube(&axes, count, seed) else { panic!("listed") };
            if list.len() == count as usize {
                for value in 0..size {
                    prop_assert_eq!(list.iter().filter(|point| point[0] == value).count(), 7 * times as usize);
                }
            }
            prop_assert!(list.len() <= count as usize);
        }
    }

    #[test]
    fn the_last_axis_is_fastest() {
        let points = Points::grid(&axes(&[2, 3])).unwrap();
        assert_eq!(
            (0..6).map(|point| points.at(point)).collect::<Vec<_>>(),
            [[0, 0], [0, 1], [0, 2], [1, 0], [1, 1], [1, 2]]
        );
        assert!(Points::grid(&axes(&[1 << 12, 1 << 12, 1 << 12])).is_none());
    }
}
