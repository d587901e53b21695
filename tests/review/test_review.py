"""The review page's desk and server, with plans made by hand and no model."""

import http.client
import json
import re
import socket
from importlib.resources import files

import numpy as np
import pytest
from PIL import Image

from redactkit.cli import app as cli
from redactkit.core.errors import MediaError, PolicyError
from redactkit.pipeline.redactor import Redactor
from redactkit.records.plan import Plan
from redactkit.records.record import Record
from redactkit.review.items import saved_plan
from redactkit.review.server import ReviewServer, Site
from redactkit.review.session import ReviewSession
from review_cases import (
    FACE,
    FRAMES,
    NICKNAME,
    PHONE,
    clip_plan,
    make_clip,
    make_desk,
    make_picture,
)
from review_cases import picture_plan as make_plan

HOST = "127.0.0.1:1"
GOOD = {"Host": HOST}
POST = GOOD | {"Origin": f"http://{HOST}", "Content-Type": "application/json"}


@pytest.fixture
def desk(tmp_path):
    desk = make_desk(tmp_path)
    picture = make_picture(tmp_path / "chat.png")
    desk.add(picture, make_plan(picture))
    yield desk
    desk.close()


@pytest.fixture
def clip_desk(tmp_path):
    desk = make_desk(tmp_path)
    clip = make_clip(tmp_path / "cctv.mp4")
    desk.add(clip, clip_plan(clip))
    yield desk
    desk.close()


@pytest.fixture
def site(desk):
    return Site(desk, "secret", HOST)


def get(site, path, headers=GOOD):
    return site.answer("GET", f"/secret/{path}", headers)


def post(site, path, table, headers=POST):
    return site.answer("POST", f"/secret/{path}", headers, json.dumps(table).encode())


def edit(site, number=0, **ask):
    ask = {"sheet": number, "edition": sheet(site, number)["edition"]} | ask
    return post(site, "edit", ask)


def sheet(site, number=0):
    return json.loads(get(site, f"sheet/{number}").body)


# ---- who may ask


@pytest.mark.parametrize(
    "path", ["/", "/secret", "/wrong/", "//", "/geheim€/state", "/secre/state"]
)
def test_only_the_token_opens_the_page(site, path):
    assert site.answer("GET", path, GOOD).status == 404


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Host": "127.0.0.1:2"},
        {"Host": "localhost:1"},
        {"Host": "evil.example"},
        GOOD | {"Origin": "http://evil.example"},
        GOOD | {"Origin": "null"},
        GOOD | {"Sec-Fetch-Site": "cross-site"},
        GOOD | {"Sec-Fetch-Site": "same-site"},
    ],
)
def test_other_hosts_and_origins_are_refused(site, headers):
    assert get(site, "state", headers).status == 403


@pytest.mark.parametrize(
    "headers",
    [GOOD, GOOD | {"Origin": f"http://{HOST}"}, POST | {"Content-Type": "text/plain"}],
)
def test_an_edit_needs_origin_and_type(site, headers):
    assert post(site, "edit", {"op": "undo"}, headers).status == 403


@pytest.mark.parametrize(
    "path",
    [
        "../pyproject.toml",
        "..%2f..%2fetc/passwd",
        "page/index.html",
        "frame/0/../../x",
        "frame/0/0",
        "review.css/..",
        "/etc/passwd",
        "sheet/0/../1",
    ],
)
def test_no_path_of_a_file_can_be_asked_for(site, path):
    assert get(site, path).status == 404


@pytest.mark.parametrize(
    "path", ["sheet/7", "frame/0/9/0", "frame/0/0/9", "thumb/0/99/0", "frame/9/0/0"]
)
def test_what_is_not_there_is_refused_with_a_reason(site, path):
    answer = get(site, path)

    assert answer.status == 400
    assert json.loads(answer.body)["error"]


@pytest.mark.parametrize("body", [b"", b"[]", b"nonsense", b'"x"', b"\xff"])
def test_a_body_that_is_no_object_is_refused(site, body):
    assert site.answer("POST", "/secret/edit", POST, body).status == 400


