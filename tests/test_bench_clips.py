"""The benchmarks' scorer of clips, and the clips that are drawn for it."""

import sys
from pathlib import Path

import av
import cv2
import numpy as np
import pytest

pytest.importorskip("skimage")
sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "benchmarks"))

from bench import film, score_clips, stage
from bench.curve import painted
from bench.facts import left, off_times, times
from bench.film import Camera, Walker
from bench.portraits import astronaut, drawn
from bench.score_clips import Judged, Seen

BOX = (100.0, 80.0, 160.0, 160.0)
SURE = {"box": list(BOX), "pose": "frontal", "sure": True, "id": "A"}


@pytest.fixture(scope="module")
def luma():
    face = cv2.cvtColor(astronaut().layer[..., :3].astype(np.uint8), cv2.COLOR_RGB2GRAY)
    frame = np.full((240, 320), 120, np.float32)
    frame[60:180, 70:190] = cv2.resize(face, (120, 120))
    return frame


def blurred(frame, sigma):
    out = frame.copy()
    rows, columns = score_clips.inside(BOX, frame.shape)
    out[rows, columns] = cv2.GaussianBlur(frame, (0, 0), sigma)[rows, columns]
    return out


def test_a_face_is_hidden_by_paint_and_by_strong_blur(luma):
    assert score_clips.hidden(luma, painted(luma, [BOX]), BOX)
    assert score_clips.hidden(luma, blurred(luma, 14), BOX)


def test_a_face_is_seen_where_nothing_was_done_or_little(luma):
    noise = np.random.default_rng(0).normal(0, 3, luma.shape).astype(np.float32)
    beside = painted(luma, [(160.0, 80.0, 220.0, 160.0)])
    half = painted(luma, [(100.0, 80.0, 130.0, 160.0)])
    assert not any(
        score_clips.hidden(luma, other, BOX)
        for other in (luma, luma + noise, blurred(luma, 1), beside, half)
    )


def test_covers_in_vain_are_those_far_from_faces(luma):
    near, far = (95.0, 75.0, 165.0, 165.0), (250.0, 10.0, 290.0, 50.0)
    assert score_clips.in_vain(luma, painted(luma, [near]), [BOX]) == 0
    share = score_clips.in_vain(luma, painted(luma, [far]), [BOX])
    # a cover's edge counts as far as the mean over five pixels reaches
    assert 40 * 40 <= share * luma.size <= 44 * 44


def test_only_sure_faces_count_and_a_missing_frame_hides_none(luma):
    entry = {"index": 3, "faces": [SURE, {**SURE, "sure": False}], "heads": []}
    assert [face.hidden for face in score_clips.look("a.mp4", entry, luma, None)] == [False]
    covered = painted(luma, [BOX])
    assert [face.hidden for face in score_clips.look("a.mp4", entry, luma, covered)] == [True]


def test_the_summary_counts_faces_people_and_the_longest_run():
    def seen(frame, person, hidden, height=40.0):
        return Seen(
            "a.mp4", frame, person, height, ("frontal", score_clips.size_class(height)), hidden
        )

    faces = [seen(i, "A", hidden=i not in (2, 3, 5)) for i in range(8)]
    faces += [seen(i, "B", hidden=True, height=12) for i in range(2)]
    found = score_clips.summary(Judged(tuple(faces), (("a.mp4", 0.0), ("a.mp4", 0.01)), ()))
    assert found["recall"] == {"all": 0.7, "frontal": 0.7, ">=32px": 0.625, "<16px": 1.0}
    assert found["people_never_exposed"] == 0.5
    assert found["longest_exposed_run"] == 2
    assert found["over_blur"] == 0.005
    assert found["counts"] == {
        "recall": {"a.mp4": [7, 10]},
        "people_never_exposed": {"a.mp4": [1, 2]},
        "over_blur": {"a.mp4": [0.01, 2]},
    }


def encode(path, pictures, rate=25, **tags):
    with av.open(str(path), "w") as container:
        container.metadata.update(tags)
        stream = container.add_stream("libx264", rate=rate, options={"crf": "10"})
        stream.height, stream.width = pictures[0].shape[:2]
        stream.pix_fmt = "yuv420p"
        for picture in pictures:
            container.mux(stream.encode(av.VideoFrame.from_ndarray(picture, format="rgb24")))
        container.mux(stream.encode(None))


def test_whole_clips_are_judged_by_name_whatever_their_container(tmp_path, luma):
    plain = np.repeat(luma.astype(np.uint8)[..., None], 3, axis=2)
    covered = np.repeat(painted(luma, [BOX]).astype(np.uint8)[..., None], 3, axis=2)
    for folder in ("old", "new"):
        (tmp_path / folder).mkdir()
    encode(tmp_path / "old/a.mp4", [plain] * 4)
    encode(tmp_path / "new/a.mkv", [covered, covered, plain])
    frames = [{"index": index, "faces": [SURE], "heads": []} for index in (0, 1, 2)]
    truth = {"clips": [{"file": "a.mp4", "frames": frames}]}
    judged = score_clips.judge(truth, tmp_path / "old", tmp_path / "new")
    assert [face.hidden for face in judged.faces] == [True, True, False]
    assert judged.faults == ("a.mp4: 4 frames in, 3 out",)


def test_times_and_tags_of_a_finished_clip_are_compared(tmp_path):
    picture = np.full((48, 64, 3), 90, np.uint8)
    encode(tmp_path / "a.mp4", [picture] * 5, title="desk 3", comment="Zhang")
    encode(tmp_path / "b.mp4", [picture] * 4, rate=20, title="desk 3")
    a, b = times(tmp_path / "a.mp4"), times(tmp_path / "b.mp4")
    assert off_times(a, a) == 0
    # three of four frames are late, and one is missing
    assert off_times(a, b) == 4
    assert left(tmp_path / "a.mp4", tmp_path / "b.mp4") == {"title"}


def test_a_drawn_clip_says_where_the_face_is():
    empty = stage.room((320, 240), 1, front=((200, 0, 260, 240),))
    walker = Walker(portrait=drawn(2), start=(60, 100, 50), end=(230, 100, 50), coat=(60, 70, 120))
    shown = list(film.frames(empty, [walker], Camera(noise=0), 6, 0))
    picture, entry = shown[0]
    (face,) = entry["faces"]
    assert face["sure"]
    assert face["box"][3] - face["box"][1] == pytest.approx(50, abs=1)
    x0, y0, x1, y1 = (round(side) for side in face["box"])
    away = np.abs(picture[y0:y1, x0:x1].astype(int) - empty.ground[y0:y1, x0:x1]).max(axis=2)
    # corners of the box are not face
    assert (away > 20).mean() > 0.7
    behind = shown[-1][1]
    assert not any(face["sure"] for face in behind["faces"])


def test_a_head_turned_away_shows_no_face():
    walker = Walker(
        portrait=drawn(2), start=(160, 100, 60), end=(160, 100, 60), coat=(9, 9, 9), away=(0, 1)
    )
    ((_, entry),) = film.frames(stage.room((320, 240), 1), [walker], Camera(), 1, 0)
    assert entry["faces"] == []
    assert len(entry["heads"]) == 1
