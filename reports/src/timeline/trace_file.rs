//! Packets of a Perfetto trace, one after another into a file.
//!
//! Field numbers are those of <https://android.googlesource.com/platform/external/perfetto/+/main/protos/perfetto/trace>. All
//! packets are of one sequence, so names that occur often are written once and referred to by number.

use std::collections::BTreeMap;

use super::lane::Unit;
use super::wire::Message;
use crate::growing_file::GrowingFile;

/// Fields of `Trace` and `TracePacket`.
mod packet {
    pub(super) const IN_TRACE: u32 = 1;
    pub(super) const TIMESTAMP: u32 = 8;
    pub(super) const SEQUENCE: u32 = 10;
    pub(super) const TRACK_EVENT: u32 = 11;
    pub(super) const INTERNED: u32 = 12;
    pub(super) const SEQUENCE_FLAGS: u32 = 13;
    pub(super) const TRACK_DESCRIPTOR: u32 = 60;
    /// Nothing has been referred to yet.
    pub(super) const STATE_CLEARED: u64 = 1;
    /// Refers to what came before.
    pub(super) const NEEDS_STATE: u64 = 2;
}

/// Fields of `TrackDescriptor` and `CounterDescriptor`.
mod descriptor {
    pub(super) const UUID: u32 = 1;
    pub(super) const NAME: u32 = 2;
    pub(super) const PARENT: u32 = 5;
    pub(super) const COUNTER: u32 = 8;
    pub(super) const CHILD_ORDERING: u32 = 11;
    pub(super) const RANK: u32 = 12;
    pub(super) const EXPLICIT: u64 = 3;
    pub(super) const UNIT_NAME: u32 = 6;
}

/// Fields of `TrackEvent` and `DebugAnnotation`.
mod event {
    pub(super) const ANNOTATION: u32 = 4;
    pub(super) const TYPE: u32 = 9;
    pub(super) const NAME_NUMBER: u32 = 10;
    pub(super) const TRACK: u32 = 11;
    pub(super) const NAME: u32 = 23;
    pub(super) const DOUBLE_COUNTER: u32 = 44;
    pub(super) const COUNTER: u32 = 30;
    pub(super) const FLOW: u32 = 47;
    pub(super) const FLOW_ENDS: u32 = 48;
    pub(super) const ANNOTATION_NAME_NUMBER: u32 = 1;
    pub(super) const ANNOTATION_UINT: u32 = 3;
}

/// Fields of `InternedData`; all its entries have a number (1) and a name (2).
mod interned {
    pub(super) const EVENT_NAMES: u32 = 2;
    pub(super) const ANNOTATION_NAMES: u32 = 3;
    pub(super) const NUMBER: u32 = 1;
    pub(super) const NAME: u32 = 2;
}

/// What happens on a track.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Happening {
    Begin,
    End,
    Instant,
    Count(u64),
    Measure(f64),
}

/// Arrows from packets that leave to what they make cores do.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Flow {
    #[default]
    None,
    /// So many begin here, with numbers from the first on.
    Begin(u64, u32),
    /// One passes.
    Pass(u64),
    /// One ends.
    End(u64),
}

/// A name: as it is, or one that occurs often under a key of its own.
#[derive(Clone, Copy, Debug)]
pub(super) enum Name<'a, K> {
    Once(&'a str),
    Common(K),
}

/// What is written of an event.
#[derive(Debug)]
pub(super) struct Event<'a, K> {
    /// Nanoseconds.
    pub(super) at: u64,
    pub(super) track: u64,
    pub(super) happening: Happening,
    pub(super) name: Option<Name<'a, K>>,
    /// A number beside it.
    pub(super) note: Option<(&'static str, u64)>,
    pub(super) flow: Flow,
}

/// A track that is to be made known.
#[derive(Clone, Copy, Debug)]
pub(super) struct Track<'a> {
    pub(super) number: u64,
    pub(super) parent: Option<u64>,
    pub(super) name: &'a str,
    pub(super) rank: u32,
    pub(super) unit: Option<Unit>,
}

/// The file, and what has been named in it.
pub(super) struct TraceFile<K> {
    file: GrowingFile,
    names: BTreeMap<K, u64>,
    notes: Vec<&'static str>,
    /// Reused from packet to packet.
    whole: Message,
    packet: Message,
    inner: Message,
    annotation: Message,
    named: Message,
    entry: Message,
    events: u64,
}

/// The one sequence of packets.
const SEQUENCE: u64 = 1;

