//! A YAML document, read event by event with the place of everything in it.
//!
//! What comes by the thousand (neurons, edges, mappings) is handed on item by item and never kept; long lists of numbers
//! are kept as numbers. Anchors and aliases, tags, and more than one document are refused: the peer has none, and with
//! aliases a short file can claim any size.

use std::borrow::Cow;
use std::io::BufRead;

use egret_config::Problem;
use saphyr_parser::{BufferedInput, Event, Parser, ScalarStyle, ScanError, Span};

use super::characters::Characters;
use super::gathering::Gathering;
use super::place::{Findings, Place};

/// A part of a document.
#[derive(Clone, Debug)]
pub(super) struct Node {
    /// Where it begins.
    pub(super) place: Place,
    /// What it is.
    pub(super) body: Body,
}

/// What a part of a document is.
#[derive(Clone, Debug)]
pub(super) enum Body {
    /// A word or a number; empty where nothing is written.
    Scalar(Box<str>),
    /// A list.
    List(Vec<Node>),
    /// A long list of numbers.
    Numbers(Box<super::gathering::Numbers>),
    /// A long list of pairs of whole numbers.
    Pairs(Box<super::gathering::Pairs>),
    /// Values by key, in order.
    Map(Vec<Entry>),
}

/// A value with its key.
#[derive(Clone, Debug)]
pub(super) struct Entry {
    /// The key.
    pub(super) key: Box<str>,
    /// Where the key stands.
    pub(super) place: Place,
    /// The value.
    pub(super) value: Node,
}

impl Node {
    /// The word or number that it is.
    pub(super) fn text(&self) -> Option<&str> {
        match &self.body {
            Body::Scalar(text) => Some(text),
            _ => None,
        }
    }

    /// What it is, for messages.
    pub(super) fn shown(&self) -> String {
        match &self.body {
            Body::Scalar(text) if text.is_empty() => "nothing".to_owned(),
            Body::Scalar(text) => format!("`{}`", shortened(text)),
            Body::List(_) | Body::Numbers(_) | Body::Pairs(_) => "a list".to_owned(),
            Body::Map(_) => "a mapping".to_owned(),
        }
    }
}

/// A text that fits into a message.
pub(super) fn shortened(text: &str) -> Cow<'_, str> {
    match text.char_indices().nth(60) {
        Some((end, _)) => Cow::Owned(format!("{}...", &text[..end])),
        None => Cow::Borrowed(text),
    }
}

/// Takes items of lists out of a document while it is read.
pub(super) trait Receiver {
    /// Whether the items of the list under these keys are taken one by one.
    fn takes(&self, path: &[Box<str>]) -> bool;
    /// An item of such a list.
    fn item(&mut self, path: &[Box<str>], item: Node, findings: &mut Findings);
}

/// Takes nothing: the whole document is kept.
#[derive(Debug)]
pub(super) struct Keep;

impl Receiver for Keep {
    fn takes(&self, _: &[Box<str>]) -> bool {
        false
    }

    fn item(&mut self, _: &[Box<str>], _: Node, _: &mut Findings) {}
}

/// Lists and mappings in one another at most; the deepest that the peer understands has ten.
const DEEPEST: usize = 32;

/// Reads one document; `None` where it is not well formed, which is then among the findings.
pub(super) fn read<R: BufRead>(
    reader: R,
    receiver: &mut dyn Receiver,
    findings: &mut Findings,
) -> Option<Node> {
    let (characters, trouble) = Characters::new(reader);
    let parser = Parser::new(BufferedInput::new(characters));
    let mut reading = Reading { parser, receiver, findings, path: Vec::new() };
    let node = reading.document();
    let ended_early = trouble.borrow().clone();
    match (node, ended_early) {
        (_, Some(what)) => {
            findings.problem(Place::default(), Problem::new("", what).hint("a YAML file is UTF-8 text"));
            None
        }
        (Ok(node), None) => Some(node),
        (Err(Stopped { place, problem }), None) => {
            findings.problem(place, problem);
            None
        }
    }
}

/// Why a document cannot be read on.
struct Stopped {
    place: Place,
    problem: Problem,
}

