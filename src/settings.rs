//! Parameters that a run sets by path, and where each was written, so that an error can point there.

use std::path::{Path, PathBuf};
use std::str::FromStr;

use egret_config::{InputError, Problem, Setting, SpanIndex, did_you_mean};

use crate::failure::Failure;
use crate::inputs::{Source, directory_of};

/// What paths begin with.
const ROOTS: [&str; 2] = ["chip", "workload"];
/// What errors of `--set` are called.
const FLAG: &str = "--set";

/// Where a setting was written.
#[derive(Clone, Debug)]
enum Origin {
    /// `--set`.
    Set,
    /// A flag that is short for a path.
    Shorthand(&'static str),
    /// The scenario file, at this path in it.
    Scenario { place: String },
}

/// Settings in the order in which they are applied: of those of one path the last counts.
#[derive(Clone, Debug, Default)]
pub(crate) struct Settings {
    list: Vec<(Setting, Origin)>,
    scenario: Option<Source>,
}

impl Settings {
    /// Remembers the scenario that [`Self::add_of_scenario`] refers to.
    pub(crate) fn from_scenario(scenario: Source) -> Self {
        Self { list: Vec::new(), scenario: Some(scenario) }
    }

    /// The scenario, where there is one.
    pub(crate) fn scenario(&self) -> Option<&Source> {
        self.scenario.as_ref()
    }

    /// Adds what the scenario sets, at `place` in its file.
    pub(crate) fn add_of_scenario(&mut self, path: &str, value: String, place: String) {
        self.list.push((Setting { path: path.to_owned(), value }, Origin::Scenario { place }));
    }

    /// Adds a flag that is short for a path.
    pub(crate) fn add_shorthand(&mut self, flag: &'static str, path: &str, value: &str) {
        let setting = Setting { path: path.to_owned(), value: value.to_owned() };
        self.list.push((setting, Origin::Shorthand(flag)));
    }

    /// Adds `--set` arguments, and checks all paths up to their first word.
    pub(crate) fn add_arguments(&mut self, arguments: &[String]) -> Result<(), Failure> {
        let mut problems = Vec::new();
        for argument in arguments {
            match Setting::from_str(argument) {
                Ok(setting) => self.list.push((setting, Origin::Set)),
                Err(problem) => problems.push(problem),
            }
        }
        let strangers = self.list.iter().filter(|(setting, _)| !ROOTS.contains(&setting.root()));
        problems.extend(strangers.map(|(setting, _)| stranger(setting)));
        if problems.is_empty() {
            return Ok(());
        }
        let error = InputError { name: FLAG.to_owned(), text: None, problems };
        Err(Failure::Input(self.attribute("", error)))
    }

    /// Those of one root.
    pub(crate) fn of(&self, root: &str) -> Vec<Setting> {
        self.list
            .iter()
            .filter(|(setting, _)| setting.root() == root)
            .map(|(setting, _)| setting.clone())
            .collect()
    }

    /// Whether the parameter at `path` is set.
    pub(crate) fn has(&self, path: &str) -> bool {
        self.list.iter().any(|(setting, _)| setting.path == path)
    }

    /// The directory that a path starts in which was set as the parameter at `path`.
    pub(crate) fn base_of(&self, path: &str) -> PathBuf {
        let written = self.list.iter().rfind(|(setting, _)| setting.path == path).map(|(_, origin)| origin);
        match (written, &self.scenario) {
            (Some(Origin::Scenario { .. }), Some(scenario)) => directory_of(Path::new(&scenario.name)),
            _ => PathBuf::new(),
        }
    }

    /// All that count, as `path=value`: appended to `before`, which they supersede.
    pub(crate) fn overrides(&self, before: &[String]) -> Vec<String> {
        let all: Vec<String> =
            before.iter().cloned().chain(self.list.iter().map(|(setting, _)| setting.to_string())).collect();
        let path = |text: &String| text.split('=').next().unwrap_or_default().to_owned();
        let last =
            |position: usize| !all[position + 1..].iter().any(|later| path(later) == path(&all[position]));
        (0..all.len()).filter(|&position| last(position)).map(|position| all[position].clone()).collect()
    }