@pytest.mark.parametrize(
    "ask",
    [
        {"op": "fly"},
        {"op": "switch"},
        {"op": "switch", "findings": []},
        {"op": "switch", "findings": [99], "on": False},
        {"op": "switch", "findings": [-1], "on": False},
        {"op": "switch", "findings": [True], "on": False},
        {"op": "method", "findings": [0], "method": "fog"},
        {"op": "method", "findings": [0], "method": "frozen"},
        {"op": "method", "findings": [1], "method": "pixelate"},
        {"op": "rename", "from": "顾客A", "to": ""},
        {"op": "rename", "from": "顾客A", "to": "x" * 25},
        {"op": "rename", "from": "顾客A", "to": "a\nb"},
        {"op": "alias", "findings": [0], "to": 7},
        {"op": "drop", "findings": [0]},
        {"op": "draw", "frame": 0, "box": [0, 0, 1], "kind": "NAME", "method": "fill"},
        {"op": "draw", "frame": 0, "box": [0, 0, 9, True], "kind": "NAME", "method": "fill"},
        {"op": "draw", "frame": 0, "box": [400, 9, 500, 20], "kind": "NAME", "method": "fill"},
        {"op": "draw", "frame": 0, "box": [0, 0, 9, 9], "kind": "SHOE", "method": "fill"},
        {"op": "draw", "frame": 0, "box": [0, 0, 9, 9], "kind": "NAME", "method": "frozen"},
        {
            "op": "draw",
            "frame": 0,
            "box": [0, 0, 9, 9],
            "kind": "NAME",
            "method": "fill",
            "span": [0, 0, 0],
        },
    ],
)
def test_an_edit_that_cannot_be_is_refused_and_changes_nothing(site, desk, ask):
    before = desk.sheets[0].plan

    assert edit(site, **ask).status == 400
    assert desk.sheets[0].plan == before
    assert not desk.can_undo


def test_every_answer_forbids_storing_and_anything_from_outside(desk):
    with ReviewServer(desk) as server:
        token = server.url.rsplit("/", 2)[1]
        for path in ("", "state", "frame/0/0/0", "nowhere"):
            link = http.client.HTTPConnection(server.host, timeout=5)
            link.request("GET", f"/{token}/{path}")
            answer = link.getresponse()
            answer.read()
            link.close()

            assert answer.headers["Cache-Control"] == "no-store"
            assert answer.headers["Content-Security-Policy"].startswith("default-src 'none'")
            assert "unsafe" not in answer.headers["Content-Security-Policy"]
            assert answer.headers["Set-Cookie"] is None
            assert answer.headers["Access-Control-Allow-Origin"] is None


def test_a_browser_led_there_by_another_name_is_refused(desk):
    with ReviewServer(desk) as server:
        link = http.client.HTTPConnection(server.host, timeout=5)
        link.request("GET", "/x/state", headers={"Host": "rebound.example"})

        assert link.getresponse().status == 403
        link.close()


def test_a_request_that_is_too_large_is_refused(desk):
    with ReviewServer(desk) as server:
        link = http.client.HTTPConnection(server.host, timeout=5)
        link.putrequest("POST", "/x/edit")
        link.putheader("Content-Length", str(1 << 30))
        link.endheaders()

        assert link.getresponse().status == 413
        link.close()


def test_the_port_is_on_this_machine_only_and_a_taken_one_is_named(desk):
    with ReviewServer(desk) as server:
        host, port = server.host.split(":")
        assert host == "127.0.0.1"
        assert server._server.socket.getsockname()[0] == "127.0.0.1"
        with pytest.raises(MediaError, match=f"port {port} cannot be used"):
            ReviewServer(desk, port=int(port))


def test_a_stopped_server_is_gone(desk):
    with ReviewServer(desk) as server:
        port = int(server.host.split(":")[1])
    with socket.socket() as probe:
        assert probe.connect_ex(("127.0.0.1", port)) != 0


def test_tokens_differ_and_are_long(desk):
    servers = [ReviewServer(desk) for _ in range(2)]
    tokens = {server.url.rsplit("/", 2)[1] for server in servers}
    for server in servers:
        server._server.server_close()

    assert len(tokens) == 2
    assert min(map(len, tokens)) >= 40


