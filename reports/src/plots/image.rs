//! Pictures of things that have no record, by the name of their file.

use std::path::Path;

/// Kind of a picture.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Image {
    /// Drawn by whoever shows it.
    Svg,
    /// Pixels, two for each of the drawing.
    Png,
}

impl Image {
    /// The kind that the name of a file asks for.
    pub fn of(path: &Path) -> Option<Self> {
        let extension = path.extension()?.to_string_lossy().to_lowercase();
        match extension.as_str() {
            "svg" => Some(Self::Svg),
            "png" => Some(Self::Png),
            _ => None,
        }
    }
}
