//! Points that a search may evaluate next.

use std::collections::BTreeSet;

use egret_workloads::random::Stream;

use super::archive::Archive;
use super::space::{self, SearchAxis};

/// Most points to choose among. Spaces up to this size are known as a whole; of larger ones these are drawn.
const MOST: usize = 4096;

/// Points that were not evaluated: all of them in a small space, otherwise neighbours of the best, children of the best (as in
/// NSGA-II: each value from either parent, one axis changed now and then), and some from anywhere. Ascending; empty only
/// where everything was evaluated.
pub(super) fn candidates(
    axes: &[SearchAxis],
    archive: &Archive,
    tiers: &[Vec<usize>],
    stream: &mut Stream,
) -> Vec<Vec<usize>> {
    if space::size(axes) <= MOST {
        return space::all(axes).filter(|point| !archive.contains(point)).collect();
    }
    let best: Vec<&[usize]> =
        tiers.iter().take(2).flatten().map(|number| archive.seen()[*number].point.as_slice()).collect();
    let mut found = BTreeSet::new();
    let mut offer = |point: Vec<usize>| {
        if !archive.contains(&point) {
            found.insert(point);
        }
    };
    for point in best.iter().take(MOST / 8) {
        space::neighbours(axes, point).into_iter().for_each(&mut offer);
    }
    for _ in 0..MOST / 4 {
        if !best.is_empty() {
            offer(child(axes, &best, stream));
        }
        offer(space::any(axes, stream));
    }
    if found.is_empty() {
        // Drawing at random meets the last points of a space too seldom.
        return space::all(axes).filter(|point| !archive.contains(point)).take(MOST).collect();
    }
    found.into_iter().collect()
}

/// The neighbours of points that were not evaluated, ascending.
pub(super) fn around(axes: &[SearchAxis], archive: &Archive, tier: &[usize]) -> BTreeSet<Vec<usize>> {
    let points = tier.iter().map(|number| &archive.seen()[*number].point);
    points
        .flat_map(|point| space::neighbours(axes, point))
        .filter(|neighbour| !archive.contains(neighbour))
        .collect()
}

fn child(axes: &[SearchAxis], parents: &[&[usize]], stream: &mut Stream) -> Vec<usize> {
    let [mother, father] = [(); 2].map(|()| parents[stream.below(parents.len() as u64) as usize]);
    let mut child: Vec<usize> = mother
        .iter()
        .zip(father)
        .map(|(one, other)| if stream.below(2) == 0 { *one } else { *other })
        .collect();
    if !axes.is_empty() && (child == mother || stream.below(2) == 0) {
        let at = stream.below(axes.len() as u64) as usize;
        child[at] = stream.below(axes[at].values as u64) as usize;
    }
    child
}

#[cfg(test)]
mod tests {
    use super::super::archive::Evaluated;
    use super::*;

    fn seen(points: &[&[usize]]) -> Archive {
        let mut archive = Archive::default();
        for point in points {
            archive.add(point.to_vec(), Some(Evaluated { objectives: vec![1.0], violation: 0.0 }));
        }
        archive
    }

    #[test]
    fn what_was_evaluated_is_never_offered() {
        let small = [SearchAxis { values: 3, ordered: true }; 2];
        let archive = seen(&[&[1, 1], &[0, 2]]);
        let tiers = archive.tiers();
        let mut stream = Stream::new(1, "test", 0);
        let offered = candidates(&small, &archive, &tiers, &mut stream);
        assert_eq!(offered.len(), 7);
        let large = [SearchAxis { values: 9, ordered: true }; 8];
        let archive = seen(&[&[4; 8], &[3; 8]]);
        let offered = candidates(&large, &archive, &archive.tiers(), &mut stream);
        assert!(offered.iter().all(|point| !archive.contains(point)));
        assert!(space::neighbours(&large, &[4; 8]).iter().all(|point| offered.contains(point)));
        assert!(offered.len() > 1000, "{}", offered.len());
    }

    #[test]
    fn the_surroundings_of_a_tier_are_its_neighbours_without_the_known() {
        let axes = [SearchAxis { values: 3, ordered: true }; 2];
        let archive = seen(&[&[0, 0], &[0, 1]]);
        let around: Vec<_> = around(&axes, &archive, &[0, 1]).into_iter().collect();
        assert_eq!(around, [[0, 2], [1, 0], [1, 1]]);
    }
}