def test_the_page_names_nothing_outside_and_stores_nothing():
    folder = files("redactkit.review") / "page"
    for part in folder.iterdir():
        text = part.read_text(encoding="utf-8").replace("http://www.w3.org/2000/svg", "")
        assert not re.search(r"https?:|//[a-z]+\.|@import|url\(", text), part.name
        for word in ("localStorage", "sessionStorage", "indexedDB", "document.cookie", "caches."):
            assert word not in text, part.name
        assert not re.search(r"\.innerHTML|outerHTML|eval\(|\son[a-z]+=", text), part.name


def test_both_languages_say_the_same_things():
    text = (files("redactkit.review") / "page" / "words.js").read_text(encoding="utf-8")
    zh, en = text.split("  en: {")
    keys = re.compile(r"(?:^|[,{]\s)\s*([a-z]+): ", re.MULTILINE)

    assert set(keys.findall(zh)) - {"zh"} == set(keys.findall(en))


# ---- edits


def test_a_finding_is_switched_off_and_back_to_what_it_was(site, desk):
    first = desk.sheets[0].plan

    edit(site, op="switch", findings=[0], on=False)
    off = desk.sheets[0].plan.redactions[0]
    edit(site, op="switch", findings=[0], on=True)

    assert (off.method, off.reason) == (None, "left visible by hand")
    assert desk.sheets[0].plan == first


def test_what_policy_left_visible_can_be_hidden(site, desk):
    edit(site, op="switch", findings=[2], on=True)

    redaction = desk.sheets[0].plan.redactions[2]
    assert redaction.method == desk.kit.policy.name.method
    assert redaction.reason == "by hand"


def test_a_method_is_changed_for_several_at_once(site):
    edit(site, op="method", findings=[0, 1], method="fill")

    rows = sheet(site)["findings"]
    assert [row["method"] for row in rows] == ["fill", "fill", None]


def test_a_stand_in_is_renamed_in_every_file_and_in_those_still_to_come(site, desk, tmp_path):
    second = make_picture(tmp_path / "second.png")
    desk.add(second, make_plan(second))

    edit(site, op="rename", **{"from": "顾客A", "to": "店员B"})
    third = make_picture(tmp_path / "third.png")
    desk.add(third, make_plan(third))

    for number in range(3):
        assert [row["alias"] for row in sheet(site, number)["findings"]] == ["店员B", "[电话]", ""]


def test_a_new_stand_in_that_was_taken_back_is_not_given_to_files_that_come_later(
    site, desk, tmp_path
):
    edit(site, op="rename", **{"from": "顾客A", "to": "店员B"})
    second = make_picture(tmp_path / "second.png")
    desk.add(second, make_plan(second))
    edit(site, op="undo")
    third = make_picture(tmp_path / "third.png")
    desk.add(third, make_plan(third))

    for number in range(3):
        assert sheet(site, number)["findings"][0]["alias"] == "顾客A"


def test_one_finding_gets_a_stand_in(site):
    edit(site, op="alias", findings=[2], to=" 店员C ")

    assert sheet(site)["findings"][2]["alias"] == "店员C"


def test_a_drawn_box_is_added_changed_and_taken_back(site, desk):
    first = desk.sheets[0].plan
    edit(site, op="draw", frame=0, box=[50, 56, 10, 16], kind="AVATAR", method="fill")
    row = sheet(site)["findings"][3]
    place = sheet(site)["places"][3]
    edit(site, op="drop", findings=[3])

    assert (row["drawn"], row["kind"], row["on"], row["reason"]) == (
        True,
        "AVATAR",
        True,
        "drawn by hand",
    )
    assert place == [[0, 10, 16, 50, 56, 1.0]]
    assert desk.sheets[0].plan == first


def test_each_step_can_be_taken_back(site, desk):
    first = desk.sheets[0].plan
    edit(site, op="method", findings=[0], method="fill")
    edit(site, op="rename", **{"from": "顾客A", "to": "店员B"})
    edit(site, op="undo")
    assert sheet(site)["findings"][0]["alias"] == "顾客A"
    edit(site, op="undo")
    edit(site, op="undo")

    assert desk.sheets[0].plan == first


def test_an_edit_of_an_older_plan_is_refused(site):
    old = sheet(site)["edition"]
    edit(site, op="switch", findings=[0], on=False)

    assert edit(site, op="switch", findings=[1], on=False, edition=old).status == 409


