//! `JUnit` XML: one suite for each chip and workload, one test case for each figure of each point.

use std::io;

use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesText, Event};

use super::shown::{Shown, full_label, verdict};
use super::words::{because, relative, side};
use crate::compare::budget::Severity;
use crate::compare::comparison::{Change, ComparedPoint, State};
use crate::compare::judge::Finding;

/// One test case.
struct Case<'a> {
    name: String,
    findings: Vec<&'a Finding>,
    skipped: Option<&'static str>,
    said: String,
}

/// Cases of one chip and workload.
struct Suite<'a> {
    name: String,
    class: String,
    cases: Vec<Case<'a>>,
}

/// A comparison as `JUnit` XML. Warnings do not fail a case; they stand in its output.
pub fn junit(shown: &Shown<'_>) -> String {
    let suites = suites(shown);
    let mut writer = Writer::new_with_indent(Vec::new(), b' ', 2);
    // Writing to memory does not fail, and names of elements are well-formed.
    let written = write(&mut writer, &suites);
    written.unwrap_or_else(|error| unreachable!("memory takes what is written: {error}"));
    let bytes = writer.into_inner();
    String::from_utf8(bytes).unwrap_or_else(|error| unreachable!("it is made of text: {error}")) + "\n"
}

fn suites<'a>(shown: &'a Shown<'_>) -> Vec<Suite<'a>> {
    let findings = &shown.judgement.findings;
    let mut suites: Vec<Suite<'a>> = Vec::new();
    let apart: Vec<&Finding> = findings.iter().filter(|finding| finding.point.is_none()).collect();
    let whole = Case {
        name: "points and budget".to_owned(),
        findings: apart,
        skipped: None,
        said: format!("{}\n{} against {}\n", verdict(shown), shown.comparison.new, shown.comparison.base),
    };
    suites.push(Suite { name: "comparison".to_owned(), class: "comparison".to_owned(), cases: vec![whole] });
    for (at, point) in shown.comparison.points.iter().enumerate() {
        let class = format!("{}.{}", point.chips.1, point.workload);
        let name = format!("{} × {}", point.chips.1, point.workload);
        let position = suites.iter().position(|suite| suite.class == class);
        let position = position.unwrap_or_else(|| {
            suites.push(Suite { name, class, cases: Vec::new() });
            suites.len() - 1
        });
        let here: Vec<&Finding> = findings.iter().filter(|finding| finding.point == Some(at)).collect();
        let several = shown.comparison.points.len() > 1;
        suites[position].cases.extend(cases(point, several, &here));
    }
    suites
}

fn cases<'a>(point: &ComparedPoint, several: bool, findings: &[&'a Finding]) -> Vec<Case<'a>> {
    let label = if several { format!(" [{}]", point.label) } else { String::new() };
    let about = |metric: Option<&str>| -> Vec<&'a Finding> {
        let of = |finding: &&&Finding| finding.metric.map(|known| known.name.as_str()) == metric;
        findings.iter().filter(of).copied().collect()
    };
    let status = Case {
        name: format!("status{label}"),
        findings: about(None),
        skipped: None,
        said: format!("{}: {}\n", full_label(point), point.status.1.name()),
    };
    let figures = point.changes.iter().map(|change| {
        let findings = about(Some(&change.metric.name));
        let skipped = change.state == State::Absent && findings.is_empty();
        Case {
            name: format!("{}{label}", change.metric.name),
            findings,
            skipped: skipped.then_some("neither side has it"),
            said: said(change),
        }
    });
    std::iter::once(status).chain(figures).collect()
}

fn said(change: &Change) -> String {
    if matches!(change.state, State::Same | State::Absent) {
        return String::new();
    }
    let unit = change.metric.unit;
    let because = because(change);
    let because = if because.is_empty() { because } else { format!(" because of {because}") };
    format!("{} to {}: {}{because}\n", side(change.old, unit), side(change.new, unit), relative(change))
}

fn fails(case: &Case<'_>) -> bool {
    case.findings.iter().any(|finding| finding.severity == Severity::Error)
}

fn write(writer: &mut Writer<Vec<u8>>, suites: &[Suite<'_>]) -> io::Result<()> {
    writer.write_event(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)))?;
    let all = || suites.iter().flat_map(|suite| &suite.cases);
    writer
        .create_element("testsuites")
        .with_attribute(("name", "egret compare"))
        .with_attribute(("tests", all().count().to_string().as_str()))
        .with_attribute(("failures", all().filter(|case| fails(case)).count().to_string().as_str()))
        .write_inner_content(|writer| suites.iter().try_for_each(|suite| write_suite(writer, suite)))?;
    Ok(())
}

fn write_suite(writer: &mut Writer<Vec<u8>>, suite: &Suite<'_>) -> io::Result<()> {
    let count =
        |of: &dyn Fn(&Case<'_>) -> bool| suite.cases.iter().filter(|case| of(case)).count().to_string();
    writer
        .create_element("testsuite")
        .with_attribute(("name", suite.name.as_str()))
        .with_attribute(("tests", count(&|_| true).as_str()))
        .with_attribute(("failures", count(&fails).as_str()))
        .with_attribute(("errors", "0"))
        .with_attribute(("skipped", count(&|case| case.skipped.is_some()).as_str()))
        .write_inner_content(|writer| {
            suite.cases.iter().try_for_each(|case| write_case(writer, &suite.class, case))
        })?;
    Ok(())
}

fn write_case(writer: &mut Writer<Vec<u8>>, class: &str, case: &Case<'_>) -> io::Result<()> {
    let element = writer
        .create_element("testcase")
        .with_attribute(("classname", class))
        .with_attribute(("name", case.name.as_str()));
    let mut said = case.said.clone();
    let errors: Vec<&str> = of(case, Severity::Error);
    for warning in of(case, Severity::Warning) {
        said = format!("warning: {warning}\n{said}");
    }
    if said.is_empty() && errors.is_empty() && case.skipped.is_none() {
        element.write_empty()?;
        return Ok(());
    }
    element.write_inner_content(|writer| {
        if let Some(why) = case.skipped {
            writer.create_element("skipped").with_attribute(("message", why)).write_empty()?;
        }
        for error in errors {
            writer
                .create_element("failure")
                .with_attribute(("message", error))
                .with_attribute(("type", "egret compare"))
                .write_text_content(BytesText::new(error))?;
        }
        if !said.is_empty() {
            writer.create_element("system-out").write_text_content(BytesText::new(&said))?;
        }
        Ok(())
    })?;
    Ok(())
}

fn of<'a>(case: &Case<'a>, severity: Severity) -> Vec<&'a str> {
    let findings = case.findings.iter().filter(|finding| finding.severity == severity);
    findings.map(|finding| finding.what.as_str()).collect()
}
