"""An open clip: its pictures in the order shown, at times that rise, damage never passed over.

A picture that cannot be decoded stops the work, or with ``damaged="cover"`` stands in as
None, so that the caller hides it whole. What the decoder conceals is no damage in this
sense: what is shown is what was looked at.
"""

from __future__ import annotations

import heapq
from collections import Counter
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import av
import av.error

from redactkit.core.errors import MediaError
from redactkit.media.orientation import Orientation, orientation_of
from redactkit.media.source import check_source
from redactkit.media.video.segments import SplitError
from redactkit.media.video.truncation import is_cut_short

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from av.container import InputContainer
    from av.packet import Packet
    from av.stream import Stream
    from av.video.stream import VideoStream

    from redactkit.media.video.segments import Segment

    AnyPacket = Packet[Stream]

__all__ = ["VideoReader", "no_picture", "open_clip"]

DEMUXERS = (
    "mov,matroska,avi,mpegts,mpeg,mpegvideo,h264,hevc,obu,ivf,m4v,mjpeg,asf,flv,dhav,ifv,ogg,"
    "mxf,gxf,wtv,nut,rm,dv,yuv4mpegpipe"
)
"""Containers that hold a clip. Playlists are missing: they name other files and hosts."""

USUAL_RATE = Fraction(25)
"""Frames a second where a raw stream names none (CCTV in 50 Hz countries)."""

SLOTTED = frozenset({"h264", "hevc"})
"""Decoders of codecs whose pictures AVI reorders without a word; of others it is known when each
is shown."""

JUMP_S = 1.0
"""Seconds between two pictures from which they count as two times."""


