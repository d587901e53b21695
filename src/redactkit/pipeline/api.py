"""One call for one picture, clip or statement; for many, keep a `Redactor`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from redactkit.pipeline.redactor import Redacted, Redactor

if TYPE_CHECKING:
    from pathlib import Path

    from redactkit.core.policy import Policy
    from redactkit.pipeline.video_job import Progress

__all__ = ["redact_image", "redact_text", "redact_video"]


def redact_image(
    source: str | Path, target: str | Path, *, policy: Policy | None = None
) -> Redacted:
    """Redact one picture; see `Redactor.image`."""
    return Redactor(policy=policy).image(source, target)


def redact_video(
    source: str | Path,
    target: str | Path,
    *,
    policy: Policy | None = None,
    on_progress: Progress | None = None,
) -> Redacted:
    """Redact one clip; see `Redactor.video`."""
    return Redactor(policy=policy).video(source, target, on_progress=on_progress)


def redact_text(text: str, *, policy: Policy | None = None) -> Redacted:
    """Redact one statement; see `Redactor.text`. ``media`` is the finished text."""
    return Redactor(policy=policy).text(text)
