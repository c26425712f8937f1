//! What the text of a setting may mean, as a tree.

use serde_json::{Map, Number, Value};

use crate::parameters::is_basis;
use crate::reading::options;
use crate::syntax::{self, Body, Node};

/// The meanings of a text in a place whose type is not known, the likeliest first.
pub(crate) fn guesses(text: &str) -> Vec<Value> {
    let mut found = Vec::new();
    found.extend((text == "None").then_some(Value::Null));
    found.extend(text.parse().ok().map(Value::Bool));
    found.extend(number(text));
    found.extend(texts(text));
    found
}

/// A number: a whole one as such, so that it can be a count.
pub(crate) fn number(text: &str) -> Option<Value> {
    let plain = text.replace('_', "");
    if let Ok(count) = plain.parse::<u64>() {
        return Some(Value::from(count));
    }
    if let Ok(count) = plain.parse::<i64>() {
        return Some(Value::from(count));
    }
    plain.parse().ok().and_then(Number::from_f64).map(Value::Number)
}

/// A text in the place of a text: a tree if it has the form of one, else the text without quotes around it.
pub(crate) fn texts(text: &str) -> Vec<Value> {
    let unquoted = match syntax::read(text) {
        Some(Node { body: Body::Text(content), range, .. }) if range == (0..text.len()) => content,
        _ => text.to_owned(),
    };
    trees(text).into_iter().chain([Value::String(unquoted)]).collect()
}

/// A bare name in the place of a variant that has fields: a variant without.
pub(crate) fn bare_name(text: &str) -> Option<Value> {
    let plain = |c: char| c.is_alphanumeric() || c == '_';
    (text.starts_with(char::is_alphabetic) && text.chars().all(plain)).then(|| Value::from(text))
}

/// A whole sourced number, such as `Measured("5 pJ", "davies2018:table2")`.
pub(crate) fn sourced(text: &str) -> Option<Value> {
    let node = well_formed(text)?;
    node.name.as_deref().filter(|name| is_basis(name))?;
    Some(tree(&node, true))
}

/// A piece of RON with brackets: with its outer name as a variant, and as a mere struct whose name says nothing.
pub(crate) fn trees(text: &str) -> Vec<Value> {
    let Some(node) = well_formed(text) else { return Vec::new() };
    if matches!(node.body, Body::Scalar(_) | Body::Text(_)) {
        return Vec::new();
    }
    let mut found = vec![tree(&node, true)];
    if node.name.is_some() {
        found.push(tree(&node, false));
    }
    found
}

/// The shape of a text that the real parser accepts as one value.
fn well_formed(text: &str) -> Option<Node> {
    options().from_str::<serde::de::IgnoredAny>(text).ok()?;
    syntax::read(text)
}

/// The JSON in which serde writes the same value: variants as objects with one key.
fn tree(node: &Node, named: bool) -> Value {
    let content = match &node.body {
        Body::Scalar(text) => return scalar(text),
        Body::Text(text) => return Value::from(text.as_str()),
        Body::List(items) => items.iter().map(|item| tree(item, true)).collect(),
        Body::Tuple(items) => match items.as_slice() {
            [only] if node.name.is_some() => tree(only, true),
            [] if node.name.is_none() => Value::Null,
            items => items.iter().map(|item| tree(item, true)).collect(),
        },
        Body::Fields(entries) | Body::Map(entries) => Value::Object(
            entries.iter().map(|entry| (entry.key.clone(), tree(&entry.value, true))).collect::<Map<_, _>>(),
        ),
    };
    match &node.name {
        Some(name) if named => Value::Object(Map::from_iter([(name.clone(), content)])),
        _ => content,
    }
}

fn scalar(text: &str) -> Value {
    match text {
        "true" => Value::Bool(true),
        "false" => Value::Bool(false),
        "None" => Value::Null,
        text => number(text).unwrap_or_else(|| Value::from(text)),
    }
}
