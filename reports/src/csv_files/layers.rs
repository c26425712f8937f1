//! `energy_by_layer.csv`.

use super::rows::{pj, row, share, write};
use crate::record::RunRecord;
use crate::reports::RenderError;
use crate::tally::Tally;

row! {
    /// One layer, or `shared`, whose counts of units, synapses and events are empty.
    struct LayerRow {
        layer: String,
        model: Option<String>,
        units: Option<u32>,
        synapses: Option<u64>,
        events: Option<u64>,
        weight_density: Option<f64>,
        activity_density: Option<f64>,
        synops: u64,
        dynamic_pj: f64,
        static_pj: f64,
        total_pj: f64,
        share: f64,
    }
}

/// Energy by layer, in network order, then `shared`.
pub(crate) fn layers(record: &RunRecord) -> Result<Vec<u8>, RenderError> {
    let rows = record.energy.by_layer.iter().map(|(name, energy)| {
        let layer = record.layers.iter().find(|layer| layer.name == name);
        let sparsity = record.sparsity.per_layer.get(name);
        let counts = record.ledger.by_layer.get(name);
        let total_j = energy.dynamic_j + energy.static_j;
        LayerRow {
            layer: name.to_owned(),
            model: layer.map(|layer| layer.model.name().to_owned()),
            units: layer.map(|layer| layer.units),
            synapses: layer.map(|layer| layer.synapses),
            events: layer.map(|layer| layer.events),
            weight_density: sparsity.and_then(|sparsity| sparsity.weight_density),
            activity_density: sparsity.and_then(|sparsity| sparsity.activity_density),
            synops: counts.map_or(0, Tally::synops),
            dynamic_pj: pj(energy.dynamic_j),
            static_pj: pj(energy.static_j),
            total_pj: pj(total_j),
            share: share(total_j, record.energy.total_j),
        }
    });
    write(record, rows, LayerRow::COLUMNS)
}

#[cfg(test)]
mod tests {
    use super::super::rows::tests::{read, sum};
    use super::*;
    use crate::testing;

    #[test]
    fn rows_sum_to_the_total_and_end_with_shared() {
        let record = testing::record_of(&testing::outcome(3, 9, 12, 4));
        let (header, rows) = read(&layers(&record).unwrap());
        assert_eq!(header, LayerRow::COLUMNS);
        assert!((sum(&header, &rows, "total_pj") / (record.energy.total_j * 1e12) - 1.0).abs() < 1e-12);
        assert_eq!(rows.last().unwrap()[0], "shared");
    }
}
