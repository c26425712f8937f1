//! A tolerant reading of RON: the shape of a text and where each part of it stands.
//!
//! This is not a second parser of values. It knows brackets, names, strings and comments, so that a path can be
//! turned into a place and a snippet into a tree, and it never fails: what is malformed becomes a scalar, and the
//! real parser has the last word on what is correct.

use std::ops::Range;

/// Nesting beyond this is skipped as one scalar, so that no text can exhaust the stack.
const DEEPEST: usize = 128;

/// One value in a text.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Node {
    /// The bytes it covers, with its name and brackets.
    pub(crate) range: Range<usize>,
    /// The name of the struct or variant.
    pub(crate) name: Option<String>,
    /// What it consists of.
    pub(crate) body: Body,
}

/// What a value consists of.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Body {
    /// A number, a boolean, a bare name (then the node has that name) or something malformed: the text as it stands.
    Scalar(String),
    /// A string: its content with escapes resolved.
    Text(String),
    /// `[..]`.
    List(Vec<Node>),
    /// `(..)` with positions.
    Tuple(Vec<Node>),
    /// `(..)` with field names.
    Fields(Vec<Entry>),
    /// `{..}`.
    Map(Vec<Entry>),
}

/// A named part of a struct or a map.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Entry {
    /// The field name, or the text of the map key.
    pub(crate) key: String,
    /// The bytes of the key.
    pub(crate) key_range: Range<usize>,
    /// The value.
    pub(crate) value: Node,
}

/// Reads the first value of `text`, if there is one.
pub(crate) fn read(text: &str) -> Option<Node> {
    let mut reader = Reader { text, at: 0, depth: 0 };
    reader.skip_attributes();
    reader.skip_blank();
    reader.peek().map(|_| reader.value())
}

struct Reader<'a> {
    text: &'a str,
    /// Always on a character boundary.
    at: usize,
    depth: usize,
}

