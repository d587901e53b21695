"""What to hide and how: frozen settings, one field for each kind, and the decision."""

from __future__ import annotations

from dataclasses import dataclass, field, fields, make_dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, Any, Literal

from redactkit.core.errors import PolicyError
from redactkit.core.findings import Finding, Kind
from redactkit.core.methods import Label, Method, is_soft

if TYPE_CHECKING:
    from collections.abc import Sequence

    from redactkit.core.custom import Custom
    from redactkit.core.geometry import Box
    from redactkit.core.zones import Zone

__all__ = [
    "SENSITIVITY",
    "WIDEST",
    "Limits",
    "Policy",
    "Precision",
    "Redaction",
    "Rule",
    "VideoOptions",
    "decide",
]

Codec = Literal["h264", "h265", "vp9", "av1"]

Precision = Literal["auto", "bf16", "f32"]
"""Numbers that models compute in; ``auto`` is bf16 where the processor has it (see `runtime`)."""

TEXTUAL = frozenset(kind for kind in Kind if not kind.spec.soft)
"""Kinds whose blur or mosaic can be read back, so that only opaque methods are allowed."""

WIDEST = 2.0
"""Largest margin: twice the thing itself; more is a slip of the pen."""

CLOCK = "clock"
"""Rule of a finding of kind OVERLAY that is date or time and nothing else."""

SENSITIVITY = {"high": 0.3, "normal": 0.4, "low": 0.5}
"""Threshold of faces, and of people around them, in clips. Of 325 sure faces in 35 clips the first
two leave the same two exposed, at 1.45 and 0.9 % of the picture covered for nothing, the third one
more, at 0.7 % (docs/clips.md). Who is missed is exposed, so the usual one lies below the half."""

FACE_THRESHOLD = Kind.FACE.spec.threshold
"""Threshold of faces and people where nothing else is asked; in clips `SENSITIVITY` counts."""

