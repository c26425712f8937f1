//! The shipped data sets by name.

use egret_config::{Problem, did_you_mean};

use super::figures::{self, Figures};
use super::packed::{LAYERS, PROJECTIONS, Packed, PackedLevel};
use crate::activity::{Trace, bits};
use crate::network::Synapses;
use crate::rows::SparseRows;

/// A data set as it ships.
struct Shipped {
    name: &'static str,
    networks: &'static [Network],
    /// What was measured of its networks, as a table; empty where nothing ships.
    figures: &'static str,
}

/// One network of a data set, pruned to several weight sparsities.
struct Network {
    /// Nominal activity, by which the networks of a data set are told apart; `None` where there is one network only.
    activity_level: Option<f64>,
    bytes: &'static [u8],
}

/// The activity level of networks whose units emit at every step: those without events.
const DENSE: f64 = 1.0;

const WIKITEXT2: &[u8] = include_bytes!("../../data/egru-wikitext2.bin");

/// Every shipped data set.
const SHIPPED: [Shipped; 2] = [
    Shipped {
        name: "egru-wikitext2",
        networks: &[Network { activity_level: None, bytes: WIKITEXT2 }],
        figures: "",
    },
    Shipped {
        name: "egru-wikitext2-grid",
        networks: &[
            Network {
                activity_level: Some(0.03),
                bytes: include_bytes!("../../data/egru-wikitext2-grid/a03.bin"),
            },
            Network {
                activity_level: Some(0.06),
                bytes: include_bytes!("../../data/egru-wikitext2-grid/a06.bin"),
            },
            Network { activity_level: Some(0.13), bytes: WIKITEXT2 },
            Network {
                activity_level: Some(0.25),
                bytes: include_bytes!("../../data/egru-wikitext2-grid/a25.bin"),
            },
            Network {
                activity_level: Some(0.45),
                bytes: include_bytes!("../../data/egru-wikitext2-grid/a45.bin"),
            },
            Network {
                activity_level: Some(DENSE),
                bytes: include_bytes!("../../data/egru-wikitext2-grid/gru.bin"),
            },
        ],
        figures: include_str!("../../data/egru-wikitext2-grid/figures.csv"),
    },
];

/// Masks and recorded activity of one trained network of two layers at several weight sparsities.
#[derive(Clone, Debug)]
pub struct Dataset {
    name: &'static str,
    activity_level: Option<f64>,
    packed: Packed,
    figures: Vec<Figures>,
}

/// One weight sparsity of a data set.
#[derive(Clone, Copy, Debug)]
pub struct Level<'a> {
    packed: &'a Packed,
    pruned: &'a PackedLevel,
    figures: Option<&'a Figures>,
}

/// Names of the shipped data sets.
pub fn dataset_names() -> impl Iterator<Item = &'static str> {
    SHIPPED.iter().map(|shipped| shipped.name)
}

/// The bytes of a shipped data set, for hashing: network after network, and its figures.
pub fn content(name: &str) -> Option<Vec<u8>> {
    let shipped = SHIPPED.iter().find(|known| known.name == name)?;
    let mut all: Vec<u8> = shipped.networks.iter().flat_map(|network| network.bytes).copied().collect();
    all.extend_from_slice(shipped.figures.as_bytes());
    Some(all)
}

/// The activity levels among which a data set has a network; empty where it has one network only or is not shipped.
pub fn activity_levels(name: &str) -> Vec<f64> {
    let shipped = SHIPPED.iter().find(|known| known.name == name);
    let networks = shipped.map_or(&[][..], |shipped| shipped.networks);
    networks.iter().filter_map(|network| network.activity_level).collect()
}

/// Opens a network of a shipped data set. An unknown name is a problem of the parameter at `path`, a level that it does
/// not have one of `activity_level`.
pub fn load(name: &str, activity_level: Option<f64>, path: &str) -> Result<Dataset, Problem> {
    let Some(shipped) = SHIPPED.iter().find(|known| known.name == name) else {
        let known: Vec<&str> = dataset_names().collect();
        let problem = Problem::new(path, format!("there is no recorded data set `{name}`"));
        return Err(match did_you_mean(name, known.iter().copied()) {
            Some(near) => problem.hint(format!("did you mean `{near}`?")),
            None => problem.hint(format!("data sets: {}", known.join(", "))),
        });
    };
    let Some(network) = shipped.networks.iter().find(|network| same(network.activity_level, activity_level))
    else {
        return Err(no_such_level(shipped, activity_level));
    };
    let unreadable = |what: String| Problem::new(path, format!("data set `{name}` cannot be read: {what}"));
    let packed = Packed::open(network.bytes).map_err(unreadable)?;
    let figures = figures::read(shipped.figures, activity_level).map_err(unreadable)?;
    Ok(Dataset { name: shipped.name, activity_level, packed, figures })
}

/// Whether two levels are the same; 0.3 computed as 1 - 0.7 is 0.3.
fn same(known: Option<f64>, asked: Option<f64>) -> bool {
    match (known, asked) {
        (Some(known), Some(asked)) => (known - asked).abs() < 1e-9,
        (None, None) => true,
        _ => false,
    }
}

fn no_such_level(shipped: &Shipped, asked: Option<f64>) -> Problem {
    let levels: Vec<_> = activity_levels(shipped.name).iter().map(f64::to_string).collect();
    let problem = |what: String| Problem::new("activity_level", what);
    match (asked, levels.is_empty()) {
        (_, true) => problem(format!("data set `{}` has one network, at one activity", shipped.name))
            .hint("leave it out, or take `activity` for synthetic activity"),
        (Some(asked), false) => {
            problem(format!("{asked} is not one of the trained activity levels {}", levels.join(", ")))
                .hint("take one of them")
        }
        (None, false) => problem(format!("data set `{}` has several networks", shipped.name))
            .hint(format!("say which: {}", levels.join(", "))),
    }
}

