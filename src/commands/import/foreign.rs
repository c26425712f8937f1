//! The bytes of a file of another program.

use std::path::Path;

use egret_config::Problem;
use egret_workloads::files::Directory;

use crate::failure::Failure;

/// The bytes of a file. What `torch.save` writes is refused: to read it is to run it.
pub(super) fn read(path: &Path) -> Result<Vec<u8>, Failure> {
    let name = path.display().to_string();
    if matches!(extension(path).as_str(), "pt" | "pth" | "pkl" | "pickle" | "ckpt" | "bin") {
        let stem = path.with_extension("safetensors");
        let hint = format!(
            "convert it: python -c \"import torch; from safetensors.torch import save_file; \
             save_file(torch.load('{name}', weights_only=True), '{}')\"",
            stem.display()
        );
        let problem = Problem::new("", "it is a pickle of `torch.save`, which can run code and is not read");
        return Err(Failure::input(name, problem.hint(hint)));
    }
    let bytes = Directory::default().read(&name, "");
    bytes.map(std::borrow::Cow::into_owned).map_err(|problem| Failure::input("", problem))
}

/// What a file's name ends with, lower case, without the dot.
pub(super) fn extension(path: &Path) -> String {
    path.extension().map(|extension| extension.to_string_lossy().to_lowercase()).unwrap_or_default()
}

/// The name of a file without folder and ending.
pub(super) fn stem(path: &Path) -> String {
    path.file_stem().map_or_else(|| "imported".to_owned(), |stem| stem.to_string_lossy().into_owned())
}
