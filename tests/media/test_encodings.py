import pytest

from redactkit.core.errors import MediaError
from redactkit.media import text as media_text

SAID = "關於顧客差評的說明：我們沒有做錯，請大家看看完整的聊天記錄，謝謝。"
SIMPLE = "关于差评的说明：我们没有做错，请大家看看。"


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        (SIMPLE, "gb18030"),
        (SIMPLE, "utf-16"),
        (SIMPLE, "utf-32"),
        ("phone: 138 " + SIMPLE, "utf-16-le"),
        ("phone: 138 0013 8000, thanks " + SIMPLE[:8], "utf-16-be"),
        (SAID, "big5"),
        ("<meta charset=big5>" + SAID, "big5"),
    ],
)
def test_encodings_are_told_apart(text, encoding):
    assert media_text.decode(text.encode(encoding), "a.txt") == text


@pytest.mark.parametrize(
    ("raw", "named"),
    [
        (b"%PDF-1.7\n", "is a PDF"),
        (b"{\\rtf1 138}", "is an RTF"),
        (b"PK\x03\x04....xl/workbook.xml", "Excel workbook.*CSV"),
        (b"PK\x03\x04....word/document.xml", "Word document.*docx"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "old Office"),
        (b"\x89PNG\r\n", "a picture.*redactkit image"),
        (b"From: a@b.cn\nMIME-Version: 1.0\nSubject: x\n\nx", "mail"),
        (b'<?xml version="1.0"?>\n<svg xmlns="x"><text>1</text></svg>', "drawing"),
        (b"caf\xe9 na\xefve \xfcber", "not a text in UTF-8"),
    ],
)
def test_other_forms_are_refused_by_content(raw, named):
    with pytest.raises(MediaError, match=rf"a\.txt: .*{named}"):
        media_text.decode(raw, "a.txt")
