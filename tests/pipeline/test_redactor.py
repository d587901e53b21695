"""The whole job on real models: pictures, clips and statements."""

import json

import av
import cv2
import numpy as np
import pytest
from PIL import Image
from skimage.data import astronaut

import media
import redactkit
import samples
from precisions import PRECISIONS
from redactkit.core.errors import LeakError, MediaError
from redactkit.core.findings import Detection, Kind
from redactkit.core.geometry import Box
from redactkit.core.policy import Policy, Rule
from redactkit.pipeline.redactor import Redactor
from redactkit.records.plan import Plan

SECRETS = ("138 0013 8000", "13800138000", "momo_jiang2019", "橙子皮", "Momo", "山野来信", "王女士")


@pytest.fixture(scope="module")
def chat(kit, samples_folder, tmp_path_factory):
    """Return the drawn chat, its redacted form and the record."""
    source = samples_folder / "chat-light.png"
    target = tmp_path_factory.mktemp("chat") / "chat.png"
    done = kit.for_case(redactkit.Case()).image(source, target)
    return cv2.imread(str(source)), cv2.imread(str(target)), done


def test_a_chat_loses_what_identifies_and_keeps_the_rest(chat):
    before, after, done = chat
    kinds = {item.kind for item in done.record.removed}

    assert {"AVATAR", "NICKNAME", "PHONE", "WECHAT_ID", "QR_CODE"} <= kinds
    avatar = after[240 : 230 + samples.AVATAR - 10, 40 : 30 + samples.AVATAR - 10]
    assert (np.abs(before[240:330, 40:130].astype(int) - after[240:330, 40:130]) > 20).any(
        2
    ).mean() > 0.8
    assert len(np.unique(avatar.reshape(-1, 3), axis=0)) < 300
    # the clock and the group's title are nobody's
    assert (before[:90, :400] == after[:90, :400]).all()
    assert (before[110:200, 300:780] == after[110:200, 300:780]).all()


@pytest.mark.parametrize("precision", PRECISIONS)
def test_the_record_says_what_the_models_computed_in(precision, drawn, tmp_path):
    kit = Redactor(policy=Policy(precision=precision))
    record = kit.image(drawn / "3-private.png", tmp_path / "a.png").record
    assert record.tool["precision"] == precision
    assert "precision" not in kit.text("电话13800138000").record.tool


def test_qr_codes_cannot_be_read_any_more(chat):
    before, after, _ = chat

    assert cv2.QRCodeDetector().detectAndDecode(before)[0]
    assert not cv2.QRCodeDetector().detectAndDecode(after)[0]


def test_the_record_holds_nothing_private(chat):
    text = chat[2].record.to_json()

    for secret in SECRETS:
        for form in (secret, secret[::-1], json.dumps(secret)[1:-1]):
            assert form not in text
    assert "chat" not in text.replace("chat-", "")


def test_the_second_look_is_in_the_record(chat):
    check = chat[2].record.self_check

    assert check.ran
    assert check.residual_findings == 0


def test_the_same_input_gives_the_same_bytes(kit, samples_folder, tmp_path):
    source = samples_folder / "chat-dark.png"
    outcomes = []
    for name in ("a.png", "b.png"):
        done = kit.for_case(redactkit.Case()).image(source, tmp_path / name)
        outcomes.append(((tmp_path / name).read_bytes(), done.record.to_json()))

    assert outcomes[0] == outcomes[1]


def test_a_plan_can_be_saved_edited_and_applied_without_models(kit, samples_folder, tmp_path):
    source = samples_folder / "chat-dark.png"
    direct = kit.for_case(redactkit.Case()).image(source, tmp_path / "direct.png")

    plan = Plan.from_json(kit.for_case(redactkit.Case()).plan(source).to_json())
    without_models = Redactor(now=None)
    without_models.apply(plan, source, tmp_path / "applied.png")

    assert (tmp_path / "applied.png").read_bytes() == (tmp_path / "direct.png").read_bytes()
    assert not vars(without_models._detectors.models).keys() & {"faces", "reader", "identifiers"}
    assert direct.record.self_check.ran


def test_a_stale_plan_is_refused(kit, samples_folder, tmp_path):
    plan = Plan(
        source_sha256="0" * 64, info=kit.plan(samples_folder / "counter.mp4").info, redactions=()
    )

    with pytest.raises(MediaError, match="make a new plan"):
        kit.apply(plan, samples_folder / "counter.mp4", tmp_path / "out.mp4")
    assert not list(tmp_path.iterdir())


class Stubborn:
    """A detector that finds something beside every cover, however much is covered."""

    name = "stubborn-1"
    place = 0

    def detect(self, frames):
        self.place += 60
        box = Box(self.place, 10, self.place + 40, 50)
        found = Detection(kind=Kind.QQ, box=box, score=1.0, detector=self.name)
        return [[found] for _ in frames]


def test_what_stays_visible_after_two_rounds_is_a_leak_and_leaves_no_file(tmp_path):
    source = tmp_path / "plain.png"
    Image.new("RGB", (400, 200), "white").save(source)
    kit = Redactor(detectors=[Stubborn()])

    with pytest.raises(LeakError, match="1 x QQ"):
        kit.image(source, tmp_path / "out.png")
    assert [path.name for path in tmp_path.iterdir()] == ["plain.png"]


class Late(Stubborn):
    """A detector that overlooks something at first."""

    name = "late-1"

    def detect(self, frames):
        found = super().detect(frames)
        return found if self.place == 120 else [[] for _ in frames]


