//! Files that every report contains: style, scripts and the chart library, and what a browser may do with them.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest, Sha256};

use crate::reports::RenderError;

/// The page around it all.
pub(super) const TEMPLATE: &str = include_str!("../../assets/report/template.html");
/// How it looks.
pub(super) const STYLE: &str = include_str!("../../assets/report/style.css");
/// Licences of the chart library and of what was built into it.
pub(super) const LICENCES: &str = include_str!("../../assets/charts/LICENCES.txt");

const VEGA: &str = include_str!("../../assets/charts/vega.min.js");
const VEGA_LITE: &str = include_str!("../../assets/charts/vega-lite.min.js");
const INTERPRETER: &str = include_str!("../../assets/charts/vega-interpreter.js");

/// Our own scripts, each using what stands before it.
const SCRIPTS: [&str; 13] = [
    include_str!("../../assets/report/script/format.js"),
    include_str!("../../assets/report/script/data.js"),
    include_str!("../../assets/report/script/filters.js"),
    include_str!("../../assets/report/script/tooltip.js"),
    include_str!("../../assets/report/script/state.js"),
    include_str!("../../assets/report/script/pareto.js"),
    include_str!("../../assets/report/script/chart.js"),
    include_str!("../../assets/report/script/scatter.js"),
    include_str!("../../assets/report/script/heat.js"),
    include_str!("../../assets/report/script/components.js"),
    include_str!("../../assets/report/script/details.js"),
    include_str!("../../assets/report/script/table.js"),
    include_str!("../../assets/report/script/main.js"),
];

/// The scripts of a page in the order in which they run.
pub(super) fn scripts() -> Result<[String; 3], RenderError> {
    let own = format!("(() => {{\n\"use strict\";\n{}\n{}}})();\n", interpreter()?, SCRIPTS.join("\n"));
    let scripts = [VEGA.to_owned(), VEGA_LITE.to_owned(), own];
    // A browser would take these for the end of the script, wherever they stand.
    if scripts.iter().any(|script| script.contains("</script") || script.contains("<!--")) {
        return Err(RenderError("a script of the report ends before its end".to_owned()));
    }
    Ok(scripts)
}

/// The interpreter of expressions, which keeps Vega from evaluating text as code.
///
/// It is published as a module, and one file has no modules: what it imports Vega exports.
fn interpreter() -> Result<String, RenderError> {
    const EXPORT: &str = "export { expression as expressionInterpreter };";
    let code = INTERPRETER
        .strip_prefix("import {")
        .and_then(|rest| rest.split_once("} from 'vega-util';"))
        .and_then(|(names, rest)| rest.split_once(EXPORT).map(|(body, _)| (names, body)));
    let (names, body) =
        code.ok_or_else(|| RenderError("the interpreter of charts is not built as it was".to_owned()))?;
    Ok(format!(
        "const expressionInterpreter = (() => {{\nconst {{{names}}} = vega;\n{body}\nreturn expression;\n}})();"
    ))
}

/// What the page may do: run these very scripts, and nothing that reaches out.
pub(super) fn policy(scripts: &[String]) -> String {
    let hashes: Vec<String> = scripts
        .iter()
        .map(|script| format!("'sha256-{}'", STANDARD.encode(Sha256::digest(script.as_bytes()))))
        .collect();
    format!(
        "default-src 'none'; script-src {}; style-src 'unsafe-inline'; img-src data: blob:; base-uri 'none'; \
         form-action 'none'",
        hashes.join(" ")
    )
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use serde_json::Value;
    use sha2::Sha512;

    use super::*;

    fn charts(file: &str) -> Vec<u8> {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("assets/charts");
        std::fs::read(folder.join(file)).unwrap_or_else(|error| panic!("{file}: {error}"))
    }

    fn json(file: &str) -> Value {
        serde_json::from_slice(&charts(file)).unwrap()
    }

    #[test]
    fn the_chart_library_is_what_was_published() {
        let (wanted, lock, files) = (json("package.json"), json("package-lock.json"), json("integrity.json"));
        let files = files.as_array().unwrap();
        assert_eq!(files.len(), 3);
        for file in files {
            let (name, package) = (file["file"].as_str().unwrap(), file["package"].as_str().unwrap());
            let locked = &lock["packages"][format!("node_modules/{package}")];
            assert_eq!(
                file["version"], wanted["dependencies"][package],
                "{name}: another version is asked for"
            );
            assert_eq!(file["version"], locked["version"], "{name}: another version is locked");
            assert_eq!(file["package_integrity"], locked["integrity"], "{name}: another package is locked");
            let found = format!("sha512-{}", STANDARD.encode(Sha512::digest(charts(name))));
            assert_eq!(file["integrity"], found, "{name} was changed");
            let licence = format!("{package} {}", file["version"].as_str().unwrap());
            assert!(LICENCES.contains(&licence), "{licence} has no licence");
        }
    }

    #[test]
    fn every_script_is_in_the_page() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("assets/report/script");
        let all = SCRIPTS.concat();
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            assert!(all.contains(&std::fs::read_to_string(&path).unwrap()), "{}", path.display());
        }
    }

    #[test]
    fn scripts_are_put_together() {
        let [.., own] = scripts().unwrap();
        assert!(!own.contains("\nimport ") && !own.contains("\nexport "));
        assert!(own.contains("DisallowedObjectProperties } = vega;"));
    }
}
