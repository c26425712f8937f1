//! Routers on a grid, joined to their neighbours: what mesh and torus share.
//!
//! Routes need no table: they follow from the coordinates, one dimension after the other. The chips of a board lie side
//! by side in both directions and make one grid; routers are numbered chip by chip, row by row.
//!
//! Where both ways round a ring are equally long, a packet that enters it at an even coordinate goes up and one that
//! enters at an odd coordinate goes down: a fixed direction would load one half of the links more than the other.

use super::board::Board;
use super::link::LinkClass;
use super::plan::{Hop, Plan, Wire};
use crate::file::DimensionOrder;

/// Direction of a wire; ports are in this order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Direction {
    Right,
    Left,
    Up,
    Down,
}

impl Direction {
    const ALL: [Self; 4] = [Self::Right, Self::Left, Self::Up, Self::Down];

    const fn opposite(self) -> Self {
        match self {
            Self::Right => Self::Left,
            Self::Left => Self::Right,
            Self::Up => Self::Down,
            Self::Down => Self::Up,
        }
    }
}

/// One dimension of a grid.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Axis {
    size: u32,
    /// The last position is joined to the first. Never with two positions, which are neighbours already.
    wraps: bool,
}

impl Axis {
    const fn new(size: u32, wraps: bool) -> Self {
        Self { size, wraps: wraps && size > 2 }
    }

    const fn next(self, position: u32) -> Option<u32> {
        match position + 1 < self.size {
            true => Some(position + 1),
            false if self.wraps => Some(0),
            false => None,
        }
    }

    const fn previous(self, position: u32) -> Option<u32> {
        match position.checked_sub(1) {
            None if self.wraps => Some(self.size - 1),
            before => before,
        }
    }

    /// Steps from `from` to `to` going up only; on an axis that wraps.
    const fn ahead(self, from: u32, to: u32) -> u32 {
        if to >= from { to - from } else { to + self.size - from }
    }

    /// Whether the short way goes up; of two equally long ones an even start takes the one that does.
    pub(super) const fn goes_up(self, from: u32, to: u32) -> bool {
        if !self.wraps {
            return to > from;
        }
        let twice = 2 * self.ahead(from, to);
        twice < self.size || (twice == self.size && from.is_multiple_of(2))
    }

    const fn distance(self, from: u32, to: u32) -> u32 {
        let apart = from.abs_diff(to);
        if self.wraps && self.size - apart < apart { self.size - apart } else { apart }
    }
}

/// A grid of routers over all chips.
#[derive(Clone, Debug)]
pub(super) struct Grid {
    /// Columns and rows of one chip.
    columns: u32,
    rows: u32,
    /// Chips along x.
    board_columns: u32,
    x: Axis,
    y: Axis,
    order: DimensionOrder,
    /// First wire of every router.
    first_wires: Vec<u32>,
}

impl Grid {
    /// A grid of chips of `columns` × `rows` routers and its plan. Rings, if `rings` are asked for, are closed in the
    /// dimensions in which there is a single chip.
    pub(super) fn build(
        (columns, rows): (u32, u32),
        board: Board,
        rings: bool,
        order: DimensionOrder,
    ) -> (Self, Plan) {
        let x = Axis::new(columns * board.columns, rings && board.columns == 1);
        let y = Axis::new(rows * board.rows, rings && board.rows == 1);
        let board_columns = board.columns;
        let mut grid = Self { columns, rows, board_columns, x, y, order, first_wires: Vec::new() };
        let routers = x.size * y.size;
        let mut wires = Vec::with_capacity(routers as usize * Direction::ALL.len());
        grid.first_wires.reserve_exact(routers as usize);
        for from in 0..routers {
            grid.first_wires.push(wires.len() as u32);
            for direction in Direction::ALL {
                if let Some(to) = grid.neighbour(from, direction) {
                    wires.push(Wire { from, to, class: grid.class(from, to, direction) });
                }
            }
        }
        let positions = (0..routers).map(|router| grid.position(router)).collect();
        (grid, Plan { wires, positions })
    }

    /// The first step of the path between two routers; none when they are the same.
    pub(super) fn next(&self, from: u32, to: u32) -> Option<Hop> {
        let (x, y) = self.ways(from, to);
        let direction = match self.order {
            DimensionOrder::Xy => x.or(y)?,
            DimensionOrder::Yx => y.or(x)?,
        };
        Some(Hop { wire: self.wire(from, direction), router: self.neighbour(from, direction)? })
    }

