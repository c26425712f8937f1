//! How well a model predicts words, and what that takes: perplexity, activity and synaptic operations.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;

use super::model::LanguageModel;
use crate::activity::Trace;
use crate::execute::{Executor, LogSoftmax};
use crate::network::ProjectionId;

/// What one stream of words gave.
#[derive(Clone, Debug)]
pub struct Reading {
    /// Words that were predicted.
    pub tokens: u64,
    /// Sum of the natural logarithms of the probabilities of the words that came next.
    pub log_probability: f64,
    /// Events by layer.
    pub traces: Vec<Trace>,
    /// Synaptic operations by projection; those of an event count at the step that emits it.
    pub synops: Vec<u64>,
    /// Multiplications of the decoder: events of the last layer times words.
    pub decoder_synops: u64,
}

/// What all streams gave.
#[derive(Clone, Debug)]
pub struct Evaluation {
    /// By stream.
    pub readings: Vec<Reading>,
}

impl Evaluation {
    /// Words that were predicted.
    pub fn tokens(&self) -> u64 {
        self.readings.iter().map(|reading| reading.tokens).sum()
    }

    /// `exp` of the mean negative logarithm of the probabilities of the words that came next.
    pub fn perplexity(&self) -> f64 {
        let sum: f64 = self.readings.iter().map(|reading| reading.log_probability).sum();
        libm::exp(-sum / self.tokens() as f64)
    }

    /// Events by layer.
    pub fn events(&self) -> Vec<u64> {
        let layers = self.readings.first().map_or(0, |reading| reading.traces.len());
        let events = |layer: usize| self.readings.iter().map(|reading| reading.traces[layer].events()).sum();
        (0..layers).map(events).collect()
    }

    /// Synaptic operations by projection.
    pub fn synops(&self) -> Vec<u64> {
        let projections = self.readings.first().map_or(0, |reading| reading.synops.len());
        let synops = |at: usize| self.readings.iter().map(|reading| reading.synops[at]).sum();
        (0..projections).map(synops).collect()
    }

    /// Multiplications of the decoder.
    pub fn decoder_synops(&self) -> u64 {
        self.readings.iter().map(|reading| reading.decoder_synops).sum()
    }

    /// Events by layer, stream after stream.
    pub fn traces(&self) -> Vec<Trace> {
        let layers = self.readings.first().map_or(0, |reading| reading.traces.len());
        let of = |layer: usize| {
            let mut trace = Trace::empty(self.readings[0].traces[layer].units());
            self.readings.iter().for_each(|reading| trace.append(&reading.traces[layer]));
            trace
        };
        (0..layers).map(of).collect()
    }
}

/// Lets a model read every stream from the zero state, on so many threads; what comes out does not depend on their number.
/// All words of a stream but the last are read, all but the first predicted. `on_step` is called, from any thread, after
/// every word.
pub fn evaluate(
    model: &LanguageModel,
    streams: &[&[u32]],
    threads: usize,
    on_step: &(dyn Fn() + Sync),
) -> Evaluation {
    let next = AtomicUsize::new(0);
    let readings: Mutex<Vec<(usize, Reading)>> = Mutex::new(Vec::new());
    let work = || {
        loop {
            let at = next.fetch_add(1, Ordering::Relaxed);
            let Some(words) = streams.get(at) else { return };
            let reading = read(model, words, on_step);
            readings.lock().unwrap_or_else(PoisonError::into_inner).push((at, reading));
        }
    };
    thread::scope(|scope| {
        for _ in 1..threads.clamp(1, streams.len().max(1)) {
            scope.spawn(work);
        }
        work();
    });
    let mut readings = readings.into_inner().unwrap_or_else(PoisonError::into_inner);
    readings.sort_unstable_by_key(|(at, _)| *at);
    Evaluation { readings: readings.into_iter().map(|(_, reading)| reading).collect() }
}

fn read(model: &LanguageModel, words: &[u32], on_step: &dyn Fn()) -> Reading {
    let mut executor = Executor::new(Arc::clone(model.network()));
    let (decoder, mut logits) = (model.decoder(), Vec::new());
    let last = model.last_layer();
    let populations = &model.network().populations;
    let mut traces: Vec<Trace> =
        model.layers().map(|layer| Trace::empty(populations[layer.index()].units)).collect();
    let (mut log_probability, mut decoder_synops) = (0.0, 0);
    for pair in words.windows(2) {
        executor.step(model.embedding().vector(pair[0]));
        for (layer, trace) in model.layers().zip(&mut traces) {
            trace.push(executor.events(layer));
        }
        decoder_synops += decoder.decode(executor.events(last), executor.values(last), &mut logits);
        log_probability += LogSoftmax::new(&logits).log_probability(pair[1]);
        on_step();
    }
    let projections = model.network().projections.len() as u32;
    Reading {
        tokens: words.len().saturating_sub(1) as u64,
        log_probability,
        traces,
        decoder_synops,
        synops: (0..projections).map(|id| executor.synops(ProjectionId(id))).collect(),
    }
}
