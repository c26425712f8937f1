//! Amounts of information: memory and message sizes.

use std::fmt;
use std::iter::Sum;
use std::ops::{Add, AddAssign, Mul};
use std::str::FromStr;

use crate::quantity::define_text_serde as text_serde;
use crate::quantity::{QuantityError, is_number, split_number};
use crate::suggest::did_you_mean;

/// An amount of information in bits, written `"96 KiB"`, `"128 kB"`, `"64 b"`.
///
/// `b` is a bit and `B` a byte of eight; `k`, `M`, `G` are powers of 1000 and `Ki`, `Mi`, `Gi` of 1024.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Information(u64);

/// Each spelling and its bits; the shortest exact text wins on printing, the first of equally short ones.
const UNITS: [(&str, u64); 14] = [
    ("GiB", 8 << 30),
    ("MiB", 8 << 20),
    ("KiB", 8 << 10),
    ("GB", 8_000_000_000),
    ("MB", 8_000_000),
    ("kB", 8_000),
    ("B", 8),
    ("Gib", 1 << 30),
    ("Mib", 1 << 20),
    ("Kib", 1 << 10),
    ("Gb", 1_000_000_000),
    ("Mb", 1_000_000),
    ("kb", 1_000),
    ("b", 1),
];

/// Digits after the point that reading accepts; more than any unit needs to name a single bit.
const FRACTION_DIGITS: usize = 15;

impl Information {
    /// Nothing.
    pub const ZERO: Self = Self(0);

    /// So many bits.
    pub const fn from_bits(bits: u64) -> Self {
        Self(bits)
    }

    /// So many bytes of eight bits.
    pub const fn from_bytes(bytes: u64) -> Self {
        Self(bytes * 8)
    }

    /// So many KiB of 1024 bytes.
    pub const fn kib(kib: u64) -> Self {
        Self(kib * 8192)
    }

    /// The number of bits.
    pub const fn bits(self) -> u64 {
        self.0
    }

    /// The number of bytes that hold it, rounded up.
    pub const fn bytes(self) -> u64 {
        self.0.div_ceil(8)
    }
}

impl Add for Information {
    type Output = Self;
    fn add(self, other: Self) -> Self {
        Self(self.0 + other.0)
    }
}

impl AddAssign for Information {
    fn add_assign(&mut self, other: Self) {
        self.0 += other.0;
    }
}

impl Mul<u64> for Information {
    type Output = Self;
    fn mul(self, count: u64) -> Self {
        Self(self.0 * count)
    }
}

impl Sum for Information {
    fn sum<I: Iterator<Item = Self>>(parts: I) -> Self {
        parts.fold(Self::ZERO, |total, part| total + part)
    }
}

/// The exact text of `bits` in a unit, if it needs at most three digits after the point.
fn exact(bits: u64, (unit, size): (&str, u64)) -> Option<String> {
    let thousandths = u128::from(bits) * 1000;
    if thousandths % u128::from(size) != 0 {
        return None;
    }
    let thousandths = thousandths / u128::from(size);
    let fraction = format!("{:03}", thousandths % 1000);
    let fraction = fraction.trim_end_matches('0');
    let point = if fraction.is_empty() { "" } else { "." };
    Some(format!("{}{point}{fraction} {unit}", thousandths / 1000))
}

impl fmt::Display for Information {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Whole bytes read best in bytes; a unit larger than the amount only adds zeros.
        let in_bytes = self.0 != 0 && self.0.is_multiple_of(8) && self.0 >= 1024;
        let text = UNITS
            .iter()
            .filter(|(unit, size)| unit.ends_with('B') == in_bytes && *size <= self.0.max(1))
            .filter_map(|unit| exact(self.0, *unit))
            .min_by_key(String::len);
        f.pad(&text.unwrap_or_else(|| format!("{} b", self.0)))
    }
}

impl FromStr for Information {
    type Err = QuantityError;

