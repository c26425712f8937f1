//! Weight formats against encoders that write every bit, against decoders that get the row back, and against the
//! published bits per nonzero.

use egret_arch::formats::{FORMATS, RowSize, WeightFormat, index_bits, words};
use proptest::prelude::*;

/// Bits written one after another, most significant first.
#[derive(Default)]
struct Bits {
    bits: Vec<bool>,
    read: usize,
}

impl Bits {
    fn write(&mut self, value: u32, count: u32) {
        self.bits.extend((0..count).rev().map(|bit| value >> bit & 1 == 1));
    }

    fn read(&mut self, count: u32) -> u32 {
        let bits = &self.bits[self.read..self.read + count as usize];
        self.read += count as usize;
        bits.iter().fold(0, |value, &bit| value << 1 | u32::from(bit))
    }

    fn at_end(&self) -> bool {
        self.read == self.bits.len()
    }
}

/// Writes a row position by position, as a compiler for the chip would; also counts the entries.
fn encode(format: WeightFormat, row: &[u32], weight_bits: u32) -> (Bits, u32) {
    let width = row.len() as u32;
    let mut bits = Bits::default();
    let mut entries = 0;
    match format {
        WeightFormat::Dense => {
            for &weight in row {
                bits.write(weight, weight_bits);
                entries += 1;
            }
        }
        WeightFormat::Csr => {
            for (position, &weight) in row.iter().enumerate().filter(|&(_, &weight)| weight != 0) {
                bits.write(position as u32, index_bits(width));
                bits.write(weight, weight_bits);
                entries += 1;
            }
        }
        WeightFormat::Bitmap => {
            for &weight in row {
                bits.write(u32::from(weight != 0), 1);
            }
            for &weight in row.iter().filter(|&&weight| weight != 0) {
                bits.write(weight, weight_bits);
                entries += 1;
            }
        }
        WeightFormat::RunLength { run_bits } => {
            let longest = (1 << run_bits) - 1;
            let mut zeros = 0;
            let mut last = row.iter().rposition(|&weight| weight != 0).map_or(0, |last| last + 1);
            for &weight in row {
                if last == 0 {
                    break;
                }
                last -= 1;
                if weight == 0 && zeros < longest {
                    zeros += 1;
                } else {
                    // A nonzero, or the zero that a full run must spend a filler on.
                    bits.write(zeros, run_bits);
                    bits.write(weight, weight_bits);
                    entries += 1;
                    zeros = 0;
                }
            }
        }
        WeightFormat::Block { size } => {
            let blocks = row.chunks(size as usize);
            let index = index_bits(blocks.len() as u32);
            for (number, block) in
                blocks.enumerate().filter(|(_, block)| block.iter().any(|&weight| weight != 0))
            {
                bits.write(number as u32, index);
                for offset in 0..size as usize {
                    bits.write(block.get(offset).copied().unwrap_or(0), weight_bits);
                    entries += 1;
                }
            }
        }
        WeightFormat::NOfM { n, m } => {
            for group in row.chunks(m as usize) {
                let mut slots: Vec<(usize, u32)> =
                    group.iter().copied().enumerate().filter(|&(_, weight)| weight != 0).collect();
                slots.resize(n as usize, (0, 0));
                for (offset, weight) in slots {
                    bits.write(offset as u32, index_bits(m));
                    bits.write(weight, weight_bits);
                    entries += 1;
                }
            }
        }
        WeightFormat::Ideal => {
            for &weight in row.iter().filter(|&&weight| weight != 0) {
                bits.write(weight, weight_bits);
                entries += 1;
            }
        }
    }
    (bits, entries)
}

/// Gets the row back; an ideal row says nothing of positions and has no decoder.
fn decode(format: WeightFormat, mut bits: Bits, width: u32, weight_bits: u32) -> Vec<u32> {
    let mut row = vec![0; width as usize];
    match format {
        WeightFormat::Dense => row.iter_mut().for_each(|weight| *weight = bits.read(weight_bits)),
        WeightFormat::Csr => {
            while !bits.at_end() {
                let position = bits.read(index_bits(width)) as usize;
                row[position] = bits.read(weight_bits);
            }
        }
        WeightFormat::Bitmap => {
            let mask: Vec<bool> = (0..width).map(|_| bits.read(1) == 1).collect();
            for (weight, _) in row.iter_mut().zip(mask).filter(|(_, present)| *present) {
                *weight = bits.read(weight_bits);
            }
        }
        WeightFormat::RunLength { run_bits } => {
            let mut position = 0;
            while !bits.at_end() {
                position += bits.read(run_bits) as usize;
                row[position] = bits.read(weight_bits);
                position += 1;
            }
        }
        WeightFormat::Block { size } => {
            let index = index_bits(width.div_ceil(size));
            while !bits.at_end() {
                let start = (bits.read(index) * size) as usize;
                for offset in 0..size as usize {
                    let weight = bits.read(weight_bits);
                    match row.get_mut(start + offset) {
                        Some(place) => *place = weight,
                        None => assert_eq!(weight, 0, "padding"),
                    }
                }
            }
        }
        WeightFormat::NOfM { n, m } => {
            for group in row.chunks_mut(m as usize) {
                for _ in 0..n {
                    let offset = bits.read(index_bits(m)) as usize;
                    let weight = bits.read(weight_bits);
                    if weight != 0 {
                        group[offset] = weight;
                    }
                }
            }
        }
        WeightFormat::Ideal => unreachable!("no positions"),
    }
    assert!(bits.at_end(), "{format:?} leaves bits over");
    row
}

