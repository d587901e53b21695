"""The empty clip that is written to, and what of the source never reaches it."""

from __future__ import annotations

import errno
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

import av
import av.error

from redactkit.core.errors import MediaError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from fractions import Fraction
    from pathlib import Path

    from av.container import OutputContainer

    from redactkit.core.policy import VideoOptions
    from redactkit.media.video.reader import AnyPacket, VideoReader

__all__ = [
    "CLEAN",
    "PART",
    "Written",
    "check_suffix",
    "delay",
    "dropped",
    "early",
    "fault",
    "output",
]

CLEAN = {
    "h264": "filter_units=remove_types=6|24-31",
    "h265": "filter_units=remove_types=39|40|48-63",
    "av1": "filter_units=remove_types=5",
}
"""Bitstream filters that take out SEI and what is unspecified: there encoders write their
settings, and cameras whatever they like."""

NO_ROOM = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EROFS, errno.EIO})
"""Numbers of errors that no other setting would mend."""

SIDE = ("subtitle", "data", "attachment")
"""Kinds of streams that never travel, in the order they are named."""

ENDINGS = {"mp4": (".mp4", ".m4v"), "mkv": (".mkv",), "webm": (".webm",)}
"""What files of each container are called."""

PART = "nut"
"""The container of parts: it keeps every codec and the exact ticks, as few others do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """What was written: frames, and what a reader of the record should know."""

    frames: int
    warnings: tuple[str, ...] = ()


def check_suffix(target: Path, options: VideoOptions) -> None:
    """Refuse a name that tells of another container than is written.

    Raises:
        MediaError: it does; the message names the ending, and the option for another.
    """
    endings = ENDINGS[options.container]
    if target.suffix.lower() not in endings:
        msg = f"{target.name}: the clip would be written as {endings[0]}; use that ending"
        raise MediaError(msg + ", or set video.container in the policy")


@contextmanager
def output(target: Path, container: str) -> Iterator[OutputContainer]:
    """Open a clip for writing; its suffix is ignored, ``container`` counts.

    Raises:
        MediaError: the file cannot be made, or not be written to its end.
    """
    form = {"mkv": "matroska"}.get(container, container)
    settings = {"fflags": "+bitexact"}
    if form in {"mp4", "mov"}:
        settings["movflags"] = "+faststart"
    if form == PART:
        settings["avoid_negative_ts"] = "disabled"
    try:
        out = av.open(str(target), "w", format=form, options=settings)
    except (av.error.FFmpegError, OSError) as error:
        msg = f"{target.name} cannot be written: check the folder and its rights"
        raise MediaError(msg) from error
    try:
        yield out
    except BaseException:
        # what went wrong first is what is told
        with suppress(av.error.FFmpegError, OSError):
            out.close()
        raise
    try:
        out.close()
    except (av.error.FFmpegError, OSError) as error:
        msg = f"the clip cannot be written to its end: {fault(error)}"
        raise MediaError(msg) from error


def delay(packet: AnyPacket, seconds: Fraction) -> None:
    """Let a packet be decoded and shown later, to a tick of its own, where it has times."""
    if seconds and packet.pts is not None and packet.dts is not None:
        ticks = round(seconds / packet.time_base)
        packet.pts, packet.dts = packet.pts + ticks, packet.dts + ticks


def early(shown: Sequence[int]) -> int:
    """Return by how many ticks decoding must begin before showing.

    Each picture is to be decoded at the ticks of one, in rising order, and none after it is
    shown; ``shown`` are the ticks of all in the order of the file.
    """
    return max(at - pts for at, pts in zip(sorted(shown), shown, strict=True))


def fault(error: Exception) -> str:
    """Return what to do about a clip that could not be written."""
    number = getattr(error, "errno", None)
    if number in NO_ROOM:
        return "the disk is full or takes no more; make room"
    return "choose another codec or container, or drop the sound"


def dropped(clip: VideoReader, options: VideoOptions) -> list[str]:
    """Return a sentence for each kind of thing that the finished clip does not carry on."""
    streams = clip.container.streams
    cover = av.stream.Disposition.attached_pic
    covers = sum(bool(stream.disposition & cover) for stream in streams.video)
    films = len(streams.video) - covers - 1
    texts = []
    if streams.audio and options.audio == "drop":
        texts.append(f"audio dropped: {_count(len(streams.audio), 'track')}")
    if films:
        texts.append(f"dropped: {films} more video {'tracks' if films > 1 else 'track'}")
    for kind in SIDE:
        number = sum(stream.type == kind for stream in streams)
        if number:
            texts.append(f"dropped: {_count(number, f'{kind} stream')}")
    if clip.container.chapters():
        texts.append("chapters dropped")
    if covers:
        texts.append("cover picture dropped")
    return texts


def _count(number: int, what: str) -> str:
    return f"{number} {what}" if number == 1 else f"{number} {what}s"
