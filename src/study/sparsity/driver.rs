//! Carries the studies out one after another, and writes down what follows from them.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use egret_config::Problem;
use egret_reports::results::ResultSet;

use super::break_even;
use super::claim::{self, Claim};
use super::figures::{Sheet, csv, markdown, short};
use super::finding;
use super::frontier;
use super::gains::{self, Formats, number};
use super::parts::{self, Extent, Net};
use super::pictures;
use super::points::{Figure, Points};
use super::regimes;
use super::waterfall::{self, Waterfall};
use crate::commands::workload;
use crate::failure::Failure;
use crate::inputs::{self, Source};
use crate::progress::Progress;
use crate::settings::Settings;
use crate::study::{Campaign, Options, Study};

/// What the analysis starts from.
struct Found {
    /// By network: every point on as few chips as hold it, and on as many as hold the dense network.
    own: Vec<Points>,
    board: Vec<Points>,
    waterfalls: Vec<Waterfall>,
    /// Over which orders waterfalls have ranges.
    orders: &'static str,
    claim: Claim,
}

/// Carries everything out below a directory, and writes the analysis into it; what was simulated before is kept.
/// `adjust` is told of every study before it begins. Returns what to show.
pub(crate) fn carry_out(
    extent: Extent,
    directory: &Path,
    options: Options,
    adjust: &dyn Fn(&mut Study) -> Result<(), Failure>,
) -> Result<String, Failure> {
    let simulate = |name: &str, text: String| part(directory, name, text, options, adjust);
    let (mut own, mut board) = (Vec::new(), Vec::new());
    for net in Net::ALL {
        let name = format!("own-{}", net.workload());
        let set = simulate(&name, parts::grid(extent, net, None))?;
        let points = Points::of(net, &set);
        let boards: Vec<(String, u32)> =
            points.boards().into_iter().filter(|(_, chips)| *chips > 1).collect();
        let on_board = if boards.is_empty() {
            points.clone()
        } else {
            let name = format!("board-{}", net.workload());
            let text = parts::grid(extent, net, Some(&boards));
            points.with(Points::of(net, &simulate(&name, text)?))
        };
        own.push(points);
        board.push(on_board);
    }
    let corners = simulate("corners", parts::corners(extent))?;
    let overheads = simulate("waterfall", parts::waterfall(extent))?;
    let waterfalls = waterfall::waterfalls(&overheads, &corners);
    let found = Found { own, board, waterfalls, orders: extent.orders(), claim: claimed()? };
    write(directory, &found)
}

/// One study in a directory of its own.
fn part(
    directory: &Path,
    name: &str,
    text: String,
    options: Options,
    adjust: &dyn Fn(&mut Study) -> Result<(), Failure>,
) -> Result<ResultSet, Failure> {
    let source = Source { name: format!("{name}.ron"), text, shipped: true };
    let mut study = Study::parse(source, Path::new(""))?;
    adjust(&mut study)?;
    let campaign = Campaign::new(study)?;
    let below = directory.join(name);
    let progress = Progress::of_points(campaign.points_of(options.shard), name);
    campaign
        .carry_out(&below, options, &|points| progress.begin_at(points), &|points| progress.add(points))?;
    progress.clear();
    Ok(ResultSet::read(&below)?)
}

/// Operations of the network of the papers, by its definition.
fn claimed() -> Result<Claim, Failure> {
    let source = inputs::workloads().find(Net::Ptb.workload(), Path::new(""))?;
    let (_, activity) = Net::Ptb.example();
    let mut settings = Settings::from_scenario(source.clone());
    settings.add_of_scenario("workload.activity", activity.to_string(), String::new());
    let network = workload::load(&source, &settings, 1)?;
    let operations = network.operations(&network.activity().densities());
    Ok(Claim::of(activity, operations.dense_macs, operations.effective_all_sparse))
}

