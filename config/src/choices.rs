//! How the variants of an enum are written, found by asking its reader: for messages about settings of enums.

use serde_json::{Value, json};

use crate::overrides::Refusal;
use crate::problem::Problem;
use crate::setting::Setting;
use crate::suggest::did_you_mean;

/// A name that no variant and no field has, so that the reader answers with those it knows.
const NOBODY: &str = "?";

/// Every variant of the enum in whose place `read` puts a tree, such as `Csr` and `Mesh(columns: .., rows: ..)`; `None`
/// where there is no enum.
pub(crate) fn forms<T>(read: impl Fn(Value) -> Result<T, Refusal>) -> Option<Vec<String>> {
    let answer = |tree: Value| read(tree).err().map(|refusal| refusal.message);
    let message = answer(json!(NOBODY)).filter(|message| message.starts_with("unknown variant"))?;
    let form = |name: &str| {
        let Some(lacking) = answer(json!(name)).filter(|message| message.contains("unit variant, expected"))
        else {
            return name.to_owned();
        };
        let fields =
            answer(json!({ name: { NOBODY: null } })).filter(|_| lacking.ends_with("struct variant"));
        match fields.as_deref().map(known) {
            Some(fields) if !fields.is_empty() => format!("{name}({}: ..)", fields.join(": .., ")),
            _ => format!("{name}(..)"),
        }
    };
    Some(known(&message).into_iter().map(form).collect())
}

/// The problem of a setting of the enum that has these forms.
pub(crate) fn explained(problem: Problem, setting: &Setting, forms: &[String]) -> Problem {
    let name_of = |form: &str| form.split('(').next().unwrap_or_default().trim().to_owned();
    let names: Vec<String> = forms.iter().map(|form| name_of(form)).collect();
    let (written, name) = (setting.value.as_str(), name_of(&setting.value));
    let what = match names.iter().position(|known| *known == name) {
        Some(position) if written == name => format!("`{written}` is written `{}`", forms[position]),
        Some(_) => problem.what,
        None if written.is_empty() => problem.what,
        None => format!("`{written}` is not known here"),
    };
    let meant = did_you_mean(&name, names.iter().map(String::as_str)).filter(|meant| *meant != name);
    let meant = meant.map(|meant| format!("did you mean `{meant}`? ")).unwrap_or_default();
    Problem::new(problem.path, what).hint(format!("{meant}the choices are {}", forms.join(", ")))
}

/// The names that serde lists after the unknown one.
pub(crate) fn known(message: &str) -> Vec<&str> {
    message.split('`').skip(1).step_by(2).skip(1).collect()
}
