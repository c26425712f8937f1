//! Two-dimensional tori.
//!
//! In a dimension with several chips the rings are opened where chips meet and the chips lie side by side: that
//! dimension is then a mesh over all chips. A dimension of two routers has one connection, not two in parallel.

use super::board::Board;
use super::grid::Grid;
use super::plan::Plan;
use crate::file::DimensionOrder;

pub(super) fn build(columns: u32, rows: u32, board: Board, order: DimensionOrder) -> (Grid, Plan) {
    Grid::build((columns, rows), board, true, order)
}
