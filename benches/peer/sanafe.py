#!/usr/bin/env python3
"""egret beside SANA-FE, in one run: CPU seconds of simulation and peak memory on both sides.

    pip install sanafe numpy
    cargo build --release
    python3 benches/peer/sanafe.py target/release/egret [--data DIR] [--quick]

Run by hand: it takes some minutes, most of them for SANA-FE. DIR holds loihi.yaml and snn/dvs.yaml of SANA-FE, and gen.py,
which writes the random networks; it may also be given as EGRET_PEER_DATA. Nothing of SANA-FE is in this repository.

What is measured. CPU seconds are user + system of a process of its own (getrusage of the child), never wall time: the machine
may be shared. Simulation is the difference of two runs that differ in steps only, so that neither start, load nor set-up count;
peak memory is that of the longer run, load included. Synaptic events come from the results of either side and have to agree.
"""
import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import time

PEER = r"""
import json, sys
import sanafe
arch_file, net_file, steps, timing = sys.argv[1], sys.argv[2], int(sys.argv[3]), sys.argv[4]
arch = sanafe.load_arch(arch_file)
net = sanafe.load_net(net_file, arch)
chip = sanafe.SpikingChip(arch)
chip.load(net)
results = chip.sim(steps, timing_model=timing, processing_threads=1)
print("RESULT " + json.dumps({"synops": results["spikes"], "fired": results["neurons_fired"]}))
"""


def child(command, **more):
    """Runs a command; its output, CPU seconds and peak memory in MB."""
    reader, writer = os.pipe()
    process = os.fork()
    if process == 0:
        os.close(reader)
        done = subprocess.run(command, capture_output=True, text=True, **more)
        used = resource.getrusage(resource.RUSAGE_CHILDREN)
        with os.fdopen(writer, "w") as out:
            json.dump(
                {
                    "code": done.returncode,
                    "out": done.stdout[-20000:],
                    "err": done.stderr[-3000:],
                    "cpu": used.ru_utime + used.ru_stime,
                    "mb": used.ru_maxrss / 1024,
                },
                out,
            )
        os._exit(0)
    os.close(writer)
    with os.fdopen(reader) as result:
        text = result.read()
    os.waitpid(process, 0)
    ended = json.loads(text)
    if ended["code"] != 0:
        sys.exit(f"FAILED: {' '.join(command)}\n{ended['out']}\n{ended['err']}")
    return ended


def peer(arch, net, steps, timing):
    ended = child([sys.executable, "-c", PEER, arch, net, str(steps), timing])
    line = [line for line in ended["out"].splitlines() if line.startswith("RESULT ")][-1]
    return ended | json.loads(line[len("RESULT "):])


def own(egret, directory, steps, more=()):
    out = os.path.join(directory, f"run{steps}")
    ended = child([egret, "run", os.path.join(directory, "scenario.ron"), "--steps", str(steps), "--out", out, *more])
    with open(os.path.join(out, "run.json")) as file:
        counts = json.load(file)["counts"]
    return ended | {"synops": counts["synops"], "fired": counts["spikes"]}


def simulated(run, few, many):
    """CPU seconds and synaptic events of the steps between `few` and `many`, and peak memory."""
    less, more = run(few), run(many)
    return {
        "cpu": max(more["cpu"] - less["cpu"], 1e-3),
        "synops": more["synops"] - less["synops"],
        "mb": more["mb"],
        "whole": more["cpu"],
    }


def line(what, asked, got):
    verdict = "met" if got >= asked else "MISSED"
    print(f"{what:<66} asked {asked:>5.0f}x  got {got:>8.1f}x  {verdict}")
    return got >= asked


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("egret")
    parser.add_argument("--data", default=os.environ.get("EGRET_PEER_DATA"))
    parser.add_argument("--quick", action="store_true", help="fewer steps of SANA-FE, scaled up")
    arguments = parser.parse_args()
    try:
        import sanafe  # noqa: F401
    except ImportError:
        sys.exit("SKIPPED: THE PACKAGE sanafe IS NOT INSTALLED: pip install sanafe")
    if not arguments.data:
        sys.exit("SKIPPED: NO FILES OF SANA-FE: give --data or EGRET_PEER_DATA")
    egret, data = os.path.abspath(arguments.egret), os.path.abspath(arguments.data)
    loihi, dvs = os.path.join(data, "loihi.yaml"), os.path.join(data, "snn/dvs.yaml")
    met = True
    with tempfile.TemporaryDirectory() as place:
        def imported(name, net):
            directory = os.path.join(place, name)
            ended = child([egret, "import", "sanafe", "--arch", loihi, "--net", net, "--out", directory])
            print(f"import {name}: {ended['cpu']:.2f} CPU s, {ended['mb']:.0f} MB")
            return directory

        started = time.time()
        directory = imported("dvs", dvs)
        steps = 250 if arguments.quick else 1000
        theirs = simulated(lambda n: peer(loihi, dvs, n, "detailed"), 1, steps)
        ours = simulated(lambda n: own(egret, directory, n), 1, steps)
        assert theirs["synops"] == ours["synops"], (theirs, ours)
        print(f"gestures on Loihi, {steps} steps: SANA-FE detailed {theirs['cpu']:.2f} CPU s, {theirs['mb']:.0f} MB; "
              f"egret {ours['cpu']:.2f} CPU s, {ours['mb']:.0f} MB")
        met &= line("gestures: CPU of simulation, detailed model", 20, theirs["cpu"] / ours["cpu"])
        met &= line("gestures: peak memory, load included", 50, theirs["mb"] / ours["mb"])

        net = os.path.join(place, "random.yaml")
        child([sys.executable, os.path.join(data, "gen.py"), "10000", "100", "0.1", net])
        directory = imported("random", net)
        rates = {}
        for name, more, many in (("events", (), 51), ("closed form", ("--timing", "peer-simple"), 1001)):
            ours = simulated(lambda n, more=more: own(egret, directory, n, more), 1, many)
            rates[name] = ours["synops"] / ours["cpu"]
            print(f"10,000 neurons, fan-out 100, activity 10 %: egret, {name}: {rates[name] / 1e6:.1f} M synaptic events a "
                  f"CPU second, {ours['mb']:.0f} MB")
        for timing, asked, many in (("detailed", 100, 11), ("simple", 15, 51)):
            theirs = simulated(lambda n, timing=timing: peer(loihi, net, n, timing), 1, many)
            other = theirs["synops"] / theirs["cpu"]
            print(f"  SANA-FE {timing}: {other / 1e6:.2f} M synaptic events a CPU second, {theirs['mb']:.0f} MB; "
                  f"egret with every message as an event has {rates['events'] / other:.1f}x as many")
            met &= line(f"random network: closed form against the {timing} model", asked, rates["closed form"] / other)

        net = os.path.join(place, "large.yaml")
        child([sys.executable, os.path.join(data, "gen.py"), "100000", "100", "0.05", net])
        directory = imported("large", net)
        large = own(egret, directory, 2)
        print(f"10 M synapses, load and 2 steps: {large['cpu']:.2f} CPU s, {large['mb']:.0f} MB (asked: at most 200 MB) "
              f"{'met' if large['mb'] <= 200 else 'MISSED'}")
        met &= large["mb"] <= 200
        print(f"{time.time() - started:.0f} s in all")
    sys.exit(0 if met else 1)


if __name__ == "__main__":
    main()
