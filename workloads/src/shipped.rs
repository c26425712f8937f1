//! The workloads and references that ship inside the program.

use egret_config::{InputError, References};

/// Name and text of every shipped workload, in list order.
pub fn shipped_workloads() -> &'static [(&'static str, &'static str)] {
    &[
        ("egru-wikitext2", include_str!("../nets/egru-wikitext2.ron")),
        ("egru-wikitext2-grid", include_str!("../nets/egru-wikitext2-grid.ron")),
        ("gru-wikitext2", include_str!("../nets/gru-wikitext2.ron")),
        ("egru-ptb", include_str!("../nets/egru-ptb.ron")),
        ("lstm-awd", include_str!("../nets/lstm-awd.ron")),
        ("egru-dvs", include_str!("../nets/egru-dvs.ron")),
        ("egru-ptb-2000", include_str!("../nets/egru-ptb-2000.ron")),
        ("egru-ptb-2700", include_str!("../nets/egru-ptb-2700.ron")),
        ("gru-ptb", include_str!("../nets/gru-ptb.ron")),
        ("egru-wikitext2-1350", include_str!("../nets/egru-wikitext2-1350.ron")),
        ("egru-dvs-512", include_str!("../nets/egru-dvs-512.ron")),
        ("spartus", include_str!("../nets/spartus.ron")),
        ("edgedrnn", include_str!("../nets/edgedrnn.ron")),
        ("decay-rnn-lm", include_str!("../nets/decay-rnn-lm.ron")),
        ("bert-base", include_str!("../nets/bert-base.ron")),
        ("vgg11-cifar10", include_str!("../nets/vgg11-cifar10.ron")),
        ("resnet18", include_str!("../nets/resnet18.ron")),
        ("lif-random", include_str!("../nets/lif-random.ron")),
        ("lif-sheet", include_str!("../nets/lif-sheet.ron")),
        ("truenorth-recurrent", include_str!("../nets/truenorth-recurrent.ron")),
    ]
}

/// The works that shipped workloads cite.
pub fn shipped_references() -> Result<References, InputError> {
    References::parse("references.ron", include_str!("../references.ron"))
}
