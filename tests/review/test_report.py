"""The report: what it says, what it never says, and that it stands alone."""

import base64
import io
import re
from dataclasses import replace
from html import unescape

import numpy as np
import pytest
from PIL import Image

from redactkit.cli import app as cli
from redactkit.core.errors import MediaError
from redactkit.core.policy import Policy
from redactkit.pipeline.redactor import Redactor
from redactkit.records.record import Record, text_media
from redactkit.records.risks import MESSAGES, text_risks
from redactkit.records.versions import tool_versions
from redactkit.review.law import FACTS
from redactkit.review.report import ReportEntry, entries_of, write_report
from review_cases import clip_plan, make_clip, make_picture, picture_plan

RECORD = ".record.json"


@pytest.fixture
def folder(tmp_path):
    """A folder as redactkit folder leaves it, with names that must not get into the report."""
    done = tmp_path / "done"
    done.mkdir()
    kit = Redactor(now=None)
    picture = make_picture(tmp_path / "张三13800138000.png")
    clip = make_clip(tmp_path / "room.mp4")
    for source, plan in ((picture, picture_plan(picture)), (clip, clip_plan(clip))):
        target = done / source.name
        record = kit.apply(plan, source, target).record
        (done / (source.name + RECORD)).write_text(record.to_json(), encoding="utf-8")
    return done


@pytest.fixture
def page(folder):
    write_report(folder / "report.html", entries_of(folder))
    return (folder / "report.html").read_text(encoding="utf-8")


def words(page):
    return unescape(re.sub(r"<style>.*?</style>|<[^>]+>", " ", page))


def test_it_stands_alone_and_runs_nothing(page):
    assert not re.search(r"<script|<link|<iframe|https?://|@import|url\(", page)
    assert "default-src 'none'" in page
    for source in re.findall(r'src="([^"]{0,30})', page):
        assert source.startswith("data:image/jpeg;base64,")


def test_it_shows_redacted_pictures_only(page, folder):
    pictures = [
        np.asarray(Image.open(io.BytesIO(base64.b64decode(data))), np.int16)
        for data in re.findall(r"base64,([^\"]+)", page)
    ]
    still = next(pixels for pixels in pictures if pixels.shape[:2] == (200, 300))
    finished = np.asarray(Image.open(folder / "张三13800138000.png"), np.int16)

    assert len(pictures) == 4
    assert np.abs(still - finished).mean() < 4


def test_it_says_what_where_how_and_why(page):
    text = words(page)

    for part in ("昵称", "Nickname", "电话", "遮盖并写代称", "顾客A", "冻结模糊", "Frozen blur"):
        assert part in text
    assert "0.30–1.70 s" in text
    assert "分数低于门槛 0.3" in text


def test_it_counts_before_and_after(page):
    table = page.split("<tbody>")[1].split("</tbody>")[0]
    rows = [re.findall(r"<td>(\d+)</td>", row) for row in table.split("</tr>") if row]

    assert sorted(rows) == [["1", "0", "1"], ["1", "1", "0"], ["1", "1", "0"], ["1", "1", "0"]]


def test_it_names_digests_and_risks(page, folder):
    paths = list(folder.glob("*" + RECORD))
    assert len(paths) > 1
    for path in paths:
        record = Record.from_json(path.read_text(encoding="utf-8"))
        assert record.input.sha256 in page
        assert record.output.sha256 in page
        assert record.digest in page
        for risk in record.residual_risks:
            assert MESSAGES[risk][0] in words(page)
            assert MESSAGES[risk][1] in words(page)


def test_it_quotes_the_law_as_facts(page):
    for fact in FACTS:
        assert fact.zh in words(page)
        assert fact.en in words(page)
    for number in ("一千零三十二", "一千零三十四", "第四条", "五十一", "五十五", "七十三"):
        assert number in page


def test_it_promises_nothing(page):
    text = words(page)
    for fact in FACTS:
        text = text.replace(fact.zh, "").replace(fact.en, "")

    assert not re.search(r"匿名|合规|anonym|complian|guarantee|保证", text, re.IGNORECASE)


def test_names_of_files_and_folders_stay_out(page, folder):
    assert "张三" not in page
    assert "13800138000" not in page
    assert str(folder) not in page
    assert "room" not in words(page).replace("private room", "")


def test_a_file_that_is_not_the_records_is_not_shown(folder):
    make_picture(folder / "张三13800138000.png")
    write_report(folder / "report.html", entries_of(folder))
    page = (folder / "report.html").read_text(encoding="utf-8")

    assert "文件与记录的摘要不一致" in page
    assert page.count("base64,") == 3


def test_text_from_a_record_is_escaped(folder):
    path = next(folder.glob("*.png" + RECORD))
    record = Record.from_json(path.read_text(encoding="utf-8"))
    removed = tuple(replace(item, alias="<script>alert(1)</script>") for item in record.removed)
    record = replace(record, removed=removed)
    write_report(folder / "report.html", [ReportEntry(record=record)])

    assert "<script" not in (folder / "report.html").read_text(encoding="utf-8")


def test_a_statement_that_offers_footage_is_reported(tmp_path):
    text = "可向公众提供全程监控录像。"
    record = Record(
        input=text_media(None),
        output=text_media("声明"),
        removed=(),
        kept=(),
        tool=tool_versions(Policy(), ()),
        residual_risks=text_risks(text),
    )
    write_report(tmp_path / "report.html", [ReportEntry(record=record)])
    page = words((tmp_path / "report.html").read_text(encoding="utf-8"))

    assert MESSAGES["offers_full_footage"][0] in page
    assert "没有遮盖任何内容" in page


def test_equal_cases_give_equal_bytes(folder, tmp_path):
    for name in ("a.html", "b.html"):
        write_report(tmp_path / name, entries_of(folder))

    assert (tmp_path / "a.html").read_bytes() == (tmp_path / "b.html").read_bytes()


def test_the_command_writes_it(folder, capsys):
    assert cli.main(["report", str(folder)]) == 0
    assert capsys.readouterr().out.strip().endswith("report.html")
    assert (folder / "report.html").is_file()


@pytest.mark.parametrize("make", [True, False])
def test_a_folder_without_records_is_refused(tmp_path, make):
    folder = tmp_path / "empty"
    if make:
        folder.mkdir()
    with pytest.raises(MediaError, match="folder"):
        entries_of(folder)


def test_what_lies_under_another_cover_does_not_count_as_visible(folder, tmp_path):
    path = next(folder.glob("*.png" + RECORD))
    record = Record.from_json(path.read_text(encoding="utf-8"))
    under = replace(record.kept[0], boxes=((0, 70, 65, 90, 75),))
    write_report(tmp_path / "r.html", [ReportEntry(record=replace(record, kept=(under,)))])
    page = (tmp_path / "r.html").read_text(encoding="utf-8")

    assert "<td>1</td><td>0</td><td>0</td>" in page
    assert "位于其他遮盖之下" in page
