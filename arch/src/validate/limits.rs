//! What a chip can carry and compute, and how networks are laid on it.

use super::checker::Checker;
use crate::chip::{Limits, Mapping, Payload};
use crate::file::{LimitsFile, MappingFile, PayloadFile, WeightHome};

/// Checks the limits.
pub(super) fn check(checker: &mut Checker, file: &LimitsFile) -> Limits {
    let payload = match &file.payload {
        PayloadFile::Binary => Payload::Binary,
        PayloadFile::Graded(bits) => {
            Payload::Graded(checker.nonzero_size("limits.payload", bits, "payload bits"))
        }
    };
    let weight_bits = checker.nonzero_size("limits.weight_bits", &file.weight_bits, "weight bits");
    let units_per_core = checker.count("limits.units_per_core", &file.units_per_core, "units");
    let fan_in = file.fan_in.as_ref().map(|fan| checker.count("limits.fan_in", fan, "sources"));
    let fan_out = file.fan_out.as_ref().map(|fan| checker.count("limits.fan_out", fan, "destinations"));
    Limits { payload, weight_bits, units_per_core, fan_in, fan_out }
}

/// Checks the mapping against the cores there are, where their number is known, and the memory.
pub(super) fn mapping(
    checker: &mut Checker,
    file: &MappingFile,
    most: Option<u64>,
    has_dram: bool,
) -> Mapping {
    if file.cores == Some(0) {
        checker.refuse("mapping.cores", "zero cores", "write 1 or more, or leave `cores` out to use all");
    } else if let (Some(cores), Some(most)) = (file.cores, most)
        && u64::from(cores) > most
    {
        let what = format!("{cores} cores, where at most {most} can be used");
        checker.refuse("mapping.cores", what, format!("write at most {most}"));
    }
    if file.weights == WeightHome::Dram && !has_dram {
        let hint = "describe the DRAM in a section `dram`, or leave weights in Sram";
        checker.refuse("mapping.weights", "weights in the DRAM of a chip that has none", hint);
    }
    Mapping { strategy: file.strategy, placement: file.placement, cores: file.cores, weights: file.weights }
}
