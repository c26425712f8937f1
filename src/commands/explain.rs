//! `egret explain`: what a figure, a component, an action or a wait means, and how it is counted.

use std::fmt::Write as _;
use std::path::Path;

use clap::Args;
use egret_arch::{Action, Component};
use egret_config::{InputError, Parameter, Problem, did_you_mean};
use egret_reports::metrics::{Better, Metric, metrics};
use egret_sim::Wait;

use crate::console::{self, Look};
use crate::failure::Failure;
use crate::inputs;
use crate::listing;

const EXAMPLES: &str = "\
Examples:
  egret explain                                      every figure, component, action and wait
  egret explain energy_per_step_j
  egret explain weight_memory --chip spinnaker2      with the prices of that chip
  egret explain bank_conflict synop";

#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Arguments {
    /// Figures, components, actions or waits [default: a list of all]
    #[arg(value_name = "NAME")]
    names: Vec<String>,
    /// Shipped chip, or path of a chip file, whose prices are shown
    #[arg(long, value_name = "NAME|FILE")]
    chip: Option<String>,
}

/// Something that can be explained.
enum Subject {
    Figure(&'static Metric),
    Component(Component),
    Action(Action),
    Wait(Wait),
}

/// Runs the subcommand.
pub(crate) fn run(arguments: &Arguments) -> Result<(), Failure> {
    let look = Look::of_output();
    let chip = arguments.chip.as_deref().map(prices_of).transpose()?;
    if arguments.names.is_empty() {
        return console::write(&everything(look));
    }
    let mut problems = Vec::new();
    let mut text = String::new();
    for name in &arguments.names {
        let subjects = subjects(name);
        if subjects.is_empty() {
            problems.push(unknown(name));
        }
        for subject in subjects {
            if !text.is_empty() {
                text.push('\n');
            }
            text.push_str(&explained(look, &subject, chip.as_ref()));
        }
    }
    if problems.is_empty() {
        return console::write(&text);
    }
    Err(InputError { name: String::new(), text: None, problems }.into())
}

/// Everything of that name: a component and a wait may share one.
fn subjects(name: &str) -> Vec<Subject> {
    let figures = metrics().iter().filter(|metric| metric.name == name).map(Subject::Figure);
    let components = Component::ALL.into_iter().filter(|known| known.name() == name).map(Subject::Component);
    let actions = Action::ALL.into_iter().filter(|known| known.name() == name).map(Subject::Action);
    let waits = Wait::ALL.into_iter().filter(|known| known.name() == name).map(Subject::Wait);
    figures.chain(components).chain(actions).chain(waits).collect()
}

fn names() -> Vec<&'static str> {
    let figures = metrics().iter().map(|metric| metric.name.as_str());
    let words = Component::ALL.iter().map(|known| known.name());
    let words = words.chain(Action::ALL.iter().map(|known| known.name()));
    figures.chain(words).chain(Wait::ALL.iter().map(|known| known.name())).collect()
}

fn unknown(name: &str) -> Problem {
    let near = did_you_mean(name, names()).map(|near| format!("did you mean `{near}`? "));
    let what = format!("no figure, component, action or wait is called `{name}`");
    Problem::new("", what).hint(format!("{}`egret explain` lists all", near.unwrap_or_default()))
}

/// A chip by name, and its parameters.
struct PricesOf {
    name: String,
    parameters: Vec<Parameter>,
}

fn prices_of(wanted: &str) -> Result<PricesOf, Failure> {
    let source = inputs::chips().find(wanted, Path::new(""))?;
    let chip = egret_arch::check(&source.name, &source.text, &[]).map_err(InputError::locate)?;
    Ok(PricesOf { name: chip.name().to_owned(), parameters: egret_arch::resolved(&chip) })
}

fn everything(look: Look) -> String {
    let mut text = String::from("Figures\n");
    let rows = metrics().iter().map(|metric| {
        vec![metric.name.clone(), metric.unit.to_owned(), better(metric).to_owned(), metric.what.clone()]
    });
    text.push_str(&listing::table(look, &["figure", "unit", "better", "what it is"], &[], rows.collect()));
    let mut words = |title: &str, rows: Vec<Vec<String>>| {
        let _ = writeln!(text, "\n{title}");
        text.push_str(&listing::table(look, &["name", "what it is"], &[], rows));
    };
    let row = |name: &str, what: &str| vec![name.to_owned(), what.to_owned()];
    words("Components", Component::ALL.iter().map(|known| row(known.name(), known.what())).collect());
    words("Actions", Action::ALL.iter().map(|known| row(known.name(), known.what())).collect());
    words("Waits", Wait::ALL.iter().map(|known| row(known.name(), known.what())).collect());
    text.push_str("\n`egret explain NAME` says how it is counted; `--chip NAME` adds the prices of a chip\n");
    text
}

fn better(metric: &Metric) -> &'static str {
    match metric.better {
        Better::Lower => "lower",
        Better::Higher => "higher",
        Better::Neither => "-",
    }
}

