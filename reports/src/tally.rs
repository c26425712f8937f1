//! Counts by action as they stand in a record: an object of the actions that happened.

use egret_arch::Action;
use egret_sim::Counts;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::named::Named;

/// Counts by action; a JSON object from action name to count, in the order of [`Action::ALL`], zeros left out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Tally(pub Counts);

impl Default for Tally {
    fn default() -> Self {
        Self([0; Action::COUNT])
    }
}

impl Tally {
    /// Count of one action.
    pub fn of(&self, action: Action) -> u64 {
        self.0[action.index()]
    }

    /// Sum of the counts of some actions.
    pub fn sum(&self, actions: &[Action]) -> u64 {
        actions.iter().map(|action| self.of(*action)).sum()
    }

    /// Weights applied, however they are stored.
    pub fn synops(&self) -> u64 {
        self.sum(&Action::SYNOPS)
    }

    /// Units looked at.
    pub fn updates(&self) -> u64 {
        self.sum(&Action::UPDATES)
    }

    /// Actions that happened, with their counts.
    pub fn iter(&self) -> impl Iterator<Item = (Action, u64)> + '_ {
        Action::ALL.into_iter().map(|action| (action, self.of(action))).filter(|(_, count)| *count > 0)
    }

    /// Adds the counts of another.
    pub fn add(&mut self, other: &Self) {
        for (sum, count) in self.0.iter_mut().zip(other.0) {
            *sum += count;
        }
    }
}

impl Serialize for Tally {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let named: Named<u64> = self.iter().map(|(action, count)| (action.name(), count)).collect();
        named.serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Tally {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let mut tally = Self::default();
        for (name, count) in Named::<u64>::deserialize(deserializer)?.iter() {
            let action = action_named(name).ok_or_else(|| {
                serde::de::Error::custom(format!("`{name}` is no action this version of egret knows"))
            })?;
            tally.0[action.index()] = *count;
        }
        Ok(tally)
    }
}

/// The action of that name.
pub(crate) fn action_named(name: &str) -> Option<Action> {
    Action::ALL.into_iter().find(|action| action.name() == name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn zeros_are_left_out_and_come_back() {
        let mut tally = Tally::default();
        tally.0[Action::Synop.index()] = 7;
        let text = serde_json::to_string(&tally).unwrap();
        assert_eq!(text, r#"{"synop":7}"#);
        assert_eq!(serde_json::from_str::<Tally>(&text).unwrap(), tally);
    }

    #[test]
    fn unknown_actions_are_named() {
        let error = serde_json::from_str::<Tally>(r#"{"teleport":7}"#).unwrap_err();
        assert!(error.to_string().contains("`teleport`"), "{error}");
    }
}
