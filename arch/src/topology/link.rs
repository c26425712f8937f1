//! Links and what they join.

use std::fmt;

use serde::{Deserialize, Serialize};

/// Number of a link, its index in [`crate::topology::Topology::links`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct LinkId(pub u32);

impl LinkId {
    /// The number as an index.
    pub const fn index(self) -> usize {
        self.0 as usize
    }
}

/// Kind of a link; links of a kind share timing and price.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LinkClass {
    /// Core to router.
    Injection,
    /// Router to core.
    Ejection,
    /// Router to router along x; every router-to-router link of a ring or tree.
    Horizontal,
    /// Router to router along y.
    Vertical,
    /// Router to router along x to smaller x, on chips that tell directions apart.
    Westward,
    /// Router to router along y to smaller y, on chips that tell directions apart.
    Southward,
    /// Router to router across chips.
    ChipLink,
    /// Host to router.
    HostIn,
    /// Router to host.
    HostOut,
}

impl LinkClass {
    /// Every kind, in the order of [`LinkClass::index`].
    pub const ALL: [Self; 9] = [
        Self::Injection,
        Self::Ejection,
        Self::Horizontal,
        Self::Vertical,
        Self::Westward,
        Self::Southward,
        Self::ChipLink,
        Self::HostIn,
        Self::HostOut,
    ];
    /// Number of kinds.
    pub const COUNT: usize = Self::ALL.len();

    /// Place in tables by kind.
    pub const fn index(self) -> usize {
        self as usize
    }

    /// Whether it joins two routers, of one chip or of two.
    pub const fn is_between_routers(self) -> bool {
        match self {
            Self::Horizontal | Self::Vertical | Self::Westward | Self::Southward | Self::ChipLink => true,
            Self::Injection | Self::Ejection | Self::HostIn | Self::HostOut => false,
        }
    }

    /// The kind whose direction is not told apart: of links along x and y the one without a direction.
    #[must_use]
    pub const fn undirected(self) -> Self {
        match self {
            Self::Westward => Self::Horizontal,
            Self::Southward => Self::Vertical,
            _ => self,
        }
    }

    /// Name as in records.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Injection => "injection",
            Self::Ejection => "ejection",
            Self::Horizontal => "horizontal",
            Self::Vertical => "vertical",
            Self::Westward => "westward",
            Self::Southward => "southward",
            Self::ChipLink => "chip_link",
            Self::HostIn => "host_in",
            Self::HostOut => "host_out",
        }
    }
}

impl fmt::Display for LinkClass {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.pad(self.name())
    }
}

/// What a link joins.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Node {
    /// A router.
    Router(u32),
    /// A core.
    Core(u32),
    /// The host.
    Host,
}

impl fmt::Display for Node {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Router(router) => write!(formatter, "router {router}"),
            Self::Core(core) => write!(formatter, "core {core}"),
            Self::Host => formatter.write_str("host"),
        }
    }
}

/// Where packets start and end.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Endpoint {
    /// A core.
    Core(u32),
    /// The host.
    Host,
}

/// One direction of a connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Link {
    /// Where it starts.
    pub from: Node,
    /// Where it ends.
    pub to: Node,
    /// Its kind.
    pub class: LinkClass,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kinds_are_numbered_and_named_as_they_are_written() {
        for (index, class) in LinkClass::ALL.into_iter().enumerate() {
            assert_eq!(class.index(), index);
            assert_eq!(serde_json::to_value(class).expect("a string"), class.name());
        }
    }
}
