//! What stands around a picture of a size that was asked for: heading above, legend and remarks below, the rest for the plot.

use super::legend::{Legend, Mark};
use super::picture::PlotSize;
use super::scene::{Area, Scene, Text, cut, wrap};
use super::style::{FAINT_INK, INK, LABEL, SMALL, TITLE, WARNING, WHITE};
use crate::notes::Note;

/// Space from one line of small text to the next.
const LINE: f64 = 17.0;
/// Lowest area that is still a plot; a picture grows rather than have less.
const LOWEST: f64 = 190.0;
/// Most lines under the heading.
const SUBTITLE_LINES: usize = 2;

/// What stands around a plot.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Heading {
    /// What it shows.
    pub(super) title: String,
    /// Of what.
    pub(super) subtitle: String,
    /// What a reader should see in it.
    pub(super) summary: String,
    /// Marks and words below the plot.
    pub(super) legend: Vec<(Mark, String)>,
    /// Remarks at the bottom.
    pub(super) notes: Vec<Note>,
}

impl Heading {
    /// Adds a remark that is no warning.
    pub(super) fn say(&mut self, text: impl Into<String>) {
        self.notes.push(Note { warning: false, text: text.into() });
    }

    /// Adds a warning.
    pub(super) fn warn(&mut self, text: impl Into<String>) {
        self.notes.push(Note { warning: true, text: text.into() });
    }
}

/// A scene with everything but the plot, and the area of the plot with its axes.
pub(super) fn sheet(size: PlotSize, heading: &Heading) -> (Scene, Area) {
    sheet_with(size, heading, LOWEST)
}

/// The same for a plot that needs at least so much height.
pub(super) fn sheet_with(size: PlotSize, heading: &Heading, lowest: f64) -> (Scene, Area) {
    let (width, height) = size.layout();
    let margin = if width < 640.0 { 14.0 } else { 24.0 };
    let inner = width - 2.0 * margin;
    let title_size = if width < 640.0 { 16.0 } else { TITLE };

    let mut above = Vec::new();
    let mut baseline = margin + title_size * 0.8;
    let title = cut(&heading.title, title_size, true, inner);
    above.push(Text::new(margin, baseline, title, title_size, INK).bold());
    let subtitle = lines(&heading.subtitle, inner, SUBTITLE_LINES);
    baseline += 20.0;
    for line in subtitle {
        above.push(Text::new(margin, baseline, line, SMALL, FAINT_INK));
        baseline += LINE;
    }
    if !heading.summary.is_empty() {
        baseline += 3.0;
        for line in wrap(&heading.summary, LABEL, false, inner) {
            above.push(Text::new(margin, baseline, line, LABEL, INK));
            baseline += LINE;
        }
    }
    let top = baseline;

    let entries = heading.legend.iter().map(|(mark, name)| {
        // A mark and its gap beside the name.
        (*mark, cut(name, SMALL, false, inner - 24.0))
    });
    let legend = Legend::new(entries.collect(), inner);
    let mut remarks = Vec::new();
    for note in &heading.notes {
        for line in wrap(&note.text, SMALL, note.warning, inner) {
            remarks.push((note.warning, line));
        }
    }
    let gap = if legend.height > 0.0 { 8.0 } else { 0.0 };
    let below = gap + legend.height + 4.0 + remarks.len() as f64 * LINE + margin;
    let body = (height - top - below).max(lowest);
    let height = (top + body + below).max(height);
    let mut scene = Scene { width, height: height.ceil(), shapes: Vec::new() };
    scene.fill(Area { x: 0.0, y: 0.0, width, height: scene.height }, WHITE);
    for text in above {
        scene.text(text);
    }
    let area = Area { x: margin, y: top, width: inner, height: body };
    let mut baseline = area.bottom() + gap + legend.height + 4.0 + LINE * 0.7;
    legend.draw(&mut scene, margin, area.bottom() + gap);
    for (warning, line) in remarks {
        let text = Text::new(margin, baseline, line, SMALL, if warning { WARNING } else { FAINT_INK });
        scene.text(if warning { text.bold() } else { text });
        baseline += LINE;
    }
    (scene, area)
}

/// Text in at most so many lines.
fn lines(text: &str, width: f64, most: usize) -> Vec<String> {
    let mut lines = wrap(text, SMALL, false, width);
    if lines.len() > most {
        let rest = lines.split_off(most - 1).join(" ");
        lines.push(cut(&rest, SMALL, false, width));
    }
    lines
}

/// Says in the middle of a plot that there is nothing to show.
pub(super) fn nothing(scene: &mut Scene, area: Area, why: &str) {
    for (number, line) in wrap(why, LABEL, false, area.width - 20.0).into_iter().enumerate() {
        let baseline = area.y + 24.0 + number as f64 * LINE;
        scene.text(Text::new(area.x + 10.0, baseline, line, LABEL, FAINT_INK));
    }
}

#[cfg(test)]
mod tests {
    use super::super::scene::tests::assert_legible;
    use super::*;

    #[test]
    fn long_headings_and_many_remarks_make_a_picture_higher() {
        let long = "a name that goes on and on ".repeat(20);
        let mut heading = Heading {
            title: long.clone(),
            subtitle: long.clone(),
            summary: long.clone(),
            legend: (0..20).map(|at| (Mark::Number(at), long.clone())).collect(),
            notes: Vec::new(),
        };
        for _ in 0..10 {
            heading.say(long.clone());
            heading.warn(long.clone());
        }
        for size in [PlotSize::SMALL, PlotSize::MEDIUM, PlotSize::LARGE] {
            let (scene, area) = sheet(size, &heading);
            assert_legible(&scene, "a long heading");
            assert!(area.height >= LOWEST && scene.height > size.layout().1);
        }
    }

    #[test]
    fn a_short_heading_leaves_the_size_as_it_is() {
        let heading = Heading { title: "Energy".to_owned(), ..Heading::default() };
        for size in [PlotSize::SMALL, PlotSize::MEDIUM, PlotSize::LARGE] {
            let (scene, area) = sheet(size, &heading);
            assert!((scene.height - size.layout().1.ceil()).abs() < 1e-9);
            assert!(area.height > scene.height * 0.75);
        }
    }
}
