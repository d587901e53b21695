"""Run deface, a bare transcode and redactkit over the same clips and print one table.

    python benchmarks/peers.py ../shared [--only deface-onnxrt-0.2 transcode redactkit ...]

``redactkit-DETECTOR`` runs the same with other face detectors, see docs/backends.md.

deface (PyPI) gets an environment of its own in the cache folder. What a tool wrote is kept
there with what it cost, and is not run again unless ``--again`` says so. The scorer of
``shared/score`` looks only at pixels, so it judges all alike. The cost is wall time and, as
machines are shared, the CPU time of all threads; loading of models is part of both.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
import venv
from collections import defaultdict
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import av

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

DEFACE = ("deface==1.5.0", "onnx", "onnxruntime")
"""Its default is OpenCV; its onnxruntime backend needs the two others, as its README says."""

SETTINGS = tuple(
    (f"deface-{backend}-{threshold}", backend, threshold)
    for backend in ("onnxrt", "opencv")
    for threshold in ("0.2", "0.1")
)

DETECTORS = ("mediapipe", "mediapipe-short", "centerface+mediapipe")
"""Besides the default; each needs its package and model."""

SUFFIX = "_anonymized"
"""What deface adds to a clip's name."""

CLASSES = ("all", ">=32px", "16-32px", "<16px")
"""Columns of the scorer: recall of all sure faces and by height."""


@dataclass(frozen=True, slots=True)
class Cost:
    """What a run took: seconds on the clock, seconds of CPU in all threads, frames written."""

    wall_s: float
    cpu_s: float
    frames: int


def cpu_seconds() -> float:
    """Return the CPU time of this process and of those it waited for."""
    whose = resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN
    return sum(u.ru_utime + u.ru_stime for u in map(resource.getrusage, whose))


def frames_and_size(path: Path) -> tuple[int, tuple[int, int]]:
    """Return how many frames a clip decodes to, and their size."""
    with av.open(str(path)) as container:
        count = sum(1 for _ in container.decode(video=0))
        stream = container.streams.video[0]
        return count, (stream.width, stream.height)


def deface_command(cache: Path) -> Path:
    """Return the path of ``deface``, installed on first use."""
    home = cache / "deface-env"
    command = home / "bin" / "deface"
    if not command.exists():
        print("installing deface ...", flush=True)
        venv.create(home, with_pip=True, clear=True)
        subprocess.run([str(home / "bin" / "pip"), "install", "--quiet", *DEFACE], check=True)
    return command


def run_deface(
    clips: Sequence[Path], out: Path, *, command: Path, backend: str, threshold: str
) -> None:
    """Redact with deface, one process for all clips of one size.

    It writes beside its input, so the input is copied. Clips of different sizes are kept
    apart, because OpenCV's engine answers wrongly when sizes change.
    """
    by_size: dict[tuple[int, int], list[Path]] = defaultdict(list)
    for clip in clips:
        with av.open(str(clip)) as container:
            stream = container.streams.video[0]
            by_size[stream.width, stream.height].append(clip)
    options = ["--replacewith", "solid", "--backend", backend, "--thresh", threshold]
    with tempfile.TemporaryDirectory(dir=out.parent) as temporary:
        folder = Path(temporary)
        for group in by_size.values():
            copies = [str(shutil.copyfile(clip, folder / clip.name)) for clip in group]
            subprocess.run(
                [str(command), *options, *copies],
                check=True,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
            )
        for clip in clips:
            shutil.move(folder / f"{clip.stem}{SUFFIX}{clip.suffix}", out / clip.name)


def run_transcode(clips: Sequence[Path], out: Path) -> None:
    """Decode and encode with the settings of redactkit, and nothing in between."""
    from redactkit.videoencode import ENCODERS  # noqa: PLC0415 - deface needs none of it

    encoder, crf, settings = ENCODERS["h264"]
    for clip in clips:
        with av.open(str(clip)) as source, av.open(str(out / clip.name), "w") as target:
            stream = source.streams.video[0]
            stream.thread_type = "AUTO"
            written = target.add_stream(encoder, options={**settings, "crf": str(crf)})
            written.width, written.height = stream.width, stream.height
            written.pix_fmt = "yuv420p" if stream.width % 2 == stream.height % 2 == 0 else "yuv444p"
            written.codec_context.time_base = stream.time_base
            written.codec_context.framerate = stream.average_rate
            for frame in source.decode(stream):
                same = frame.reformat(format=written.pix_fmt)
                same.pict_type = av.video.frame.PictureType.NONE
                target.mux(written.encode(same))
            target.mux(written.encode(None))


def run_redactkit(clips: Sequence[Path], out: Path) -> None:
    """Redact with the default settings."""
    import redactkit  # noqa: PLC0415 - deface needs none of it

    kit = redactkit.Redactor(now=None)
    for clip in clips:
        kit.video(clip, out / f"{clip.stem}.mp4")


def run_detector(clips: Sequence[Path], out: Path, *, name: str) -> None:
    """Redact with the face detector of that name."""
    from redactkit import videowrite  # noqa: PLC0415 - deface needs none of it
    from redactkit.clips import find_faces  # noqa: PLC0415
    from redactkit.conceal import Painter  # noqa: PLC0415
    from redactkit.policy import Policy, decide  # noqa: PLC0415
    from redactkit.registry import face_detector  # noqa: PLC0415
    from redactkit.snug import snug  # noqa: PLC0415

    detector, policy = face_detector(name), Policy()
    for clip in clips:
        found = find_faces(clip, detector, policy=policy)
        painter = Painter([snug(item) for item in decide(found.findings, policy)])
        target = out / f"{clip.stem}.mp4"
        videowrite.rewrite(clip, target, painter.planes, policy.video, expected=found.pts)


