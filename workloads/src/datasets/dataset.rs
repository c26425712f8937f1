//! The shipped data sets by name.

use egret_config::{Problem, did_you_mean};

use super::packed::{LAYERS, PROJECTIONS, Packed, PackedLevel};
use crate::activity::{Trace, bits};
use crate::network::Synapses;
use crate::rows::SparseRows;

/// Name and content of every shipped data set.
const SHIPPED: [(&str, &[u8]); 1] = [("egru-wikitext2", include_bytes!("../../data/egru-wikitext2.bin"))];

/// Masks and recorded activity of one trained network of two layers at several weight sparsities.
#[derive(Clone, Debug)]
pub struct Dataset {
    name: &'static str,
    packed: Packed,
}

/// One weight sparsity of a data set.
#[derive(Clone, Copy, Debug)]
pub struct Level<'a> {
    packed: &'a Packed,
    level: &'a PackedLevel,
}

/// Names of the shipped data sets.
pub fn dataset_names() -> impl Iterator<Item = &'static str> {
    SHIPPED.iter().map(|(name, _)| *name)
}

/// The bytes of a shipped data set, for hashing.
pub fn content(name: &str) -> Option<&'static [u8]> {
    SHIPPED.iter().find(|(known, _)| *known == name).map(|(_, bytes)| *bytes)
}

/// Opens a shipped data set; an unknown name is a problem of the parameter at `path`.
pub fn load(name: &str, path: &str) -> Result<Dataset, Problem> {
    let Some((name, bytes)) = SHIPPED.iter().find(|(known, _)| *known == name) else {
        let known: Vec<&str> = dataset_names().collect();
        let problem = Problem::new(path, format!("there is no recorded data set `{name}`"));
        return Err(match did_you_mean(name, known.iter().copied()) {
            Some(near) => problem.hint(format!("did you mean `{near}`?")),
            None => problem.hint(format!("data sets: {}", known.join(", "))),
        });
    };
    match Packed::open(bytes) {
        Ok(packed) => Ok(Dataset { name, packed }),
        Err(what) => Err(Problem::new(path, format!("data set `{name}` cannot be read: {what}"))),
    }
}

impl Dataset {
    /// The name it ships under.
    pub fn name(&self) -> &'static str {
        self.name
    }

    /// Units of each layer; the input has as many.
    pub fn units(&self) -> u32 {
        self.packed.units
    }

    /// Number of layers.
    pub fn layers(&self) -> usize {
        LAYERS
    }

    /// Recorded steps.
    pub fn steps(&self) -> u32 {
        self.packed.steps
    }

    /// The weight sparsities there is data for, ascending.
    pub fn weight_sparsities(&self) -> Vec<f64> {
        self.packed.levels.iter().map(|level| f64::from(level.thousandths) / 1000.0).collect()
    }

    /// The data at a weight sparsity, `None` if there are none. 0.3 computed as 1 - 0.7 is 0.3.
    pub fn level(&self, weight_sparsity: f64) -> Option<Level<'_>> {
        let thousandths = weight_sparsity * 1000.0;
        let level = self
            .packed
            .levels
            .iter()
            .find(|level| (f64::from(level.thousandths) - thousandths).abs() < 1e-6)?;
        Some(Level { packed: &self.packed, level })
    }
}

