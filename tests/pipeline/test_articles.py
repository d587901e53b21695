import base64
import json

import numpy as np
import pytest
from PIL import Image

from redactkit.core.errors import MediaError
from redactkit.pipeline.articles import redact_article
from redactkit.pipeline.redactor import Redactor


@pytest.fixture
def article(tmp_path):
    folder = tmp_path / "in"
    folder.mkdir()
    picture = folder / "王小明 1.png"
    Image.fromarray(np.full((40, 60, 3), 255, np.uint8)).save(picture)
    packed = base64.b64encode(picture.read_bytes()).decode()
    (folder / "s.css").write_text("p{}")
    text = folder / "a.html"
    text.write_bytes(
        '<!doctype html><meta charset="gb2312"><link href=s.css><p>电话138<b>0013</b>8000'
        '<img src="%E7%8E%8B%E5%B0%8F%E6%98%8E%201.png" srcset="王小明%201.png 2x">'
        f'<img src="data:image/png;base64,{packed}"><img src="data:image/png;base64,AAAA">'.encode(
            "gb18030"
        )
    )
    return text


def test_text_and_pictures_are_one_case_under_neutral_names(article, tmp_path):
    done = redact_article(Redactor(), article, tmp_path / "out")

    text = done.text.read_text(encoding="utf-8")
    assert text.startswith('<!doctype html><meta charset="utf-8"><link href=#><p>电话[电话]<b></b>')
    assert '<img src="picture-01.png" srcset="picture-01.png 2x">' in text
    assert 'src="data:,"' in text
    assert [path.name for path in done.media] == ["picture-01.png"]
    record = json.loads((tmp_path / "out" / "article.html.record.json").read_text())
    assert record["warnings"]
    names = sorted(path.name for path in (tmp_path / "out").iterdir())
    assert names == ["article.html", "article.html.record.json", "picture-01.png",
                     "picture-01.png.record.json"]  # fmt: skip


def test_nothing_is_left_where_a_picture_cannot_be_read(article, tmp_path):
    (article.parent / "王小明 1.png").write_bytes(b"\x89PNG no")

    with pytest.raises(MediaError):
        redact_article(Redactor(), article, tmp_path / "out")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["in"]
    with pytest.raises(MediaError, match="not empty"):
        redact_article(Redactor(), article, article.parent)


@pytest.mark.parametrize(
    "link", ["../s.png", "/s.png", "link.png", "file:///s.png", "%2e%2e/s.png", "..&#47;s.png"]
)
def test_pictures_outside_the_folder_are_refused(article, tmp_path, link):
    Image.new("RGB", (60, 40)).save(tmp_path / "s.png")
    (article.parent / "link.png").symlink_to(tmp_path / "s.png")
    article.write_text(f'<p>text</p><img src="{link}">', encoding="utf-8")

    with pytest.raises(MediaError, match=r"a\.html: shows a picture outside its folder"):
        redact_article(Redactor(), article, tmp_path / "out")
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    ("name", "text", "expected"),
    [
        ("a.html", '<img src="https://example.com/p?id=3">', '<img src="#">'),
        ("a.html", "<img srcset='//e.com/a 1x, //e.com/b 2x'>", "<img srcset='# 1x, # 2x'>"),
        ("a.html", '<video poster="http://e.com/a"></video>', '<video poster="#"></video>'),
        ("a.html", '<p style="background:url(http://e.com/a)">', '<p style="background:url(#)">'),
        ("a.html", '<img src="missing.png">', '<img src="#">'),
        ("a.md", "![shop](https://example.com/p)", "![shop](#)"),
        (
            "a.html",
            '<a href="https://example.com/p">x</a>',
            '<a href="https://example.com/p">x</a>',
        ),
    ],
)
def test_pictures_that_nobody_can_look_at_are_taken_out(tmp_path, name, text, expected):
    source = tmp_path / name
    source.write_text(text, encoding="utf-8")

    done = redact_article(Redactor(), source, tmp_path / "out")

    assert done.text.read_text(encoding="utf-8") == expected
    assert any("not looked at" in one for one in done.records[0].warnings) == ("#" in expected)
