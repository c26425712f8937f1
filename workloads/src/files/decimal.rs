//! Times written as decimals, in whole femtoseconds: binning them in binary floating point would misplace events.

/// Longest number that is read, in characters.
const LONGEST: usize = 64;

/// The exponent of ten by which a unit of time is multiplied to give femtoseconds.
pub(super) fn unit_exponent(unit: &str) -> Option<i32> {
    match unit {
        "s" => Some(15),
        "ms" => Some(12),
        "us" | "\u{b5}s" | "\u{3bc}s" => Some(9),
        "ns" => Some(6),
        _ => None,
    }
}

/// The whole femtoseconds of a decimal such as `12`, `0.5` or `1e-3`, times ten to `exponent`; what is below one is cut off.
pub(super) fn femtoseconds(written: &str, exponent: i32) -> Option<u128> {
    if written.len() > LONGEST {
        return None;
    }
    let (mantissa, power) = match written.split_once(['e', 'E']) {
        Some((mantissa, power)) => (mantissa, power.parse::<i16>().ok()?),
        None => (written, 0),
    };
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let mut digits = whole.bytes().chain(fraction.bytes());
    if whole.len() + fraction.len() == 0 || !digits.all(|digit| digit.is_ascii_digit()) {
        return None;
    }
    // Digits that still count: those before the decimal point once it is moved.
    let kept = i32::from(whole.len() as u8) + exponent + i32::from(power);
    let mut value = 0u128;
    for digit in
        whole.bytes().chain(fraction.bytes()).chain(std::iter::repeat(b'0')).take(kept.max(0) as usize)
    {
        value = value.checked_mul(10)?.checked_add(u128::from(digit - b'0'))?;
    }
    Some(value)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn decimals_are_exact() {
        let milliseconds = |written| femtoseconds(written, 12);
        assert_eq!(milliseconds("1"), Some(1_000_000_000_000));
        assert_eq!(milliseconds("0.5"), Some(500_000_000_000));
        assert_eq!(milliseconds("2.5e-12"), Some(2));
        assert_eq!(milliseconds("1e-13"), Some(0));
        assert_eq!(milliseconds(".5e1"), Some(5_000_000_000_000));
        assert_eq!(milliseconds("0e9999"), Some(0));
        for none in ["", ".", "-1", "1e", "nan", "1e99999", "1e400", "0x1", "1 2", "1.2.3", "+1"] {
            assert_eq!(milliseconds(none), None, "{none}");
        }
    }

    proptest! {
        #[test]
        fn a_number_and_its_scientific_form_agree(value in 0u64.., digits in 0usize..12) {
            let text = value.to_string();
            let scientific = format!("{text}e-{digits}");
            let expected = u128::from(value) * 10u128.pow(15) / 10u128.pow(digits as u32);
            prop_assert_eq!(femtoseconds(&scientific, 15), Some(expected));
        }
    }
}
