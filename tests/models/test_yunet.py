"""YuNet with a network made of paper: its model is not free of a download."""

from __future__ import annotations

import numpy as np
import pytest

from redactkit.core.errors import BackendError
from redactkit.core.frames import Frame
from redactkit.models import yunet
from redactkit.models.yunet import YuNet

cv2 = pytest.importorskip("cv2")


class Net:
    """Finds what is pure red (RGB), as YuNet would: x, y, width, height, landmarks, score."""

    def __init__(self, size):
        self.size = size

    def detect(self, picture):
        assert (picture.shape[1], picture.shape[0]) == self.size
        red = (picture[..., 2] > 200) & (picture[..., 0] < 50)
        y, x = np.nonzero(red)
        if not len(y):
            return 1, None
        box = [x.min(), y.min(), x.max() + 1 - x.min(), y.max() + 1 - y.min()]
        return 1, np.array([[*box, *([0] * 10), 0.8]], np.float32)


@pytest.fixture
def made(monkeypatch, tmp_path):
    sizes = []

    class Maker:
        @staticmethod
        def create(framework, model, _config, size, *_numbers):
            assert framework == "onnx"
            assert model.tobytes() == b"weights"
            sizes.append(size)
            return Net(size)

    monkeypatch.setattr(yunet.cv2, "FaceDetectorYN", Maker)
    (tmp_path / "face_detection_yunet_2023mar.onnx").write_bytes(b"weights")
    monkeypatch.setenv("REDACTKIT_MODELS", str(tmp_path))
    return sizes


def picture(size, box):
    pixels = np.full((*size, 3), 90, np.uint8)
    pixels[box[1] : box[3], box[0] : box[2]] = 255, 0, 0
    return Frame(index=0, pts=0, pixels=pixels)


@pytest.mark.parametrize("size", [(240, 320), (481, 641), (1440, 1080), (1080, 1920)])
@pytest.mark.usefixtures("made")
def test_boxes_come_back_in_pixels_of_the_picture(size):
    (found,) = YuNet().detect([picture(size, (50, 60, 110, 140))])

    assert len(found) == 1
    assert found[0].score == pytest.approx(0.8)
    assert found[0].box.xyxy == pytest.approx((50, 60, 110, 140), abs=4)


def test_each_size_has_its_own_network(made):
    detector = YuNet()
    detector.detect([picture((240, 320), (50, 60, 110, 140))] * 2)

    assert len(made) == len(set(made)) == 3
    assert all(side % 32 == 0 for size in made for side in size)


@pytest.mark.parametrize("size", [(2, 4000), (4000, 1), (1, 1)])
def test_a_strip_is_enlarged_within_bounds(made, size):
    assert YuNet().detect([Frame(index=0, pts=0, pixels=np.zeros((*size, 3), np.uint8))]) == [[]]
    assert max(width * height for width, height in made) < 4 * 2**20


@pytest.mark.usefixtures("made")
def test_a_part_is_looked_at_with_its_surroundings():
    frame = picture((360, 640), (100, 100, 140, 150))
    detector = YuNet()

    (row,) = detector.detect_scale(frame.pixels, 720, [(95, 95, 160, 160)])

    assert row[:4] == pytest.approx((100, 100, 140, 150), abs=2)
    assert detector.detect_scale(frame.pixels, 720, [(400, 200, 460, 260)]).shape == (0, 5)


@pytest.mark.usefixtures("made")
def test_it_is_named_by_its_file(tmp_path):
    other = tmp_path / "mine.onnx"
    other.write_bytes(b"weights")

    assert YuNet().name == YuNet(model=other).name == "yunet-9a129038"


def test_a_file_that_is_no_model(tmp_path):
    (tmp_path / "any.onnx").write_bytes(b"no model")
    with pytest.raises(BackendError, match="another model file"):
        YuNet(model=tmp_path / "any.onnx")
