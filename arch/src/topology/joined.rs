//! Chips joined router 0 to router 0 in a grid: every kind that is no grid itself.
//!
//! One table serves all chips: a path to another chip goes to router 0, from chip to chip along x and then along y, and
//! on from router 0 there, which is the shortest since there is no other way across.

use super::board::Board;
use super::link::LinkClass;
use super::plan::{Hop, Plan, Wire};
use super::table::HopTable;

/// A board of equal chips.
#[derive(Clone, Debug)]
pub(super) struct Joined {
    board: Board,
    /// The routers of one chip.
    chip: Plan,
    table: HopTable,
}

impl Joined {
    /// A board of chips and the plan of all of them: the wires of every chip, then for each joint along x there and back,
    /// then the same along y, so that links are in the order in which paths prefer them.
    pub(super) fn build(chip: Plan, table: HopTable, board: Board) -> (Self, Plan) {
        let routers = chip.routers();
        let columns = chip.positions.iter().map(|&(x, _)| x + 1).max().unwrap_or(1);
        let rows = chip.positions.iter().map(|&(_, y)| y + 1).max().unwrap_or(1);
        let mut all = Plan { wires: Vec::new(), positions: Vec::new() };
        for number in 0..board.chips() {
            let first = number * routers;
            let shifted = |wire: &Wire| Wire { from: wire.from + first, to: wire.to + first, ..*wire };
            all.wires.extend(chip.wires.iter().map(shifted));
            let (left, below) = (number % board.columns * columns, number / board.columns * rows);
            all.positions.extend(chip.positions.iter().map(|&(x, y)| (x + left, y + below)));
        }
        let along_x = (0..board.chips()).filter(|chip| chip % board.columns > 0).map(|chip| (chip - 1, chip));
        let along_y = (board.columns..board.chips()).map(|chip| (chip - board.columns, chip));
        for (near, far) in along_x.chain(along_y) {
            let (near, far) = (near * routers, far * routers);
            all.wires.push(Wire { from: near, to: far, class: LinkClass::ChipLink });
            all.wires.push(Wire { from: far, to: near, class: LinkClass::ChipLink });
        }
        (Self { board, chip, table }, all)
    }

    /// The first step of the path between two routers; none when they are the same.
    pub(super) fn next(&self, from: u32, to: u32) -> Option<Hop> {
        let ((from_chip, from_local), (to_chip, to_local)) = (self.local(from), self.local(to));
        if from_chip == to_chip {
            return self.table.next(from_local, to_local).map(|wire| self.forwards(from_chip, wire));
        }
        if let Some(wire) = self.table.next(from_local, 0) {
            return Some(self.forwards(from_chip, wire));
        }
        let ((from_x, from_y), (to_x, to_y)) = (self.place(from_chip), self.place(to_chip));
        let (x, y) =
            if from_x == to_x { (from_x, nearer(from_y, to_y)) } else { (nearer(from_x, to_x), from_y) };
        let after = self.chip_at(x, y);
        Some(Hop { wire: self.joint(from_chip, after), router: after * self.chip.routers() })
    }

    /// The last step of the path between two routers, with the router before the last; none when they are the same.
    pub(super) fn last(&self, from: u32, to: u32) -> Option<Hop> {
        let ((from_chip, from_local), (to_chip, to_local)) = (self.local(from), self.local(to));
        if from_chip == to_chip {
            return self.table.last(from_local, to_local).map(|wire| self.backwards(to_chip, wire));
        }
        if let Some(wire) = self.table.last(0, to_local) {
            return Some(self.backwards(to_chip, wire));
        }
        let ((from_x, from_y), (to_x, to_y)) = (self.place(from_chip), self.place(to_chip));
        let (x, y) = if from_y == to_y { (nearer(to_x, from_x), to_y) } else { (to_x, nearer(to_y, from_y)) };
        let before = self.chip_at(x, y);
        Some(Hop { wire: self.joint(before, to_chip), router: before * self.chip.routers() })
    }

    /// Wires between two routers.
    pub(super) fn distance(&self, from: u32, to: u32) -> u32 {
        let ((from_chip, from_local), (to_chip, to_local)) = (self.local(from), self.local(to));
        if from_chip == to_chip {
            return self.table.distance(from_local, to_local);
        }
        let ((from_x, from_y), (to_x, to_y)) = (self.place(from_chip), self.place(to_chip));
        let between = from_x.abs_diff(to_x) + from_y.abs_diff(to_y);
        self.table.distance(from_local, 0) + between + self.table.distance(0, to_local)
    }

    /// Whether a path that enters a chip at one router leaves it, or ends, at one with a lower number.
    pub(super) fn comes_down(&self, entered: u32, to: u32) -> bool {
        let ((chip, from), (to_chip, to)) = (self.local(entered), self.local(to));
        chip == to_chip && to < from || chip != to_chip && from > 0
    }

    /// Chip and number within it.
    fn local(&self, router: u32) -> (u32, u32) {
        let routers = self.chip.routers();
        (router / routers, router % routers)
    }

    /// Column and row of a chip.
    fn place(&self, chip: u32) -> (u32, u32) {
        (chip % self.board.columns, chip / self.board.columns)
    }

    fn chip_at(&self, x: u32, y: u32) -> u32 {
        y * self.board.columns + x
    }

    fn forwards(&self, chip: u32, wire: u32) -> Hop {
        let router = chip * self.chip.routers() + self.chip.wires[wire as usize].to;
        Hop { wire: chip * self.chip.wires.len() as u32 + wire, router }
    }

    fn backwards(&self, chip: u32, wire: u32) -> Hop {
        let router = chip * self.chip.routers() + self.chip.wires[wire as usize].from;
        Hop { wire: chip * self.chip.wires.len() as u32 + wire, router }
    }

    /// The wire between neighbouring chips.
    fn joint(&self, from_chip: u32, to_chip: u32) -> u32 {
        let (near, far) = (from_chip.min(to_chip), from_chip.max(to_chip));
        let ((near_x, _), (_, far_y)) = (self.place(near), self.place(far));
        // Every row has one joint along x less than it has chips.
        let along_x = self.board.columns - 1;
        let number = if far == near + 1 && near_x < along_x {
            far_y * along_x + near_x
        } else {
            self.board.rows * along_x + near
        };
        let first = self.board.chips() * self.chip.wires.len() as u32;
        first + 2 * number + u32::from(from_chip > to_chip)
    }
}

/// The coordinate one step nearer to another one.
const fn nearer(from: u32, to: u32) -> u32 {
    if from < to { from + 1 } else { from - 1 }
}
