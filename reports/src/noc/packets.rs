//! Packets to be replayed, and what became of them.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use egret_config::InputError;
use egret_sim::TracedPacket;
use egret_sim::noc::{Packet, Replay};

use super::columns::read;

/// Columns that are read.
const COLUMNS: [&str; 6] = ["pid", "src", "dst", "flits", "gen_cycle", "taken_cycle"];
/// Place of the last one among them, which is read where it is asked for only.
const TAKEN: usize = 5;
/// Most flits of a packet; more is taken for a slip of the pen.
const MOST_FLITS: u32 = 1 << 16;
/// First line of what is written.
const HEADING: &str = "pid,src,dst,flits,gen_cycle,inj_head_cycle,inj_tail_cycle,eject_tail_cycle";
/// Cycles from here on are refused, so that times never overflow.
const LATEST: u64 = 1 << 48;

/// Reads packets between `nodes` nodes from CSV with at least the columns `pid,src,dst,flits,gen_cycle`, in any order of
/// columns and lines. Lines with the same `pid` are copies of one packet to several nodes. `name` is the file, for
/// messages; all problems are told at once.
pub fn read_packets(name: &str, text: &str, nodes: u32) -> Result<Vec<Packet>, InputError> {
    let rows = read_rows(name, text, nodes, &COLUMNS[..TAKEN])?;
    Ok(rows.into_iter().map(|(packet, _)| packet).collect())
}

/// The same with the column `taken_cycle`, in which cycle the node took the packet.
pub fn read_taken_packets(name: &str, text: &str, nodes: u32) -> Result<(Vec<Packet>, Vec<u64>), InputError> {
    Ok(read_rows(name, text, nodes, &COLUMNS)?.into_iter().unzip())
}

