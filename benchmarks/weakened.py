"""Weaken finished files on purpose and count how many of them ``redactkit check`` catches.

    python benchmarks/weakened.py ../shared [--keep OUT] [--pictures 170] [--clips 30]

A case is one finished file in which one cover was left out, shifted by its own width, or
replaced by a light blur. Its record names the weakened file's own digest, as a tool that is
honest and broken would have written it: so the digest gives nothing away. Correct files,
pictures also as JPEG, must pass. With ``--keep`` finished files and records are used again.
"""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import cv2
import numpy as np

import redactkit
from redactkit.core.policy import Limits, Redaction, VideoOptions
from redactkit.media import image
from redactkit.media.medium import Medium, medium_of
from redactkit.media.video import decoding, writer
from redactkit.media.video.writer import Original
from redactkit.records.record import media_of
from redactkit.render.painter import Painter
from redactkit.verify.record_check import redaction_of

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from redactkit.core.frames import MediaInfo, Pixels, Planes

HOWS = ("left out", "shifted", "light blur")

LIGHT = 12
"""Sigma of the light blur: this part of the shorter side, 1 px at least; text stays readable."""

SEEN = 0.05
"""Share of a box that has to look different for the case to count as weakened."""

CLIPS = 12
"""Clips that the cases are drawn from."""


@dataclass(frozen=True)
class Done:
    """A source, the correct finished file, its record, and what that says was painted."""

    source: Path
    target: Path
    record: redactkit.Record

    @property
    def painted(self) -> list[Redaction]:
        """The covers, in the order in which they were painted."""
        clip = medium_of(self.source) is Medium.VIDEO
        return [redaction_of(item, named=not clip) for item in self.record.removed]


def prepare(kit: redactkit.Redactor, source: Path, out: Path, ending: str) -> Done:
    """Redact a source, or take what an earlier run left in ``out``."""
    target = out / f"{source.stem}{ending}"
    record_file = target.with_name(target.name + ".record.json")
    if not (record_file.exists() and target.exists()):
        redact = kit.video if medium_of(source) is Medium.VIDEO else kit.image
        record_file.write_text(redact(source, target).record.to_json(), encoding="utf-8")
    record = redactkit.Record.from_json(record_file.read_text(encoding="utf-8"))
    return Done(source, target, record)


def shifted(redaction: Redaction, width: int, height: int) -> Redaction:
    """Move a cover by its own width, to the left where the right has no room, else down or up."""
    box = redaction.finding.sightings[0].box
    wide, high = box.width, box.height
    dx, dy = wide, 0.0
    if box.right + wide > width:
        dx = -wide
    if box.left + dx < 0:
        dx, dy = 0.0, high if box.bottom + high <= height else -high
    moved = tuple(replace(s, box=s.box.shifted(dx, dy)) for s in redaction.finding.sightings)
    return replace(redaction, finding=replace(redaction.finding, sightings=moved))


def weak(done: Done, number: int, how: str) -> tuple[Painter, Redaction | None]:
    """Return what paints all covers but one, and the one whose place is to be blurred."""
    chosen, media = done.painted[number], done.record.output
    others = [one for place, one in enumerate(done.painted) if place != number]
    if how == "shifted":
        others.insert(number, shifted(chosen, media.width or 0, media.height or 0))
    return Painter(others), chosen if how == "light blur" else None


def blur(region: Pixels) -> None:
    """Blur a part of a picture or of a plane in place."""
    sigma = max(1.0, min(region.shape[:2]) / LIGHT)
    if region.size:
        region[...] = cv2.GaussianBlur(region, (0, 0), sigma)


def weak_picture(done: Done, number: int, how: str, target: Path) -> MediaInfo | None:
    """Write the weakened picture; None where nobody could see a difference."""
    frame, _ = image.read(done.source, Limits())
    height, width = frame.pixels.shape[:2]
    painter, blurred = weak(done, number, how)
    base = frame.pixels.copy()
    x0, y0, x1, y1 = must_box(done.painted[number], 0).pixels(width, height)
    if blurred is not None:
        blur(base[y0:y1, x0:x1])
    painted = painter.pixels(0, base)
    good = Painter(done.painted).pixels(0, frame.pixels)
    if not differs(painted[y0:y1, x0:x1], good[y0:y1, x0:x1]):
        return None
    image.write(painted, target, "PNG")
    return image.read(target, Limits())[1]


