//! The sections of the table.

use std::fmt::Write as _;

use comfy_table::Color;

use super::bar::bar;
use super::style::{Look, fix, number};
use crate::assemble::wait_phrase;
use crate::bounds::term_phrase;
use crate::notes::notes;
use crate::record::{NocRecord, RunRecord, TrainedRecord};
use crate::si::{digits, grouped, percent, scale, si};

/// Characters of a bar.
const BAR: usize = 24;
const DYNAMIC: Color = Color::Blue;
const STATIC: Color = Color::DarkGrey;

/// What was run, and the figures people look for first.
pub(super) fn headline(record: &RunRecord, look: Look) -> String {
    let (manifest, time, energy, counts) = (&record.manifest, &record.time, &record.energy, &record.counts);
    let chips = if manifest.chips == 1 { String::new() } else { format!("{} × ", manifest.chips) };
    let title = format!(
        "{} on {chips}{}: {} steps, seed {}, {} of {} cores",
        manifest.workload,
        manifest.chip,
        grouped(counts.tokens),
        manifest.seed,
        counts.cores_used,
        counts.cores_present,
    );
    let mut table = look.table(&["", "a token", "whole run", ""]);
    let tokens = counts.tokens.max(1) as f64;
    table.add_row(vec![
        look.strong("time"),
        number(si(time.total_s / tokens, "s")),
        number(si(time.total_s, "s")),
        comfy_table::Cell::new(format!("latency of a token {}", si(time.token_latency_s, "s"))),
    ]);
    let range = if energy.high_j > energy.low_j {
        format!("between {} and {} by its sources", si(energy.low_j, "J"), si(energy.high_j, "J"))
    } else {
        String::new()
    };
    table.add_row(vec![
        look.strong("energy"),
        number(si(energy.per_step_j, "J")),
        number(si(energy.total_j, "J")),
        comfy_table::Cell::new(range),
    ]);
    for (name, joules) in [("  dynamic", energy.dynamic_j), ("  static", energy.static_j)] {
        let share = if energy.total_j > 0.0 { percent(joules / energy.total_j) } else { String::new() };
        table.add_row(vec![
            comfy_table::Cell::new(name),
            number(si(joules / tokens, "J")),
            number(si(joules, "J")),
            comfy_table::Cell::new(share),
        ]);
    }
    let power = &record.power;
    let per_synop = match (energy.pj_per_synop.marginal, energy.pj_per_synop.total) {
        (Some(marginal), Some(total)) => {
            format!("{} pJ a synop, all included; {} pJ marginal", digits(total), digits(marginal))
        }
        _ => "no synop".to_owned(),
    };
    table.add_row(vec![
        look.strong("power"),
        number(String::new()),
        number(si(power.mean_w, "W")),
        comfy_table::Cell::new(format!("peak {} over {}", si(power.peak_w, "W"), si(power.window_s, "s"))),
    ]);
    if let (Some(chip), Some(density)) = (record.area.chip_mm2, record.area.power_density_w_per_mm2) {
        let known = record.area.chip_basis.map_or("", egret_config::Basis::word);
        table.add_row(vec![
            look.strong("area"),
            number(String::new()),
            number(format!("{} mm2", digits(chip * f64::from(record.area.chips.max(1))))),
            comfy_table::Cell::new(format!("{known}; {}/mm2", si(density, "W"))),
        ]);
    }
    table.add_row(vec![
        look.strong("synops"),
        number(per_token(counts.synops, tokens)),
        number(grouped(counts.synops)),
        comfy_table::Cell::new(per_synop),
    ]);
    table.add_row(vec![
        look.strong("events"),
        number(per_token(counts.spikes, tokens)),
        number(grouped(counts.spikes)),
        comfy_table::Cell::new(format!("{} packets delivered", grouped(counts.deliveries))),
    ]);
    let noc = &record.noc;
    // Records of a time when nobody wrote it down have none.
    if noc.link_hops > 0 {
        table.add_row(vec![
            look.strong("link hops"),
            number(per_token(noc.link_hops, tokens)),
            number(grouped(noc.link_hops)),
            comfy_table::Cell::new(network(noc)),
        ]);
    }
    format!("{}\n{table}", look.heading(&title))
}

/// How the network between cores did.
fn network(noc: &NocRecord) -> String {
    let mut text = format!(
        "busiest link {}, latency p99 {}",
        percent(noc.link_load_max),
        si(noc.packet_latency_p99_s, "s")
    );
    // Writing to a string cannot fail.
    if noc.multicast_savings > 0.0 {
        let _ = write!(text, ", {} saved by multicast", percent(noc.multicast_savings));
    }
    if noc.drops > 0 {
        let _ = write!(text, ", {} dropped", grouped(noc.drops));
    }
    text
}

