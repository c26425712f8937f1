//! Pages of results made by hand.

use serde_json::Value;

use super::page::HtmlReport;
use crate::metrics::{metrics, values};
use crate::results::{AxisRecord, ResultRow, ResultSet, SCHEMA, Status, StudyRecord};
use crate::testing;

const HOSTILE: &str = "</script><script>alert(1)</script><!-- \" ' & µ ☃";

/// Three points: one with figures, one that lacks all, one of a hostile name.
fn set() -> ResultSet {
    let record = testing::record_of(&testing::outcome(3, 9, 30, 4));
    let row = |point: u64, setting: &str, status: Status| ResultRow {
        point,
        id: format!("{point:016x}"),
        chip: if point == 2 { HOSTILE.to_owned() } else { "mesh-generic".to_owned() },
        workload: "w".to_owned(),
        steps: Some(30),
        seed: 1,
        settings: vec![("chip.core.lanes".to_owned(), setting.to_owned())],
        status,
        why: if status == Status::Done { String::new() } else { HOSTILE.to_owned() },
        bound_by: "memory".to_owned(),
        metrics: if status == Status::Done { values(&record) } else { vec![None; metrics().len()] },
    };
    let study = StudyRecord {
        schema: SCHEMA.to_owned(),
        name: HOSTILE.to_owned(),
        points: 3,
        axes: vec![AxisRecord {
            path: "chip.core.lanes".to_owned(),
            values: vec!["1".to_owned(), "4".to_owned(), "16".to_owned()],
            paired_with: None,
        }],
        metrics: metrics().iter().map(|metric| metric.name.clone()).collect(),
        ..StudyRecord::default()
    };
    ResultSet {
        study,
        rows: vec![row(0, "1", Status::Done), row(1, "4", Status::Infeasible), row(2, "16", Status::Done)],
    }
}

fn page(set: ResultSet) -> String {
    HtmlReport::of_study(set, egret_arch::shipped_references()).render().unwrap()
}

/// What the scripts read.
fn figures(page: &str) -> Value {
    let (_, rest) = page.split_once("id=\"data\">").unwrap();
    serde_json::from_str(rest.split_once("</script>").unwrap().0).unwrap()
}

#[test]
fn hostile_names_stay_letters() {
    let page = page(set());
    assert!(!page.contains("<script>alert"));
    // Three of the library and our own, and the figures.
    assert_eq!(page.matches("</script>").count(), 4);
    assert!(page.matches("&lt;&#x2f;script&gt;").count() + page.matches("&lt;/script&gt;").count() > 3);
    let figures = figures(&page);
    let chip =
        figures["columns"].as_array().unwrap().iter().position(|column| column["name"] == "chip").unwrap();
    assert_eq!(figures["values"][chip][2], HOSTILE);
}

#[test]
fn what_is_unknown_is_null_and_never_nought() {
    let page = page(set());
    let figures = figures(&page);
    for (column, values) in
        figures["columns"].as_array().unwrap().iter().zip(figures["values"].as_array().unwrap())
    {
        assert_eq!(values.as_array().unwrap().len(), 3);
        if column["role"] == "metric" {
            assert!(values[1].is_null(), "{}", column["name"]);
        }
    }
    assert!(page.contains("<td class=\"number\">unknown</td>"), "tables without scripts say so");
}

#[test]
fn figures_keep_their_bits() {
    let (set, page) = (set(), page(set()));
    let figures = figures(&page);
    let first =
        figures["columns"].as_array().unwrap().iter().position(|column| column["role"] == "metric").unwrap();
    for (at, value) in set.rows[0].metrics.iter().enumerate() {
        let found = figures["values"][first + at][0].as_f64();
        assert_eq!(found.map(f64::to_bits), value.map(f64::to_bits), "{}", metrics()[at].name);
    }
}

#[test]
fn the_same_results_make_the_same_page() {
    assert!(page(set()) == page(set()));
}

#[test]
fn nothing_but_the_scripts_of_the_page_may_run() {
    use base64::Engine as _;
    use sha2::{Digest as _, Sha256};
    let page = page(set());
    let policy =
        page.split_once("Content-Security-Policy\" content=\"").unwrap().1.split_once('"').unwrap().0;
    let policy = policy.replace("&#x27;", "'").replace("&#x2f;", "/");
    assert!(policy.contains("default-src 'none'") && !policy.contains("script-src 'unsafe"), "{policy}");
    let scripts: Vec<&str> =
        page.split("<script>").skip(1).map(|rest| rest.split_once("</script>").unwrap().0).collect();
    assert_eq!(scripts.len(), 3);
    for script in scripts {
        let hash = base64::engine::general_purpose::STANDARD.encode(Sha256::digest(script.as_bytes()));
        assert!(policy.contains(&format!("'sha256-{hash}'")), "a script may not run");
    }
}

#[test]
fn results_without_rows_or_figures_have_a_page() {
    let none = ResultSet { rows: Vec::new(), ..set() };
    assert!(page(none).contains("0 done"));
    let mut lacking = set();
    lacking.study.metrics = vec!["spikes".to_owned()];
    assert!(page(lacking).contains("spikes"));
}
