//! What other frameworks hand over, one file each.

#[path = "foreign/corpus.rs"]
mod corpus;
#[path = "foreign/events.rs"]
mod events;
#[path = "foreign/graphs.rs"]
mod graphs;
#[path = "foreign/nir.rs"]
mod nir;
#[path = "foreign/recurrent.rs"]
mod recurrent;

/// A file of `fixtures`.
fn fixture(name: &str) -> Vec<u8> {
    let path = format!("{}/tests/fixtures/{name}", env!("CARGO_MANIFEST_DIR"));
    std::fs::read(&path).unwrap_or_else(|error| panic!("{path}: {error}"))
}
