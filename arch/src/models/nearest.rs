//! Which of several fits is nearest in node.

use egret_config::Length;

/// The item whose node has the smallest ratio to `node`; of equally near ones the first.
pub(super) fn of<'a, T>(
    items: impl Iterator<Item = &'a T>,
    node: Length,
    nanometres: impl Fn(&T) -> f64,
) -> Option<&'a T> {
    let distance = |item: &T| libm::fabs(libm::log(nanometres(item) / node.as_nm()));
    items.min_by(|one, other| distance(one).total_cmp(&distance(other)))
}
