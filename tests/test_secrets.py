"""Secrets planted in everything that goes in are in nothing that comes out, in no form."""

import io
import json
import logging
import os
import sys
import traceback
from contextlib import contextmanager
from dataclasses import replace

import pytest
from PIL import Image
from PIL.PngImagePlugin import PngInfo

import hiding
import redactkit
from redactkit.cli import app as cli
from redactkit.core.errors import LeakError, RedactError
from redactkit.media.key_file import make_key, read_key
from redactkit.review.report import entries_of, write_report
from redactkit.review.server import Site
from redactkit.review.session import ReviewSession
from redactkit.text.value_digests import ValueDigests

NAME = "张三"
"""Stands in names of files and folders."""

STATEMENT = """顾客王女士（微信号：momo_jiang2019，电话 138 0013 8000）说，
身份证号110105194912310021。我店可向公众提供全程监控录像。"""


@contextmanager
def everything_logged():
    """Catch what any logger says at any level, those too that pass nothing on."""
    said = io.StringIO()
    handler = logging.StreamHandler(said)
    handler.setLevel(logging.NOTSET)
    loggers = [logging.getLogger(name) for name in logging.root.manager.loggerDict]
    loggers = [logging.root, *(one for one in loggers if not one.propagate)]
    before = [(one, one.level) for one in loggers]
    for one in loggers:
        one.addHandler(handler)
        one.setLevel(logging.DEBUG)
    try:
        yield said
    finally:
        for one, level in before:
            one.removeHandler(handler)
            one.setLevel(level)


@contextmanager
def everything_opened():
    """Yield the set of files that Python code opens for writing."""
    opened, listening = set(), [True]

    def hook(event, arguments):
        if listening and event == "open" and isinstance(arguments[0], str | bytes | os.PathLike):
            mode, flags = arguments[1], arguments[2]
            writes = set(mode or "") & set("wax+") or (flags or 0) & (os.O_WRONLY | os.O_RDWR)
            if writes:
                opened.add(os.fsdecode(arguments[0]))

    sys.addaudithook(hook)
    try:
        yield opened
    finally:
        # a hook cannot be taken away again
        listening.clear()


