//! Axes: the values that parameters take.

use egret_config::Problem;
use serde_json::Value;

use super::file::{AxisFile, Scale};
use crate::commands::run::NocFidelity;

/// Paths that are no parameters of chip or workload.
pub(crate) const OWN: [&str; 5] = ["chip", "workload", "steps", "board", "noc"];
/// The axis of several seeds.
pub(crate) const SEED: &str = "seed";
/// Most values of one axis.
const MOST: usize = 1_000_000;

/// Parameters that move in step, and their values.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Axis {
    /// Paths.
    pub(crate) paths: Vec<String>,
    /// A value for each path; none leaves the parameter as it is.
    pub(crate) values: Vec<Vec<Option<String>>>,
}

impl Axis {
    /// The axis of several seeds.
    pub(crate) fn of_seeds(seeds: &[u64]) -> Self {
        Self {
            paths: vec![SEED.to_owned()],
            values: seeds.iter().map(|seed| vec![Some(seed.to_string())]).collect(),
        }
    }

    /// Whether values beside each other in the list are alike: those of one of its parameters are numbers or quantities, and
    /// ascend or descend. Those with different units are taken to do so.
    pub(crate) fn is_ordered(&self) -> bool {
        (0..self.paths.len()).any(|path| {
            let numbers: Option<Vec<(f64, &str)>> =
                self.values.iter().map(|values| values[path].as_deref().and_then(number_and_unit)).collect();
            numbers.is_some_and(|numbers| {
                let one_unit = numbers.iter().all(|(_, unit)| *unit == numbers[0].1);
                !one_unit
                    || numbers.is_sorted_by(|(one, _), (next, _)| one <= next)
                    || numbers.is_sorted_by(|(one, _), (next, _)| one >= next)
            })
        })
    }

    /// Checks what was written; problems have the path in the axis (`values[2]`).
    pub(crate) fn check(file: &AxisFile) -> Result<Self, Problem> {
        let paths = match (&file.path, &file.paths) {
            (Some(path), None) => vec![path.clone()],
            (None, Some(paths)) if !paths.is_empty() => paths.clone(),
            _ => {
                let problem =
                    Problem::new("", "an axis has one `path`, or several `paths` that move in step");
                return Err(problem.hint("for example (path: \"workload.activity\", values: [0.1, 0.3])"));
            }
        };
        if let Some(at) = paths.iter().enumerate().position(|(at, path)| paths[..at].contains(path)) {
            return Err(Problem::new("paths", format!("`{}` is there twice", paths[at])));
        }
        for path in &paths {
            check_path(path, if file.paths.is_some() { "paths" } else { "path" })?;
        }
        let ranged =
            [&file.from, &file.to, &file.step].into_iter().any(Option::is_some) || file.points.is_some();
        let values = match &file.values {
            Some(_) if ranged => return Err(Problem::new("", "`values` and a range exclude each other")),
            Some(values) => listed(values, file.paths.is_some().then_some(paths.len()))?,
            None if file.paths.is_some() => {
                return Err(Problem::new("", "`paths` need `values`, a list for each point of the axis"));
            }
            None => range(file)?.into_iter().map(|value| vec![Some(value)]).collect(),
        };
        if values.is_empty() {
            return Err(Problem::new("values", "an axis without values has no points")
                .hint("give at least one value"));
        }
        for (at, list) in values.iter().enumerate() {
            for (path, value) in paths.iter().zip(list) {
                check_value(path, value.as_deref())
                    .map_err(|problem| Problem { path: format!("values[{at}]"), ..problem })?;
            }
        }
        if let Some(at) = (0..values.len()).find(|&at| values[..at].contains(&values[at])) {
            let what = format!(
                "{} is there twice",
                values[at].iter().flatten().cloned().collect::<Vec<_>>().join(", ")
            );
            return Err(Problem::new(format!("values[{at}]"), what)
                .hint("every value of an axis is a point of its own"));
        }
        Ok(Self { paths, values })
    }
}

