//! Bars of text.

/// A bar of at most `width` characters: full blocks for dynamic, shaded ones for static energy. Parts are shares of
/// the largest bar.
pub(super) fn bar(dynamic: f64, fixed: f64, width: usize) -> (String, String) {
    let whole = ((dynamic + fixed).clamp(0.0, 1.0) * width as f64).round() as usize;
    let solid = ((dynamic.clamp(0.0, 1.0) * width as f64).round() as usize).min(whole);
    // Something is never drawn as nothing.
    if whole == 0 && dynamic + fixed > 0.0 {
        return if dynamic >= fixed {
            ("▏".to_owned(), String::new())
        } else {
            (String::new(), "▏".to_owned())
        };
    }
    ("█".repeat(solid), "░".repeat(whole - solid))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_fill_the_bar() {
        assert_eq!(bar(0.5, 0.5, 10), ("█████".to_owned(), "░░░░░".to_owned()));
        assert_eq!(bar(1e-9, 0.0, 10), ("▏".to_owned(), String::new()));
        assert_eq!(bar(0.0, 0.0, 10), (String::new(), String::new()));
    }
}
