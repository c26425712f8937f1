//! A measured point beside what was simulated of it.

use serde::Serialize;

use super::point::Side;

/// A measured point beside what was simulated of it.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Row {
    /// Name of the chip.
    pub(crate) chip: String,
    /// What was measured where.
    pub(crate) point: String,
    /// What the figure is.
    pub(crate) quantity: String,
    /// Unit of both figures.
    pub(crate) unit: String,
    /// What one of that unit is in [`Self::base_unit`].
    pub(crate) worth: f64,
    /// The unit without a prefix.
    pub(crate) base_unit: &'static str,
    /// As published.
    pub(crate) measured: f64,
    /// As simulated.
    pub(crate) simulated: f64,
    /// What it is good for.
    pub(crate) role: Role,
    /// How far off it may be, in percent; bounds have none.
    pub(crate) band_percent: Option<f64>,
    /// Keys of the references.
    pub(crate) source: String,
    /// What was not published.
    pub(crate) missing: Option<String>,
    /// What the simulated figure is where inputs are missing.
    pub(crate) side: Option<Side>,
    /// Assumptions with the values that would fit, arithmetic, and remarks.
    pub(crate) notes: Vec<String>,
}

/// What a row is good for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Role {
    /// The model was fitted to it.
    Calibrated,
    /// It was not, and nothing is missing.
    Predicted,
    /// Inputs are not public.
    Bound,
}

impl Role {
    /// Every role, from the least to be shown by it to what cannot be.
    pub(crate) const ALL: [Self; 3] = [Self::Calibrated, Self::Predicted, Self::Bound];

    /// The name in tables and files.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Calibrated => "calibrated",
            Self::Predicted => "predicted",
            Self::Bound => "bound",
        }
    }
}

impl Row {
    /// How far the simulated figure is above the measured one, in percent.
    pub(crate) fn error_percent(&self) -> f64 {
        (self.simulated / self.measured - 1.0) * 100.0
    }

    /// Whether it is as it must be; `None` where nothing can be asked.
    pub(crate) fn holds(&self) -> Option<bool> {
        match (self.band_percent, self.side) {
            (Some(band), _) => Some(self.error_percent().abs() <= band),
            (None, Some(Side::LowerBound)) => Some(self.simulated <= self.measured),
            (None, Some(Side::UpperBound)) => Some(self.simulated >= self.measured),
            (None, None) => None,
        }
    }

    /// Everything that goes with the row, in sentences without full stops.
    pub(crate) fn remarks(&self) -> Vec<String> {
        let mut remarks: Vec<String> = self.notes.clone();
        if let Some(missing) = &self.missing {
            remarks.insert(0, format!("not published: {missing}"));
        }
        if let Some(side) = self.side {
            let (is, must) = match side {
                Side::LowerBound => ("a lower bound", "must not exceed the measured one"),
                Side::UpperBound => ("an upper bound", "must not be below the measured one"),
            };
            let verdict = if self.holds() == Some(true) { "which holds" } else { "WHICH DOES NOT HOLD" };
            remarks.push(format!("the simulated figure is {is} and {must}, {verdict}"));
        }
        remarks
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(simulated: f64, band_percent: Option<f64>, side: Option<Side>) -> Row {
        Row {
            chip: "c".to_owned(),
            point: "p".to_owned(),
            quantity: "power".to_owned(),
            unit: "mW".to_owned(),
            worth: 1e-3,
            base_unit: "W",
            measured: 100.0,
            simulated,
            role: if band_percent.is_some() { Role::Predicted } else { Role::Bound },
            band_percent,
            source: "key".to_owned(),
            missing: band_percent.is_none().then(|| "the rates".to_owned()),
            side,
            notes: vec!["assumed".to_owned()],
        }
    }

    #[test]
    fn a_band_has_two_sides_and_a_bound_has_one() {
        for (simulated, band, side, holds) in [
            (101.9, Some(2.0), None, Some(true)),
            (98.1, Some(2.0), None, Some(true)),
            (97.9, Some(2.0), None, Some(false)),
            (102.1, Some(2.0), None, Some(false)),
            (50.0, None, None, None),
            (50.0, None, Some(Side::LowerBound), Some(true)),
            (101.0, None, Some(Side::LowerBound), Some(false)),
            (101.0, None, Some(Side::UpperBound), Some(true)),
            (99.0, None, Some(Side::UpperBound), Some(false)),
        ] {
            assert_eq!(row(simulated, band, side).holds(), holds, "{simulated} {band:?} {side:?}");
        }
        let remarks = row(101.0, None, Some(Side::LowerBound)).remarks();
        assert!(remarks[0].contains("the rates") && remarks[2].contains("DOES NOT HOLD"), "{remarks:?}");
    }
}
