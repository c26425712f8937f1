//! The chips, routers and references that come with egret.

use std::sync::OnceLock;

use egret_config::References;

/// Name and text of every shipped chip file, in the order they are listed to users: the generic mesh for experiments,
/// then chips that exist.
pub fn shipped_chips() -> &'static [(&'static str, &'static str)] {
    &[
        ("mesh-generic", include_str!("../chips/mesh-generic.ron")),
        ("spinnaker2", include_str!("../chips/spinnaker2.ron")),
        ("loihi1-davies", include_str!("../chips/loihi1-davies.ron")),
        ("loihi1-nahuku", include_str!("../chips/loihi1-nahuku.ron")),
        ("loihi2", include_str!("../chips/loihi2.ron")),
        ("truenorth", include_str!("../chips/truenorth.ron")),
        ("odin", include_str!("../chips/odin.ron")),
    ]
}

/// Name and text of every shipped router file, for studies of networks alone: the simplest first.
pub fn shipped_routers() -> &'static [(&'static str, &'static str)] {
    &[("minimal", include_str!("../routers/minimal.ron")), ("vc4", include_str!("../routers/vc4.ron"))]
}

/// The works that shipped chips cite.
pub fn shipped_references() -> &'static References {
    static REFERENCES: OnceLock<References> = OnceLock::new();
    REFERENCES.get_or_init(|| {
        let text = include_str!("../references.ron");
        References::parse("references.ron", text).expect("the shipped references parse, which a test asserts")
    })
}
