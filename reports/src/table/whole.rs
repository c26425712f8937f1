//! The table as a whole.

use super::power_states;
use super::sections;
use super::style::Look;
use crate::record::RunRecord;

/// Narrowest width that is laid out for; below it lines break.
const NARROWEST: u16 = 60;
/// Widest that still reads well.
const WIDEST: u16 = 110;

/// A record as a person reads it; `width` is that of the terminal in characters.
pub fn table(record: &RunRecord, colour: bool, width: u16) -> String {
    let look = Look { colour, width: width.clamp(NARROWEST, WIDEST) };
    let mut parts = vec![
        sections::headline(record, look),
        sections::components(record, look),
        sections::layers(record, look),
        sections::operations(record, look),
        sections::language(record),
        sections::waits(record, look),
        sections::memories(record, look),
        power_states::power_states(record, look),
        sections::remarks(record, look),
    ];
    parts.retain(|part| !part.is_empty());
    let mut text = String::new();
    for part in parts {
        for line in part.lines() {
            text.push_str(line.trim_end());
            text.push('\n');
        }
        text.push('\n');
    }
    text.truncate(text.trim_end().len());
    text.push('\n');
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing;

    #[test]
    fn no_line_is_wider_than_the_terminal() {
        let record = testing::record_of(&testing::outcome(4, 20, 30, 3));
        for width in [60, 80, 110] {
            for line in table(&record, false, width).lines() {
                assert!(line.chars().count() <= usize::from(width), "{width}: {line}");
            }
        }
    }

    #[test]
    fn colour_is_all_that_colour_changes() {
        let record = testing::record_of(&testing::outcome(3, 20, 30, 3));
        let plain = table(&record, false, 90);
        assert!(!plain.contains('\u{1b}'));
        let coloured = table(&record, true, 90);
        assert!(coloured.contains('\u{1b}'));
        let mut stripped = String::new();
        let mut rest = coloured.as_str();
        while let Some((before, after)) = rest.split_once('\u{1b}') {
            stripped.push_str(before);
            rest = after.split_once('m').map_or("", |(_, after)| after);
        }
        stripped.push_str(rest);
        let squeeze = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
        assert_eq!(squeeze(&stripped), squeeze(&plain));
    }

    #[test]
    fn what_a_reader_must_know_is_there() {
        let mut record = testing::record_of(&testing::outcome(3, 20, 30, 3));
        record.manifest.what_if = vec!["weights of 9 bits on a chip of 8".to_owned()];
        record.manifest.lower_bound = Some("lower bound: 2 actions unpriced".to_owned());
        record.energy.unpriced = vec!["crossbar".to_owned(), "sync".to_owned()];
        let text = table(&record, false, 100);
        for needed in [
            "lower bound: 2 actions unpriced",
            "weights of 9 bits",
            "embedding: host",
            "synthetic",
            "soma work",
        ] {
            assert!(text.contains(needed), "{needed} is not in\n{text}");
        }
    }

    #[test]
    fn nothing_at_all_still_prints() {
        let text = table(&testing::record_of(&testing::empty_outcome()), false, 80);
        assert!(text.contains("0 J"), "{text}");
    }
}
