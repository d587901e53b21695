"""A second look at finished files."""

from dataclasses import replace

import av
import pytest
from PIL import Image

import media
import redactkit
from redactkit.core.errors import MediaError
from redactkit.core.policy import Limits
from redactkit.media.video.metadata import metadata_left
from redactkit.pipeline.redactor import Redactor
from redactkit.records.record import digest_file
from review_cases import clip_plan, make_clip


def test_a_drawn_chat_is_full_before_and_clean_after(kit, samples_folder, tmp_path):
    source, target = samples_folder / "chat-light.png", tmp_path / "out.png"
    fresh = kit.for_case(redactkit.Case())
    done = fresh.image(source, target)

    before = kit.for_case(redactkit.Case()).check(source)
    after = kit.for_case(redactkit.Case()).check(target, record=done.record)

    assert {"AVATAR", "NICKNAME", "PHONE", "QR_CODE"} <= {item.kind for item in before.visible}
    assert after.clean


def test_metadata_of_a_picture_is_a_fault(kit, tmp_path):
    path = tmp_path / "a.jpg"
    exif = Image.Exif()
    exif[0x010E] = "王小明"
    Image.new("RGB", (64, 48), (200, 200, 200)).save(path, exif=exif)

    report = kit.check(path)

    assert not report.clean
    assert "exif" in report.faults[0].lower()


def test_a_clip_is_full_before_and_clean_after(kit, samples_folder, tmp_path):
    source, target = samples_folder / "counter.mp4", tmp_path / "out.mp4"
    done = kit.video(source, target)

    assert kit.check(source).visible
    assert kit.check(target, record=done.record).clean


def tagged(path):
    """Write a clip with a title, a place and a chapter's worth of metadata."""
    media.save_clip(path.with_suffix(".plain.mp4"), media.empty_room())
    with av.open(str(path.with_suffix(".plain.mp4"))) as old, av.open(str(path), "w") as new:
        new.metadata["title"] = "王小明在包间"
        new.metadata["location"] = "+31.2304+121.4737/"
        stream = new.add_stream_from_template(old.streams.video[0])
        for packet in old.demux(video=0):
            if packet.dts is not None:
                packet.stream = stream
                new.mux(packet)
    return path


def test_metadata_of_a_clip_is_found_and_gone_after(kit, tmp_path):
    source = tagged(tmp_path / "in.mp4")
    assert any("title" in fault for fault in metadata_left(source))
    assert any("xyz" in fault or "location" in fault for fault in metadata_left(source))

    kit.video(source, tmp_path / "out.mp4")

    assert metadata_left(tmp_path / "out.mp4") == ()
    assert "王小明".encode() not in (tmp_path / "out.mp4").read_bytes()


@pytest.mark.parametrize("codec", ["h264", "h265", "vp9", "av1"])
def test_every_codec_writes_a_clean_file(codec, tmp_path):
    source = media.save_clip(tmp_path / "in.mp4", media.empty_room(3))
    policy = redactkit.Policy(video=redactkit.VideoOptions(codec=codec))
    kit = redactkit.Redactor(policy=policy)

    kit.video(source, tmp_path / "out.mp4")

    assert metadata_left(tmp_path / "out.mp4") == ()


def test_a_statement_whose_stand_in_was_replaced_is_not_as_recorded(kit, tmp_path):
    path = tmp_path / "s.txt"
    done = kit.text("顾客电话13800138000，请回电。")
    path.write_text(str(done.media), encoding="utf-8")
    assert kit.check(path, record=done.record).clean

    path.write_text(str(done.media).replace("[电话]", "某某某某"), encoding="utf-8")
    report = kit.check(path, record=done.record)

    assert [(item.kind, item.recorded) for item in report.visible] == [("PHONE", True)]
    assert "SHA-256" in report.faults[0]


