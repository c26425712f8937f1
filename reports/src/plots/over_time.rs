//! How busy cores and links were over the time of a run.

use super::legend::Mark;
use super::picture::{Picture, PlotSize};
use super::quantity::Quantity;
use super::ruler::{BELOW, Ruler, Spacing, TITLE_ABOVE};
use super::scene::{Area, Scene};
use super::sheet::{Heading, nothing, sheet_with};
use super::style::{Colour, SERIES};
use crate::notes::Note;
use crate::record::{BusyColumns, RunRecord};
use crate::si::{grouped, percent};

/// Shares of a time in which cores (or links) were busy, 0 to 1.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct BusyShares {
    /// Of all of them together.
    pub mean: f64,
    /// 10 % of them were busy for no more.
    pub p10: f64,
    /// 90 % of them were busy for no more.
    pub p90: f64,
    /// Of the busiest.
    pub max: f64,
}

/// Shares over time.
#[derive(Clone, Debug, PartialEq)]
pub struct BusySeries {
    /// What is busy: `cores in use`, `links between routers`.
    pub name: String,
    /// How many there are.
    pub of: u32,
    /// By step.
    pub shares: Vec<BusyShares>,
}

/// Utilisation over time, to be drawn: a panel a series.
#[derive(Clone, Debug)]
pub struct UtilisationOverTime {
    /// What it shows.
    pub title: String,
    /// Of what.
    pub subtitle: String,
    /// Lengths of steps in seconds.
    pub step_s: Vec<f64>,
    /// What was busy in them.
    pub series: Vec<BusySeries>,
    /// Remarks.
    pub notes: Vec<Note>,
}

const MEAN: Colour = SERIES[0];
const MOST: Colour = SERIES[3];
/// Between the 10th and the 90th of a hundred.
const BAND: Colour = Colour(176, 212, 238);
/// Strokes and gaps of the line of the busiest.
const STROKES: &[f64] = &[6.0, 3.0];
/// Least height of a panel with its title.
const PANEL: f64 = 120.0;
/// Least width of what is drawn as one.
const NARROWEST: f64 = 2.0;

impl UtilisationOverTime {
    /// Of a run; `None` where its record does not say how busy cores were in each step.
    pub fn of(record: &RunRecord, title: String, subtitle: String, notes: Vec<Note>) -> Option<Self> {
        let steps = &record.steps;
        let ticks = &steps.duration_ticks;
        let series = |name: &str, busy: &BusyColumns| {
            let shares = ticks.iter().enumerate().map(|(step, &length)| {
                let share =
                    |ticks: u64| if length == 0 { 0.0 } else { (ticks as f64 / length as f64).min(1.0) };
                BusyShares {
                    mean: share(busy.sum_ticks[step] / u64::from(busy.of.max(1))),
                    p10: share(busy.p10_ticks[step]),
                    p90: share(busy.p90_ticks[step]),
                    max: share(busy.max_ticks[step]),
                }
            });
            BusySeries { name: name.to_owned(), of: busy.of, shares: shares.collect() }
        };
        let cores = series("cores in use", steps.cores_busy.as_ref()?);
        let links = steps.links_busy.as_ref().map(|busy| series("links between routers", busy));
        let per_second = record.time.ticks_per_second as f64;
        Some(Self {
            title,
            subtitle,
            step_s: ticks.iter().map(|&ticks| ticks as f64 / per_second).collect(),
            series: [cores].into_iter().chain(links).collect(),
            notes,
        })
    }

    /// The picture.
    pub fn picture(&self, size: PlotSize) -> Picture {
        Picture::of(self.scene(size), size)
    }

