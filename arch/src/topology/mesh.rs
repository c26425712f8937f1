//! Two-dimensional meshes; several chips side by side are one wider mesh.

use super::grid::Grid;
use super::plan::Plan;

pub(super) fn build(columns: u32, rows: u32, chips: u32) -> (Grid, Plan) {
    Grid::build(columns, rows, chips, false, false)
}