def plant(samples_folder, folder):
    """Put the samples into a folder, with secrets in names, metadata and behind the end."""
    folder.mkdir(parents=True)
    notes = PngInfo()
    notes.add_text("Comment", "王女士 138 0013 8000")
    chat = folder / f"{NAME}-chat.png"
    Image.open(samples_folder / "chat-light.png").save(chat, pnginfo=notes)
    with chat.open("ab") as file:
        file.write("橙子皮 13800138000".encode())
    (folder / f"{NAME}.mp4").write_bytes((samples_folder / "counter.mp4").read_bytes())
    (folder / "statement.md").write_text(STATEMENT, encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def run(kit, samples_folder, tmp_path_factory):
    """Do the whole job with a key; return the folder of results and all that was said."""
    base = tmp_path_factory.mktemp("run")
    source, out = plant(samples_folder, base / f"{NAME}-case"), base / "out"
    temporary = base / "tmp"
    for folder in (out, temporary):
        folder.mkdir()
    make_key(base / "case.key")
    case = redactkit.Case(sealed=ValueDigests(read_key(base / "case.key")).of)
    old = os.environ.get("TMPDIR")
    os.environ["TMPDIR"] = str(temporary)
    said: list[str] = []
    try:
        with everything_logged() as log, everything_opened() as opened:
            one = kit.for_case(case)
            plans = [one.plan(path) for path in sorted(source.iterdir()) if path.suffix != ".md"]
            picture = one.image(source / f"{NAME}-chat.png", out / "1.png")
            clip = one.apply(plans[-1], source / f"{NAME}.mp4", out / "2.mp4")
            text = one.text(STATEMENT)
            said += [repr(each) for each in (one, case, one._detectors, plans, picture, clip, text)]
            said.append(str(text.media))
        said.append(log.getvalue())
    finally:
        os.environ.pop("TMPDIR") if old is None else os.environ.__setitem__("TMPDIR", old)
    for name, done in (("1.png", picture), ("2.mp4", clip), ("3.md", text)):
        (out / f"{name}.record.json").write_text(done.record.to_json(), encoding="utf-8")
    (out / "3.md").write_text(str(text.media), encoding="utf-8")
    write_report(out / "report.html", entries_of(out))
    said += [plan.to_json() for plan in plans]
    return base, said, opened


def test_the_forms_are_found_where_they_are():
    for text in (
        "Tel 13800138000",
        "00083100831",
        "xip iz gnehc".replace("xip", "ip"),
        "Chengzipi",
        "MTM4MDAxMzgwMDA=",
        "eDEzODAwMTM4MDAwIQ==",
        "\\u6a59\\u5b50\\u76ae",
        "%E6%A9%99%E5%AD%90%E7%9A%AE",
    ):
        assert hiding.told(text), text
    assert hiding.told("wang nü shi") == ["王女士"]
    assert not hiding.told("顾客A [电话] 2024-01-01")
    assert hiding.told(STATEMENT)


def test_records_plans_reports_reprs_and_logs_tell_nothing(run):
    base, said, _ = run
    for text in said:
        assert not hiding.told(text), text[:200]
    for path in sorted((base / "out").iterdir()):
        assert not hiding.told(path.read_bytes()), path.name
        assert not hiding.told(path.name)


def test_what_was_sealed_cannot_be_told_without_the_key(run):
    base, _, _ = run
    key = read_key(base / "case.key")
    record = (base / "out" / "1.png.record.json").read_text(encoding="utf-8")
    seals = [item["hmac"] for item in json.loads(record)["removed"] if item["hmac"]]

    assert seals
    assert key.hex() not in record
    assert ValueDigests(key).of(redactkit.Kind.PHONE, "13800138000") in seals


def test_nothing_is_left_in_temporary_folders_nor_written_elsewhere(run):
    base, _, opened = run

    assert not list((base / "tmp").iterdir())
    assert len(list((base / "out").iterdir())) == 7
    outside = [name for name in opened if not name.startswith((str(base / "out"), "/dev/"))]
    assert not [name for name in outside if "__pycache__" not in name]


@pytest.mark.parametrize(
    "command",
    [
        ["image", "{picture}", "{out}/c.png", "--json"],
        ["text", "{statement}", "{out}/c.md", "--json"],
        ["text", "{statement}"],
        ["check", "{picture}", "--json"],
        ["check", "{statement}", "--json"],
        ["plan", "{picture}", "{out}/plan.json"],
    ],
    ids=lambda command: " ".join(command[:2]),
)
def test_the_command_line_prints_nothing_of_it(command, samples_folder, tmp_path, capfd):
    (tmp_path / "in").mkdir()
    (tmp_path / "in/s.md").write_text(STATEMENT, encoding="utf-8")
    places = {
        "picture": samples_folder / "chat-light.png",
        "statement": tmp_path / "in/s.md",
        "out": tmp_path,
    }
    with everything_logged() as log:
        cli.main([part.format(**places) for part in command])
    out, err = capfd.readouterr()

    assert not hiding.told(out + err + log.getvalue())
    for path in tmp_path.glob("*.*"):
        assert not hiding.told(path.read_bytes()), path.name


class Reader:
    """Reads secrets off every picture; breaks at the second one."""

    name = "reader-1"

    def detect(self, frames):
        found = redactkit.Detection(
            kind=redactkit.Kind.PHONE,
            box=redactkit.Box(5, 5, 60, 20),
            score=1.0,
            detector=self.name,
            rule="always",
        )
        self.place = getattr(self, "place", 0) + 70
        return [[replace(found, box=found.box.shifted(self.place, 0))] for _ in frames]


def broken(kit, samples_folder, folder):
    """Yield jobs that have to fail, each after secrets were read."""
    chat = samples_folder / "chat-light.png"
    stubborn = redactkit.Redactor(detectors=[Reader()])
    stubborn._detectors.models = kit._detectors.models
    torn = folder / "torn.png"
    torn.write_bytes(chat.read_bytes()[:9000])
    plan = kit.for_case(redactkit.Case()).plan(chat)
    yield LeakError, lambda: stubborn.image(chat, folder / "o.png")
    yield RedactError, lambda: kit.image(torn, folder / "o.png")
    yield RedactError, lambda: kit.image(chat, chat)
    yield RedactError, lambda: kit.apply(replace(plan, source_sha256="0"), chat, folder / "o.png")
    yield RedactError, lambda: redactkit.Record.from_json(STATEMENT)
    yield RedactError, lambda: redactkit.Plan.from_json(STATEMENT)
    yield RedactError, lambda: redactkit.Plan.from_json(json.dumps({"schema": "13800138000"}))


def test_errors_tell_nothing(kit, samples_folder, tmp_path):
    count = 0
    for kind, job in broken(kit, samples_folder, tmp_path):
        with pytest.raises(kind) as caught:
            job()
        count += 1
        text = "".join(traceback.format_exception(caught.value))
        # of the traceback the messages count; the lines of source are this file's own
        lines = [line for line in text.splitlines() if not line.startswith("  ")]
        assert not hiding.told("\n".join([*lines, repr(caught.value)]))
    assert count == 7
    assert not [path for path in tmp_path.iterdir() if path.name != "torn.png"]


def test_the_page_is_told_kinds_and_places_only(kit, samples_folder, tmp_path):
    chat = tmp_path / "chat.png"
    chat.write_bytes((samples_folder / "chat-light.png").read_bytes())
    (tmp_path / "out").mkdir()
    desk = ReviewSession(kit.for_case(redactkit.Case()), tmp_path / "out")
    desk.add(chat, desk.kit.plan(chat))
    site = Site(desk, "secret", "127.0.0.1:1")
    for path in ("state", "sheet/0", "", "review.js", "frame/0/0/0", "thumb/0/0/0"):
        answer = site.answer("GET", f"/secret/{path}", {"Host": "127.0.0.1:1"})
        assert answer.status == 200
        assert not hiding.told(answer.body)
    desk.close()
