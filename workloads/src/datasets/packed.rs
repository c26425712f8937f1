//! Reads the packed layout described in `workloads/data/README.md`.
//!
//! Everything is checked once, when a file is opened: after that, every part has a known place and length.

use std::ops::Range;

/// What every packed file begins with.
const MAGIC: &[u8; 8] = b"EGRETACT";

/// The version of the layout read here.
const VERSION: u32 = 1;

/// Projections with a mask, in file order.
pub(super) const PROJECTIONS: [&str; 4] = ["W0", "R0", "W1", "R1"];

/// Layers of a network with those projections.
pub(super) const LAYERS: usize = 2;

/// A packed file whose parts have been found.
#[derive(Clone, Debug)]
pub(super) struct Packed {
    bytes: &'static [u8],
    /// Units of a layer, and inputs: sources of every mask.
    pub(super) units: u32,
    /// Targets of every mask.
    pub(super) targets: u32,
    /// Steps of every trace.
    pub(super) steps: u32,
    /// By weight sparsity, ascending.
    pub(super) levels: Vec<PackedLevel>,
}

/// One weight sparsity of a packed file.
#[derive(Clone, Debug)]
pub(super) struct PackedLevel {
    /// Weight sparsity in thousandths.
    pub(super) thousandths: u32,
    /// By projection; `None` for a dense network.
    masks: Option<[Range<usize>; PROJECTIONS.len()]>,
    /// By layer.
    traces: [Range<usize>; LAYERS],
}

impl Packed {
    /// Finds the parts of a packed file, or says what is wrong with it.
    pub(super) fn open(bytes: &'static [u8]) -> Result<Self, String> {
        let mut reader = Reader { bytes, next: 0 };
        if bytes.get(reader.take(MAGIC.len())?) != Some(MAGIC) {
            return Err("it does not begin with EGRETACT".to_owned());
        }
        let version = reader.number()?;
        if version != VERSION {
            return Err(format!("it has version {version}, but only version {VERSION} can be read"));
        }
        let (level_count, units, targets, layers, steps) =
            (reader.number()?, reader.number()?, reader.number()?, reader.number()?, reader.number()?);
        if layers as usize != LAYERS
            || units == 0
            || !units.is_multiple_of(8)
            || targets == 0
            || !targets.is_multiple_of(8)
        {
            return Err(format!("it has {layers} layers of {units} units with {targets} targets"));
        }
        let bits = |rows: u32, width: u32| u64::from(rows) * u64::from(width) / 8;
        let (mask, trace) = (bits(units, targets) as usize, bits(steps, units) as usize);
        let mut levels = Vec::new();
        for _ in 0..level_count {
            let thousandths = reader.number()?;
            let above = levels.last().is_none_or(|last: &PackedLevel| last.thousandths < thousandths);
            if !above || thousandths > 1000 {
                return Err(format!("weight sparsity {thousandths}/1000 is out of order or above 1"));
            }
            let masks = if thousandths == 0 {
                None
            } else {
                Some([reader.take(mask)?, reader.take(mask)?, reader.take(mask)?, reader.take(mask)?])
            };
            levels.push(PackedLevel {
                thousandths,
                masks,
                traces: [reader.take(trace)?, reader.take(trace)?],
            });
        }
        match bytes.len() - reader.next {
            0 => Ok(Self { bytes, units, targets, steps, levels }),
            excess => Err(format!("{excess} bytes follow its end")),
        }
    }

    /// The mask of a projection, by source one bit a target; `None` for a dense network.
    pub(super) fn mask(&self, level: &PackedLevel, projection: usize) -> Option<&'static [u8]> {
        level.masks.as_ref().map(|masks| &self.bytes[masks[projection].clone()])
    }

    /// The events of a layer, by step one bit a unit.
    pub(super) fn trace(&self, level: &PackedLevel, layer: usize) -> &'static [u8] {
        &self.bytes[level.traces[layer].clone()]
    }
}

struct Reader {
    bytes: &'static [u8],
    next: usize,
}

impl Reader {
    /// The place of the next `length` bytes.
    fn take(&mut self, length: usize) -> Result<Range<usize>, String> {
        let end = self.next.checked_add(length).filter(|end| *end <= self.bytes.len());
        let end = end.ok_or_else(|| format!("it ends after {} bytes, inside a part", self.bytes.len()))?;
        let place = self.next..end;
        self.next = end;
        Ok(place)
    }

    fn number(&mut self) -> Result<u32, String> {
        let place = self.take(4)?;
        Ok(self.bytes[place].iter().rev().fold(0, |number, byte| (number << 8) | u32::from(*byte)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Eight units, 24 targets, one step; a dense level and one at 0.5.
    fn small() -> Vec<u8> {
        let mut file = MAGIC.to_vec();
        for number in [VERSION, 2, 8, 24, 2, 1] {
            file.extend_from_slice(&u32::to_le_bytes(number));
        }
        file.extend_from_slice(&[0, 0, 0, 0, 0b11, 0b100]);
        file.extend_from_slice(&u32::to_le_bytes(500));
        for mask in 0_u8..4 {
            file.extend_from_slice(&[mask; 24]);
        }
        file.extend_from_slice(&[0b1000, 0b1_0000]);
        file
    }

    fn open(file: Vec<u8>) -> Result<Packed, String> {
        Packed::open(file.leak())
    }

    #[test]
    fn every_part_is_found() {
        let packed = open(small()).unwrap();
        assert_eq!((packed.units, packed.targets, packed.steps, packed.levels.len()), (8, 24, 1, 2));
        let [dense, half] = &packed.levels[..] else { panic!("two levels") };
        assert_eq!((dense.thousandths, half.thousandths), (0, 500));
        assert_eq!((packed.mask(dense, 0), packed.mask(half, 3)), (None, Some(&[3; 24][..])));
        assert_eq!((packed.trace(dense, 1), packed.trace(half, 0)), (&[0b100][..], &[0b1000][..]));
    }

    #[test]
    fn every_truncation_and_any_excess_is_refused() {
        let file = small();
        for length in 0..file.len() {
            let error = open(file[..length].to_vec()).unwrap_err();
            assert_eq!(error, format!("it ends after {length} bytes, inside a part"));
        }
        let longer = [file, vec![0]].concat();
        assert_eq!(open(longer).unwrap_err(), "1 bytes follow its end");
    }

    #[test]
    fn foreign_files_are_refused_by_what_is_wrong() {
        let refused = |place: usize, byte: u8| {
            let mut file = small();
            file[place] = byte;
            open(file).unwrap_err()
        };
        assert_eq!(refused(0, b'X'), "it does not begin with EGRETACT");
        assert_eq!(refused(8, 2), "it has version 2, but only version 1 can be read");
        assert_eq!(refused(24, 3), "it has 3 layers of 8 units with 24 targets");
        assert_eq!(refused(16, 7), "it has 2 layers of 7 units with 24 targets");
        assert_eq!(refused(39, 255), "weight sparsity 65524/1000 is out of order or above 1");
    }
}