    fn from_str(text: &str) -> Result<Self, QuantityError> {
        let refuse = |what: String, hint: String| Err(QuantityError { what, hint });
        let example = || "write a number and a unit, for example `96 KiB`".to_owned();
        let (number, unit) = split_number(text);
        if !is_number(number) {
            return refuse(format!("`{}` is not an amount of information", text.trim()), example());
        }
        if number.starts_with('-') {
            return refuse(
                format!("`{}` is a negative amount of information", text.trim()),
                "write zero or more".to_owned(),
            );
        }
        if unit.is_empty() {
            return refuse(format!("`{number}` has no unit of information"), example());
        }
        let spelling = match unit {
            "bit" | "bits" => "b",
            "byte" | "bytes" => "B",
            "KB" => "kB",
            other => other,
        };
        let Some((_, size)) = UNITS.iter().find(|(name, _)| *name == spelling) else {
            let meant = did_you_mean(unit, UNITS.iter().map(|(name, _)| *name))
                .map(|unit| format!("did you mean `{unit}`? "))
                .unwrap_or_default();
            return refuse(
                format!("`{unit}` is not a unit of information"),
                format!("{meant}write one of b, kb, Mb, Gb, Kib, Mib, Gib, B, kB, MB, GB, KiB, MiB, GiB"),
            );
        };
        match whole_bits(number, *size) {
            Some(bits) => Ok(Self(bits)),
            None => refuse(
                format!("`{}` is not a whole number of bits below 2^64", text.trim()),
                "write an amount that comes to whole bits, for example `96 KiB`".to_owned(),
            ),
        }
    }
}

/// `number` times `size` if that is a whole number below 2^64.
fn whole_bits(number: &str, size: u64) -> Option<u64> {
    let number = number.trim_start_matches('+').replace('_', "");
    let (whole, fraction) = number.split_once('.').unwrap_or((&number, ""));
    let fraction = fraction.trim_end_matches('0');
    if fraction.len() > FRACTION_DIGITS {
        return None;
    }
    let digits: u128 = format!("0{whole}{fraction}").parse().ok()?;
    let scaled = digits.checked_mul(u128::from(size))?;
    let divisor = 10_u128.pow(fraction.len() as u32);
    if scaled.is_multiple_of(divisor) { u64::try_from(scaled / divisor).ok() } else { None }
}

/// Whether `word` is a spelling of a unit of information.
pub(crate) fn is_unit(word: &str) -> bool {
    UNITS.iter().any(|(name, _)| *name == word)
}

text_serde!(Information, "text such as \"96 KiB\"");

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn bits(text: &str) -> Option<u64> {
        text.parse::<Information>().ok().map(Information::bits)
    }

    #[test]
    fn reads_every_spelling() {
        assert_eq!(bits("96 KiB"), Some(96 * 8192));
        assert_eq!(bits("128 kB"), Some(1_024_000));
        assert_eq!(bits("64 b"), Some(64));
        assert_eq!(bits("64 bits"), Some(64));
        assert_eq!(bits("19.8 MB"), Some(158_400_000));
        assert_eq!(bits("1 Mib"), Some(1 << 20));
        assert_eq!(bits("2GiB"), Some(2 << 33));
        assert_eq!(bits("0.5 KiB"), Some(4096));
    }

    #[test]
    fn refuses_by_name() {
        let what = |text: &str| text.parse::<Information>().expect_err(text).what;
        assert_eq!(what("64"), "`64` has no unit of information");
        assert_eq!(what("-1 KiB"), "`-1 KiB` is a negative amount of information");
        assert_eq!(what("0.3 b"), "`0.3 b` is not a whole number of bits below 2^64");
        assert_eq!(what("99999999999 GiB"), "`99999999999 GiB` is not a whole number of bits below 2^64");
        assert_eq!(what("1 qB"), "`qB` is not a unit of information");
        assert!("1 kib".parse::<Information>().expect_err("case").hint.contains("did you mean `"));
    }

    #[test]
    fn prints_the_shortest_exact_text() {
        for text in ["96 KiB", "128 kB", "64 b", "19.8 MB", "512 B", "2 GiB", "1 MiB", "0 b", "33 MB"] {
            assert_eq!(text.parse::<Information>().map(|size| size.to_string()), Ok(text.to_owned()));
        }
    }

    #[test]
    fn bytes_round_up() {
        assert_eq!(Information::from_bits(9).bytes(), 2);
        assert_eq!(Information::from_bytes(3).bits(), 24);
        assert_eq!(Information::kib(2).bytes(), 2048);
    }

    proptest! {
        #[test]
        fn what_is_printed_reads_back_exactly(bits in any::<u64>(), shift in 0..64_u32) {
            let size = Information::from_bits(bits >> shift);
            prop_assert_eq!(size.to_string().parse(), Ok(size));
        }
    }
}
