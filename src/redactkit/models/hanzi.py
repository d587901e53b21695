"""Simplified forms of traditional characters, from the table that the packaged LAC brings."""

from __future__ import annotations

from functools import lru_cache
from importlib.resources import files
from pathlib import Path

from redactkit.models.model_files import load_model

__all__ = ["FILE", "read_table", "simplified"]

FILE = "lac_q2b.dic"
SHA256 = "688ecfed0bd3fa898a0b26fd27a838432e0f32600bdf35739de7931ff51187a1"

# The table also folds quotes, letters and a few simplified characters (你 to 奶), as LAC was
# trained to see them; that is not wanted of it here.
HAN = range(0x3400, 0x323B0)


@lru_cache(maxsize=1)
def simplified() -> dict[str, str]:
    """Return the simplified form of each traditional character, one for one.

    Raises:
        BackendError: the file is missing or altered.
    """
    path = Path(str(files("redactkit.models") / "weights" / FILE))
    rows = read_table(path, SHA256)
    return {
        old: new
        for old, new in rows
        if ord(old) in HAN and not _is_simplified(old) and _is_simplified(new)
    }


def _is_simplified(char: str) -> bool:
    """Return whether GB 2312, the character set of simplified Chinese, has a character."""
    try:
        char.encode("gb2312")
    except UnicodeEncodeError:
        return False
    return True


def read_table(path: Path, sha256: str) -> list[tuple[str, str]]:
    """Return the rows of a file of two columns parted by a tab.

    Raises:
        BackendError: the file is missing or altered.
    """
    lines = load_model(path, sha256)[0].decode("utf-8").split("\n")
    rows = (line.rstrip("\r").split("\t", 1) for line in lines if "\t" in line)
    return [(row[0], row[1]) for row in rows]
