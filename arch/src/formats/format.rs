//! The list of weight formats and the one match that dispatches to them.

use egret_config::Problem;

use super::row::{RowMisfit, RowSize};
use super::{bitmap, block, csr, dense, ideal, n_of_m, run_length};
use crate::file::WeightFormatFile;

/// Bits of one row pointer in the formats whose rows differ in length. The same for all of them, so that formats are
/// compared on equal terms, and wide enough for any core memory.
pub const ROW_POINTER_BITS: u32 = 32;

/// Every format, with typical parameters, under the name it has in chip files.
pub const FORMATS: [(&str, WeightFormat); 6] = [
    ("Dense", WeightFormat::Dense),
    ("Csr", WeightFormat::Csr),
    ("Bitmap", WeightFormat::Bitmap),
    ("RunLength", WeightFormat::RunLength { run_bits: 4 }),
    ("Block", WeightFormat::Block { size: 4 }),
    ("NOfM", WeightFormat::NOfM { n: 2, m: 4 }),
];

/// How the rows of a core's synapse memory are stored; parameters are in range.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WeightFormat {
    /// Every position, zero or not.
    Dense,
    /// Each nonzero with its absolute position.
    Csr,
    /// One bit a position, then the nonzeros.
    Bitmap,
    /// The zeros skipped before every entry, with filler entries where the run does not fit.
    RunLength {
        /// Bits of the zero-run field.
        run_bits: u32,
    },
    /// Whole blocks of consecutive positions, each with its index.
    Block {
        /// Positions in a block.
        size: u32,
    },
    /// A fixed number of slots in every group of positions.
    NOfM {
        /// Slots in a group.
        n: u32,
        /// Positions of a group.
        m: u32,
    },
    /// Only the nonzeros, as if their positions cost nothing: no real format, for studies of format overhead.
    Ideal,
}

/// Widest zero-run field: a run of 65 535 zeros is longer than any row of a core.
const MOST_RUN_BITS: u32 = 16;
/// Largest block and group: a row of more targets than this does not fit the cores described here.
const MOST_POSITIONS: u32 = 4096;

impl WeightFormat {
    /// Checks the parameters of a format as written; problems are named by their path in the chip file.
    pub fn from_file(file: &WeightFormatFile) -> Result<Self, Vec<Problem>> {
        let mut problems = Vec::new();
        let mut check = |name: &str, value: u32, most: u32| {
            if !(1..=most).contains(&value) {
                let path = format!("core.synapse.format.{name}");
                problems.push(
                    Problem::new(path, format!("`{name}` is {value}")).hint(format!("write 1 to {most}")),
                );
            }
        };
        let format = match *file {
            WeightFormatFile::Dense => Self::Dense,
            WeightFormatFile::Csr => Self::Csr,
            WeightFormatFile::Bitmap => Self::Bitmap,
            WeightFormatFile::RunLength { run_bits } => {
                check("run_bits", run_bits, MOST_RUN_BITS);
                Self::RunLength { run_bits }
            }
            WeightFormatFile::Block { size } => {
                check("size", size, MOST_POSITIONS);
                Self::Block { size }
            }
            WeightFormatFile::NOfM { n, m } => {
                check("m", m, MOST_POSITIONS);
                check("n", n, m.clamp(1, MOST_POSITIONS));
                Self::NOfM { n, m }
            }
        };
        if problems.is_empty() { Ok(format) } else { Err(problems) }
    }

    /// Name in words, with the parameters.
    pub fn name(self) -> String {
        match self {
            Self::Dense => "dense".to_owned(),
            Self::Csr => "CSR".to_owned(),
            Self::Bitmap => "bitmap".to_owned(),
            Self::RunLength { run_bits } => format!("run-length ({run_bits} bits)"),
            Self::Block { size } => format!("block ({size}×1)"),
            Self::NOfM { n, m } => format!("{n}:{m}"),
            Self::Ideal => "ideal".to_owned(),
        }
    }

    /// Size of the row whose nonzero weights lie at `positions` (ascending, each below `width`) of `width` targets,
    /// `weight_bits` a weight. Only an N:M row can fail to fit.
    pub fn row(self, positions: &[u32], width: u32, weight_bits: u32) -> Result<RowSize, RowMisfit> {
        debug_assert!(positions.is_sorted_by(|earlier, later| earlier < later), "positions ascend");
        debug_assert!(positions.last().is_none_or(|&last| last < width), "positions lie within the row");
        match self {
            Self::Dense => Ok(dense::row(positions, width, weight_bits)),
            Self::Csr => Ok(csr::row(positions, width, weight_bits)),
            Self::Bitmap => Ok(bitmap::row(positions, width, weight_bits)),
            Self::RunLength { run_bits } => Ok(run_length::row(positions, weight_bits, run_bits)),
            Self::Block { size } => Ok(block::row(positions, width, weight_bits, size)),
            Self::NOfM { n, m } => n_of_m::row(positions, width, weight_bits, n, m),
            Self::Ideal => Ok(ideal::row(positions, weight_bits)),
        }
    }

    /// Bits of one row pointer; 0 where every row is equally long and its place is computed. A core with rows stores
    /// one pointer more than it has rows, and reads a row's own and the next one to know where the row ends.
    pub const fn pointer_bits(self) -> u32 {
        match self {
            Self::Dense | Self::NOfM { .. } | Self::Ideal => 0,
            Self::Csr | Self::Bitmap | Self::RunLength { .. } | Self::Block { .. } => ROW_POINTER_BITS,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parameters_out_of_range_are_refused_by_path() {
        let cases = [
            (WeightFormatFile::RunLength { run_bits: 0 }, &["core.synapse.format.run_bits"][..]),
            (WeightFormatFile::RunLength { run_bits: 17 }, &["core.synapse.format.run_bits"]),
            (WeightFormatFile::Block { size: 0 }, &["core.synapse.format.size"]),
            (WeightFormatFile::NOfM { n: 5, m: 4 }, &["core.synapse.format.n"]),
            (WeightFormatFile::NOfM { n: 0, m: 0 }, &["core.synapse.format.m", "core.synapse.format.n"]),
        ];
        for (file, paths) in cases {
            let problems = WeightFormat::from_file(&file).expect_err("out of range");
            assert_eq!(problems.iter().map(|problem| problem.path.as_str()).collect::<Vec<_>>(), paths);
            assert!(problems.iter().all(|problem| problem.hint.is_some()));
        }
    }

    #[test]
    fn parameters_in_range_are_kept() {
        let two_of_four = WeightFormat::from_file(&WeightFormatFile::NOfM { n: 2, m: 4 }).expect("in range");
        assert_eq!(two_of_four, WeightFormat::NOfM { n: 2, m: 4 });
        assert_eq!(two_of_four.name(), "2:4");
    }

    #[test]
    fn the_list_names_formats_as_chip_files_do() {
        for (name, format) in FORMATS {
            assert!(format!("{format:?}").starts_with(name), "{name} is {format:?}");
        }
    }
}
