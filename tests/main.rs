//! The whole program under test: laws that every run must obey, agreement with figures found in other ways, and the
//! command line as users meet it.
//!
//! The lists of shipped chips, weight formats and idealisation switches are walked, so that a new item is tested without
//! a new test.

mod cli;
mod compare;
mod determinism;
mod equivalence;
mod golden;
mod interaction;
mod invariants;
mod noc;
mod peer;
mod search;
mod stepped;
mod support;
mod timeline;
