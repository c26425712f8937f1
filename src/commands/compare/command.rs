//! Reading, comparing, judging and showing.

use std::path::Path;

use clap::CommandFactory;
use egret_config::{InputError, Problem};
use egret_reports::compare::{
    Budget, Comparison, Judgement, Knobs, NotComparable, Severity, Shown, Tolerance, Unfit, compare, github,
    json, judge, junit, markdown, table, unfit, verdict,
};

use super::accept;
use super::arguments::{Arguments, Command, Format};
use super::inputs::{Place, other_schema};
use crate::console::{self, Look};
use crate::failure::{Failure, both};
use crate::inputs;

/// Runs the subcommand.
pub(crate) fn run(arguments: &Arguments) -> Result<(), Failure> {
    if let Some(Command::Accept(arguments)) = &arguments.command {
        return accept::run(arguments);
    }
    let (Some(base), Some(new)) = (&arguments.base, &arguments.new) else {
        // The parser insists on both where there is no subcommand.
        let usage = crate::cli::Cli::command().render_usage();
        return Err(Failure::input("", Problem::new("", format!("BASE and NEW are missing: {usage}"))));
    };
    let ((budget, knobs), compared) = both(
        both(budget(arguments), knobs(arguments)),
        compared(base, new, Tolerance { relative: arguments.tolerance }),
    )?;
    let comparison = match compared {
        Ok(comparison) => comparison,
        Err(why) => return Err(not_comparable(arguments.format, base, new, why)?),
    };
    let judgement = judge(&comparison, budget.as_ref());
    let shown =
        Shown { comparison: &comparison, judgement: &judgement, budget: budget.as_ref(), knobs: &knobs };
    console::write(&match arguments.format {
        Format::Table => {
            let look = Look::of_output();
            table(&shown, look.colour, look.width, arguments.all)
        }
        Format::Md => markdown(&shown),
        Format::Json => json(&shown),
        Format::Junit => junit(&shown),
        Format::Github => github(&shown),
    })?;
    failed(&shown)
}

/// Compares what two paths hold.
pub(super) fn compared(
    base: &Path,
    new: &Path,
    tolerance: Tolerance,
) -> Result<Result<Comparison, NotComparable>, Failure> {
    let (old, now) = both(Place::of(base), Place::of(new))?;
    let schemas = both(old.schema(), now.schema())?;
    if let Some(why) = other_schema(schemas.0.as_deref(), schemas.1.as_deref()) {
        return Ok(Err(why));
    }
    let (old, now) = both(old.read(), now.read())?;
    Ok(compare(&old.compared(base), &now.compared(new), tolerance))
}

fn budget(arguments: &Arguments) -> Result<Option<Budget>, Failure> {
    let Some(path) = &arguments.budget else { return Ok(None) };
    let text = inputs::read(path)?;
    Ok(Some(Budget::read(&path.display().to_string(), &text)?))
}

/// Chip files, by the name of the chip in each.
fn knobs(arguments: &Arguments) -> Result<Knobs, Failure> {
    let mut knobs = Knobs::default();
    for path in &arguments.chip_files {
        let (text, name) = (inputs::read(path)?, path.display().to_string());
        let chip = egret_arch::parse_chip(&name, &text).map_err(InputError::locate)?;
        knobs.files.push((chip.name.clone(), name, text));
    }
    Ok(knobs)
}

/// Tells why nothing was compared, on standard output for programs, and as a failure for people.
pub(super) fn not_comparable(
    format: Format,
    base: &Path,
    new: &Path,
    why: NotComparable,
) -> Result<Failure, Failure> {
    let form = match format {
        Format::Table => None,
        Format::Md => Some(Unfit::Markdown),
        Format::Json => Some(Unfit::Json),
        Format::Junit => Some(Unfit::Junit),
        Format::Github => Some(Unfit::Github),
    };
    let (base, new) = (base.display().to_string(), new.display().to_string());
    if let Some(form) = form {
        console::write(&unfit(form, &base, &new, &why))?;
    }
    Ok(Failure::NotComparable { what: format!("{new} cannot be compared with {base}"), reasons: why.reasons })
}

/// The failure that a judgement is, if it is one.
fn failed(shown: &Shown<'_>) -> Result<(), Failure> {
    let judgement: &Judgement = shown.judgement;
    if !judgement.fails() {
        return Ok(());
    }
    let errors = judgement.findings.iter().filter(|finding| finding.severity == Severity::Error);
    Err(Failure::OverBudget {
        what: verdict(shown),
        rows: errors.map(|finding| finding.what.clone()).collect(),
    })
}