def test_an_edited_plan_counts_as_not_checked_and_survives_json(site, desk):
    edit(site, op="switch", findings=[0], on=False)
    plan = desk.sheets[0].plan

    assert not plan.self_check.ran
    assert Plan.from_json(plan.to_json()) == plan


def test_places_are_sent_once(site):
    geometry = sheet(site)["geometry"]

    assert "places" not in json.loads(get(site, f"sheet/0?geometry={geometry}").body)


def test_a_saved_plan_is_taken_up_again_with_what_was_drawn(site, desk):
    edit(site, op="switch", findings=[0], on=False)
    edit(site, op="draw", frame=0, box=[10, 16, 50, 56], kind="AVATAR", method="fill")
    assert post(site, "save", {}).status == 200

    again = ReviewSession(desk.kit, desk.out)
    again.add(desk.sheets[0].source)
    one = again.sheets[0]
    assert one.status == "ready"
    assert one.plan == desk.sheets[0].plan
    edit(Site(again, "secret", HOST), op="drop", findings=[3])
    assert len(one.plan.redactions) == 3
    again.close()


def test_a_saved_plan_of_another_file_or_a_broken_one_is_not_taken_up(site, desk):
    post(site, "save", {})
    saved = desk.out / "chat.png.plan.json"
    source = desk.sheets[0].source

    assert saved_plan(saved, source) is not None
    source.write_bytes(source.read_bytes() + b"x")
    assert saved_plan(saved, source) is None
    saved.write_text("{}", encoding="utf-8")
    assert saved_plan(saved, source) is None


# ---- clips


def test_a_box_drawn_in_a_clip_is_followed_both_ways(clip_desk):
    site = Site(clip_desk, "secret", HOST)
    box = list(FACE.shifted(30, 0).xyxy)

    answer = edit(
        site, op="draw", frame=10, box=box, kind="FACE", method="frozen", span=[0, FRAMES - 1]
    )

    assert answer.status == 200
    finding = clip_desk.sheets[0].plan.redactions[-1].finding
    assert (finding.first, finding.last) == (0, FRAMES - 1)
    for number in range(FRAMES):
        face = FACE.shifted(3 * number, 0)
        assert finding.at(number).overlap(face) > 0.98 * face.area, number
        assert finding.at(number).area < 2.2 * face.area, number


def test_following_keeps_to_its_span_and_a_box_can_stand_still(clip_desk):
    site = Site(clip_desk, "secret", HOST)
    box = list(FACE.shifted(30, 0).xyxy)
    for track in (True, False):
        edit(
            site,
            op="draw",
            frame=10,
            box=box,
            kind="FACE",
            method="fill",
            span=[8, 13],
            track=track,
        )

    followed, still = (r.finding for r in clip_desk.sheets[0].plan.redactions[-2:])
    assert (followed.first, followed.last) == (still.first, still.last) == (8, 13)
    assert len({sighting.box for sighting in still.sightings}) == 1


def test_a_box_drawn_outside_its_span_is_refused(clip_desk):
    site = Site(clip_desk, "secret", HOST)

    answer = edit(
        site, op="draw", frame=2, box=[0, 0, 9, 9], kind="FACE", method="fill", span=[5, 9]
    )

    assert answer.status == 400


def test_the_longest_gap_is_the_first_weak_frame(clip_desk):
    row = sheet(Site(clip_desk, "secret", HOST))["findings"][0]

    assert row["weak"][0] == 10
    assert row["weak"][1] == 3
    assert row["inferred"] == 5


def test_frames_come_in_any_order_and_are_the_right_ones(clip_desk):
    stills = clip_desk.sheets[0].stills
    for number in (15, 2, 9, 10, 0, 19, 1):
        pixels = stills.picture(number).astype(int)
        # the thing is the only bright place: its middle says which frame this is
        bright = np.flatnonzero(pixels.max(axis=2).max(axis=0) > 90)
        assert abs(bright.mean() - (FACE.shifted(3 * number, 0).center[0] - 0.5)) < 4, number


# ---- writing