/// A mean count.
fn per_token(count: u64, tokens: f64) -> String {
    let mean = count as f64 / tokens;
    if mean >= 1000.0 { grouped(mean.round() as u64) } else { digits(mean) }
}

/// Energy by component, with bars.
pub(super) fn components(record: &RunRecord, look: Look) -> String {
    let rows: Vec<(String, f64, f64)> = record
        .energy
        .by_component
        .iter()
        .filter(|(_, split)| split.total_j() > 0.0)
        .map(|(name, split)| (name.replace('_', " "), split.dynamic_j, split.static_j))
        .collect();
    energies(record, look, "component", rows)
}

/// Energy by layer, with bars.
pub(super) fn layers(record: &RunRecord, look: Look) -> String {
    let rows = record
        .energy
        .by_layer
        .iter()
        .map(|(name, layer)| (name.to_owned(), layer.dynamic_j, layer.static_j))
        .collect();
    energies(record, look, "layer", rows)
}

/// Rows of (name, dynamic, static), all in the unit of the largest.
fn energies(record: &RunRecord, look: Look, what: &str, rows: Vec<(String, f64, f64)>) -> String {
    let largest = rows.iter().map(|(_, dynamic, fixed)| dynamic + fixed).fold(0.0, f64::max);
    if largest <= 0.0 {
        return String::new();
    }
    let unit = format!("{}J", scale(largest).prefix);
    let worth = scale(largest).worth;
    let heads = [
        what.to_owned(),
        format!("dynamic {unit}"),
        format!("static {unit}"),
        "share".to_owned(),
        String::new(),
    ];
    let heads: Vec<&str> = heads.iter().map(String::as_str).collect();
    let mut table = look.table(&heads);
    let amount = |joules: f64| if joules > 0.0 { digits(joules / worth) } else { "-".to_owned() };
    for (name, dynamic, fixed) in rows {
        let (solid, shaded) = bar(dynamic / largest, fixed / largest, BAR);
        let (tint, drawn) = if solid.is_empty() { (STATIC, shaded) } else { (DYNAMIC, solid + &shaded) };
        table.add_row(vec![
            comfy_table::Cell::new(name),
            number(amount(dynamic)),
            number(amount(fixed)),
            number(percent((dynamic + fixed) / record.energy.total_j)),
            look.tinted(drawn, tint),
        ]);
    }
    // The bar and its padding.
    fix(&mut table, 4, BAR as u16 + 2);
    table.to_string()
}

/// Sparsity by layer, and operations by the conventions of the papers.
pub(super) fn operations(record: &RunRecord, look: Look) -> String {
    let mut layers =
        look.table(&["layer", "units", "weight density", "activity", "events a token", "synops a token"]);
    let tokens = record.counts.tokens.max(1) as f64;
    let share = |share: Option<f64>| share.map_or_else(|| "-".to_owned(), percent);
    for layer in &record.layers {
        let sparsity = record.sparsity.per_layer.get(&layer.name).copied().unwrap_or_default();
        let synops: u64 = layer.synops.values().sum();
        layers.add_row(vec![
            comfy_table::Cell::new(&layer.name),
            number(grouped(u64::from(layer.units))),
            number(share(sparsity.weight_density)),
            number(share(sparsity.activity_density)),
            number(per_token(layer.events, tokens)),
            number(per_token(synops, tokens)),
        ]);
    }
    layers.add_row(vec![
        look.strong("on chip"),
        number(String::new()),
        number(share(record.sparsity.weight_density)),
        number(share(record.sparsity.activity_density)),
        number(String::new()),
        number(per_token(record.counts.synops, tokens)),
    ]);
    let mut table = look.table(&["MACs a token", "dense", "all sparse", "feed-forward dense"]);
    let counts = &record.operations;
    let whole = &counts.with_embedding_and_decoder;
    for (name, dense, effective) in [
        ("layers alone", counts.dense_macs, counts.effective_macs),
        ("with embedding and decoder", whole.dense_macs, whole.effective_macs),
    ] {
        table.add_row(vec![
            comfy_table::Cell::new(name),
            number(macs(dense)),
            number(macs(effective.all_sparse)),
            number(macs(effective.ff_dense)),
        ]);
    }
    format!("{layers}\n\n{table}")
}