@dataclass(slots=True, eq=False)
class VideoReader:
    """An open clip: iterate over `pictures` once.

    ``counts`` says what was met on the way: ``rebuilt`` time stamps, ``lost`` pictures.
    ``on_sound``, set before, gets the packets of all audio tracks in file order, and
    ``on_packet`` those of the pictures. ``turn`` makes the picture last given upright. With a
    ``span`` only its pictures are given.
    """

    name: str
    container: InputContainer
    stream: VideoStream
    damaged: Literal["fail", "cover"] = "fail"
    span: Segment | None = None
    on_sound: Callable[[AnyPacket], None] | None = None
    on_packet: Callable[[AnyPacket], None] | None = None
    counts: Counter[str] = field(default_factory=Counter)
    packets: int = 0
    turn: Orientation = field(default_factory=Orientation)
    _angle: int | None = None
    _last: int | None = None
    _lost: list[int] = field(default_factory=list)
    _slots: list[int] = field(default_factory=list)

    @property
    def time_base(self) -> Fraction:
        """Seconds a tick."""
        return self.stream.time_base or 1 / (self.rate * 512)

    @property
    def rate(self) -> Fraction:
        """Frames a second, as the container says or a guess."""
        return self.stream.average_rate or self.stream.guessed_rate or USUAL_RATE

    @property
    def step(self) -> int:
        """Ticks from one picture to the next at an even pace, at least 1."""
        return max(1, round(1 / (self.rate * self.time_base)))

    @property
    def jump(self) -> int:
        """Ticks between two pictures from which they count as two times, not one movement."""
        return max(round(JUMP_S / self.time_base), 2 * self.step)

    @property
    def first(self) -> int:
        """Index in the clip of the first picture that is given."""
        return 0 if self.span is None else self.span.first

    def pictures(self) -> Iterator[tuple[int, av.VideoFrame | None]]:
        """Yield ``(pts, picture)`` in rising order of pts; None where decoding failed.

        Raises:
            MediaError: the file is damaged and ``damaged`` is "fail".
            SplitError: the span does not hold the pictures that its packets promise.
        """
        if self.span is not None:
            yield from self._part(self.span)
            return
        shown = 0
        for pts, picture in self._all():
            # Before the first whole picture there is nothing to say how large a stand-in is.
            if shown or picture is not None:
                shown += 1
                self._note_turn(picture)
                yield pts, picture
        announced = self._announced()
        if is_cut_short(Path(self.container.name)):
            self._damage("its file is cut short")
            self.counts["cut"] += 1
            # for want of a count, as many as the time that it should last holds
            span = Fraction(self.container.duration or 0, av.time_base)
            announced = max(announced, self.stream.frames, round(span * self.rate))
        # Packets without a picture of their own (packed B-frames, field pairs) are no damage.
        if announced > self.packets:
            self._damage(f"{announced - shown} of its frames are missing from the file")
        self.counts["missing"] += max(0, announced - shown)

    def first_picture(self) -> av.VideoFrame:
        """Return the first picture, for one who asks for no others.

        Raises:
            MediaError: there is none, or the file is damaged before it.
        """
        _, picture = next(self.pictures(), (0, None))
        if picture is None:
            raise no_picture(self.name)
        return picture

    def count_packets(self) -> int:
        """Return how many packets hold pictures; reads on to the end and decodes none.

        Raises:
            MediaError: the container breaks off.
        """
        for _ in self._demux():
            pass
        return self.packets

    def _part(self, span: Segment) -> Iterator[tuple[int, av.VideoFrame]]:
        """Yield the pictures of a span; those before it are decoded for its sake and dropped."""
        shown = 0
        for picture in self._from(span):
            if picture.pts is None or (shown and picture.pts <= (self._last or 0)):
                break
            if picture.pts < span.start:
                continue
            if span.end is not None and picture.pts >= span.end:
                break
            if picture.is_corrupt:
                self._damage("a frame decoded with errors")
            self._last, shown = picture.pts, shown + 1
            self._note_turn(picture)
            yield picture.pts, picture
        if shown != span.frames:
            msg = f"{self.name}: part {span.number} has {shown} of {span.frames} pictures"
            raise SplitError(msg)

    def _from(self, span: Segment) -> Iterator[av.VideoFrame]:
        if span.seek is not None:
            self.container.seek(span.seek, stream=self.stream)
        landed = span.seek is None
        for packet in self._demux():
            if not landed and (packet.pts is None or packet.pts > span.start):
                msg = f"{self.name} cannot be entered before part {span.number}"
                raise SplitError(msg)
            landed = True
            early = packet.pts is not None and packet.pts < span.start
            try:
                yield from (one for one in packet.decode() if isinstance(one, av.VideoFrame))
            except av.error.EOFError:
                continue
            except av.error.FFmpegError as error:
                # what lies before the key frame may need what was not decoded
                if not early:
                    self._damage("a frame cannot be decoded", error)

    def _note_turn(self, picture: av.VideoFrame | None) -> None:
        # Side data, once read, tie a picture to itself until garbage is collected: a frame's
        # size of memory each. So they are read where the angle is a new one only.
        if picture is not None and picture.rotation != self._angle:
            self._angle, self.turn = picture.rotation, orientation_of(picture)

    @property
    def _in_slots(self) -> bool:
        """Whether packets tell no times but their order: AVI with pictures that are reordered.

        The pictures, in the order shown, then get the times of the packets, in theirs.
        """
        codec = self.stream.codec_context.name
        return self.container.format.name == "avi" and codec in SLOTTED

    def _announced(self) -> int:
        """Return how many packets the container said there would be."""
        if self.container.format.name != "avi":
            return max(self.packets, self.stream.frames)
        # AVI counts slots, and an empty slot repeats a picture; so the end of time must be near.
        end = (self._last or 0) + self.step + 1 / self.time_base
        return self.packets + (end < (self.stream.duration or 0))

    def _all(self) -> Iterator[tuple[int, av.VideoFrame | None]]:
        for packet in self._demux():
            for picture in self._decode(packet):
                yield from self._timed(picture)
        while self._lost:
            yield self._stamp(heapq.heappop(self._lost)), None

    def _demux(self) -> Iterator[AnyPacket]:
        sound = self.container.streams.audio if self.on_sound else ()
        packets = self.container.demux(self.stream, *sound)
        while True:
            try:
                packet = next(packets)
            except (StopIteration, av.error.EOFError):
                return
            except av.error.FFmpegError as error:
                self._damage("its container breaks off", error)
                return
            if packet.stream.index == self.stream.index:
                self.packets += packet.size > 0
                if packet.size and packet.pts is not None and self._in_slots:
                    heapq.heappush(self._slots, packet.pts)
                if self.on_packet is not None:
                    self.on_packet(packet)
                yield packet
            elif self.on_sound is not None and packet.size:
                self.on_sound(packet)

    def _decode(self, packet: AnyPacket) -> list[av.VideoFrame]:
        try:
            pictures = packet.decode()
        except av.error.EOFError:
            return []
        except av.error.FFmpegError as error:
            self._damage("a frame cannot be decoded", error)
            self.counts["lost"] += 1
            if packet.pts is not None:
                heapq.heappush(self._lost, packet.pts)
            if packet.pts in self._slots:
                self._slots.remove(packet.pts)
                heapq.heapify(self._slots)
            return []
        return [picture for picture in pictures if isinstance(picture, av.VideoFrame)]

    def _timed(self, picture: av.VideoFrame) -> Iterator[tuple[int, av.VideoFrame | None]]:
        pts = heapq.heappop(self._slots) if self._slots else picture.pts
        while self._lost and pts is not None and self._lost[0] < pts:
            yield self._stamp(heapq.heappop(self._lost)), None
        if picture.is_corrupt:
            self._damage("a frame decoded with errors")
            self.counts["lost"] += 1
            yield self._stamp(pts), None
        else:
            yield self._stamp(pts), picture

    def _stamp(self, pts: int | None) -> int:
        """Return a pts that is there and rises, rebuilt from the pace where it must be."""
        if pts is None or (self._last is not None and pts <= self._last):
            self.counts["rebuilt"] += 1
            pts = 0 if self._last is None else self._last + self.step
        self._last = pts
        return pts

    def _damage(self, what: str, error: Exception | None = None) -> None:
        if self.damaged == "fail":
            msg = (
                f"{self.name} is damaged: {what}; export it again, or cover damaged frames "
                'with damaged="cover"'
            )
            raise MediaError(msg) from error

    def warnings(self) -> list[str]:
        """Return what a reader of the record should know about this file."""
        texts = {
            "rebuilt": "time stamps missing or out of order: {} rebuilt from the frame rate",
            "lost": "frames that could not be decoded: {}, covered whole",
            "cut": "the file is cut short: what came behind its end is missing",
            "missing": "frames announced by the container that the decoder did not give: {}",
        }
        return [text.format(self.counts[key]) for key, text in texts.items() if self.counts[key]]


