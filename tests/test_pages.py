"""Every block of code in README and docs runs as shown, or says why not."""

import io
import os
import re
import shlex
import subprocess
import sys
import tomllib
from collections import Counter
from pathlib import Path

import pytest

from blocks import FENCE, PAGES, ROOT, blocks, unfenced
from redactkit.batch.case_file import load_cases
from redactkit.cli.app import main
from redactkit.core.settings import policy_from_mapping
from redactkit.detect.registry import FACE_DETECTORS

LANGUAGES = {"sh", "python", "toml", "text", "json"}
MEASURED = [
    "docs/batch.md",
    *(page for page in PAGES if re.fullmatch(r"docs/decisions/[\w-]+\.md", page)),
]
"""Pages that tell what was measured: both languages give the same figures."""

TOLD_TWICE = [
    "docs/tutorial.md",
    "docs/faq.md",
    "docs/law.md",
    *MEASURED,
    *(page for page in PAGES if re.fullmatch(r"docs/howto/\w+\.md", page)),
]
"""Pages for those who use redactkit, and why it is so: each has a Chinese twin."""

TWINS = (
    ("README.md", "README.zh-CN.md"),
    *((page, page.replace(".md", ".zh.md")) for page in TOLD_TWICE),
)
RUN = [
    page
    for page in PAGES
    if page not in {twin for _, twin in TWINS}
    and any(b.language in {"sh", "python", "toml"} and not b.reason for b in blocks(page))
]
NOT_RUN = [block for page in PAGES for block in blocks(page) if block.reason]
CHINESE = r"[\u3001-\u303f\u4e00-\u9fff\uff00-\uffef]"
SHELL = re.compile(r"[|&;<>$`]")
PIPED = re.compile(r"echo (\S+|\"[^\"]*\") \| (redactkit .*)")
EXIT_CODE = re.compile(r"#.*exit code (\d)")


@pytest.fixture
def place(drawn, tmp_path, monkeypatch):
    """Stand in a folder with the files that the pages name."""
    for name, source in (
        ("chat.png", "1-group.png"),
        ("later.png", "3-private.png"),
        ("cctv.mp4", "counter.mp4"),
        ("statement.md", "statement.md"),
        ("case/chat.png", "1-group.png"),
        ("case/statement.md", "statement.md"),
        ("case/march/statement.md", "statement.md"),
        ("IN/a.png", "3-private.png"),
        ("IN/march/statement.md", "statement.md"),
    ):
        target = tmp_path / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes((drawn / source).read_bytes())
    article = '<p>她的电话是 13800138000</p><img src="chat.png">'
    (tmp_path / "article.html").write_text(article, encoding="utf-8")
    (tmp_path / "people.txt").write_text("店员甲 = 王小明, 兰兰\n", encoding="utf-8")
    (tmp_path / "policy.toml").write_text("[hotline]\nkeep = true\n", encoding="utf-8")
    # a page adds a detector to the table, and other tests read it
    monkeypatch.setattr("redactkit.detect.registry.FACE_DETECTORS", dict(FACE_DETECTORS))
    monkeypatch.chdir(tmp_path)
    return tmp_path


def run_shell(line, folder, monkeypatch):
    """Run one line as a reader would; what is a plain command of ours, in this process."""
    wanted = int(found[1]) if (found := EXIT_CODE.search(line)) else 0
    said, ours = found.groups() if (found := PIPED.fullmatch(line)) else ("", line)
    words = shlex.split(ours, comments=True)
    if words[:1] == ["redactkit"] and not SHELL.search(ours.split("#")[0]):
        raw = io.BytesIO(said.strip('"').encode() + b"\n")
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(raw, encoding="utf-8"))
        assert main(words[1:]) == wanted, line
        return
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    done = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", line],
        cwd=folder,
        env=os.environ | {"PATH": path},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == wanted, f"{line}\n{done.stderr}"


def check_toml(block, folder):
    """Read a policy or a manifest of cases with the readers that are meant for it."""
    table = tomllib.loads(block.code)
    if "case" in table:
        (folder / "cases.toml").write_text(block.code, encoding="utf-8")
        for case in table["case"]:
            for name in case["files"]:
                if not (folder / "case" / name).exists():
                    (folder / "case" / name).touch()
        load_cases(folder / "cases.toml", folder / "case")
        return
    policy_from_mapping(table)
    (folder / "policy.toml").write_text(block.code, encoding="utf-8")