fn write(directory: &Path, found: &Found) -> Result<String, Failure> {
    let trained = found.board.iter().find(|points| points.net == Net::Trained);
    let ptb = found.board.iter().find(|points| points.net == Net::Ptb);
    let (Some(trained), Some(ptb)) = (trained, ptb) else {
        return Err(Failure::Bug("a network was not simulated".to_owned()));
    };
    let boards = [("dense", found.board.as_slice()), ("own", found.own.as_slice())];
    let mut sheets = vec![
        Sheet::csv("interaction.csv", &gains::COLUMNS, &gains::lines(&boards)),
        Sheet::csv("regimes.csv", &regimes::COLUMNS, &regimes::lines(&found.board)),
        Sheet::csv("break_even.csv", &break_even::COLUMNS, &break_even::lines(&found.board)),
        Sheet::csv("iso_energy.csv", &break_even::ISO_COLUMNS, &break_even::iso_lines(&found.board)),
        Sheet::csv("perplexity.csv", &frontier::COLUMNS, &frontier::lines(trained)),
        Sheet::csv("claim.csv", &claim::COLUMNS, &claim::lines(ptb, found.claim)),
    ];
    let mut falls = Vec::new();
    for waterfall in &found.waterfalls {
        let lines = waterfall::lines(waterfall);
        let (title, subtitle) = waterfall::title(waterfall, found.orders);
        let table = csv(&["step", "factor", "low", "high", "gain"], &lines);
        let name = format!("waterfall-{}-{}.csv", waterfall.chip, waterfall.figure.name());
        sheets.push(Sheet::text(name, format!("# title: {title}\n# subtitle: {subtitle}\n{table}")));
        for (order, line) in lines.into_iter().enumerate() {
            let before = [waterfall.chip.clone(), waterfall.figure.name().to_owned(), order.to_string()];
            falls.push(before.into_iter().chain(line).collect());
        }
    }
    if !falls.is_empty() {
        sheets.push(Sheet::csv("waterfall.csv", &waterfall::COLUMNS, &falls));
    }
    let sentence = finding::sentence(ptb, found.claim).ok_or_else(|| {
        let problem = Problem::new("", "runs that the finding speaks of did not end well");
        Failure::input(
            directory.display().to_string(),
            problem.hint("`why` in results.csv below it says more"),
        )
    })?;
    sheets.push(Sheet::text("finding.txt", format!("{sentence}\n")));
    let summary = summary(found, ptb, trained, &sentence);
    sheets.push(Sheet::text("summary.md", summary.clone()));
    let of_points = found.board.iter().flat_map(pictures::of_points);
    let falls = found.waterfalls.iter().map(|fall| pictures::waterfall(fall, found.orders));
    for picture in of_points.chain(falls).chain([pictures::perplexity(trained)]) {
        sheets.push(Sheet { name: format!("{}.svg", picture.name), content: picture.svg()? });
    }
    let written = sheets.iter().map(|sheet| sheet.write(directory)).collect::<Result<Vec<PathBuf>, _>>()?;
    let paths: Vec<String> = written.iter().map(|path| format!("  {}", path.display())).collect();
    Ok(format!("{summary}wrote\n{}\n", paths.join("\n")))
}

/// What readers look at first.
fn summary(found: &Found, ptb: &Points, trained: &Points, sentence: &str) -> String {
    let claim = found.claim;
    let mut text = format!("# Weight sparsity and activity sparsity\n\n{sentence}\n\n");
    let _ = write!(
        text,
        "In operations, gains multiply: {} × and {} × at weight sparsity 0.8 and 0.85 with activity {}; 20 × is crossed at \
         weight sparsity {:.3}.\n\n",
        short(claim.gain(0.2)),
        short(claim.gain(0.15)),
        claim.activity,
        claim.sparsity_for(20.0)
    );
    for points in [ptb, trained] {
        let (sparsity, activity) = points.net.example();
        for formats in Formats::ALL {
            let _ = write!(
                text,
                "## {} at weight density {} and activity {activity}, {} weight format\n\n",
                points.net.workload(),
                number(1.0 - sparsity),
                formats.name()
            );
            let mut lines = Vec::new();
            for figure in Figure::ALL {
                for gain in gains::example(points, points.net, formats, figure) {
                    lines.push(vec![
                        gain.chip.clone(),
                        figure.name().to_owned(),
                        short(gain.weights),
                        short(gain.events),
                        short(gain.product()),
                        short(gain.together),
                        short(gain.interaction()),
                        gain.format.clone(),
                    ]);
                }
            }
            let columns =
                ["chip", "figure", "weights alone", "activity alone", "product", "together", "I", "format"];
            text += &markdown(&columns, &lines);
            text += "\n";
        }
    }
    for waterfall in found.waterfalls.iter().filter(|waterfall| waterfall.figure == Figure::Energy) {
        let (title, subtitle) = waterfall::title(waterfall, found.orders);
        let _ = write!(
            text,
            "## {title}

{subtitle}

"
        );
        let gains = waterfall.gains();
        let mut lines =
            vec![vec!["ideal product".to_owned(), String::new(), String::new(), short(waterfall.ideal)]];
        lines.extend(waterfall.steps.iter().zip(gains).map(|(step, gain)| {
            let range = format!("{} to {}", short(step.range.0), short(step.range.1));
            vec![step.name.to_owned(), short(step.factor), range, short(gain)]
        }));
        lines.push(vec!["achieved".to_owned(), String::new(), String::new(), short(waterfall.achieved)]);
        text += &markdown(&["step", "factor", "range over orders", "gain after it"], &lines);
        text += "\n";
    }
    text
}