fn check_path(path: &str, field: &str) -> Result<(), Problem> {
    if OWN.contains(&path) || path.starts_with("chip.") || path.starts_with("workload.") {
        return Ok(());
    }
    if path == SEED {
        return Err(Problem::new(field, "seeds are no axis").hint("write `seeds: [1, 2, 3]` beside the axes"));
    }
    let (root, rest) = path.split_once('.').map_or((path, ""), |(root, rest)| (root, rest));
    let near = egret_config::did_you_mean(root, OWN);
    let near = near.map(|near| {
        let dot = if rest.is_empty() { "" } else { "." };
        format!("did you mean `{near}{dot}{rest}`? ")
    });
    let hint = format!(
        "{}paths begin with `chip.` or `workload.`, or are `chip`, `workload`, `steps`, `board` or `noc`",
        near.unwrap_or_default()
    );
    Err(Problem::new(field, format!("there is nothing to vary at `{path}`")).hint(hint))
}

/// What is no parameter of a file is checked here.
fn check_value(path: &str, value: Option<&str>) -> Result<(), Problem> {
    match (path, value) {
        ("chip" | "workload", None) => Err(Problem::new("", format!("a point needs a {path}"))),
        ("steps" | "board", Some(value)) if !value.parse::<u32>().is_ok_and(|number| number > 0) => {
            Err(Problem::new(
                "",
                format!("`{value}` is no number of {}", if path == "steps" { path } else { "chips" }),
            )
            .hint("expected a whole number, at least 1"))
        }
        ("noc", Some(value)) if NocFidelity::named(value).is_none() => {
            Err(Problem::new("", format!("`{value}` is no fidelity")).hint("expected Packet or Flit"))
        }
        _ => Ok(()),
    }
}

/// A number, a word, a text or a truth value as a setting has it.
pub(crate) fn setting(value: &Value) -> Plain {
    match value {
        Value::Null => Plain::Absent,
        Value::String(text) => Plain::Value(text.clone()),
        Value::Bool(_) | Value::Number(_) => Plain::Value(value.to_string()),
        Value::Array(_) | Value::Object(_) => Plain::Compound,
    }
}

/// What stands where the value of a parameter is expected.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Plain {
    /// A value, as a setting has it.
    Value(String),
    /// `None`: the parameter is left as it is.
    Absent,
    /// A list or a map, which has to be written as text.
    Compound,
}

fn listed(values: &[Value], paths: Option<usize>) -> Result<Vec<Vec<Option<String>>>, Problem> {
    let place = |at: usize| format!("values[{at}]");
    let plain = |at: usize, value: &Value| match setting(value) {
        Plain::Value(value) => Ok(Some(value)),
        Plain::Absent => Ok(None),
        Plain::Compound => Err(Problem::new(place(at), "not a number, a word or a text")
            .hint("write it as text, for example \"Mesh(columns: 4, rows: 4)\"")),
    };
    values
        .iter()
        .enumerate()
        .map(|(at, value)| match (paths, value) {
            (None, Value::Null) => {
                Err(Problem::new(place(at), "`None` leaves a parameter as it is, which only `paths` can"))
            }
            (None, value) => plain(at, value).map(|value| vec![value]),
            (Some(count), Value::Array(items)) if items.len() == count => {
                items.iter().map(|item| plain(at, item)).collect()
            }
            (Some(count), _) => {
                Err(Problem::new(place(at), format!("a list of {count} values is needed, one a path")))
            }
        })
        .collect()
}

/// What a text such as `2 pJ` or `4` is made of.
fn number_and_unit(text: &str) -> Option<(f64, &str)> {
    let (number, unit) = text.trim().split_once(' ').unwrap_or((text.trim(), ""));
    Some((number.parse().ok()?, unit.trim()))
}

