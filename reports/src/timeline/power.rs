//! Power over time: what every step cost over its length.

use super::lane::Lane;
use super::recorder::Recorder;
use super::trace_file::Happening;
use crate::record::RunRecord;

/// Writes the power of every step, which is the dynamic energy of its actions over its length, and static power. What steps
/// without length cost is added to the next one. Both end at 0 with the run, so that their areas are its energy.
pub(super) fn write(recorder: &mut Recorder, record: &RunRecord) {
    let window = recorder.window();
    let static_w = record.power.static_w;
    let (mut start, mut carried_j, mut begun) = (0, 0.0, false);
    for (&ticks, dynamic_j) in record.steps.duration_ticks.iter().zip(&record.steps.dynamic_j) {
        let end = start + ticks;
        let joules = dynamic_j + carried_j;
        carried_j = if ticks == 0 { joules } else { 0.0 };
        if ticks > 0 && end > window.from && start < window.until {
            let seconds = ticks as f64 / record.time.ticks_per_second as f64;
            let at = start.max(window.from);
            if !begun {
                measure(recorder, Lane::StaticPower, at, static_w);
            }
            begun = true;
            measure(recorder, Lane::Power, at, joules / seconds + static_w);
        }
        start = end;
    }
    if begun {
        for lane in [Lane::Power, Lane::StaticPower] {
            measure(recorder, lane, start.min(window.until), 0.0);
        }
    }
}

fn measure(recorder: &mut Recorder, lane: Lane, at: u64, watts: f64) {
    let track = recorder.track(lane);
    recorder.measured(track, at, Happening::Measure(watts));
}
