//! Shows what went wrong: the one place where errors become text for people.
//!
//! At a terminal with colours and line drawing, elsewhere plain; all problems at once, each with its place in the file
//! where there is one.

use std::fmt;
use std::io::{self, IsTerminal};

use egret_config::{InputError, Problem, line_and_column};
use miette::{Diagnostic, GraphicalReportHandler, GraphicalTheme, LabeledSpan, NamedSource, SourceCode};
use textwrap::{WordSeparator, WordSplitter};

use crate::console::{Look, say};
use crate::exit;
use crate::failure::Failure;

/// Narrowest and widest that messages are laid out for.
const WIDTHS: (u16, u16) = (50, 120);
/// A longer line of a file is not shown: it would bury the message.
const LONGEST_LINE: usize = 300;

/// Writes a failure to standard error.
pub(crate) fn show(failure: &Failure) {
    let look = Look::of_errors();
    let (reports, closing) = reports(failure);
    let mut text = String::new();
    for report in &reports {
        text.push_str(&render(report, look));
    }
    if let Some(closing) = closing {
        text.push_str(&closing);
        text.push('\n');
    }
    say(&text);
}

/// Makes a panic say what it is to a user, and end with the code of a bug.
pub(crate) fn report_panics() {
    std::panic::set_hook(Box::new(|panic| {
        let place = panic.location().map(|place| format!(" at {place}")).unwrap_or_default();
        let what = panic.payload_as_str().unwrap_or("no reason given");
        show(&Failure::Bug(format!("{what}{place}")));
        #[expect(clippy::exit, reason = "after a panic there is no caller to return to")]
        std::process::exit(i32::from(exit::BUG));
    }));
}

/// The messages of a failure, and a line after them.
fn reports(failure: &Failure) -> (Vec<Report>, Option<String>) {
    match failure {
        Failure::Input(errors) => {
            let reports: Vec<Report> = errors.iter().flat_map(of_input).collect();
            let closing = (reports.len() > 1).then(|| format!("{} problems", reports.len()));
            (reports, closing)
        }
        Failure::Misfit { what, errors, advice } => {
            let reports = errors.iter().flat_map(of_input).collect();
            let closing = match advice {
                Some(advice) => format!("{what}; {advice}"),
                None => what.clone(),
            };
            (reports, Some(closing))
        }
        Failure::Stuck { what, hint } | Failure::Unfinished { what, hint } => {
            (vec![Report::bare(what.clone(), Some(hint.clone()))], None)
        }
        Failure::OutOfBand { what, rows }
        | Failure::OverBudget { what, rows }
        | Failure::NotComparable { what, reasons: rows } => {
            (vec![Report::bare(what.clone(), Some(rows.join("\n")))], None)
        }
        Failure::Output { what, hint } => (vec![Report::bare(what.clone(), hint.clone())], None),
        Failure::Bug(what) => {
            let hint = "this is a bug in egret, not in your input: please report it with the command line";
            (vec![Report::bare(what.clone(), Some(hint.to_owned()))], None)
        }
        Failure::NobodyReads => (Vec::new(), None),
    }
}

fn of_input(error: &InputError) -> Vec<Report> {
    error.problems.iter().map(|problem| Report::of(error, problem)).collect()
}

/// One message, with its place in a text.
#[derive(Debug)]
struct Report {
    message: String,
    hint: Option<String>,
    place: Option<(NamedSource<String>, LabeledSpan)>,
}

impl Report {
    fn bare(message: String, hint: Option<String>) -> Self {
        Self { message, hint, place: None }
    }

