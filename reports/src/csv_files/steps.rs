//! `steps.csv`.

use egret_arch::Action;

use super::rows::{ns, pj, row, write};
use crate::record::RunRecord;
use crate::reports::RenderError;

row! {
    /// One step; the `wait_` columns sum to the duration.
    struct StepRow {
        step: usize,
        start_ns: f64,
        duration_ns: f64,
        events: u64,
        synops: u64,
        neuron_updates: u64,
        active_neuron_updates: u64,
        packets: u64,
        link_hops: u64,
        dynamic_pj: f64,
        static_pj: f64,
        power_mw: Option<f64>,
        wait_wake_ns: f64,
        wait_axon_in_ns: f64,
        wait_dram_ns: f64,
        wait_synapse_ns: f64,
        wait_bank_conflict_ns: f64,
        wait_dendrite_ns: f64,
        wait_soma_ns: f64,
        wait_axon_out_ns: f64,
        wait_queue_ns: f64,
        wait_arbitration_ns: f64,
        wait_link_busy_ns: f64,
        wait_transit_ns: f64,
        wait_host_ns: f64,
        wait_sync_ns: f64,
        wait_idle_ns: f64,
    }
}

/// One row a step.
pub(crate) fn steps(record: &RunRecord) -> Result<Vec<u8>, RenderError> {
    let columns = &record.steps;
    let ticks_per_second = record.time.ticks_per_second;
    let at = |column: Option<&Vec<u64>>, step: usize| {
        column.and_then(|column| column.get(step)).copied().unwrap_or(0)
    };
    let all = |actions: &[Action], step: usize| -> u64 {
        actions.iter().map(|action| at(columns.actions.get(action.name()), step)).sum()
    };
    let mut start = 0;
    let rows = (0..columns.len()).map(|step| {
        let duration = columns.duration_ticks[step];
        let wait = |name: &str| ns(at(columns.waits_ticks.get(name), step), ticks_per_second);
        let duration_s = duration as f64 / ticks_per_second as f64;
        let dynamic_j = columns.dynamic_j[step];
        let static_j = record.power.static_w * duration_s;
        let updates = columns.updates.iter().map(|updates| updates.idle[step] + updates.active[step]).sum();
        let skipped: u64 =
            columns.updates.iter().map(|updates| updates.skipped.get(step).unwrap_or(&0)).sum();
        let row = StepRow {
            step,
            start_ns: ns(start, ticks_per_second),
            duration_ns: ns(duration, ticks_per_second),
            events: columns.events[step],
            synops: all(&Action::SYNOPS, step),
            neuron_updates: updates + skipped,
            active_neuron_updates: updates,
            packets: columns.packets.get(step).copied().unwrap_or(0),
            link_hops: all(&Action::HOPS, step),
            dynamic_pj: pj(dynamic_j),
            static_pj: pj(static_j),
            power_mw: (duration > 0).then(|| (dynamic_j + static_j) / duration_s * 1e3),
            wait_wake_ns: wait("wake"),
            wait_axon_in_ns: wait("axon_in"),
            wait_dram_ns: wait("dram"),
            wait_synapse_ns: wait("synapse"),
            wait_bank_conflict_ns: wait("bank_conflict"),
            wait_dendrite_ns: wait("dendrite"),
            wait_soma_ns: wait("soma"),
            wait_axon_out_ns: wait("axon_out"),
            wait_queue_ns: wait("queue"),
            wait_arbitration_ns: wait("arbitration"),
            wait_link_busy_ns: wait("link_busy"),
            wait_transit_ns: wait("transit"),
            wait_host_ns: wait("host"),
            wait_sync_ns: wait("sync"),
            wait_idle_ns: wait("idle"),
        };
        start += duration;
        row
    });
    write(record, rows, StepRow::COLUMNS)
}

#[cfg(test)]
mod tests {
    use egret_sim::Wait;

    use super::super::rows::tests::{read, sum};
    use super::*;
    use crate::testing;

    #[test]
    fn every_reason_has_its_column() {
        for wait in Wait::ALL {
            assert!(
                StepRow::COLUMNS.contains(&format!("wait_{}_ns", wait.name()).as_str()),
                "{}",
                wait.name()
            );
        }
    }

    #[test]
    fn waits_tile_the_durations() {
        let record = testing::record_of(&testing::outcome(3, 9, 50, 4));
        let (header, rows) = read(&steps(&record).unwrap());
        assert_eq!(header, StepRow::COLUMNS);
        let waits: f64 = header
            .iter()
            .filter(|name| name.starts_with("wait_"))
            .map(|name| sum(&header, &rows, name))
            .sum();
        assert!((waits / (record.time.total_s * 1e9) - 1.0).abs() < 1e-9);
        assert!((sum(&header, &rows, "duration_ns") / (record.time.total_s * 1e9) - 1.0).abs() < 1e-9);
    }
}
