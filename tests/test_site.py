"""The site of the docs: it builds without a warning, and loads nothing from outside."""

import os
import re
import shutil
import subprocess
import sys
import tomllib

import numpy as np
import pytest
from PIL import Image

from blocks import ROOT

sys.path.insert(0, str(ROOT / "docs"))
CHROMIUM = os.environ.get("REDACTKIT_CHROMIUM") or shutil.which("chromium")
TAGS = r"<(?:script|img|iframe|source|link)"
LOADS = re.compile(rf"""{TAGS}[^>]*(?:src|href)=["'](?:https?:)?//[^>]*>""")


def pixels(path):
    """Return the places in the palette of a picture's pixels."""
    with Image.open(path) as picture:
        return np.asarray(picture)


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    pytest.importorskip("mkdocs", reason="needs the extra docs")
    folder = tmp_path_factory.mktemp("site")
    done = subprocess.run(
        [sys.executable, "-m", "mkdocs", "build", "--quiet", "--strict", "--site-dir", str(folder)],
        cwd=ROOT,
        env=os.environ | {"NO_MKDOCS_2_WARNING": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return folder


def test_every_page_is_there_and_loads_nothing_from_outside(site):
    pages = list(site.rglob("*.html"))

    assert len(pages) >= len(list((ROOT / "docs").rglob("*.md")))
    for page in pages:
        assert not LOADS.findall(page.read_text(encoding="utf-8")), page.name


def test_chinese_pages_say_so_and_come_first(site):
    for page in site.rglob("*.html"):
        wanted = "zh-CN" if page.name.endswith(".zh.html") else "en"
        assert f'<html lang="{wanted}"' in page.read_text(encoding="utf-8"), page.name
    review = (site / "review.html").read_text(encoding="utf-8")
    assert 'id="审阅页面与报告"' in review  # pages lead there
    home = (site / "index.html").read_text(encoding="utf-8")
    sidebar = home[home.index("md-nav--primary") :]
    assert sidebar.index("tutorial.zh.html") < sidebar.index("law.zh.html")
    assert sidebar.index("law.zh.html") < sidebar.index('href="tutorial.html"')


def test_the_reference_is_written_from_the_code(site):
    commands = (site / "reference" / "commands.html").read_text(encoding="utf-8")
    for name in ("redactkit image", "redactkit models get", "redactkit prove"):
        assert f"{name}<" in commands
    assert "--keep-names" in commands
    reference = (site / "reference" / "index.html").read_text(encoding="utf-8")
    assert "LeakError" in reference
    assert "on_progress" in reference


def test_the_page_of_dependencies_names_all_that_is_asked_for():
    page = (ROOT / "docs" / "dependencies.md").read_text(encoding="utf-8").replace("_", "-")
    asked = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    for line in asked["dependencies"]:
        assert f"| {re.match(r'[a-z-]+', line)[0]} |" in page


@pytest.mark.skipif(CHROMIUM is None, reason="needs apt-get install chromium")
@pytest.mark.filterwarnings("ignore::ResourceWarning")
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_the_pictures_can_be_made_anew(kit, tmp_path):
    pytest.importorskip("playwright")
    import make_pictures

    make_pictures.make(tmp_path, kit)

    for name in ("before-after.png", "review.png", "report.png"):
        new, old = (pixels(folder / name) for folder in (tmp_path, ROOT / "docs" / "pictures"))
        assert new.shape == old.shape
        # a page that failed to load is nearly one color
        assert np.bincount(new.ravel()).max() / new.size < 0.8, name
