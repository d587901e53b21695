import resource
import sys

import numpy as np
import pytest
from PIL import Image

from hostile_worker import writer
from media import STORED, as_stored
from redactkit.core.errors import MediaError
from redactkit.core.findings import Finding, Kind, Sighting
from redactkit.core.frames import MediaInfo
from redactkit.core.geometry import Box
from redactkit.core.methods import Fill
from redactkit.core.policy import Limits, Policy, Redaction
from redactkit.media import image as media_image
from redactkit.media.heic import is_heic, make_readable
from redactkit.media.medium import Medium, medium_of
from redactkit.media.trailing_data import trailing_data_faults
from redactkit.records.plan import Plan
from redactkit.records.record import digest_file

LIMITS = Limits()
HEAD = b"\0\0\0\x1cftypheic\0\0\0\0mif1heic"


def corners():
    picture = np.full((48, 96, 3), 128, np.uint8)
    picture[:16, :32] = 255, 0, 0
    picture[32:, 64:] = 0, 0, 255
    return picture


def photo(path, picture=None, **options):
    pytest.importorskip("pillow_heif", reason="the extra heic is not installed")
    make_readable(path)
    Image.fromarray(corners() if picture is None else picture).save(path, "HEIF", **options)
    return path


@pytest.mark.parametrize("suffix", [".heic", ".HEIF", ".jpg", ".mp4"])
def test_a_photo_is_known_by_its_first_bytes(tmp_path, suffix):
    path = tmp_path / f"a{suffix}"
    path.write_bytes(HEAD)

    assert medium_of(path) is Medium.IMAGE


def test_without_the_extra_the_remedy_is_named(tmp_path, monkeypatch):
    path = tmp_path / "a.heic"
    path.write_bytes(HEAD)
    monkeypatch.setitem(sys.modules, "pillow_heif", None)

    with pytest.raises(
        MediaError, match=r"^a\.heic: is a HEIC; pip install 'redactkit-media\[heic\]'"
    ):
        media_image.read(path, LIMITS)


@pytest.mark.parametrize("orientation", STORED)
def test_a_photo_comes_out_upright(tmp_path, orientation):
    heif = pytest.importorskip("pillow_heif", reason="the extra heic is not installed")
    path, exif = tmp_path / "a.heic", Image.Exif()
    exif[0x0112] = orientation
    image = as_stored(corners(), orientation)
    # writes the turn both as EXIF and as HEIC has it, which alone counts, as phones do
    heif.encode("RGB", image.size, image.tobytes(), path, exif=exif.tobytes(), quality=90)
    turned = b"irot" in path.read_bytes() or b"imir" in path.read_bytes()
    assert turned is (orientation != 1)

    frame, info = media_image.read(path, LIMITS)

    assert frame.pixels.shape == (48, 96, 3)
    assert np.abs(frame.pixels.astype(int) - corners())[4:12, 4:28].max() < 12
    assert info.media_type == "image/heif"


@pytest.mark.parametrize("ending", ["png", "jpg"])
def test_a_photo_is_redacted_into_what_the_target_is_called(tmp_path, ending):
    source = photo(tmp_path / "a.heic")
    finding = Finding(
        kind=Kind.PHONE, detector="t-1", sightings=(Sighting(frame=0, box=Box(4, 4, 20, 12)),)
    )
    plan = Plan(
        source_sha256=digest_file(source)[0],
        info=MediaInfo(media_type="image/heif", width=96, height=48),
        redactions=(Redaction(finding=finding, method=Fill(), margin=0.0, reason="policy"),),
    )

    done = writer(Policy()).apply(plan, source, tmp_path / f"b.{ending}")

    # what smoothing carried out of the place is covered too
    assert done.record.removed[0].boxes == ((0, 0, 0, 28, 20),)
    finished, _ = media_image.read(done.media, LIMITS)
    assert np.abs(finished.pixels[:20, :28].astype(int) - Fill().color).max() < 12
    assert media_image.metadata_left(done.media) == ()


def test_photos_are_not_written(tmp_path):
    with pytest.raises(MediaError, match=r"b\.heic: pictures are written as \.png"):
        media_image.check_suffix(tmp_path / "b.heic")


def test_a_photo_over_the_limits_is_refused_before_it_is_decoded(tmp_path):
    path = photo(tmp_path / "a.heic", np.zeros((3000, 3000, 3), np.uint8), quality=30)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss

    with pytest.raises(MediaError, match="3000 x 3000 is too large"):
        media_image.read(path, Limits(pixels=1_000_000))

    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 3000


def test_a_photo_that_claims_another_size_is_refused(tmp_path):
    path = photo(tmp_path / "a.heic", np.zeros((3000, 3000, 3), np.uint8), quality=30)
    data = path.read_bytes()
    at = data.index(b"ispe") + 8
    path.write_bytes(data[:at] + (64).to_bytes(4, "big") * 2 + data[at + 8 :])

    with pytest.raises(MediaError, match="damaged"):
        media_image.read(path, LIMITS)


def test_several_photos_in_one_file_are_refused(tmp_path):
    path = photo(tmp_path / "a.heic")
    first = Image.open(path)
    first.save(path, "HEIF", save_all=True, append_images=[first.rotate(180)])

    with pytest.raises(MediaError, match="several frames"):
        media_image.read(path, LIMITS)


def test_the_parts_of_a_photo_are_no_clip(tmp_path):
    assert trailing_data_faults(photo(tmp_path / "a.heic")) == ()
    assert is_heic(HEAD)
    assert not is_heic(b"\0\0\0\x1cftypisom")
