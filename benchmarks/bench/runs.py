"""One tool on one set: run it, score it, and keep both so that nothing is done twice."""

from __future__ import annotations

import hashlib
import json
import shutil
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

import av

from bench import score_clips, score_screens
from bench.cost import ToolFailedError, measured
from bench.envs import NotHereError
from bench.facts import clip_facts
from bench.tools import RUNNERS

if TYPE_CHECKING:
    from pathlib import Path

    from bench.sets import MediaSet
    from bench.tools import Tool

Result: TypeAlias = dict[str, object]

FORMAT = 2
"""Of the kept results; raised where scorers or results change, so that old ones are not used."""


@dataclass(frozen=True, slots=True)
class Bench:
    """Where results are kept, which tools are run again, and which are only looked up."""

    cache: Path
    again: frozenset[str] = frozenset()
    without: frozenset[str] = frozenset()

    def run(self, tool: Tool, media: MediaSet) -> Result:
        """Return what a tool did with a set; ``skipped`` says why there is nothing."""
        home = self.cache / "runs" / media.name / slug(tool.name)
        note = home / "result.json"
        try:
            if not note.exists():
                # before its environment is made
                self.allow(tool)
            key = {"format": FORMAT, "media": media.digest(), **tool.key(self.cache)}
            if note.exists() and not self.wanted(tool):
                kept: Result = json.loads(note.read_text(encoding="utf-8"))
                if kept["key"] == key:
                    return kept
            self.allow(tool)
            result: Result = {
                "key": key,
                "when": time.strftime("%Y-%m-%d"),
                **self.fresh(tool, media, home),
            }
        except (NotHereError, ToolFailedError) as error:
            return {"skipped": str(error)}
        note.write_text(json.dumps(result, ensure_ascii=False, indent=1), encoding="utf-8")
        return result

    def listed(self, tool: Tool, media: MediaSet, home: Path) -> Path | Result:
        """Return the folder in which a tool listed its boxes, or why there is none."""
        note = home / "key.json"
        try:
            if not note.exists():
                self.allow(tool)
            lister = hashlib.sha256((RUNNERS / tool.runner).read_bytes()).hexdigest()[:16]
            key = {"media": media.digest(), "lister": lister, **tool.key(self.cache)}
            if note.exists() and json.loads(note.read_text(encoding="utf-8")) == key:
                return home
            self.allow(tool)
            print(f"boxes of {tool.name} on {media.name} ...", flush=True)
            shutil.rmtree(home, ignore_errors=True)
            home.mkdir(parents=True)
            measured(tool.command(media.media, home, self.cache))
        except (NotHereError, ToolFailedError) as error:
            return {"skipped": str(error)}
        note.write_text(json.dumps(key), encoding="utf-8")
        return home

    def allow(self, tool: Tool) -> None:
        """Hold a tool back that is not to be run.

        Raises:
            NotHereError: it is one of those.
        """
        if slug(tool.name) in self.without:
            raise NotHereError("left out this time")

    def wanted(self, tool: Tool) -> bool:
        """Return whether a tool is to be run again."""
        return "all" in self.again or slug(tool.name) in self.again

    def fresh(self, tool: Tool, media: MediaSet, home: Path) -> Result:
        """Run a tool into an empty folder and judge what it wrote."""
        print(f"{tool.name} on {media.name} ...", flush=True)
        out = home / "out"
        shutil.rmtree(home, ignore_errors=True)
        out.mkdir(parents=True)
        cost = measured(tool.command(media.media, out, self.cache))
        print(f"  {cost.wall_s:.0f} s, {cost.cpu_s:.0f} s CPU", flush=True)
        result: Result = {"cost": cost.as_json(), "units": units(media)}
        if media.kind == "clips":
            judged = score_clips.judge(media.load(), media.media, out)
            return {**result, "score": score_clips.summary(judged), "facts": clip_facts(media, out)}
        verdicts = score_screens.judge(media.load(), media.media, out)
        return {**result, "score": score_screens.summary(verdicts)}


def units(media: MediaSet) -> int:
    """Return how many frames or pictures a set has."""
    if media.kind == "screens":
        return len(media.files())
    count = 0
    for path in media.files():
        with av.open(str(path)) as container:
            count += sum(1 for _ in container.demux(video=0)) - 1
    return count


def slug(name: str) -> str:
    """Return a name for folders and the command line."""
    return "-".join("".join(c if c.isalnum() or c == "." else " " for c in name.lower()).split())
