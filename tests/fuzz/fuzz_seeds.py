"""The corpus: small whole files of every format, made by this code."""

from __future__ import annotations

import importlib.util
import io
import json
from fractions import Fraction
from functools import cache
from pathlib import Path

import av
import numpy as np
from PIL import Image

from redactkit.core.findings import Finding, Kind, Sighting
from redactkit.core.frames import MediaInfo
from redactkit.core.geometry import Box
from redactkit.core.methods import Fill
from redactkit.core.policy import Policy, Redaction
from redactkit.core.settings import policy_to_mapping
from redactkit.records.plan import Plan
from redactkit.records.record import Media, Record, items_of

WIDTH, HEIGHT, FRAMES = 64, 48, 5

PICTURES = {
    "png": ("PNG", "RGB", {}),
    "png-palette": ("PNG", "P", {}),
    "png-16": ("PNG", "I;16", {}),
    "png-alpha": ("PNG", "RGBA", {}),
    "jpeg": ("JPEG", "RGB", {}),
    "jpeg-progressive": ("JPEG", "L", {"progressive": True}),
    "jpeg-cmyk": ("JPEG", "CMYK", {}),
    "webp": ("WEBP", "RGBA", {"lossless": True}),
    "webp-lossy": ("WEBP", "RGB", {}),
    "bmp": ("BMP", "RGB", {}),
    "tiff": ("TIFF", "RGB", {}),
    "tiff-lzw": ("TIFF", "RGB", {"compression": "tiff_lzw"}),
    "tiff-float": ("TIFF", "F", {}),
    "gif": ("GIF", "P", {}),
    "mpo": (
        "JPEG",
        "RGB",
        {"exif": b"Exif\0\0II*\0\x08\0\0\0\1\0\x12\1\3\0\1\0\0\0\6\0\0\0\0\0\0\0"},
    ),
}

if importlib.util.find_spec("pillow_heif"):
    # the extra heic
    PICTURES |= {"heic": ("HEIF", "RGB", {}), "heic-tiles": ("HEIF", "RGBA", {"tile_size": 64})}

CLIPS = {
    "mp4": ("mp4", "libx264", {}),
    "mp4-fragmented": ("mp4", "libx264", {"movflags": "frag_keyframe+empty_moov"}),
    "mkv": ("matroska", "libx264", {}),
    "webm": ("webm", "libvpx-vp9", {}),
    "avi": ("avi", "mpeg4", {}),
    "avi-mjpeg": ("avi", "mjpeg", {}),
    "ts": ("mpegts", "libx264", {}),
    "h264": ("h264", "libx264", {}),
    "flv": ("flv", "libx264", {}),
}

TEXTS = (
    "顾客王女士（微信号：momo_jiang2019，电话 138 0013 8000）说，身份证号110105194912310021。",
    "<p>Mail <b>wang</b>@example.org &#49;38&#x30;0138000 <a href='tel:13800138000'>x</a></p>",
    "| a | b |\n|---|---|\n| [x](mailto:a@b.cn) | `QQ 123456789` |\n\n> 京A12345 62220212345678901",
    "\ufeff\u202e\u200b\u00ad0\u0660\uff11\U0001f468\u200d\U0001f469 13\u200b800138000",
)


@cache
def pixels(index: int = 0) -> np.ndarray:
    rng = np.random.default_rng(index)
    return rng.integers(0, 255, (HEIGHT // 4, WIDTH // 4, 3), np.uint8).repeat(4, 0).repeat(4, 1)


@cache
def picture(name: str) -> bytes:
    form, mode, options = PICTURES[name]
    image = Image.fromarray(pixels())
    image = (
        Image.fromarray(pixels()[..., 0].astype(np.uint16) * 257)
        if mode == "I;16"
        else image.convert(mode)
    )
    file = io.BytesIO()
    if form == "HEIF":
        from redactkit.media.heic import make_readable

        make_readable(Path("a.heic"))
    image.save(file, form, **options)
    return file.getvalue()


@cache
def clip(name: str) -> bytes:
    form, codec, options = CLIPS[name]
    file = io.BytesIO()
    with av.open(file, "w", format=form, options=options) as container:
        stream = container.add_stream(codec, rate=Fraction(25))
        stream.width, stream.height = WIDTH, HEIGHT
        stream.pix_fmt = "yuvj420p" if codec == "mjpeg" else "yuv420p"
        stream.options = {"bf": "1"} if codec == "libx264" else {}
        for index in range(FRAMES):
            frame = av.VideoFrame.from_ndarray(pixels(index), format="rgb24")
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    return file.getvalue()


def _redaction(kind: Kind = Kind.PHONE) -> Redaction:
    sightings = (Sighting(frame=0, box=Box(8, 8, 40, 30), score=0.9),)
    finding = Finding(kind=kind, detector="test-1", sightings=sightings, alias="[电话]")
    return Redaction(finding=finding, method=Fill(), margin=0.1, reason="policy")


def plan(digest: str = "0" * 64) -> Plan:
    """Return the plan of a picture of this size."""
    info = MediaInfo(media_type="image/png", width=WIDTH, height=HEIGHT)
    return Plan(source_sha256=digest, info=info, redactions=(_redaction(),))


def record() -> Record:
    removed, kept = items_of((_redaction(), _redaction(Kind.QQ)), plan().info)
    media = Media(media_type="image/png", sha256="0" * 64, bytes=9, width=WIDTH, height=HEIGHT)
    return Record(input=media, output=media, removed=removed, kept=kept, tool={"name": "x"})


@cache
def tables() -> dict[str, dict]:
    """Return a policy, a plan and a record as nested tables."""
    return {
        "policy": policy_to_mapping(Policy()),
        "plan": json.loads(plan().to_json()),
        "record": json.loads(record().to_json()),
    }


@cache
def policy_text() -> bytes:
    lines = []
    for name, table in tables()["policy"].items():
        if isinstance(table, dict):
            lines.append(f"[{name}]")
            lines += [f"{key} = {json.dumps(value)}" for key, value in table.items()]
    lines += ["[[zones]]", "box = [0, 0, 20, 20]", "[[zones]]", "points = [[0,0],[9,0],[5,9]]"]
    return "\n".join(lines).encode()
