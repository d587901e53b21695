"""What the tests of batches share: small folders, and a look at what a batch left."""

import json

import cv2
import numpy as np
import pytest

import samples
from redactkit.batch.manifest import MANIFEST_NAME


@pytest.fixture
def statements(tmp_path):
    """Return a function that writes statements into a source folder."""

    def write(*names, text="电话13800138000"):
        for number, name in enumerate(names):
            path = tmp_path / "in" / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(f"{text}，第{number}份")
        return tmp_path / "in"

    return write


@pytest.fixture
def lines(tmp_path):
    """Return a function that gives the rows of the manifest."""

    def read(state=None):
        text = (tmp_path / "out" / MANIFEST_NAME).read_text(encoding="utf-8")
        rows = [json.loads(line) for line in text.splitlines()]
        return [row for row in rows if state in (None, row["state"])]

    return read


@pytest.fixture
def made(tmp_path):
    """Return a function that gives the finished files by their paths, without their records."""

    def find():
        out = tmp_path / "out"
        names = {p.relative_to(out).as_posix() for p in out.rglob("*") if p.is_file()}
        media = {n for n in names if not n.endswith(".record.json") and "redactkit-" not in n}
        assert {n for n in names if n.endswith(".record.json")} == {
            f"{name}.record.json" for name in media
        }
        return media

    return find


@pytest.fixture
def message():
    """Return a function that draws a screenshot of one message of a stranger."""

    def draw(path, text):
        picture = np.full((400, 1080, 3), 237, np.uint8)
        samples.avatar(picture, 30, 150, 9)
        samples.rounded(picture, (172, 150, 900, 262), (255, 255, 255))
        samples.write(picture, text, (202, 221), (17, 17, 17), 44)
        cv2.imwrite(str(path), picture[:, :, ::-1])

    return draw
