"""One function for each kind of input: a correct result, a RedactError, or a broken promise.

Each takes bytes (or a table) and an empty folder, and returns whether the input was taken. It
raises where something else than a RedactError came, where a file lies beside an error, or where
a finished file is not what it should be.
"""

from __future__ import annotations

import copy
import json
import sys
from contextlib import suppress
from functools import cache, partial
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parent.parent.parent / "examples"))
sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from typing import TYPE_CHECKING

import fuzz_mutate
import fuzz_seeds

from hostile_worker import writer
from redactkit.core.errors import RedactError
from redactkit.core.geometry import Box
from redactkit.core.methods import SLATE
from redactkit.core.policy import Limits, Policy, VideoOptions
from redactkit.core.settings import load_policy, policy_from_mapping, policy_to_mapping
from redactkit.core.zones import Zone
from redactkit.media import image
from redactkit.media.text import decode
from redactkit.media.video import decoding
from redactkit.pipeline.check import check_file
from redactkit.records.plan import Plan
from redactkit.records.record import Record, _digest, digest_file

if TYPE_CHECKING:
    from collections.abc import Callable

    from redactkit.pipeline.redactor import Redactor

LIMITS = Limits(pixels=4_000_000, side=8000, frames=2000, seconds=3600)
"""So that memory stays under `MEMORY`; a claim beyond them is to be refused."""

MEMORY = 1 << 30
"""Bytes that one input may make the process grow by: a picture at the limit of pixels takes
under 10 copies of 12 MB."""

ZONE = Box(0, 0, 20, 12)
COVERED = Policy(zones=(Zone(shape=ZONE),), limits=LIMITS)


@cache
def kits() -> dict[str, Redactor]:
    """Return a Redactor for each way to treat damage."""
    video = VideoOptions(damaged="cover", container="mkv")
    other = Policy(zones=COVERED.zones, limits=LIMITS, video=video)
    return {"fail": writer(COVERED), "cover": writer(other), "bare": writer(Policy(limits=LIMITS))}


def _refused(error: RedactError, folder: Path, inputs: set[str]) -> bool:
    message = str(error)
    assert message.strip()
    assert str(folder) not in message
    left = {path.name for path in folder.iterdir()} - inputs
    assert not left, left
    return False


def picture(data: bytes, folder: Path) -> bool:
    """Read a picture, cover a place of it, write it as PNG and JPEG, and look at it."""
    source = folder / "a.png"
    source.write_bytes(data)
    try:
        frame, info = image.read(source, LIMITS)
        plan = fuzz_seeds.plan(digest_file(source)[0])
        plan = Plan(source_sha256=plan.source_sha256, info=info, redactions=plan.redactions)
        for ending in (".png", ".jpg"):
            done = kits()["fail"].apply(plan, source, folder / f"o{ending}")
            Record.from_json(done.record.to_json())
    except RedactError as error:
        return _refused(error, folder, {"a.png"})
    finished, _ = image.read(folder / "o.png", LIMITS)
    assert finished.pixels.shape == frame.pixels.shape
    assert not image.metadata_left(folder / "o.png")
    height, width = finished.pixels.shape[:2]
    x0, y0, x1, y1 = plan.redactions[0].box_at(0).pixels(width, height)
    assert (finished.pixels[y0:y1, x0:x1] == SLATE).all()
    return True


def clip(data: bytes, folder: Path, way: str = "fail") -> bool:
    """Redact a clip with a zone to cover, or with nothing to hide, and decode the result."""
    kit = kits()[way]
    source, target = folder / "a.mp4", folder / f"o.{kit.policy.video.container}"
    source.write_bytes(data)
    try:
        done = kit.video(source, target)
        Record.from_json(done.record.to_json())
    except RedactError as error:
        return _refused(error, folder, {"a.mp4"})
    frames = 0
    for frame in decoding.read(target):
        frames += 1
        if way != "bare":
            # away from the rim, where the codec rings
            inner = frame.pixels[: int(ZONE.bottom) - 6, : int(ZONE.right) - 6].astype(int)
            far = np.abs(inner - SLATE).max(initial=0)
            black = not frame.pixels[2:-2, 2:-2].max(initial=0) > 40
            assert far < 48 or black, far
    assert frames == done.record.output.frames
    return True


def policy(data: bytes, folder: Path) -> bool:
    """Read a policy from TOML; what is taken survives being written and read."""
    path = folder / "p.toml"
    path.write_bytes(data)
    try:
        taken = load_policy(path)
    except RedactError as error:
        return _refused(error, folder, {"p.toml"})
    assert policy_from_mapping(policy_to_mapping(taken)) == taken
    return True


def policy_table(table: object, folder: Path) -> bool:
    """Build a policy from a table, as TOML or a caller gives it."""
    try:
        taken = policy_from_mapping(table)
    except RedactError as error:
        return _refused(error, folder, set())
    assert policy_from_mapping(policy_to_mapping(taken)) == taken
    return True


