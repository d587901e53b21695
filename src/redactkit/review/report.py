"""A report of one case for people to read and print: one HTML file that needs no other.

It is made of records alone, and shows small pictures of the redacted files only, after
their digest was found to be the record's. File names are not in it: they often hold a
person's name; files are told apart by number and digest.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from html import escape
from importlib.resources import files
from typing import TYPE_CHECKING

from redactkit.media import storage, text
from redactkit.records.chain import finished_of, records_in
from redactkit.records.record import Record, digest_file
from redactkit.records.risks import MESSAGES
from redactkit.review.html import fact, section, table, two
from redactkit.review.kind_names import KIND_NAMES, METHOD_NAMES, reason_names
from redactkit.review.law import FACTS, LIMITS
from redactkit.review.thumbnails import small_pictures

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from redactkit.records.record import Item, Media

__all__ = ["ReportEntry", "entries_of", "write_report"]

CSP = "default-src 'none'; style-src 'unsafe-inline'; img-src data:"
"""The report runs nothing and fetches nothing, wherever it is opened."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportEntry:
    """One file of the case: its record and, for the small pictures, the redacted file."""

    record: Record
    media: Path | None = None


def entries_of(folder: Path) -> list[ReportEntry]:
    """Return the records of a folder tree with the files that they lie beside.

    Raises:
        MediaError: the folder holds no record, or one that cannot be read.
    """
    entries = []
    for path in records_in(folder):
        media = finished_of(path)
        record = Record.from_json(text.read(path))
        entries.append(ReportEntry(record=record, media=media if media.is_file() else None))
    return entries


def write_report(target: Path, entries: Sequence[ReportEntry]) -> None:
    """Write the report of a case; equal records and files give equal bytes.

    Raises:
        MediaError: the report cannot be written.
    """
    storage.write_text(target, report_html(entries))


def report_html(entries: Sequence[ReportEntry]) -> str:
    """Return the report as HTML."""
    style = (files("redactkit.review") / "page" / "report.css").read_text(encoding="utf-8")
    parts = [
        '<!doctype html><html lang="zh-CN"><head><meta charset="utf-8">',
        f'<meta http-equiv="Content-Security-Policy" content="{CSP}">',
        '<meta name="viewport" content="width=device-width,initial-scale=1">',
        "<title>遮盖处理报告 · Redaction report</title>",
        f"<style>{style}</style></head><body><main>",
        _head(entries),
        _counts(entries),
        _risks(entries),
        *(_file(number, entry) for number, entry in enumerate(entries, 1)),
        _law(),
        _limits(),
        "</main></body></html>\n",
    ]
    return "".join(parts)


def _head(entries: Sequence[ReportEntry]) -> str:
    removed = sum(len(entry.record.removed) for entry in entries)
    kept = sum(len(entry.record.kept) for entry in entries)
    dates = sorted(e.record.created for e in entries if e.record.created)
    span = "" if not dates else dates[0] if dates[0] == dates[-1] else f"{dates[0]} – {dates[-1]}"
    tools = sorted({f"{e.record.tool.get('version', '?')}" for e in entries})
    cells = (
        (("文件", "Files"), str(len(entries))),
        (("已遮盖", "Redacted"), str(removed)),
        (("保留可见", "Left visible"), str(kept)),
        (("处理时间", "Time"), span or "–"),
        (("工具", "Tool"), "redactkit " + ", ".join(tools)),
    )
    facts = "".join(fact(name, escape(value)) for name, value in cells)
    title = two(("遮盖处理报告", "Redaction report"))
    note = two(
        (
            "本报告列明在每个文件中遮盖了什么、在哪里、用什么方式，以及保留了什么、为什么。",
            "What was covered in each file, where and how, and what was left and why.",
        )
    )
    return f"<header><h1>{title}</h1><p>{note}</p><dl class=facts>{facts}</dl></header>"


def _counts(entries: Sequence[ReportEntry]) -> str:
    removed = Counter(item.kind for entry in entries for item in entry.record.removed)
    found = removed + Counter(item.kind for entry in entries for item in entry.record.kept)
    left = Counter(
        item.kind
        for entry in entries
        for item in entry.record.kept
        if not _covered(item, entry.record)
    )
    rows = "".join(
        f"<tr><th>{_kind(kind)}</th><td>{found[kind]}</td>"
        f"<td>{removed[kind]}</td><td>{left[kind]}</td></tr>"
        for kind in sorted(found)
    )
    heads = (("类别", "Kind"), ("处理前发现", "Found before"), ("已遮盖", "Redacted"))
    return section(
        ("处理前后", "Before and after"),
        table((*heads, ("处理后可见", "Visible after")), rows, "counts"),
    )


def _risks(entries: Sequence[ReportEntry]) -> str:
    places: dict[str, list[int]] = {}
    for number, entry in enumerate(entries, 1):
        for risk in entry.record.residual_risks:
            places.setdefault(risk, []).append(number)
    order = [*MESSAGES, *sorted(set(places) - set(MESSAGES))]
    rows = "".join(
        f"<li>{two(MESSAGES.get(risk, (risk, risk)))}"
        f"<small>{two(('文件', 'Files'))}: {', '.join(map(str, places[risk]))}</small></li>"
        for risk in order
        if risk in places
    )
    lead = two(
        (
            "以下风险无法靠遮盖消除，公开之前须由人判断：",
            "Covering does not remove these; a person has to weigh them before publishing:",
        )
    )
    return section(("遗留风险", "Residual risks"), f"<p>{lead}</p><ul class=risks>{rows}</ul>")