def test_what_was_edited_is_what_is_written(site, desk):
    edit(site, op="switch", findings=[0], on=False)
    edit(site, op="method", findings=[1], method="fill")
    edit(site, op="draw", frame=0, box=[10, 16, 50, 56], kind="AVATAR", method="fill")
    post(site, "apply", {})
    desk.wait()

    before = np.asarray(Image.open(desk.sheets[0].source))
    after = np.asarray(Image.open(desk.out / "chat.png"))
    x0, y0, x1, y1 = NICKNAME.pixels(300, 200)
    assert (before[y0:y1, x0:x1] == after[y0:y1, x0:x1]).all()
    x0, y0, x1, y1 = PHONE.pixels(300, 200)
    assert len(np.unique(after[y0:y1, x0:x1].reshape(-1, 3), axis=0)) == 1
    assert len(np.unique(after[16:56, 10:50].reshape(-1, 3), axis=0)) == 1
    record = Record.from_json((desk.out / "chat.png.record.json").read_text(encoding="utf-8"))
    assert [(item.kind, item.reason) for item in record.removed] == [
        ("PHONE", "by hand"),
        ("AVATAR", "drawn by hand"),
    ]
    assert [item.reason for item in record.kept] == [
        "left visible by hand",
        "score below threshold 0.3",
    ]
    assert "chat.png" not in (desk.out / "report.html").read_text(encoding="utf-8")
    assert sheet(site)["status"] == "done"


def test_a_finished_file_that_was_taken_away_stops_no_other(site, desk, tmp_path):
    other = make_picture(tmp_path / "other.png")
    desk.add(other, make_plan(other))
    post(site, "apply", {})
    desk.wait()
    for name in ("chat.png", "chat.png.record.json"):
        (desk.out / name).unlink()

    post(site, "apply", {"sheets": [1]})
    desk.wait()

    assert desk.sheets[1].status == "done"
    assert not (desk.out / "chat.png.record.json").exists()
    last = Record.from_json((desk.out / "other.png.record.json").read_text(encoding="utf-8"))
    assert last.previous is None
    report = (desk.out / "report.html").read_text(encoding="utf-8")
    assert "File 1" in report
    assert "File 2" not in report


def test_without_an_edit_the_page_writes_what_the_plan_writes(site, desk, tmp_path):
    post(site, "apply", {"sheets": [0]})
    desk.wait()
    source = desk.sheets[0].source
    Redactor(now=None).apply(make_plan(source), source, tmp_path / "direct.png")

    assert (desk.out / "chat.png").read_bytes() == (tmp_path / "direct.png").read_bytes()


def test_a_clip_is_written_with_what_was_drawn(clip_desk):
    site = Site(clip_desk, "secret", HOST)
    edit(site, op="switch", findings=[0], on=False)
    edit(
        site, op="draw", frame=5, box=[100, 90, 140, 110], kind="FACE", method="fill",
        span=[4, 6], track=False,
    )  # fmt: skip
    post(site, "apply", {})
    clip_desk.wait()

    assert sheet(site)["status"] == "done"
    from redactkit.media.video import decoding

    frames = [frame.pixels for frame in decoding.read(clip_desk.out / "cctv.mp4")]
    assert len(frames) == FRAMES
    spread = [float(pixels[94:106, 104:136].std()) for pixels in frames]
    assert max(spread[4:7]) < 16
    assert np.abs(frames[5][100, 120].astype(int) - (64, 72, 88)).max() < 12
    assert np.abs(frames[8][100, 120].astype(int) - (64, 72, 88)).max() > 12


def test_a_source_that_changed_is_refused_and_said_so(site, desk):
    make_picture(desk.sheets[0].source).write_bytes(b"other")
    post(site, "apply", {})
    desk.wait()

    row = json.loads(get(site, "state").body)["sheets"][0]
    assert row["status"] == "failed"
    assert "new plan" in row["error"]
    assert not (desk.out / "chat.png").exists()


def test_a_file_whose_record_cannot_be_written_goes_again(site, desk):
    (desk.out / "chat.png.record.json").mkdir()
    post(site, "apply", {})
    desk.wait()

    row = json.loads(get(site, "state").body)["sheets"][0]
    assert (row["status"], "no regular file" in row["error"]) == ("failed", True)
    assert not (desk.out / "chat.png").exists()


def test_an_edit_after_writing_makes_the_sheet_ready_again(site, desk):
    post(site, "apply", {})
    desk.wait()
    edit(site, op="switch", findings=[0], on=False)

    assert sheet(site)["status"] == "ready"


