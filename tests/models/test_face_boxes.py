import numpy as np

from redactkit.core.geometry import Box
from redactkit.models.face_boxes import detect_all_scales, merge_rows


class Eye:
    """Sees at each scale what it is told to, in whole pictures alone."""

    def __init__(self, seen):
        self.seen = seen

    def scales(self, pixels):
        assert pixels.ndim == 3
        return list(self.seen)

    def detect_scale(self, pixels, scale, regions):
        assert regions == [(0, 0, pixels.shape[1], pixels.shape[0])]
        return np.array(self.seen[scale], np.float32).reshape(-1, 5)

    def merged(self, found):
        return merge_rows(found, "eye-1")


def test_a_face_seen_at_several_scales_is_one_and_the_best_comes_first():
    eye = Eye({128: [(10, 10, 30, 30, 0.4)], 256: [(11, 10, 31, 30, 1.2), (60, 5, 80, 25, 0.9)]})

    faces = detect_all_scales(eye, np.zeros((40, 90, 3), np.uint8))

    assert [face.box for face in faces] == [Box(11, 10, 31, 30), Box(60, 5, 80, 25)]
    assert [round(face.score, 3) for face in faces] == [1.0, 0.9]
    assert {face.detector for face in faces} == {"eye-1"}


def test_nothing_seen_is_no_face():
    assert detect_all_scales(Eye({128: [], 256: []}), np.zeros((40, 90, 3), np.uint8)) == []
    assert merge_rows([], "eye-1") == []
