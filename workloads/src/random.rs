//! Random numbers: one independent `ChaCha` stream for each (seed, purpose, index).
//!
//! A stream is addressed by what it is for, not by how often others drew before, so adding a layer or a generator never
//! changes the numbers of another one. The generator and the few distributions on top are fixed here, on purpose
//! without the `rand` crate, whose distributions may change between versions; golden tests pin the values. Logarithms
//! come from `libm`, so every platform draws the same.

use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng, SeedableRng};

/// A stream of random numbers.
#[derive(Clone, Debug)]
pub struct Stream {
    generator: ChaCha8Rng,
}

impl Stream {
    /// The stream of a purpose (a fixed word in the code, such as `"mask.uniform"`) and an index (a layer, a unit).
    pub fn new(seed: u64, purpose: &str, index: u64) -> Self {
        let mut key = [0; 32];
        key[..8].copy_from_slice(&seed.to_le_bytes());
        key[8..16].copy_from_slice(&hash(purpose).to_le_bytes());
        let mut generator = ChaCha8Rng::from_seed(key);
        generator.set_stream(index);
        Self { generator }
    }

    /// 32 uniform bits.
    pub fn next_u32(&mut self) -> u32 {
        self.generator.next_u32()
    }

    /// 64 uniform bits.
    pub fn next_u64(&mut self) -> u64 {
        self.generator.next_u64()
    }

    /// A uniform integer in `0..bound`, exactly unbiased (multiply and reject); 0 for `bound` 0.
    pub fn below(&mut self, bound: u64) -> u64 {
        loop {
            let product = u128::from(self.next_u64()) * u128::from(bound);
            // The lowest 2^64 mod bound fractions of each outcome are surplus.
            if product as u64 >= bound.wrapping_neg().checked_rem(bound).unwrap_or(0) {
                return (product >> 64) as u64;
            }
        }
    }

    /// Calls `visit` with `count` numbers below `bound`, ascending and different from each other; at most `bound` of them.
    ///
    /// The numbers are cut into `count` ranges of the same length, but for rounding, and one is drawn in each; so every
    /// number is as likely as any other (within 1 part in 2^32 / length of a range).
    pub fn one_in_each_range(&mut self, bound: u32, count: u32, mut visit: impl FnMut(u32)) {
        if count == 0 {
            return;
        }
        let (length, surplus) = (bound / count, bound % count);
        let (mut start, mut owed) = (0, 0);
        for _ in 0..count {
            // The surplus is spread evenly: a range is one longer whenever a whole one has come together.
            owed += u64::from(surplus);
            let longer = owed >= u64::from(count);
            owed -= u64::from(longer) * u64::from(count);
            let length = length + u32::from(longer);
            let offset = (u64::from(self.next_u32()) * u64::from(length)) >> 32;
            visit(start + offset as u32);
            start += length;
        }
    }

    /// A uniform number in [0, 1) with 53 bits.
    pub fn unit(&mut self) -> f64 {
        (self.next_u64() >> 11) as f64 / 9_007_199_254_740_992.0
    }

    /// Failures before the first success of a trial with success probability `p` in (0, 1), given
    /// `log_failure` = ln(1 - p); saturates at `u64::MAX`.
    pub fn failures(&mut self, log_failure: f64) -> u64 {
        // 1 - unit() lies in (0, 1], whose logarithm is finite.
        (libm::log(1.0 - self.unit()) / log_failure) as u64
    }
}

/// FNV-1a with 64 bits: enough to keep a handful of fixed purposes apart.
fn hash(purpose: &str) -> u64 {
    purpose
        .bytes()
        .fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_generator_is_chacha8_with_the_documented_key() {
        // First words of ChaCha8 with the all-zero 256-bit key and nonce, as in the ECRYPT test vectors.
        let mut generator = ChaCha8Rng::from_seed([0; 32]);
        assert_eq!(generator.next_u32().to_le_bytes(), [0x3e, 0x00, 0xef, 0x2f]);
        assert_eq!(hash(""), 0xcbf2_9ce4_8422_2325);
        assert_eq!(hash("a"), 0xaf63_dc4c_8601_ec8c);
    }

    #[test]
    fn golden_values() {
        let mut stream = Stream::new(7, "golden", 3);
        let drawn = (stream.next_u64(), stream.next_u32(), stream.below(1000), stream.unit());
        assert_eq!(format!("{drawn:?}"), "(6687193826536836987, 536951246, 482, 0.2921847797097523)");
        assert_eq!(stream.failures(libm::log(0.9)), 13);
    }

    #[test]
    fn streams_differ_by_seed_purpose_and_index() {
        let first = |seed, purpose, index| Stream::new(seed, purpose, index).next_u64();
        let reference = first(1, "a", 1);
        assert_eq!(first(1, "a", 1), reference);
        for other in [first(2, "a", 1), first(1, "b", 1), first(1, "a", 2)] {
            assert_ne!(other, reference);
        }
    }

    #[test]
    fn moments_and_bounds_hold() {
        let mut stream = Stream::new(1, "moments", 0);
        let count = 200_000;
        let (mut sum, mut squares, mut failures) = (0.0, 0.0, 0);
        let mut faces = [0_u32; 6];
        for _ in 0..count {
            let unit = stream.unit();
            sum += unit;
            squares += unit * unit;
            failures += stream.failures(libm::log(0.75));
            faces[stream.below(6) as usize] += 1;
        }
        let count = f64::from(count);
        assert!((sum / count - 0.5).abs() < 0.003, "mean {}", sum / count);
        assert!((squares / count - 1.0 / 3.0).abs() < 0.003, "mean square {}", squares / count);
        // Mean number of failures is (1 - p) / p = 3 with a standard deviation of sqrt(12).
        assert!((failures as f64 / count - 3.0).abs() < 0.035, "{failures}");
        for face in faces {
            assert!((f64::from(face) * 6.0 / count - 1.0).abs() < 0.03, "{faces:?}");
        }
        assert_eq!(stream.below(0), 0);
        assert_eq!(stream.below(1), 0);
    }
}
