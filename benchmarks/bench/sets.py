"""The media that tools are run on: the drawn set, and a folder of others where there is one."""

from __future__ import annotations

import hashlib
import json
import shutil
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from bench.catalogue import draw_screens
from bench.clips import draw_clips
from bench.truth import write

if TYPE_CHECKING:
    from pathlib import Path


@dataclass(frozen=True, slots=True)
class MediaSet:
    """Files of one kind in a folder, and what they show."""

    name: str
    kind: Literal["clips", "screens"]
    media: Path
    truth: Path
    title: str

    def files(self) -> list[Path]:
        """Return the files in order."""
        return sorted(self.media.iterdir())

    def load(self) -> dict[str, list[dict]]:
        """Return the truth."""
        found: dict[str, list[dict]] = json.loads(self.truth.read_text(encoding="utf-8"))
        return found

    def digest(self) -> str:
        """Return a digest of all files: another one means other media."""
        whole = hashlib.sha256()
        for path in self.files():
            whole.update(path.name.encode() + hashlib.sha256(path.read_bytes()).digest())
        return whole.hexdigest()[:16]


def drawn(folder: Path) -> list[MediaSet]:
    """Return the drawn set, drawn where it is not there yet."""
    if not (folder / "complete").exists():
        shutil.rmtree(folder, ignore_errors=True)
        draw_screens(folder / "screens")
        draw_clips(folder / "footage")
        (folder / "complete").touch()
    clips, screens = folder / "footage", folder / "screens"
    return [
        MediaSet("bench-clips", "clips", clips / "clips", clips / "truth.json", "drawn clips"),
        MediaSet(
            "bench-screens",
            "screens",
            screens / "images",
            screens / "truth.json",
            "drawn screenshots",
        ),
    ]


def shared(folder: Path) -> list[MediaSet]:
    """Return annotated media of a folder that has the layout footage/, screens/, screens/real/."""
    clips, screens = folder / "footage", folder / "screens"
    real = screens / "real"
    return [
        MediaSet("footage", "clips", clips / "clips", clips / "truth.json", "CCTV footage"),
        MediaSet(
            "screens", "screens", screens / "images", screens / "truth.json", "rendered screenshots"
        ),
        MediaSet("real", "screens", real / "images", real / "truth.json", "real screenshots"),
    ]


def first_sight(folder: Path) -> list[MediaSet]:
    """Return what ``fetch_first_sight.py`` put into a folder, by the split that it had."""
    found = []
    if (folder / "truth.json").exists():
        whole = json.loads((folder / "truth.json").read_text(encoding="utf-8"))
        for split in sorted({entry["split"] for entry in whole["images"]}):
            chosen = [entry for entry in whole["images"] if entry["split"] == split]
            home = folder / split.replace(" ", "-")
            (home / "media").mkdir(parents=True, exist_ok=True)
            for entry in chosen:
                shutil.copyfile(folder / "images" / entry["file"], home / "media" / entry["file"])
            write(home / "truth.json", {"images": chosen})
            name = f"public-{home.name}"
            title = f"public screenshots, {split}"
            found.append(MediaSet(name, "screens", home / "media", home / "truth.json", title))
    return found


def part(whole: MediaSet, every: int, folder: Path) -> MediaSet:
    """Return a set of each n-th file of another, copied into a folder."""
    home = folder / f"{whole.name}-{every}"
    shutil.rmtree(home, ignore_errors=True)
    (home / "media").mkdir(parents=True)
    truth = whole.load()
    key = "clips" if whole.kind == "clips" else "images"
    chosen = sorted(truth[key], key=lambda entry: str(entry["file"]))[::every]
    for entry in chosen:
        shutil.copyfile(whole.media / entry["file"], home / "media" / entry["file"])
    write(home / "truth.json", {key: chosen})
    title = f"{whole.title}, one in {every}"
    return MediaSet(home.name, whole.kind, home / "media", home / "truth.json", title)
