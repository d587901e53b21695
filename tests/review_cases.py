"""A drawn screenshot and a short clip with plans made by hand: no model has to be loaded."""

from fractions import Fraction
from hashlib import sha256

import av
import numpy as np
from PIL import Image

from redactkit.core.findings import Finding, Kind, Sighting
from redactkit.core.frames import MediaInfo
from redactkit.core.geometry import Box
from redactkit.core.policy import Policy, decide
from redactkit.media.video.reader import open_clip
from redactkit.pipeline.redactor import Redactor
from redactkit.records.plan import Plan
from redactkit.review.session import ReviewSession

WIDTH, HEIGHT, FRAMES = 160, 120, 20
FACE = Box(20, 40, 44, 68)
"""The thing in the clip's first frame; it moves 3 px to the right each frame."""

NICKNAME, PHONE = Box(60, 20, 140, 40), Box(60, 60, 220, 84)


def make_desk(folder):
    """Return a desk with nothing on it, for finished files in ``folder / "out"``."""
    out = folder / "out"
    out.mkdir()
    return ReviewSession(Redactor(now=None), out)


def texture(height, width, seed):
    small = np.random.default_rng(seed).integers(0, 256, (6, 6, 3), np.uint8)
    return np.array(Image.fromarray(small).resize((width, height), Image.Resampling.BICUBIC))


def make_picture(path):
    """Write a picture of 300 x 200 with something at each place."""
    pixels = np.full((200, 300, 3), 237, np.uint8)
    for seed, box in enumerate((NICKNAME, PHONE, Box(10, 16, 50, 56))):
        x0, y0, x1, y1 = box.pixels(300, 200)
        pixels[y0:y1, x0:x1] = texture(y1 - y0, x1 - x0, seed)
    Image.fromarray(pixels).save(path)
    return path


def picture_plan(path):
    """Return a plan with a nickname, a phone number and a weak name under its threshold."""
    found = (
        Finding(kind=Kind.NICKNAME, detector="drawn", alias="顾客A", sightings=one(NICKNAME, 0.9)),
        Finding(kind=Kind.PHONE, detector="drawn", alias="[电话]", sightings=one(PHONE, 0.95)),
        Finding(kind=Kind.NAME, detector="drawn", sightings=one(Box(10, 120, 60, 140), 0.2)),
    )
    info = MediaInfo(media_type="image/png", width=300, height=200)
    return Plan(source_sha256=digest(path), info=info, redactions=tuple(decide(found, Policy())))


def make_clip(path):
    """Write 20 frames of a textured square that moves over a dark, textured floor."""
    floor = texture(HEIGHT, WIDTH, 7) // 5
    thing = texture(int(FACE.height), int(FACE.width), 3)
    with av.open(str(path), "w") as out:
        stream = out.add_stream("libx264", rate=10, options={"crf": "12", "g": "8"})
        stream.width, stream.height, stream.pix_fmt = WIDTH, HEIGHT, "yuv420p"
        for number in range(FRAMES):
            pixels = floor.copy()
            x0, y0, x1, y1 = FACE.shifted(3 * number, 0).pixels(WIDTH, HEIGHT)
            pixels[y0:y1, x0:x1] = thing
            frame = av.VideoFrame.from_ndarray(pixels, format="rgb24")
            frame.pts, frame.time_base = number, Fraction(1, 10)
            out.mux(stream.encode(frame))
        out.mux(stream.encode(None))
    return path


def clip_plan(path, frames=range(3, 18)):
    """Return a plan with one face whose middle was inferred."""
    with open_clip(path) as clip:
        pts = tuple(tick for tick, _ in clip.pictures())
        base, rate = clip.time_base, clip.rate
    sightings = tuple(
        Sighting(
            frame=number,
            box=FACE.shifted(3 * number, 0),
            score=None if 8 <= number < 13 else 0.6 + number / 100,
        )
        for number in frames
    )
    info = MediaInfo(
        media_type="video/mov", width=WIDTH, height=HEIGHT, frames=FRAMES, rate=rate, time_base=base
    )
    found = (Finding(kind=Kind.FACE, detector="drawn", sightings=sightings),)
    return Plan(
        source_sha256=digest(path), info=info, redactions=tuple(decide(found, Policy())), pts=pts
    )


def one(box, score):
    return (Sighting(frame=0, box=box, score=score),)


def digest(path):
    return sha256(path.read_bytes()).hexdigest()