impl Level<'_> {
    /// The weights that are there, of a projection named `W0`, `R0`, `W1` or `R1` (input to layer 0, layer 0 to itself,
    /// layer 0 to layer 1, layer 1 to itself); `None` for other names. Rows are source units, targets gates times units.
    pub fn synapses(&self, projection: &str) -> Option<Synapses> {
        let projection = PROJECTIONS.iter().position(|name| *name == projection)?;
        let (sources, width) = (self.packed.units, self.packed.targets);
        let Some(mask) = self.packed.mask(self.level, projection) else {
            return Some(Synapses::Dense { sources, targets: width });
        };
        let mut row_start = vec![0];
        let mut targets = Vec::new();
        for row in mask.chunks_exact(width as usize / 8) {
            bits::extend_with_set_bits(bits::words(row), &mut targets);
            row_start.push(targets.len() as u64);
        }
        Some(Synapses::Sparse(SparseRows::trusted(width, row_start, targets)))
    }

    /// The recorded activity of a layer, 0 or 1; `None` for other layers.
    pub fn trace(&self, layer: usize) -> Option<Trace> {
        if layer >= LAYERS {
            return None;
        }
        Trace::from_bitmap(self.packed.units, self.packed.trace(self.level, layer))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The sums of the shipped data, computed from the published files by an independent program.
    const EXPECTED: &str = include_str!("../../data/egru-wikitext2.csv");

    /// Rows of the published table, rounded per token: weight sparsity in percent, synops of R0, W1, R1, their sum
    /// (event synops), and W0.
    const PUBLISHED: [[u64; 6]; 6] = [
        [0, 25_489, 25_489, 26_661, 77_639, 196_608],
        [50, 12_106, 13_211, 10_802, 36_118, 107_643],
        [70, 7_169, 8_477, 5_684, 21_330, 67_945],
        [80, 4_624, 5_984, 3_385, 13_993, 46_500],
        [90, 2_160, 3_363, 1_529, 7_052, 23_781],
        [95, 950, 1_870, 663, 3_484, 12_286],
    ];

    fn fan_out(trace: &Trace, synapses: &Synapses) -> u64 {
        let mut events = Vec::new();
        (0..trace.steps()).for_each(|step| trace.extend_with_step(step, &mut events));
        events.iter().map(|unit| u64::from(synapses.row_len(*unit))).sum()
    }

    /// Columns of the expected sums, from events of layer 0 on.
    fn sums(level: &Level<'_>) -> Vec<u64> {
        let [layer0, layer1] = [0, 1].map(|layer| level.trace(layer).unwrap());
        let [w0, r0, w1, r1] = PROJECTIONS.map(|name| level.synapses(name).unwrap());
        let steps = u64::from(layer0.steps());
        let mut sums = vec![layer0.events(), layer1.events()];
        sums.extend([&w0, &r0, &w1, &r1].map(Synapses::nonzeros));
        sums.push(w0.nonzeros() * steps);
        sums.extend([fan_out(&layer0, &r0), fan_out(&layer0, &w1), fan_out(&layer1, &r1)]);
        sums
    }

    #[test]
    fn masks_times_events_give_the_expected_sums_exactly_and_round_to_the_published_table() {
        let dataset = load("egru-wikitext2", "").unwrap();
        assert_eq!(
            (dataset.name(), dataset.units(), dataset.layers(), dataset.steps()),
            ("egru-wikitext2", 256, 2, 2048)
        );
        let rows: Vec<&str> = EXPECTED.lines().skip(1).collect();
        assert_eq!(dataset.weight_sparsities().len(), rows.len());
        for ((row, published), sparsity) in rows.iter().zip(PUBLISHED).zip(dataset.weight_sparsities()) {
            let (level_written, written) = row.split_once(',').unwrap();
            assert!((level_written.parse::<f64>().unwrap() - sparsity).abs() < 1e-12);
            let expected: Vec<u64> = written.split(',').map(|number| number.parse().unwrap()).collect();
            let found = sums(&dataset.level(sparsity).unwrap());
            assert_eq!(found, expected, "weight sparsity {sparsity}");

            let per_token = |sum: u64| (sum + 1024) / 2048;
            let [w0, r0, w1, r1] = [found[6], found[7], found[8], found[9]];
            let rounded =
                [per_token(r0), per_token(w1), per_token(r1), per_token(r0 + w1 + r1), per_token(w0)];
            assert_eq!((((sparsity * 100.0).round()) as u64, &rounded[..]), (published[0], &published[1..]));
        }
    }

    #[test]
    fn rows_are_sources_and_targets_are_gate_rows() {
        let dataset = load("egru-wikitext2", "").unwrap();
        let synapses = dataset.level(0.95).unwrap().synapses("R0").unwrap();
        assert_eq!((synapses.sources(), synapses.targets()), (256, 768));
        let mut rows = (Vec::new(), Vec::new());
        synapses.row(0, &mut rows.0);
        synapses.row(255, &mut rows.1);
        // The nonzeros of columns 0 and 255 of `layers.0.weight_hh`, read from the checkpoint itself.
        let first = [
            4, 8, 28, 59, 65, 79, 81, 124, 135, 143, 152, 160, 163, 166, 171, 177, 178, 249, 254, 273, 279,
            292, 299, 303, 321, 330, 434, 499, 662, 726,
        ];
        let last = [
            24, 38, 64, 137, 144, 177, 180, 211, 255, 263, 270, 283, 307, 308, 320, 349, 379, 384, 424, 445,
            453, 458, 520, 607, 619, 724,
        ];
        assert_eq!((rows.0.as_slice(), rows.1.as_slice()), (&first[..], &last[..]));
    }

    #[test]
    fn the_last_recorded_step_is_the_published_one() {
        let dataset = load("egru-wikitext2", "").unwrap();
        let mut events = Vec::new();
        dataset.level(0.8).unwrap().trace(1).unwrap().extend_with_step(2047, &mut events);
        let published = [
            5, 13, 44, 46, 49, 66, 74, 76, 77, 85, 102, 107, 108, 125, 143, 152, 182, 184, 185, 188, 208,
            218, 230, 234, 249, 251, 252, 255,
        ];
        assert_eq!(events, published);
    }

    #[test]
    fn unknown_names_levels_and_layers_are_told_apart() {
        let problem = load("egru-wikitext", "workload.recorded").unwrap_err();
        assert_eq!(problem.path, "workload.recorded");
        assert_eq!(problem.what, "there is no recorded data set `egru-wikitext`");
        let dataset = load("egru-wikitext2", "").unwrap();
        assert!(dataset.level(0.85).is_none() && dataset.level(f64::NAN).is_none());
        assert!(dataset.level(1.0 - 0.3).is_some());
        let level = dataset.level(0.8).unwrap();
        assert!(level.synapses("W2").is_none() && level.trace(2).is_none());
    }
}
