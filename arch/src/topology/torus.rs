//! Two-dimensional tori.
//!
//! With several chips the x rings are opened where chips meet, and the chips lie side by side: x is then a mesh over all
//! chips, y still wraps. A dimension of two routers has one connection, not two in parallel.

use super::grid::Grid;
use super::plan::Plan;

pub(super) fn build(columns: u32, rows: u32, chips: u32) -> (Grid, Plan) {
    Grid::build(columns, rows, chips, chips == 1, true)
}
