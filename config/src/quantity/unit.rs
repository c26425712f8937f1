//! Reading and writing a decimal number with a unit.

use std::fmt;

use crate::suggest::did_you_mean;

/// One spelling of a unit: a power of ten of the SI unit.
pub(crate) struct Unit {
    /// The spelling, as in files.
    pub(crate) name: &'static str,
    /// The power of ten of one such unit in the SI unit, so -12 for `pJ`.
    pub(crate) exponent: i32,
    /// Whether values are printed in it; the others are only read.
    pub(crate) printed: bool,
}

/// What the parser must know of a kind of quantity.
pub(crate) struct Kind {
    /// The name of the quantity in messages.
    pub(crate) name: &'static str,
    /// A correct text, shown in hints.
    pub(crate) example: &'static str,
    /// All spellings, smallest unit first.
    pub(crate) units: &'static [Unit],
}

/// Why a text is not the quantity that was expected.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QuantityError {
    /// What is wrong, naming the text.
    pub what: String,
    /// What to write instead.
    pub hint: String,
}

impl fmt::Display for QuantityError {
    // The hint stands on its own line so that a reader of serde errors, which are text only, can part them again.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}\nhint: {}", self.what, self.hint)
    }
}

impl std::error::Error for QuantityError {}

/// Parts `text` into its leading decimal number and the rest, both trimmed.
pub(crate) fn split_number(text: &str) -> (&str, &str) {
    let text = text.trim();
    let bytes = text.as_bytes();
    let mut end = usize::from(matches!(bytes.first(), Some(b'-' | b'+')));
    while end < bytes.len() && (bytes[end].is_ascii_digit() || matches!(bytes[end], b'.' | b'_')) {
        end += 1;
    }
    if end < bytes.len() && matches!(bytes[end], b'e' | b'E') {
        let mut after = end + 1;
        after += usize::from(matches!(bytes.get(after), Some(b'-' | b'+')));
        let digits = bytes[after..].iter().take_while(|b| b.is_ascii_digit()).count();
        if digits > 0 {
            end = after + digits;
        }
    }
    (&text[..end], text[end..].trim())
}

/// Whether `number`, as parted by [`split_number`], is a decimal number.
pub(crate) fn is_number(number: &str) -> bool {
    number.bytes().any(|b| b.is_ascii_digit()) && number.replace('_', "").parse::<f64>().is_ok()
}

/// Reads `text` as a quantity of `kind`, in the SI unit.
pub(crate) fn parse(text: &str, kind: &Kind) -> Result<f64, QuantityError> {
    let refuse = |what: String, hint: String| Err(QuantityError { what, hint });
    let example = || format!("write a number and a unit, for example `{}`", kind.example);
    let trimmed = text.trim();
    if trimmed.is_empty() {
        return refuse(format!("an empty text is not {}", kind.with_article()), example());
    }
    let unsigned = trimmed.trim_start_matches(['-', '+']).to_ascii_lowercase();
    for (word, name) in [("nan", "NaN"), ("inf", "infinite")] {
        if unsigned.starts_with(word) {
            return refuse(format!("`{trimmed}` is {name}, not {}", kind.with_article()), example());
        }
    }
    let (number, unit) = split_number(trimmed);
    if !is_number(number) {
        return refuse(format!("`{trimmed}` is not {}", kind.with_article()), example());
    }
    if number.starts_with('-') {
        return refuse(format!("`{trimmed}` is a negative {}", kind.name), "write zero or more".to_owned());
    }
    if unit.is_empty() {
        return refuse(format!("`{trimmed}` has no unit of {}", kind.name), example());
    }
    let Some(unit) = find_unit(kind, unit) else {
        let listed: Vec<&str> = kind.units.iter().map(|unit| unit.name).collect();
        let meant = did_you_mean(unit, listed.iter().copied())
            .map(|unit| format!("did you mean `{unit}`? "))
            .unwrap_or_default();
        return refuse(
            format!("`{unit}` is not a unit of {}", kind.name),
            format!("{meant}write one of {}, for example `{}`", listed.join(", "), kind.example),
        );
    };
    let value = shifted(number, unit.exponent);
    if value.is_finite() {
        Ok(value)
    } else {
        refuse(format!("`{trimmed}` is infinite, not {}", kind.with_article()), example())
    }
}

impl Kind {
    /// The name with its article.
    pub(crate) fn with_article(&self) -> String {
        let article = if self.name.starts_with(['a', 'e', 'i', 'o', 'u']) { "an" } else { "a" };
        format!("{article} {}", self.name)
    }
}

