r"""The job on one clip: find, decide, write, and look at what was written, step by step.

A clip is decoded once to find, once to paint, and once for all checks of the finished file. A
long one may be cut into parts; then steps of a part are done in any order, in any process,
and what they found is tracked in one go, so that tracks know no seams.

    look (each part) -> plan -> paint (each) -> join -> check (each) -> settle -> done
                                                                           \> paint, once more

A clip that is not cut has one part, and no steps `look` and `join`. One with nothing to hide goes
the same way: its coded pictures may hold what no decoder shows.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, TypeAlias

from redactkit.media.framecells import CellWriter, read_cells
from redactkit.media.video import decoding, writer
from redactkit.media.video.concat import concat
from redactkit.media.video.encoder import ENCODERS
from redactkit.media.video.reader import open_clip
from redactkit.media.video.segment_plan import plan_segments, plan_segments_at
from redactkit.media.video.segments import SPAN_S
from redactkit.media.video.writer import Original
from redactkit.pipeline import clip_detection
from redactkit.pipeline.additional_covers import add_covers
from redactkit.pipeline.clip_plan import decided, last_check, left_bare, plan_of
from redactkit.pipeline.clip_scans import afresh, again, recalled
from redactkit.pipeline.clip_store import (
    CHECK,
    FINDINGS,
    INFO,
    NUMBER,
    PATCHES,
    PLAN,
    SEEN,
    SPANS,
    SURVEY,
    TEXTS,
)
from redactkit.records.record import SelfCheck
from redactkit.render.painter import Painter
from redactkit.render.warm_up import warm_up
from redactkit.verify.frame_compare import Comparison
from redactkit.verify.redetection import SECOND_LOOK

if TYPE_CHECKING:
    from pathlib import Path

    import numpy as np
    import numpy.typing as npt

    from redactkit.core.frames import MediaInfo
    from redactkit.core.policy import Policy, VideoOptions
    from redactkit.core.protocols import Detector, TextReader
    from redactkit.media.video.segments import Segment
    from redactkit.pipeline.clip_detection import OnLazyFrame
    from redactkit.pipeline.clip_store import Store
    from redactkit.records.plan import Plan

__all__ = [
    "STEPS",
    "Next",
    "OnFrame",
    "Progress",
    "Tools",
    "VideoJob",
    "WrittenClip",
    "run",
]

Progress: TypeAlias = Callable[[int, int | None], None]
"""Called with the steps done and their number, None where it is not known."""

OnFrame: TypeAlias = Callable[[str, int, int, int], None]

LARGEST, SPARE, AIMED = 1.3, 16 << 10, 1.15
"""Times the bytes of its source that a finished clip may have, bytes beside, for small clips have
large heads, and the times aimed at where it has more."""

HALVING, COARSEST = 6.0, 20
"""Points of crf that halve the bits, in x264 and roughly in the others, and those that are added
to a codec's usual crf at most."""

LONGER = 2.0
"""So many parts long may be what one part takes: its frames, and those before its seams."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WrittenClip:
    """What was written: the plan as carried out, the file's facts, warnings, second looks."""

    plan: Plan
    info: MediaInfo
    warnings: tuple[str, ...]
    self_check: SelfCheck


@dataclass(frozen=True, slots=True, kw_only=True)
class Tools:
    """What steps work with.

    Args:
        detectors: who looks, first for finding, then at the finished clip; none for a job that
            carries out a plan.
        reader: gives the reader of text; called only where a policy covers text.
        verify: whether the finished clip is looked at.
        on_frame: called with the step, its turn, the frames done and those expected; for jobs
            in one process.
    """

    detectors: Sequence[Detector] = ()
    reader: Callable[[], TextReader]
    verify: bool = True
    on_frame: OnFrame | None = None


