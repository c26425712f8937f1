//! A progress bar, for people at a terminal only.

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use crate::console::Look;

/// Shows how many steps are simulated; silent where standard error is no terminal.
pub(crate) struct Progress(ProgressBar);

impl Progress {
    /// A bar for so many steps, called `unit`, labelled with what is simulated.
    pub(crate) fn new(steps: u32, unit: &str, label: &str) -> Self {
        let look = Look::of_errors();
        if !look.terminal {
            return Self(ProgressBar::hidden());
        }
        let bar = ProgressBar::with_draw_target(Some(u64::from(steps)), ProgressDrawTarget::stderr());
        let colours = if look.colour { "cyan/blue" } else { "" };
        let template = format!("{{msg}} [{{bar:30.{colours}}}] {{pos}}/{{len}} {unit}, {{eta}} left");
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

    /// Takes the bar off the screen.
    pub(crate) fn clear(&self) {
        self.0.finish_and_clear();
    }
}