KEPT_NAME, KEPT_BY_NAME = "kept-name", "kept by name"
"""Rule of a finding that names a person whom the case keeps, and the reason recorded."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """How one kind is treated.

    A finding counts when its score reaches ``threshold`` (0 to 1). ``margin`` grows the
    covered box on every side by that share of its shorter side. ``keep`` leaves the kind
    visible, which the record then says.

    Raises:
        PolicyError: a number is out of range.
    """

    method: Method = field(default_factory=Label)
    threshold: float = 0.3
    margin: float = 0.06
    keep: bool = False

    def __post_init__(self) -> None:
        """Refuse numbers that would hide nothing or everything."""
        if not 0 <= self.threshold <= 1:
            msg = f"threshold must be 0 to 1, not {self.threshold}"
            raise PolicyError(msg)
        if not 0 <= self.margin <= WIDEST:
            msg = f"margin must be 0 to {WIDEST:g}, not {self.margin}"
            raise PolicyError(msg)

    def verdict(self, score: float, rule: str = "") -> tuple[Method | None, str]:
        """Return how a finding is covered, None where it stays visible, and why.

        Args:
            score: how sure it is, 0 to 1.
            rule: what found it; `KEPT_NAME` stays visible.
        """
        if self.keep:
            return None, "kept by policy"
        if rule == KEPT_NAME:
            return None, KEPT_BY_NAME
        if score < self.threshold:
            return None, f"score below threshold {self.threshold:g}"
        return self.method, "policy"

    def hides(self, score: float) -> bool:
        """Return whether a finding of ``score`` is covered."""
        return self.verdict(score)[0] is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class VideoOptions:
    """How a clip is written.

    ``crf`` is the encoder's constant-quality number (None: the codec's usual one).
    ``preset`` is its speed setting, ``container`` mp4, mkv or webm. ``audio`` is dropped by
    default, for voices and names identify too. ``damaged`` says what to do with frames that
    cannot be decoded: fail, or count, cover and report them.

    ``cover`` is how much of a person is hidden: the face, the whole head also where it is
    turned away, or the whole person (docs/clips.md). ``overlay`` covers text that stands
    still in the picture, such as a camera's name; ``overlay_clock`` says whether date and
    time are covered with it.

    ``sensitivity`` says how much evidence it takes to cover a face in a clip (`SENSITIVITY`);
    a threshold of the kind that is not its default counts instead.

    Raises:
        PolicyError: an option has a value that does not exist.
    """

    codec: Codec = "h264"
    crf: int | None = None
    preset: str | None = None
    container: Literal["mp4", "mkv", "webm"] = "mp4"
    audio: Literal["drop", "keep"] = "drop"
    damaged: Literal["fail", "cover"] = "fail"
    cover: Literal["face", "head", "person"] = "face"
    overlay: Literal["keep", "cover"] = "keep"
    overlay_clock: Literal["keep", "cover"] = "cover"
    sensitivity: Literal["high", "normal", "low"] = "normal"

    def __post_init__(self) -> None:
        """Name the values there are."""
        _check_choice("codec", self.codec, ("h264", "h265", "vp9", "av1"))
        _check_choice("container", self.container, ("mp4", "mkv", "webm"))
        _check_choice("audio", self.audio, ("drop", "keep"))
        _check_choice("damaged", self.damaged, ("fail", "cover"))
        _check_choice("cover", self.cover, ("face", "head", "person"))
        _check_choice("overlay", self.overlay, ("keep", "cover"))
        _check_choice("overlay_clock", self.overlay_clock, ("keep", "cover"))
        _check_choice("sensitivity", self.sensitivity, tuple(SENSITIVITY))
        if self.crf is not None and not 0 <= self.crf <= 63:  # noqa: PLR2004 - AV1's and VP9's range
            msg = f"crf must be 0 to 63, not {self.crf}"
            raise PolicyError(msg)


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Where a file is refused before it is decoded.

    ``pixels`` of one picture; 120 million hold a 1440 x 80,000 stitched screenshot.
    ``side``: pixels of a picture's longer side. ``frames`` of one clip; 10 million are four
    days at 25 a second. ``seconds`` of one clip; a week, for time-lapse. ``tracks`` of one
    clip: pictures, sound, subtitles and data. ``bytes`` of one picture or clip: 256 GiB.
    ``text_bytes`` and ``text_lines`` of one statement: 16 MiB and 100,000.

    Raises:
        PolicyError: a limit is below 1.
    """

    pixels: int = 120_000_000
    side: int = 100_000
    frames: int = 10_000_000
    seconds: int = 604_800
    tracks: int = 32
    bytes: int = 1 << 38
    text_bytes: int = 1 << 24
    text_lines: int = 100_000

    def __post_init__(self) -> None:
        """Refuse limits that refuse everything."""
        if min(getattr(self, part.name) for part in fields(self)) < 1:
            msg = "limits must be at least 1"
            raise PolicyError(msg)


def _default_rule(kind: Kind) -> Rule:
    spec = kind.spec
    return Rule(method=spec.method, threshold=spec.threshold, margin=spec.margin, keep=spec.keep)


def _check_policy(policy: Policy) -> None:
    """Hold house rule 5: text, codes and avatars are covered by opaque pixels."""
    _check_choice("precision", policy.precision, ("auto", "bf16", "f32"))
    for kind in sorted(TEXTUAL):
        if is_soft(policy.rule(kind).method):
            msg = f"{kind.lower()}: a blur or mosaic of it can be read back; use fill or label"
            raise PolicyError(msg)


def _for_clips(policy: Policy) -> Policy:
    """Return the policy with the thresholds that its sensitivity asks for in clips."""
    threshold = SENSITIVITY[policy.video.sensitivity]
    changed: dict[str, Any] = {
        kind.lower(): replace(policy.rule(kind), threshold=threshold)
        for kind in (Kind.FACE, Kind.PERSON)
        if policy.rule(kind).threshold == FACE_THRESHOLD
    }
    return replace(policy, **changed)