@dataclass(frozen=True, slots=True)
class Next:
    """What is to be done next: a step of each of these parts, in its ``turn``; none at the end."""

    step: str = ""
    parts: tuple[int, ...] = (0,)
    turn: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class VideoJob:
    """One clip on its way through `STEPS`; a step may be done again.

    ``whole`` is where the finished clip goes, ``store`` keeps what the steps leave for each
    other. No step keeps pictures but painted ones. A part's file lies beside ``whole``.
    """

    source: Path
    whole: Path
    store: Store
    policy: Policy
    turn: int = 1

    def begin(self, seconds: float = SPAN_S, *, cut: bool = False) -> Next:
        """Take stock of the clip; return the first step.

        Args:
            seconds: length of parts at least. One that is not cut is looked at anew where it
                could be, so that its plan is the same when it is.
            cut: whether to cut it, where it can be.

        Raises:
            MediaError: the file is no clip, or exceeds the policy's limits.
        """
        found = plan_segments(self.source, seconds, self.policy.limits)
        # a stand-in for a lost picture has no time of its own that a part could be held against
        cut = cut and bool(found.spans) and self.policy.video.damaged == "fail"
        self.store.put("survey", found, SURVEY)
        self.store.put("parts", found.spans if cut else (), SPANS)
        return Next("look", self.numbers) if cut else Next("plan")

    def begin_with(self, plan: Plan) -> Next:
        """Take a plan that was made before; return the first step."""
        self.store.put("parts", (), SPANS)
        return self._planned(plan)

    @property
    def numbers(self) -> tuple[int, ...]:
        """The numbers of all parts."""
        return tuple(range(max(1, len(self._parts))))

    def seconds(self, step: str, part: int) -> float:
        """Return how many seconds of the clip a step works on; 0 is all of it."""
        parts = self._parts
        return LONGER * parts[part].seconds if parts and step in EACH else 0.0

    def look(self, part: int, tools: Tools) -> Next:
        """Look at a part.

        Raises:
            MediaError: it cannot be read to its end.
            SplitError: it does not hold the pictures that it should; do the clip in one.
            BackendError: a detector failed.
        """
        span = self._parts[part]
        with open_clip(self.source, span=span.with_one_before) as clip:
            seen = clip_detection.detect_segment(clip, span.first, tools.detectors)
        self.store.put(f"look-{part}", seen, SEEN)
        return Next("plan")

    def plan(self, _part: int, tools: Tools) -> Next:
        """Track what was seen, or look and track, and decide.

        Raises:
            MediaError: the source cannot be read to its end.
            BackendError: a detector failed.
        """
        known, parts = self.store.get("survey", SURVEY), self._parts
        looks = recalled(self.store, parts) if parts else afresh(known, tools.detectors)
        with open_clip(self.source, self.policy.video.damaged) as clip:
            tell = self._teller("plan", tools, known.info.frames)
            found = clip_detection.find(
                clip, known.info, tools.detectors, self.policy, looks=looks, on_shot=tell
            )
        found = add_covers(self.source, found, self.policy, tools.reader)
        return self._planned(plan_of(self.source, found, tools.detectors, self.policy))

    def paint(self, part: int, tools: Tools) -> Next:
        """Write the clip, or a part of it, as the plan says.

        Raises:
            MediaError: the source is not what was looked at, or the target cannot be written.
            SplitError: a frame before the part cannot be reached; do the clip in one.
        """
        plan, parts = self.made_plan, self._parts
        painter = Painter(plan.redactions)
        original = Original(path=self.source, pts=plan.pts, span=parts[part] if parts else None)
        if parts:
            warm_up(painter, self.source, parts[part].first, plan, self._options.codec)
        with self.store.writing(f"cells-{part}") as file:
            kept = CellWriter(file)

            def note(index: int, luma: npt.NDArray[np.uint8]) -> None:
                kept.add(luma)
                if tools.on_frame is not None:
                    tools.on_frame("paint", self.turn, index + 1, len(plan.pts))

            target = self._part(part) if parts else self.whole
            done = writer.rewrite(original, target, painter.planes, self._options, on_frame=note)
        self.store.put(f"patches-{part}", painter.patches, PATCHES)
        if part == 0:
            self.store.put("warnings", done.warnings, TEXTS)
            self.store.put("crf-painted", self._crf, NUMBER)
        return Next("join", turn=self.turn) if parts else self._written(tools)

    def join(self, _part: int, tools: Tools) -> Next:
        """Put the parts together.

        Raises:
            MediaError: they do not go together.
            SplitError: the joined clip cannot be cut where they meet; do the clip in one.
        """
        plan, parts = self.made_plan, self._parts
        files = [self._part(span.number) for span in parts]
        left = concat(files, self.source, self.whole, self._options, plan.pts)
        self.store.put("dropped", left, TEXTS)
        joined = plan_segments_at(self.whole, [span.first for span in parts[1:]])
        self.store.put("joined", joined, SPANS)
        return self._written(tools)

    def check(self, part: int, tools: Tools) -> Next:
        """Compare the finished clip, or a part of it, with what was painted, and look at it again.

        Raises:
            LeakError: a frame is not as painted.
            BackendError: a detector failed.
        """
        plan, cut = self.made_plan, bool(self._parts)
        span = self.store.get("joined", SPANS)[part] if cut else None
        frames = (span.first, span.first + span.frames) if span else (0, len(plan.pts))
        painter = Painter(plan.redactions, self.store.get(f"patches-{part}", PATCHES))
        tell = self._teller("check", tools, len(plan.pts))
        with (
            self.store.reading(f"cells-{part}") as file,
            open_clip(self.whole, span=span) as clip,
        ):
            compared = Comparison(read_cells(file), painter, self._options, frames)

            def see(shot: decoding.LazyFrame) -> None:
                compared.see(shot)
                tell(shot)

            looks = again(tools.detectors)
            found = clip_detection.find(
                clip, plan.info, tools.detectors, self.policy, looks=looks, on_shot=see
            )
            compared.finish()
            shape = plan.info.height, plan.info.width
            if part == 0:
                self.store.put("info", decoding.info_of(clip, shape, len(plan.pts)), INFO)
        left = left_bare(found.findings, plan, self.policy)
        self.store.put(f"again-{part}", left, FINDINGS)
        return Next("settle", turn=self.turn)

    def settle(self, _part: int, tools: Tools) -> Next:
        """Judge what the second look saw; paint the parts anew that need it.

        Raises:
            LeakError: something is certain and bare after the second round.
        """
        plan, parts = self.made_plan, self._parts
        left = [one for part in self.numbers for one in self.store.get(f"again-{part}", FINDINGS)]
        if not tools.detectors:
            return Next(turn=self.turn)
        check = SelfCheck(ran=True, rounds=1) if self.turn == 1 else last_check(left)
        self.store.put("check", check, CHECK)
        if self.turn > 1 or not left:
            return Next(turn=self.turn)
        extra = [replace(one, reason=SECOND_LOOK) for one in decided(left, self.policy)]
        more = replace(plan, redactions=(*plan.redactions, *extra))
        self.store.put("plan-2", more, PLAN)
        hidden = [one.finding for one in extra if one.method]
        touched = tuple(
            span.number
            for span in parts
            if any(f.first < span.first + span.frames and f.last >= span.first for f in hidden)
        )
        return Next("paint", touched or (0,), turn=2)

    @property
    def made_plan(self) -> Plan:
        """The plan of this turn."""
        return self.store.get(f"plan-{self.turn}", PLAN)

    def written(self) -> WrittenClip:
        """Return what was written and checked, after the last step.

        Raises:
            MediaError: the finished clip cannot be read.
        """
        store = self.store
        checked = store.has("info")
        info = store.get("info", INFO) if checked else decoding.probe(self.whole)
        warnings = store.get("warnings", TEXTS)
        if store.has("dropped"):
            warnings = (*warnings, *store.get("dropped", TEXTS))
        if store.has("crf"):
            crf = store.get("crf", NUMBER)
            warnings = (
                *warnings,
                f"written at crf {crf} so as not to be much larger than its source",
            )
        check = store.get("check", CHECK) if store.has("check") else SelfCheck(ran=False)
        plan = self.made_plan
        return WrittenClip(plan=plan, info=info, warnings=tuple(warnings), self_check=check)

    def _planned(self, plan: Plan) -> Next:
        self.store.put("plan-1", plan, PLAN)
        return Next("paint", self.numbers)

    @property
    def _crf(self) -> int:
        """The crf to write with: the policy's, the codec's usual one, or a coarser one."""
        video = self.policy.video
        usual = ENCODERS[video.codec][1] if video.crf is None else video.crf
        return self.store.get("crf", NUMBER) if self.store.has("crf") else usual

    @property
    def _options(self) -> VideoOptions:
        video = self.policy.video
        return replace(video, crf=self._crf) if self.store.has("crf") else video

    def _coarser(self) -> int | None:
        """Return the crf to write with instead where the clip is too large; None where it is not.

        One that the policy names is kept.
        """
        before, after = self.source.stat().st_size, self.whole.stat().st_size
        if self.policy.video.crf is not None or after <= LARGEST * before + SPARE:
            return None
        painted = self.store.get("crf-painted", NUMBER)
        more = math.ceil(HALVING * math.log2(after / (AIMED * before + SPARE)))
        crf = min(painted + max(1, more), ENCODERS[self.policy.video.codec][1] + COARSEST)
        return crf if crf > painted else None

    def _written(self, tools: Tools) -> Next:
        crf = self._coarser()
        if crf is not None:
            self.store.put("crf", crf, NUMBER)
            return Next("paint", self.numbers, self.turn)
        return Next("check", self.numbers, self.turn) if tools.verify else Next(turn=self.turn)

    @property
    def _parts(self) -> tuple[Segment, ...]:
        """The parts as the source is cut."""
        return self.store.get("parts", SPANS)

    def _part(self, part: int) -> Path:
        return self.whole.with_name(f"part-{part}.nut")

    def _teller(self, step: str, tools: Tools, frames: int) -> OnLazyFrame:
        def tell(shot: decoding.LazyFrame) -> None:
            if tools.on_frame is not None:
                done = shot.index + 1
                tools.on_frame(step, self.turn, done, max(done, frames))

        return tell


Step: TypeAlias = Callable[[VideoJob, int, Tools], Next]

STEPS: Mapping[str, Step] = {
    "look": VideoJob.look,
    "plan": VideoJob.plan,
    "paint": VideoJob.paint,
    "join": VideoJob.join,
    "check": VideoJob.check,
    "settle": VideoJob.settle,
}
"""Name of a step -> what it does to a part; all parts of a step say the same follows."""

EACH = frozenset({"look", "paint", "check"})
"""Steps that are done part by part."""


def run(job: VideoJob, following: Next, tools: Tools) -> WrittenClip:
    """Do all steps from ``following`` on, in this process.

    Raises:
        RedactError: a step failed.
    """
    while following.step:
        job, parts, step = replace(job, turn=following.turn), following.parts, STEPS[following.step]
        for part in parts:
            following = step(job, part, tools)
    return replace(job, turn=following.turn).written()