def _file(number: int, entry: ReportEntry) -> str:
    record = entry.record
    same = _same(entry)
    pictures = "".join(
        f'<img alt="" src="data:image/jpeg;base64,{data}">'
        for data in (small_pictures(entry.media) if same and entry.media is not None else ())
    )
    if same is False:
        words = (
            "文件与记录的摘要不一致，未显示图片。",
            "The file is not the one of the record; no picture is shown.",
        )
        pictures = f"<p class=alert>{two(words)}</p>"
    body = (
        f"<div class=pictures>{pictures}</div>"
        + _items(record)
        + _kept(record)
        + _digests(record)
        + "".join(f"<p class=alert>{escape(text)}</p>" for text in record.warnings)
    )
    kind = record.output.media_type
    return section((f"文件 {number}", f"File {number}"), body, escape(kind))


def _items(record: Record) -> str:
    rows = "".join(
        f"<tr><td>{escape(item.id)}</td><th>{_kind(item.kind)}</th><td>{_where(item)}</td>"
        f"<td>{_method(item)}</td><td>{two(reason_names(item.reason))}</td></tr>"
        for item in record.removed
    )
    if not rows:
        return f"<p>{two(('没有遮盖任何内容。', 'Nothing was covered.'))}</p>"
    heads = (("编号", "No."), ("类别", "Kind"), ("位置", "Where"), ("方式", "How"), ("依据", "Why"))
    return f"<h3>{two(('遮盖的内容', 'What was redacted'))}</h3>" + table(heads, rows)


def _kept(record: Record) -> str:
    rows = "".join(
        f"<tr><td>{escape(item.id)}</td><th>{_kind(item.kind)}</th><td>{_where(item)}</td>"
        f"<td>{item.score:g}</td>"
        f"<td>{two(reason_names(item.reason))}{_note(item, record)}</td></tr>"
        for item in record.kept
    )
    if not rows:
        return ""
    heads = (("编号", "No."), ("类别", "Kind"), ("位置", "Where"), ("分数", "Score"))
    return f"<h3>{two(('保留可见的内容', 'What was left visible'))}</h3>" + table(
        (*heads, ("原因", "Why")), rows
    )


def _note(item: Item, record: Record) -> str:
    words = ("位于其他遮盖之下，不可见", "under another cover, not visible")
    return f"<small>{two(words)}</small>" if _covered(item, record) else ""


def _covered(item: Item, record: Record) -> bool:
    """Return whether what was left in a still lies under the cover of something else."""
    if record.output.frames != 1 or not item.boxes:
        return False
    _, x0, y0, x1, y1 = item.boxes[0]
    others = (other.boxes[0][1:] for other in record.removed if other.boxes)
    return any(a <= x0 and b <= y0 and c >= x1 and d >= y1 for a, b, c, d in others)


def _digests(record: Record) -> str:
    check = record.self_check
    looked = ("未复查", "not run")
    if check.ran:
        left = check.residual_findings
        looked = (f"{check.rounds} 轮，遗留 {left} 项", f"{check.rounds} rounds, {left} left")
    cells = (
        (("原文件 SHA-256", "Source SHA-256"), _digest(record.input)),
        (("成品 SHA-256", "Redacted file SHA-256"), _digest(record.output)),
        (("记录摘要", "Record's digest"), f"<code>{record.digest}</code>"),
        (("前一份记录", "Record before"), f"<code>{escape(record.previous or '–')}</code>"),
        (("模型复查", "Second look"), two(looked)),
    )
    rows = "".join(fact(name, value) for name, value in cells)
    return f"<dl class=digests>{rows}</dl>"


def _law() -> str:
    items = "".join(
        f"<li><cite>{two(source.where)}</cite>"
        f"<blockquote>{two((source.zh, source.en))}</blockquote></li>"
        for source in FACTS
    )
    return section(("有关规定与案例", "Law and case"), f"<ol class=law>{items}</ol>")


def _limits() -> str:
    return f"<footer><p>{two(LIMITS)}</p></footer>"


def _same(entry: ReportEntry) -> bool | None:
    """Return whether the file is the record's; None where there is no file."""
    if entry.media is None:
        return None
    return digest_file(entry.media)[0] == entry.record.output.sha256


def _where(item: Item) -> str:
    if item.span is not None:
        text = f"{item.span[0]}–{item.span[1]}"
        return two((f"第 {text} 字", f"characters {text}"))
    if not item.boxes:
        return "–"
    _, x0, y0, x1, y1 = item.boxes[0]
    box = f"<code>{x0},{y0} – {x1},{y1}</code>"
    if item.time_s is None or item.frames is None:
        return box
    begin, end = item.time_s
    first, last = item.frames
    frames = two((f"帧 {first}–{last}", f"frames {first}–{last}"))
    return f"{begin:.2f}–{end:.2f} s, {frames}<br>{box}"


def _method(item: Item) -> str:
    name = "" if item.method is None else str(item.method.get("method", ""))
    alias = f"<small>{escape(item.alias)}</small>" if item.alias else ""
    return two(METHOD_NAMES.get(name, (name or "–", name or "–"))) + alias


def _kind(kind: str) -> str:
    return two(KIND_NAMES.get(kind, (kind, kind)))


def _digest(media: Media) -> str:
    if media.sha256 is None:
        return two(("不记录（短文本的摘要可被穷举）", "none: a short text's could be searched for"))
    return f"<code>{escape(media.sha256)}</code>"