fn explained(look: Look, subject: &Subject, chip: Option<&PricesOf>) -> String {
    let mut text = String::new();
    let mut line = |name: &str, what: &str| {
        text.push_str(&listing::paragraph(look, &format!("  {name:<10} {what}"), "             "));
    };
    match subject {
        Subject::Figure(metric) => {
            let unit = if metric.unit.is_empty() { "none: a count or a share" } else { metric.unit };
            line("what", &metric.what);
            line("unit", unit);
            line("counted", &metric.counted);
            line("better", better(metric));
            let title = format!("{}, a figure\n", metric.name);
            let rest = match (component_of(&metric.name), wait_of(&metric.name)) {
                (Some((component, fixed)), _) => {
                    named(look, component.name(), component.what())
                        + &of_component(look, component, fixed, chip)
                }
                (None, Some(wait)) => named(look, wait.name(), wait.what()),
                (None, None) => String::new(),
            };
            title + &text + &rest
        }
        Subject::Component(component) => {
            line("what", component.what());
            line("unit", "J, as energy_COMPONENT_j; the static part as static_COMPONENT_j");
            line(
                "counted",
                "its actions times their prices, and its static power times the time it was powered",
            );
            format!("{}, a component\n", component.name())
                + &text
                + &of_component(look, *component, false, chip)
        }
        Subject::Action(action) => {
            line("what", action.what());
            line("unit", "none: a count");
            line(
                "counted",
                "by whoever does it, while the simulation runs; in the ledger of run.json, by layer",
            );
            line("component", action.component().name());
            let title = format!("{}, an action\n", action.name());
            title + &text + &prices(look, &[(action.name(), action.price_path())], chip)
        }
        Subject::Wait(wait) => {
            line("what", wait.what());
            line("unit", "s, as wait_REASON_s");
            line(
                "counted",
                "the chain of reasons behind the last event of each step; all waits sum to time_s",
            );
            format!("{}, a wait\n", wait.name()) + &text
        }
    }
}

/// The component a figure is about, and whether it is about its static energy only.
fn component_of(name: &str) -> Option<(Component, bool)> {
    let of = |prefix: &str| {
        let name = name.strip_prefix(prefix)?.strip_suffix("_j")?;
        Component::ALL.into_iter().find(|component| component.name() == name)
    };
    of("energy_")
        .map(|component| (component, false))
        .or_else(|| of("static_").map(|component| (component, true)))
}

fn wait_of(name: &str) -> Option<Wait> {
    let name = name.strip_prefix("wait_")?.strip_suffix("_s")?;
    Wait::ALL.into_iter().find(|wait| wait.name() == name)
}

/// What a figure is about.
fn named(look: Look, name: &str, what: &str) -> String {
    listing::paragraph(look, &format!("  {name}: {what}"), "    ")
}

/// Actions and powers of a component, or its powers only.
fn of_component(look: Look, component: Component, fixed: bool, chip: Option<&PricesOf>) -> String {
    let actions = Action::ALL.into_iter().filter(|action| !fixed && action.component() == component);
    let mut paths: Vec<(&str, &str)> = actions.map(|action| (action.name(), action.price_path())).collect();
    paths.extend(component.power_paths().iter().map(|path| ("static power", *path)));
    prices(look, &paths, chip)
}

/// Prices by path, with their values on a chip.
fn prices(look: Look, paths: &[(&str, &str)], chip: Option<&PricesOf>) -> String {
    if paths.is_empty() {
        return "  nothing of it is paid for\n".to_owned();
    }
    let Some(chip) = chip else {
        let rows = paths.iter().map(|(name, path)| vec![format!("chip.{path}"), (*name).to_owned()]);
        return "\n".to_owned() + &listing::table(look, &["price", "of"], &[], rows.collect());
    };
    let mut rows = Vec::new();
    for (name, path) in paths {
        let found: Vec<&Parameter> = chip.parameters.iter().filter(|known| fits(path, &known.path)).collect();
        let found: Vec<&Parameter> =
            found.into_iter().filter(|known| known.value != "None" || known.basis.is_some()).collect();
        if found.is_empty() {
            let nothing = "not in this chip".to_owned();
            rows.push(vec![
                format!("chip.{path}"),
                (*name).to_owned(),
                nothing,
                String::new(),
                String::new(),
            ]);
        }
        for parameter in found {
            let value = format!("{} {}", parameter.value, parameter.unit).trim().to_owned();
            let basis = parameter.basis.map(|basis| basis.to_string()).unwrap_or_default();
            let range = parameter.range.as_ref().map(|(low, high)| format!("{low} to {high}"));
            let known =
                [parameter.source.clone(), range].into_iter().flatten().collect::<Vec<_>>().join(": ");
            let value = if value.is_empty() { "unknown".to_owned() } else { value };
            rows.push(vec![format!("chip.{}", parameter.path), (*name).to_owned(), value, basis, known]);
        }
    }
    let heading = ["price", "of", chip.name.as_str(), "basis", "source: range"];
    "\n".to_owned() + &listing::table(look, &heading, &[2], rows)
}

/// Whether a parameter is at a path in which `MODEL` stands for any model.
fn fits(path: &str, parameter: &str) -> bool {
    match path.split_once("MODEL") {
        Some((before, after)) => parameter
            .strip_prefix(before)
            .and_then(|rest| rest.strip_suffix(after))
            .is_some_and(|model| !model.contains('.')),
        None => path == parameter,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PLAIN: Look = Look { terminal: false, colour: false, width: 100 };

    #[test]
    fn everything_is_listed_and_explained() {
        let all = everything(PLAIN);
        for name in names() {
            assert!(all.contains(name), "{name}");
            for subject in subjects(name) {
                let text = explained(PLAIN, &subject, None);
                assert!(
                    text.starts_with(name) && text.contains("what") && text.contains("counted"),
                    "{text}"
                );
            }
        }
    }

    #[test]
    fn prices_of_every_shipped_chip_are_found() {
        for (name, _) in egret_arch::shipped_chips() {
            let chip = prices_of(name).unwrap_or_else(|failure| panic!("{name}: {failure:?}"));
            for path in ["energy.synop", "core.soma.models.MODEL.idle_energy", "static_power.uncore"] {
                assert!(chip.parameters.iter().any(|known| fits(path, &known.path)), "{name}: {path}");
            }
        }
    }

    #[test]
    fn slips_are_guessed() {
        assert!(unknown("energi_j").hint.is_some_and(|hint| hint.starts_with("did you mean `energy_j`?")));
    }
}