impl Dataset {
    /// The name it ships under.
    pub fn name(&self) -> &'static str {
        self.name
    }

    /// Whether the network has no events: every unit gives its value at every step.
    pub fn is_dense(&self) -> bool {
        self.activity_level == Some(DENSE)
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
        let figures = self.figures.iter().find(|row| (row.weight_sparsity - weight_sparsity).abs() < 1e-9);
        Some(Level { packed: &self.packed, pruned: level, figures })
    }
}

impl Level<'_> {
    /// The weights that are there, of a projection named `W0`, `R0`, `W1` or `R1` (input to layer 0, layer 0 to itself,
    /// layer 0 to layer 1, layer 1 to itself); `None` for other names. Rows are source units, targets gates times units.
    pub fn synapses(&self, projection: &str) -> Option<Synapses> {
        let projection = PROJECTIONS.iter().position(|name| *name == projection)?;
        let (sources, width) = (self.packed.units, self.packed.targets);
        let Some(mask) = self.packed.mask(self.pruned, projection) else {
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

    /// What was measured of the network; `None` where nothing ships.
    pub fn figures(&self) -> Option<&Figures> {
        self.figures
    }

    /// The recorded activity of a layer, 0 or 1; `None` for other layers, and for networks without events.
    pub fn trace(&self, layer: usize) -> Option<Trace> {
        if layer >= LAYERS || self.packed.steps == 0 {
            return None;
        }
        Trace::from_bitmap(self.packed.units, self.packed.trace(self.pruned, layer))
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
        let dataset = load("egru-wikitext2", None, "").unwrap();
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
    fn every_point_of_the_grid_gives_the_published_operations() {
        // The published table says one decimal; every unit of a network without events gives its value at every token.
        let per_token = |sum: u64, tokens: u64| format!("{:.1}", sum as f64 / tokens as f64);
        let mut points = 0;
        for activity in activity_levels("egru-wikitext2-grid") {
            let dataset = load("egru-wikitext2-grid", Some(activity), "").unwrap();
            for figures in &dataset.figures {
                let level = dataset.level(figures.weight_sparsity).unwrap();
                let [w0, r0, w1, r1] = PROJECTIONS.map(|name| level.synapses(name).unwrap());
                let name = format!("{activity} x {}", figures.weight_sparsity);
                let nonzeros = [&w0, &r0, &w1, &r1].map(Synapses::nonzeros);
                assert_eq!(nonzeros[0], figures.w0_nonzeros, "{name}: W0");
                assert_eq!(nonzeros.iter().sum::<u64>(), figures.nonzeros, "{name}: all");
                let (found, tokens) = if dataset.is_dense() {
                    assert!(level.trace(0).is_none());
                    ([nonzeros[1], nonzeros[2], nonzeros[3]], 1)
                } else {
                    let [layer0, layer1] = [0, 1].map(|layer| level.trace(layer).unwrap());
                    ([fan_out(&layer0, &r0), fan_out(&layer0, &w1), fan_out(&layer1, &r1)], 2048)
                };
                assert_eq!(found.map(|sum| per_token(sum, tokens)), figures.synops_per_token, "{name}");
                let all = per_token(found.iter().sum(), tokens);
                assert_eq!(all, figures.event_synops_per_token, "{name}: together");
                points += 1;
            }
        }
        assert_eq!(points, 30);
    }

    #[test]
    fn networks_of_a_data_set_are_told_apart_by_their_activity() {
        let problem = |level| load("egru-wikitext2-grid", level, "workload.recorded").unwrap_err();
        assert_eq!(problem(None).what, "data set `egru-wikitext2-grid` has several networks");
        assert_eq!(
            problem(Some(0.2)).what,
            "0.2 is not one of the trained activity levels 0.03, 0.06, 0.13, 0.25, 0.45, 1"
        );
        assert_eq!(problem(Some(f64::NAN)).path, "activity_level");
        let single = load("egru-wikitext2", Some(0.13), "").unwrap_err();
        assert_eq!(single.what, "data set `egru-wikitext2` has one network, at one activity");
        let point = load("egru-wikitext2-grid", Some(0.13), "").unwrap();
        let figures = point.level(0.9).unwrap().figures().unwrap().clone();
        assert_eq!((figures.perplexity, figures.weight_sparsity), (81.402, 0.9));
        // A level that was recorded, and is no point of the grid.
        assert!(point.level(0.7).unwrap().figures().is_none());
    }

    #[test]
    fn rows_are_sources_and_targets_are_gate_rows() {
        let dataset = load("egru-wikitext2", None, "").unwrap();
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
        let dataset = load("egru-wikitext2", None, "").unwrap();
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
        let problem = load("egru-wikitext", None, "workload.recorded").unwrap_err();
        assert_eq!(problem.path, "workload.recorded");
        assert_eq!(problem.what, "there is no recorded data set `egru-wikitext`");
        let dataset = load("egru-wikitext2", None, "").unwrap();
        assert!(dataset.level(0.85).is_none() && dataset.level(f64::NAN).is_none());
        assert!(dataset.level(1.0 - 0.3).is_some());
        let level = dataset.level(0.8).unwrap();
        assert!(level.synapses("W2").is_none() && level.trace(2).is_none());
    }
}
