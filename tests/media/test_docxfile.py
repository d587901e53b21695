import io
import zipfile

import docx
import numpy as np
import pytest
from PIL import Image

from redactkit.core.errors import MediaError
from redactkit.core.policy import Limits, Policy
from redactkit.media import docxfile
from redactkit.pipeline.papers import redact_document
from redactkit.pipeline.statement_job import redact_statement
from redactkit.records.record import Media, Record
from redactkit.text.case import Case
from redactkit.text.identifiers import find_spans


@pytest.fixture
def letter(tmp_path):
    document = docx.Document()
    paragraph = document.add_paragraph("电话：138")
    paragraph.add_run("0013").bold = True
    paragraph.add_run("8000")
    table = document.add_table(1, 2)
    table.cell(0, 0).text, table.cell(0, 1).text = "微信号", "wxid_8f3kq2m1ab"
    document.sections[0].header.paragraphs[0].text = "手机13700001111"
    document.add_comment(paragraph.runs, text="13600001111", author="王小明", initials="WX")
    picture = io.BytesIO()
    Image.fromarray(np.full((20, 30, 3), 255, np.uint8)).save(picture, "PNG")
    document.add_picture(picture)
    document.core_properties.author = "李小红"
    path = tmp_path / "a.docx"
    document.save(path)
    return path


def changed(path, name, change):
    """Write the document anew with one part changed."""
    with zipfile.ZipFile(path) as file:
        parts = {one: file.read(one) for one in file.namelist()}
    parts[name] = change(parts.get(name, b""))
    with zipfile.ZipFile(path, "w") as file:
        for one, data in parts.items():
            file.writestr(one, data)


def finished(path):
    def search(text, segments):
        find = lambda texts: [find_spans(one) for one in texts]  # noqa: E731
        return redact_statement(text, find, Case(), Policy(), segments)

    def paint(source, target):
        Image.open(source).save(target)
        none = Media(media_type="image/png")
        return Record(input=none, output=none, removed=(), kept=(), tool={})

    target = path.with_name("b.docx")
    removed, _ = redact_document(path, target, Limits(), search, paint)
    return target, removed


def test_nothing_of_a_document_keeps_what_is_hidden(letter):
    target, removed = finished(letter)

    with zipfile.ZipFile(target) as file:
        held = b"".join(file.read(name) for name in file.namelist()).decode(errors="ignore")
    for value in ("0013", "wxid_8f3k", "13700001111", "13600001111", "王小明", "李小红"):
        assert value not in held
    assert len(removed) >= 4
    document = docx.Document(target)
    assert document.paragraphs[0].text == "电话：[电话]"
    assert document.tables[0].cell(0, 0).text == "微信号"
    assert docxfile.leftovers(target) == ()
    assert docxfile.leftovers(letter)


@pytest.mark.parametrize(
    ("part", "old", "new", "named"),
    [
        ("word/document.xml", b"<w:r>", b'<w:ins w:id="1" w:author="a"/><w:r>', "tracked changes"),
        ("word/document.xml", b"<w:b/>", b"<w:vanish/>", "hidden text"),
        ("word/document.xml", b"<w:body>", b"<w:body><![CDATA[x]]>", "cannot be read"),
        ("word/embeddings/a.bin", b"", b"x", "embedded object"),
        ("word/vbaProject.bin", b"", b"x", "macros"),
        ("word/odd.xml", b"", b"<a/>", "not known"),
        ("word/document.xml", b"<w:body>", b"<w:body", "cannot be read"),
    ],
)
def test_what_cannot_be_looked_through_is_refused(letter, part, old, new, named):
    changed(letter, part, lambda data: data.replace(old, new, 1))

    with pytest.raises(MediaError, match=rf"a\.docx: .*{named}"):
        docxfile.read(letter, Limits())


def test_entities_of_its_own_are_refused(letter):
    doctype = b'<!DOCTYPE a [<!ENTITY b "c">]><w:document'
    changed(letter, "word/document.xml", lambda data: data.replace(b"<w:document", doctype, 1))

    with pytest.raises(MediaError, match="cannot be read as a Word document"):
        docxfile.read(letter, Limits())
