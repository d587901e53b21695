"""What the README shows works as shown."""

import re
import shlex
import tomllib
from pathlib import Path

import pytest

from redactkit.cli import main
from redactkit.settings import policy_from_mapping

ROOT = Path(__file__).resolve().parent.parent
PAGES = ("README.md", "README.zh-CN.md")


def blocks(page, language):
    text = (ROOT / page).read_text(encoding="utf-8")
    return re.findall(rf"```{language}\n(.*?)```", text, re.DOTALL)


@pytest.fixture
def case_folder(samples_folder, tmp_path, monkeypatch):
    """Stand in a folder with the files that the README speaks of."""
    (tmp_path / "case").mkdir()
    for name, source in (
        ("chat.png", "chat-light.png"),
        ("cctv.mp4", "counter.mp4"),
        ("statement.md", "statement.md"),
        ("case/chat.png", "chat-dark.png"),
    ):
        (tmp_path / name).write_bytes((samples_folder / source).read_bytes())
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_python_blocks_run(case_folder, capsys):
    for block in blocks("README.md", "python"):
        names = {"redactkit": __import__("redactkit")}
        exec(block, names)  # noqa: S102 - our own README
    assert "加我微信 [微信号], 电话[电话]" in capsys.readouterr().out
    assert (case_folder / "chat.redacted.png").exists()


def test_shell_blocks_run(case_folder):
    lines = [line for block in blocks("README.md", "sh") for line in block.splitlines()]
    for line in lines:
        words = shlex.split(line, comments=True)
        if words and words[0] == "redactkit":
            assert main(words[1:]) == 0, line
    assert (case_folder / "redacted" / "chat.png.record.json").exists()


@pytest.mark.parametrize("page", PAGES)
def test_toml_blocks_are_policies(page):
    for block in blocks(page, "toml"):
        assert policy_from_mapping(tomllib.loads(block)).hotline.keep


def test_both_pages_show_the_same_code():
    code = [
        [re.sub(r"#.*", "", block) for block in blocks(page, language)]
        for page in PAGES
        for language in ("sh", "python", "toml")
    ]

    assert code[:3] == code[3:]


@pytest.mark.parametrize("page", [*PAGES, "docs/architecture.md", "CONTRIBUTING.md"])
def test_links_lead_somewhere(page):
    text = (ROOT / page).read_text(encoding="utf-8")
    for target in re.findall(r"\]\((?!https?:)([^)#]+)\)", text):
        assert ((ROOT / page).parent / target).exists(), target
