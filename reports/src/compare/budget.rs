//! Budget files, schema `egret.budget/1`: what a change may cost.

use egret_config::{InputError, Problem, SpanIndex, did_you_mean, line_and_column, read_ron};
use glob::{MatchOptions, Pattern};
use serde::Deserialize;

use super::limits::{Limit, Wrong};
use crate::metrics::{Better, metrics};

/// Schema this version reads.
const SCHEMA: &str = "egret.budget/1";

/// How bad it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
pub enum Severity {
    /// It is told.
    Warning,
    /// It is told, and the comparison fails.
    Error,
}

impl Severity {
    /// In the words of files.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Warning => "warning",
            Self::Error => "error",
        }
    }
}

/// Which changes are limited.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
enum Direction {
    Increase,
    Decrease,
    Either,
}

/// A budget as written.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct BudgetFile {
    schema: String,
    budgets: Vec<LineFile>,
}

/// A line as written.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct LineFile {
    metrics: String,
    #[serde(default)]
    chips: Option<String>,
    #[serde(default)]
    workloads: Option<String>,
    #[serde(default)]
    change_at_most: Option<Limit>,
    #[serde(default)]
    change_at_most_by: Option<Limit>,
    #[serde(default)]
    at_most: Option<Limit>,
    #[serde(default)]
    at_least: Option<Limit>,
    #[serde(default)]
    direction: Option<Direction>,
    #[serde(default)]
    severity: Option<Severity>,
}

/// A checked budget.
#[derive(Clone, Debug)]
pub struct Budget {
    /// The file.
    pub name: String,
    /// Its lines, in order.
    pub lines: Vec<BudgetLine>,
}

/// Limits for some figures.
#[derive(Clone, Debug)]
pub struct BudgetLine {
    /// The glob over names of figures, as written.
    pub metrics: String,
    /// Positions of the figures it means in [`metrics`], at least one.
    pub matched: Vec<usize>,
    /// The limits.
    pub bounds: Bounds,
    /// How bad it is to break them.
    pub severity: Severity,
    /// Line in the file, from 1.
    pub line: usize,
    chips: Option<Pattern>,
    workloads: Option<Pattern>,
    direction: Option<Direction>,
}

/// Limits, in the unit of the figure; at least one is there.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Bounds {
    /// Largest change as a share of the base.
    pub change_at_most: Option<f64>,
    /// Largest change; with the one above, the larger of both counts.
    pub change_at_most_by: Option<f64>,
    /// Largest new figure.
    pub at_most: Option<f64>,
    /// Smallest new figure.
    pub at_least: Option<f64>,
}

impl BudgetLine {
    /// Whether it means points of this chip, by the names on both sides, and this workload.
    pub fn covers(&self, chips: &(String, String), workload: &str) -> bool {
        let fits = |pattern: &Option<Pattern>, name: &str| {
            pattern.as_ref().is_none_or(|pattern| pattern.matches_with(name, LITERAL_CASE))
        };
        (fits(&self.chips, &chips.0) || fits(&self.chips, &chips.1)) && fits(&self.workloads, workload)
    }

    /// By how much a figure that improves this way got worse; negative where it got better.
    pub fn worse_by(&self, better: Better, change: f64) -> f64 {
        let direction = self.direction.unwrap_or(match better {
            Better::Lower => Direction::Increase,
            Better::Higher => Direction::Decrease,
            Better::Neither => Direction::Either,
        });
        match direction {
            Direction::Increase => change,
            Direction::Decrease => -change,
            Direction::Either => change.abs(),
        }
    }

    /// Whether it names one figure rather than a glob over several.
    pub fn is_literal(&self) -> bool {
        !self.metrics.contains(['*', '?', '['])
    }
}

const LITERAL_CASE: MatchOptions = MatchOptions {
    case_sensitive: true,
    require_literal_separator: false,
    require_literal_leading_dot: false,
};

