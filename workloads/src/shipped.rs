//! The workloads and references that ship inside the program.

use egret_config::{InputError, References};

/// Name and text of every shipped workload, in list order.
pub fn shipped_workloads() -> &'static [(&'static str, &'static str)] {
    &[
        ("egru-wikitext2", include_str!("../nets/egru-wikitext2.ron")),
        ("gru-wikitext2", include_str!("../nets/gru-wikitext2.ron")),
        ("egru-ptb", include_str!("../nets/egru-ptb.ron")),
        ("lstm-awd", include_str!("../nets/lstm-awd.ron")),
        ("egru-dvs", include_str!("../nets/egru-dvs.ron")),
    ]
}

/// The works that shipped workloads cite.
pub fn shipped_references() -> Result<References, InputError> {
    References::parse("references.ron", include_str!("../references.ron"))
}
