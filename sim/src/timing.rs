//! How the steps of a run are timed.

/// How the steps of a run are timed. Everything but times is the same.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum TimingModel {
    /// Every packet and what it makes cores do is an event, in the order in which they happen.
    #[default]
    Events,
    /// A step takes the longest sum over a core, of updating and sending or of taking in, and the barrier; nothing waits for the
    /// network. The closed form of time-stepped simulators, as a cross-check.
    PeerSimple,
}

impl TimingModel {
    /// Name in records and flags.
    pub fn name(self) -> &'static str {
        match self {
            Self::Events => "events",
            Self::PeerSimple => "peer-simple",
        }
    }
}
