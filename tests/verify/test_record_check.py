"""Covers that are not as recorded, in pictures and in frames of a clip."""

from dataclasses import replace

import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from redactkit.core.errors import MediaError
from redactkit.core.findings import Finding, Kind, Sighting
from redactkit.core.frames import MediaInfo, Planes
from redactkit.core.geometry import Box
from redactkit.core.methods import Fill, Frozen, Label, Pixelate
from redactkit.core.policy import Redaction
from redactkit.records.record import items_of
from redactkit.render.painter import Painter
from redactkit.verify.record_check import CLIP, LOSSLESS, LOSSY, CoverChecker
from review_cases import texture

INFO = MediaInfo(media_type="image/png", width=200, height=120)
PLACE = Box(40, 20, 120, 70)


def hidden(box, method, kind=Kind.FACE, alias="", frames=1):
    rows = tuple(Sighting(frame=n, box=box, score=0.9) for n in range(frames))
    finding = Finding(kind=kind, detector="d", sightings=rows, alias=alias)
    return Redaction(finding=finding, method=method, margin=0, reason="policy")


def busy():
    return texture(120, 200, 5)


def blurred(pixels, box):
    x0, y0, x1, y1 = box.pixels(200, 120)
    done = pixels.copy()
    done[y0:y1, x0:x1] = cv2.GaussianBlur(done[y0:y1, x0:x1], (0, 0), 4)
    return done


def found(redactions, pictures, noise=LOSSLESS):
    removed, _ = items_of(redactions, replace(INFO, frames=len(pictures)))
    covers = CoverChecker(removed, noise)
    for number, pixels in enumerate(pictures):
        covers.see(number, pixels)
    return covers.bare()


METHODS = [
    pytest.param(Fill(), Kind.PHONE, id="fill"),
    pytest.param(Label(), Kind.PHONE, id="label"),
    pytest.param(Frozen(), Kind.FACE, id="frozen"),
    pytest.param(Pixelate(3), Kind.FACE, id="pixelate"),
]


@pytest.mark.parametrize(("method", "kind"), METHODS)
def test_a_picture_as_it_was_painted_passes_and_a_weakened_one_does_not(method, kind):
    good = [hidden(PLACE, method, kind, "顾客A")]
    aside = [hidden(PLACE.shifted(80, 0), method, kind, "顾客A")]

    assert found(good, [Painter(good).pixels(0, busy())]) == []
    for weak in (busy(), Painter(aside).pixels(0, busy()), blurred(busy(), PLACE)):
        told = found(good, [weak])
        assert [(one.kind, one.frames, one.box) for one in told] == [(kind, (0, 0), PLACE)]


@pytest.mark.parametrize(("method", "kind"), METHODS)
def test_so_it_is_after_jpeg(method, kind):
    good = [hidden(PLACE, method, kind, "顾客A")]

    def saved(pixels):
        _, data = cv2.imencode(".jpg", pixels, [cv2.IMWRITE_JPEG_QUALITY, 95])
        return cv2.imdecode(data, cv2.IMREAD_COLOR)

    assert found(good, [saved(Painter(good).pixels(0, busy()))], LOSSY) == []
    assert found(good, [saved(busy())], LOSSY)
    assert found(good, [saved(blurred(busy(), PLACE))], LOSSY)


def test_a_changed_stand_in_is_not_as_recorded():
    good = [hidden(PLACE, Label(), Kind.NICKNAME, "顾客A")]
    other = [hidden(PLACE, Label(), Kind.NICKNAME, "王小明")]

    assert found(good, [Painter(other).pixels(0, busy())])


def test_one_of_several_covers_that_overlap_is_named_alone():
    boxes = [PLACE, PLACE.shifted(30, 20), Box(150, 5, 195, 40)]
    methods = [Frozen(), Fill(), Label()]
    all_ = [
        hidden(box, method, Kind.FACE if number == 0 else Kind.PHONE, "[电话]")
        for number, (box, method) in enumerate(zip(boxes, methods, strict=True))
    ]
    for number in range(3):
        rest = [one for place, one in enumerate(all_) if place != number]
        told = found(all_, [Painter(rest).pixels(0, busy())])
        assert boxes[number] in [one.box for one in told]
    assert found(all_, [Painter(all_).pixels(0, busy())]) == []


@given(st.integers(0, 99))
def test_frozen_cells_of_any_picture_pass(seed):
    good = [hidden(PLACE, Frozen())]

    assert found(good, [Painter(good).pixels(0, texture(120, 200, seed))]) == []


def planes(pixels):
    """Return a YUV 4:2:0 frame with the picture's luma and no color."""
    luma = cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY)
    gray = [np.full((60, 100), 128, np.uint8) for _ in range(2)]
    return Planes(luma=luma, blue=gray[0], red=gray[1])


def test_cells_made_anew_in_each_frame_are_not_frozen():
    """A mosaic of the current frame gives the face back over time, however coarse it is."""
    moving = [np.roll(busy(), 9 * number, axis=1) for number in range(12)]
    good = [hidden(PLACE.shifted(1, 1), Frozen(), frames=12)]
    once, anew = Painter(good), []
    frozen = []
    for number, pixels in enumerate(moving):
        kept, fresh = planes(pixels), planes(pixels)
        once.planes(number, kept)
        Painter(good).planes(number, fresh)
        frozen.append(np.repeat(kept.luma[:, :, None], 3, axis=2))
        anew.append(np.repeat(fresh.luma[:, :, None], 3, axis=2))

    assert found(good, frozen, CLIP) == []
    assert [one.frames for one in found(good, anew, CLIP)] == [(0, 11)]


@pytest.mark.parametrize(("method", "kind"), METHODS)
def test_frames_in_between_without_a_place_are_not_missed(method, kind):
    one = hidden(PLACE, method, kind, frames=6)
    seen = tuple(each for each in one.finding.sightings if each.frame not in {2, 3})
    one = replace(one, finding=replace(one.finding, sightings=seen))
    painter = Painter([one])
    shown = [painter.pixels(number, busy()) for number in range(6)]

    assert (shown[2] == busy()).all()
    assert found([one], shown) == []
    assert [bare.frames for bare in found([one], [busy()] * 6)] == [(0, 5)]


def test_a_record_with_an_unknown_method_or_kind_is_refused():
    removed, _ = items_of([hidden(PLACE, Fill(), Kind.PHONE)], INFO)
    for wrong in (replace(removed[0], kind="SHOE"), replace(removed[0], method={"method": "x"})):
        with pytest.raises(MediaError, match="does not know"):
            CoverChecker([wrong], LOSSLESS)
