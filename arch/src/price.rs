//! The price list of a checked chip: what one of every action costs, and how well that is known.

use egret_config::{Basis, Energy, Power};

use crate::action::Action;
use crate::neuron_core::Model;
use crate::power::CoreState;

/// What one of something costs. Unknown prices count nothing and make every total a lower bound.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Price<Q = Energy> {
    /// The price; `None` when nobody published it.
    pub value: Option<Q>,
    /// How it is known.
    pub basis: Basis,
    /// Range of an estimated or modelled price.
    pub low_high: Option<(Q, Q)>,
}

impl<Q> Price<Q> {
    /// A price that nobody published.
    pub const UNKNOWN: Self = Self { value: None, basis: Basis::Unknown, low_high: None };

    /// A price without a range.
    pub const fn exact(value: Q, basis: Basis) -> Self {
        Self { value: Some(value), basis, low_high: None }
    }

    /// The same price in another quantity or for another count.
    pub fn map<R>(self, convert: impl Fn(Q) -> R) -> Price<R> {
        Price {
            value: self.value.map(&convert),
            basis: self.basis,
            low_high: self.low_high.map(|(low, high)| (convert(low), convert(high))),
        }
    }
}

/// Prices of the updates of a model.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct UpdatePrices {
    pub(crate) idle: Price,
    pub(crate) active: Price,
    pub(crate) skipped: Price,
}

/// What one of every action costs.
#[derive(Clone, Debug, PartialEq)]
pub struct Prices {
    /// By [`Action::index`]; those of updates are not read.
    pub(crate) actions: [Price; Action::COUNT],
    /// By [`Model::index`].
    pub(crate) updates: [UpdatePrices; Model::COUNT],
}

impl Prices {
    /// Price of one count of an action. The model matters to unit updates only; an update of a model that the chip
    /// cannot run has no known price.
    pub fn of(&self, action: Action, model: Model) -> Price {
        match action {
            Action::UpdateIdle => self.updates[model.index()].idle,
            Action::UpdateActive => self.updates[model.index()].active,
            Action::UpdateSkipped => self.updates[model.index()].skipped,
            _ => self.actions[action.index()],
        }
    }
}

/// Static power of a checked chip.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct StaticPower {
    /// One core that is in use.
    pub core_used: Price<Power>,
    /// One core that is not in use.
    pub core_unused: Price<Power>,
    /// Clock of all routers and links of one chip.
    pub router_clock: Price<Power>,
    /// Everything else on one chip.
    pub uncore: Price<Power>,
    /// DRAM of one chip; 0 where weights do not lie in it.
    pub dram: Price<Power>,
    /// One core in use by [`CoreState::index`], on a chip with power states; those of states that the chip does not have
    /// are 0.
    pub states: Option<[Price<Power>; CoreState::COUNT]>,
    /// Where the file says what a core that is not in use draws.
    pub(crate) unused_path: &'static str,
}

impl StaticPower {
    /// Every power with its path in the chip file.
    pub const fn parts(&self) -> [(&'static str, Price<Power>); 5] {
        [
            ("static_power.core_used", self.core_used),
            (self.unused_path, self.core_unused),
            ("static_power.router_clock", self.router_clock),
            ("static_power.uncore", self.uncore),
            ("dram.static_power", self.dram),
        ]
    }

    /// What one core in use draws in a state.
    pub fn of_state(&self, state: CoreState) -> Price<Power> {
        self.states.map_or(self.core_used, |states| states[state.index()])
    }
}
