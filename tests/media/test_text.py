import pytest

from redactkit.core.errors import MediaError
from redactkit.media import text


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_chinese_encodings_are_read(tmp_path, encoding):
    path = tmp_path / "a.txt"
    path.write_bytes("关于差评的说明".encode(encoding))

    assert text.read(path) == "关于差评的说明"


@pytest.mark.parametrize(
    ("raw", "named"),
    [(b"", "is empty"), (b"\xff\xfe\x00", "is not a text"), (b"a\0b", "is not a text")],
)
def test_what_is_no_text_is_refused(tmp_path, raw, named):
    path = tmp_path / "a.txt"
    path.write_bytes(raw)

    with pytest.raises(MediaError, match=rf"a\.txt: {named}"):
        text.read(path)


def test_what_is_no_file_is_refused(tmp_path):
    with pytest.raises(MediaError, match="no such file"):
        text.read(tmp_path / "a.md")
    (tmp_path / "b.md").mkdir()
    with pytest.raises(MediaError, match="is a folder"):
        text.read(tmp_path / "b.md")