/// Looks a spelling up; micro may be written u, \u{b5} or \u{3bc}, and a square as `2`, `^2` or \u{b2}.
fn find_unit<'a>(kind: &'a Kind, spelling: &str) -> Option<&'a Unit> {
    let plain = spelling.replace(['\u{b5}', '\u{3bc}'], "u").replace("^2", "2").replace('\u{b2}', "2");
    kind.units.iter().find(|unit| unit.name == plain)
}

/// Whether `spelling` is a unit of `kind`.
pub(crate) fn has_unit(kind: &Kind, spelling: &str) -> bool {
    find_unit(kind, spelling).is_some()
}

/// The `f64` nearest to the decimal `number` times ten to the power `exponent`.
fn shifted(number: &str, exponent: i32) -> f64 {
    let number = number.replace('_', "");
    let (mantissa, own) = number.split_once(['e', 'E']).unwrap_or((&number, "0"));
    // An own exponent beyond i32 saturates, and so does the parse: to zero or infinity.
    let own = own.parse::<i32>().unwrap_or(if own.starts_with('-') { i32::MIN / 2 } else { i32::MAX / 2 });
    format!("{mantissa}e{}", own.saturating_add(exponent)).parse().unwrap_or(f64::INFINITY)
}

/// Writes `value`, given in the SI unit, in the unit that leaves one to three digits before the point.
///
/// Without a precision the text reads back as exactly the same value; a precision is the digits after the point.
pub(crate) fn print(value: f64, kind: &Kind, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    let scientific = format!("{value:e}");
    let (mantissa, exponent) = scientific.split_once('e').unwrap_or((&scientific, "0"));
    let exponent: i32 = exponent.parse().unwrap_or(0);
    let printed = || kind.units.iter().filter(|unit| unit.printed);
    let unit = if value == 0.0 || !value.is_finite() {
        printed().find(|unit| unit.exponent == 0)
    } else {
        printed().rfind(|unit| unit.exponent <= exponent)
    };
    let Some(unit) = unit.or_else(|| printed().next()) else { return Err(fmt::Error) };
    let shift = exponent - unit.exponent;
    let number = match f.precision() {
        Some(digits) => {
            format!("{:.digits$}", format!("{mantissa}e{shift}").parse::<f64>().unwrap_or(value))
        }
        None if value.is_finite() && (-6..=12).contains(&shift) => moved_point(mantissa, shift),
        None if value.is_finite() => format!("{mantissa}e{shift}"),
        None => mantissa.to_owned(),
    };
    let text = format!("{number} {}", unit.name);
    match f.width() {
        Some(width) if matches!(f.align(), Some(fmt::Alignment::Left)) => write!(f, "{text:<width$}"),
        Some(width) => write!(f, "{text:>width$}"),
        None => f.write_str(&text),
    }
}

