"""The whole job: read, detect, decide, cover, write, verify, record."""

from __future__ import annotations

import json
import os
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, TypeAlias

from redactkit.core.errors import MediaError
from redactkit.core.policy import Policy
from redactkit.detect.registry import DEFAULT
from redactkit.media import image, storage
from redactkit.media import text as media_text
from redactkit.media.medium import Medium, medium_of
from redactkit.media.video import output
from redactkit.models.runtime import VARIABLE
from redactkit.pipeline.check import CheckReport, check_file
from redactkit.pipeline.clip_store import MemoryStore
from redactkit.pipeline.detectors import Detectors, Models
from redactkit.pipeline.papers import is_document, numbered, redact_document, within
from redactkit.pipeline.picture_job import (
    Draft,
    draft_picture,
    plan_picture,
    write_picture,
)
from redactkit.pipeline.progress_meter import Meter
from redactkit.pipeline.statement_job import DETECTOR, finder, redact_statement
from redactkit.pipeline.statement_record import statement_record
from redactkit.pipeline.video_job import Progress, Tools, VideoJob, WrittenClip, run
from redactkit.records.record import (
    Media,
    Record,
    digest_file,
    items_of,
    media_of,
    text_media,
)
from redactkit.records.risks import image_risks, text_risks, video_risks
from redactkit.records.versions import tool_versions
from redactkit.text.case import Case
from redactkit.text.charset import with_utf8
from redactkit.text.jsondata import is_json, with_quotes
from redactkit.text.segments import segments_of
from redactkit.text.transcript import is_chat

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from presidio_analyzer import EntityRecognizer

    from redactkit.core.protocols import Detector
    from redactkit.pipeline.video_job import Next, OnFrame
    from redactkit.records.plan import Plan
    from redactkit.records.record import Item
    from redactkit.text.segments import Segments
    from redactkit.text.spans import TextSpan

    Found: TypeAlias = tuple[str, tuple[Item, ...], tuple[Item, ...]]

__all__ = ["Progress", "Redacted", "Redactor"]

TABLES = (".csv", ".tsv")


@dataclass(frozen=True, slots=True, kw_only=True)
class Redacted:
    """What came out: the finished file's path (or the finished text), and its record."""

    media: Path | str
    record: Record


def utc_now() -> str:
    """Return the time now as ISO 8601 in UTC, whole seconds."""
    return datetime.now(UTC).isoformat(timespec="seconds")