def measured(run: Callable[[Sequence[Path], Path], None], clips: Sequence[Path], out: Path) -> Cost:
    """Run a tool into an empty folder and return what it took."""
    shutil.rmtree(out, ignore_errors=True)
    out.mkdir(parents=True)
    wall, cpu = time.perf_counter(), cpu_seconds()
    run(clips, out)
    wall, cpu = time.perf_counter() - wall, cpu_seconds() - cpu
    return Cost(wall, cpu, sum(frames_and_size(clip)[0] for clip in clips))


def empty_scene(path: Path, frames: int = 250) -> None:
    """Write ten seconds of a room with nobody in it: a still picture with sensor noise."""
    import numpy as np  # noqa: PLC0415

    rng = np.random.default_rng(0)
    room = np.full((360, 640, 3), 96, np.uint8)
    room[220:], room[60:160, 420:560], room[180:300, 60:240] = 70, 150, 110
    with av.open(str(path), "w") as target:
        stream = target.add_stream("libx264", rate=25, options={"crf": "23"})
        stream.width, stream.height, stream.pix_fmt = 640, 360, "yuv420p"
        for _ in range(frames):
            noise = rng.normal(0, 2, (360, 640, 1))
            pixels = np.clip(room + noise, 0, 255).astype(np.uint8)
            target.mux(stream.encode(av.VideoFrame.from_ndarray(pixels, format="rgb24")))
        target.mux(stream.encode(None))


def score(shared: Path, out: Path) -> dict[str, object]:
    """Return what the scorer says of a folder of redacted clips."""
    with tempfile.TemporaryDirectory() as temporary:
        report = Path(temporary) / "score.json"
        footage = shared / "footage"
        command = [sys.executable, str(shared / "score" / "score_video.py")]
        command += ["--truth", str(footage / "truth.json"), "--original", str(footage / "clips")]
        command += ["--redacted", str(out), "--json", str(report)]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
        found: dict[str, object] = json.loads(report.read_text(encoding="utf-8"))
    return found


def table(shared: Path, cache: Path, costs: dict[str, Cost]) -> None:
    """Print recall, people, over-blur, faults and speed of each tool."""
    bare = costs.get("transcode")
    head = [*CLASSES, "people", "over-blur", "faults", "frames/s", "frames/CPU s", "x bare"]
    print("| tool | " + " | ".join(head) + " |\n" + "|---" * (len(head) + 1) + "|")
    for name, cost in costs.items():
        found = score(shared, cache / name)
        recall = found["recall"]
        cells = [f"{recall.get(key, float('nan')):.3f}" for key in CLASSES]
        cells += [f"{found['people_never_exposed']:.3f}", f"{100 * found['over_blur']:.2f} %"]
        cells += [str(len(found["frame_faults"]))]
        cells += [f"{cost.frames / cost.wall_s:.1f}", f"{cost.frames / cost.cpu_s:.1f}"]
        cells += [f"{cost.wall_s / bare.wall_s:.1f}" if bare else "-"]
        print(f"| {name} | " + " | ".join(cells) + " |")


def empty_table(cache: Path) -> None:
    """Print what redactkit takes on an empty scene, as a multiple of the bare transcode."""
    clip = cache / "empty.mp4"
    empty_scene(clip)
    bare = measured(run_transcode, [clip], cache / "empty-transcode")
    # Twice, for the first time pays for loading the models.
    ours = [measured(run_redactkit, [clip], cache / "empty-redactkit") for _ in range(2)][-1]
    print(
        f"empty scene: {ours.frames / ours.wall_s:.0f} frames/s, "
        f"{ours.wall_s / bare.wall_s:.2f} times the bare transcode"
    )


def tools(command: Path) -> dict[str, Callable[[Sequence[Path], Path], None]]:
    """Return the tools by name, in the order they are run."""
    deface = partial(run_deface, command=command)

    runs = {
        name: partial(deface, backend=backend, threshold=threshold)
        for name, backend, threshold in SETTINGS
    }
    others = {f"redactkit-{name}": partial(run_detector, name=name) for name in DETECTORS}
    return {**runs, "transcode": run_transcode, "redactkit": run_redactkit, **others}


def main() -> int:
    """Run what is not cached, score everything, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("shared", type=Path, help="folder with footage/ and score/")
    home = os.environ.get("XDG_CACHE_HOME", Path.home() / ".cache")
    parser.add_argument("--cache", type=Path, default=Path(home) / "redactkit-peers")
    names = list(tools(Path()))
    usual = [name for name in names if not name.startswith("redactkit-")]
    parser.add_argument("--only", nargs="+", choices=names, default=usual)
    parser.add_argument("--again", nargs="*", choices=names, default=[], help="run these anew")
    parser.add_argument("--empty", action="store_true", help="time an empty scene as well")
    args = parser.parse_args()
    clips = sorted((args.shared / "footage" / "clips").iterdir())
    args.cache.mkdir(parents=True, exist_ok=True)
    needs_deface = any(name.startswith("deface") for name in args.only)
    runs = tools(deface_command(args.cache) if needs_deface else Path())
    costs: dict[str, Cost] = {}
    for name in args.only:
        note = args.cache / f"{name}.json"
        if name in args.again or not note.exists():
            print(f"running {name} ...", flush=True)
            note.write_text(json.dumps(asdict(measured(runs[name], clips, args.cache / name))))
        costs[name] = Cost(**json.loads(note.read_text(encoding="utf-8")))
    table(args.shared, args.cache, costs)
    if args.empty:
        empty_table(args.cache)
    return 0


if __name__ == "__main__":
    sys.exit(main())
