//! The works that sourced numbers come from.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::parameters::Parameter;
use crate::problem::{InputError, Problem};
use crate::reading::read_ron;
use crate::sourced::Basis;
use crate::suggest::did_you_mean;

/// A published work.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Reference {
    /// The full title.
    pub title: String,
    /// The authors as they are cited.
    pub authors: String,
    /// The year it was published.
    pub year: u16,
    /// The digital object identifier, `10.1109/..`.
    #[serde(default)]
    pub doi: Option<String>,
    /// The arXiv identifier, `2401.01234`.
    #[serde(default)]
    pub arxiv: Option<String>,
    /// An address, for works with neither.
    #[serde(default)]
    pub url: Option<String>,
    /// Where in the work the numbers stand: tables, figures, pages.
    pub place: String,
}

/// All works, by key.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct References(pub BTreeMap<String, Reference>);

impl References {
    /// Reads a file of references: a map from keys to works.
    pub fn parse(name: &str, text: &str) -> Result<Self, InputError> {
        read_ron(name, text)
    }

    /// Whether every key of `source` is here.
    ///
    /// A source is one or more keys separated by `;`, each of which may name a place after a colon.
    pub fn contains(&self, source: &str) -> bool {
        keys(source).next().is_some() && self.missing(source).is_empty()
    }

    /// The work of the first key of `source`.
    pub fn get(&self, source: &str) -> Option<&Reference> {
        keys(source).next().and_then(|key| self.0.get(key))
    }

    /// The keys of `source` that are not here.
    pub fn missing<'s>(&self, source: &'s str) -> Vec<&'s str> {
        keys(source).filter(|key| !self.0.contains_key(*key)).collect()
    }

    /// What is wrong with the works: each needs an identifier or an address, in its form, and a place.
    pub fn check(&self) -> Vec<Problem> {
        self.0.iter().flat_map(|(key, work)| check_key(key).into_iter().chain(work.check(key))).collect()
    }

    /// The parameters whose source is not here.
    ///
    /// The key of a modelled parameter names a model, not a work, and is not looked up.
    pub fn check_sources(&self, parameters: &[Parameter]) -> Vec<Problem> {
        let mut problems = Vec::new();
        for parameter in parameters {
            let Some(source) = &parameter.source else { continue };
            if parameter.basis == Some(Basis::Modelled) {
                continue;
            }
            if keys(source).next().is_none() {
                problems.push(
                    Problem::new(&parameter.path, "an empty source")
                        .hint("write the key of a reference, for example `davies2018:table2`"),
                );
            }
            for key in self.missing(source) {
                let known = did_you_mean(key, self.0.keys().map(String::as_str));
                problems.push(Problem::new(&parameter.path, format!("no reference `{key}`")).hint(
                    match known {
                        Some(known) => format!("did you mean `{known}`?"),
                        None => format!("add `{key}` to the references"),
                    },
                ));
            }
        }
        problems
    }
}

/// The keys of a source, without their places.
fn keys(source: &str) -> impl Iterator<Item = &str> {
    source
        .split(';')
        .map(|part| part.split_once(':').map_or(part, |(key, _)| key).trim())
        .filter(|key| !key.is_empty())
}

fn check_key(key: &str) -> Option<Problem> {
    let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '_' | '-');
    (key.is_empty() || !key.chars().all(plain)).then(|| {
        Problem::new(key, format!("`{key}` is not a reference key"))
            .hint("use lower-case letters, digits, `_` and `-`, for example `davies2018`")
    })
}

