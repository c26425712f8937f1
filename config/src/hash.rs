//! Content hashes: the same value has the same hash, however its file is laid out.

use std::fmt::Write;

use serde::Serialize;
use serde_json::Value;
use sha2::{Digest, Sha256};

/// The SHA-256 of the canonical JSON of `value`, as 64 hexadecimal digits.
///
/// # Panics
///
/// If the value cannot be JSON because a map in it has keys that are not text or numbers; no input type has such.
pub fn sha256_hex<T: Serialize + ?Sized>(value: &T) -> String {
    of_bytes(canonical_json(value).as_bytes())
}

/// The SHA-256 of some bytes, as 64 hexadecimal digits.
pub fn of_bytes(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().fold(String::with_capacity(64), |mut text, byte| {
        write!(text, "{byte:02x}").expect("writing to a string succeeds");
        text
    })
}

/// `value` as JSON without white space and with the keys of every object sorted by bytes.
///
/// # Panics
///
/// As [`sha256_hex`].
pub fn canonical_json<T: Serialize + ?Sized>(value: &T) -> String {
    let mut tree = serde_json::to_value(value).expect("an input value has only text keys");
    sort(&mut tree);
    tree.to_string()
}

fn sort(tree: &mut Value) {
    match tree {
        Value::Object(map) => {
            map.sort_keys();
            map.values_mut().for_each(sort);
        }
        Value::Array(items) => items.iter_mut().for_each(sort),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn the_order_of_keys_does_not_matter() {
        let (left, right) =
            (json!({"b": [{"y": 1, "x": 2}], "a": 0.5}), json!({"a": 0.5, "b": [{"x": 2, "y": 1}]}));
        assert_eq!(canonical_json(&left), r#"{"a":0.5,"b":[{"x":2,"y":1}]}"#);
        assert_eq!(sha256_hex(&left), sha256_hex(&right));
        assert_ne!(sha256_hex(&left), sha256_hex(&json!({"a": 0.5, "b": []})));
    }

    #[test]
    fn the_digest_is_sha_256() {
        assert_eq!(of_bytes(b"abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    }
}
