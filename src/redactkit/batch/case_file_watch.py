"""The case file of a drop folder, which may be half written when it is read.

Half of it can be read as another one, by which people would lose their stand-in or be shown. So
it is taken when it stands still, as any file is; while it is wrong nothing is worked on.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from redactkit.batch.open_batch import cases_of, manifest_of
from redactkit.batch.options import Event
from redactkit.core.errors import PolicyError

if TYPE_CHECKING:
    from pathlib import Path

    from redactkit.batch.case_file import CaseFile
    from redactkit.batch.options import OnEvent, Options

__all__ = ["CaseFileWatch"]

Facts: TypeAlias = tuple[int, int, int] | None
"""Inode, bytes and time of the last change in ns; None where there is no manifest."""


class CaseFileWatch:
    """Reads the case file at each listing of the folder, once it has settled.

    Args:
        source: the folder.
        options: may name a manifest elsewhere.
        settle_s: seconds for which it must stand still.
        tell: hears, once for each mistake, that a manifest is wrong.
    """

    def __init__(self, source: Path, options: Options, settle_s: float, tell: OnEvent) -> None:
        """Know nothing yet."""
        self._source, self._options, self._settle, self._tell = source, options, settle_s, tell
        self._path = manifest_of(source, options)
        self._seen: Facts = None
        self._since: float | None = None
        self._told = ""

    def now(self, seconds: float) -> CaseFile | None:
        """Return the cases; None while the manifest changes or is wrong.

        ``seconds`` is the time of the listing.
        """
        seen = self._facts()
        if self._since is None or seen != self._seen:
            self._seen, self._since = seen, seconds
        if seconds - self._since < self._settle:
            return None
        try:
            cases = cases_of(self._source, self._options, complete=False)
        except PolicyError as error:
            if str(error) != self._told:
                self._told = str(error)
                self._tell(Event(kind="waiting", name=self._path.name, why=self._told))
            return None
        if self._facts() != seen:
            # it was changed while it was read
            return None
        self._told = ""
        return cases

    def _facts(self) -> Facts:
        try:
            facts = self._path.stat()
        except OSError:
            return None
        return facts.st_ino, facts.st_size, facts.st_mtime_ns
