"""Reads traces of `egret run --trace` with the schema that Google publishes for Perfetto, and checks what must hold.

Usage: python tests/timeline/check.py path/to/egret
Exit code 1 if a trace is wrong. Needs the package `perfetto`, of which the schema alone is used; without it nothing is
checked, and that is said in capitals. Nothing is downloaded.
"""

import collections
import importlib.util
import json
import pathlib
import subprocess
import sys
import tempfile

SPARSE = ["--chip", "mesh-generic", "--workload", "egru-ptb", "--weight-sparsity", "0.98"]

RUNS = {
    "one processor a core": ["--steps", "2"],
    "dataflow, stages side by side": [*SPARSE, "--steps", "2"],
    "routers cycle by cycle": [*SPARSE, "--steps", "1", "--noc", "flit"],
    "several chips": [*SPARSE, "--steps", "1", "--chips", "4", "--set", "chip.topology.Mesh.columns=8",
                      "--set", "chip.topology.Mesh.rows=8", "--set", "chip.usable_cores=64"],
}


def read(path):
    from perfetto.protos.perfetto.trace import perfetto_trace_pb2 as schema
    trace = schema.Trace()
    trace.ParseFromString(path.read_bytes())
    return trace, schema.TrackEvent


def unknown_fields(message):
    from google.protobuf.unknown_fields import UnknownFieldSet
    count = len(UnknownFieldSet(message))
    for field, value in message.ListFields():
        if field.type == field.TYPE_MESSAGE:
            several = value if hasattr(value, "append") or hasattr(value, "add") else [value]
            count += sum(unknown_fields(one) for one in several)
    return count


def check(path, record):
    trace, kinds = read(path)
    tracks, names, notes = {}, {}, {}
    last, depth, begun = {}, collections.Counter(), collections.Counter()
    flows, arrived, ended = {}, set(), set()
    power, busy = [], collections.Counter()
    opened = collections.defaultdict(list)
    problems = []

    def expect(holds, what):
        if not holds:
            problems.append(what)

    expect(unknown_fields(trace) == 0, "the schema does not know some fields")
    expect(len({packet.trusted_packet_sequence_id for packet in trace.packet}) == 1, "one sequence")
    for packet in trace.packet:
        for name in packet.interned_data.event_names:
            names[name.iid] = name.name
        for name in packet.interned_data.debug_annotation_names:
            notes[name.iid] = name.name
        if packet.HasField("track_descriptor"):
            track = packet.track_descriptor
            expect(track.uuid not in tracks, f"track {track.uuid} is named twice")
            expect(track.parent_uuid == 0 or track.parent_uuid in tracks, f"{track.name} lies under nothing")
            tracks[track.uuid] = track
            continue
        if not packet.HasField("track_event"):
            continue
        event, at = packet.track_event, packet.timestamp
        expect(event.track_uuid in tracks, f"an event on no track at {at}")
        expect(at >= last.get(event.track_uuid, 0), f"{tracks[event.track_uuid].name} goes back in time at {at}")
        last[event.track_uuid] = at
        if event.type == kinds.TYPE_SLICE_BEGIN:
            opened[event.track_uuid].append(at)
            expect(len(opened[event.track_uuid]) == 1, f"{tracks[event.track_uuid].name}: two at once at {at}")
        elif event.type == kinds.TYPE_SLICE_END:
            expect(opened[event.track_uuid], f"{tracks[event.track_uuid].name}: an end without a beginning at {at}")
            busy[event.track_uuid] += at - opened[event.track_uuid].pop()
        elif event.type == kinds.TYPE_COUNTER:
            expect(tracks[event.track_uuid].HasField("counter"), "a value on a track that counts nothing")
            if tracks[event.track_uuid].name == "power":
                expect(tracks[event.track_uuid].counter.unit_name == "W", "watts")
                power.append((at, event.double_counter_value))
        if event.type in (kinds.TYPE_SLICE_BEGIN, kinds.TYPE_INSTANT):
            expect(bool(event.name) or event.name_iid in names, f"a slice without a name at {at}")
            expect(all(note.name_iid in notes for note in event.debug_annotations), "a note without a name")
        if event.type == kinds.TYPE_INSTANT:
            arrived.update(event.flow_ids)
        else:
            for flow in event.flow_ids:
                expect(flow not in flows, f"flow {flow} begins twice")
                flows[flow] = at
        for flow in event.terminating_flow_ids:
            expect(flow not in ended, f"flow {flow} ends twice")
            expect(flows.get(flow, at + 1) <= at, f"flow {flow} ends before it begins")
            ended.add(flow)
    expect(not any(opened.values()), "slices without an end")
    counts = record["counts"]
    expect(len(ended) == counts["deliveries"], f"{len(ended)} flows end, {counts['deliveries']} deliveries")
    expect(len(flows) == counts["addressed"], f"{len(flows)} flows begin, {counts['addressed']} destinations")
    expect(arrived == ended, "what arrives is worked on")
    joules = sum(watts * (until - at) for (at, watts), (until, _) in zip(power, power[1:])) * 1e-9
    total = record["energy"]["total_j"]
    # Every step may be a nanosecond longer or shorter than it is.
    slack = max((watts for _, watts in power), default=0) * len(power) * 1e-9
    expect(abs(joules - total) <= slack + 1e-9 * total, f"the power is {joules} J in all, the run cost {total} J")
    return problems, len(trace.packet), path.stat().st_size


def main():
    if importlib.util.find_spec("perfetto") is None:
        print("TRACES NOT CHECKED WITH THE SCHEMA OF PERFETTO: NOT INSTALLED: perfetto")
        return 0
    egret = str(pathlib.Path(sys.argv[1]).resolve())
    wrong = False
    for title, arguments in RUNS.items():
        with tempfile.TemporaryDirectory() as folder:
            command = [egret, "run", *arguments, "--trace", "run.pftrace", "--format", "json", "--no-host"]
            done = subprocess.run(command, cwd=folder, capture_output=True, text=True)
            if done.returncode != 0:
                print(f"{title}: FAILED: {' '.join(command)}\n{done.stderr}")
                wrong = True
                continue
            problems, packets, size = check(pathlib.Path(folder) / "run.pftrace", json.loads(done.stdout))
            wrong = wrong or bool(problems)
            verdict = "; ".join(problems[:5]) if problems else "as the schema has it"
            print(f"{title}: {packets} packets, {size} bytes, {size / max(packets, 1):.1f} a packet: {verdict}")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
