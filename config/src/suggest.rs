//! Guessing the name that was meant.

/// The known name nearest to `word`, if it is near enough to be a slip of the hand.
///
/// Near enough is one edit in three letters (a swap of neighbours counts as one), or a difference in case only.
/// The first of equally near names wins.
///
/// ```
/// assert_eq!(egret_config::did_you_mean("lnaes", ["lanes", "width"]), Some("lanes".to_owned()));
/// assert_eq!(egret_config::did_you_mean("voltage", ["lanes", "width"]), None);
/// ```
pub fn did_you_mean<'a>(word: &str, known: impl IntoIterator<Item = &'a str>) -> Option<String> {
    let lower = word.to_lowercase();
    let allowed = word.chars().count().div_ceil(3);
    known
        .into_iter()
        .map(|name| (strsim::damerau_levenshtein(&lower, &name.to_lowercase()), name))
        .filter(|(distance, name)| *distance <= allowed && *distance < name.chars().count().max(1))
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, name)| name.to_owned())
}

#[cfg(test)]
mod tests {
    use super::did_you_mean;

    #[test]
    fn only_slips_are_guessed() {
        let known = ["lanes", "capacity", "clock"];
        assert_eq!(did_you_mean("lane", known).as_deref(), Some("lanes"));
        assert_eq!(did_you_mean("CLOCK", known).as_deref(), Some("clock"));
        assert_eq!(did_you_mean("capcity", known).as_deref(), Some("capacity"));
        assert_eq!(did_you_mean("x", known), None);
        assert_eq!(did_you_mean("", known), None);
        assert_eq!(did_you_mean("voltage", known), None);
    }
}
