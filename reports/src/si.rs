//! Numbers as people read them: three digits and a prefix.

/// Prefixes of SI units by power of a thousand, from 10⁻¹⁵ to 10¹².
const PREFIXES: [&str; 10] = ["f", "p", "n", "µ", "m", "", "k", "M", "G", "T"];
/// Position of the empty prefix.
const UNIT: usize = 5;

/// A prefix with what one of it is worth.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Scale {
    /// Prefix.
    pub(crate) prefix: &'static str,
    /// What one of the prefixed unit is in the plain unit.
    pub(crate) worth: f64,
}

/// What one of each prefix is worth.
const WORTHS: [f64; 10] = [1e-15, 1e-12, 1e-9, 1e-6, 1e-3, 1.0, 1e3, 1e6, 1e9, 1e12];

/// The prefix under which a value has one to three digits before the point.
pub(crate) fn scale(value: f64) -> Scale {
    let size = value.abs();
    if size <= 0.0 || !size.is_finite() {
        return Scale { prefix: PREFIXES[UNIT], worth: 1.0 };
    }
    // A value that would print as 1000 belongs to the next prefix.
    let at = WORTHS.iter().rposition(|worth| size >= worth * 0.9995).unwrap_or(0);
    Scale { prefix: PREFIXES[at], worth: WORTHS[at] }
}

/// Three significant digits with a prefixed unit, such as `23.6 pJ`.
pub fn si(value: f64, unit: &str) -> String {
    let scale = scale(value);
    format!("{} {}{unit}", digits(value / scale.worth), scale.prefix)
}

/// Three significant digits.
pub(crate) fn digits(value: f64) -> String {
    let size = value.abs();
    if size <= 0.0 {
        "0".to_owned()
    } else if size < 0.01 {
        format!("{value:.1e}")
    } else if size < 0.9995 {
        format!("{value:.3}")
    } else if size < 9.995 {
        format!("{value:.2}")
    } else if size < 99.95 {
        format!("{value:.1}")
    } else {
        format!("{value:.0}")
    }
}

/// A share in percent, such as `61 %`, `0.4 %` or `< 0.1 %`.
pub(crate) fn percent(share: f64) -> String {
    let percent = share * 100.0;
    if percent <= 0.0 {
        "0 %".to_owned()
    } else if percent < 0.1 {
        "< 0.1 %".to_owned()
    } else if percent < 9.95 || (99.5..99.95).contains(&percent) {
        format!("{percent:.1} %")
    } else if (99.95..100.0 - 1e-9).contains(&percent) {
        "> 99.9 %".to_owned()
    } else {
        format!("{percent:.0} %")
    }
}

/// A count with thousands apart: `24,165,000`.
pub(crate) fn grouped(count: u64) -> String {
    let plain = count.to_string();
    let mut text = String::new();
    for (at, digit) in plain.chars().enumerate() {
        if at > 0 && (plain.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prefixes_follow_size() {
        for (value, text) in [
            (0.0, "0 J"),
            (2.36e-11, "23.6 pJ"),
            (1e-12, "1.00 pJ"),
            (9.996e-10, "1.00 nJ"),
            (1e-9, "1.00 nJ"),
            (4.2e-6, "4.20 µJ"),
            (0.0653, "65.3 mJ"),
            (1.0, "1.00 J"),
            (1234.0, "1.23 kJ"),
            (3e-18, "3.0e-3 fJ"),
        ] {
            assert_eq!(si(value, "J"), text);
        }
    }

    #[test]
    fn shares_are_short() {
        assert_eq!(percent(0.6123), "61 %");
        assert_eq!(percent(0.004), "0.4 %");
        assert_eq!(percent(0.0004), "< 0.1 %");
        assert_eq!(percent(0.0), "0 %");
        assert_eq!(percent(0.998), "99.8 %");
        assert_eq!(percent(0.99999), "> 99.9 %");
        assert_eq!(percent(1.0), "100 %");
    }

    #[test]
    fn thousands_are_apart() {
        assert_eq!(grouped(24_165_000), "24,165,000");
        assert_eq!(grouped(999), "999");
    }
}
