//! From a scene to SVG and PNG, through plotters.

use plotters::prelude::{BitMapBackend, DrawingBackend, SVGBackend};
use plotters::style::text_anchor::{HPos, Pos, VPos};
use plotters::style::{Color as _, FontDesc, FontFamily, RGBColor, ShapeStyle, TextStyle};

use super::font;
use super::scene::{Anchor, Scene, Shape, Text};
use super::style::Colour;
use crate::reports::RenderError;

/// Pixels of a PNG for each logical pixel: sharp on screens of twice the density, and in print.
const PNG_SCALE: f64 = 2.0;

/// Units of an SVG for each logical pixel: plotters places shapes on whole units, and slanted lines would show it.
const SVG_SCALE: f64 = 4.0;

/// A plot as SVG.
pub(crate) fn svg<R>(plot: fn(&R) -> Scene, subject: &R) -> Result<Vec<u8>, RenderError> {
    font::ready()?;
    let scene = plot(subject);
    svg_of(&scene, (scene.width as u32, scene.height as u32))
}

/// A plot as PNG.
pub(crate) fn png<R>(plot: fn(&R) -> Scene, subject: &R) -> Result<Vec<u8>, RenderError> {
    font::ready()?;
    png_of(&plot(subject), 1.0)
}

/// A scene as SVG that is shown so wide and high.
pub(super) fn svg_of(scene: &Scene, (width, height): (u32, u32)) -> Result<Vec<u8>, RenderError> {
    font::ready()?;
    let units = ((scene.width * SVG_SCALE) as u32, (scene.height * SVG_SCALE) as u32);
    let mut text = String::new();
    {
        let mut backend = SVGBackend::with_string(&mut text, units);
        paint(&mut backend, scene, SVG_SCALE, named_text)?;
    }
    // Plotters shows a unit as a pixel; the box of units stays.
    let size = |(width, height): (u32, u32)| format!("<svg width=\"{width}\" height=\"{height}\"");
    Ok(text.replacen(&size(units), &size((width, height)), 1).into_bytes())
}

/// A scene as PNG with so many times its logical pixels along each side, doubled.
pub(super) fn png_of(scene: &Scene, scale: f64) -> Result<Vec<u8>, RenderError> {
    font::ready()?;
    let factor = PNG_SCALE * scale;
    let (width, height) = ((scene.width * factor).round() as u32, (scene.height * factor).round() as u32);
    let mut pixels = vec![255; width as usize * height as usize * 3];
    {
        let mut backend = BitMapBackend::with_buffer(&mut pixels, (width, height));
        paint(&mut backend, scene, factor, drawn_text)?;
    }
    encode(&pixels, width, height).map_err(|error| RenderError(format!("PNG: {error}")))
}

fn encode(pixels: &[u8], width: u32, height: u32) -> Result<Vec<u8>, png::EncodingError> {
    let mut bytes = Vec::new();
    let mut encoder = png::Encoder::new(&mut bytes, width, height);
    encoder.set_color(png::ColorType::Rgb);
    encoder.set_depth(png::BitDepth::Eight);
    // Flat areas pack best as they are.
    encoder.set_filter(png::FilterType::NoFilter);
    encoder.set_compression(png::Compression::Best);
    let mut writer = encoder.write_header()?;
    writer.write_image_data(pixels)?;
    writer.finish()?;
    Ok(bytes)
}

/// How a backend draws text at so many pixels a logical pixel.
type DrawText<B> = fn(&mut B, &Text, f64) -> Result<(), RenderError>;

fn failed(error: impl std::fmt::Display) -> RenderError {
    RenderError(format!("drawing: {error}"))
}

fn paint<B: DrawingBackend>(
    backend: &mut B,
    scene: &Scene,
    factor: f64,
    draw_text: DrawText<B>,
) -> Result<(), RenderError> {
    let point = |x: f64, y: f64| ((x * factor).round() as i32, (y * factor).round() as i32);
    for shape in &scene.shapes {
        let drawn = match shape {
            Shape::Fill(area, colour) => {
                let (left, top) = point(area.x, area.y);
                let (right, bottom) = point(area.right(), area.bottom());
                let style = ShapeStyle { color: rgb(*colour).into(), filled: true, stroke_width: 0 };
                // The thinnest part of a bar is still there.
                backend.draw_rect((left, top), (right.max(left + 1), bottom.max(top + 1)), &style, true)
            }
            Shape::Outline(area, colour) => {
                let corners = [
                    point(area.x, area.y),
                    point(area.right(), area.y),
                    point(area.right(), area.bottom()),
                    point(area.x, area.bottom()),
                    point(area.x, area.y),
                ];
                backend.draw_path(corners, &stroke(*colour, factor))
            }
            Shape::Line { from, to, colour, width } => backend
                .draw_path([point(from.0, from.1), point(to.0, to.1)], &stroke(*colour, width * factor)),
            Shape::Path { points, colour, width } => {
                backend.draw_path(points.iter().map(|(x, y)| point(*x, *y)), &stroke(*colour, width * factor))
            }
            Shape::Polygon(corners, colour) => {
                let style = ShapeStyle { color: rgb(*colour).into(), filled: true, stroke_width: 0 };
                backend.fill_polygon(corners.iter().map(|(x, y)| point(*x, *y)), &style)
            }
            Shape::Text(text) => {
                draw_text(backend, text, factor)?;
                continue;
            }
        };
        drawn.map_err(failed)?;
    }
    backend.present().map_err(failed)
}

/// Text that the viewer draws, in the family the file names.
fn named_text(backend: &mut SVGBackend<'_>, text: &Text, factor: f64) -> Result<(), RenderError> {
    let em = text.size * factor;
    let font = FontDesc::new(FontFamily::Name(font::FAMILY), em * font::SVG_SIZE, font::style(text.bold));
    let anchor = match text.anchor {
        Anchor::Start => HPos::Left,
        Anchor::Middle => HPos::Center,
        Anchor::End => HPos::Right,
    };
    let style =
        TextStyle { font, color: rgb(text.colour).to_backend_color(), pos: Pos::new(anchor, VPos::Top) };
    let top = text.baseline * factor - em * font::SVG_BASELINE;
    backend
        .draw_text(&text.words, &style, ((text.x * factor).round() as i32, top.round() as i32))
        .map_err(failed)
}

/// Text drawn here: plotters leaves out the space that a glyph keeps to its left, which sets letters such as J apart.
fn drawn_text(backend: &mut BitMapBackend<'_>, text: &Text, factor: f64) -> Result<(), RenderError> {
    let mut result = Ok(());
    let (left, baseline) = (text.left() * factor, text.baseline * factor);
    font::outline(&text.words, text.size * factor, text.bold, left, baseline, |x, y, coverage| {
        if result.is_ok() && x >= 0 && y >= 0 {
            let colour = rgb(text.colour).mix(f64::from(coverage)).to_backend_color();
            result = backend.draw_pixel((x, y), colour).map_err(failed);
        }
    })?;
    result
}

fn rgb(Colour(red, green, blue): Colour) -> RGBColor {
    RGBColor(red, green, blue)
}

fn stroke(colour: Colour, width: f64) -> ShapeStyle {
    ShapeStyle { color: rgb(colour).into(), filled: false, stroke_width: width.round().max(1.0) as u32 }
}