/// A number and what follows it.
fn quantity<'a>(value: Option<&'a Value>, field: &str) -> Result<(f64, &'a str), Problem> {
    let wrong = |what: &str| {
        Problem::new(field, what)
            .hint("for example from: 1, to: 8, or from: \"1 pJ\", to: \"10 pJ\", and `step` or `points`")
    };
    let (number, unit) = match value {
        None => return Err(wrong("a range has `from`, `to`, and `step` or `points`; or list `values`")),
        Some(Value::Number(number)) => (number.as_f64().unwrap_or(f64::NAN), ""),
        Some(Value::String(text)) => {
            number_and_unit(text).ok_or_else(|| wrong("it is no number and no quantity"))?
        }
        Some(_) => return Err(wrong("it is no number and no quantity")),
    };
    if number.is_finite() { Ok((number, unit)) } else { Err(wrong("it is not finite")) }
}

fn range(file: &AxisFile) -> Result<Vec<String>, Problem> {
    let (from, unit) = quantity(file.from.as_ref(), "from")?;
    let (to, other) = quantity(file.to.as_ref(), "to")?;
    if unit != other {
        return Err(Problem::new("to", format!("`{other}` is not the unit of `from`, `{unit}`")));
    }
    let numbers = match (file.scale, &file.step, file.points) {
        (Scale::Linear, Some(step), None) => {
            let (step, other) = quantity(Some(step), "step")?;
            if unit != other {
                return Err(Problem::new("step", format!("`{other}` is not the unit of `from`, `{unit}`")));
            }
            let count = ((to - from) / step + 1e-9).floor();
            if step == 0.0 || count < 0.0 {
                return Err(Problem::new("step", "it does not lead from `from` to `to`"));
            }
            if count >= MOST as f64 {
                return Err(Problem::new("step", format!("{count} values are more than {MOST}")));
            }
            (0..=count as usize).map(|at| from + at as f64 * step).collect::<Vec<_>>()
        }
        (scale, None, Some(points)) => {
            if points < 2 || points as usize > MOST {
                return Err(Problem::new("points", format!("from 2 to {MOST} points make a range")));
            }
            if scale == Scale::Log && (from <= 0.0 || to <= 0.0) {
                return Err(Problem::new("scale", "ratios need `from` and `to` above 0"));
            }
            let last = f64::from(points - 1);
            let at = |at: u32| match (at, scale) {
                (0, _) => from,
                (at, _) if at == points - 1 => to,
                (at, Scale::Linear) => from + (to - from) * f64::from(at) / last,
                (at, Scale::Log) => from * libm::pow(to / from, f64::from(at) / last),
            };
            (0..points).map(at).collect()
        }
        (Scale::Log, Some(_), _) => {
            return Err(Problem::new("step", "a log range has `points`, not a `step`"));
        }
        (_, Some(_), Some(_)) => return Err(Problem::new("step", "`step` and `points` exclude each other")),
        (_, None, None) => return Err(Problem::new("", "a range has a `step` or a number of `points`")),
    };
    let written = |number: &f64| match unit {
        "" => plain(*number),
        unit => format!("{} {unit}", plain(*number)),
    };
    Ok(numbers.iter().map(written).collect())
}

