//! How the units of a population are split into blocks, one a core.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use egret_workloads::{Image, Network, PopulationId, Projection, Synapses};

/// Incoming synapses of every unit, by population.
pub(super) fn incoming_synapses(network: &Network) -> Vec<Vec<u64>> {
    let mut loads: Vec<Vec<u64>> =
        network.populations.iter().map(|population| vec![0; population.units as usize]).collect();
    for projection in &network.projections {
        let target = network.population(projection.target);
        let load = &mut loads[projection.target.index()];
        match &projection.synapses {
            Synapses::Dense { sources, .. } => {
                let each = u64::from(*sources) * u64::from(target.model.gates());
                for synapses in load.iter_mut() {
                    *synapses += each;
                }
            }
            Synapses::Sparse(rows) => {
                for &index in rows.targets() {
                    load[(index % target.units) as usize] += 1;
                }
            }
            Synapses::Crossbar(crossbar) => {
                for (synapses, incoming) in load.iter_mut().zip(crossbar.incoming()) {
                    *synapses += u64::from(incoming);
                }
            }
            Synapses::Conv2d(convolution) => {
                for (synapses, incoming) in load.iter_mut().zip(convolution.incoming()) {
                    *synapses += incoming;
                }
            }
        }
    }
    loads
}

/// The image that a convolution sees in a population, if one does.
pub(super) fn image_of(network: &Network, population: PopulationId) -> Option<Image> {
    let seen = |projection: &Projection| {
        let Synapses::Conv2d(convolution) = &projection.synapses else { return None };
        let (ends, images) =
            ([projection.source, projection.target], [convolution.input(), convolution.output()]);
        let here = ends.into_iter().zip(images).filter(|(end, _)| *end == population);
        // Values that are handed on unit by unit tell nothing about pixels.
        here.map(|(_, image)| image).find(|image| image.height * image.width > 1)
    };
    network.projections.iter().find_map(seen)
}

/// Blocks of neighbouring pixels: channels are split into groups, and the pixels of each into runs with all channels of
/// the group. An event reaches a few pixels in all channels, and so few cores; with fewer channels a core holds less
/// of a kernel.
pub(super) fn neighbouring(image: Image, blocks: u32, channel_groups: u32) -> Vec<Vec<u32>> {
    let pixels = image.height * image.width;
    let groups = channel_groups.min(image.channels).min(blocks).max(1);
    let mut split = Vec::with_capacity(blocks as usize);
    for (channels, blocks) in contiguous(image.channels, groups).into_iter().zip(contiguous(blocks, groups)) {
        let (first, count) = (channels[0], channels.len() as u32);
        for mut block in contiguous(count * pixels, blocks.len() as u32) {
            for place in &mut block {
                *place = (first + *place % count) * pixels + *place / count;
            }
            block.sort_unstable();
            split.push(block);
        }
    }
    split
}

/// Contiguous blocks whose unit counts differ by at most one.
pub(super) fn contiguous(units: u32, blocks: u32) -> Vec<Vec<u32>> {
    let bound = |block: u32| (u64::from(units) * u64::from(block) / u64::from(blocks)) as u32;
    (0..blocks).map(|block| (bound(block)..bound(block + 1)).collect()).collect()
}

/// Blocks with nearly equal sums of `load` and unit counts that differ by at most one: the heaviest unit left goes to
/// the lightest block that is not full (longest processing time first; the lower number on ties).
pub(super) fn balanced(load: &[u64], blocks: u32) -> Vec<Vec<u32>> {
    let units = load.len() as u32;
    let (full, larger) = (units / blocks, units % blocks);
    let mut order: Vec<u32> = (0..units).collect();
    order.sort_by_key(|&unit| (Reverse(load[unit as usize]), unit));
    let mut result: Vec<Vec<u32>> = vec![Vec::new(); blocks as usize];
    let mut lightest: BinaryHeap<Reverse<(u64, u32)>> =
        (0..blocks).map(|block| Reverse((0, block))).collect();
    let mut larger_left = larger;
    for unit in order {
        // Every block takes `full` units; the first `larger` blocks to ask for one more get it.
        while let Some(Reverse((sum, block))) = lightest.pop() {
            let held = result[block as usize].len() as u32;
            if held == full && larger_left == 0 {
                continue;
            }
            larger_left -= u32::from(held == full);
            result[block as usize].push(unit);
            if held < full {
                lightest.push(Reverse((sum + load[unit as usize], block)));
            }
            break;
        }
    }
    for block in &mut result {
        block.sort_unstable();
    }
    result
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn contiguous_blocks_are_even() {
        assert_eq!(contiguous(7, 3), [vec![0, 1], vec![2, 3], vec![4, 5, 6]]);
        assert_eq!(contiguous(2, 3).iter().map(Vec::len).sum::<usize>(), 2);
    }

    #[test]
    fn balanced_blocks_pair_heavy_with_light() {
        assert_eq!(balanced(&[9, 1, 8, 2], 2), [vec![0, 1], vec![2, 3]]);
    }

    #[test]
    fn blocks_of_an_image_are_pixels_with_all_their_channels() {
        let image = Image { channels: 3, height: 2, width: 2 };
        assert_eq!(neighbouring(image, 2, 1), [vec![0, 1, 4, 5, 8, 9], vec![2, 3, 6, 7, 10, 11]]);
        assert_eq!(
            neighbouring(image, 3, 2),
            [vec![0, 1, 2, 3], vec![4, 5, 8, 9], vec![6, 7, 10, 11]],
            "a channel by itself, and two in two runs"
        );
    }

    proptest! {
        #[test]
        fn every_unit_of_an_image_lies_in_one_block(
            (channels, height, width) in (1u32..9, 1u32..7, 1u32..7),
            blocks in 1u32..30,
            groups in 1u32..12,
        ) {
            let image = Image { channels, height, width };
            let split = neighbouring(image, blocks, groups);
            prop_assert_eq!(split.len(), blocks as usize);
            prop_assert!(split.iter().all(|block| block.is_sorted()));
            let mut all: Vec<u32> = split.concat();
            all.sort_unstable();
            prop_assert_eq!(all, (0..channels * height * width).collect::<Vec<_>>());
        }

        #[test]
        fn every_unit_lies_in_one_block_and_counts_are_even(
            load in prop::collection::vec(0u64..1000, 1..400),
            blocks in 1u32..50,
        ) {
            let split = balanced(&load, blocks);
            prop_assert_eq!(split.len(), blocks as usize);
            let mut all: Vec<u32> = split.iter().flatten().copied().collect();
            all.sort_unstable();
            prop_assert_eq!(all, (0..load.len() as u32).collect::<Vec<_>>());
            let (least, most) = (split.iter().map(Vec::len).min(), split.iter().map(Vec::len).max());
            prop_assert!(most <= least.map(|count| count + 1));
        }

        /// The heaviest block exceeds the mean by no more than the heaviest unit: LPT's guarantee, kept despite the
        /// limit on counts as long as loads are alike.
        #[test]
        fn balanced_is_no_worse_than_contiguous_by_more_than_a_unit(
            load in prop::collection::vec(500u64..1000, 40..400),
            blocks in 2u32..20,
        ) {
            let heaviest = |split: Vec<Vec<u32>>| {
                split.iter().map(|block| block.iter().map(|&unit| load[unit as usize]).sum::<u64>()).max()
            };
            let most = load.iter().max().copied().unwrap_or(0);
            prop_assert!(heaviest(balanced(&load, blocks)) <= heaviest(contiguous(load.len() as u32, blocks)).map(|sum| sum + most));
        }
    }
}
