"""The long run: damage everything for a given time, in a process that may die or hang.

    python tests/fuzz/long.py --minutes 10 [--only clip] [--seed 1] [--keep folder]

``--only models`` asks the real models, which all other kinds do without.

A child does the inputs; this process watches it. A broken promise, an end by a signal, an input
that takes longer than `PATIENCE` or grows the memory beyond the bound is printed and its input
kept. Ends with a table of inputs, taken and refused for each kind, and exit code 1 where
anything was found.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing as mp
import pickle
import resource
import shutil
import sys
import tempfile
import time
import traceback
from collections import Counter
from pathlib import Path

import numpy as np

PATIENCE, WITH_MODELS = 20.0, 90.0
"""Seconds for one input; whole seeds take under one, and with the models a few."""


def child(only: str, seed: int, until: float, pipe) -> None:
    """Try inputs until the time is over; tell of each one before and after."""
    import fuzz_models
    import fuzz_targets

    stubs = {} if only.startswith("models") else fuzz_targets.sources()
    sources = {k: v for k, v in (stubs or fuzz_models.sources()).items() if only in k}
    rng = np.random.default_rng(seed)
    names = list(sources)
    for name in names:  # what is loaded at first use is no growth of an input's
        one(sources, name, sources[name][1][0])
    while time.time() < until:
        name = names[int(rng.integers(len(names)))]
        data = drawn(sources, name, rng)
        pipe.send(("begin", name, data))
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        fault = ""
        taken = False
        try:
            taken = one(sources, name, data)
        except Exception:  # noqa: BLE001 - the promise is that there is none
            fault = traceback.format_exc()
        grown = 1024 * (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before)
        if grown > fuzz_targets.MEMORY:
            fault += f"grew by {grown} bytes"
        pipe.send(("end", taken, fault))
    pipe.send(("done",))


def drawn(sources, name, rng) -> object:
    import fuzz_models
    import fuzz_targets

    if name.startswith("models"):
        with tempfile.TemporaryDirectory() as folder:
            return fuzz_models.drawn(name, rng, Path(folder))
    seeds = sources[name][1]
    return fuzz_targets.spoiled(seeds[int(rng.integers(len(seeds)))], rng)


def one(sources, name, data) -> bool:
    folder = Path(tempfile.mkdtemp(prefix="fuzz-"))
    try:
        return sources[name][0](data, folder)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def main() -> int:
    """Watch children until the time is over."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--minutes", type=float, default=10)
    parser.add_argument("--only", default="")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--keep", default=tempfile.gettempdir())
    parser.add_argument("--replay", help="a kept input")
    options = parser.parse_args()
    Path(options.keep).mkdir(exist_ok=True)
    if options.replay:
        import fuzz_models
        import fuzz_targets

        name, data = pickle.loads(Path(options.replay).read_bytes())  # noqa: S301 - our own
        print(name, one(fuzz_targets.sources() | fuzz_models.sources(), name, data))
        return 0
    until = time.time() + 60 * options.minutes
    tried, taken, faults = Counter(), Counter(), Counter()
    seed = options.seed
    while time.time() < until:
        watch(options, seed, until, tried, taken, faults)
        seed += 1000
    for name in sorted(tried):
        print(f"{name:28} {tried[name]:7} tried {taken[name]:7} taken")
    print(json.dumps({"inputs": tried.total(), "taken": taken.total(), "faults": faults.total()}))
    return bool(faults)


def watch(options, seed, until, tried, taken, faults) -> None:
    here, there = mp.get_context("spawn").Pipe(duplex=False)
    process = mp.get_context("spawn").Process(target=child, args=(options.only, seed, until, there))
    process.start()
    there.close()
    name, data = "at the start", b""
    try:
        patience = WITH_MODELS if options.only.startswith("models") else PATIENCE
        while here.poll(patience if data else 240):
            message = here.recv()
            if message[0] == "begin":
                name, data = message[1:]
            elif message[0] == "end":
                tried[name] += 1
                taken[name] += message[1]
                if message[2]:
                    report(options, (name, data), message[2].strip(), faults)
            else:
                process.join()
                return
        if data:
            report(options, (name, data), "took too long", faults)
        process.kill()
    except EOFError:
        process.join()
        report(options, (name, data), f"ended by itself: {process.exitcode}", faults)


def report(options, tried, fault, faults) -> None:
    last = fault.splitlines()[-1]
    frames = [
        line.strip()
        for line in fault.splitlines()
        if "redactkit/" in line or "fuzz_targets" in line
    ]
    key = (tried[0].split()[0], last[:60], frames[-1] if frames else "")
    faults[key] += 1
    if faults[key] > 1:
        return
    path = Path(options.keep, f"fault-{len(faults)}")
    path.write_bytes(pickle.dumps(tried))
    print(f"== {tried[0]}: {path}\n{fault}\n", flush=True)


if __name__ == "__main__":
    sys.exit(main())