    pub(super) fn scene(&self, size: PlotSize) -> Scene {
        let total: f64 = self.step_s.iter().sum();
        let panels = self.series.len().max(1) as f64;
        let mut heading = Heading {
            title: self.title.clone(),
            subtitle: self.subtitle.clone(),
            summary: self.summary(total),
            legend: vec![
                (Mark::Line(MEAN, 2.0, &[]), "mean".to_owned()),
                (Mark::Solid(BAND), "between the 10th and the 90th of a hundred".to_owned()),
                (Mark::Line(MOST, 1.4, STROKES), "the busiest in each step".to_owned()),
            ],
            notes: self.notes.clone(),
        };
        let lowest = BELOW + panels * PANEL;
        let (_, area) = sheet_with(size, &heading, lowest);
        let widest = (area.width / NARROWEST) as usize;
        if self.step_s.len() > widest {
            heading.say(format!(
                "{} steps are drawn as {} equal times: means of mean and band, and the most of the busiest",
                grouped(self.step_s.len() as u64),
                grouped(widest as u64)
            ));
        }
        let (mut scene, area) = sheet_with(size, &heading, lowest);
        if total <= 0.0 || self.series.is_empty() {
            nothing(&mut scene, area, "no time passed");
            return scene;
        }
        let time = Ruler::around(
            [0.0, total].into_iter(),
            &Quantity::new("time", "s"),
            Spacing::FromZero,
            (area.width / 90.0) as u32,
        );
        let height = (area.height - BELOW) / panels;
        for (place, series) in self.series.iter().enumerate() {
            let quantity = Quantity::new(
                format!("{} {} busy", grouped(u64::from(series.of)), series.name),
                "% of the time",
            );
            let most = series.shares.iter().map(|share| share.max).fold(0.0, f64::max) * 100.0;
            let busy =
                Ruler::around([0.0, most].into_iter(), &quantity, Spacing::FromZero, (height / 40.0) as u32);
            // All panels lie above each other, so the widest numbers decide.
            let left = area.x + 48.0;
            let top = area.y + place as f64 * height;
            let panel = Area {
                x: left,
                y: top + TITLE_ABOVE,
                width: area.right() - left - 8.0,
                height: height - TITLE_ABOVE - 10.0,
            };
            busy.draw_left(&mut scene, panel, area.x);
            if place + 1 == self.series.len() {
                time.draw_below(&mut scene, panel);
            }
            draw(&mut scene, panel, &self.times(series, widest), (&time, &busy));
        }
        scene
    }

    fn summary(&self, total: f64) -> String {
        if total <= 0.0 {
            return String::new();
        }
        let parts = self.series.iter().map(|series| {
            let whole = |of: fn(&BusyShares) -> f64| {
                series.shares.iter().zip(&self.step_s).map(|(share, length)| of(share) * length).sum::<f64>()
                    / total
            };
            let most = series.shares.iter().map(|share| share.max).fold(0.0, f64::max);
            format!(
                "{} are busy for {} of the time, one at most for {} of a step",
                series.name,
                percent(whole(|share| share.mean)),
                percent(most)
            )
        });
        parts.collect::<Vec<_>>().join("; ")
    }

    /// What is drawn: from when, until when, and how busy. Steps, or equal times where there are too many of them.
    fn times(&self, series: &BusySeries, most: usize) -> Vec<(f64, f64, BusyShares)> {
        let mut at = 0.0;
        let steps = self.step_s.iter().zip(&series.shares).map(|(&length, &shares)| {
            at += length;
            (at - length, at, shares)
        });
        let steps: Vec<(f64, f64, BusyShares)> = steps.filter(|(from, until, _)| until > from).collect();
        let total = steps.last().map_or(0.0, |(_, until, _)| *until);
        if steps.len() <= most || total <= 0.0 {
            return steps;
        }
        let width = total / most as f64;
        let mut sums = vec![BusyShares::default(); most];
        for (from, until, shares) in steps {
            let (first, last) = ((from / width) as usize, (until / width) as usize);
            for (place, sum) in sums.iter_mut().enumerate().take(last.min(most - 1) + 1).skip(first) {
                let begins = place as f64 * width;
                let part = (until.min(begins + width) - from.max(begins)).max(0.0) / width;
                sum.mean += shares.mean * part;
                sum.p10 += shares.p10 * part;
                sum.p90 += shares.p90 * part;
                if part > 0.0 {
                    sum.max = sum.max.max(shares.max);
                }
            }
        }
        let place = |(place, shares)| (place as f64 * width, (place as f64 + 1.0) * width, shares);
        sums.into_iter().enumerate().map(place).collect()
    }
}

