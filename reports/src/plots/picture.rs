//! Pictures of a size that was asked for.

use super::image::Image;
use super::paint;
use super::scene::Scene;
use super::style::WIDTH;
use crate::reports::RenderError;

/// Width and height of a picture in logical pixels; a PNG has two of its own for each.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PlotSize {
    width: u32,
    height: u32,
}

/// Height at which a picture as wide as [`WIDTH`] is laid out without enlarging it.
const HEIGHT: f64 = 640.0;

impl PlotSize {
    /// A column of a paper.
    pub const SMALL: Self = Self { width: 480, height: 400 };
    /// A page, or half a slide.
    pub const MEDIUM: Self = Self { width: 960, height: 640 };
    /// A slide or a poster.
    pub const LARGE: Self = Self { width: 1600, height: 1000 };

    /// Smallest width and height that still have room for labels.
    const LEAST: (u32, u32) = (400, 320);
    /// Largest side.
    const MOST: u32 = 6000;

    /// The size that `960x640` means.
    ///
    /// # Errors
    /// What is wrong with it, as a fragment.
    pub fn parse(text: &str) -> Result<Self, String> {
        let sides = text.split_once(['x', 'X', '×']);
        let number = |side: &str| side.trim().parse::<u32>().ok();
        let (width, height) = sides
            .and_then(|(width, height)| number(width).zip(number(height)))
            .ok_or_else(|| format!("`{text}` is no size: write WIDTHxHEIGHT, such as 960x640"))?;
        if width < Self::LEAST.0 || height < Self::LEAST.1 {
            let (least, low) = Self::LEAST;
            return Err(format!("{width}x{height} has no room for labels: {least}x{low} is the smallest"));
        }
        if width.max(height) > Self::MOST {
            return Err(format!("{width}x{height} is too large: {0}x{0} is the largest", Self::MOST));
        }
        Ok(Self { width, height })
    }

    /// How much larger than its layout a picture is drawn: letters of a large picture grow with it, since it is printed or
    /// shown no larger than a smaller one.
    fn enlarged(self) -> f64 {
        (f64::from(self.width) / WIDTH).min(f64::from(self.height) / HEIGHT).max(1.0)
    }

    /// Width and height of the layout.
    pub(super) fn layout(self) -> (f64, f64) {
        let enlarged = self.enlarged();
        (f64::from(self.width) / enlarged, f64::from(self.height) / enlarged)
    }
}

impl Default for PlotSize {
    fn default() -> Self {
        Self::MEDIUM
    }
}

/// A picture, ready to be rendered.
#[derive(Clone, Debug)]
pub struct Picture {
    scene: Scene,
    scale: f64,
}

impl Picture {
    /// Of a scene laid out for a size.
    pub(super) fn of(scene: Scene, size: PlotSize) -> Self {
        Self { scene, scale: size.enlarged() }
    }

    /// Its bytes. The height is that asked for, but where legend and remarks need more: nothing is left out of a picture
    /// because it is small.
    ///
    /// # Errors
    /// Only by a fault of this program.
    pub fn render(&self, image: Image) -> Result<Vec<u8>, RenderError> {
        let side = |length: f64| (length * self.scale).round() as u32;
        match image {
            Image::Svg => paint::svg_of(&self.scene, (side(self.scene.width), side(self.scene.height))),
            Image::Png => paint::png_of(&self.scene, self.scale),
        }
    }

    #[cfg(test)]
    pub(super) fn scene(&self) -> &Scene {
        &self.scene
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_are_written_as_width_and_height() {
        assert_eq!(PlotSize::parse("960x640"), Ok(PlotSize::MEDIUM));
        assert_eq!(PlotSize::parse("480 × 400"), Ok(PlotSize::SMALL));
        for (text, why) in [
            ("960", "write WIDTHxHEIGHT"),
            ("ax9", "write WIDTHxHEIGHT"),
            ("-3x400", "write WIDTHxHEIGHT"),
            ("399x400", "400x320 is the smallest"),
            ("9000x9000", "6000x6000 is the largest"),
        ] {
            let error = PlotSize::parse(text).unwrap_err();
            assert!(error.contains(why), "{text}: {error}");
        }
    }

    #[test]
    fn large_pictures_are_enlarged_and_small_ones_laid_out_anew() {
        assert_eq!(PlotSize::SMALL.layout(), (480.0, 400.0));
        let (width, height) = PlotSize::LARGE.layout();
        assert!((width - 1024.0).abs() < 1e-9 && (height - 640.0).abs() < 1e-9);
        assert_eq!(PlotSize { width: 1600, height: 400 }.layout(), (1600.0, 400.0));
    }

    #[test]
    fn files_have_the_size_that_was_asked_for() {
        let (width, height) = PlotSize::LARGE.layout();
        let scene = Scene { width, height, shapes: Vec::new() };
        let picture = Picture::of(scene, PlotSize::LARGE);
        let svg = String::from_utf8(picture.render(Image::Svg).unwrap()).unwrap();
        assert!(svg.starts_with("<svg width=\"1600\" height=\"1000\" viewBox=\"0 0 4096 2560\""), "{svg}");
        let png = picture.render(Image::Png).unwrap();
        assert_eq!(&png[16..24], [0, 0, 12, 128, 0, 0, 7, 208], "3200 × 2000 in its header");
    }
}