fn positions(row: &[u32]) -> Vec<u32> {
    row.iter().enumerate().filter(|&(_, &weight)| weight != 0).map(|(position, _)| position as u32).collect()
}

/// Rows from empty to full, weights of `weight_bits` bits.
fn rows() -> impl Strategy<Value = (Vec<u32>, u32)> {
    (1_u32..=12, 0.0..=1.0).prop_flat_map(|(weight_bits, density)| {
        let weight = prop_oneof![Just(0), 1..1_u32 << weight_bits];
        let kept = prop::bool::weighted(density);
        let row = prop::collection::vec((weight, kept), 1..200)
            .prop_map(|row| row.into_iter().map(|(weight, kept)| if kept { weight } else { 0 }).collect());
        (row, Just(weight_bits))
    })
}

fn formats() -> impl Strategy<Value = WeightFormat> {
    prop_oneof![
        Just(WeightFormat::Dense),
        Just(WeightFormat::Csr),
        Just(WeightFormat::Bitmap),
        Just(WeightFormat::Ideal),
        (1_u32..=6).prop_map(|run_bits| WeightFormat::RunLength { run_bits }),
        (1_u32..=17).prop_map(|size| WeightFormat::Block { size }),
        (1_u32..=9).prop_flat_map(|m| (1..=m).prop_map(move |n| WeightFormat::NOfM { n, m })),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    #[test]
    fn a_row_is_as_long_as_its_encoding_which_decodes_to_it(format in formats(), (row, weight_bits) in rows()) {
        let width = row.len() as u32;
        let fits = match format {
            WeightFormat::NOfM { n, m } => {
                row.chunks(m as usize).all(|group| positions(group).len() <= n as usize)
            }
            _ => true,
        };
        let size = format.row(&positions(&row), width, weight_bits);
        prop_assert_eq!(size.is_ok(), fits);
        if let Ok(size) = size {
            let (bits, entries) = encode(format, &row, weight_bits);
            prop_assert_eq!(size.bits, bits.bits.len() as u64);
            prop_assert_eq!(size.entries, entries);
            prop_assert_eq!(size.synapses as usize, positions(&row).len());
            prop_assert!(size.synapses <= size.entries);
            if format != WeightFormat::Ideal {
                prop_assert_eq!(decode(format, bits, width, weight_bits), row);
            }
        }
    }

    #[test]
    fn no_format_beats_the_ideal_and_dense_ignores_the_mask((row, weight_bits) in rows()) {
        let width = row.len() as u32;
        let ideal = WeightFormat::Ideal.row(&positions(&row), width, weight_bits).expect("always fits");
        for (name, format) in FORMATS {
            if let Ok(size) = format.row(&positions(&row), width, weight_bits) {
                prop_assert!(size.bits >= ideal.bits, "{}", name);
            }
        }
        let dense = WeightFormat::Dense.row(&positions(&row), width, weight_bits).expect("always fits");
        let empty = WeightFormat::Dense.row(&[], width, weight_bits).expect("always fits");
        prop_assert_eq!((dense.bits, dense.entries), (empty.bits, empty.entries));
    }

    #[test]
    fn one_more_nonzero_never_shortens_a_row(format in formats(), (row, weight_bits) in rows(), place: prop::sample::Index) {
        let mut more = row.clone();
        more[place.index(row.len())] = 1;
        let width = row.len() as u32;
        let before = format.row(&positions(&row), width, weight_bits);
        let after = format.row(&positions(&more), width, weight_bits);
        match (before, after) {
            (Ok(before), Ok(after)) => prop_assert!(before.bits <= after.bits && before.entries <= after.entries),
            (Err(_), after) => prop_assert!(after.is_err()),
            (Ok(_), Err(_)) => {}
        }
    }

    #[test]
    fn words_hold_the_bits_and_no_word_is_spare(bits in 0_u64..1 << 40, word_bits in 1_u32..=1024) {
        let words = words(bits, word_bits);
        prop_assert!(words * u64::from(word_bits) >= bits);
        prop_assert!(words == 0 || (words - 1) * u64::from(word_bits) < bits);
    }
}

/// The published table: 8-bit weights, 1350 columns.
const WIDTH: u32 = 1350;
const WEIGHT_BITS: u32 = 8;
/// Density, then bits per nonzero as printed: CSR, bitmap, run-length of 4 bits, dense.
const PRINTED: [(f64, [&str; 4]); 6] = [
    (0.50, ["19.0", "10.0", "12.0", "16.0"]),
    (0.20, ["19.1", "13.0", "12.3", "40.0"]),
    (0.15, ["19.2", "14.7", "13.0", "53.3"]),
    (0.10, ["19.2", "18.0", "14.7", "80.0"]),
    (0.05, ["19.5", "28.0", "21.4", "160.0"]),
    (0.02, ["20.2", "58.0", "43.4", "400.0"]),
];
const RUN_LENGTH: WeightFormat = WeightFormat::RunLength { run_bits: 4 };

fn size(format: WeightFormat, positions: &[u32], width: u32) -> RowSize {
    format.row(positions, width, WEIGHT_BITS).expect("no N:M here")
}

/// Bits per nonzero, row pointer included, of two rows that hold the expected number of nonzeros between them.
fn bits_per_nonzero(format: WeightFormat, density: f64) -> f64 {
    let nonzeros = (2.0 * f64::from(WIDTH) * density).round() as u32;
    let first: Vec<u32> = (0..nonzeros / 2).collect();
    let second: Vec<u32> = (0..nonzeros.div_ceil(2)).collect();
    let bits = size(format, &first, WIDTH).bits + size(format, &second, WIDTH).bits;
    (bits as f64 + 2.0 * f64::from(pointer_bits_of_the_table(format))) / f64::from(nonzeros)
}

/// The table counts row pointers for CSR alone.
fn pointer_bits_of_the_table(format: WeightFormat) -> u32 {
    if format == WeightFormat::Csr { format.pointer_bits() } else { 0 }
}

/// Expected entries per nonzero of a run-length row without end: every gap by its probability.
fn run_length_entries_per_nonzero(density: f64) -> f64 {
    let mut probability = density;
    let mut entries = 0.0;
    for gap in 0..4000 {
        entries += probability * f64::from(size(RUN_LENGTH, &[gap], gap + 1).entries);
        probability *= 1.0 - density;
    }
    entries
}

#[test]
fn bits_per_nonzero_are_the_printed_ones() {
    for (density, [csr, bitmap, run_length, dense]) in PRINTED {
        assert_eq!(format!("{:.1}", bits_per_nonzero(WeightFormat::Csr, density)), csr, "CSR at {density}");
        assert_eq!(
            format!("{:.1}", bits_per_nonzero(WeightFormat::Bitmap, density)),
            bitmap,
            "bitmap at {density}"
        );
        let entry_bits = f64::from(WEIGHT_BITS + 4);
        let bits = run_length_entries_per_nonzero(density) * entry_bits;
        assert_eq!(format!("{bits:.1}"), run_length, "run-length at {density}");
        assert_eq!(
            format!("{:.1}", bits_per_nonzero(WeightFormat::Dense, density)),
            dense,
            "dense at {density}"
        );
    }
}

#[test]
fn fillers_are_the_closed_form_and_the_printed_ones() {
    for (density, printed) in [(0.1, "22.7"), (0.05, "78.6"), (0.02, "262")] {
        let mut absent = 1.0 - density;
        for _ in 0..4 {
            absent *= absent;
        }
        let closed = absent / (1.0 - absent);
        let fillers = run_length_entries_per_nonzero(density) - 1.0;
        assert!((fillers - closed).abs() < 1e-9, "{fillers} and {closed} at {density}");
        let digits = printed.split('.').nth(1).map_or(0, str::len);
        assert_eq!(format!("{:.digits$}", 100.0 * fillers), printed);
    }
}

/// Expected fillers of a Bernoulli row that ends: a filler for every nonzero with 16, 32, ... zeros before it.
fn expected_fillers(density: f64) -> f64 {
    (0..WIDTH)
        .map(|position| {
            let mut empty = 1.0;
            let mut fillers = 0.0;
            for _ in 0..position / 16 {
                for _ in 0..16 {
                    empty *= 1.0 - density;
                }
                fillers += empty;
            }
            density * fillers
        })
        .sum()
}

#[test]
fn sampled_rows_agree_with_expectation() {
    const ROWS: u32 = 2000;
    let mut state = 7_u64;
    let mut uniform = || {
        // SplitMix64.
        state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = state;
        mixed = (mixed ^ mixed >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ mixed >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((mixed ^ mixed >> 31) >> 11) as f64 / (1_u64 << 53) as f64
    };
    for (density, _) in PRINTED {
        let (mut sum, mut squares, mut nonzeros) = (0.0, 0.0, 0.0);
        for _ in 0..ROWS {
            let row: Vec<u32> = (0..WIDTH).filter(|_| uniform() < density).collect();
            let size = size(RUN_LENGTH, &row, WIDTH);
            let fillers = f64::from(size.entries - size.synapses);
            sum += fillers;
            squares += fillers * fillers;
            nonzeros += f64::from(size.synapses);
        }
        let rows = f64::from(ROWS);
        let mean = sum / rows;
        let deviation = ((squares / rows - mean * mean).max(0.0) / rows).sqrt();
        let expected = expected_fillers(density);
        assert!(
            (mean - expected).abs() <= 5.0 * deviation + 0.005,
            "{mean} and {expected} fillers at {density}"
        );
        let width = f64::from(WIDTH);
        let deviation = (width * density * (1.0 - density) / rows).sqrt();
        assert!((nonzeros / rows - width * density).abs() < 5.0 * deviation);
    }
}