impl Stopped {
    fn at(place: Place, what: impl Into<String>, hint: &str) -> Self {
        Self { place, problem: Problem::new("", what).hint(hint) }
    }
}

impl From<ScanError> for Stopped {
    fn from(error: ScanError) -> Self {
        let marker = error.marker();
        let place = Place { line: marker.line() as u32, column: marker.col() as u32 + 1, length: 1 };
        Self::at(
            place,
            format!("this is no YAML: {}", error.info()),
            "indentation with spaces only, and every bracket closed?",
        )
    }
}

struct Reading<'a, R: BufRead> {
    parser: Parser<'static, BufferedInput<Characters<R>>>,
    receiver: &'a mut dyn Receiver,
    findings: &'a mut Findings,
    path: Vec<Box<str>>,
}

impl<R: BufRead> Reading<'_, R> {
    fn next(&mut self) -> Result<(Event<'static>, Place), Stopped> {
        match self.parser.next_event() {
            Some(Ok((event, span))) => Ok((event, place(span))),
            Some(Err(error)) => Err(error.into()),
            None => Ok((Event::StreamEnd, Place::default())),
        }
    }

    fn document(&mut self) -> Result<Node, Stopped> {
        loop {
            match self.next()? {
                (Event::StreamStart | Event::Nothing | Event::DocumentStart(_), _) => {}
                (Event::StreamEnd, _) => {
                    let place = Place { line: 1, column: 1, length: 0 };
                    return Err(Stopped::at(place, "it is empty", "was it written to the end?"));
                }
                (event, place) => {
                    let node = self.node(event, place, 0)?;
                    self.end()?;
                    return Ok(node);
                }
            }
        }
    }

    fn end(&mut self) -> Result<(), Stopped> {
        loop {
            match self.next()? {
                (Event::StreamEnd, _) => return Ok(()),
                (Event::DocumentStart(_), place) => {
                    return Err(Stopped::at(
                        place,
                        "a second document begins here",
                        "one file holds one document",
                    ));
                }
                _ => {}
            }
        }
    }

    fn node(&mut self, event: Event<'static>, place: Place, depth: usize) -> Result<Node, Stopped> {
        if depth > DEEPEST {
            let what = format!("more than {DEEPEST} lists and mappings in one another");
            return Err(Stopped::at(place, what, "no such file is that deep"));
        }
        let body = match event {
            Event::Scalar(text, style, anchor, tag) => {
                plain(place, anchor, tag.is_some())?;
                // What is quoted is a word, also if it looks like nothing.
                let nothing = style == ScalarStyle::Plain && matches!(&*text, "~" | "null");
                Body::Scalar(if nothing { "".into() } else { text.into_owned().into() })
            }
            Event::SequenceStart(anchor, tag) => {
                plain(place, anchor, tag.is_some())?;
                self.list(depth)?
            }
            Event::MappingStart(anchor, tag) => {
                plain(place, anchor, tag.is_some())?;
                self.map(depth)?
            }
            Event::Alias(_) => {
                return Err(Stopped::at(
                    place,
                    "an alias, which stands for another part of the file",
                    "write the part itself: the peer does not resolve aliases either",
                ));
            }
            other => {
                return Err(Stopped::at(place, format!("{other:?} in the middle of a value"), "is it YAML?"));
            }
        };
        Ok(Node { place, body })
    }

    fn list(&mut self, depth: usize) -> Result<Body, Stopped> {
        let taken = self.receiver.takes(&self.path);
        let mut gathered = Gathering::Nodes(Vec::new());
        loop {
            let (event, place) = self.next()?;
            if event == Event::SequenceEnd {
                return Ok(gathered.finish());
            }
            let item = self.node(event, place, depth + 1)?;
            if taken {
                self.receiver.item(&self.path, item, self.findings);
            } else {
                gathered.push(item, self.findings);
            }
        }
    }

    fn map(&mut self, depth: usize) -> Result<Body, Stopped> {
        let mut entries: Vec<Entry> = Vec::new();
        loop {
            let (event, place) = self.next()?;
            let key: Box<str> = match event {
                Event::MappingEnd => return Ok(Body::Map(entries)),
                Event::Scalar(text, _, anchor, tag) => {
                    plain(place, anchor, tag.is_some())?;
                    text.into_owned().into()
                }
                _ => return Err(Stopped::at(place, "a key that is no word", "write a name and a colon")),
            };
            if entries.iter().any(|entry| entry.key == key) {
                let what = format!("`{}` stands twice in one mapping", shortened(&key));
                self.findings.refuse(
                    place,
                    what,
                    "keep one of them: the peer would take one and ignore the other",
                );
            }
            self.path.push(key.clone());
            let (event, at) = self.next()?;
            let value = self.node(event, at, depth + 1)?;
            self.path.pop();
            entries.push(Entry { key, place, value });
        }
    }
}

