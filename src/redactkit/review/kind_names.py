"""What kinds, methods and reasons are called on pages for people, in Chinese and in English."""

from __future__ import annotations

from redactkit.core.kinds import Kind

__all__ = ["KIND_NAMES", "METHOD_NAMES", "reason_names"]

KIND_NAMES: dict[str, tuple[str, str]] = {kind: (kind.spec.zh, kind.spec.en) for kind in Kind}

METHOD_NAMES: dict[str, tuple[str, str]] = {
    "fill": ("纯色遮盖", "Solid cover"),
    "label": ("遮盖并写代称", "Cover with stand-in"),
    "frozen": ("冻结模糊", "Frozen blur"),
    "pixelate": ("冻结马赛克", "Frozen mosaic"),
    # statements: the stand-in takes the place of the text itself
    "replace": ("替换为代称", "Replaced by stand-in"),
}

REASONS: dict[str, tuple[str, str]] = {
    "policy": ("按设置", "By policy"),
    "kept by policy": ("按设置保留", "Kept by policy"),
    "second look": ("复查时补上", "Added at the second look"),
    "by hand": ("人工决定", "Decided by hand"),
    "left visible by hand": ("人工决定保留可见", "Left visible by hand"),
    "drawn by hand": ("人工补画", "Drawn by hand"),
    "zone exempt": ("位于豁免区域", "In an exempted zone"),
}

BELOW = "score below threshold "


def reason_names(reason: str) -> tuple[str, str]:
    """Return a record's reason in Chinese and in English; an unknown one as it is."""
    if reason.startswith(BELOW):
        limit = reason.removeprefix(BELOW)
        return f"分数低于门槛 {limit}", f"Score below the threshold {limit}"
    return REASONS.get(reason, (reason, reason))