impl<K: Copy + Ord> TraceFile<K> {
    pub(super) fn new(file: GrowingFile) -> Self {
        let mut trace = Self {
            file,
            names: BTreeMap::new(),
            notes: Vec::new(),
            whole: Message::default(),
            packet: Message::default(),
            inner: Message::default(),
            annotation: Message::default(),
            named: Message::default(),
            entry: Message::default(),
            events: 0,
        };
        trace.packet.uint(packet::SEQUENCE_FLAGS, packet::STATE_CLEARED);
        trace.add_packet();
        trace
    }

    /// The file, for finishing it, and how many events it has.
    pub(super) fn into_file(self) -> (GrowingFile, u64) {
        (self.file, self.events)
    }

    fn add_packet(&mut self) {
        self.packet.uint(packet::SEQUENCE, SEQUENCE);
        self.whole.clear();
        self.whole.message(packet::IN_TRACE, &self.packet);
        self.file.write(self.whole.bytes());
        self.packet.clear();
    }

    /// Makes a track known.
    pub(super) fn add_track(&mut self, track: &Track<'_>) {
        let inner = &mut self.inner;
        inner.clear();
        inner.uint(descriptor::UUID, track.number).text(descriptor::NAME, track.name);
        if let Some(parent) = track.parent {
            inner.uint(descriptor::PARENT, parent);
        }
        if let Some(unit) = track.unit {
            self.entry.clear();
            self.entry.text(descriptor::UNIT_NAME, unit.name());
            inner.message(descriptor::COUNTER, &self.entry);
        }
        inner.uint(descriptor::CHILD_ORDERING, descriptor::EXPLICIT);
        inner.uint(descriptor::RANK, u64::from(track.rank));
        self.packet.message(packet::TRACK_DESCRIPTOR, inner);
        self.add_packet();
    }

    /// Adds an event; `text` says what a name is that occurs for the first time.
    pub(super) fn add(&mut self, event: &Event<'_, K>, text: impl FnOnce(K) -> String) {
        self.events += 1;
        self.inner.clear();
        self.named.clear();
        let kind = match event.happening {
            Happening::Begin => 1,
            Happening::End => 2,
            Happening::Instant => 3,
            Happening::Count(_) | Happening::Measure(_) => 4,
        };
        self.inner.uint(event::TYPE, kind).uint(event::TRACK, event.track);
        match event.happening {
            Happening::Count(count) => {
                self.inner.uint(event::COUNTER, count);
            }
            Happening::Measure(value) => {
                self.inner.double(event::DOUBLE_COUNTER, value);
            }
            Happening::Begin | Happening::End | Happening::Instant => {}
        }
        match event.name {
            Some(Name::Once(name)) => {
                self.inner.text(event::NAME, name);
            }
            Some(Name::Common(key)) => {
                let number = self.name(key, text);
                self.inner.uint(event::NAME_NUMBER, number);
            }
            None => {}
        }
        if let Some((name, value)) = event.note {
            let number = self.note(name);
            self.annotation.clear();
            self.annotation.uint(event::ANNOTATION_NAME_NUMBER, number);
            self.annotation.uint(event::ANNOTATION_UINT, value);
            self.inner.message(event::ANNOTATION, &self.annotation);
        }
        match event.flow {
            Flow::None => {}
            Flow::Begin(first, count) => {
                for number in first..first + u64::from(count) {
                    self.inner.fixed64(event::FLOW, number);
                }
            }
            Flow::Pass(number) => {
                self.inner.fixed64(event::FLOW, number);
            }
            Flow::End(number) => {
                self.inner.fixed64(event::FLOW_ENDS, number);
            }
        }
        self.packet.uint(packet::TIMESTAMP, event.at);
        self.packet.message(packet::TRACK_EVENT, &self.inner);
        if !self.named.bytes().is_empty() {
            self.packet.message(packet::INTERNED, &self.named);
        }
        self.packet.uint(packet::SEQUENCE_FLAGS, packet::NEEDS_STATE);
        self.add_packet();
    }

    /// Number of a name.
    fn name(&mut self, key: K, text: impl FnOnce(K) -> String) -> u64 {
        if let Some(number) = self.names.get(&key) {
            return *number;
        }
        let number = self.names.len() as u64 + 1;
        self.names.insert(key, number);
        self.intern(interned::EVENT_NAMES, number, &text(key));
        number
    }

    /// Number of the name of a note.
    fn note(&mut self, name: &'static str) -> u64 {
        if let Some(place) = self.notes.iter().position(|known| *known == name) {
            return place as u64 + 1;
        }
        self.notes.push(name);
        let number = self.notes.len() as u64;
        self.intern(interned::ANNOTATION_NAMES, number, name);
        number
    }

    fn intern(&mut self, list: u32, number: u64, name: &str) {
        self.entry.clear();
        self.entry.uint(interned::NUMBER, number).text(interned::NAME, name);
        self.named.message(list, &self.entry);
    }
}
