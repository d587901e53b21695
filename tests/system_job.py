"""The main job in one process and its workers: started by core/test_other_systems.py.

Prints a line for each part that went well. FOLDER holds the case of examples/merchant.py, drawn
here where it is missing. On a real system: `python tests/system_job.py FOLDER`.
"""

from __future__ import annotations

import json
import sys
import tempfile
import threading
import time
from pathlib import Path

import httpx
import uvicorn


def picture(case: Path, out: Path) -> None:
    command("image", case / "3-private.png", out / "a.png", "--record", out / "a.json")
    record = json.loads((out / "a.json").read_text(encoding="utf-8"))
    assert record["removed"]


def clip(case: Path, out: Path) -> None:
    command("video", case / "counter.mp4", out / "a.mp4", "--record", out / "b.json")
    assert (out / "a.mp4").stat().st_size


def statement(case: Path, out: Path) -> None:
    """Into a pipe whose code page has no Chinese."""
    del out
    command("text", case / "statement.md")


def folder(case: Path, out: Path) -> None:
    """With two workers, and once more: what is finished is known."""
    for _ in range(2):
        command("folder", case, out / "folder", "--workers", "2", "--keep-names", "--json")
    command("check", out / "folder")
    left = [path.name for path in (out / "folder").iterdir() if path.name.startswith(".")]
    assert not left, left


def review(case: Path, out: Path) -> None:
    """The page, and what it writes."""
    from redactkit.pipeline.redactor import Redactor
    from redactkit.review.server import ReviewServer
    from redactkit.review.session import ReviewSession

    session = ReviewSession(Redactor(), out)
    session.add(case / "3-private.png")
    session.wait()
    with ReviewServer(session) as server:
        assert "<html" in httpx.get(server.url).text
        origin = "/".join(server.url.split("/")[:3])
        asked = httpx.post(server.url + "apply", json={}, headers={"Origin": origin})
        assert asked.status_code == 200, asked.text
        session.wait()
        assert httpx.get(server.url + "sheet/0").json()["status"] == "done"
    assert (out / "3-private.png.record.json").exists()


def service(case: Path, out: Path) -> None:
    """A file sent in and its zip; nothing stays."""
    from redactkit.batch.worker_state import WorkerConfig
    from redactkit.service.app import make_app
    from redactkit.service.limits import ServiceLimits

    scratch = out / "scratch"
    scratch.mkdir()
    tempfile.tempdir = str(scratch)
    app = make_app(WorkerConfig(), ServiceLimits(workers=1, limit_s=600))
    server = uvicorn.Server(uvicorn.Config(app, port=0, ws="none", log_level="error"))
    thread = threading.Thread(target=server.run)
    thread.start()
    while not server.started:
        time.sleep(0.05)
    port = server.servers[0].sockets[0].getsockname()[1]
    files = {"file": ("statement.md", (case / "statement.md").read_bytes())}
    answer = httpx.post(f"http://127.0.0.1:{port}/v1/redact", files=files, timeout=600)
    assert answer.status_code == 200, answer.text
    server.should_exit = True
    thread.join()
    assert list(scratch.iterdir()) == []


def command(*arguments: object) -> None:
    from redactkit.cli.app import main

    code = main([str(argument) for argument in arguments])
    assert code == 0, (arguments[0], code)


if __name__ == "__main__":
    place, wanted = Path(sys.argv[1]), sys.argv[2:]
    if not (place / "case").exists():
        sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "examples"))
        import merchant

        merchant.draw(place / "case", frames=12)
    for part in (picture, clip, statement, folder, review, service):
        if not wanted or part.__name__ in wanted:
            target = place / f"out-{part.__name__}"
            target.mkdir()
            part(place / "case", target)
            sys.stderr.write(f"done: {part.__name__}\n")