/// Nine digits are enough for a value of an axis, and hide what adding up fractions leaves over.
fn plain(number: f64) -> String {
    let rounded: f64 = format!("{number:.8e}").parse().unwrap_or(number);
    egret_reports::results::number(rounded)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn axis(text: &str) -> Result<Axis, Problem> {
        let file: AxisFile = egret_config::read_ron("axis", text).unwrap_or_else(|error| panic!("{error}"));
        Axis::check(&file)
    }

    fn values(text: &str) -> Vec<String> {
        let axis = axis(text).unwrap_or_else(|problem| panic!("{problem:?}"));
        axis.values.into_iter().flatten().flatten().collect()
    }

    #[test]
    fn lists_and_ranges_give_their_values() {
        assert_eq!(values("(path: \"chip\", values: [\"a\", \"b\"])"), ["a", "b"]);
        assert_eq!(
            values("(path: \"workload.activity\", from: 0.1, to: 0.5, step: 0.1)"),
            ["0.1", "0.2", "0.3", "0.4", "0.5"]
        );
        assert_eq!(values("(path: \"chip.x\", from: 8, to: 1, step: -3)"), ["8", "5", "2"]);
        assert_eq!(
            values("(path: \"chip.x\", from: \"1 pJ\", to: \"100 pJ\", points: 3, scale: Log)"),
            ["1 pJ", "10 pJ", "100 pJ"]
        );
        assert_eq!(
            values("(path: \"chip.x\", from: 0, to: 1, points: 5)"),
            ["0", "0.25", "0.5", "0.75", "1"]
        );
    }

    #[test]
    fn paths_in_step_may_leave_a_parameter_out() {
        let axis =
            axis("(paths: [\"chip\", \"chip.limits.payload_bits\"], values: [[\"a\", 16], [\"b\", None]])")
                .unwrap();
        assert_eq!(axis.values[1], [Some("b".to_owned()), None]);
    }

    #[test]
    fn numbers_and_quantities_that_ascend_are_ordered_and_words_are_not() {
        for (text, ordered) in [
            ("(path: \"chip.x\", values: [1, 2, 8])", true),
            ("(path: \"chip.x\", values: [\"8 pJ\", \"2 pJ\"])", true),
            ("(path: \"chip.x\", values: [\"512 KiB\", \"1 MiB\"])", true),
            ("(path: \"chip.x\", values: [1, 8, 2])", false),
            ("(path: \"chip.x\", values: [\"Csr\", \"Bitmap\"])", false),
            ("(paths: [\"chip.x\", \"chip.y\"], values: [[\"a\", 1], [\"b\", 1], [\"c\", 2]])", true),
            ("(paths: [\"chip.x\", \"chip.y\"], values: [[\"a\", 1], [\"b\", None]])", false),
        ] {
            assert_eq!(axis(text).unwrap().is_ordered(), ordered, "{text}");
        }
    }

    #[test]
    fn what_makes_no_axis_is_refused() {
        for (text, part) in [
            ("(values: [1])", "one `path`"),
            ("(path: \"chip.x\")", "a range has"),
            ("(path: \"chip.x\", values: [])", "without values"),
            ("(path: \"chip.x\", values: [1, 1])", "twice"),
            ("(path: \"chp.x\", values: [1])", "nothing to vary"),
            ("(path: \"seed\", values: [1])", "no axis"),
            ("(path: \"chip.x\", from: 0, to: 1, points: 3, scale: Log)", "above 0"),
            ("(path: \"chip.x\", from: 0, to: 1, step: 0)", "does not lead"),
            ("(path: \"chip.x\", from: 0, to: 1, step: -1)", "does not lead"),
            ("(path: \"chip.x\", from: \"1 pJ\", to: \"1 nJ\", points: 3)", "not the unit"),
            ("(path: \"chip.x\", from: 0, to: 1, points: 1)", "make a range"),
            ("(paths: [\"chip.x\", \"chip.y\"], values: [[1]])", "list of 2"),
            ("(path: \"chip.x\", values: [None])", "only `paths`"),
            ("(path: \"steps\", values: [0])", "no number of steps"),
            ("(path: \"noc\", values: [\"Flt\"])", "no fidelity"),
        ] {
            let problem = axis(text).expect_err(text);
            assert!(problem.what.contains(part), "{text}: {}", problem.what);
        }
        let hint = axis("(path: \"chp.x\", values: [1])").expect_err("misspelt").hint.unwrap_or_default();
        assert!(hint.starts_with("did you mean `chip.x`?"), "{hint}");
    }
}
