//! Tables of the factors between an ideal gain and the achieved one: `waterfall.csv`.
//!
//! One row a step, in order: `ideal product` with the gain to begin with, then every factor with its spread over orders and
//! the gain after it, then `achieved`. Columns besides tell several waterfalls of one table apart, but for `order`, which
//! numbers the rows. Lines `# title: ...` and `# subtitle: ...` above the table are its heading.

use egret_config::{InputError, Problem, did_you_mean};

use super::request::{PlotInput, PlotRequest};
use super::table::Needs;
use crate::plots::{Picture, Waterfall, WaterfallStep};

/// Columns of every table.
const COLUMNS: [&str; 5] = ["step", "factor", "low", "high", "gain"];
/// What some columns are called in tables of several waterfalls.
const LONGER: [(&str, &str); 3] = [("factor_low", "low"), ("factor_high", "high"), ("gain_after", "gain")];
/// Column that numbers the rows.
const ORDER: &str = "order";
/// First and last step.
const ENDS: [&str; 2] = ["ideal product", "achieved"];

/// One line of a table.
struct Line {
    number: u64,
    /// Values of the columns that tell waterfalls apart.
    keys: Vec<String>,
    fields: [String; 5],
}

/// The waterfall of a table.
pub(super) fn waterfall(request: &PlotRequest<'_>) -> Result<Picture, InputError> {
    let (name, input) = request.single(Needs::Waterfall)?;
    let PlotInput::Waterfall(text) = input else {
        return Err(InputError::single(
            name,
            Problem::new("", format!("it is not {}", Needs::Waterfall.phrase())),
        ));
    };
    let wrong = |problem: Problem| InputError::single(name, problem);
    let (keys, lines) = lines(text).map_err(wrong)?;
    let (lines, subtitle) = chosen(&keys, lines, &request.options.filters)?;
    let waterfall = read(&lines).map_err(wrong)?;
    let title = request.title(remark(text, "title").unwrap_or("From the ideal gain to the achieved one"));
    let subtitle = remark(text, "subtitle").map_or(subtitle, str::to_owned);
    Ok(Waterfall { title, subtitle, ..waterfall }.picture(request.options.size))
}

/// What a line above the table says under a name.
fn remark<'a>(text: &'a str, name: &str) -> Option<&'a str> {
    let lines = text.lines().filter_map(|line| line.strip_prefix('#'));
    lines.filter_map(|line| line.trim().strip_prefix(name)?.strip_prefix(':')).map(str::trim).next()
}

/// Names of the columns that tell waterfalls apart, and all lines.
fn lines(text: &str) -> Result<(Vec<String>, Vec<Line>), Problem> {
    let mut reader = csv::ReaderBuilder::new().comment(Some(b'#')).from_reader(text.as_bytes());
    let header = reader.headers().map_err(|error| Problem::new("", error.to_string()))?;
    let shorter =
        |name: &str| LONGER.iter().find(|(longer, _)| *longer == name).map(|(_, short)| (*short).to_owned());
    let header: Vec<String> =
        header.iter().map(|name| shorter(name).unwrap_or_else(|| name.to_owned())).collect();
    let missing: Vec<&str> =
        COLUMNS.into_iter().filter(|column| !header.iter().any(|known| known == *column)).collect();
    if !missing.is_empty() {
        let problem = Problem::new("line 1", format!("there is no column {}", missing.join(", ")));
        return Err(problem.hint(format!("the columns of a waterfall are {}", COLUMNS.join(", "))));
    }
    let is_key = |name: &str| !COLUMNS.contains(&name) && name != ORDER;
    let keys = header.iter().filter(|name| is_key(name)).cloned().collect();
    let mut lines = Vec::new();
    for (at, record) in reader.records().enumerate() {
        let record = record.map_err(|error| Problem::new(format!("row {}", at + 1), error.to_string()))?;
        let number = record.position().map_or(0, csv::Position::line);
        let of = |wanted: &str| {
            let at = header.iter().position(|name| name == wanted);
            at.and_then(|at| record.get(at)).unwrap_or_default().to_owned()
        };
        let keys =
            header.iter().zip(&record).filter(|(name, _)| is_key(name)).map(|(_, value)| value.to_owned());
        lines.push(Line { number, keys: keys.collect(), fields: COLUMNS.map(of) });
    }
    Ok((keys, lines))
}

