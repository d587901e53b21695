"""What the blocks of lossy files carry of a covered text beyond its cover."""

import tempfile
from pathlib import Path

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from hostile_worker import writer
from media import STORED, as_stored
from redactkit.core.findings import Finding, Kind, Sighting
from redactkit.core.frames import CodecBlocks, Frame, MediaInfo
from redactkit.core.geometry import BlockGrid, Box
from redactkit.core.methods import Fill, Frozen, Label
from redactkit.core.policy import Limits, Policy, Redaction
from redactkit.media import image
from redactkit.records.plan import Plan
from redactkit.records.record import digest_file
from redactkit.render.jpeg_blocks import grown_to_blocks
from redactkit.render.painter import Painter

NUMBERS = "13800138000", "19776254491"
BLACK_ON_WHITE = (20, 20, 20), (255, 255, 255)
RED_ON_GREEN = (200, 20, 60), (149, 236, 105)


def drawn(number, size=(320, 96), at=(20, 64), colors=BLACK_ON_WHITE):
    ink, paper = colors
    picture = np.full((size[1], size[0], 3), paper, np.uint8)
    cv2.putText(picture, number, at, ink, cv2.FontFace("uni"), 40, 400)
    return picture


def ink_of(pictures):
    """Return the box around everything in which pictures differ, or differ from their paper."""
    off = np.any([(picture != picture[0, 0]).any(axis=2) for picture in pictures], axis=0)
    rows, columns = np.nonzero(off)
    return Box(columns.min(), rows.min(), columns.max() + 1, rows.max() + 1)


def stored(picture, path, orientation=1, **options):
    """Save a picture so that it comes out upright as it is."""
    image = as_stored(picture, orientation)
    exif = Image.Exif()
    exif[0x0112] = orientation
    image.save(path, exif=exif, **options)
    return path


def redaction(box, method=Fill(), margin=0.0, kind=Kind.PHONE):  # noqa: B008 - frozen
    finding = Finding(kind=kind, detector="t-1", sightings=(Sighting(frame=0, box=box),))
    return Redaction(finding=finding, method=method, margin=margin, reason="policy")


def painted(frame, box, *, grown=True):
    wanted = [redaction(box)]
    return Painter(grown_to_blocks(wanted, frame) if grown else wanted).pixels(0, frame.pixels)


def frame_of(color=BlockGrid((16, 16), reach=(1, 1)), grey=BlockGrid((8, 8)), paper=255):  # noqa: B008
    pixels = np.full((96, 320, 3), paper, np.uint8)
    return Frame(index=0, pts=0, pixels=pixels, codec_blocks=CodecBlocks(color=color, grey=grey))


@pytest.mark.parametrize("orientation", STORED)
@pytest.mark.parametrize("subsampling", ["4:4:4", "4:2:2", "4:2:0"])
@pytest.mark.parametrize("colors", [BLACK_ON_WHITE, RED_ON_GREEN])
def test_no_trace_of_a_text_lies_outside_its_cover(tmp_path, orientation, subsampling, colors):
    options = {"quality": 30, "subsampling": subsampling}
    # sizes that are no whole blocks either way, so that every corner has another grid
    size, at = (323, 101), (21, 66)
    pictures = [drawn(number, size, at, colors) for number in NUMBERS]
    box = ink_of(pictures)
    frames = [
        image.read(stored(picture, tmp_path / "a.jpg", orientation, **options), Limits())[0]
        for picture in pictures
    ]

    assert frames[0].pixels.shape == pictures[0].shape
    # around a cover that ends with the ink the two numbers can be told apart
    assert not np.array_equal(*(painted(frame, box, grown=False) for frame in frames))
    assert np.array_equal(*(painted(frame, box) for frame in frames))


@settings(max_examples=60)
@given(
    st.sampled_from(sorted(STORED)),
    st.sampled_from(["4:4:4", "4:2:2", "4:2:0"]),
    st.tuples(st.integers(5, 95), st.booleans()),
    st.tuples(st.integers(290, 330), st.integers(70, 110)),
    st.tuples(st.integers(1, 30), st.integers(40, 60)),
    st.tuples(
        st.lists(st.tuples(*[st.integers(0, 255)] * 3), min_size=2, max_size=2, unique=True),
        st.tuples(st.integers(0, 330), st.integers(0, 110)),
    ),
)
def test_that_holds_for_any_jpeg(orientation, subsampling, how, size, at, look):
    colors, grey_from = look
    pictures = [drawn(number, size, at, colors) for number in NUMBERS]
    box = ink_of(pictures)
    for picture in pictures:
        part = picture[grey_from[1] :, grey_from[0] :]
        part[:] = part[..., 1:2]
    frames = [as_read(picture, orientation, subsampling, how) for picture in pictures]
    covers = [grown_to_blocks([redaction(box)], frame)[0] for frame in frames]
    # where color is rounded away in one of them alone, their covers differ
    both = Painter(covers)

    assert np.array_equal(*(both.pixels(0, frame.pixels) for frame in frames))


