//! A reader of traces that shares nothing with their writer: fields of protocol buffers by number.

use std::collections::BTreeMap;

/// A field of a message.
#[derive(Clone, Copy, Debug)]
enum Value<'a> {
    Number(u64),
    Bytes(&'a [u8]),
}

/// The fields of a message, in their order.
fn fields(mut bytes: &[u8]) -> Vec<(u64, Value<'_>)> {
    fn varint(bytes: &mut &[u8]) -> u64 {
        let mut value = 0;
        for shift in (0..64).step_by(7) {
            let (&byte, rest) = bytes.split_first().expect("a whole number");
            *bytes = rest;
            value |= u64::from(byte & 0x7f) << shift;
            if byte < 0x80 {
                return value;
            }
        }
        panic!("a number of more than ten bytes");
    }
    let mut all = Vec::new();
    while !bytes.is_empty() {
        let tag = varint(&mut bytes);
        let value = match tag & 7 {
            0 => Value::Number(varint(&mut bytes)),
            1 => {
                let (number, rest) = bytes.split_at(8);
                bytes = rest;
                Value::Number(u64::from_le_bytes(number.try_into().expect("eight bytes")))
            }
            2 => {
                let length = varint(&mut bytes) as usize;
                let (block, rest) = bytes.split_at(length);
                bytes = rest;
                Value::Bytes(block)
            }
            wire => panic!("wire type {wire}"),
        };
        all.push((tag >> 3, value));
    }
    all
}

fn number(value: Value<'_>) -> u64 {
    match value {
        Value::Number(number) => number,
        Value::Bytes(_) => panic!("a number is expected"),
    }
}

fn bytes(value: Value<'_>) -> &[u8] {
    match value {
        Value::Bytes(bytes) => bytes,
        Value::Number(_) => panic!("a block is expected"),
    }
}

fn text(value: Value<'_>) -> String {
    String::from_utf8(bytes(value).to_vec()).expect("text")
}

/// Kind of an event.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Begin,
    End,
    Instant,
    Value,
}

/// One event, its names looked up.
#[derive(Clone, Debug)]
pub(super) struct Event {
    pub(super) at: u64,
    pub(super) track: u64,
    pub(super) kind: Kind,
    pub(super) name: String,
    pub(super) flows: Vec<u64>,
    pub(super) flow_ends: Vec<u64>,
    pub(super) value: f64,
}

/// A track: its name, and the one it lies under.
#[derive(Clone, Debug)]
pub(super) struct Track {
    pub(super) name: String,
    pub(super) parent: Option<u64>,
}

/// A whole trace.
#[derive(Debug, Default)]
pub(super) struct Trace {
    pub(super) tracks: BTreeMap<u64, Track>,
    /// In the order of the file.
    pub(super) events: Vec<Event>,
}

impl Trace {
    pub(super) fn read(file: &[u8]) -> Self {
        let mut trace = Self::default();
        let mut names: BTreeMap<u64, String> = BTreeMap::new();
        for (field, packet) in fields(file) {
            assert_eq!(field, 1, "a trace is a list of packets");
            let packet = fields(bytes(packet));
            for &(_, interned) in packet.iter().filter(|(field, _)| *field == 12) {
                for (_, name) in fields(bytes(interned)).into_iter().filter(|(list, _)| *list == 2) {
                    let entry = fields(bytes(name));
                    names.insert(number(entry[0].1), text(entry[1].1));
                }
            }
            let at = packet.iter().find(|(field, _)| *field == 8).map(|(_, at)| number(*at));
            for &(field, message) in &packet {
                match field {
                    60 => trace.add_track(&fields(bytes(message))),
                    11 => {
                        let at = at.expect("an event has an instant");
                        trace.add_event(at, &fields(bytes(message)), &names);
                    }
                    _ => {}
                }
            }
        }
        trace
    }

    fn add_track(&mut self, message: &[(u64, Value<'_>)]) {
        let field = |wanted: u64| message.iter().find(|(field, _)| *field == wanted).map(|(_, value)| *value);
        let track = Track { name: text(field(2).expect("a name")), parent: field(5).map(number) };
        let known = self.tracks.insert(number(field(1).expect("a number")), track);
        assert!(known.is_none(), "a track is made known twice");
    }

    fn add_event(&mut self, at: u64, message: &[(u64, Value<'_>)], names: &BTreeMap<u64, String>) {
        let mut event = Event {
            at,
            track: 0,
            kind: Kind::Begin,
            name: String::new(),
            flows: Vec::new(),
            flow_ends: Vec::new(),
            value: 0.0,
        };
        for &(field, value) in message {
            match field {
                9 => {
                    event.kind =
                        [Kind::Begin, Kind::End, Kind::Instant, Kind::Value][number(value) as usize - 1];
                }
                11 => event.track = number(value),
                10 => event.name.clone_from(&names[&number(value)]),
                23 => event.name = text(value),
                30 => event.value = number(value) as f64,
                44 => event.value = f64::from_bits(number(value)),
                47 => event.flows.push(number(value)),
                48 => event.flow_ends.push(number(value)),
                4 => {}
                _ => panic!("field {field} of an event"),
            }
        }
        assert!(self.tracks.contains_key(&event.track), "an event on track {}", event.track);
        self.events.push(event);
    }

    /// Slices of a track: name, from when, until when. They lie one behind another, and all end.
    pub(super) fn slices(&self, track: u64) -> Vec<(String, u64, u64)> {
        let mut all = Vec::new();
        let mut open: Option<(&str, u64)> = None;
        for event in self.events.iter().filter(|event| event.track == track) {
            match event.kind {
                Kind::Begin => {
                    assert_eq!(open, None, "{}: two slices at {}", self.tracks[&track].name, event.at);
                    open = Some((&event.name, event.at));
                }
                Kind::End => {
                    let (name, from) = open.take().expect("an end has a beginning");
                    all.push((name.to_owned(), from, event.at));
                }
                Kind::Instant | Kind::Value => {}
            }
        }
        assert_eq!(open, None, "{}: a slice without an end", self.tracks[&track].name);
        all
    }

    /// Full name of a track: those over it before its own.
    pub(super) fn full_name(&self, track: u64) -> String {
        let Track { name, parent } = &self.tracks[&track];
        parent.map_or(name.clone(), |parent| format!("{} / {name}", self.full_name(parent)))
    }

    /// Tracks whose full name ends like that.
    pub(super) fn ending(&self, end: &str) -> Vec<u64> {
        self.tracks.keys().copied().filter(|track| self.full_name(*track).ends_with(end)).collect()
    }
}
