//! Weight formats against a count position by position.

use egret_arch::formats::FORMATS;
use proptest::prelude::*;

use crate::support::stored_row;

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]
    #[test]
    fn rows_are_as_large_as_counted_position_by_position(
        mask in prop::collection::vec(prop::bool::weighted(0.2), 1..300),
        weight_bits in 1u32..33,
    ) {
        let positions: Vec<u32> = (0..).zip(&mask).filter(|(_, there)| **there).map(|(at, _)| at).collect();
        for (name, format) in FORMATS {
            // Where a group holds more than N:M stores, that is refused.
            let Ok(size) = format.row(&positions, mask.len() as u32, weight_bits) else {
                prop_assert_eq!(name, "NOfM");
                let overfull = mask.chunks(4).any(|group| group.iter().filter(|&&there| there).count() > 2);
                prop_assert!(overfull);
                continue;
            };
            let expected = stored_row(format, &mask, u64::from(weight_bits));
            let found = (u64::from(size.synapses), u64::from(size.entries), size.bits);
            prop_assert_eq!(found, expected, "{}", name);
        }
    }
}
