"""The job on a long clip in parts: each step by itself, in any process, joined by files.

Looking is done part by part; then all that was seen is tracked in one go, so that tracks know
no seams. Painting and the second look are done part by part again, on the clip as joined.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from functools import lru_cache, partial
from typing import TYPE_CHECKING

from redactkit.core.findings import Detection, Kind
from redactkit.core.geometry import Box
from redactkit.detect.frame_scanner import Replay, scanner_for
from redactkit.detect.scan_scheduler import RESCAN_INTERVALS
from redactkit.media.video import decoding
from redactkit.media.video.concat import concat
from redactkit.media.video.output_frame import OutputFrame
from redactkit.media.video.reader import open_clip
from redactkit.media.video.segment_plan import plan_segments, plan_segments_at
from redactkit.media.video.segment_writer import write_segment
from redactkit.media.video.segments import segments_from_json, segments_to_json
from redactkit.pipeline import clip_detection
from redactkit.pipeline.clip_job import (
    check_frames,
    last_check,
    plan_clip,
    uncovered_sightings,
    with_residual_findings,
    write_checked,
    write_clip,
    written_clip,
)
from redactkit.records.plan import Plan
from redactkit.records.record import SelfCheck
from redactkit.render.painter import Painter
from redactkit.render.warm_up import warm_up

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    from redactkit.core.policy import Policy
    from redactkit.core.protocols import Detector, TextReader
    from redactkit.media.video.segments import Segment
    from redactkit.pipeline.clip_job import WrittenClip

__all__ = ["SegmentedClip"]

Seen = dict[int, "Sequence[Detection]"]


@dataclass(frozen=True, slots=True)
class SegmentedClip:
    """One long clip on its way; what the steps leave for each other lies in ``folder``.

    Steps in order: `plan_segments`; `look` for each part; `plan`; `paint` for each part; `concat`;
    `check` for each part; `settle`, which may ask for a second ``turn`` from `paint` on. A step
    may be done again. No step keeps pictures but painted ones.
    """

    source: Path
    folder: Path
    policy: Policy
    turn: int = 1

    @property
    def whole(self) -> Path:
        """The joined clip."""
        return self.folder / f"whole.{self.policy.video.container}"

    @property
    def numbers(self) -> tuple[int, ...]:
        """The numbers of all parts."""
        return tuple(span.number for span in self._spans)

    def survey(self, seconds: float) -> int:
        """Cut the clip; return the number of parts, 0 where it is to be done in one.

        Raises:
            MediaError: the file is no clip, or exceeds the policy's limits.
        """
        decoding.probe(self.source, self.policy.limits)
        # a stand-in for a lost picture has no time of its own that a part could be held against
        spans = plan_segments(self.source, seconds) if self.policy.video.damaged == "fail" else ()
        if spans:
            self.folder.mkdir(exist_ok=True)
            self._write("spans.json", segments_to_json(spans))
        return len(spans)

    def seconds(self, number: int) -> float:
        """Return the length of a part."""
        return self._spans[number].seconds

    def look(self, number: int, faces: Detector) -> None:
        """Look at a part.

        Raises:
            MediaError: it cannot be read to its end.
            SplitError: it does not hold the pictures that it should; do the clip in one.
            BackendError: the model failed.
        """
        seen = clip_detection.detect_segment(self.source, self._spans[number], faces)
        self._write(f"look-{number}.json", _to_json(seen))

    def plan(self, faces: Detector, reader: Callable[[], TextReader]) -> bool:
        """Track what was seen and decide; return whether anything is to be hidden.

        Raises:
            MediaError: the source cannot be read to its end.
            BackendError: the model failed.
        """
        recalled = self._recalled("look", self._spans)
        plan = plan_clip(self.source, faces, self.policy, reader=reader, looks=lambda *_: recalled)
        self._write("plan-1.json", plan.to_json())
        return any(redaction.method for redaction in plan.redactions)

    def in_one(self, faces: Detector, *, verify: bool) -> WrittenClip:
        """Carry the plan out without parts.

        Raises:
            MediaError: as `clipjob.write_checked`.
            LeakError: as `clipjob.write_checked`.
        """
        plan = self._plan()
        if verify:
            return write_checked(plan, self.source, self.whole, faces, self.policy)
        return write_clip(plan, self.source, self.whole, self.policy)

    def paint(self, number: int) -> None:
        """Write a part as the plan says.

        Raises:
            MediaError: the source is not what was looked at, or the part cannot be written.
            SplitError: a frame before the part cannot be reached; do the clip in one.
        """
        plan, span = self._plan(), self._spans[number]
        options = self.policy.video
        painter = Painter(plan.redactions)
        with open_clip(self.source) as head:
            canvas = OutputFrame.of(head, head.first_picture(), options.codec)
        warm_up(painter, self.source, span.first, canvas, plan)
        target = self._part(number)
        notes = write_segment(self.source, span, target, painter.planes, options, plan.pts)
        if number == 0:
            self._write("notes.json", json.dumps(notes))

    def join(self) -> None:
        """Put the parts together.

        Raises:
            MediaError: they do not go together.
            SplitError: the joined clip cannot be cut where they meet; do the clip in one.
        """
        plan, spans = self._plan(), self._spans
        parts = [self._part(span.number) for span in spans]
        left = concat(parts, self.source, self.whole, self.policy.video, plan.pts)
        notes = json.loads(self._read("notes.json"))
        self._write("warnings.json", json.dumps([*notes, *left]))
        joined = plan_segments_at(self.whole, [span.first for span in spans[1:]])
        self._write("joined.json", segments_to_json(joined))

    def check(self, number: int, faces: Detector) -> None:
        """Lay a part of the joined clip beside what was painted, and look at it again.

        Raises:
            LeakError: a frame is not as painted.
            BackendError: the model failed.
        """
        span, after = self._spans[number], self._joined[number]
        check_frames(self._plan(), self.source, self.whole, self.policy, (span, after))
        looks = partial(scanner_for, faces, paces=RESCAN_INTERVALS)
        seen = clip_detection.detect_segment(self.whole, after, faces, looks)
        self._write(f"again-{number}.json", _to_json(seen))

    def settle(self, faces: Detector) -> tuple[int, ...]:
        """Judge what the second look saw; return the parts that are to be painted anew.

        Raises:
            LeakError: a face is certain and bare after the second round.
            BackendError: the model failed.
        """
        plan = self._plan()
        recalled = self._recalled("again", self._joined)
        found = clip_detection.find_faces(
            self.whole, faces, policy=self.policy, looks=lambda *_: recalled
        )
        left = uncovered_sightings(found.findings, plan, self.policy)
        check = SelfCheck(ran=True, rounds=1) if self.turn == 1 else last_check(left)
        table = [check.ran, check.rounds, check.residual_findings]
        self._write("check.json", json.dumps(table))
        if self.turn > 1 or not left:
            return ()
        more = with_residual_findings(plan, left, self.policy)
        self._write("plan-2.json", more.to_json())
        extra = [r.finding for r in more.redactions[len(plan.redactions) :] if r.method]
        return tuple(
            span.number
            for span in self._spans
            if any(f.first < span.first + span.frames and f.last >= span.first for f in extra)
        )

    def written(self) -> WrittenClip:
        """Return what was written and checked.

        Raises:
            MediaError: the joined clip cannot be read.
        """
        warnings = tuple(json.loads(self._read("warnings.json")))
        done = written_clip(self._plan(), self.whole, self.policy, warnings)
        if not (self.folder / "check.json").exists():
            return done
        ran, rounds, left = json.loads(self._read("check.json"))
        return replace(done, self_check=SelfCheck(ran=ran, rounds=rounds, residual_findings=left))

    def _part(self, number: int) -> Path:
        return self.folder / f"part-{number}.nut"

    @property
    def _spans(self) -> tuple[Segment, ...]:
        """The parts as the source is cut."""
        return segments_from_json(self._read("spans.json"))

    @property
    def _joined(self) -> tuple[Segment, ...]:
        """The same parts in the joined clip, whose times may differ."""
        return segments_from_json(self._read("joined.json"))

    def _plan(self) -> Plan:
        path = self.folder / f"plan-{self.turn}.json"
        return _plan_of(path, path.stat().st_mtime_ns)

    def _recalled(self, name: str, spans: Sequence[Segment]) -> Replay:
        return Replay(_DetectionPages(self.folder, name, spans).page)

    def _read(self, name: str) -> str:
        return (self.folder / name).read_text(encoding="utf-8")

    def _write(self, name: str, text: str) -> None:
        (self.folder / name).write_text(text, encoding="utf-8")


class _DetectionPages:
    """What was seen in all parts, of which the one last asked for is in memory."""

    def __init__(self, folder: Path, name: str, spans: Sequence[Segment]) -> None:
        self._folder, self._name, self._spans = folder, name, spans
        self._now, self._seen = -1, Seen()

    def page(self, frame: int) -> Mapping[int, Sequence[Detection]]:
        if self._now < 0 or not self._spans[self._now].holds(frame):
            span = next((span for span in self._spans if span.holds(frame)), None)
            if span is None:
                return {}
            self._now = span.number
            text = (self._folder / f"{self._name}-{self._now}.json").read_text(encoding="utf-8")
            self._seen = _from_json(text)
        return self._seen


@lru_cache(maxsize=1)
def _plan_of(path: Path, changed: int) -> Plan:  # noqa: ARG001 - a changed plan is another
    return Plan.from_json(path.read_text(encoding="utf-8"))


def _to_json(seen: Mapping[int, Sequence[Detection]]) -> str:
    return json.dumps(
        [
            [frame, [[*one.box.xyxy, one.score, one.kind, one.detector, one.rule] for one in all_]]
            for frame, all_ in seen.items()
        ]
    )


def _from_json(text: str) -> Seen:
    return {
        frame: [
            Detection(kind=Kind(kind), box=Box(*xyxy), score=score, detector=detector, rule=rule)
            for *xyxy, score, kind, detector, rule in rows
        ]
        for frame, rows in json.loads(text)
    }
