//! Spikes as text.
#![no_main]

use egret_workloads::files::{Clock, Origin, read_spike_csv};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    for (step, origin) in [(Some("1ms"), Origin::Zero), (None, Origin::First)] {
        let clock = Clock { unit: None, step: step.map(str::to_owned), origin };
        let _ = read_spike_csv(text, &clock, None);
    }
});
