//! Two things that cannot be compared, in every form.

use serde_json::json;

use super::github::command;
use super::json::SCHEMA;
use crate::compare::reasons::NotComparable;
use crate::json::plain_json;

/// The forms in which it is told on standard output.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unfit {
    /// Markdown.
    Markdown,
    /// JSON.
    Json,
    /// `JUnit` XML.
    Junit,
    /// Annotations of GitHub.
    Github,
}

/// Why `new` cannot be compared with `base`.
pub fn unfit(form: Unfit, base: &str, new: &str, why: &NotComparable) -> String {
    let reasons = &why.reasons;
    match form {
        Unfit::Markdown => {
            let list = reasons.join("\n- ");
            format!("**Not comparable**\n\n`{base}` → `{new}`\n\n- {list}\n")
        }
        Unfit::Json => plain_json(&json!({
            "schema": SCHEMA,
            "verdict": "not_comparable",
            "base": base,
            "new": new,
            "reasons": reasons,
        })),
        Unfit::Junit => {
            let list = quick_xml::escape::escape(reasons.join("\n")).into_owned();
            let first = quick_xml::escape::escape(reasons.first().map_or("", String::as_str)).into_owned();
            format!(
                "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites name=\"egret compare\" tests=\"1\" errors=\"1\">\n  \
                 <testsuite name=\"comparison\" tests=\"1\" failures=\"0\" errors=\"1\" skipped=\"0\">\n    \
                 <testcase classname=\"comparison\" name=\"points and budget\">\n      \
                 <error message=\"{first}\" type=\"not comparable\">{list}</error>\n    \
                 </testcase>\n  </testsuite>\n</testsuites>\n"
            )
        }
        Unfit::Github => {
            reasons.iter().map(|reason| command("error", None, "egret: not comparable", reason)).collect()
        }
    }
}
