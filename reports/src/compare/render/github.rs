//! Annotations of GitHub Actions: one workflow command a line.

use super::shown::{Shown, full_label, sentence, verdict};
use super::words::because;
use crate::compare::judge::Finding;

/// A comparison as annotations: an error or a warning for each finding, at the parameter to blame or at the line of the budget,
/// and a notice with the verdict.
pub fn github(shown: &Shown<'_>) -> String {
    let mut text: String =
        shown.judgement.findings.iter().map(|finding| annotation(shown, finding)).collect();
    text.push_str(&command("notice", None, "egret compare", &verdict(shown)));
    text
}

fn annotation(shown: &Shown<'_>, finding: &Finding) -> String {
    let point = finding.point.and_then(|at| shown.comparison.points.get(at));
    let change = point.zip(finding.metric).and_then(|(point, metric)| {
        let change = point.changes.iter().find(|change| change.metric.name == metric.name)?;
        Some((point, change))
    });
    let blamed =
        change.and_then(|(point, change)| shown.knobs.blamed(shown.comparison, point, &change.metric.name));
    let mut message = sentence(shown, finding);
    if let Some(because) = change.map(|(_, change)| because(change)).filter(|because| !because.is_empty()) {
        message = format!("{message}; because of {because}");
    }
    if let Some(blamed) = &blamed {
        message = format!("{message}; parameter {}", blamed.path);
    }
    let of_budget = || {
        let budget = shown.budget?;
        Some((budget.name.clone(), budget.lines.get(finding.line?)?.line))
    };
    let place = blamed.and_then(|blamed| blamed.place).or_else(of_budget);
    let title = match (finding.metric, point) {
        (Some(metric), _) => format!("egret: {}", metric.name),
        (None, Some(point)) => format!("egret: {}", full_label(point)),
        (None, None) => "egret compare".to_owned(),
    };
    command(finding.severity.name(), place, &title, &message)
}

/// One workflow command.
pub(super) fn command(kind: &str, place: Option<(String, usize)>, title: &str, message: &str) -> String {
    let place =
        place.map(|(file, line)| format!("file={},line={line},", property(&file))).unwrap_or_default();
    format!("::{kind} {place}title={}::{}\n", property(title), data(message))
}

/// A message: a line break would end the command.
fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// A property: a colon or a comma would end it.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_in_a_text_ends_a_command() {
        let text = command("error", Some(("a,b:c.ron".to_owned(), 7)), "2 %: more", "up 2 %\nat most 1 %");
        assert_eq!(text, "::error file=a%2Cb%3Ac.ron,line=7,title=2 %25%3A more::up 2 %25%0Aat most 1 %25\n");
    }
}