def as_read(picture, orientation, subsampling, how):
    options = {"quality": how[0], "progressive": how[1], "subsampling": subsampling}
    with tempfile.TemporaryDirectory() as folder:
        path = stored(picture, Path(folder, "a.jpg"), orientation, **options)
        return image.read(path, Limits())[0]


@pytest.mark.parametrize("orientation", STORED)
@pytest.mark.parametrize("ending", ["jpg", "png", "webp"])
def test_finished_files_do_not_tell_texts_apart(tmp_path, orientation, ending):
    pictures = [drawn(number, (323, 101), (21, 66), RED_ON_GREEN) for number in NUMBERS]
    wanted = redaction(ink_of(pictures))
    info = MediaInfo(media_type="image/jpeg", width=323, height=101)
    done = []
    for number, picture in zip(NUMBERS, pictures, strict=True):
        source = stored(picture, tmp_path / f"{number}.jpg", orientation, quality=30)
        plan = Plan(source_sha256=digest_file(source)[0], info=info, redactions=(wanted,))
        target = tmp_path / f"done-{number}.{ending}"
        done.append(writer(Policy()).apply(plan, source, target))

    assert np.array_equal(*(np.asarray(Image.open(each.media)) for each in done))
    box = Box(*map(float, done[0].record.removed[0].boxes[0][1:]))
    assert box.covers(ink_of(pictures))
    assert done[0].media.read_bytes() == done[1].media.read_bytes()


@pytest.mark.parametrize("orientation", STORED)
def test_a_tiff_may_hold_a_jpeg(tmp_path, orientation):
    pictures = [drawn(number, (323, 101), (21, 66), RED_ON_GREEN) for number in NUMBERS]
    box = ink_of(pictures)
    options = {"compression": "jpeg", "quality": 30}
    frames = [
        image.read(stored(each, tmp_path / "a.tiff", orientation, **options), Limits())[0]
        for each in pictures
    ]

    assert frames[0].pixels.shape == pictures[0].shape
    assert not np.array_equal(*(painted(frame, box, grown=False) for frame in frames))
    assert np.array_equal(*(painted(frame, box) for frame in frames))


@pytest.mark.parametrize("margin", [0.0, 0.06, 0.5])
@pytest.mark.parametrize(("tint", "side", "beyond"), [(255, 8, 0), (250, 16, 1)])
def test_a_cover_only_grows_and_by_less_than_a_block(margin, tint, side, beyond):
    frame = frame_of()
    frame.pixels[..., 2] = tint
    one = redaction(Box(49.5, 37, 80, 80.25), Label(), margin)
    before, after = one.box_at(0), grown_to_blocks([one], frame)[0].box_at(0)

    assert after.covers(before)
    near, far = after.xyxy[:2], after.xyxy[2:]
    assert all((edge + beyond) % side == 0 for edge in near)
    assert all((edge - beyond) % side == 0 for edge in far)
    growth = [abs(a - b) for a, b in zip(after.xyxy, before.xyxy, strict=True)]
    assert max(growth) < side + beyond


def test_a_cover_grows_around_those_blocks_alone_that_have_color():
    frame, one = frame_of(), redaction(Box(50, 40, 70, 44))
    assert grown_to_blocks([one], frame)[0].box_at(0) == Box(48, 40, 72, 48)

    frame.pixels[46, 80] = 255, 255, 254  # of the next block, or blended with it
    frame.pixels[46, 79] = 255, 255, 254
    assert grown_to_blocks([one], frame)[0].box_at(0) == Box(48, 40, 72, 48)

    frame.pixels[33, 50] = 255, 255, 254
    assert grown_to_blocks([one], frame)[0].box_at(0) == Box(47, 31, 72, 49)

    frame.pixels[46, 78] = 255, 255, 254
    assert grown_to_blocks([one], frame)[0].box_at(0) == Box(47, 31, 81, 49)


def test_traces_in_a_lossy_webp_are_faint_beyond_the_cover(tmp_path):
    size, at = (400, 180), (80, 100)
    pictures = [drawn(number, size, at, RED_ON_GREEN) for number in NUMBERS]
    box = ink_of(pictures)

    def frames(**options):
        for each in pictures:
            yield image.read(stored(each, tmp_path / "a.webp", **options), Limits())[0]

    lossy = list(frames(quality=50))
    tight, whole = (
        np.abs(np.subtract(*(painted(f, box, grown=grown).astype(int) for f in lossy)))
        for grown in (False, True)
    )
    near = box.padded(24).pixels(*size)
    inside = slice(near[1], near[3]), slice(near[0], near[2])
    assert whole[inside].mean() < tight[inside].mean() / 4
    assert all(frame.codec_blocks is None for frame in frames(lossless=True))


def test_other_sources_and_soft_covers_stay_as_they_are(tmp_path):
    path = tmp_path / "a.png"
    Image.fromarray(drawn(NUMBERS[0])).save(path)
    plain = image.read(path, Limits())[0]
    box = Box(50, 40, 60, 44)
    soft, kept = redaction(box, Frozen(), kind=Kind.FACE), redaction(box, None)

    assert plain.codec_blocks is None
    assert grown_to_blocks([redaction(box)], plain) == [redaction(box)]
    assert grown_to_blocks([soft, kept], frame_of()) == [soft, kept]
