//! Numbers that a file may leave out because a model computes them.

use egret_config::Sourced;

use crate::models::NEAREST;

/// What stands for a number that the file does not give.
pub(super) fn modelled<T>() -> Sourced<T> {
    Sourced::Modelled(NEAREST.to_owned())
}
