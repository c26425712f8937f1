//! What was measured of trained networks, as a table that ships beside their masks.

use serde::Deserialize;

/// What was measured of one trained network at one weight sparsity.
#[derive(Clone, Debug, PartialEq, Deserialize)]
pub struct Figures {
    /// Nominal activity of the network.
    pub activity_level: f64,
    /// Share of weights that are zero.
    pub weight_sparsity: f64,
    /// Perplexity on the words of the test text.
    pub perplexity: f64,
    /// Weights that are not zero, of all matrices.
    pub nonzeros: u64,
    /// Those of the matrix from the input.
    pub w0_nonzeros: u64,
    /// Weights applied for events a token, with one decimal, by matrix: R0, W1, R1.
    #[serde(skip)]
    pub synops_per_token: [String; 3],
    r0_synops_per_token: String,
    w1_synops_per_token: String,
    r1_synops_per_token: String,
    /// Their sum.
    pub event_synops_per_token: String,
}

/// The rows of a table for the network of an activity level, in order; none of an empty table.
pub(super) fn read(table: &str, activity_level: Option<f64>) -> Result<Vec<Figures>, String> {
    let mut reader = csv::Reader::from_reader(table.as_bytes());
    let mut rows = Vec::new();
    for row in reader.deserialize::<Figures>() {
        let mut row = row.map_err(|error| error.to_string())?;
        row.synops_per_token = [
            std::mem::take(&mut row.r0_synops_per_token),
            std::mem::take(&mut row.w1_synops_per_token),
            std::mem::take(&mut row.r1_synops_per_token),
        ];
        if activity_level.is_some_and(|level| (row.activity_level - level).abs() < 1e-9) {
            rows.push(row);
        }
    }
    Ok(rows)
}
