//! Tables as text: comma-separated, and for readers.

use egret_reports::{prepare, write_atomically};
use std::path::{Path, PathBuf};

use crate::failure::Failure;
use crate::interrupt::uninterrupted;

/// A file of the analysis: its name and content.
#[derive(Clone, Debug)]
pub(super) struct Sheet {
    pub(super) name: String,
    pub(super) content: Vec<u8>,
}

impl Sheet {
    /// A comma-separated file.
    pub(super) fn csv(name: &str, columns: &[&str], lines: &[Vec<String>]) -> Self {
        Self::text(name, csv(columns, lines))
    }

    /// Any text.
    pub(super) fn text(name: impl Into<String>, text: String) -> Self {
        Self { name: name.into(), content: text.into_bytes() }
    }

    /// Writes it into a directory; returns where.
    pub(super) fn write(&self, directory: &Path) -> Result<PathBuf, Failure> {
        let path = directory.join(&self.name);
        uninterrupted(|| prepare(directory).and_then(|_| write_atomically(&path, &self.content)))?;
        Ok(path)
    }
}

/// Comma-separated lines below their columns.
pub(super) fn csv(columns: &[&str], lines: &[Vec<String>]) -> String {
    let line = |fields: Vec<&str>| {
        let quoted = fields.into_iter().map(|field| {
            let plain = !field.contains([',', '"', '\n']);
            if plain { field.to_owned() } else { format!("\"{}\"", field.replace('"', "\"\"")) }
        });
        quoted.collect::<Vec<_>>().join(",") + "\n"
    };
    let rows = lines.iter().map(|fields| line(fields.iter().map(String::as_str).collect()));
    std::iter::once(line(columns.to_vec())).chain(rows).collect()
}

/// A Markdown table.
pub(super) fn markdown(columns: &[&str], lines: &[Vec<String>]) -> String {
    let row = |fields: &[String]| format!("| {} |\n", fields.join(" | "));
    let head: Vec<String> = columns.iter().map(|column| (*column).to_owned()).collect();
    let rule: Vec<String> = columns.iter().map(|_| "---".to_owned()).collect();
    [row(&head), row(&rule)].into_iter().chain(lines.iter().map(|line| row(line))).collect()
}

/// Three digits, and no more than a reader needs.
pub(super) fn short(value: f64) -> String {
    let digits = match value.abs() {
        value if value >= 99.95 => 0,
        value if value >= 9.995 => 1,
        _ => 2,
    };
    format!("{value:.digits$}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_with_commas_are_quoted() {
        let text = csv(&["a", "b"], &[vec!["1,2".to_owned(), "say \"x\"".to_owned()]]);
        assert_eq!(text, "a,b\n\"1,2\",\"say \"\"x\"\"\"\n");
    }

    #[test]
    fn numbers_have_three_digits() {
        assert_eq!(
            [short(16.49), short(1.0), short(0.327), short(123.4), short(9.999)],
            ["16.5", "1.00", "0.33", "123", "10.0"]
        );
    }
}
