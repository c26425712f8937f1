//! The rows as a picture.

use egret_reports::{AgreementPlot, AgreementPoint, AgreementRole};

use super::table::summary;
use crate::validation::{Role, Row};

/// The plot of all rows.
pub(super) fn of(rows: &[Row]) -> AgreementPlot {
    let points = rows.iter().map(|row| AgreementPoint {
        label: format!("{}, {}: {}", row.chip, row.point, row.quantity),
        unit: row.base_unit,
        measured: row.measured * row.worth,
        simulated: row.simulated * row.worth,
        band_percent: row.band_percent,
        role: match row.role {
            Role::Calibrated => AgreementRole::Calibrated,
            Role::Predicted => AgreementRole::Predicted,
            Role::Bound => AgreementRole::Bound,
        },
    });
    AgreementPlot { subtitle: summary(rows), points: points.collect() }
}
