"""What a JPEG's blocks carry of a covered text beyond its cover."""

import io

import cv2
import numpy as np
import pytest
from PIL import Image

from redactkit.conceal import Painter
from redactkit.findings import Finding, Kind, Sighting
from redactkit.frames import MediaInfo
from redactkit.geometry import Box
from redactkit.methods import Fill, Frozen, Label
from redactkit.policy import Redaction
from redactkit.residue import to_blocks

INFO = MediaInfo(media_type="image/jpeg", width=320, height=96)
NUMBERS = "13800138000", "19776254491"


def drawn(number):
    picture = np.full((96, 320, 3), 255, np.uint8)
    cv2.putText(picture, number, (20, 64), (20, 20, 20), cv2.FontFace("uni"), 40, 400)
    return picture


def ink():
    """Return the box around what is drawn of either number."""
    rows, columns = np.nonzero(np.minimum(*map(drawn, NUMBERS)).min(axis=2) < 255)
    return Box(columns.min(), rows.min(), columns.max() + 1, rows.max() + 1)


INK = ink()


def as_jpeg(number, quality=80):
    picture = drawn(number)
    file = io.BytesIO()
    Image.fromarray(picture).save(file, "JPEG", quality=quality, subsampling=0)
    return np.asarray(Image.open(file))


def redaction(box, method=Fill(), margin=0.0, kind=Kind.PHONE):  # noqa: B008 - frozen
    finding = Finding(kind=kind, detector="t-1", sightings=(Sighting(frame=0, box=box),))
    return Redaction(finding=finding, method=method, margin=margin, reason="policy")


@pytest.mark.parametrize("quality", [50, 80, 95])
def test_covers_on_whole_blocks_leave_nothing_of_the_text(quality):
    pictures = [as_jpeg(number, quality) for number in NUMBERS]
    tight = Painter([redaction(INK)])
    whole = Painter([to_blocks(redaction(INK), INFO)])

    # around a cover that ends with the ink the two numbers can be told apart
    assert not np.array_equal(*(tight.pixels(0, picture) for picture in pictures))
    assert np.array_equal(*(whole.pixels(0, picture) for picture in pictures))


@pytest.mark.parametrize("margin", [0.0, 0.06, 0.5])
def test_a_cover_only_grows_and_by_less_than_a_block(margin):
    one = redaction(Box(9.5, 17, 40, 40.25), Label(), margin)
    before, after = one.box_at(0), to_blocks(one, INFO).box_at(0)

    assert after.covers(before)
    assert all(side % 8 == 0 for side in after.xyxy)
    assert all(abs(a - b) < 8 for a, b in zip(after.xyxy, before.xyxy, strict=True))


def test_other_sources_and_soft_covers_stay_as_they_are():
    png = MediaInfo(media_type="image/png", width=320, height=96)
    soft = redaction(INK, Frozen(), kind=Kind.FACE)
    kept = redaction(INK, None)

    assert to_blocks(redaction(INK), png) == redaction(INK)
    assert to_blocks(soft, INFO) == soft
    assert to_blocks(kept, INFO) == kept
