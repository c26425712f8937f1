//! Things that are made once and used by several threads, the last few of them kept.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use egret_config::InputError;

/// What making one ends in: what is wrong with its input is remembered as well.
pub(crate) type Made<T> = Result<Arc<T>, Vec<InputError>>;

/// The last few things by key.
#[derive(Debug)]
pub(crate) struct Cache<T> {
    entries: Mutex<VecDeque<Entry<T>>>,
    most: usize,
}

/// A key, and what was made or is being made.
type Entry<T> = (String, Arc<OnceLock<Made<T>>>);

impl<T> Cache<T> {
    /// Keeps so many.
    pub(crate) fn of(most: usize) -> Self {
        Self { entries: Mutex::new(VecDeque::new()), most }
    }

    /// What has the key: made by the first that asks, waited for by others.
    pub(crate) fn get(&self, key: &str, make: impl FnOnce() -> Made<T>) -> Made<T> {
        let slot = {
            let mut entries = self.entries.lock().unwrap_or_else(PoisonError::into_inner);
            let known = entries.iter().position(|(known, _)| known == key);
            let entry = match known.and_then(|at| entries.remove(at)) {
                Some(entry) => entry,
                None => (key.to_owned(), Arc::default()),
            };
            let slot = Arc::clone(&entry.1);
            entries.push_back(entry);
            if entries.len() > self.most {
                entries.pop_front();
            }
            slot
        };
        slot.get_or_init(make).clone()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_few_are_made_once() {
        let cache = Cache::of(2);
        let mut made = Vec::new();
        for key in ["a", "b", "a", "c", "a", "b"] {
            let value = cache.get(key, || {
                made.push(key);
                Ok(Arc::new(key.to_owned()))
            });
            assert_eq!(*value.unwrap(), key);
        }
        assert_eq!(made, ["a", "b", "c", "b"]);
    }
}