    fn of(error: &InputError, problem: &Problem) -> Self {
        let said = if problem.path.is_empty() {
            problem.what.clone()
        } else {
            format!("{}: {}", problem.path, problem.what)
        };
        let at = error.text.as_ref().zip(problem.span.clone());
        let Some((text, span)) = at else {
            let message = if error.name.is_empty() { said } else { format!("{}: {said}", error.name) };
            return Self::bare(message, problem.hint.clone());
        };
        let start = text.floor_char_boundary(span.start);
        let line_start = text[..start].rfind('\n').map_or(0, |newline| newline + 1);
        let line_end = text[start..].find('\n').map_or(text.len(), |newline| start + newline);
        if line_end - line_start > LONGEST_LINE {
            let (line, column) = line_and_column(text, start);
            return Self::bare(format!("{}:{line}:{column}: {said}", error.name), problem.hint.clone());
        }
        // A place that goes over several lines is pointed at where it begins.
        let end = text.ceil_char_boundary(span.end.min(line_end).max(start));
        let label = LabeledSpan::new(None, start, end - start);
        Self {
            message: said,
            hint: problem.hint.clone(),
            place: Some((NamedSource::new(&error.name, text.clone()), label)),
        }
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for Report {}

impl Diagnostic for Report {
    fn help<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        self.hint.as_ref().map(|hint| Box::new(hint) as Box<dyn fmt::Display>)
    }

    fn source_code(&self) -> Option<&dyn SourceCode> {
        self.place.as_ref().map(|(source, _)| source as &dyn SourceCode)
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        let label = self.place.as_ref().map(|(_, label)| label.clone());
        label.map(|label| Box::new(std::iter::once(label)) as Box<dyn Iterator<Item = LabeledSpan>>)
    }
}

fn render(report: &Report, look: Look) -> String {
    let theme = match (io::stderr().is_terminal(), look.colour) {
        (true, true) => GraphicalTheme::unicode(),
        (true, false) => GraphicalTheme::unicode_nocolor(),
        (false, _) => GraphicalTheme::none(),
    };
    let width = usize::from(look.width.clamp(WIDTHS.0, WIDTHS.1));
    // A name, a path or a command in two pieces can be neither searched nor copied.
    let handler = GraphicalReportHandler::new_themed(theme)
        .with_width(width)
        .with_links(false)
        .with_break_words(false)
        .with_word_separator(WordSeparator::AsciiSpace)
        .with_word_splitter(WordSplitter::NoHyphenation);
    let mut text = String::new();
    match handler.render_report(&mut text, report) {
        Ok(()) => text,
        Err(fmt::Error) => format!("{report}\n"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PLAIN: Look = Look { terminal: false, colour: false, width: 100 };

    fn shown(error: &InputError) -> String {
        of_input(error).iter().map(|report| render(report, PLAIN)).collect()
    }

    #[test]
    fn a_place_in_a_file_is_shown_with_its_line_and_hint() {
        let error = InputError {
            name: "x.ron".to_owned(),
            text: Some("(\n  core: (lanes: 0),\n)\n".to_owned()),
            problems: vec![Problem::new("core.lanes", "no lanes").hint("write one or more").span(17..18)],
        };
        let text = shown(&error);
        for needed in ["core.lanes: no lanes", "x.ron:2:16", "core: (lanes: 0)", "help: write one or more"] {
            assert!(text.contains(needed), "{needed} is not in\n{text}");
        }
    }

    #[test]
    fn names_and_paths_stay_whole() {
        let (name, path) = ("loihi1-nahuku-".repeat(4), format!("./{}", "some/where-else/".repeat(9)));
        let error = InputError::single(
            "",
            Problem::new("", format!("{} {path}", "word ".repeat(12)))
                .hint(format!("{}{name} {path}", "word ".repeat(15))),
        );
        let text = shown(&error);
        assert!(text.contains(&name) && text.matches(&path).count() == 2, "{text}");
    }

    #[test]
    fn a_line_without_end_is_not_shown() {
        let error = InputError {
            name: "run.json".to_owned(),
            text: Some("x".repeat(100_000)),
            problems: vec![Problem::new("", "not JSON").span(50_000..50_000)],
        };
        let text = shown(&error);
        assert!(text.contains("run.json:1:50001: not JSON"), "{text}");
        assert!(text.len() < 200, "{text}");
    }

    #[test]
    fn a_place_beyond_the_text_is_no_trouble() {
        for span in [0..0, 3..3, 2..900] {
            let error = InputError {
                name: "x.ron".to_owned(),
                text: Some("(\n\u{b5}".to_owned()),
                problems: vec![Problem::new("", "it ends too early").span(span)],
            };
            assert!(shown(&error).contains("it ends too early"));
        }
    }
}
