//! Two-dimensional meshes; the chips of a board are one larger mesh.

use super::board::Board;
use super::grid::Grid;
use super::plan::Plan;
use crate::file::DimensionOrder;

pub(super) fn build(columns: u32, rows: u32, board: Board, order: DimensionOrder) -> (Grid, Plan) {
    Grid::build((columns, rows), board, false, order)
}
