//! Where cores are drawn: chips side by side, and on each chip the cores of a router as a block of squares.

use std::collections::BTreeMap;

use crate::record::RunRecord;

/// One core on the drawing, in squares from the top left.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Site {
    /// Core number.
    pub(super) core: u32,
    /// Column.
    pub(super) column: u32,
    /// Row.
    pub(super) row: u32,
}

/// All cores, and how many squares they take.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Floor {
    pub(super) sites: Vec<Site>,
    /// Squares along x.
    pub(super) columns: u32,
    /// Squares along y.
    pub(super) rows: u32,
    /// Columns at which a chip begins, but the first of a line of chips.
    pub(super) chip_columns: Vec<u32>,
    /// Rows at which a line of chips begins, but the first.
    pub(super) chip_rows: Vec<u32>,
    /// Squares along one side of the block of a router.
    pub(super) block: u32,
}

/// Lays all cores out.
pub(super) fn floor(record: &RunRecord) -> Floor {
    let plan = &record.floor_plan;
    let places: Vec<(u32, u32, u32)> =
        plan.chip.iter().zip(&plan.x).zip(&plan.y).map(|((chip, x), y)| (*chip, *x, *y)).collect();
    // Each chip by its own smallest column and row: chips may share a floor plan or continue one another's.
    let mut origin: BTreeMap<u32, (u32, u32)> = BTreeMap::new();
    let mut at_router: BTreeMap<(u32, u32, u32), u32> = BTreeMap::new();
    for (chip, x, y) in &places {
        let corner = origin.entry(*chip).or_insert((*x, *y));
        *corner = (corner.0.min(*x), corner.1.min(*y));
        *at_router.entry((*chip, *x, *y)).or_default() += 1;
    }
    let most = at_router.values().copied().max().unwrap_or(1);
    let block = (1..=most).find(|side| side * side >= most).unwrap_or(1);
    let local = |(chip, x, y): (u32, u32, u32)| {
        origin.get(&chip).map_or((0, 0), |corner| (x - corner.0, y - corner.1))
    };
    let chip_columns = places.iter().map(|place| local(*place).0 + 1).max().unwrap_or(0);
    let chip_rows = places.iter().map(|place| local(*place).1 + 1).max().unwrap_or(0);

    let chips = origin.len() as u32;
    // Lines of chips about as wide as high, but a few chips stay in one line as long as they are not too flat.
    let across = (1..=chips.max(1))
        .find(|across| {
            let (width, height) = (across * chip_columns, chips.div_ceil(*across) * chip_rows);
            width * 2 >= height * 3
        })
        .unwrap_or(chips.max(1));
    let mut taken: BTreeMap<(u32, u32, u32), u32> = BTreeMap::new();
    let order: Vec<u32> = origin.keys().copied().collect();
    let mut sites = Vec::new();
    for (core, place) in places.iter().enumerate() {
        let number = order.binary_search(&place.0).unwrap_or(0) as u32;
        let (x, y) = local(*place);
        let nth = taken.entry(*place).or_default();
        sites.push(Site {
            core: core as u32,
            column: ((number % across) * chip_columns + x) * block + *nth % block,
            row: ((number / across) * chip_rows + y) * block + *nth / block,
        });
        *nth += 1;
    }
    let lines = chips.max(1).div_ceil(across);
    Floor {
        columns: across.min(chips.max(1)) * chip_columns * block,
        rows: lines * chip_rows * block,
        chip_columns: (1..across).map(|chip| chip * chip_columns * block).collect(),
        chip_rows: (1..lines).map(|line| line * chip_rows * block).collect(),
        block,
        sites,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::FloorPlan;
    use crate::testing;

    fn laid(plan: FloorPlan) -> Floor {
        let mut record = testing::record_of(&testing::outcome(2, 2, 2, 1));
        record.floor_plan = plan;
        floor(&record)
    }

    #[test]
    fn no_two_cores_share_a_square() {
        // Two chips with the same floor plan, three cores a router.
        let plan = FloorPlan {
            chip: (0..24).map(|core| core / 12).collect(),
            x: (0..24).map(|core| core / 3 % 2).collect(),
            y: (0..24).map(|core| core / 6 % 2).collect(),
        };
        let floor = laid(plan);
        let mut squares: Vec<(u32, u32)> = floor.sites.iter().map(|site| (site.column, site.row)).collect();
        squares.sort_unstable();
        squares.dedup();
        assert_eq!(squares.len(), 24);
        assert!(squares.iter().all(|(column, row)| *column < floor.columns && *row < floor.rows));
        assert_eq!(floor.block, 2);
    }

    #[test]
    fn no_core_at_all_is_an_empty_floor() {
        assert_eq!(laid(FloorPlan::default()).sites, []);
    }
}
