//! `cores.csv`.

use egret_arch::{Action, CoreState};

use super::rows::{ns, pj, row, write};
use crate::power_states::ticks;
use crate::record::{CoreRecord, RunRecord};
use crate::reports::RenderError;

row! {
    /// One core in use.
    struct CoreRow {
        core: u32,
        chip: u32,
        x: u32,
        y: u32,
        layers: String,
        units: u32,
        synapses: u64,
        memory_used_bytes: u64,
        memory_capacity_bytes: u64,
        busy_ns: f64,
        utilisation: f64,
        run_ns: Option<f64>,
        level1_ns: Option<f64>,
        level2_ns: Option<f64>,
        level3_ns: Option<f64>,
        idle_ns: Option<f64>,
        waking_ns: Option<f64>,
        clock_gated_ns: Option<f64>,
        power_gated_ns: Option<f64>,
        wakes: u64,
        events_in: u64,
        synops: u64,
        neuron_updates: u64,
        dynamic_pj: f64,
        static_pj: f64,
    }
}

/// Cores in use; layers of a core are joined by `+`, times in power states are empty on a chip without such.
pub(crate) fn cores(record: &RunRecord) -> Result<Vec<u8>, RenderError> {
    let within = |core: &CoreRecord, state: CoreState| {
        let states = !core.residency_ticks.is_empty();
        states.then(|| ns(ticks(core, state), record.time.ticks_per_second))
    };
    let rows = record.cores.iter().map(|core| CoreRow {
        core: core.core,
        chip: core.chip,
        x: core.x,
        y: core.y,
        layers: core.units.iter().map(|(layer, _)| layer).collect::<Vec<_>>().join("+"),
        units: core.units.values().sum(),
        synapses: core.synapses,
        memory_used_bytes: core.memories.values().map(|memory| memory.used_bytes).sum(),
        memory_capacity_bytes: core.memories.values().map(|memory| memory.capacity_bytes).sum(),
        busy_ns: ns(core.busy_ticks, record.time.ticks_per_second),
        utilisation: core.utilisation,
        run_ns: within(core, CoreState::Run),
        level1_ns: within(core, CoreState::Level1),
        level2_ns: within(core, CoreState::Level2),
        level3_ns: within(core, CoreState::Level3),
        idle_ns: within(core, CoreState::Idle),
        waking_ns: within(core, CoreState::Waking),
        clock_gated_ns: within(core, CoreState::ClockGated),
        power_gated_ns: within(core, CoreState::PowerGated),
        wakes: core.counts.of(Action::WakeClockGated) + core.counts.of(Action::WakePowerGated),
        events_in: core.counts.of(Action::AxonIn),
        synops: core.counts.synops(),
        neuron_updates: core.counts.updates(),
        dynamic_pj: pj(core.energy.dynamic_j),
        static_pj: pj(core.energy.static_j),
    });
    write(record, rows, CoreRow::COLUMNS)
}

#[cfg(test)]
mod tests {
    use super::super::rows::tests::{read, sum};
    use super::*;
    use crate::testing;

    #[test]
    fn every_state_has_its_column() {
        for state in CoreState::ALL {
            assert!(CoreRow::COLUMNS.contains(&format!("{}_ns", state.name()).as_str()), "{}", state.name());
        }
    }

    #[test]
    fn a_row_a_core() {
        let record = testing::record_of(&testing::outcome(3, 9, 12, 4));
        let (header, rows) = read(&cores(&record).unwrap());
        assert_eq!(header, CoreRow::COLUMNS);
        assert_eq!(rows.len(), record.cores.len());
        let synops: u64 = record.cores.iter().map(|core| core.counts.synops()).sum();
        assert!((sum(&header, &rows, "synops") - synops as f64).abs() < 0.5);
    }
}