def no_picture(name: str) -> MediaError:
    """Return the error of a clip that shows nothing."""
    return MediaError(f"{name} holds no frame that can be shown; export it again")


@contextmanager
def open_clip(
    path: Path, damaged: Literal["fail", "cover"] = "fail", span: Segment | None = None
) -> Iterator[VideoReader]:
    """Open a clip, or a span of it, by its content, whatever its suffix.

    Raises:
        MediaError: there is no such file, or it holds no video.
    """
    check_source(path)
    options = {"format_whitelist": DEMUXERS, "protocol_whitelist": "file"}
    try:
        container = av.open(str(path), metadata_errors="replace", container_options=options)
    except (av.error.FFmpegError, OSError) as error:
        msg = f"{path.name} is not a clip that can be read: export it as MP4 and try again"
        raise MediaError(msg) from error
    with closing(container):
        yield VideoReader(path.name, container, _video_stream(path.name, container), damaged, span)


def _video_stream(name: str, container: InputContainer) -> VideoStream:
    cover = av.stream.Disposition.attached_pic
    for stream in container.streams.video:
        # a stream of a codec that is not known has no context
        if not stream.disposition & cover and stream.codec_context is not None:
            stream.thread_type = "AUTO"
            return stream
    has = "sound only" if container.streams.audio else "no moving picture"
    msg = f"{name} holds {has}, no video stream that can be decoded; nothing was written"
    raise MediaError(msg)
