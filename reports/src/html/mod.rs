//! Reports for a browser: one file with charts, tables, sources and a dictionary, that asks nobody for anything.
//!
//! What a reader sees without a script is written here, as text and as pictures; what moves is made by the scripts of
//! `assets/report` from the same figures, with the chart library of `assets/charts`.

mod assets;
mod columns;
mod context;
mod dictionary;
mod fallback;
mod figures;
mod findings;
mod page;
mod run;
mod sources;
mod stills;

pub use page::HtmlReport;

#[cfg(test)]
mod tests;
