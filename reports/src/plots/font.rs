//! The font of all plots, carried in the binary: no font need be installed, and every machine draws the same.

use std::sync::OnceLock;

use ab_glyph::{Font as _, FontRef, PxScale, ScaleFont as _, point};
use plotters::style::{FontStyle, register_font};

use crate::reports::RenderError;

/// The family as SVG files name it: viewers without the first find one of equal widths or any without serifs.
pub(super) const FAMILY: &str = "DejaVu Sans, Verdana, sans-serif";

static REGULAR: &[u8] = include_bytes!("../../fonts/DejaVuSans.ttf");
static BOLD: &[u8] = include_bytes!("../../fonts/DejaVuSans-Bold.ttf");

/// Plotters divides the size of an SVG font by this to get an em.
pub(super) const SVG_SIZE: f64 = 1.24;
/// Em from the top of a text to its baseline where plotters writes SVG.
pub(super) const SVG_BASELINE: f64 = 0.76;

/// Both faces, read once a process.
struct Faces {
    regular: FontRef<'static>,
    bold: FontRef<'static>,
}

fn faces() -> Option<&'static Faces> {
    static FACES: OnceLock<Option<Faces>> = OnceLock::new();
    let read = || {
        // Without a registered font plotters refuses to write text, in SVG as well.
        register_font(FAMILY, FontStyle::Normal, REGULAR).ok()?;
        register_font(FAMILY, FontStyle::Bold, BOLD).ok()?;
        Some(Faces {
            regular: FontRef::try_from_slice(REGULAR).ok()?,
            bold: FontRef::try_from_slice(BOLD).ok()?,
        })
    };
    FACES.get_or_init(read).as_ref()
}

fn unreadable() -> RenderError {
    RenderError("the font in this binary cannot be read".to_owned())
}

/// Whether text can be drawn at all.
pub(super) fn ready() -> Result<(), RenderError> {
    faces().map(|_| ()).ok_or_else(unreadable)
}

/// Style of regular or bold text.
pub(super) fn style(bold: bool) -> FontStyle {
    if bold { FontStyle::Bold } else { FontStyle::Normal }
}

/// One face, and the scale at which its em is so many pixels.
fn face(em: f64, bold: bool) -> Option<(&'static FontRef<'static>, PxScale)> {
    let faces = faces()?;
    let face = if bold { &faces.bold } else { &faces.regular };
    // The scale of a font is its height; a font says how high it is for each em.
    let height = face.height_unscaled() / face.units_per_em()?;
    Some((face, PxScale::from(em as f32 * height)))
}

/// Width of text at a size in em.
pub(super) fn width(text: &str, em: f64, bold: bool) -> f64 {
    let Some((face, scale)) = face(em, bold) else { return 0.0 };
    let scaled = face.as_scaled(scale);
    let mut width = 0.0;
    let mut previous = None;
    for character in text.chars() {
        let glyph = scaled.glyph_id(character);
        if let Some(previous) = previous {
            width += scaled.kern(previous, glyph);
        }
        width += scaled.h_advance(glyph);
        previous = Some(glyph);
    }
    f64::from(width)
}

/// Calls `pixel` with position and coverage (0 to 1) of each pixel of a text that starts at a point of its baseline.
pub(super) fn outline(
    text: &str,
    em: f64,
    bold: bool,
    left: f64,
    baseline: f64,
    mut pixel: impl FnMut(i32, i32, f32),
) -> Result<(), RenderError> {
    let (face, scale) = face(em, bold).ok_or_else(unreadable)?;
    let scaled = face.as_scaled(scale);
    let mut x = left as f32;
    // Letters stand on whole pixels, so that all of a line are equally sharp at the foot.
    let y = baseline.round() as f32;
    let mut previous = None;
    for character in text.chars() {
        let id = scaled.glyph_id(character);
        if let Some(previous) = previous {
            x += scaled.kern(previous, id);
        }
        previous = Some(id);
        if let Some(outlined) = face.outline_glyph(id.with_scale_and_position(scale, point(x, y))) {
            let corner = outlined.px_bounds().min;
            outlined.draw(|across, down, coverage| {
                let (x, y) = (corner.x as i32 + across.cast_signed(), corner.y as i32 + down.cast_signed());
                pixel(x, y, coverage.clamp(0.0, 1.0));
            });
        }
        x += scaled.h_advance(id);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn widths_are_those_of_the_font() {
        let narrow = width("iiii", 12.0, false);
        let wide = width("MMMM", 12.0, false);
        assert!(narrow > 10.0 && narrow < 16.0, "{narrow}");
        assert!(wide > 40.0 && wide < 44.0, "{wide}");
        assert!(width("MMMM", 12.0, true) > wide);
        assert!((width("MMMM", 24.0, false) / wide - 2.0).abs() < 0.01);
    }
}
