//! Colours and sizes of all plots.
//!
//! The palette is that of Okabe and Ito, made to be told apart with any kind of colour vision. A colour means a stage of
//! the chip, the same in every plot; static energy is grey and hatched, so it is told apart without colour as well.

use egret_arch::Component;

/// Red, green, blue.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Colour(pub(super) u8, pub(super) u8, pub(super) u8);

pub(super) const WHITE: Colour = Colour(255, 255, 255);
pub(super) const INK: Colour = Colour(30, 30, 30);
pub(super) const FAINT_INK: Colour = Colour(95, 95, 95);
pub(super) const GRID: Colour = Colour(225, 225, 225);
pub(super) const AXIS: Colour = Colour(120, 120, 120);
pub(super) const WARNING: Colour = Colour(170, 60, 0);
pub(super) const STATIC_FILL: Colour = Colour(236, 236, 236);
pub(super) const STATIC_HATCH: Colour = Colour(140, 140, 140);

const ORANGE: Colour = Colour(230, 159, 0);
const SKY_BLUE: Colour = Colour(86, 180, 233);
const GREEN: Colour = Colour(0, 158, 115);
const YELLOW: Colour = Colour(240, 228, 66);
const BLUE: Colour = Colour(0, 114, 178);
const VERMILLION: Colour = Colour(213, 94, 0);
const PURPLE: Colour = Colour(204, 121, 167);
const BLACK: Colour = Colour(60, 60, 60);

/// Colours of an unordered list, in order of use.
pub(super) const SERIES: [Colour; 8] = [BLUE, ORANGE, GREEN, VERMILLION, SKY_BLUE, PURPLE, YELLOW, BLACK];
/// Everything in a list that has no colour of its own.
pub(super) const REST: Colour = Colour(190, 190, 190);

/// Width of every plot in logical pixels.
pub(super) const WIDTH: f64 = 960.0;
/// Blank around a plot.
pub(super) const MARGIN: f64 = 24.0;
/// Heading.
pub(super) const TITLE: f64 = 20.0;
/// Labels.
pub(super) const LABEL: f64 = 13.0;
/// Ticks and remarks.
pub(super) const SMALL: f64 = 12.0;

/// Stage of a chip under which plots colour its components.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Stage {
    pub(super) name: &'static str,
    pub(super) colour: Colour,
}

/// Stages in the order of the pipeline.
pub(super) const STAGES: [Stage; 8] = [
    Stage { name: "events in", colour: SKY_BLUE },
    Stage { name: "weight memory", colour: BLUE },
    Stage { name: "synapse, dendrite", colour: ORANGE },
    Stage { name: "state, soma", colour: GREEN },
    Stage { name: "events out", colour: YELLOW },
    Stage { name: "network", colour: VERMILLION },
    Stage { name: "DRAM", colour: BLACK },
    Stage { name: "sync, host", colour: PURPLE },
];

/// Position in [`STAGES`] of a component; `None` for those that have static power only.
pub(super) fn stage_of(component: &str) -> Option<usize> {
    let component = Component::ALL.into_iter().find(|known| known.name() == component)?;
    match component {
        Component::Queue | Component::AxonIn => Some(0),
        Component::RowPointers | Component::WeightMemory => Some(1),
        Component::Synapse | Component::Dendrite => Some(2),
        Component::StateMemory | Component::Soma => Some(3),
        Component::AxonOut => Some(4),
        Component::RouterBuffer
        | Component::Crossbar
        | Component::Arbitration
        | Component::Link
        | Component::ChipLink => Some(5),
        Component::Dram => Some(6),
        Component::Sync | Component::Host => Some(7),
        Component::RouterClock | Component::Core | Component::Uncore => None,
    }
}

/// Names of all stages, in the order of the pipeline.
pub(crate) fn stage_names() -> Vec<&'static str> {
    STAGES.iter().map(|stage| stage.name).collect()
}

/// Name of the stage of a component; `None` for those that have static power only.
pub(crate) fn stage_name(component: &str) -> Option<&'static str> {
    stage_of(component).map(|stage| STAGES[stage].name)
}

