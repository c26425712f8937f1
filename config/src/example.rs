//! A small file format that has one of everything, for the tests of this crate.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::{Delay, Energy, Information, Sourced};

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Chip {
    pub(crate) name: String,
    pub(crate) description: Option<String>,
    pub(crate) core: Core,
    pub(crate) topology: Topology,
    pub(crate) barrier: Barrier,
    pub(crate) energy: BTreeMap<String, Sourced<Energy>>,
    pub(crate) links: Vec<Link>,
    pub(crate) shape: Vec<u32>,
    pub(crate) spare: Option<Core>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Core {
    pub(crate) lanes: Sourced<u32>,
    pub(crate) memory: Sourced<Information>,
    pub(crate) factor: f64,
    pub(crate) gated: bool,
    pub(crate) limit: Option<u32>,
    pub(crate) most: Option<Sourced<u32>>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) enum Topology {
    Mesh { columns: u32, rows: u32 },
    Tree(Fan),
    Bus,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Fan {
    pub(crate) arity: u32,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) enum Barrier {
    Fixed(Delay),
    Absent,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Link {
    pub(crate) delay: Sourced<Delay>,
}

pub(crate) const TEXT: &str = r#"(
    name: "example",
    core: (
        lanes: Specified(8, "davies2018:table2"),
        memory: Chosen("96 KiB", "a round number"),
        factor: 0.5,
        gated: true,
    ),
    topology: Mesh(columns: 4, rows: 5),
    barrier: Fixed("3 cycles"),
    energy: {
        "synapse.read": Measured("23.6 pJ", "davies2018:table2"),
        "spike": Estimated("1 pJ", "bound2020", ("0.5 pJ", "2 pJ")),
        "wire": Modelled("wire"),
        "leak": Unknown("no table of the paper"),
    },
    links: [(delay: Given("3.5 ns")), (delay: Derived("2 cycles", "davies2018", "1 + 1"))],
    shape: [28, 28],
)"#;

pub(crate) fn chip() -> Chip {
    crate::read_ron("example.ron", TEXT).expect("the example reads")
}