@pytest.mark.usefixtures("one_set_of_models")
@pytest.mark.parametrize("page", RUN)
def test_the_blocks_of_a_page_run_one_after_the_other(page, place, monkeypatch, capsys):
    names = {"__name__": "__main__"}
    for block in blocks(page):
        if block.reason:
            continue
        if block.language == "python":
            exec(compile(block.code, str(block), "exec"), names)  # noqa: S102 - our own pages
        elif block.language == "sh":
            for line in block.code.splitlines():
                if line.strip():
                    run_shell(line, place, monkeypatch)
        elif block.language == "toml":
            check_toml(block, place)
    if page == "README.md":
        assert "加我微信 [微信号], 电话[电话]" in capsys.readouterr().out
        assert (place / "redacted" / "chat.png.record.json").exists()


@pytest.mark.parametrize("block", NOT_RUN, ids=str)
def test_a_block_that_is_not_run_says_why(block):
    assert len(block.reason.split()) >= 3
    for path in re.findall(r"(?:tests|examples|\.ci)/[\w/.]*\w", block.reason):
        assert (ROOT / path).exists(), path
    pytest.skip(f"{block} is not run: {block.reason}")


@pytest.mark.parametrize("page", PAGES)
def test_every_block_is_fenced_and_says_what_it_is(page):
    assert not unfenced(page)
    assert {block.language for block in blocks(page)} <= LANGUAGES


@pytest.mark.parametrize(("page", "twin"), TWINS)
def test_both_languages_show_the_same_code(page, twin):
    ours, theirs = (
        [re.sub(r"#.*", "", block.code) for block in blocks(one) if block.language != "text"]
        for one in (page, twin)
    )

    assert ours == theirs


@pytest.mark.parametrize(("page", "twin"), TWINS)
def test_both_languages_lead_to_each_other_at_the_top(page, twin):
    for one, other in ((page, twin), (twin, page)):
        top = (ROOT / one).read_text(encoding="utf-8").split("\n", 3)[:3]
        assert f"]({Path(other).name})" in top[2], one


@pytest.mark.parametrize("page", MEASURED)
def test_both_languages_give_the_same_figures(page):
    """Numbers in words are words in both."""
    first, second = (
        Counter(re.findall(r"\d+(?:[.,]\d+)*", FENCE.sub("", text)))
        for text in (
            (ROOT / one).read_text(encoding="utf-8")
            for one in (page, page.replace(".md", ".zh.md"))
        )
    )

    assert first == second


def test_every_chinese_page_is_a_twin():
    chinese = {page for page in PAGES if page.endswith((".zh.md", ".zh-CN.md"))}

    assert chinese == {twin for _, twin in TWINS}


@pytest.mark.parametrize("twin", [twin for _, twin in TWINS])
def test_a_chinese_page_leads_to_chinese_pages_where_there_are_any(twin):
    text = (ROOT / twin).read_text(encoding="utf-8").split("\n", 3)[3]
    english = {(ROOT / page).resolve() for page, _ in TWINS}
    for target in re.findall(r"\]\((?!https?:)([^)#]+)(?:#[^)]*)?\)", text):
        assert ((ROOT / twin).parent / target).resolve() not in english, target


@pytest.mark.parametrize("page", PAGES)
def test_no_line_ends_between_two_chinese_characters(page):
    """A reader would see a blank there."""
    text = FENCE.sub("", (ROOT / page).read_text(encoding="utf-8"))

    assert not re.findall(rf".*{CHINESE}\n *\[?{CHINESE}.*", text)


@pytest.mark.parametrize("page", PAGES)
def test_links_lead_somewhere(page):
    text = (ROOT / page).read_text(encoding="utf-8")
    for target in re.findall(r"\]\((?!https?:)([^)#]+)(?:#[^)]*)?\)", text):
        assert ((ROOT / page).parent / target).exists(), target


@pytest.mark.parametrize(("page", "twin"), TWINS[:1])
def test_policies_of_both_readmes_are_the_same(page, twin):
    first, second = (
        [policy_from_mapping(tomllib.loads(b.code)) for b in blocks(one) if b.language == "toml"]
        for one in (page, twin)
    )

    assert first == second
    assert first[0].hotline.keep
