//! The quantities and their units.

use super::define::quantity;
use super::unit::{self, Kind, QuantityError, Unit};

quantity! {
    /// An amount of energy, in joules.
    Energy, ENERGY = "energy", example "23.6 pJ", base joules as_joules "J" {
        fj as_fj "fJ" / * 1e15;
        pj as_pj "pJ" / * 1e12;
        nj as_nj "nJ" / * 1e9;
        uj as_uj "uJ" / * 1e6;
        mj as_mj "mJ" / * 1e3;
    }
    units {
        "aJ" -18 true; "fJ" -15 true; "pJ" -12 true; "nJ" -9 true; "uJ" -6 true; "mJ" -3 true; "J" 0 true;
        "kJ" 3 true;
    }
}

quantity! {
    /// A power, in watts.
    Power, POWER = "power", example "1.5 mW", base watts as_watts "W" {
        pw as_pw "pW" / * 1e12;
        nw as_nw "nW" / * 1e9;
        uw as_uw "uW" / * 1e6;
        mw as_mw "mW" / * 1e3;
    }
    units {
        "fW" -15 true; "pW" -12 true; "nW" -9 true; "uW" -6 true; "mW" -3 true; "W" 0 true; "kW" 3 true;
    }
}

quantity! {
    /// A length of time, in seconds.
    Span, SPAN = "time", example "3.5 ns", base seconds as_seconds "s" {
        ps as_ps "ps" / * 1e12;
        ns as_ns "ns" / * 1e9;
        us as_us "us" / * 1e6;
        ms as_ms "ms" / * 1e3;
    }
    units {
        "fs" -15 true; "ps" -12 true; "ns" -9 true; "us" -6 true; "ms" -3 true; "s" 0 true;
    }
}

quantity! {
    /// A frequency, in hertz.
    Frequency, FREQUENCY = "frequency", example "100 MHz", base hertz as_hertz "Hz" {
        khz as_khz "kHz" * / 1e3;
        mhz as_mhz "MHz" * / 1e6;
        ghz as_ghz "GHz" * / 1e9;
    }
    units { "Hz" 0 true; "kHz" 3 true; "MHz" 6 true; "GHz" 9 true; }
}

quantity! {
    /// A voltage, in volts.
    Voltage, VOLTAGE = "voltage", example "0.75 V", base volts as_volts "V" {
        mv as_mv "mV" / * 1e3;
    }
    units { "uV" -6 true; "mV" -3 true; "V" 0 true; }
}

quantity! {
    /// A length, in metres.
    Length, LENGTH = "length", example "1.2 mm", base metres as_metres "m" {
        nm as_nm "nm" / * 1e9;
        um as_um "um" / * 1e6;
        mm as_mm "mm" / * 1e3;
    }
    units { "nm" -9 true; "um" -6 true; "mm" -3 true; "cm" -2 false; "m" 0 true; }
}

quantity! {
    /// An area, in square metres.
    Area, AREA = "area", example "0.41 mm2", base square_metres as_square_metres "m2" {
        um2 as_um2 "um2" / * 1e12;
        mm2 as_mm2 "mm2" / * 1e6;
    }
    units { "nm2" -18 true; "um2" -12 true; "mm2" -6 true; "cm2" -4 false; "m2" 0 true; }
}

/// Whether `word` is the spelling of a unit of any of these quantities.
pub(crate) fn is_unit(word: &str) -> bool {
    [ENERGY, POWER, SPAN, FREQUENCY, VOLTAGE, LENGTH, AREA].iter().any(|kind| unit::has_unit(kind, word))
}
