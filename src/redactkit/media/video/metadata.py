"""Scan a finished clip for anything but its pictures and its sound."""

from __future__ import annotations

from typing import TYPE_CHECKING

from redactkit.media.video.reader import open_clip

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["metadata_left"]

STRUCTURAL = frozenset(
    {"major_brand", "minor_version", "compatible_brands", "encoder", "duration", "language"}
)
"""Keys that every muxer writes and that say nothing of the source."""

HANDLERS = frozenset({"handler_name", "vendor_id"})
PLAIN_HANDLERS = frozenset({"VideoHandler", "SoundHandler", "[0][0][0][0]", "FFMP", ""})

CARRIERS = (b"\xa9xyz", b"loci", b"com.apple.quicktime.location", b"GoPro MET", b"<x:xmpmeta")
"""Byte strings that mark a place or a camera's data inside a container."""

BLOCK = 1 << 20


def metadata_left(path: Path) -> tuple[str, ...]:
    """Return a sentence for each piece of metadata or foreign stream in a clip.

    Raises:
        MediaError: the file is no clip.
    """
    faults = []
    with open_clip(path) as clip:
        container = clip.container
        tables = [("the file", container.metadata)]
        for stream in container.streams:
            tables.append((f"stream {stream.index}", stream.metadata))
            if stream.type not in ("video", "audio"):
                faults.append(f"the clip carries a stream of type {stream.type}")
        if len(container.streams.video) > 1:
            faults.append("the clip carries a second video stream or a cover picture")
        for where, table in tables:
            faults += [f"{where} carries metadata: {key}" for key in _telling(table)]
        if container.chapters():
            faults.append("the clip carries chapters")
    faults += [f"the clip carries the marker {mark!r}" for mark in CARRIERS if _holds(path, mark)]
    return tuple(faults)


def _telling(table: dict[str, str]) -> list[str]:
    return sorted(
        key
        for key, value in table.items()
        if key.lower() not in STRUCTURAL
        and not (key in HANDLERS and value.strip("\0 ") in PLAIN_HANDLERS)
    )


def _holds(path: Path, mark: bytes) -> bool:
    """Return whether the bytes occur outside the coded pictures' reach of chance.

    Marks are 4 bytes and more; a 4-byte mark turns up by chance once in 4 GiB, so it counts
    only where a plausible atom size stands before it.
    """
    tail = b""
    with path.open("rb") as file:
        while block := file.read(BLOCK):
            data = tail + block
            at = data.find(mark)
            while at >= 0:
                size = int.from_bytes(data[max(0, at - 4) : at], "big")
                if len(mark) > 4 or 8 <= size <= 4096:  # noqa: PLR2004 - an atom's head and usual size
                    return True
                at = data.find(mark, at + 1)
            tail = data[-32:]
    return False
