//! A progress bar, for people at a terminal only.

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use crate::console::Look;

/// Shows how many steps are simulated; silent where standard error is no terminal.
pub(crate) struct Progress(ProgressBar);

impl Progress {
    /// A bar for so many steps, called `unit`, labelled with what is simulated.
    pub(crate) fn new(steps: u32, unit: &str, label: &str) -> Self {
        Self::shown(u64::from(steps), label, &format!("{{pos}}/{{len}} {unit}, {{eta}} left"))
    }

    /// A bar for so many points of a study, of which each takes long enough for their rate to be of interest.
    pub(crate) fn of_points(points: u64, label: &str) -> Self {
        Self::shown(points, label, "{pos}/{len} points, {per_sec}, {eta} left")
    }

    fn shown(length: u64, label: &str, figures: &str) -> Self {
        let look = Look::of_errors();
        if !look.terminal {
            return Self(ProgressBar::hidden());
        }
        let bar = ProgressBar::with_draw_target(Some(length), ProgressDrawTarget::stderr());
        let colours = if look.colour { "cyan/blue" } else { "" };
        let template = format!("{{msg}} [{{bar:30.{colours}}}] {figures}");
        let template = if look.colour { template } else { template.replace("30.", "30") };
        // The template is fixed above; the default bar is a fair stand-in for a mistyped one.
        let style = ProgressStyle::with_template(&template).unwrap_or_else(|_| ProgressStyle::default_bar());
        bar.set_style(style.progress_chars("=> "));
        bar.set_message(label.to_owned());
        Self(bar)
    }

    /// So many steps have ended.
    pub(crate) fn at(&self, steps: u32) {
        let length = self.0.length().unwrap_or(u64::from(steps));
        // Chips that take a step a layer run a few steps longer than there are tokens.
        self.0.set_position(u64::from(steps).min(length));
    }

    /// So many more have ended.
    pub(crate) fn add(&self, points: u64) {
        self.0.inc(points);
    }

    /// So many had ended before, which says nothing about the rate.
    pub(crate) fn begin_at(&self, points: u64) {
        self.0.set_position(points);
        self.0.reset_eta();
    }

    /// Takes the bar off the screen.
    pub(crate) fn clear(&self) {
        self.0.finish_and_clear();
    }
}
