"""Decode a clip, change its frames, encode it with the settings that redactkit uses."""

from __future__ import annotations

from typing import TYPE_CHECKING

import av

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

ENCODER, CRF, SETTINGS = "libx264", 21, {"preset": "veryfast", "threads": "4"}
"""Those of redactkit.media.video.encoder, written down again for environments without it."""


def recode(
    source: Path, target: Path, change: Callable[[av.VideoFrame], av.VideoFrame] | None = None
) -> int:
    """Write a clip anew, each frame at its old time; return the number of frames."""
    count = 0
    with av.open(str(source)) as film, av.open(str(target), "w") as out:
        old = film.streams.video[0]
        old.thread_type = "AUTO"
        new = out.add_stream(ENCODER, options={**SETTINGS, "crf": str(CRF)})
        new.width, new.height = old.width, old.height
        new.pix_fmt = "yuv420p" if old.width % 2 == old.height % 2 == 0 else "yuv444p"
        new.codec_context.time_base = old.time_base
        new.codec_context.framerate = old.average_rate
        for frame in film.decode(old):
            shown = frame if change is None else change(frame)
            shown = shown.reformat(format=new.pix_fmt)
            shown.pts, shown.time_base = frame.pts, frame.time_base
            shown.pict_type = av.video.frame.PictureType.NONE
            out.mux(new.encode(shown))
            count += 1
        out.mux(new.encode(None))
    return count
