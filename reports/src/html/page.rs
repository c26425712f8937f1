//! The page: everything that is known, put into the template.

use egret_config::References;
use minijinja::syntax::SyntaxConfig;
use minijinja::value::Serde;
use minijinja::{AutoEscape, Environment, UndefinedBehavior};

use super::{assets, context, run};
use crate::record::RunRecord;
use crate::reports::RenderError;
use crate::results::ResultSet;

/// A report for a browser.
pub struct HtmlReport<'a> {
    set: ResultSet,
    run: Option<&'a RunRecord>,
    references: &'a References,
}

impl<'a> HtmlReport<'a> {
    /// Of a result set; `references` has the works that its chips and workloads cite.
    pub fn of_study(set: ResultSet, references: &'a References) -> Self {
        Self { set, run: None, references }
    }

    /// Of a single run.
    pub fn of_run(record: &'a RunRecord, references: &'a References) -> Self {
        Self { set: run::as_set(record), run: Some(record), references }
    }

    /// The page, as the text of one file that needs no other.
    ///
    /// # Errors
    /// Only by a fault of this program.
    pub fn render(&self) -> Result<String, RenderError> {
        let bug = |error: minijinja::Error| RenderError(format!("the template of the report: {error:#}"));
        let mut environment = Environment::new();
        let syntax =
            SyntaxConfig::builder().trim_blocks(true).lstrip_blocks(true).keep_trailing_newline(true).build();
        environment.set_syntax(syntax.map_err(bug)?);
        environment.set_undefined_behavior(UndefinedBehavior::Strict);
        environment.set_auto_escape_callback(|_| AutoEscape::Html);
        context::render(&self.set, self.run, self.references, |context| {
            let template = environment.template_from_str(assets::TEMPLATE);
            let page = template.and_then(|template| template.render(Serde(context)));
            page.map_err(bug)
        })
    }
}