def test_a_statement_that_names_somebody_whom_the_case_met_is_not_clean(kit, tmp_path):
    path = tmp_path / "s.txt"
    path.write_text("小熊饼干说衣服没洗干净", encoding="utf-8")
    people = redactkit.Case()
    people.alias_for("小熊饼干")
    case = kit.for_case(people)

    assert kit.for_case(redactkit.Case()).check(path).clean
    assert [item.kind for item in case.check(path).visible] == ["NICKNAME"]

    path.write_text(str(case.text(path.read_text(encoding="utf-8")).media), encoding="utf-8")
    assert path.read_text(encoding="utf-8") == "顾客A说衣服没洗干净"
    assert case.check(path).clean


def test_a_number_that_tags_break_up_is_seen_once(kit, tmp_path):
    path = tmp_path / "s.html"
    path.write_text("<p>电话138<b>0013</b>8000</p>", encoding="utf-8")
    assert [item.kind for item in kit.check(path).visible] == ["PHONE"]

    path.write_text(str(kit.text(path.read_text(encoding="utf-8")).media), encoding="utf-8")
    assert kit.check(path).clean


def test_a_cover_that_is_gone_is_named_without_asking_a_model(samples_folder, kit, tmp_path):
    """The digest in the record is the weakened file's own, so that it gives nothing away."""
    source, target = samples_folder / "chat-light.png", tmp_path / "out.png"
    record = kit.for_case(redactkit.Case()).image(source, target).record
    item = next(item for item in record.removed if item.kind == "AVATAR")
    _, x0, y0, x1, y1 = item.boxes[0]
    weak = Image.open(target)
    weak.paste(Image.open(source).crop((x0, y0, x1, y1)), (x0, y0))
    weak.save(target)
    honest = replace(record, output=replace(record.output, sha256=digest_file(target)[0]))

    without_models = redactkit.Redactor()
    report = without_models.check(target, record=honest)

    assert not report.faults
    assert {(seen.kind, seen.recorded) for seen in report.visible} >= {("AVATAR", True)}
    assert "reader" not in vars(without_models._detectors.models)


def test_a_clip_over_the_limits_is_refused_before_its_covers_are_looked_for(tmp_path):
    source, target = make_clip(tmp_path / "a.mp4"), tmp_path / "o.mp4"
    record = Redactor(now=None).apply(clip_plan(source), source, target).record
    limited = Redactor(now=None, policy=redactkit.Policy(limits=Limits(frames=5)))

    # the source is bare where the record tells of a cover: that would be told first
    for path, against in ((source, None), (target, source)):
        with pytest.raises(MediaError, match="over the limit of 5"):
            limited.check(path, record=record, source=against)


def test_a_number_broken_up_by_tags_is_seen_in_a_statement(kit, tmp_path):
    path = tmp_path / "s.html"
    path.write_text("<p>请打138<b>0013</b>8000</p>", encoding="utf-8")

    assert [item.kind for item in kit.check(path).visible] == ["PHONE"]


def test_a_statement_is_held_against_thresholds_and_limits(tmp_path):
    path = tmp_path / "s.txt"
    path.write_text("何医生在座机6552 1234旁边", encoding="utf-8")
    sure = redactkit.Rule(threshold=0.95)

    def check(**settings):
        return redactkit.Redactor(policy=redactkit.Policy(**settings)).check(path).visible

    assert {item.kind for item in check()} == {"NAME", "PHONE"}
    assert {item.kind for item in check(phone=sure)} == {"NAME"}
    with pytest.raises(redactkit.MediaError, match="over the limit of 4"):
        check(limits=Limits(text_bytes=4))


def test_a_record_with_a_kind_that_does_not_exist_is_an_error_for_a_statement_too(kit, tmp_path):
    path = tmp_path / "s.txt"
    record = kit.text("顾客电话13800138000").record
    path.write_text("顾客电话某某", encoding="utf-8")
    odd = replace(record, removed=(replace(record.removed[0], kind="SHOE_SIZE"),))

    with pytest.raises(redactkit.MediaError, match="does not know"):
        kit.check(path, record=odd)