impl<'a> Reader<'a> {
    fn rest(&self) -> &'a str {
        &self.text[self.at..]
    }

    fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }

    fn bump(&mut self) {
        self.at += self.peek().map_or(0, char::len_utf8);
    }

    fn eat(&mut self, token: &str) -> bool {
        let found = self.rest().starts_with(token);
        if found {
            self.at += token.len();
        }
        found
    }

    /// Advances past `token`, or to the end of the text if it does not come.
    fn skip_past(&mut self, token: &str) {
        self.at += self.rest().find(token).map_or(self.rest().len(), |found| found + token.len());
    }

    /// Skips white space and comments; block comments nest.
    fn skip_blank(&mut self) {
        loop {
            let blank = self.rest().len() - self.rest().trim_start().len();
            self.at += blank;
            if self.eat("//") {
                self.skip_past("\n");
            } else if self.eat("/*") {
                let mut open = 1;
                while open > 0 && self.peek().is_some() {
                    if self.eat("/*") {
                        open += 1;
                    } else if self.eat("*/") {
                        open -= 1;
                    } else {
                        self.bump();
                    }
                }
            } else if blank == 0 {
                return;
            }
        }
    }

    /// Skips `#![enable(..)]` lines at the head of the text.
    fn skip_attributes(&mut self) {
        self.skip_blank();
        while self.eat("#!") {
            self.skip_past("]");
            self.skip_blank();
        }
    }

    /// An identifier at the current place, which does not move.
    fn identifier(&self) -> Option<&'a str> {
        let rest = self.rest();
        let raw = rest.strip_prefix("r#").filter(|rest| rest.starts_with(is_name_start));
        let name = raw.unwrap_or(rest);
        if !name.starts_with(is_name_start) {
            return None;
        }
        let end = name.find(|c| !is_name_part(c)).unwrap_or(name.len());
        Some(&rest[..rest.len() - name.len() + end])
    }

    /// The value at the current place, which is neither blank nor the end; always advances.
    fn value(&mut self) -> Node {
        let start = self.at;
        if let Some(content) = self.string() {
            return Node { range: start..self.at, name: None, body: Body::Text(content) };
        }
        match self.peek() {
            Some('(' | '[' | '{') => {
                let body = self.bracketed();
                Node { range: start..self.at, name: None, body }
            }
            Some('\'') => {
                self.character();
                self.scalar(start)
            }
            _ => {
                if let Some(name) = self.identifier() {
                    return self.named(start, name);
                }
                self.skip_scalar();
                self.scalar(start)
            }
        }
    }

    fn scalar(&self, start: usize) -> Node {
        let text = self.text[start..self.at].to_owned();
        Node { range: start..self.at, name: None, body: Body::Scalar(text) }
    }

    /// A value that begins with an identifier; `Some(x)` is `x`.
    fn named(&mut self, start: usize, identifier: &str) -> Node {
        self.at += identifier.len();
        let end = self.at;
        let name = identifier.strip_prefix("r#").unwrap_or(identifier);
        self.skip_blank();
        if self.peek() != Some('(') {
            self.at = end;
            let body = Body::Scalar(identifier.to_owned());
            return Node { range: start..end, name: Some(name.to_owned()), body };
        }
        let mut body = self.bracketed();
        if name == "Some"
            && let Body::Tuple(items) = &mut body
            && items.len() == 1
            && let Some(inner) = items.pop()
        {
            return inner;
        }
        Node { range: start..self.at, name: Some(name.to_owned()), body }
    }

    fn bracketed(&mut self) -> Body {
        if self.depth == DEEPEST {
            let start = self.at;
            self.at = self.text.len();
            return Body::Scalar(self.text[start..].to_owned());
        }
        self.depth += 1;
        let opened = self.peek();
        self.bump();
        let body = match opened {
            Some('[') => Body::List(self.items(']')),
            Some('{') => Body::Map(self.entries('}')),
            _ => {
                self.skip_blank();
                if self.at_field() { Body::Fields(self.entries(')')) } else { Body::Tuple(self.items(')')) }
            }
        };
        self.depth -= 1;
        body
    }

    /// Whether `name :` comes next.
    fn at_field(&self) -> bool {
        let Some(name) = self.identifier() else { return false };
        let mut ahead = Reader { text: self.text, at: self.at + name.len(), depth: 0 };
        ahead.skip_blank();
        ahead.peek() == Some(':')
    }

    /// Whether the bracketed part ends here: at its closing bracket (which is passed), at a foreign one, or with the text.
    fn closes(&mut self, close: char) -> bool {
        self.skip_blank();
        while self.eat(",") {
            self.skip_blank();
        }
        match self.peek() {
            None => true,
            Some(c) if c == close => {
                self.bump();
                true
            }
            Some(c) => matches!(c, ')' | ']' | '}'),
        }
    }

    fn items(&mut self, close: char) -> Vec<Node> {
        let mut items = Vec::new();
        while !self.closes(close) {
            items.push(self.value());
        }
        items
    }

    fn entries(&mut self, close: char) -> Vec<Entry> {
        let mut entries = Vec::new();
        while !self.closes(close) {
            let key = self.value();
            self.skip_blank();
            if !self.eat(":") {
                // A key without a value: nothing a path could mean.
                continue;
            }
            self.skip_blank();
            if matches!(self.peek(), None | Some(',' | ')' | ']' | '}')) {
                continue;
            }
            let name = match key.body {
                Body::Text(text) => text,
                Body::Scalar(text) => key.name.unwrap_or(text),
                Body::List(_) | Body::Tuple(_) | Body::Fields(_) | Body::Map(_) => {
                    self.text[key.range.clone()].to_owned()
                }
            };
            entries.push(Entry { key: name, key_range: key.range, value: self.value() });
        }
        entries
    }

    /// Passes everything up to the next separator, and at least one character.
    fn skip_scalar(&mut self) {
        self.bump();
        while let Some(c) = self.peek() {
            let comment = self.rest().starts_with("//") || self.rest().starts_with("/*");
            if comment || c.is_whitespace() || matches!(c, ',' | ':' | ')' | ']' | '}' | '"') {
                return;
            }
            self.bump();
        }
    }

    /// Passes a character literal.
    fn character(&mut self) {
        self.bump();
        if self.eat("\\") {
            self.bump();
        }
        while self.peek().is_some_and(|c| c != '\'' && c != '\n' && c != ',') {
            self.bump();
        }
        self.eat("'");
    }

    /// The content of a string, raw string or byte string that starts here.
    fn string(&mut self) -> Option<String> {
        let rest = self.rest();
        let unmarked = rest.strip_prefix('b').unwrap_or(rest);
        if let Some(raw) = unmarked.strip_prefix('r') {
            let hashes = raw.len() - raw.trim_start_matches('#').len();
            if raw[hashes..].starts_with('"') {
                self.at += rest.len() - raw.len() + hashes + 1;
                let start = self.at;
                let close = format!("\"{}", "#".repeat(hashes));
                let length = self.rest().find(&close).unwrap_or(self.rest().len());
                self.skip_past(&close);
                return Some(self.text[start..start + length].to_owned());
            }
        }
        if !unmarked.starts_with('"') {
            return None;
        }
        self.at += rest.len() - unmarked.len() + 1;
        let start = self.at;
        while let Some(c) = self.peek() {
            match c {
                '"' => break,
                '\\' => {
                    self.bump();
                    self.bump();
                }
                _ => self.bump(),
            }
        }
        let raw = &self.text[start..self.at];
        self.bump();
        if raw.contains('\\') {
            // The escapes are the real parser's business.
            Some(::ron::from_str(&format!("\"{raw}\"")).unwrap_or_else(|_| raw.to_owned()))
        } else {
            Some(raw.to_owned())
        }
    }
}

fn is_name_start(c: char) -> bool {
    c.is_alphabetic() || c == '_'
}

fn is_name_part(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}
