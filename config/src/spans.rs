//! From the path of a parameter to its place in a file.

use std::ops::Range;

use crate::paths::{longest, position};
use crate::syntax::{self, Body, Entry, Node};

/// Where the parts of a RON text stand.
///
/// Made of any text, correct or not; what cannot be understood cannot be found.
#[derive(Debug, Clone)]
pub struct SpanIndex {
    text: String,
    root: Option<Node>,
}

/// How far a path leads into a text.
struct Found<'a> {
    node: &'a Node,
    /// The last field or map key passed.
    key: Option<&'a Range<usize>>,
    /// What is left of the path.
    rest: &'a str,
}

impl SpanIndex {
    /// Reads a text.
    pub fn of(text: &str) -> Self {
        Self { text: text.to_owned(), root: syntax::read(text) }
    }

    /// The byte range of the longest part of `path` that the text has, or `None` if it has not even the first.
    ///
    /// A value on one line gives its own range; one that spans lines gives the range of its key, since its whole
    /// extent would mark pages. Names of variants may be left out of a path or written. The empty path is nowhere.
    pub fn find(&self, path: &str) -> Option<Range<usize>> {
        let found = self.walk(path)?;
        if found.rest == path {
            return None;
        }
        Some(self.range(&found))
    }

    /// The range of the key `field` directly below `path`.
    pub(crate) fn field(&self, path: &str, field: &str) -> Option<Range<usize>> {
        let found = self.walk(path)?;
        match &found.node.body {
            Body::Fields(entries) | Body::Map(entries) if found.rest.is_empty() => {
                entries.iter().find(|entry| entry.key == field).map(|entry| entry.key_range.clone())
            }
            _ => None,
        }
    }

    /// The whole range of the value at `path`, which must be there in full.
    pub(crate) fn value(&self, path: &str) -> Option<Range<usize>> {
        let found = self.walk(path)?;
        found.rest.is_empty().then(|| found.node.range.clone())
    }

    fn range(&self, found: &Found<'_>) -> Range<usize> {
        let whole = found.node.range.clone();
        match found.key {
            _ if !self.text[whole.clone()].contains('\n') => whole,
            Some(key) => key.clone(),
            None => whole.start..whole.start + self.text[whole.clone()].find('\n').unwrap_or(whole.len()),
        }
    }

    fn walk<'a>(&'a self, path: &'a str) -> Option<Found<'a>> {
        let mut found = Found { node: self.root.as_ref()?, key: None, rest: path };
        while !found.rest.is_empty() {
            let Some(next) = found.step() else { break };
            found = next;
        }
        Some(found)
    }
}

impl<'a> Found<'a> {
    fn step(&self) -> Option<Self> {
        // A written variant name is passed without leaving the node.
        if let Some(name) = &self.node.name
            && let Some((_, rest)) = longest(self.rest, [name.as_str()])
            && !self.has_key(name)
        {
            return Some(Found { rest, ..*self });
        }
        match &self.node.body {
            Body::Fields(entries) | Body::Map(entries) => self.enter(entries),
            Body::List(items) => self.item(items),
            Body::Tuple(items) => self.item(items).or_else(|| match items.as_slice() {
                // `Name(Inner(..))` and `Name((..))`: a newtype, whose fields are those of what it holds.
                [only] => Found { node: only, ..*self }.step(),
                _ => None,
            }),
            Body::Scalar(_) | Body::Text(_) => None,
        }
    }

    fn has_key(&self, key: &str) -> bool {
        match &self.node.body {
            Body::Fields(entries) | Body::Map(entries) => entries.iter().any(|entry| entry.key == key),
            Body::Scalar(_) | Body::Text(_) | Body::List(_) | Body::Tuple(_) => false,
        }
    }

    fn enter(&self, entries: &'a [Entry]) -> Option<Self> {
        let (at, rest) = longest(self.rest, entries.iter().map(|entry| entry.key.as_str()))?;
        let Entry { key_range, value, .. } = &entries[at];
        Some(Found { node: value, key: Some(key_range), rest })
    }

