//! Changing parameters of a typed value by path.

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::choices;
use crate::parameters::{self, as_sourced, as_variant, is_compound, text_of};
use crate::paths;
use crate::problem::{InputError, Problem};
use crate::reading::one_of;
use crate::setting::Setting;
use crate::snippet;

/// Most parameters of a subtree that a message lists.
const LISTED: usize = 12;

/// `value` with `settings` applied, those whose path begins with `root`; others are left to other roots.
///
/// A sourced number becomes [`crate::Sourced::Given`]. A path may leave out the names of enum variants. An enum, a
/// struct or a list takes a piece of RON, such as `Mesh(columns: 4, rows: 4)`. Of several settings of one path the
/// last one counts. The error holds a problem for every setting that cannot be applied.
///
/// Parameters that are absent (`None`) can be set as long as the type writes them as null.
///
/// # Panics
///
/// If the value cannot be a tree because a map in it has keys that are not text; no input type has such.
pub fn apply<T: Serialize + DeserializeOwned>(
    value: &T,
    root: &str,
    settings: &[Setting],
) -> Result<T, InputError> {
    let mut tree = serde_json::to_value(value).expect("an input value has only text keys");
    let mut problems = Vec::new();
    for (position, setting) in settings.iter().enumerate() {
        let superseded = settings[position + 1..].iter().any(|later| later.path == setting.path);
        if setting.root() == root && !superseded {
            match set::<T>(&tree, root, setting) {
                Ok(changed) => tree = changed,
                Err(problem) => problems.push(problem),
            }
        }
    }
    if problems.is_empty() {
        typed(&tree).map_err(|Refusal { path, message }| {
            InputError::single("--set", Problem::from_message(paths::join(root, &path), &message))
        })
    } else {
        Err(InputError { name: "--set".to_owned(), text: None, problems })
    }
}

/// `tree` with one setting applied, checked by reading it as a `T`.
fn set<T: DeserializeOwned>(tree: &Value, root: &str, setting: &Setting) -> Result<Value, Problem> {
    let path = setting.path.strip_prefix(root).unwrap_or_default();
    let path = path.strip_prefix('.').unwrap_or(path);
    let steps = resolve(tree, root, path)?;
    let current = steps.iter().try_fold(tree, |node, step| step.of(node)).unwrap_or(tree);
    let replaced = |candidate: Value| {
        let mut changed = tree.clone();
        if let Some(node) = steps.iter().try_fold(&mut changed, |node, step| step.of_mut(node)) {
            *node = candidate;
        }
        typed::<T>(&changed).map(|_| changed)
    };
    let explained = |problem: Problem| {
        let forms = if as_sourced(current).is_some() { None } else { choices::forms(replaced) };
        match forms {
            Some(forms) if problem.path == setting.path && !is_sourced(&forms) => {
                choices::explained(problem, setting, &forms)
            }
            _ => problem,
        }
    };
    let mut refusals = Vec::new();
    for candidate in candidates(current, setting).map_err(explained)? {
        match replaced(candidate) {
            Ok(changed) => return Ok(changed),
            Err(refusal) => refusals.push(refusal),
        }
    }
    // The likeliest meaning, except where only a sourced number can be meant: those come last.
    let sourced = current.is_null() && choices::forms(replaced).is_some_and(|forms| is_sourced(&forms));
    let refusal = if sourced { refusals.pop() } else { refusals.into_iter().next() };
    Err(explained(refusal.map_or_else(
        || Problem::new(&setting.path, "no value"),
        |refusal| refusal.explain(root, setting, current),
    )))
}

/// Whether the variants of an enum are those of sourced numbers.
fn is_sourced(forms: &[String]) -> bool {
    forms.iter().any(|form| form == "Given(..)")
}

/// One step from a node of the tree to a part of it.
enum Step {
    Key(String),
    Item(usize),
}

impl Step {
    fn of<'a>(&self, node: &'a Value) -> Option<&'a Value> {
        match self {
            Self::Key(key) => node.get(key),
            Self::Item(position) => node.get(position),
        }
    }

    fn of_mut<'a>(&self, node: &'a mut Value) -> Option<&'a mut Value> {
        match self {
            Self::Key(key) => node.get_mut(key),
            Self::Item(position) => node.get_mut(position),
        }
    }
}