/// Moves the point of a mantissa such as `-2.36` by `shift` digits.
fn moved_point(mantissa: &str, shift: i32) -> String {
    let (sign, mantissa) = mantissa.strip_prefix('-').map_or(("", mantissa), |rest| ("-", rest));
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let digits = format!("{whole}{fraction}");
    let moves = shift.unsigned_abs() as usize;
    let point = if shift < 0 { whole.len().checked_sub(moves) } else { Some(whole.len() + moves) };
    match point {
        None | Some(0) => format!("{sign}0.{}{digits}", "0".repeat(moves - whole.len())),
        Some(point) if point >= digits.len() => format!("{sign}{digits}{}", "0".repeat(point - digits.len())),
        Some(point) => format!("{sign}{}.{}", &digits[..point], &digits[point..]),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use crate::quantity::{Area, Energy, Frequency, Length, Power, Span, Voltage};

    fn refusal(text: &str) -> (String, String) {
        let error = text.parse::<Energy>().expect_err("not an energy");
        (error.what, error.hint)
    }

    #[test]
    fn reads_every_spelling() {
        assert_eq!("23.6 pJ".parse::<Energy>(), Ok(Energy::joules(23.6e-12)));
        assert_eq!("23.6pJ".parse::<Energy>(), Ok(Energy::joules(23.6e-12)));
        assert_eq!("  1_000 nJ ".parse::<Energy>(), Ok(Energy::joules(1e-6)));
        assert_eq!("2e-3 mJ".parse::<Energy>(), Ok(Energy::joules(2e-6)));
        assert_eq!("7 \u{b5}W".parse::<Power>(), Ok(Power::watts(7e-6)));
        assert_eq!("100 MHz".parse::<Frequency>(), Ok(Frequency::mhz(100.0)));
        assert_eq!("0.41 mm^2".parse::<Area>(), Ok(Area::square_metres(0.41e-6)));
        assert_eq!("0.41 mm\u{b2}".parse::<Area>(), Ok(Area::square_metres(0.41e-6)));
        assert_eq!("750 mV".parse::<Voltage>(), Ok(Voltage::volts(0.75)));
        assert_eq!("2 cm".parse::<Length>(), Ok(Length::metres(0.02)));
        assert_eq!("0 s".parse::<Span>(), Ok(Span::ZERO));
    }

    #[test]
    fn refuses_by_name() {
        assert_eq!(refusal("-3 pJ").0, "`-3 pJ` is a negative energy");
        assert_eq!(refusal("NaN pJ").0, "`NaN pJ` is NaN, not an energy");
        assert_eq!(refusal("-inf pJ").0, "`-inf pJ` is infinite, not an energy");
        assert_eq!(refusal("1e999 pJ").0, "`1e999 pJ` is infinite, not an energy");
        assert_eq!(refusal("much").0, "`much` is not an energy");
        assert_eq!(refusal("1.2.3 pJ").0, "`1.2.3 pJ` is not an energy");
        assert_eq!(refusal(" ").0, "an empty text is not an energy");
    }

    #[test]
    fn a_bare_number_is_told_its_unit() {
        let (what, hint) = refusal("23.6");
        assert_eq!(what, "`23.6` has no unit of energy");
        assert!(hint.contains("`23.6 pJ`"), "{hint}");
    }

    #[test]
    fn a_wrong_unit_lists_the_right_ones() {
        let (what, hint) = refusal("5 ns");
        assert_eq!(what, "`ns` is not a unit of energy");
        assert!(hint.contains("fJ, pJ, nJ"), "{hint}");
        assert!(refusal("5 pj").1.contains("did you mean `pJ`?"));
    }

    #[test]
    fn a_bare_number_in_a_file_is_told_its_unit_too() {
        let error = ::ron::from_str::<Energy>("5").expect_err("no unit");
        assert!(error.to_string().contains("`5` has no unit of energy\nhint: "), "{error}");
        let error = serde_json::from_str::<Energy>("0.5").expect_err("no unit");
        assert!(error.to_string().contains("`0.5` has no unit of energy"), "{error}");
    }

    #[test]
    fn prints_in_the_unit_that_reads_best() {
        for text in ["23.6 pJ", "999.9 fJ", "1 pJ", "0 J", "100 mJ", "12 kJ", "0.001 aJ"] {
            assert_eq!(text.parse::<Energy>().map(|e| e.to_string()), Ok(text.to_owned()));
        }
        assert_eq!(Energy::pj(1000.0).to_string(), "1 nJ");
        assert_eq!(Length::metres(0.02).to_string(), "20 mm");
        assert_eq!(Frequency::hertz(1e21).to_string(), "1000000000000 GHz");
        assert_eq!(Frequency::hertz(1e23).to_string(), "1e14 GHz");
        assert_eq!((Energy::joules(1.0) - Energy::joules(2.5)).to_string(), "-1.5 J");
    }

    #[test]
    fn a_format_chooses_digits_and_width() {
        assert_eq!(format!("{:.2}", Energy::pj(23.6789)), "23.68 pJ");
        assert_eq!(format!("{:>9}|{:<9}|", Energy::pj(1.5), Energy::pj(1.5)), "   1.5 pJ|1.5 pJ   |");
    }

    /// Any positive finite value, of any magnitude.
    fn positive() -> impl Strategy<Value = f64> {
        (0.1..10.0_f64, -250..250_i32)
            .prop_map(|(mantissa, exponent)| format!("{mantissa}e{exponent}").parse().expect("a number"))
    }

    proptest! {
        #[test]
        fn what_is_printed_reads_back_exactly(value in positive()) {
            prop_assert_eq!(Energy::joules(value).to_string().parse(), Ok(Energy::joules(value)));
            prop_assert_eq!(Power::watts(value).to_string().parse(), Ok(Power::watts(value)));
            prop_assert_eq!(Span::seconds(value).to_string().parse(), Ok(Span::seconds(value)));
            prop_assert_eq!(Frequency::hertz(value).to_string().parse(), Ok(Frequency::hertz(value)));
            prop_assert_eq!(Voltage::volts(value).to_string().parse(), Ok(Voltage::volts(value)));
            prop_assert_eq!(Length::metres(value).to_string().parse(), Ok(Length::metres(value)));
            prop_assert_eq!(Area::square_metres(value).to_string().parse(), Ok(Area::square_metres(value)));
        }

        #[test]
        fn any_text_is_read_or_refused(text in "\\PC{0,12}") {
            if let Ok(energy) = text.parse::<Energy>() {
                prop_assert!(energy >= Energy::ZERO && energy.as_joules().is_finite());
            }
        }
    }
}