    fn item(&self, items: &'a [Node]) -> Option<Self> {
        let (at, rest) = position(self.rest)?;
        items.get(at).map(|node| Found { node, key: None, rest })
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const TEXT: &str = r##"#![enable(implicit_some)]
// a chip: (core: "not this")
Chip(
    name: r#"a "quoted" name, (core: 1)"#, /* lanes: 0 /* nested */ */
    core: Core(
        synapse: (lanes: Measured(8, "davies2018:table2"), weight: Some("8 b")),
        letter: '(', r#type: -1.5e3,
    ),
    topology: Mesh(
        columns: 4, // rows: 9
        rows: 5,
    ),
    links: [(length: "1 mm"), Wire(length: "2 mm"), Wrapped((length: "3 mm"))],
    energy: {"synapse.read": "23.6 pJ", "synapse": ("1 pJ", "2 pJ")},
    escaped: "a \" ) b",
)
"##;

    fn found(path: &str) -> Option<&'static str> {
        SpanIndex::of(TEXT).find(path).map(|range| &TEXT[range])
    }

    #[test]
    fn finds_values() {
        for (path, text) in [
            ("name", r##"r#"a "quoted" name, (core: 1)"#"##),
            ("core.synapse.lanes", r#"Measured(8, "davies2018:table2")"#),
            ("core.synapse.lanes[0]", "8"),
            ("core.synapse.lanes.Measured[1]", r#""davies2018:table2""#),
            ("core.synapse.weight", r#""8 b""#),
            ("core.letter", "'('"),
            ("core.type", "-1.5e3"),
            ("topology.rows", "5"),
            ("topology.Mesh.columns", "4"),
            ("links[0].length", r#""1 mm""#),
            ("links[1].length", r#""2 mm""#),
            ("links.2.length", r#""3 mm""#),
            ("energy.synapse.read", r#""23.6 pJ""#),
            ("energy.synapse[1]", r#""2 pJ""#),
            ("escaped", r#""a \" ) b""#),
        ] {
            assert_eq!(found(path), Some(text), "{path}");
        }
    }

    #[test]
    fn finds_the_key_of_what_spans_lines() {
        assert_eq!(found("core"), Some("core"));
        assert_eq!(found("topology"), Some("topology"));
    }

    #[test]
    fn finds_the_longest_part_that_is_there() {
        assert_eq!(found("topology.depth"), Some("topology"));
        assert_eq!(found("core.synapse.lanes.x.y"), Some(r#"Measured(8, "davies2018:table2")"#));
        assert_eq!(found("nothing.at.all"), None);
        assert_eq!(found(""), None);
    }

    #[test]
    fn finds_keys() {
        let index = SpanIndex::of(TEXT);
        assert_eq!(index.field("core.synapse", "weight").map(|range| &TEXT[range]), Some("weight"));
        assert_eq!(index.field("core.synapse", "width"), None);
    }

    #[test]
    fn deep_nesting_is_no_trouble() {
        for open in ["(", "[", "{a:", "(a:", "Some(", "/*"] {
            SpanIndex::of(&open.repeat(100_000)).find("a.a.a");
        }
    }

    #[test]
    fn unfinished_text_keeps_what_came_before() {
        let text = "(core: (lanes: 8, weight: \"8 b";
        let place = |path: &str| SpanIndex::of(text).find(path).map(|range| &text[range]);
        assert_eq!(place("core.lanes"), Some("8"));
        assert_eq!(place("core.weight"), Some("\"8 b"));
    }

    proptest! {
        #[test]
        fn no_text_makes_it_panic(text in "\\PC{0,60}", path in "\\PC{0,12}") {
            if let Some(range) = SpanIndex::of(&text).find(&path) {
                prop_assert!(text.get(range).is_some());
            }
        }

        #[test]
        fn no_broken_ron_makes_it_panic(
            text in "([a-c]{1,2}|[(){}\\[\\]:,.\"'\\\\# \n\u{b5}0-9]|//|/\\*|\\*/|r#|b\"|Some\\(|#!\\[){0,60}",
            path in "([a-c]{1,2}|[.]|\\[[0-9]\\]|[0-9]){0,8}",
        ) {
            if let Some(range) = SpanIndex::of(&text).find(&path) {
                prop_assert!(text.get(range).is_some());
            }
        }

        #[test]
        fn a_cut_text_makes_no_panic(cut in 0..TEXT.len()) {
            let text = &TEXT[..TEXT.floor_char_boundary(cut)];
            for path in ["core.synapse.lanes[0]", "links[2].length", "energy.synapse.read"] {
                if let Some(range) = SpanIndex::of(text).find(path) {
                    prop_assert!(text.get(range).is_some());
                }
            }
        }
    }
}