impl Budget {
    /// Reads and checks a budget; the error holds everything that is wrong with it.
    pub fn read(name: &str, text: &str) -> Result<Self, InputError> {
        let file: BudgetFile = read_ron(name, text)?;
        let mut problems = Vec::new();
        if file.schema != SCHEMA {
            let what = format!("`{}` is no schema this version reads", file.schema);
            problems.push(Problem::new("schema", what).hint(format!("write \"{SCHEMA}\"")));
        }
        if file.budgets.is_empty() {
            let hint = "add a line such as (metrics: \"energy_per_step_j\", change_at_most: \"2 %\")";
            problems.push(
                Problem::new("budgets", "there is nothing in it, so it would check nothing").hint(hint),
            );
        }
        let index = SpanIndex::of(text);
        let mut lines = Vec::new();
        for (position, line) in file.budgets.iter().enumerate() {
            let path = format!("budgets[{position}]");
            let place = index.find(&format!("{path}.metrics")).map_or(0, |span| span.start);
            match checked(line, &path, line_and_column(text, place).0) {
                Ok(line) => lines.push(line),
                Err(found) => problems.extend(found),
            }
        }
        if problems.is_empty() {
            return Ok(Self { name: name.to_owned(), lines });
        }
        Err(InputError { name: name.to_owned(), text: Some(text.to_owned()), problems }.locate())
    }
}

fn checked(line: &LineFile, path: &str, number: usize) -> Result<BudgetLine, Vec<Problem>> {
    let mut problems = Vec::new();
    let mut pattern = |field: &str, text: &str| match Pattern::new(text) {
        Ok(pattern) => Some(pattern),
        Err(error) => {
            let problem =
                Problem::new(format!("{path}.{field}"), format!("`{text}` is no glob: {}", error.msg));
            problems
                .push(problem.hint("`*` stands for anything, `?` for one character, `[ab]` for one of them"));
            None
        }
    };
    let names = pattern("metrics", &line.metrics);
    let chips = line.chips.as_deref().and_then(|text| pattern("chips", text));
    let workloads = line.workloads.as_deref().and_then(|text| pattern("workloads", text));
    let matched: Vec<usize> = names.iter().flat_map(meant_by).collect();
    if names.is_some() && matched.is_empty() {
        problems.push(nothing_meant(line, path));
    }
    let bounds = bounds(line, path, &matched, &mut problems);
    if problems.is_empty() {
        return Ok(BudgetLine {
            metrics: line.metrics.clone(),
            matched,
            bounds,
            severity: line.severity.unwrap_or(Severity::Error),
            line: number,
            chips,
            workloads,
            direction: line.direction,
        });
    }
    Err(problems)
}

fn meant_by(pattern: &Pattern) -> Vec<usize> {
    let names = metrics().iter().enumerate();
    names.filter(|(_, metric)| pattern.matches_with(&metric.name, LITERAL_CASE)).map(|(at, _)| at).collect()
}

fn nothing_meant(line: &LineFile, path: &str) -> Problem {
    let name = &line.metrics;
    let near = did_you_mean(name, metrics().iter().map(|metric| metric.name.as_str()));
    let near = near.map(|near| format!("did you mean `{near}`? ")).unwrap_or_default();
    Problem::new(
        format!("{path}.metrics"),
        format!("no figure is called `{name}`, so nothing would be checked"),
    )
    .hint(format!("{near}`egret explain` lists all figures"))
}