    /// The last step of the path between two routers, with the router before the last; none when they are the same.
    pub(super) fn last(&self, from: u32, to: u32) -> Option<Hop> {
        let (x, y) = self.ways(from, to);
        let direction = match self.order {
            DimensionOrder::Xy => y.or(x)?,
            DimensionOrder::Yx => x.or(y)?,
        };
        let router = self.neighbour(to, direction.opposite())?;
        Some(Hop { wire: self.wire(router, direction), router })
    }

    /// Whether the coordinate of `to` is lower than that of `from` in the dimension of a class of links, if there are rings
    /// in it.
    pub(super) fn comes_down(&self, from: u32, to: u32, class: LinkClass) -> Option<bool> {
        let ((from_x, from_y), (to_x, to_y)) = (self.position(from), self.position(to));
        match class {
            LinkClass::Horizontal if self.x.wraps => Some(to_x < from_x),
            LinkClass::Vertical if self.y.wraps => Some(to_y < from_y),
            _ => None,
        }
    }

    /// The dimensions in the order in which packets cross them: which one (0 for x, 1 for y) and its axis.
    pub(super) fn crossed(&self) -> [(usize, Axis); 2] {
        match self.order {
            DimensionOrder::Xy => [(0, self.x), (1, self.y)],
            DimensionOrder::Yx => [(1, self.y), (0, self.x)],
        }
    }

    /// By direction, in the order of ports: whether a router has a neighbour there.
    pub(super) fn neighbours(&self, router: u32) -> [bool; 4] {
        Direction::ALL.map(|direction| self.neighbour(router, direction).is_some())
    }

    /// Wires between two routers.
    pub(super) fn distance(&self, from: u32, to: u32) -> u32 {
        let ((from_x, from_y), (to_x, to_y)) = (self.position(from), self.position(to));
        self.x.distance(from_x, to_x) + self.y.distance(from_y, to_y)
    }

    /// The directions in which a packet crosses x and y.
    fn ways(&self, from: u32, to: u32) -> (Option<Direction>, Option<Direction>) {
        let ((from_x, from_y), (to_x, to_y)) = (self.position(from), self.position(to));
        let x = if self.x.goes_up(from_x, to_x) { Direction::Right } else { Direction::Left };
        let y = if self.y.goes_up(from_y, to_y) { Direction::Up } else { Direction::Down };
        ((from_x != to_x).then_some(x), (from_y != to_y).then_some(y))
    }

    fn position(&self, router: u32) -> (u32, u32) {
        let (row_of_all, column) = (router / self.columns, router % self.columns);
        let (chip, row) = (row_of_all / self.rows, row_of_all % self.rows);
        let (board_column, board_row) = (chip % self.board_columns, chip / self.board_columns);
        (board_column * self.columns + column, board_row * self.rows + row)
    }

    fn router(&self, x: u32, y: u32) -> u32 {
        let chip = y / self.rows * self.board_columns + x / self.columns;
        (chip * self.rows + y % self.rows) * self.columns + x % self.columns
    }

    fn neighbour(&self, router: u32, direction: Direction) -> Option<u32> {
        let (x, y) = self.position(router);
        Some(match direction {
            Direction::Right => self.router(self.x.next(x)?, y),
            Direction::Left => self.router(self.x.previous(x)?, y),
            Direction::Up => self.router(x, self.y.next(y)?),
            Direction::Down => self.router(x, self.y.previous(y)?),
        })
    }

    fn class(&self, from: u32, to: u32, direction: Direction) -> LinkClass {
        let routers_of_a_chip = self.columns * self.rows;
        match direction {
            _ if from / routers_of_a_chip != to / routers_of_a_chip => LinkClass::ChipLink,
            Direction::Right | Direction::Left => LinkClass::Horizontal,
            Direction::Up | Direction::Down => LinkClass::Vertical,
        }
    }

    /// The wire that leaves a router in a direction in which it has a neighbour.
    fn wire(&self, router: u32, direction: Direction) -> u32 {
        let before = Direction::ALL.into_iter().take_while(|&other| other != direction);
        let port = before.filter(|&other| self.neighbour(router, other).is_some()).count();
        self.first_wires[router as usize] + port as u32
    }
}