/// Band, mean and busiest of one series.
fn draw(scene: &mut Scene, panel: Area, times: &[(f64, f64, BusyShares)], (time, busy): (&Ruler, &Ruler)) {
    let height = |share: f64| busy.y(panel, share * 100.0);
    for (from, until, shares) in times {
        let (left, right) = (time.x(panel, *from), time.x(panel, *until));
        let (top, bottom) = (height(shares.p90), height(shares.p10));
        scene.fill(Area { x: left, y: top, width: right - left, height: bottom - top }, BAND);
    }
    let line = |of: fn(&BusyShares) -> f64| -> Vec<(f64, f64)> {
        let ends = times.iter().flat_map(|(from, until, shares)| {
            let y = height(of(shares));
            [(time.x(panel, *from), y), (time.x(panel, *until), y)]
        });
        ends.collect()
    };
    scene.dashed(&line(|shares| shares.max), MOST, 1.4, STROKES);
    scene.path(line(|shares| shares.mean), MEAN, 2.0);
}

#[cfg(test)]
mod tests {
    use super::super::scene::tests::assert_legible;
    use super::*;
    use crate::testing;

    fn plot(record: &RunRecord) -> UtilisationOverTime {
        let name = "egru-ptb on mesh-generic, 200 steps, seed 7".to_owned();
        let notes = vec![Note { warning: true, text: "lower bound: 1 action unpriced".to_owned() }];
        UtilisationOverTime::of(record, "Utilisation over time".to_owned(), name, notes)
            .expect("steps are known")
    }

    #[test]
    fn runs_of_all_lengths_are_legible_at_three_sizes() {
        for steps in [1, 2, 7, 60, 3000] {
            for links in [true, false] {
                let mut record = testing::record_of(&testing::outcome(3, 9, steps, 4));
                if !links {
                    record.steps.links_busy = None;
                }
                for size in [PlotSize::SMALL, PlotSize::MEDIUM, PlotSize::LARGE] {
                    assert_legible(&plot(&record).scene(size), &format!("{steps} steps, {size:?}"));
                }
            }
        }
    }

    #[test]
    fn shares_are_those_of_the_steps() {
        let record = testing::record_of(&testing::outcome(3, 9, 5, 4));
        let plot = plot(&record);
        let busy = record.steps.cores_busy.as_ref().unwrap();
        for (step, shares) in plot.series[0].shares.iter().enumerate() {
            let length = record.steps.duration_ticks[step] as f64;
            assert!((shares.max - busy.max_ticks[step] as f64 / length).abs() < 1e-12);
            assert!((shares.mean - busy.sum_ticks[step] as f64 / 9.0 / length).abs() < 1e-3);
            assert!(shares.p10 <= shares.p90 && shares.p90 <= shares.max && shares.max <= 1.0);
        }
    }

    #[test]
    fn many_steps_keep_their_mean_and_their_most() {
        let record = testing::record_of(&testing::outcome(3, 9, 4000, 4));
        let plot = plot(&record);
        let series = &plot.series[0];
        let total: f64 = plot.step_s.iter().sum();
        let mean: f64 =
            series.shares.iter().zip(&plot.step_s).map(|(share, length)| share.mean * length).sum();
        let drawn = plot.times(series, 100);
        assert_eq!(drawn.len(), 100);
        let of_drawn: f64 = drawn.iter().map(|(from, until, share)| share.mean * (until - from)).sum();
        assert!((mean - of_drawn).abs() < 1e-9 * total, "{mean} {of_drawn}");
        let most = |shares: &mut dyn Iterator<Item = f64>| shares.fold(0.0, f64::max);
        let all = most(&mut series.shares.iter().map(|share| share.max));
        let of_drawn = most(&mut drawn.iter().map(|time| time.2.max));
        assert!((all - of_drawn).abs() < 1e-12);
    }

    #[test]
    fn a_record_that_does_not_know_has_no_plot() {
        let mut record = testing::record_of(&testing::outcome(3, 9, 5, 4));
        record.steps.cores_busy = None;
        assert!(UtilisationOverTime::of(&record, String::new(), String::new(), Vec::new()).is_none());
        let empty = testing::record_of(&testing::empty_outcome());
        assert!(UtilisationOverTime::of(&empty, String::new(), String::new(), Vec::new()).is_none());
    }
}