class Redactor:
    """Redacts many files of one case; the models are loaded once, at first use.

    Args:
        policy: what to hide and how.
        case: stand-ins shared by all files of the case; a new one by default.
        detectors: detectors of your own, heard beside the built-in ones in pictures and clips.
        faces: name of the face detector: "centerface", "mediapipe", "yunet", one that a package
            brings, or several joined by "+" (docs/backends.md).
        verify: whether finished media are verified before they are put in place.
        now: the clock for the record's ``created``; None leaves it empty.
        recognizers: of presidio, heard in statements beside the built-in rules.

    Raises:
        BackendError: there is no such face detector.
    """

    def __init__(  # noqa: PLR0913 - settings of a long life, all by name
        self,
        *,
        policy: Policy | None = None,
        case: Case | None = None,
        detectors: Sequence[Detector] = (),
        verify: bool = True,
        now: Callable[[], str] | None = utc_now,
        faces: str = DEFAULT,
        recognizers: Sequence[EntityRecognizer] = (),
    ) -> None:
        """Load nothing yet."""
        self.policy = policy or Policy()
        self.case = case or Case()
        models = Models(detector=faces, precision=self.policy.precision)
        self._detectors = Detectors(models, self.case, detectors)
        self._verify = verify
        self._recognizers = tuple(recognizers)
        self._now = now

    def for_case(self, case: Case, models: Models | None = None) -> Redactor:
        """Return a redactor for another case and the same key, on these or on other models."""
        case.take_key(self.case)
        other = Redactor(
            policy=self.policy,
            case=case,
            verify=self._verify,
            now=self._now,
            recognizers=self._recognizers,
        )
        other._detectors = Detectors(models or self._detectors.models, case, self._detectors.extra)
        return other

    @property
    def signature(self) -> str:
        """Everything beside input and case that decides the output, as JSON; loads no model."""
        extra = [detector.name for detector in self._detectors.extra]
        extra += [type(recognizer).__name__ for recognizer in self._recognizers]
        # what `auto` is told to be: on another machine it may be something else
        told = os.environ.get(VARIABLE, "")
        table = tool_versions(self.policy, [self._detectors.models.detector, *extra], told)
        return json.dumps(table | {"verify": self._verify}, sort_keys=True)

    @property
    def models(self) -> Models:
        """The models behind it, loaded at first use."""
        return self._detectors.models

    @property
    def verifies(self) -> bool:
        """Whether finished media are verified."""
        return self._verify

    def collect_names(self, source: str | Path) -> None:
        """Look at a picture or statement so that the case knows its people; writes nothing.

        Raises:
            MediaError: the source cannot be read.
            BackendError: a model is missing or failed.
        """
        source = Path(source)
        if medium_of(source) is not Medium.TEXT:
            self._detectors.look(image.read(source, self.policy.limits)[0])
        elif is_document(source):
            with TemporaryDirectory(prefix="redactkit-") as folder:
                self._document(source, Path(folder) / "out.docx")
        else:
            self.text(media_text.read(source))

    def meet(self, source: str | Path) -> None:
        """Do what `collect_names` does; the name that it had first."""
        self.collect_names(source)

    def image(self, source: str | Path, target: str | Path) -> Redacted:
        """Redact a picture.

        Raises:
            MediaError: the source cannot be read or the target not written.
            BackendError: a model is missing or failed.
            LeakError: something is still visible after a second round; nothing was written.
        """
        source, target = Path(source), Path(target)
        image.check_suffix(target)
        storage.check_target(source, target)
        draft = draft_picture(source, self._detectors, self.policy)
        return self._write_image(draft, source, target, self._detectors if self._verify else None)

    def video(
        self, source: str | Path, target: str | Path, *, on_progress: Progress | None = None
    ) -> Redacted:
        """Redact a clip in three passes: find and track, conceal and encode, check.

        ``on_progress`` is called with frames done and frames in all, each pass counted; with
        all of them done once the file is in place. A second round counts two passes more.

        Raises:
            MediaError: the source cannot be read or the target not written.
            BackendError: a model is missing or failed.
            LeakError: a frame is not as it was painted, or something is still certain to be
                seen after a second round.
        """
        source, target = Path(source), Path(target)
        output.check_suffix(target, self.policy.video)
        storage.check_target(source, target)
        meter = Meter(on_progress, ("plan", "paint", "check")[: 3 if self._verify else 2])
        tools = self.clip_tools(meter.tell)
        return self._video(source, target, tools, meter, lambda job: job.begin())

    def text(self, text: str, *, warnings: Sequence[str] = ()) -> Redacted:
        """Redact a statement: plain text, Markdown or HTML.

        The record holds no digest of the input: of a short text it could be undone by
        trying every phone number.

        Args:
            text: the statement.
            warnings: sentences that go into the record.

        Raises:
            MediaError: the text is over the policy's limits, or holds half a character.
            BackendError: a rule failed.
        """
        done, removed, kept = self._text(text)
        record = Record(
            input=text_media(None),
            output=text_media(done),
            removed=removed,
            kept=kept,
            tool=tool_versions(self.policy, (DETECTOR,)),
            created=self._now() if self._now else None,
            warnings=tuple(warnings),
            residual_risks=text_risks(text, chat=is_chat(text)),
        )
        return Redacted(media=done, record=record)

    def statement(self, source: str | Path, target: str | Path | None = None) -> Redacted:
        """Redact a statement's file: text, Markdown, HTML, CSV, TSV, JSON or Word (docx).

        Args:
            source: the file.
            target: the finished one, with the same ending; None writes nothing, and ``media`` is
                the finished text, or that of a document's parts.

        Raises:
            MediaError: the file cannot be read, is no statement, is over the policy's limits or
                holds what cannot be looked through; or the target cannot be written.
            BackendError: a rule or a model failed.
            LeakError: a picture in it still shows something; nothing was written.
        """
        source = Path(source)
        if target is None:
            if is_document(source):
                msg = f"{source.name}: a document needs a target to write to"
                raise MediaError(msg)
            return self.text(media_text.read(source))
        target = Path(target)
        storage.check_target(source, target)
        if is_document(source) != is_document(target):
            msg = f"{target.name}: the finished file has the ending of its source, {source.suffix}"
            raise MediaError(msg)
        if is_document(source):
            return self._document(source, target)
        text = media_text.read(source)
        form = source.suffix.lower()
        done, removed, kept = self._text(text, table=form in TABLES)
        if form == ".json" and is_json(text) and not is_json(done):
            # a number has no quotes, which its stand-in needs
            done, removed, kept = self._text(with_quotes(text))
        storage.write_text(target, done)
        risks = text_risks(text, chat=is_chat(text))
        return Redacted(media=target, record=self._told(target, removed, kept, risks))

    def _document(self, source: Path, target: Path) -> Redacted:
        find = self._find()
        risks: list[str] = []

        def search(text: str, segments: Segments) -> Found:
            shown = "\n".join(segments.texts())
            risks.extend(text_risks(shown, chat=is_chat(shown)))
            return redact_statement(text, find, self.case, self.policy, segments)

        with storage.replacing(target, like=source) as temporary:
            removed, kept = redact_document(
                source, temporary, self.policy.limits, search, self._paint
            )
            record = self._told(temporary, removed, kept, tuple(risks))
        return Redacted(media=target, record=record)

    def _text(self, text: str, *, table: bool = False) -> Found:
        media_text.check_text(text, self.policy.limits)
        text, records = within(with_utf8(text), self._paint)
        segments = segments_of(text, table=table)
        done, removed, kept = redact_statement(text, self._find(), self.case, self.policy, segments)
        return done, *numbered(removed, kept, records)

    def _find(self) -> Callable[[Sequence[str]], Sequence[Sequence[TextSpan]]]:
        return finder(self._detectors.models.identifiers, self.policy, self._recognizers)

    def _paint(self, source: Path, target: Path) -> Record:
        return self.image(source, target).record

    def _told(
        self, path: Path, removed: Sequence[Item], kept: Sequence[Item], risks: Sequence[str]
    ) -> Record:
        created = self._now() if self._now else None
        return statement_record(path, (removed, kept), risks, self.policy, created)

    def plan(self, source: str | Path, *, on_progress: Progress | None = None) -> Plan:
        """Find and decide without writing anything; `apply` takes the plan, edited or not.

        Raises:
            MediaError: the source cannot be read.
            BackendError: a model is missing or failed.
        """
        source = Path(source)
        if medium_of(source) is Medium.VIDEO:
            meter = Meter(on_progress, ("plan",))
            tools = self.clip_tools(meter.tell)
            with closing(MemoryStore(source)) as store:
                job = VideoJob(
                    source=source, whole=source, store=store, policy=self.policy.for_clips()
                )
                job.begin()
                job.plan(0, tools)
                meter.end()
                return job.made_plan
        return plan_picture(source, self._detectors, self.policy, verify=self._verify)

    def apply(
        self,
        plan: Plan,
        source: str | Path,
        target: str | Path,
        *,
        on_progress: Progress | None = None,
    ) -> Redacted:
        """Carry a plan out. Needs no model: a clip is compared with what was painted, no more.

        Raises:
            MediaError: the source is not the file that the plan was made of.
            LeakError: a frame of the finished clip is not as it was painted.
        """
        source, target = Path(source), Path(target)
        storage.check_target(source, target)
        if not source.is_file() or digest_file(source)[0] != plan.source_sha256:
            msg = f"{source.name}: is not the file that the plan was made of; make a new plan"
            raise MediaError(msg)
        if plan.info.time_base is not None:
            output.check_suffix(target, self.policy.video)
            meter = Meter(on_progress, ("paint", "check")[: 2 if self._verify else 1])
            tools = replace(self.clip_tools(meter.tell, looks=False), verify=self._verify)
            return self._video(source, target, tools, meter, lambda job: job.begin_with(plan))
        image.check_suffix(target)
        frame, _ = image.read(source, self.policy.limits)
        return self._write_image(Draft(plan, frame), source, target)

    def check(
        self,
        path: str | Path,
        *,
        record: Record | None = None,
        source: str | Path | None = None,
        on_progress: Progress | None = None,
    ) -> CheckReport:
        """Look at a finished file again, also for the names of the case; see `check.check_file`."""
        return check_file(
            Path(path),
            self._detectors,
            self.policy,
            record=record,
            source=None if source is None else Path(source),
            on_progress=on_progress,
        )

    def _write_image(
        self, draft: Draft, source: Path, target: Path, second: Detectors | None = None
    ) -> Redacted:
        form = image.check_suffix(target)
        with storage.replacing(target, like=source) as temporary:
            plan, info = write_picture(draft, temporary, form, self.policy, second)
            record = self._record(
                plan,
                output=media_of(info, temporary),
                input_=media_of(plan.info, source),
                risks=image_risks(plan.redactions),
            )
        return Redacted(media=target, record=record)

    def clip_tools(self, on_frame: OnFrame | None = None, *, looks: bool = True) -> Tools:
        """Return what the steps of a clip's job work with; no model is loaded without ``looks``."""
        return Tools(
            detectors=self._detectors.in_clips if looks else (),
            # it loads models, so only when it is asked
            reader=lambda: self.models.reader,
            verify=self._verify,
            on_frame=on_frame,
        )

    def _video(
        self,
        source: Path,
        target: Path,
        tools: Tools,
        meter: Meter,
        begin: Callable[[VideoJob], Next],
    ) -> Redacted:
        with (
            storage.replacing(target, like=source) as temporary,
            closing(MemoryStore(temporary)) as store,
        ):
            job = VideoJob(
                source=source, whole=temporary, store=store, policy=self.policy.for_clips()
            )
            record = self.clip_record(run(job, begin(job), tools), source, temporary)
        meter.end()
        return Redacted(media=target, record=record)

    def clip_record(self, done: WrittenClip, source: Path, written: Path) -> Record:
        """Return the record of a clip that was written, in one go or in parts."""
        return self._record(
            replace(done.plan, self_check=done.self_check),
            output=media_of(done.info, written),
            input_=media_of(done.plan.info, source),
            risks=video_risks(done.plan.redactions, self.policy),
            warnings=done.warnings,
        )

    def _record(
        self,
        plan: Plan,
        *,
        input_: Media,
        output: Media,
        risks: tuple[str, ...],
        warnings: tuple[str, ...] = (),
    ) -> Record:
        removed, kept = items_of(plan.redactions, plan.info, plan.pts)
        return Record(
            input=input_,
            output=output,
            removed=removed,
            kept=kept,
            tool=tool_versions(self.policy, plan.detectors, plan.precision),
            created=self._now() if self._now else None,
            self_check=plan.self_check,
            # both passes read the file, and may say the same of it
            warnings=tuple(dict.fromkeys(plan.warnings + warnings)),
            residual_risks=risks,
        )