def test_what_only_the_second_look_finds_is_covered_in_the_file(tmp_path):
    source, target = tmp_path / "plain.png", tmp_path / "out.png"
    Image.new("RGB", (400, 200), "white").save(source)

    done = Redactor(detectors=[Late()]).image(source, target)

    assert done.record.self_check.rounds == 2
    assert [item.reason for item in done.record.removed] == ["second look"]
    assert (np.asarray(Image.open(target))[12:48, 122:158] != 255).any(axis=2).mean() > 0.5


def test_a_picture_without_anything_private_keeps_every_pixel(kit, tmp_path):
    source, target = tmp_path / "plain.png", tmp_path / "out.png"
    Image.new("RGB", (300, 200), (240, 240, 240)).save(source)

    done = kit.image(source, target)

    assert not done.record.removed
    assert (np.asarray(Image.open(target)) == 240).all()


@pytest.fixture(scope="module")
def clip(kit, samples_folder, tmp_path_factory):
    """Return the drawn clip, its redacted form and the record, with the progress told."""
    folder, told = tmp_path_factory.mktemp("clip"), []
    source, target = samples_folder / "counter.mp4", folder / "out.mp4"
    done = kit.video(source, target, on_progress=lambda a, b: told.append((a, b)))
    return source, target, done, told


def frames_of(path):
    with av.open(str(path)) as container:
        return [
            (f.pts * f.time_base, f.to_ndarray(format="rgb24")) for f in container.decode(video=0)
        ]


def test_both_faces_are_hidden_in_every_frame(clip):
    before, after = frames_of(clip[0]), frames_of(clip[1])

    assert [time for time, _ in before] == [time for time, _ in after]
    for index, ((_, old), (_, new)) in enumerate(zip(before, after, strict=True)):
        assert old.shape == new.shape
        walk = round(90 + 520 * index / len(before))
        for x, y in ((560, 195), (walk, 210)):
            face_before, face_after = (
                p[y - 22 : y + 22, x - 18 : x + 18].astype(float) for p in (old, new)
            )
            assert face_after.std() < 0.35 * face_before.std(), f"frame {index} shows a face"


def test_the_rest_of_the_clip_stays(clip):
    before, after = frames_of(clip[0])[25][1], frames_of(clip[1])[25][1]

    assert np.abs(before[330:].astype(int) - after[330:]).mean() < 4


def test_progress_counts_all_passes(clip):
    done, total = zip(*clip[3], strict=True)

    assert list(done) == sorted(done)
    assert done[-1] == total[-1] == 3 * 50


def test_the_record_of_a_clip_has_tracks_with_times(clip):
    faces = [item for item in clip[2].record.removed if item.kind == "FACE"]

    assert len(faces) >= 2
    assert any(item.time_s[0] == 0 and item.time_s[1] > 1.8 for item in faces)
    assert "body_and_clothing" in clip[2].record.residual_risks


def test_a_clip_with_nobody_keeps_its_frames(kit, tmp_path):
    source = media.save_clip(tmp_path / "in.mp4", media.empty_room())

    told = []

    done = kit.video(source, tmp_path / "out.mp4", on_progress=lambda a, b: told.append((a, b)))

    assert not done.record.removed
    assert len(frames_of(tmp_path / "out.mp4")) == 6
    assert told[-1] == (18, 18)


def test_a_statement_loses_values_and_names_a_risk(kit):
    done = kit.for_case(redactkit.Case()).text(samples.STATEMENT)

    for secret in ("王女士", "momo_jiang2019", "138 0013 8000"):
        assert secret not in done.media
        assert secret not in done.record.to_json()
    assert "20240101556" in done.media
    assert "offers_full_footage" in done.record.residual_risks
    assert done.record.input.sha256 is None


def test_a_kept_kind_stays_and_the_record_says_so(samples_folder, tmp_path):
    policy = Policy(avatar=Rule(keep=True))
    done = Redactor(policy=policy, now=None, verify=False).image(
        samples_folder / "chat-light.png", tmp_path / "out.png"
    )

    assert not [item for item in done.record.removed if item.kind == "AVATAR"]
    assert {item.reason for item in done.record.kept if item.kind == "AVATAR"} == {"kept by policy"}


def test_targets_are_checked_before_any_model_is_loaded(samples_folder, tmp_path):
    kit = Redactor()
    for target in (
        samples_folder / "chat-light.png",
        tmp_path / "no" / "a.png",
        tmp_path / "a.xyz",
    ):
        with pytest.raises(MediaError):
            kit.image(samples_folder / "chat-light.png", target)
    assert not vars(kit._detectors.models).keys() & {"faces", "reader"}


def test_module_functions_do_the_same():
    done = redactkit.redact_text("QQ号：123456789")

    assert done.media == "QQ号：[QQ号]"


def test_a_face_in_a_photo_that_was_sent_is_hidden(kit, tmp_path):
    chat = samples.draw_chat(samples.LIGHT)
    chat[1300:1812, 560:1072] = astronaut()
    source = tmp_path / "a.png"
    Image.fromarray(chat).save(source)

    done = kit.for_case(redactkit.Case()).image(source, tmp_path / "b.png")

    faces = [item for item in done.record.removed if item.kind == "FACE"]
    x0, y0, x1, y1 = faces[0].boxes[0][1:]
    assert x0 < 560 + 200
    assert x1 > 560 + 250
    assert y0 < 1300 + 90
    assert y1 > 1300 + 160