/// What an executed language model made of its words.
pub(super) fn language(record: &RunRecord) -> String {
    let Some(language) = &record.language else {
        let of_trained = |trained: &TrainedRecord| {
            let (perplexity, data) = (digits(trained.perplexity), &trained.data);
            format!("perplexity {perplexity} as measured after training (data set `{data}`), not by this run")
        };
        return record.trained.as_ref().map(of_trained).unwrap_or_default();
    };
    let words = grouped(language.tokens);
    let predicted = format!("perplexity {} on {words} words", digits(language.perplexity));
    match language.perplexity_unrounded {
        Some(unrounded) => {
            let (bits, unrounded) = (language.weight_bits, digits(unrounded));
            format!("{predicted} with weights of {bits} bits; {unrounded} with weights as they were trained")
        }
        None => predicted,
    }
}

fn macs(count: f64) -> String {
    let scale = scale(count);
    format!("{} {}", digits(count / scale.worth), scale.prefix).trim_end().to_owned()
}

/// What the time went into.
pub(super) fn waits(record: &RunRecord, look: Look) -> String {
    let total = record.time.total_s;
    let mut waits: Vec<(&str, f64)> = record
        .time
        .waits_s
        .iter()
        .map(|(name, seconds)| (name, *seconds))
        .filter(|(_, s)| *s > 0.0)
        .collect();
    if waits.is_empty() {
        return String::new();
    }
    waits.sort_by(|a, b| b.1.total_cmp(&a.1));
    let mut table = look.table(&["time went into", "a token", "share", ""]);
    let tokens = record.counts.tokens.max(1) as f64;
    let largest = waits[0].1;
    for (name, seconds) in waits {
        let (solid, _) = bar(seconds / largest, 0.0, BAR);
        table.add_row(vec![
            comfy_table::Cell::new(wait_phrase(name)),
            number(si(seconds / tokens, "s")),
            number(percent(seconds / total)),
            look.tinted(solid, DYNAMIC),
        ]);
    }
    fix(&mut table, 3, BAR as u16 + 2);
    let above = above_bound(record, usize::from(look.width));
    format!("{}\n{above}{table}", look.heading(&format!("bound by {}", record.bound_by)))
}

/// How far above its lower bound the run was, and why.
fn above_bound(record: &RunRecord, width: usize) -> String {
    let Some(bound) = &record.bound else { return String::new() };
    let Some((simulated, above)) =
        bound.simulated.as_ref().and_then(|simulated| Some((simulated, simulated.above_percent?)))
    else {
        return String::new();
    };
    let times = digits(1.0 + above / 100.0);
    let binding = bound.binding.as_ref().map_or_else(String::new, |binding| {
        format!(" ({} of {}: {})", term_phrase(binding.term), binding.place, binding.state.phrase())
    });
    let rest =
        if simulated.why.is_empty() { String::new() } else { format!("; the rest: {}", simulated.why) };
    let line = format!("{times} x its lower bound of {} a step{binding}{rest}", si(bound.step_s.mean, "s"));
    broken(&line, width).join("\n") + "\n"
}

/// What banks were asked for.
pub(super) fn memories(record: &RunRecord, look: Look) -> String {
    let mut table = look.table(&["memory", "words a token", "fullest bank over mean", "waits for banks"]);
    let tokens = record.counts.tokens.max(1) as f64;
    for (name, memory) in record.memory.iter() {
        let Some(ratio) = memory.fullest_over_mean else { continue };
        table.add_row(vec![
            comfy_table::Cell::new(name),
            number(per_token(memory.words_by_bank.iter().sum(), tokens)),
            number(digits(ratio)),
            number(if memory.conflict_wait_s > 0.0 {
                si(memory.conflict_wait_s, "s")
            } else {
                "-".to_owned()
            }),
        ]);
    }
    if table.is_empty() { String::new() } else { table.to_string() }
}

/// What must be known before believing a figure.
pub(super) fn remarks(record: &RunRecord, look: Look) -> String {
    let mut text = String::new();
    for note in notes(record) {
        for (number, line) in broken(&note.text, usize::from(look.width) - 2).into_iter().enumerate() {
            let line = format!("{}{line}", if number == 0 { "" } else { "  " });
            text.push_str(&if note.warning { look.warning(&line) } else { line });
            text.push('\n');
        }
    }
    text
}

/// Lines of at most so many characters, broken at blanks.
fn broken(text: &str, width: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in text.split(' ') {
        match lines.last_mut() {
            Some(line) if line.chars().count() + 1 + word.chars().count() <= width => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(word.to_owned()),
        }
    }
    lines
}
