//! The trees of packets as tables of keys and masks.
//!
//! All trees of a source share a block of keys, aligned so that one mask covers it. At a router most trees of a source
//! often go the same way: one entry for the whole block then stands for them, after entries of their own for the others;
//! where the common way is straight on, no entry at all does.

use egret_arch::topology::TreeEdge;
use egret_arch::{LinkId, Node, Topology};
use rustc_hash::FxHashMap;

use super::forest::Forest;
use crate::actors::flit::{Entry, KeyTables, Unfit};

/// A tree at a router: the port it comes in by, and where it goes.
struct Passage {
    router: u32,
    source: u32,
    key: u32,
    came: u8,
    outs: u64,
}

/// Fills the tables of routers with up to `most` entries each; also the key of every tree.
pub(crate) fn fill_tables(
    forest: &Forest,
    topology: &Topology,
    mut tables: KeyTables,
    port_of: &dyn Fn(LinkId) -> u8,
    most: u32,
) -> Result<(KeyTables, Vec<u32>), Unfit> {
    let (keys, blocks) = keys(forest)?;
    let mut passages = passages(forest, topology, port_of, &keys);
    passages.sort_by_key(|passage| (passage.router, passage.source, passage.key));
    let same_source = |a: &Passage, b: &Passage| (a.router, a.source) == (b.router, b.source);
    for group in passages.chunk_by(same_source) {
        let straight = tables.straight_on(group[0].router, group[0].came);
        let entries = entries(group, straight, blocks[&group[0].source]);
        tables.entries[group[0].router as usize].extend(entries);
    }
    let longest = tables.entries.iter().enumerate().max_by_key(|(_, entries)| entries.len());
    match longest {
        Some((place, entries)) if entries.len() > most as usize => Err(Unfit {
            what: format!(
                "the routing table of router {place} needs {} entries and has {most}",
                entries.len()
            ),
            hint:
                "use fewer cores, spread them over more chips, or give `chip.network.router` more `entries`"
                    .to_owned(),
        }),
        _ => Ok((tables, keys)),
    }
}

/// First key of a block and bits of the keys in it.
type Block = (u32, u32);

/// A key for every tree, and the block of every source.
fn keys(forest: &Forest) -> Result<(Vec<u32>, FxHashMap<u32, Block>), Unfit> {
    let source_of =
        |tree: usize| forest.edges_of(&forest.trees[tree]).first().map_or(u32::MAX, |edge| edge.link.0);
    let mut counts: FxHashMap<u32, u32> = FxHashMap::default();
    let mut sources = Vec::new();
    for tree in 0..forest.trees.len() {
        let count = counts.entry(source_of(tree)).or_insert(0);
        if *count == 0 {
            sources.push(source_of(tree));
        }
        *count += 1;
    }
    // Large blocks first, so that every block starts at a multiple of its size without gaps.
    sources.sort_by_key(|source| (std::cmp::Reverse(counts[source].next_power_of_two()), *source));
    let mut blocks = FxHashMap::default();
    let mut next = 0u64;
    for source in sources {
        let size = counts[&source].next_power_of_two();
        let first = u32::try_from(next).map_err(|_| Unfit {
            what: "packets go more ways than 32-bit keys can tell apart".to_owned(),
            hint: "use fewer cores".to_owned(),
        })?;
        blocks.insert(source, (first, size - 1));
        next += u64::from(size);
    }
    let mut taken: FxHashMap<u32, u32> = FxHashMap::default();
    let keys = (0..forest.trees.len())
        .map(|tree| {
            let within = taken.entry(source_of(tree)).or_insert(0);
            *within += 1;
            blocks[&source_of(tree)].0 + *within - 1
        })
        .collect();
    Ok((keys, blocks))
}

fn passages(
    forest: &Forest,
    topology: &Topology,
    port_of: &dyn Fn(LinkId) -> u8,
    keys: &[u32],
) -> Vec<Passage> {
    let came_by = |link: LinkId, router: u32| {
        let ports = topology.incoming(router).iter().position(|&incoming| incoming == link);
        ports.unwrap_or(0) as u8
    };
    let mut passages: Vec<Passage> = Vec::new();
    for (tree, &key) in forest.trees.iter().zip(keys) {
        let (first, edges) = (passages.len(), forest.edges_of(tree));
        for edge in edges {
            let Node::Router(at) = topology.link(edge.link).to else { continue };
            let (source, came) = (edges[0].link.0, came_by(edge.link, at));
            passages.push(Passage { router: at, source, key, came, outs: 0 });
        }
        for edge in edges.iter().filter(|edge| edge.parent != TreeEdge::ROOT) {
            passages[first + edge.parent as usize].outs |= 1 << port_of(edge.link);
        }
        for leaf in forest.leaves_of(tree) {
            passages[first + leaf.edge as usize].outs |= 1 << port_of(leaf.link);
        }
    }
    passages
}

/// Entries for the trees of one source at one router.
fn entries(group: &[Passage], straight: u64, (first, bits): Block) -> Vec<Entry> {
    let mut ways: Vec<(u64, u32)> = Vec::new();
    for passage in group {
        match ways.iter_mut().find(|(outs, _)| *outs == passage.outs) {
            Some((_, count)) => *count += 1,
            None => ways.push((passage.outs, 1)),
        }
    }
    let total = group.len() as u32;
    let straight_on = ways.iter().find(|&&(outs, _)| outs == straight).map_or(0, |&(_, count)| count);
    // Either the commonest way gets one entry for the block, or what goes straight on gets none.
    let commonest = ways.iter().copied().reduce(|a, b| if b.1 > a.1 { b } else { a });
    let Some((common, count)) = commonest else { return Vec::new() };
    let block = total - count + 1 < total - straight_on;
    let left_out = if block { common } else { straight };
    let own = group.iter().filter(|passage| passage.outs != left_out);
    let mut entries: Vec<Entry> =
        own.map(|passage| Entry { key: passage.key, mask: u32::MAX, outs: passage.outs }).collect();
    if block {
        entries.push(Entry { key: first, mask: !bits, outs: common });
    }
    entries
}

#[cfg(test)]
mod tests {
    use super::*;

    fn passage(key: u32, outs: u64) -> Passage {
        Passage { router: 0, source: 0, key, came: 0, outs }
    }

    #[test]
    fn a_block_stands_for_the_commonest_way_after_the_exceptions() {
        let group = [passage(8, 1), passage(9, 1), passage(10, 4), passage(11, 1)];
        let found = entries(&group, 2, (8, 3));
        let own = Entry { key: 10, mask: u32::MAX, outs: 4 };
        let block = Entry { key: 8, mask: !3, outs: 1 };
        assert_eq!(found, [own, block]);
    }

    #[test]
    fn what_goes_straight_on_needs_no_entry() {
        assert_eq!(entries(&[passage(0, 2), passage(1, 2)], 2, (0, 1)), []);
        let mixed = entries(&[passage(0, 2), passage(1, 4)], 2, (0, 1));
        assert_eq!(mixed, [Entry { key: 1, mask: u32::MAX, outs: 4 }]);
    }
}