impl Reference {
    fn check(&self, key: &str) -> Vec<Problem> {
        let mut problems = Vec::new();
        let mut report = |field: &str, what: &str, hint: &str| {
            problems.push(Problem::new(format!("{key}.{field}"), what).hint(hint));
        };
        if self.title.trim().is_empty() {
            report("title", "an empty title", "write the full title of the work");
        }
        if self.authors.trim().is_empty() {
            report("authors", "no authors", "write the authors as they are cited");
        }
        if self.place.trim().is_empty() {
            report("place", "an empty place", "write the tables, figures or pages the numbers are from");
        }
        if self.doi.as_ref().is_some_and(|doi| !doi.starts_with("10.") || !doi.contains('/')) {
            report("doi", "not a digital object identifier", "write it as `10.1109/mm.2018.112130359`");
        }
        if self.arxiv.as_ref().is_some_and(|id| !is_arxiv(id)) {
            report("arxiv", "not an arXiv identifier", "write it as `2401.01234`");
        }
        if self.url.as_ref().is_some_and(|url| !url.starts_with("https://") && !url.starts_with("http://")) {
            report("url", "not an address", "write it with `https://`");
        }
        if self.doi.is_none() && self.arxiv.is_none() && self.url.is_none() {
            problems.push(
                Problem::new(key, format!("`{key}` has neither doi nor arxiv nor url"))
                    .hint("give one of them"),
            );
        }
        problems
    }
}

/// `2401.01234`, `2401.01234v2`, or the older `cs/0112017`.
fn is_arxiv(id: &str) -> bool {
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    if let Some((archive, number)) = id.split_once('/') {
        return !archive.is_empty() && digits(number);
    }
    id.split_once('.').is_some_and(|(month, rest)| {
        let number = rest.split_once('v').map_or(rest, |(number, _)| number);
        month.len() == 4 && digits(month) && (4..=5).contains(&number.len()) && digits(number)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = r#"{
        "davies2018": (
            title: "Loihi: A Neuromorphic Manycore Processor with On-Chip Learning",
            authors: "Davies et al.", year: 2018, doi: "10.1109/MM.2018.112130359", place: "Table 2",
        ),
        "note2020": (title: "A note", authors: "A. Author", year: 2020, url: "https://example.org", place: "p. 3"),
    }"#;

    fn references() -> References {
        References::parse("references.ron", TEXT).expect("the example reads")
    }

    #[test]
    fn keys_are_looked_up_without_their_places() {
        let references = references();
        assert!(references.contains("davies2018"));
        assert!(references.contains("davies2018:table2; note2020: p. 3"));
        assert!(!references.contains("davies2018; nobody1999"));
        assert!(!references.contains(" ; "));
        assert_eq!(references.missing("a:1;davies2018;b"), ["a", "b"]);
        assert_eq!(references.get("note2020:x").map(|work| work.year), Some(2020));
    }

    #[test]
    fn a_complete_list_has_no_problems() {
        assert_eq!(references().check(), []);
    }

    #[test]
    fn each_gap_is_named() {
        let mut references = references();
        let work = references.0.get_mut("davies2018").expect("it is there");
        work.doi = None;
        work.place = " ".to_owned();
        let work = references.0.get_mut("note2020").expect("it is there");
        work.arxiv = Some("2401".to_owned());
        work.url = Some("example.org".to_owned());
        let paths: Vec<String> = references.check().into_iter().map(|problem| problem.path).collect();
        assert_eq!(paths, ["davies2018.place", "davies2018", "note2020.arxiv", "note2020.url"]);
    }

    #[test]
    fn identifiers_of_both_ages_are_known() {
        for id in ["2401.01234", "0704.0001", "2401.01234v2", "cs/0112017"] {
            assert!(is_arxiv(id), "{id}");
        }
        for id in ["arXiv:2401.01234", "2401", "24.01234", "/1"] {
            assert!(!is_arxiv(id), "{id}");
        }
    }

    #[test]
    fn sources_of_parameters_are_checked() {
        use crate::sourced::Sourced;
        let value = [
            Sourced::Measured(1, "davis2018:table2".to_owned()),
            Sourced::Measured(1, "davies2018:table2".to_owned()),
            Sourced::Modelled("cacti".to_owned()),
            Sourced::Chosen(1, "a round number".to_owned()),
            Sourced::Specified(1, String::new()),
        ];
        let problems = references().check_sources(&crate::parameters::parameters(&value));
        let paths: Vec<&str> = problems.iter().map(|problem| problem.path.as_str()).collect();
        assert_eq!(paths, ["[0]", "[4]"]);
        assert_eq!(problems[0].hint.as_deref(), Some("did you mean `davies2018`?"));
    }
}