/// A colour of the viridis map (Smith and van der Walt, 2015) at a share from 0 to 1, between its ninths.
pub(super) fn heat(share: f64) -> Colour {
    const VIRIDIS: [Colour; 9] = [
        Colour(68, 1, 84),
        Colour(71, 44, 122),
        Colour(59, 81, 139),
        Colour(44, 113, 142),
        Colour(33, 144, 141),
        Colour(39, 173, 129),
        Colour(92, 200, 99),
        Colour(170, 220, 50),
        Colour(253, 231, 37),
    ];
    let position = share.clamp(0.0, 1.0) * (VIRIDIS.len() - 1) as f64;
    let below = (position.floor() as usize).min(VIRIDIS.len() - 2);
    let (from, to) = (VIRIDIS[below], VIRIDIS[below + 1]);
    let between = position - below as f64;
    let mix = |a: u8, b: u8| (f64::from(a) + (f64::from(b) - f64::from(a)) * between).round() as u8;
    Colour(mix(from.0, to.0), mix(from.1, to.1), mix(from.2, to.2))
}

/// A colour of a diverging map at a share from 0 to 1: blue below one half, white there, orange above; lighter than the
/// ends of the palette so that black text reads on all of it, and with its lightness alone saying how far from the middle.
pub(super) fn diverging(share: f64) -> Colour {
    const LOW: Colour = Colour(33, 113, 181);
    const HIGH: Colour = Colour(217, 95, 14);
    let away = (share.clamp(0.0, 1.0) - 0.5) * 2.0;
    let end = if away < 0.0 { LOW } else { HIGH };
    let mix = |to: u8| (255.0 + (f64::from(to) - 255.0) * away.abs()).round() as u8;
    Colour(mix(end.0), mix(end.1), mix(end.2))
}

/// Black or white, whichever reads better on a colour.
pub(super) fn ink_on(Colour(red, green, blue): Colour) -> Colour {
    let luminance = 0.299 * f64::from(red) + 0.587 * f64::from(green) + 0.114 * f64::from(blue);
    if luminance > 130.0 { INK } else { WHITE }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_component_with_actions_has_a_stage() {
        for component in Component::ALL {
            let static_only =
                matches!(component, Component::RouterClock | Component::Core | Component::Uncore);
            assert_eq!(stage_of(component.name()).is_none(), static_only, "{}", component.name());
        }
    }

    #[test]
    fn stages_have_the_colours_of_the_palette_once_each() {
        for (position, stage) in STAGES.iter().enumerate() {
            assert!(SERIES.contains(&stage.colour), "{}", stage.name);
            let earlier = STAGES[..position].iter().find(|earlier| earlier.colour == stage.colour);
            assert_eq!(earlier, None, "{} looks the same", stage.name);
        }
    }

    /// A colour as a dichromat sees it (Viénot, Brettel and Mollon, 1999), in linear light, as red, green and blue.
    fn seen(Colour(red, green, blue): Colour, protanope: bool) -> [f64; 3] {
        let light = |value: u8| (f64::from(value) / 255.0).powf(2.2);
        let [red, green, blue] = [red, green, blue].map(light);
        let (yellow, blue) = if protanope {
            (0.11238 * red + 0.88762 * green, 0.00401 * red - 0.00401 * green + blue)
        } else {
            (0.29275 * red + 0.70725 * green, -0.02234 * red + 0.02234 * green + blue)
        };
        [yellow, yellow, blue].map(|value| value.max(0.0).powf(1.0 / 2.2))
    }

    #[test]
    fn series_are_told_apart_by_dichromats() {
        for protanope in [false, true] {
            for (at, one) in SERIES.iter().enumerate() {
                for other in &SERIES[..at] {
                    let (a, b) = (seen(*one, protanope), seen(*other, protanope));
                    let distance = a.iter().zip(b).map(|(a, b)| (a - b) * (a - b)).sum::<f64>().sqrt();
                    assert!(distance > 0.07, "{one:?} and {other:?}: {distance}");
                }
            }
        }
    }

    #[test]
    fn the_diverging_map_is_white_in_the_middle_and_told_apart_at_its_ends() {
        assert_eq!(diverging(0.5), WHITE);
        for protanope in [false, true] {
            let (low, high) = (seen(diverging(0.0), protanope), seen(diverging(1.0), protanope));
            assert!((low[2] - high[2]).abs() > 0.3, "{low:?} {high:?}");
        }
    }

    #[test]
    fn heat_goes_from_dark_to_light() {
        assert_eq!(heat(0.0), Colour(68, 1, 84));
        assert_eq!(heat(1.0), Colour(253, 231, 37));
        assert_eq!(ink_on(heat(0.0)), WHITE);
        assert_eq!(ink_on(heat(1.0)), INK);
    }
}
