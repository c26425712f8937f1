//! The chips, routers and references that come with egret.

use std::sync::OnceLock;

use egret_config::References;

/// Name and text of every shipped chip file, in the order they are listed to users: those for experiments, then
/// chips that exist.
pub fn shipped_chips() -> &'static [(&'static str, &'static str)] {
    &[
        ("mesh-generic", include_str!("../chips/mesh-generic.ron")),
        ("dense-mac", include_str!("../chips/dense-mac.ron")),
        ("spinnaker2", include_str!("../chips/spinnaker2.ron")),
        ("spinnaker2-0v8", include_str!("../chips/spinnaker2-0v8.ron")),
        ("spinnaker2-mac", include_str!("../chips/spinnaker2-mac.ron")),
        ("spinnaker2-mac-0v8", include_str!("../chips/spinnaker2-mac-0v8.ron")),
        ("spinnaker1", include_str!("../chips/spinnaker1.ron")),
        ("loihi1-davies", include_str!("../chips/loihi1-davies.ron")),
        ("loihi1-nahuku", include_str!("../chips/loihi1-nahuku.ron")),
        ("loihi2", include_str!("../chips/loihi2.ron")),
        ("truenorth", include_str!("../chips/truenorth.ron")),
        ("odin", include_str!("../chips/odin.ron")),
        ("speck", include_str!("../chips/speck.ron")),
        ("ipu-mk2", include_str!("../chips/ipu-mk2.ron")),
        ("spartus", include_str!("../chips/spartus.ron")),
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