@cache
def _sample() -> bytes:
    return fuzz_seeds.picture("png")


def plan(text: str, folder: Path) -> bool:
    """Read a plan and carry it out; the digest in it is made that of the sample."""
    source = folder / "a.png"
    source.write_bytes(_sample())
    text = text.replace("0" * 64, digest_file(source)[0])
    try:
        taken = Plan.from_json(text)
        kits()["fail"].apply(taken, source, folder / "o.png")
    except RedactError as error:
        return _refused(error, folder, {"a.png"})
    assert Plan.from_json(taken.to_json()).redactions == taken.redactions
    finished, _ = image.read(folder / "o.png", LIMITS)
    assert finished.pixels.shape[:2] == (fuzz_seeds.HEIGHT, fuzz_seeds.WIDTH)
    return True


def plan_table(table: object, folder: Path) -> bool:
    return plan(json.dumps(table), folder)


def record(text: str, folder: Path) -> bool:
    """Read a record and hold a picture against it."""
    path = folder / "a.png"
    path.write_bytes(_sample())
    try:
        taken = Record.from_json(text)
        assert taken.to_json()
        from redactkit.verify.record_check import LOSSLESS, CoverChecker

        covers = CoverChecker(taken.removed, LOSSLESS)
        covers.see(0, fuzz_seeds.pixels())
        covers.bare()
    except RedactError as error:
        return _refused(error, folder, {"a.png"})
    return True


def record_table(table: object, folder: Path) -> bool:
    """Seal a twisted record with its right digest first, so that the rest is looked at."""
    if isinstance(table, dict) and "digest" in table:
        rest = copy.deepcopy(table)
        rest.pop("digest")
        # half a character: such a text has no digest
        with suppress(UnicodeEncodeError):
            table = rest | {"digest": _digest(rest)}
    return record(json.dumps(table), folder)


def text(data: bytes, folder: Path) -> bool:
    """Redact a statement of these bytes."""
    try:
        words = decode(data, "a.md")
        done = kits()["fail"].text(words)
    except RedactError as error:
        return _refused(error, folder, set())
    Record.from_json(done.record.to_json())
    str(done.media).encode()
    for item in done.record.removed:
        begin, end = item.span
        assert 0 <= begin <= end <= len(str(done.media))
    return True


def checked(data: bytes, folder: Path) -> bool:
    """Hold a damaged finished file against the record of a whole one."""
    path = folder / "a.bin"
    path.write_bytes(data)
    finders = kits()["fail"]._detectors
    try:
        report = check_file(path, finders, Policy(limits=LIMITS), record=fuzz_seeds.record())
    except RedactError as error:
        return _refused(error, folder, {"a.bin"})
    # it is another file than the record tells of, and the covers are not in it
    assert report.faults
    assert not report.clean
    return True


def sources() -> dict[str, tuple[object, list[object]]]:
    """Return, for each kind of input, what takes it and the seeds that are damaged for it."""
    tables = fuzz_seeds.tables()
    texts = [words.encode() for words in fuzz_seeds.TEXTS]
    found: dict[str, tuple[object, list[object]]] = {
        f"picture {name}": (picture, [fuzz_seeds.picture(name)]) for name in fuzz_seeds.PICTURES
    }
    for name in fuzz_seeds.CLIPS:
        for way in ("fail", "cover", "bare"):
            found[f"clip {name} {way}"] = (partial(clip, way=way), [fuzz_seeds.clip(name)])
    whole = [fuzz_seeds.picture("png"), fuzz_seeds.picture("jpeg"), fuzz_seeds.clip("mp4")]
    whole += [fuzz_seeds.picture("webp"), fuzz_seeds.picture("bmp"), fuzz_seeds.clip("mkv")]
    return found | {
        "check": (checked, whole),
        "policy": (policy, [fuzz_seeds.policy_text()]),
        "policy table": (policy_table, [tables["policy"]]),
        "plan": (_of_bytes(plan), [json.dumps(tables["plan"]).encode()]),
        "plan table": (plan_table, [tables["plan"]]),
        "record": (_of_bytes(record), [json.dumps(tables["record"]).encode()]),
        "record table": (record_table, [tables["record"]]),
        "text": (text, texts),
    }


def _of_bytes(target: Callable[[str, Path], bool]) -> Callable[[bytes, Path], bool]:
    return lambda data, folder: target(data.decode("utf-8", "surrogateescape"), folder)


def spoiled(seed: object, rng: np.random.Generator) -> object:
    """Return a damaged copy of a seed: of bytes by bytes, of a table by its places."""
    if not isinstance(seed, bytes):
        return fuzz_mutate.twisted(seed, rng)
    data = fuzz_mutate.damaged(seed, fuzz_mutate.steps(rng))
    return fuzz_mutate.resealed(data) if rng.random() < 0.7 else data