fn read_rows(
    name: &str,
    text: &str,
    nodes: u32,
    columns: &[&'static str],
) -> Result<Vec<(Packet, u64)>, InputError> {
    let mut lines: BTreeMap<u64, (u64, [Option<u64>; 3])> = BTreeMap::new();
    let mut pairs: BTreeSet<(u64, u32)> = BTreeSet::new();
    read(name, text, columns, |row| {
        let pid: Option<u64> = row.whole(0);
        let source = row.node(1, nodes);
        let destination = row.node(2, nodes);
        let flits: Option<u32> = row.whole(3);
        let generated: Option<u64> = row.whole(4);
        if let Some(pid) = pid {
            let common = [source.map(u64::from), flits.map(u64::from), generated];
            let (line, first) = *lines.entry(pid).or_insert((row.line(), common));
            if first != common {
                let hint = "lines of one packet are its copies and have src, flits and gen_cycle in common";
                row.refuse(0, format!("packet {pid} stands in line {line} already"), Some(hint.to_owned()));
            } else if destination.is_some_and(|destination| !pairs.insert((pid, destination))) {
                row.refuse(0, format!("packet {pid} goes to the same node as in line {line}"), None);
            }
        }
        let taken: Option<u64> = if columns.len() > TAKEN { row.whole(TAKEN) } else { Some(0) };
        if flits == Some(0) {
            row.refuse(3, "a packet has at least one flit".to_owned(), None);
        }
        if flits.is_some_and(|flits| flits > MOST_FLITS) {
            row.refuse(3, format!("a packet has at most {MOST_FLITS} flits"), None);
        }
        if generated.is_some_and(|at| at >= LATEST) {
            row.refuse(4, format!("later than cycle {LATEST}, the last that is simulated"), None);
        }
        let packet = Packet {
            pid: pid?,
            source: source?,
            destination: destination?,
            flits: flits?,
            generated: generated?,
        };
        Some((packet, taken?))
    })
}

/// Packets with the cycles in which they left and arrived, in the order of their numbers.
pub fn replay_csv(packets: &[Packet], replay: &Replay) -> Vec<u8> {
    let mut order: Vec<usize> = (0..packets.len()).collect();
    order.sort_by_key(|&at| (packets[at].pid, packets[at].destination));
    let mut text = format!("{HEADING}\n");
    for at in order {
        let (packet, passage) = (&packets[at], &replay.passages[at]);
        let Packet { pid, source, destination, flits, generated } = packet;
        let (head, tail, arrived) = (passage.head_left, passage.tail_left, passage.arrived);
        // Writing to a string cannot fail.
        let _ = writeln!(text, "{pid},{source},{destination},{flits},{generated},{head},{tail},{arrived}");
    }
    text.into_bytes()
}

/// Packets of a run in the form in which they are replayed: one line a destination, `pid` in the order in which packets came to
/// their ports.
pub fn trace_csv(trace: &[TracedPacket]) -> Vec<u8> {
    let mut text = format!("{HEADING},taken_cycle\n");
    for (pid, packet) in trace.iter().enumerate() {
        let TracedPacket { source, flits, generated, head_left, tail_left, arrivals } = packet;
        let mut arrivals = arrivals.clone();
        arrivals.sort_unstable();
        for (destination, arrived, taken) in arrivals {
            // Writing to a string cannot fail.
            let _ = writeln!(
                text,
                "{pid},{source},{destination},{flits},{generated},{head_left},{tail_left},{arrived},{taken}"
            );
        }
    }
    text.into_bytes()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn problems(text: &str) -> Vec<String> {
        let error = read_packets("p.csv", text, 16).unwrap_err();
        let places = error.problems.iter().map(|problem| {
            let span = problem.span.clone().map(|span| error.text.as_ref().unwrap()[span].to_owned());
            format!("{problem} at {}", span.unwrap_or_default())
        });
        places.collect()
    }

    #[test]
    fn columns_and_lines_come_in_any_order_and_others_are_ignored() {
        let text = "gen_cycle,flits,note,dst,src,pid\n7,1,a,2,3,1\r\n\r\n5,4,\"b,c\",0,15,0\n";
        let packets = read_packets("p.csv", text, 16).unwrap();
        assert_eq!(
            packets,
            [
                Packet { pid: 1, source: 3, destination: 2, flits: 1, generated: 7 },
                Packet { pid: 0, source: 15, destination: 0, flits: 4, generated: 5 },
            ]
        );
        assert_eq!(read_packets("p.csv", "pid,src,dst,flits,gen_cycle\n", 16).unwrap(), []);
        assert_eq!(read_packets("p.csv", "\u{feff}pid, src,dst,flits,gen_cycle", 16).unwrap(), []);
    }

    #[test]
    fn everything_wrong_is_told_with_its_place() {
        let heading = "pid,src,dst,flits,gen_cycle\n";
        assert_eq!(
            problems(&format!("{heading}0,16,2,1,0\r\n0,1,x,0,-3\n\n2,1,1\n3,1,1,99999999999,0\n")),
            [
                "src: node 16 is not there (hint: the nodes of this topology are 0 to 15) at 16",
                "dst: `x` is no whole number, zero or more at x",
                "gen_cycle: `-3` is no whole number, zero or more at -3",
                "pid: packet 0 stands in line 2 already (hint: lines of one packet are its copies and have src, flits \
                 and gen_cycle in common) at 0",
                "flits: a packet has at least one flit at 0",
                "flits: the line ends before it, after 3 columns at 2,1,1",
                "gen_cycle: the line ends before it, after 3 columns at 2,1,1",
                "flits: `99999999999` is too large at 99999999999",
            ]
        );
    }

    #[test]
    fn missing_columns_are_named() {
        let missing = problems("pid,source,dst,flit,gen_cycle\n");
        assert_eq!(missing.len(), 2, "{missing:?}");
        assert!(missing[1].starts_with("flits: no column is called so (hint: is it `flit`? "), "{missing:?}");
        assert!(problems("pid,pid,src,dst,flits,gen_cycle\n")[0].contains("two columns"));
    }

    #[test]
    fn a_file_of_another_kind_is_told_so_shortly() {
        let text = "pid,src,dst,flits,gen_cycle\n".to_owned() + &"a,b,c,d,e\n".repeat(100);
        let told = problems(&text);
        assert_eq!(told.len(), 21);
        assert_eq!(told[20], "and 480 problems more at ");
    }
}
