"""The records of one case, chained: each names the digest of the one before it.

So a record that was edited, left out or put in later shows, unless all that follow were made
anew; the report and whoever was handed the last record hold its digest.
"""

from __future__ import annotations

import json
import os
from dataclasses import replace
from hashlib import sha256
from typing import TYPE_CHECKING

from redactkit.core.errors import MediaError
from redactkit.media import text
from redactkit.records.record import Record, digest_file

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

__all__ = [
    "MANIFEST_NAME",
    "RECORD_ENDING",
    "chain_faults",
    "chained",
    "finished_of",
    "record_of",
    "records_in",
    "unchained_digest",
]

MANIFEST_NAME = "redactkit-manifest.jsonl"
"""What a batch writes down of its files, in the folder it fills."""

RECORD_ENDING = ".record.json"
"""Stands behind the finished file's whole name."""


def chained(records: Iterable[Record]) -> list[Record]:
    """Return the records of a case, in the order given, each with the digest before it."""
    linked: list[Record] = []
    for record in records:
        linked.append(replace(record, previous=linked[-1].digest if linked else None))
    return linked


def unchained_digest(path: Path) -> str:
    """Return the SHA-256 of a record file as it was before it was chained.

    Raises:
        MediaError: it is no record, or cannot be read.
    """
    record = replace(Record.from_json(text.read(path)), previous=None)
    return sha256(record.to_json().encode()).hexdigest()


def record_of(finished: Path) -> Path:
    """Return where the record of a finished file lies: beside it."""
    return finished.with_name(finished.name + RECORD_ENDING)


def finished_of(record: Path) -> Path:
    """Return the finished file that a record lies beside."""
    return record.with_name(record.name.removesuffix(RECORD_ENDING))


def records_in(folder: Path) -> list[Path]:
    """Return the record files of a folder tree, in order of their paths.

    Raises:
        MediaError: it is no folder, or holds no record.
    """
    if not os.path.isdir(folder):  # noqa: PTH112 - Path's own raises for some names
        msg = f"{folder.name}: is not a folder; name the one that redactkit folder wrote"
        raise MediaError(msg)
    paths = sorted(folder.rglob("*" + RECORD_ENDING))
    if not paths:
        msg = f"{folder.name}: holds no record; run redactkit folder first"
        raise MediaError(msg)
    return paths


def chain_faults(folder: Path) -> tuple[str, ...]:
    """Return a sentence for each record or finished file of a case that is not as it was written.

    Files are named by their number in the order of paths: names may hold a person's name.

    Raises:
        MediaError: it is no folder, or holds no record.
    """
    faults: list[str] = []
    records: dict[int, Record] = {}
    paths = records_in(folder)
    for number, path in enumerate(paths, 1):
        try:
            record = Record.from_json(text.read(path))
        except MediaError as error:
            faults.append(f"record {number}: {error}")
            continue
        records[number] = record
        fault = _media_fault(record, finished_of(path))
        faults += [f"record {number}: {fault}"] if fault else []
    cases = _cases(folder)
    chains: dict[str, dict[int, Record]] = {}
    for number, record in records.items():
        chains.setdefault(cases.get(paths[number - 1], ""), {})[number] = record
    for case in sorted(chains):
        faults += _breaks(chains[case])
    return tuple(faults)


def _media_fault(record: Record, media: Path) -> str:
    """Return what is wrong with a finished file; nothing where it is the record's."""
    if not media.is_file():
        return "its finished file is not beside it"
    try:
        same = digest_file(media)[0] == record.output.sha256
    except MediaError:
        # the error tells its name
        return "the finished file beside it cannot be read"
    return "" if same else "the finished file beside it is another one"


def _cases(folder: Path) -> dict[Path, str]:
    """Return the case of each record of a batch's folder, as its manifest has it."""
    manifest = folder / MANIFEST_NAME
    cases: dict[Path, str] = {}
    for line in text.read(manifest).splitlines() if manifest.is_file() else ():
        try:
            entry = json.loads(line)
            cases[record_of(folder / entry["output"])] = str(entry["case"])
        except (ValueError, TypeError, KeyError, RecursionError):
            # a failed file, or a tail cut off
            continue
    return cases


def _breaks(records: dict[int, Record]) -> list[str]:
    """Return where the chain does not hold; records that were never chained break nothing."""
    named = [record.previous for record in records.values() if record.previous is not None]
    if not named:
        return []
    known = {record.digest for record in records.values()}
    faults = [
        f"record {number}: the record before it is missing or was changed"
        for number, record in records.items()
        if record.previous is not None and record.previous not in known
    ]
    if len(records) - len(named) > 1:
        faults.append("more than one record claims to be the first of the case")
    if len(set(named)) < len(named):
        faults.append("two records name the same one before them")
    return faults