/// The steps along `path`, in which the names of variants may be left out.
fn resolve(tree: &Value, root: &str, path: &str) -> Result<Vec<Step>, Problem> {
    let mut steps = Vec::new();
    let (mut node, mut rest) = (tree, path);
    while !rest.is_empty() {
        let done = paths::join(root, path[..path.len() - rest.len()].trim_end_matches('.'));
        let done = done.trim_end_matches('.');
        let (step, next) = step(node, rest).ok_or_else(|| unknown(node, done, rest))?;
        node = step.of(node).ok_or_else(|| unknown(node, done, rest))?;
        rest = next;
        steps.push(step);
    }
    Ok(steps)
}

/// The step that the head of `rest` names in `node`, and what is left after it.
fn step<'p>(node: &Value, rest: &'p str) -> Option<(Step, &'p str)> {
    if as_sourced(node).is_some() {
        return None;
    }
    match node {
        Value::Object(map) => {
            if let Some((position, rest)) = paths::longest(rest, map.keys().map(String::as_str)) {
                return map.keys().nth(position).map(|key| (Step::Key(key.clone()), rest));
            }
            as_variant(node).map(|(name, _)| (Step::Key(name.to_owned()), rest))
        }
        Value::Array(items) => {
            let (position, rest) = paths::position(rest)?;
            (position < items.len()).then_some((Step::Item(position), rest))
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => None,
    }
}

/// The problem of a path that goes on as `rest` where `node` has no such part.
fn unknown(node: &Value, done: &str, rest: &str) -> Problem {
    let head = paths::head(rest);
    let path = if head.starts_with('[') { format!("{done}{head}") } else { paths::join(done, head) };
    let problem = Problem::new(path, format!("no parameter `{head}` in `{done}`"));
    if as_sourced(node).is_some() {
        return problem.hint(format!("`{done}` is a single value; set it as `{done}=value`"));
    }
    match node {
        Value::Object(map) => {
            let known: Vec<&str> = map.keys().map(String::as_str).collect();
            problem.hint(one_of(head, &known, "parameters"))
        }
        Value::Array(items) if items.is_empty() => problem.hint("the list is empty"),
        Value::Array(items) => problem.hint(format!("the list has items [0] to [{}]", items.len() - 1)),
        Value::Null => {
            problem.hint(format!("`{done}` is not given; set the whole of it, for example to `(..)`"))
        }
        leaf @ (Value::Bool(_) | Value::Number(_) | Value::String(_)) => {
            problem.hint(format!("`{done}` is the single value `{}`", text_of(leaf)))
        }
    }
}

/// What the text of a setting may mean in the place of `current`, the likeliest first.
fn candidates(current: &Value, setting: &Setting) -> Result<Vec<Value>, Problem> {
    let text = setting.value.as_str();
    if text.is_empty() {
        return Err(Problem::new(&setting.path, "an empty value").hint(example(setting, current, "")));
    }
    if let Some(sourced) = as_sourced(current) {
        if let Some(whole) = snippet::sourced(text) {
            return Ok(vec![whole]);
        }
        let inner = match sourced.value() {
            Some(value) => candidates(value, setting)?,
            None => snippet::guesses(text),
        };
        return Ok(inner.into_iter().map(|value| serde_json::json!({ "Given": value })).collect());
    }
    let wrong = |expected: &str| {
        Problem::new(&setting.path, format!("expected {expected}, found `{text}`"))
            .hint(example(setting, current, expected))
    };
    let absent = (text == "None").then_some(Value::Null);
    let found: Vec<Value> = match current {
        // What is absent does not say whether it would be sourced.
        Value::Null => {
            let plain = snippet::guesses(text);
            let sourced = plain.iter().map(|value| serde_json::json!({ "Given": value })).collect::<Vec<_>>();
            return Ok(plain.into_iter().chain(sourced).collect());
        }
        Value::Bool(_) => text.parse().ok().map(Value::Bool).into_iter().chain(absent).collect(),
        Value::Number(_) => snippet::number(text).into_iter().chain(absent).collect(),
        Value::String(_) => snippet::texts(text).into_iter().chain(absent).collect(),
        Value::Array(_) | Value::Object(_) => {
            let bare = as_variant(current).and_then(|_| snippet::bare_name(text));
            snippet::trees(text).into_iter().chain(bare).chain(absent).collect()
        }
    };
    if !found.is_empty() {
        return Ok(found);
    }
    Err(match current {
        Value::Bool(_) => wrong("`true` or `false`"),
        Value::Number(number) if number.is_f64() => wrong("a number"),
        Value::Number(_) => wrong("a whole number"),
        Value::Array(_) if !is_compound(current) => wrong("a list"),
        Value::Null | Value::String(_) | Value::Array(_) | Value::Object(_) => subtree(current, setting),
    })
}

/// The problem of a path that ends above the parameters.
fn subtree(current: &Value, setting: &Setting) -> Problem {
    let mut below = Vec::new();
    parameters::collect(&setting.path, current, &mut below);
    let mut listed: Vec<String> = below.iter().take(LISTED).map(|parameter| parameter.path.clone()).collect();
    if below.len() > LISTED {
        listed.push(format!("and {} more", below.len() - LISTED));
    }
    Problem::new(&setting.path, format!("`{}` is not one parameter but {}", setting.path, below.len()))
        .hint(format!("set one of {}", listed.join(", ")))
}

/// A hint that shows a setting that would do: the present one, or one of the kind that is expected.
fn example(setting: &Setting, current: &Value, expected: &str) -> String {
    let plain = match expected {
        "a number" => "0.25",
        "`true` or `false`" => "true",
        whole if whole.starts_with("a whole number") => "8",
        _ => "value",
    };
    match as_sourced(current).as_ref().map_or(Some(current), |sourced| sourced.value()) {
        Some(value) if !is_compound(value) && !value.is_null() => {
            format!("write it as `{}={}`", setting.path, text_of(value))
        }
        _ => format!("write it as `{}={}`", setting.path, plain),
    }
}

/// Why a tree is not the type.
pub(crate) struct Refusal {
    /// The parameter at fault, below the root.
    path: String,
    /// What serde says of it.
    pub(crate) message: String,
}

fn typed<T: DeserializeOwned>(tree: &Value) -> Result<T, Refusal> {
    serde_path_to_error::deserialize(tree).map_err(|error| Refusal {
        path: paths::of_parameter(error.path()),
        message: error.into_inner().to_string(),
    })
}

impl Refusal {
    fn explain(&self, root: &str, setting: &Setting, current: &Value) -> Problem {
        let Self { path, message } = self;
        let at = paths::join(root, path);
        // The setting is what the user wrote; a deeper place inside its value is the better path.
        let at = if at.starts_with(&setting.path) { at } else { setting.path.clone() };
        let problem = Problem::from_message(at, &rephrased(message));
        if problem.hint.is_some() {
            return problem;
        }
        if message.starts_with("unknown variant") || message.starts_with("unknown field") {
            let found = message.split('`').nth(1).unwrap_or_default();
            let known = choices::known(message);
            let kind = if message.starts_with("unknown variant") { "choices" } else { "fields" };
            return problem.hint(one_of(found, &known, kind));
        }
        let expected = problem.what.split("expected ").nth(1).and_then(|rest| rest.split(", found").next());
        let hint = example(setting, current, expected.unwrap_or_default());
        problem.hint(hint)
    }
}

/// A message of serde in the words of the files.
fn rephrased(message: &str) -> String {
    if let Some(rest) = message.strip_prefix("unknown variant ") {
        let found = rest.split(", expected").next().unwrap_or(rest);
        return format!("{found} is not known here");
    }
    if let Some(rest) = message.strip_prefix("unknown field ") {
        return format!("unknown field {}", rest.split(", expected").next().unwrap_or(rest));
    }
    let Some((_, rest)) = message.split_once(": ").filter(|(head, _)| head.starts_with("invalid ")) else {
        return message.to_owned();
    };
    let Some((found, expected)) = rest.rsplit_once(", expected ") else { return message.to_owned() };
    let expected = match expected {
        "u8" => "a whole number from 0 to 255",
        "u16" => "a whole number from 0 to 65535",
        "u32" => "a whole number from 0 to 4294967295",
        "u64" | "usize" => "a whole number, zero or more",
        "i8" | "i16" | "i32" | "i64" | "isize" => "a whole number",
        "f32" | "f64" => "a number",
        "a boolean" => "`true` or `false`",
        "a string" => "text",
        other => other,
    };
    let found = found
        .trim_start_matches("string ")
        .trim_start_matches("integer ")
        .trim_start_matches("floating point ")
        .replace('"', "`");
    format!("expected {expected}, found {found}")
}

#[cfg(test)]
mod tests;
