//! The dotted paths that name parameters: `links[2].length`, `energy.synapse_read`.

use serde_path_to_error::Segment;

/// Whether a key names the head of a path, and if so the remainder after it.
///
/// A key may itself contain points, so callers try the longest key first ([`longest`]).
fn after<'p>(path: &'p str, key: &str) -> Option<&'p str> {
    let rest = path.strip_prefix(key)?;
    match rest.chars().next() {
        None | Some('[') => Some(rest),
        Some('.') => Some(&rest[1..]),
        Some(_) => None,
    }
}

/// The longest of `keys` that heads `path`, with its position and the remainder.
pub(crate) fn longest<'p, 'k>(
    path: &'p str,
    keys: impl IntoIterator<Item = &'k str>,
) -> Option<(usize, &'p str)> {
    keys.into_iter()
        .enumerate()
        .filter_map(|(position, key)| after(path, key).map(|rest| (position, key.len(), rest)))
        .filter(|(_, length, _)| *length > 0)
        .max_by_key(|(_, length, _)| *length)
        .map(|(position, _, rest)| (position, rest))
}

/// The position at the head of `path`, written `[2]` or `2`, with the remainder.
pub(crate) fn position(path: &str) -> Option<(usize, &str)> {
    let (digits, rest) = match path.strip_prefix('[') {
        Some(inner) => inner.split_once(']')?,
        None => path.split_at(path.find(['.', '[']).unwrap_or(path.len())),
    };
    let rest = rest.strip_prefix('.').unwrap_or(rest);
    digits.parse().ok().map(|position| (position, rest))
}

/// The first segment of a path, for messages.
pub(crate) fn head(path: &str) -> &str {
    let end =
        path.char_indices().skip(1).find(|(_, c)| matches!(c, '.' | '[')).map_or(path.len(), |(at, _)| at);
    &path[..end]
}

/// `parent` with a field or key below it.
pub(crate) fn join(parent: &str, key: &str) -> String {
    if parent.is_empty() { key.to_owned() } else { format!("{parent}.{key}") }
}

/// `parent` with a position below it.
pub(crate) fn item(parent: &str, position: usize) -> String {
    format!("{parent}[{position}]")
}

/// Whether a key looks like a variant of an enum rather than a field or a map key, which are in lower case here.
pub(crate) fn is_variant(key: &str) -> bool {
    key.starts_with(|c: char| c.is_ascii_uppercase())
}

/// The path of the parameter in which serde met an error; it ends where a sourced number begins.
pub(crate) fn of_parameter(path: &serde_path_to_error::Path) -> String {
    of_segments(path.iter().take_while(
        |segment| !matches!(segment, Segment::Enum { variant } if crate::parameters::is_basis(variant)),
    ))
}

/// The path of the very value at which serde met an error, inside a sourced number as well.
pub(crate) fn of_value(path: &serde_path_to_error::Path) -> String {
    of_segments(path.iter())
}

fn of_segments<'a>(segments: impl Iterator<Item = &'a Segment>) -> String {
    segments.fold(String::new(), |parent, segment| match segment {
        Segment::Seq { index } => item(&parent, *index),
        Segment::Map { key } => join(&parent, key),
        // Variants are not part of a parameter's path, and an unknown segment names nothing.
        Segment::Enum { .. } | Segment::Unknown => parent,
    })
}
