//! The sums of gated units, gate by gate.

/// Cuts `gate * units + unit` into one list a gate.
///
/// # Panics
/// If there are fewer than `N * units` sums.
pub(super) fn gates<const N: usize>(sums: &[f32], units: usize) -> [&[f32]; N] {
    // Cut by length, so that the compiler knows all lists to be as long as each other.
    std::array::from_fn(|gate| &sums[gate * units..][..units])
}