def _rule_of(policy: Policy, kind: Kind) -> Rule:
    """Return the rule of ``kind``."""
    found: Rule = getattr(policy, kind.lower())
    return found


if TYPE_CHECKING:

    @dataclass(frozen=True, kw_only=True)
    class Policy:
        """Settings for every kind, for clips and for limits. The defaults over-mask.

        Beside the fields below there is one `Rule` for each kind of the table
        (`core.kinds.Kind`), named as the kind in small letters: ``Policy(phone=Rule(keep=True))``.
        A group's name stays by default; a 400 hotline is hidden until ``hotline`` keeps it.
        ``zones`` are places of clips that are hidden whole, or whose faces stay visible.
        ``precision`` is what models compute in: scores differ a little between the two, so
        machines that must find the same need the same.

        ``customs`` are words and patterns of your own, looked for in statements.

        Raises:
            PolicyError: a kind that can be read back from a blur has a soft method, or there is
                no such precision.
        """

        zones: tuple[Zone, ...] = ()
        customs: tuple[Custom, ...] = ()
        precision: Precision = "auto"
        video: VideoOptions = field(default_factory=VideoOptions)
        limits: Limits = field(default_factory=Limits)

        def __init__(
            self,
            *,
            zones: tuple[Zone, ...] = (),
            customs: tuple[Custom, ...] = (),
            precision: Precision = "auto",
            video: VideoOptions = ...,
            limits: Limits = ...,
            **rules: Rule,
        ) -> None:
            """Take the settings that differ from the defaults."""

        def __getattr__(self, kind: str) -> Rule:
            """Return the rule of a kind, named in small letters."""

        def for_clips(self) -> Policy:
            """Return the policy with the thresholds that its sensitivity asks for in clips."""

        def rule(self, kind: Kind) -> Rule:
            """Return the rule of ``kind``."""

else:
    Policy = make_dataclass(
        "Policy",
        [
            *(
                (kind.lower(), Rule, field(default_factory=partial(_default_rule, kind)))
                for kind in Kind
            ),
            ("zones", tuple, ()),
            ("customs", tuple, ()),
            ("precision", str, "auto"),
            ("video", VideoOptions, field(default_factory=VideoOptions)),
            ("limits", Limits, field(default_factory=Limits)),
        ],
        namespace={
            "__doc__": "Settings for every kind, for clips and for limits.",
            "__module__": __name__,
            "__post_init__": _check_policy,
            "for_clips": _for_clips,
            "rule": _rule_of,
        },
        frozen=True,
        kw_only=True,
        slots=True,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Redaction:
    """A finding and what was decided; ``method`` is None where it stays visible."""

    finding: Finding
    method: Method | None
    margin: float
    reason: str

    def __post_init__(self) -> None:
        """Hold house rule 5 for edited plans too."""
        if self.method is not None and self.finding.kind in TEXTUAL and is_soft(self.method):
            msg = f"{self.finding.kind}: a blur or mosaic of it can be read back; use fill or label"
            raise PolicyError(msg)

    def box_at(self, frame: int) -> Box | None:
        """Return the box to cover in ``frame``, margin included, or None."""
        box = self.finding.at(frame)
        return None if box is None else box.grown(self.margin)


def decide(findings: Sequence[Finding], policy: Policy) -> list[Redaction]:
    """Return one redaction for each finding, in the order given; nothing is left out."""
    return [_decision(finding, policy) for finding in findings]


def _decision(finding: Finding, policy: Policy) -> Redaction:
    rule = policy.rule(finding.kind)
    if finding.kind is Kind.OVERLAY and finding.rule == CLOCK:
        rule = replace(rule, keep=rule.keep or policy.video.overlay_clock == "keep")
    method, reason = rule.verdict(finding.score, finding.rule)
    return Redaction(finding=finding, method=method, margin=rule.margin, reason=reason)


def _check_choice(name: str, value: str, choices: Sequence[str]) -> None:
    if value not in choices:
        msg = f"{name} must be one of {', '.join(choices)}, not {value!r}"
        raise PolicyError(msg)
