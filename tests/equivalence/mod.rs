//! Agreement with figures found in other ways: published sums of a data set, formulas, closed forms and recounts.

mod bounds;
mod closed_form;
mod distance;
mod fidelity;
mod fitted;
mod formats;
mod formulas;
mod memory;
mod one_event;
mod power_states;
mod replayed;
mod synchronisation;
mod trained;
mod word_counts;
