//! What slices are called.

use egret_arch::{Content, CoreState};
use egret_sim::{Pause, Task};

/// What a slice is called: a short key, because most names occur very often. `of` is the position of a population among
/// [`super::names::Names::populations`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Label {
    /// What a stage does on behalf of a population.
    Task { task: Task, of: u32 },
    /// A packet at its port.
    Packet { token: bool, of: u32 },
    /// A packet arrives.
    Arrival,
    /// A packet on a link, or flits one after another.
    Link { flits: bool },
    /// Words of a memory.
    Words { content: Content, waited: bool },
    /// A row on its way from DRAM.
    Fetch,
    /// A power state, by [`CoreState`].
    State(usize),
    /// What steps wait for.
    Pause(Pause),
    /// A step; a name of its own.
    Step(u32),
    /// Copies of a packet that are lost.
    Lost,
}

impl Label {
    /// In words.
    pub(super) fn text(self, populations: &[String]) -> String {
        let name = |of: u32| populations.get(of as usize).map_or("", String::as_str);
        match self {
            Self::Task { task, of } => match task {
                Task::Accept => format!("event of {}", name(of)),
                Task::AcceptToken => format!("token of {}", name(of)),
                Task::Row => format!("row of {}", name(of)),
                Task::Accumulate => "accumulate".to_owned(),
                Task::BankConflict => "bank conflict".to_owned(),
                Task::Update => format!("update {}", name(of)),
                Task::Send => format!("send {}", name(of)),
                Task::SendToken => format!("send token of {}", name(of)),
            },
            Self::Packet { token: false, of } => format!("packet of {}", name(of)),
            Self::Packet { token: true, of } => format!("token of {}", name(of)),
            Self::Arrival => "arrives".to_owned(),
            Self::Link { flits: false } => "packet".to_owned(),
            Self::Link { flits: true } => "flits".to_owned(),
            Self::Words { content, waited } => {
                let what = match content {
                    Content::Weights => "weights",
                    Content::Tables => "tables",
                    Content::State => "state",
                    Content::Queue => "queue",
                };
                format!("{what}{}", if waited { ", waited" } else { "" })
            }
            Self::Fetch => "row from DRAM".to_owned(),
            Self::State(state) => {
                CoreState::ALL.get(state).map_or("", |state| state.name()).replace('_', " ")
            }
            Self::Pause(Pause::Barrier) => "barrier".to_owned(),
            Self::Pause(Pause::Tick) => "tick".to_owned(),
            Self::Step(step) => format!("step {step}"),
            Self::Lost => "dropped".to_owned(),
        }
    }

    /// Whether it occurs often enough to be written once and referred to.
    pub(super) fn is_common(self) -> bool {
        !matches!(self, Self::Step(_))
    }
}