    /// Parts an error about settings of `root` by where these were written. Errors of files are left as they are.
    pub(crate) fn attribute(&self, root: &str, error: InputError) -> Vec<InputError> {
        if error.name != FLAG {
            return vec![error];
        }
        let mut errors: Vec<InputError> = Vec::new();
        for mut problem in error.problems {
            if !root.is_empty() && !problem.path.is_empty() && !on_one_branch(root, &problem.path) {
                problem.path = format!("{root}.{}", problem.path);
            }
            let written = self.list.iter().rfind(|(setting, _)| on_one_branch(&setting.path, &problem.path));
            if let Some((setting, _)) = written {
                // Where it was written is said by what follows.
                let said = problem.what.strip_suffix(&format!(" (from --set {setting})")).map(str::to_owned);
                problem.what = said.unwrap_or(problem.what);
            }
            let origin = written.map(|(_, origin)| origin);
            let (name, text) = match (origin, &self.scenario) {
                (Some(Origin::Scenario { place }), Some(scenario)) => {
                    problem.span = SpanIndex::of(&scenario.text).find(place);
                    (scenario.name.clone(), Some(scenario.text.clone()))
                }
                (Some(Origin::Shorthand(flag)), _) => {
                    // The user wrote the flag, not the path it is short for.
                    problem.path.clear();
                    ((*flag).to_owned(), None)
                }
                _ => (FLAG.to_owned(), None),
            };
            match errors.iter_mut().find(|error| error.name == name) {
                Some(error) => error.problems.push(problem),
                None => errors.push(InputError { name, text, problems: vec![problem] }),
            }
        }
        errors
    }
}

fn stranger(setting: &Setting) -> Problem {
    let root = setting.root();
    let (path, what) = (setting.path.as_str(), format!("there is nothing to set in `{root}`"));
    let rest = path.strip_prefix(root).unwrap_or_default();
    let near = did_you_mean(root, ROOTS).map(|near| format!("did you mean `{near}{rest}`? "));
    let hint = format!(
        "{}paths begin with `chip.` or `workload.`; `egret chip show NAME` and `egret workload show NAME` list them",
        near.unwrap_or_default()
    );
    Problem::new(path, what).hint(hint)
}

/// Whether one of two paths leads to the other.
pub(crate) fn on_one_branch(one: &str, other: &str) -> bool {
    let below = |inner: &str, outer: &str| {
        !outer.is_empty()
            && inner.strip_prefix(outer).is_some_and(|rest| rest.is_empty() || rest.starts_with(['.', '[']))
    };
    below(one, other) || below(other, one)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn arguments(list: &[&str]) -> Vec<String> {
        list.iter().map(|&text| text.to_owned()).collect()
    }

    #[test]
    fn the_last_of_one_path_counts() {
        let mut settings = Settings::default();
        settings.add_shorthand("--activity", "workload.activity", "0.1");
        settings
            .add_arguments(&arguments(&["chip.a=1", "workload.activity=0.2"]))
            .expect("they are settings");
        assert_eq!(
            settings.overrides(&["chip.a=0".to_owned(), "chip.b=7".to_owned()]),
            ["chip.b=7", "chip.a=1", "workload.activity=0.2"]
        );
        assert_eq!(settings.of("chip").len(), 1);
    }

    #[test]
    fn all_strangers_are_reported() {
        let mut settings = Settings::default();
        let error = settings
            .add_arguments(&arguments(&["chp.lanes=1", "lanes", "seed=3"]))
            .expect_err("none is known");
        let Failure::Input(errors) = error else { panic!("{error:?}") };
        let problems: Vec<_> = errors.iter().flat_map(|error| &error.problems).collect();
        assert_eq!(problems.len(), 3);
        assert!(
            problems
                .iter()
                .any(|p| p.hint.as_ref().is_some_and(|h| h.starts_with("did you mean `chip.lanes`?")))
        );
    }

    #[test]
    fn errors_go_back_to_where_the_setting_was_written() {
        let scenario = Source {
            name: "s.ron".to_owned(),
            text: "(settings: {\"chip.a\": 1})".to_owned(),
            shipped: false,
        };
        let mut settings = Settings::from_scenario(scenario);
        settings.add_of_scenario("chip.a", "1".to_owned(), "settings.chip.a".to_owned());
        settings.add_shorthand("--activity", "workload.activity", "2");
        let error = InputError {
            name: "--set".to_owned(),
            text: None,
            problems: vec![Problem::new("a", "bad (from --set chip.a=1)"), Problem::new("chip.c", "worse")],
        };
        let errors = settings.attribute("chip", error);
        assert_eq!((errors[0].name.as_str(), errors[1].name.as_str()), ("s.ron", "--set"));
        assert_eq!(
            (errors[0].problems[0].path.as_str(), errors[0].problems[0].what.as_str()),
            ("chip.a", "bad")
        );
        assert_eq!(errors[0].problems[0].span, Some(22..23));
        let error = InputError::single("--set", Problem::new("workload.activity", "beyond 1"));
        assert_eq!(settings.attribute("workload", error)[0].name, "--activity");
    }
}
