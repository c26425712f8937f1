//! What the colours of a heat map stand for.

use super::scene::{Area, Scene, Text};
use super::style::{AXIS, FAINT_INK, SMALL, heat};

/// The round share that the lightest colour stands for.
pub(super) fn full_scale(busiest: f64) -> f64 {
    const ROUND: [f64; 12] = [0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.4, 0.6, 0.8, 1.0];
    ROUND.into_iter().find(|share| busiest <= *share).unwrap_or(1.0)
}

/// Draws the scale of colours from nothing to the share `full`, with what it is a share of below it.
pub(super) fn colour_bar(scene: &mut Scene, bar: Area, full: f64, what: &str) {
    const BANDS: u32 = 85;
    for band in 0..BANDS {
        let share = f64::from(band) / f64::from(BANDS - 1);
        let height = bar.height / f64::from(BANDS);
        let y = bar.bottom() - f64::from(band + 1) * height;
        scene.fill(Area { y, height, ..bar }, heat(share));
    }
    scene.outline(bar, AXIS);
    for part in 0..=4 {
        let share = f64::from(part) / 4.0;
        let y = bar.bottom() - share * bar.height;
        scene.line((bar.right(), y), (bar.right() + 4.0, y), AXIS, 1.0);
        let label = format!("{} %", trimmed(full * share * 100.0));
        scene.text(Text::new(bar.right() + 8.0, y + 4.0, label, SMALL, FAINT_INK));
    }
    scene.text(Text::new(bar.x, bar.bottom() + 19.0, what, SMALL, FAINT_INK));
}

/// A number without needless zeros.
fn trimmed(value: f64) -> String {
    let text = format!("{value:.4}");
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}