fn bounds(line: &LineFile, path: &str, matched: &[usize], problems: &mut Vec<Problem>) -> Bounds {
    let mut refuse = |field: &str, (what, hint): Wrong| {
        problems.push(Problem::new(format!("{path}.{field}"), what).hint(hint));
    };
    let mut units: Vec<&str> = matched.iter().map(|at| metrics()[*at].unit).collect();
    units.sort_unstable();
    units.dedup();
    let mut amount = |field: &str, limit: &Option<Limit>| -> Option<f64> {
        let limit = limit.as_ref()?;
        let read = match units.as_slice() {
            [] => return None,
            [unit] => limit.amount(unit),
            several => {
                let shown: Vec<&str> =
                    several.iter().map(|unit| if unit.is_empty() { "plain numbers" } else { unit }).collect();
                let what = format!("`{}` means figures in {}", line.metrics, shown.join(", "));
                Err((what, "give figures of one unit an amount, or all of them a share".to_owned()))
            }
        };
        read.map_err(|wrong| refuse(field, wrong)).ok()
    };
    let mut found = Bounds {
        change_at_most_by: amount("change_at_most_by", &line.change_at_most_by),
        at_most: amount("at_most", &line.at_most),
        at_least: amount("at_least", &line.at_least),
        change_at_most: None,
    };
    if let Some(limit) = &line.change_at_most {
        found.change_at_most = limit.share().map_err(|wrong| refuse("change_at_most", wrong)).ok();
    }
    if found.change_at_most_by.is_some_and(|amount| amount < 0.0) {
        refuse(
            "change_at_most_by",
            ("a change is limited to less than nothing".to_owned(), "write 0 or more".to_owned()),
        );
    }
    if let (Some(least), Some(most)) = (found.at_least, found.at_most)
        && least > most
    {
        refuse(
            "at_least",
            ("more than `at_most`, so nothing would do".to_owned(), "exchange them".to_owned()),
        );
    }
    let written = [&line.change_at_most, &line.change_at_most_by, &line.at_most, &line.at_least];
    if written.iter().all(|limit| limit.is_none()) {
        let hint =
            "give one or more of `change_at_most: \"2 %\"`, `change_at_most_by`, `at_most`, `at_least`";
        refuse("metrics", ("there is no limit, so nothing would be checked".to_owned(), hint.to_owned()));
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(lines: &str) -> Result<Budget, InputError> {
        Budget::read("budget.ron", &format!("(schema: \"egret.budget/1\", budgets: [\n{lines}\n])"))
    }

    #[test]
    fn limits_are_read_in_the_unit_of_the_figure() {
        let budget = read(
            "(metrics: \"energy_*_j\", change_at_most: \"2 %\", change_at_most_by: \"1 nJ\", severity: Warning),\n\
             (metrics: \"spikes\", at_least: 10, at_most: 20, chips: \"mesh-*\"),",
        )
        .unwrap();
        let [energies, spikes] = budget.lines.as_slice() else { panic!("{budget:?}") };
        assert!(energies.matched.len() > 20 && energies.severity == Severity::Warning);
        assert_eq!(energies.bounds.change_at_most, Some(0.02));
        assert_eq!(energies.bounds.change_at_most_by, Some(1e-9));
        assert_eq!((spikes.bounds.at_least, spikes.bounds.at_most, spikes.line), (Some(10.0), Some(20.0), 3));
        let chips = |name: &str| ("other".to_owned(), name.to_owned());
        assert!(spikes.covers(&chips("mesh-generic"), "any") && !spikes.covers(&chips("odin"), "any"));
    }

    #[test]
    fn all_that_is_wrong_is_told_with_its_place() {
        let error = read(
            "(metrics: \"energi_j\", change_at_most: \"2 %\"),\n(metrics: \"*\", at_most: \"5 mJ\"),\n\
             (metrics: \"step_s\"),\n(metrics: \"step_s\", at_most: 5, change_at_most: 0.02),\n\
             (metrics: \"spikes\", at_most: 1, at_least: 2), (metrics: \"[\", at_most: 1)",
        )
        .unwrap_err();
        let text = error.to_string();
        for needed in [
            "budget.ron:2:",
            "no figure is called `energi_j`",
            "`*` means figures in plain numbers, J, ",
            "there is no limit",
            "`5` has no unit",
            "`0.02` is no share",
            "more than `at_most`",
            "`[` is no glob",
        ] {
            assert!(text.contains(needed), "{needed} is not in\n{text}");
        }
        assert!(
            error.problems[0].hint.as_ref().is_some_and(|hint| hint.contains("did you mean `energy_j`?"))
        );
        assert!(read("").is_err_and(|error| error.to_string().contains("check nothing")));
    }

    #[test]
    fn worse_is_what_the_figure_says_unless_the_budget_says_otherwise() {
        let budget = read(
            "(metrics: \"energy_j\", change_at_most: \"2 %\"), (metrics: \"energy_j\", change_at_most: \"2 %\", direction: Either),",
        )
        .unwrap();
        let worse = |line: usize, better, change: f64| budget.lines[line].worse_by(better, change) > 0.0;
        assert!(worse(0, Better::Lower, 1.0) && !worse(0, Better::Lower, -1.0));
        assert!(worse(0, Better::Higher, -1.0) && worse(0, Better::Neither, -1.0));
        assert!(worse(1, Better::Lower, -1.0));
    }
}