def test_a_preview_shows_the_cover_and_the_plain_frame_does_not(site):
    plain, painted = get(site, "frame/0/0/0").body, get(site, "frame/0/0/0?painted&v=1").body

    assert plain[:3] == painted[:3] == b"\xff\xd8\xff"
    assert plain != painted


def test_files_of_one_name_do_not_overwrite_each_other(site, desk, tmp_path):
    other = tmp_path / "other"
    other.mkdir()
    picture = make_picture(other / "chat.png")
    desk.add(picture, make_plan(picture))

    assert [row["target"] for row in json.loads(get(site, "state").body)["sheets"]] == [
        "chat.png",
        "2-chat.png",
    ]


def test_a_statement_and_a_target_on_its_source_are_refused(desk, tmp_path):
    text = tmp_path / "statement.txt"
    text.write_text("声明", encoding="utf-8")
    with pytest.raises(MediaError, match="redactkit text"):
        desk.add(text)
    with pytest.raises(MediaError, match="source"):
        ReviewSession(desk.kit, tmp_path).add(desk.sheets[0].source)


def test_a_picture_without_a_plan_is_looked_at_in_the_background(tmp_path):
    class Kit(Redactor):
        def plan(self, source, *, on_progress=None):
            assert on_progress is not None
            if source.stem == "bad":
                raise ValueError("13800138000")
            if source.stem == "unfit":
                raise PolicyError("a reason")
            return make_plan(source)

    desk = ReviewSession(Kit(now=None), tmp_path / "out")
    desk.out.mkdir()
    for name in ("good.png", "bad.png", "unfit.png"):
        desk.add(make_picture(tmp_path / name))
    desk.wait()
    desk.close()

    rows = json.loads(get(Site(desk, "secret", HOST), "state").body)["sheets"]
    assert [(row["status"], row["error"]) for row in rows] == [
        ("ready", ""),
        ("failed", "ValueError"),
        ("failed", "a reason"),
    ]


def test_what_lies_under_another_cover_is_no_weak_spot(site):
    before = sheet(site)["findings"][2]
    edit(site, op="draw", frame=0, box=[0, 110, 80, 160], kind="NAME", method="fill")
    after = sheet(site)["findings"][2]

    assert (before["covered"], after["covered"], after["on"]) == (False, True, False)
    assert after["weakness"] == 0 < before["weakness"]


# ---- the command


def test_the_command_takes_folders_and_prints_the_address(tmp_path, monkeypatch, capsys):
    make_picture(tmp_path / "in.png")
    (tmp_path / "statement.txt").write_text("声明", encoding="utf-8")
    (tmp_path / ".hidden.png").write_bytes(b"")
    (tmp_path / ".hidden").mkdir()
    make_picture(tmp_path / ".hidden" / "a.png")
    (tmp_path / "o").mkdir()
    make_picture(tmp_path / "o" / "in.png")
    (tmp_path / "gone.png").symlink_to("nothing")
    seen = []

    def serve(server):
        server._desk.wait()
        seen.extend(sheet.source.name for sheet in server._desk.sheets)
        raise KeyboardInterrupt

    monkeypatch.setattr(Redactor, "plan", lambda _, source, **_rest: make_plan(source))
    monkeypatch.setattr(ReviewServer, "serve", serve)

    code = cli.main(["review", str(tmp_path), "--out", str(tmp_path / "o"), "--no-browser"])

    assert code == 0
    assert seen == ["in.png"]
    told = capsys.readouterr()
    assert re.fullmatch(r"http://127\.0\.0\.1:\d+/[\w-]{40,}/", told.out.strip())
    assert "left out: gone.png: is a link that leads nowhere" in told.err


def test_the_browser_is_opened_unless_told_not_to(tmp_path, monkeypatch):
    import webbrowser

    opened = []
    monkeypatch.setattr(webbrowser, "open", opened.append)
    monkeypatch.setattr(Redactor, "plan", lambda _, source, **_rest: make_plan(source))
    monkeypatch.setattr(ReviewServer, "serve", lambda _: None)
    picture = make_picture(tmp_path / "in.png")

    assert cli.main(["review", str(picture), "--out", str(tmp_path / "o")]) == 0
    assert len(opened) == 1
