//! How many chips are joined, and in which shape.

/// A grid of chips. Chips are numbered row by row from the one with the host.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Board {
    /// Chips along x; at least one.
    pub columns: u32,
    /// Chips along y; at least one.
    pub rows: u32,
}

impl Board {
    /// A single chip.
    pub const ONE: Self = Self { columns: 1, rows: 1 };

    /// The most square full grid of so many chips, no higher than wide: 48 chips are 8 × 6, 7 are 7 × 1. No chips count
    /// as one.
    pub const fn of(chips: u32) -> Self {
        let mut board = Self { columns: if chips == 0 { 1 } else { chips }, rows: 1 };
        let mut rows = 2;
        // A product of 32-bit numbers, so no overflow.
        while rows as u64 * rows as u64 <= chips as u64 {
            if chips.is_multiple_of(rows) {
                board = Self { columns: chips / rows, rows };
            }
            rows += 1;
        }
        board
    }

    /// Chips on it.
    pub const fn chips(self) -> u32 {
        self.columns * self.rows
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn boards_are_as_square_as_their_number_allows() {
        let sides =
            [(1, 1, 1), (2, 2, 1), (4, 2, 2), (7, 7, 1), (12, 4, 3), (32, 8, 4), (48, 8, 6), (768, 32, 24)];
        for (chips, columns, rows) in sides {
            assert_eq!(Board::of(chips), Board { columns, rows });
        }
        assert_eq!(Board::of(1), Board::ONE);
        for chips in 1..1000 {
            let board = Board::of(chips);
            assert_eq!(board.chips(), chips);
            assert!(board.rows <= board.columns);
            assert!(!(board.rows + 1..=board.columns).any(|rows| rows * rows <= chips && chips % rows == 0));
        }
    }
}