/// Neither anchored nor tagged.
fn plain(place: Place, anchor: usize, tagged: bool) -> Result<(), Stopped> {
    if anchor != 0 {
        return Err(Stopped::at(
            place,
            "an anchor (`&`)",
            "write every part out: the peer does not resolve aliases either",
        ));
    }
    if tagged {
        return Err(Stopped::at(
            place,
            "a tag (`!`)",
            "leave it out: what a value is follows from its place",
        ));
    }
    Ok(())
}

fn place(span: Span) -> Place {
    let (start, end) = (span.start, span.end);
    let length = if start.line() == end.line() { end.index().saturating_sub(start.index()) } else { 1 };
    Place { line: start.line() as u32, column: start.col() as u32 + 1, length: length as u32 }
}

#[cfg(test)]
mod tests {
    use super::super::gathering::Numbers;
    use super::*;

    fn read_text(text: &str) -> (Option<Node>, Findings) {
        let mut findings = Findings::default();
        let node = read(text.as_bytes(), &mut Keep, &mut findings);
        (node, findings)
    }

    #[track_caller]
    fn refused(text: &str, what: &str) {
        let (_, findings) = read_text(text);
        assert!(!findings.is_fine(), "{text}");
        let error = findings.into_error("x.yaml", Some(text.to_owned())).to_string();
        assert!(error.contains(what), "{error}");
    }

    #[test]
    fn what_is_no_document_is_refused() {
        refused("", "it is empty");
        refused("# a remark\n", "it is empty");
        refused("a: [1, 2", "x.yaml:1:");
        refused("a: 1\n b: 2", "this is no YAML");
        refused("a: &x 1\nb: *x", "x.yaml:1:");
        refused("a: !t 1", "a tag");
        refused("a: 1\n---\nb: 2", "a second document");
        refused("a: 1\na: 2", "x.yaml:2:1: `a` stands twice");
        refused(&"[".repeat(100), "more than 32");
        refused(&"[".repeat(5000), "this is no YAML");
        refused("? [a, b]\n: 1", "a key that is no word");
    }

    #[test]
    fn long_lists_are_numbers_or_pairs() {
        let numbers = format!("a: [{}]", (0..100).map(|n| n.to_string()).collect::<Vec<_>>().join(","));
        let (Some(Node { body: Body::Map(entries), .. }), _) = read_text(&numbers) else { panic!("a map") };
        let Body::Numbers(numbers) = &entries[0].value.body else { panic!("numbers") };
        assert_eq!(**numbers, Numbers::Narrow((0..100_u8).map(f32::from).collect()));
        let pairs =
            format!("a: [{}]", (0..100).map(|n| format!("[{}, {n}]", n / 10)).collect::<Vec<_>>().join(","));
        let (Some(Node { body: Body::Map(entries), .. }), _) = read_text(&pairs) else { panic!("a map") };
        let Body::Pairs(pairs) = &entries[0].value.body else { panic!("pairs") };
        assert_eq!((pairs.runs.len(), pairs.iter().nth(57)), (10, Some((5, 57))));
        refused(&format!("a: [{}abc]", "1,".repeat(70)), "`abc` in a list of numbers");
        refused(&format!("a: [{}.nan]", "1,".repeat(70)), "a number that is NaN");
        refused(&format!("a: [{}[1]]", "[1,2],".repeat(70)), "no pair");
    }
}
