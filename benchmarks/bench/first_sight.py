"""Public media with our truth, pinned: where each file lies, and what it shows, without its words.

``benchmarks/first_sight/screens.jsonl`` holds a picture a line. ``items`` are rows ``[KIND, left,
top, right, bottom]``, boxes half-open in pixels of the picture as it is scored, with a last
entry for attributes (``pos``: the item's role on the page, ``sure``, ``optional``, ``boxes``).
"""

from __future__ import annotations

import hashlib
import io
import subprocess
import urllib.request
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TypeAlias

from PIL import Image
from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

from bench.truth import write

if TYPE_CHECKING:
    from collections.abc import Iterable

HERE = Path(__file__).resolve().parent.parent / "first_sight"
RAW = "https://raw.githubusercontent.com"
WAIT_S = 60

Side: TypeAlias = Annotated[int, Field(gt=0)]
Row: TypeAlias = tuple[str, int, int, int, int] | tuple[str, int, int, int, int, dict[str, object]]


class FetchError(Exception):
    """A file cannot be had, or is not the one that was annotated."""


class PinnedPicture(BaseModel):
    """A public picture: where it lies, what was cut out of it, and our truth."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    file: str
    repository: Annotated[str, Field(pattern=r"^[\w.-]+/[\w.-]+$")]
    commit: Annotated[str, Field(pattern=r"^[0-9a-f]{40}$")]
    path: str
    sha256: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
    licence: str
    split: str
    app: str
    page: str = ""
    theme: str = ""
    width: Side
    height: Side
    crop: tuple[int, int, int, int] | None = None
    items: tuple[Row, ...]

    def truth(self) -> dict[str, object]:
        """Return it in the form that the scorer reads."""
        return {
            "file": self.file,
            "width": self.width,
            "height": self.height,
            "app": self.app,
            "theme": self.theme,
            "split": self.split,
            "items": [_item(row) for row in self.items],
        }


def _item(row: Row) -> dict[str, object]:
    attrs = row[5] if len(row) == 6 else {}
    return {"kind": row[0], "text": "", "box": list(row[1:5]), "attrs": attrs}


def pinned(path: Path = HERE / "screens.jsonl") -> list[PinnedPicture]:
    """Return all pictures of a list.

    Raises:
        ValidationError: a line has another form.
    """
    one: TypeAdapter[PinnedPicture] = TypeAdapter(PinnedPicture)
    lines = path.read_text(encoding="utf-8").splitlines()
    return [one.validate_json(line) for line in lines if line]


def fetch(pictures: Iterable[PinnedPicture], target: Path, mirror: Path | None = None) -> int:
    """Put pictures and their truth into a folder; return how many there are.

    Args:
        pictures: what is wanted.
        target: gets ``images/`` (RGB PNG files) and ``truth.json``; what is there is kept.
        mirror: local copies ``OWNER/NAME``: git repositories or plain trees. The network is used
            where this is None.

    Raises:
        FetchError: a file is missing or differs from the one that was annotated.
    """
    images = target / "images"
    images.mkdir(parents=True, exist_ok=True)
    truth = []
    for picture in pictures:
        place = images / picture.file
        if not place.exists():
            as_annotated(picture, original(picture, mirror)).save(place)
        truth.append(picture.truth())
    write(target / "truth.json", {"images": truth})
    return len(truth)


def original(picture: PinnedPicture, mirror: Path | None) -> bytes:
    """Return the bytes of a public file, checked.

    Raises:
        FetchError: it cannot be had, or its SHA-256 is another.
    """
    data = _downloaded(picture) if mirror is None else _copied(picture, mirror)
    if hashlib.sha256(data).hexdigest() != picture.sha256:
        msg = f"{picture.repository} {picture.path}: not the file that was annotated"
        raise FetchError(msg)
    return data


def _downloaded(picture: PinnedPicture) -> bytes:
    quoted = urllib.request.pathname2url(picture.path)
    address = f"{RAW}/{picture.repository}/{picture.commit}/{quoted}"
    try:
        # always https: RAW says so
        with urllib.request.urlopen(address, timeout=WAIT_S) as answer:  # noqa: S310
            return bytes(answer.read())
    except OSError as error:
        msg = f"{picture.repository} {picture.path}: {error}; --mirror DIR takes local copies"
        raise FetchError(msg) from error


def _copied(picture: PinnedPicture, mirror: Path) -> bytes:
    home = mirror / picture.repository
    plain = home / picture.path
    if plain.is_file():
        return plain.read_bytes()
    wanted = f"{picture.commit}:{picture.path}"
    done = subprocess.run(
        ["git", "-C", str(home), "show", wanted],  # noqa: S607 - the one on the path
        capture_output=True,
        check=False,
    )
    if done.returncode:
        msg = f"{picture.repository} {picture.path}: not in {home}"
        raise FetchError(msg)
    return done.stdout


def as_annotated(picture: PinnedPicture, data: bytes) -> Image.Image:
    """Return the first frame on white, cut and scaled as it was when it was annotated."""
    with Image.open(io.BytesIO(data)) as opened:
        layer = opened.convert("RGBA")
    whole = Image.new("RGBA", layer.size, "white")
    whole.alpha_composite(layer)
    shown = whole.convert("RGB")
    if picture.crop is not None:
        shown = shown.crop(picture.crop)
    size = picture.width, picture.height
    return shown if shown.size == size else shown.resize(size, Image.Resampling.LANCZOS)