/// The lines of one waterfall, and which one it is.
fn chosen(
    keys: &[String],
    mut lines: Vec<Line>,
    filters: &[(String, String)],
) -> Result<(Vec<Line>, String), InputError> {
    let at_where = |problem: Problem| InputError::single("--where", problem);
    for (key, value) in filters {
        let Some(at) = keys.iter().position(|known| known == key) else {
            let near = did_you_mean(key, keys.iter().map(String::as_str));
            let near = near.map(|near| format!("did you mean `{near}`? ")).unwrap_or_default();
            let problem = Problem::new("", format!("there is no column `{key}` by which to choose"));
            return Err(at_where(problem.hint(format!("{near}the columns are {}", keys.join(", ")))));
        };
        lines.retain(|line| line.keys[at] == *value);
    }
    let distinct = |at: usize| {
        let mut values: Vec<&str> = Vec::new();
        for line in &lines {
            if !values.contains(&line.keys[at].as_str()) {
                values.push(&line.keys[at]);
            }
        }
        values
    };
    let several: Vec<String> = (0..keys.len())
        .filter(|at| distinct(*at).len() > 1)
        .map(|at| format!("{} ({})", keys[at], distinct(at).join(", ")))
        .collect();
    if !several.is_empty() {
        let problem = Problem::new(
            "",
            format!("the table has several waterfalls: they differ in {}", several.join("; ")),
        );
        return Err(at_where(problem.hint("choose one, as in --where chip=mesh-generic")));
    }
    let subtitle = lines.first().map_or_else(String::new, |line| {
        let words = keys.iter().zip(&line.keys).filter(|(_, value)| !value.is_empty());
        words.map(|(key, value)| format!("{} {value}", key.replace('_', " "))).collect::<Vec<_>>().join(", ")
    });
    Ok((lines, subtitle))
}

/// The waterfall that lines say.
fn read(lines: &[Line]) -> Result<Waterfall, Problem> {
    let number = |line: &Line, at: usize| -> Result<f64, Problem> {
        let text = &line.fields[at];
        let value = text.parse::<f64>().ok().filter(|value| value.is_finite() && *value > 0.0);
        value.ok_or_else(|| {
            let what = format!("`{}` is `{text}`: expected a number above 0", COLUMNS[at]);
            Problem::new(format!("line {}", line.number), what)
        })
    };
    let (Some(first), Some(last)) = (lines.first(), lines.last()) else {
        return Err(Problem::new("", "there is no line of that waterfall"));
    };
    for (line, name) in [first, last].into_iter().zip(ENDS) {
        if line.fields[0] != name {
            let what = format!("the step is `{}`, and `{name}` is needed here", line.fields[0]);
            let hint = format!("a waterfall goes from `{}` to `{}`", ENDS[0], ENDS[1]);
            return Err(Problem::new(format!("line {}", line.number), what).hint(hint));
        }
    }
    let step = |line: &Line| {
        let factor = number(line, 1)?;
        let end = |at: usize| if line.fields[at].is_empty() { Ok(factor) } else { number(line, at) };
        Ok(WaterfallStep { name: line.fields[0].clone(), factor, low: end(2)?, high: end(3)? })
    };
    Ok(Waterfall {
        ideal: number(first, 4)?,
        steps: lines[1..lines.len() - 1].iter().map(step).collect::<Result<_, Problem>>()?,
        achieved: number(last, 4)?,
        ..Waterfall::default()
    })
}
