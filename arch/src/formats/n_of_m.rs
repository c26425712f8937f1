//! N:M rows: every group of `m` positions has `n` slots, each a weight and its position in the group.
//!
//! All slots are stored, used or not, so every row of a width is equally long; the last group of a row has its `n` slots
//! too. A row with more than `n` nonzeros in a group cannot be stored.

use super::row::{RowMisfit, RowSize, index_bits};

pub(super) fn row(
    positions: &[u32],
    width: u32,
    weight_bits: u32,
    n: u32,
    m: u32,
) -> Result<RowSize, RowMisfit> {
    for group in positions.chunk_by(|earlier, later| earlier / m == later / m) {
        let nonzeros = group.len() as u32;
        if nonzeros > n {
            return Err(RowMisfit { position: group[0] / m * m, nonzeros, n, m });
        }
    }
    let entries = width.div_ceil(m) * n;
    let slot_bits = u64::from(weight_bits) + u64::from(index_bits(m));
    Ok(RowSize { synapses: positions.len() as u32, entries, bits: u64::from(entries) * slot_bits })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn half_the_slots_and_two_bits_of_index_at_two_of_four() {
        assert_eq!(row(&[1, 2, 7], 8, 8, 2, 4), Ok(RowSize { synapses: 3, entries: 4, bits: 40 }));
        assert_eq!(row(&[], 8, 8, 2, 4), Ok(RowSize { synapses: 0, entries: 4, bits: 40 }));
    }

    #[test]
    fn the_first_overfull_group_is_named() {
        let misfit = row(&[0, 4, 5, 6], 8, 8, 2, 4).expect_err("three in the second group");
        assert_eq!(misfit, RowMisfit { position: 4, nonzeros: 3, n: 2, m: 4 });
        assert_eq!(
            misfit.to_string(),
            "the 4 positions from 4 on hold 3 nonzero weights, a 2:4 row at most 2"
        );
    }
}
