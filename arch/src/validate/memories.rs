//! Memories of a core: their geometry, and one home for every kind of content.

use egret_config::{Delay, Information, Sourced};

use super::checker::{Checker, LARGEST_SIZE};
use super::delays::Clock;
use super::modelled::{self, Technology};
use crate::file::{Content, MemoryFile};
use crate::neuron_core::{CONTENTS, Memory};

/// Checks the memories; gives them by name, and the position of the home of each content.
pub(super) fn check(
    checker: &mut Checker,
    technology: &Technology<'_>,
) -> (Vec<Memory>, [usize; CONTENTS.len()]) {
    let files = technology.file().core.memories.iter();
    let memories: Vec<Memory> = files.map(|(name, file)| memory(checker, technology, name, file)).collect();
    let homes = CONTENTS.map(|content| home(checker, &memories, content));
    (memories, homes)
}

fn memory(checker: &mut Checker, technology: &Technology<'_>, name: &str, file: &MemoryFile) -> Memory {
    let path = format!("core.memories.{name}");
    let at = |field: &str| format!("{path}.{field}");
    let capacity = checker.required(&at("capacity"), &file.capacity).unwrap_or_default();
    let banks = checker.nonzero_size(&at("banks"), &file.banks, "banks");
    let ports = checker.nonzero_size(&at("ports"), &file.ports, "ports");
    let width = checker.required(&at("width"), &file.width).map_or(1, Information::bits);
    if width == 0 {
        checker.refuse(&at("width"), "zero width", "write the bits of one word, such as \"64 b\"");
    }
    let width_bits = u32::try_from(width).ok().filter(|&bits| bits <= LARGEST_SIZE).unwrap_or_else(|| {
        checker.refuse(
            &at("width"),
            format!("a word of {width} bits: too wide"),
            format!("write at most {LARGEST_SIZE} b"),
        );
        1
    });
    let width = u64::from(width_bits);
    if file.capacity.value().is_some() && capacity.bits() < u64::from(banks) * width {
        let what = format!("{capacity} is less than one word of {width} bits in each of {banks} banks");
        checker.refuse(&at("capacity"), what, "write at least banks × width");
    }
    if let Some(twice) = (1..file.holds.len()).find(|&later| file.holds[..later].contains(&file.holds[later]))
    {
        let what = format!("{:?} is listed twice", file.holds[twice]);
        checker.refuse(&at("holds"), what, "list each content once");
    }
    let access_time = match &file.access_time {
        Sourced::Modelled(_) => modelled::access_time(checker, technology, &at("access_time"), file),
        // Accesses are reserved like the slots of a link, and by distances as short.
        given => checker.link_latency(&at("access_time"), given, Clock::Core),
    };
    let mut latency = |field: &str, what: &str, given: &Option<Sourced<Delay>>| {
        let Some(given) = given else { return access_time };
        let problems = checker.problems.len();
        let latency = checker.delay(&at(field), given, Clock::Core);
        if latency < access_time && checker.problems.len() == problems {
            let what =
                format!("a {what} of {latency} ticks is shorter than an access, which takes {access_time}");
            checker.refuse(
                &at(field),
                what,
                "write at least `access_time`, or leave it out: it is `access_time` then",
            );
        }
        latency.max(access_time)
    };
    let read_latency = latency("read_latency", "read latency", &file.read_latency);
    let write_latency = latency("write_latency", "write latency", &file.write_latency);
    Memory {
        name: name.to_owned(),
        capacity,
        banks,
        ports,
        width_bits: width_bits.max(1),
        access_time,
        read_latency,
        write_latency,
        interleaving: file.interleaving,
        holds: file.holds.clone(),
    }
}

fn home(checker: &mut Checker, memories: &[Memory], content: Content) -> usize {
    let mut homes = (0..memories.len()).filter(|&position| memories[position].holds.contains(&content));
    let Some(first) = homes.next() else {
        let hint = format!("add {content:?} to `holds` of one memory");
        checker.refuse("core.memories", format!("no memory holds {content:?}"), hint);
        return 0;
    };
    if let Some(second) = homes.next() {
        let (one, other) = (&memories[first].name, &memories[second].name);
        let what = format!("{content:?} is held twice: in {one} and in {other}");
        let hint = format!("take {content:?} out of `holds` of one of them");
        checker.refuse(&format!("core.memories.{other}.holds"), what, hint);
    }
    first
}