def weak_clip(done: Done, number: int, how: str, target: Path) -> MediaInfo | None:
    """Write the weakened clip with the settings of the good one; None as above."""
    painter, blurred = weak(done, number, how)
    chosen = done.painted[number]

    def paint(index: int, planes: Planes) -> None:
        box = chosen.box_at(index)
        if blurred is not None and box is not None:
            for plane in (planes.luma, planes.blue, planes.red):
                high, wide = plane.shape
                small = box.scaled(wide / planes.luma.shape[1])
                x0, y0, x1, y1 = small.pixels(wide, high)
                blur(plane[y0:y1, x0:x1])
        painter.planes(index, planes)

    writer.rewrite(Original(path=done.source), target, paint, VideoOptions())
    # in the frame in the middle of the track, the difference must be there to be seen
    middle = chosen.finding.sightings[len(chosen.finding.sightings) // 2].frame
    now, good = (frame_of(path, middle) for path in (target, done.target))
    x0, y0, x1, y1 = must_box(chosen, middle).pixels(now.shape[1], now.shape[0])
    if not differs(now[y0:y1, x0:x1], good[y0:y1, x0:x1], 16):
        return None
    return decoding.probe(target)


def frame_of(path: Path, index: int) -> Pixels:
    """Return one frame of a clip."""
    return next(frame.pixels for frame in decoding.read(path) if frame.index == index)


def must_box(redaction: Redaction, frame: int) -> redactkit.Box:
    """Return the box of a frame in which there is one."""
    box = redaction.box_at(frame)
    if box is None:
        raise IndexError(frame)
    return box


def differs(one: Pixels, other: Pixels, noise: int = 0) -> bool:
    """Return whether two pictures differ in a visible share of their pixels."""
    off = np.abs(one.astype(np.int16) - other).max(axis=2, initial=0)
    return bool(off.size) and float((off > noise).mean()) > SEEN


def passes(kit: redactkit.Redactor, path: Path, record: redactkit.Record) -> bool:
    """Check a file against its record, as ``redactkit check FILE --record R`` does."""
    return kit.for_case(redactkit.Case()).check(path, record=record).clean


@dataclass
class Tally:
    """Counts of the run, printed as it goes."""

    caught: Counter[str]
    cases: Counter[str]
    passed: Counter[str]
    correct: Counter[str]

    def show(self) -> None:
        """Print caught and passed, in all and by kind."""
        for title, good, all_ in (
            ("weakened, caught", self.caught, self.cases),
            ("correct, passed", self.passed, self.correct),
        ):
            whole, part = sum(all_.values()), sum(good.values())
            print(f"{title}: {part} of {whole} = {part / max(1, whole):.3f}")
            for name in sorted(all_):
                print(f"  {name}: {good[name]} of {all_[name]}")


def run(kit: redactkit.Redactor, done: Sequence[Done], count: int, seed: int, tally: Tally) -> None:
    """Make and check ``count`` weakened files, drawn at random with a fixed seed."""
    draw = random.Random(seed)  # noqa: S311 - no secret
    make: Callable[[Done, int, str, Path], MediaInfo | None]
    made = tried = 0
    with tempfile.TemporaryDirectory() as folder:
        while made < count and tried < 20 * count:
            tried += 1
            one = draw.choice(done)
            is_clip = medium_of(one.source) is Medium.VIDEO
            make = weak_clip if is_clip else weak_picture
            if not one.painted:
                continue
            number, how = draw.randrange(len(one.painted)), HOWS[made % len(HOWS)]
            target = Path(folder) / one.target.with_suffix(".mp4" if is_clip else ".png").name
            info = make(one, number, how, target)
            if info is None:
                continue
            made += 1
            name = f"{'clip' if is_clip else 'picture'}, {how}"
            tally.cases[name] += 1
            if passes(kit, target, replace(one.record, output=media_of(info, target))):
                kind = one.record.removed[number].kind
                print(f"missed: {one.source.name}, finding {number} ({kind}), {how}", flush=True)
            else:
                tally.caught[name] += 1


def correct(kit: redactkit.Redactor, done: Sequence[Done], tally: Tally) -> None:
    """Check every correct file."""
    for one in done:
        name = f"{one.target.suffix} as it should be"
        tally.correct[name] += 1
        if passes(kit, one.target, one.record):
            tally.passed[name] += 1
        else:
            report = kit.for_case(redactkit.Case()).check(one.target, record=one.record)
            kinds = [str(item.kind) for item in report.visible]
            print(f"refused: {one.target.name}: {kinds} {report.faults}", flush=True)


def main() -> int:
    """Redact, weaken, check, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("shared", type=Path, help="folder with footage/ and screens/")
    parser.add_argument("--keep", type=Path, help="leave finished files and records here")
    parser.add_argument("--pictures", type=int, default=170)
    parser.add_argument("--clips", type=int, default=30)
    parser.add_argument("--seed", type=int, default=5)
    parser.add_argument("--no-correct", action="store_true", help="check weakened files only")
    args = parser.parse_args()
    kit = redactkit.Redactor(now=None)
    screens = [*(args.shared / "screens/images").iterdir()]
    screens += (args.shared / "screens/real/images").iterdir()
    clips = sorted((args.shared / "footage/clips").iterdir())
    clips = random.Random(args.seed).sample(clips, min(CLIPS, len(clips)))  # noqa: S311
    tally = Tally(Counter(), Counter(), Counter(), Counter())
    start = time.process_time()
    with tempfile.TemporaryDirectory() as temporary:
        out = args.keep or Path(temporary)
        out.mkdir(parents=True, exist_ok=True)
        for count, sources, endings in (
            (args.pictures, sorted(screens), (".png", ".jpg")),
            (args.clips, clips, (".mp4",)),
        ):
            if not count:
                continue
            done = {end: [prepare(kit.for_case(redactkit.Case()), s, out, end) for s in sources]
                    for end in endings}  # fmt: skip
            print(f"{len(sources)} files redacted, {time.process_time() - start:.0f} s of CPU time")
            run(kit, done[endings[0]], count, args.seed, tally)
            if not args.no_correct:
                for several in done.values():
                    correct(kit, several, tally)
    tally.show()
    return 0


if __name__ == "__main__":
    sys.exit(main())
