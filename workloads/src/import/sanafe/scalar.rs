//! Numbers, words and ranges as YAML and netlists write them.

/// A number as YAML writes it, infinities and "not a number" included; `None` for what is none.
pub(super) fn number(text: &str) -> Option<f64> {
    let text = text.trim();
    let plain = text.strip_prefix(['+', '-']).unwrap_or(text);
    match plain.to_ascii_lowercase().as_str() {
        ".inf" | "inf" | "infinity" => {
            return Some(if text.starts_with('-') { f64::NEG_INFINITY } else { f64::INFINITY });
        }
        ".nan" | "nan" => return Some(f64::NAN),
        _ => {}
    }
    let digits = plain.starts_with(|first: char| first.is_ascii_digit() || first == '.');
    let known =
        plain.bytes().all(|byte| byte.is_ascii_digit() || matches!(byte, b'.' | b'e' | b'E' | b'+' | b'-'));
    if !(digits && known) {
        return None;
    }
    text.strip_prefix('+').unwrap_or(text).parse().ok()
}

/// A whole number from 0 on.
pub(super) fn whole(text: &str) -> Option<u64> {
    let text = text.trim();
    (!text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())).then(|| text.parse().ok())?
}

/// Yes or no, also as 1 and 0.
pub(super) fn truth(text: &str) -> Option<bool> {
    match text.trim() {
        "true" | "True" | "TRUE" | "1" => Some(true),
        "false" | "False" | "FALSE" | "0" => Some(false),
        _ => None,
    }
}

/// First and last of a range `3..7`, or one number as both.
pub(super) fn range(text: &str) -> Option<(u64, u64)> {
    match text.split_once("..") {
        Some((first, last)) => Some((whole(first)?, whole(last)?)),
        None => whole(text).map(|only| (only, only)),
    }
}

/// A name with a range of indices, `core[0..3]`: the name before the bracket, and the range where there is one.
pub(super) fn replicated(name: &str) -> Option<(&str, Option<(u64, u64)>)> {
    if !name.contains("..") {
        return Some((name, None));
    }
    let (base, rest) = name.split_once('[')?;
    range(rest.strip_suffix(']')?).map(|range| (base, Some(range)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_as_yaml_has_them() {
        for (text, value) in
            [("1", 1.0), ("-4", -4.0), ("+2.5", 2.5), (".5", 0.5), ("2.", 2.0), ("35.5e-12", 35.5e-12)]
        {
            assert_eq!(number(text), Some(value), "{text}");
        }
        assert!(number(".nan").is_some_and(f64::is_nan) && number("-.inf") == Some(f64::NEG_INFINITY));
        for text in ["", "abc", "1x", "0x10", "1_0", "e5", "--1", "1 2"] {
            assert_eq!(number(text), None, "{text}");
        }
    }

    #[test]
    fn ranges_and_replicated_names() {
        assert_eq!(
            (range("3..7"), range("4"), range("a"), range("1..")),
            (Some((3, 7)), Some((4, 4)), None, None)
        );
        assert_eq!(replicated("core[0..3]"), Some(("core", Some((0, 3)))));
        assert_eq!(replicated("in[2]"), Some(("in[2]", None)));
        assert_eq!(replicated("core0..3"), None);
    }
}
