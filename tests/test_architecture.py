"""The arrows of docs/architecture.md: who may import whom, and no cycle."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

PACKAGE = Path(__file__).resolve().parent.parent / "src" / "redactkit"

LAYERS = (
    {"errors", "geometry", "frames", "surnames"},
    {"findings", "methods", "steady", "zones"},
    {"detect", "policy"},
    {"labels", "settings", "patterns", "backends.runtime", "modelfiles"},
    {
        "record",
        "conceal",
        "identifiers",
        "backends.centerface",
        "backends.mediapipe",
        "backends.yunet",
        "backends.rapidocr",
    },
    {"background", "heads", "overlay", "zonecover"},
    {"bodies", "plan", "aliases", "codes", "motion", "evidence", "statement", "risks", "tool"},
    {"avatars", "scene", "faces", "union", "track", "wording", "edits"},
    {"names", "layout"},
    {"chat", "verify", "registry"},
    {"atomic", "fetch", "imagefile", "textfile", "videofile", "videoout"},
    {"media", "videocopy", "videowrite", "videoscan", "clips", "detectors"},
    {"pictures", "check", "covers"},
    {"redact"},
    {"batch"},
    {"follow", "stills", "kindnames", "lawfacts", "reporthtml"},
    {"reportpictures"},
    {"report"},
    {"sheet"},
    {"sheetrows", "desk"},
    {"deskview", "reviewedits"},
    {"review"},
    {"cli_models", "cli_review"},
    {"cli"},
    {"__main__"},
)
"""A module imports from rows above its own, or from its own row where no cycle follows."""

HEAVY = ("cv2", "openvino", "av", "presidio_analyzer", "presidio_anonymizer", "spacy", "rapidocr")
SILENT = {"print", "basicConfig"}


def modules():
    for path in sorted(PACKAGE.rglob("*.py")):
        name = ".".join(path.relative_to(PACKAGE).with_suffix("").parts)
        if name not in ("__init__", "backends.__init__"):
            yield name, ast.parse(path.read_text(encoding="utf-8"))


def imports(tree):
    """Return the modules of the package that a module imports, for types alone included."""
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module and node.module.startswith("redactkit"):
            rest = node.module.split(".", 1)[1] if "." in node.module else ""
            names = [alias.name for alias in node.names]
            found |= {rest} if rest and rest != "backends" else set(names)
    return found - {"__version__"}


def rank(name):
    return next(number for number, row in enumerate(LAYERS) if name in row)


@pytest.mark.parametrize(("name", "tree"), [pytest.param(n, t, id=n) for n, t in modules()])
def test_arrows_point_one_way(name, tree):
    for other in imports(tree):
        assert rank(other) <= rank(name), f"{name} must not import {other}"


def test_there_is_no_cycle():
    graph = {name: imports(tree) for name, tree in modules()}
    done: set[str] = set()

    def visit(name, path):
        assert name not in path, " -> ".join([*path, name])
        if name not in done:
            for other in graph.get(name, ()):
                visit(other, [*path, name])
            done.add(name)

    for name in graph:
        visit(name, [])


def test_every_module_has_its_place_and_no_place_is_empty():
    names = {name for name, _ in modules()}

    assert names == set().union(*LAYERS)


@pytest.mark.parametrize(("name", "tree"), [pytest.param(n, t, id=n) for n, t in modules()])
def test_modules_are_small_and_say_what_they_export(name, tree):
    path = PACKAGE / (name.replace(".", "/") + ".py")

    assert len(path.read_text(encoding="utf-8").splitlines()) <= 300
    assert ast.get_docstring(tree)
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef):
            assert node.end_lineno - node.lineno < 40, f"{name}.{node.name} is long"
            assert node.args.kwarg is None, f"{name}.{node.name} takes **kwargs"


@pytest.mark.parametrize(("name", "tree"), [pytest.param(n, t, id=n) for n, t in modules()])
def test_the_library_does_not_print(name, tree):
    if name in ("cli", "__main__"):
        return
    calls = [n.func for n in ast.walk(tree) if isinstance(n, ast.Call)]

    assert not [call.id for call in calls if isinstance(call, ast.Name) and call.id in SILENT]


def test_the_middle_knows_no_path_and_no_clock():
    edges = {"atomic", "imagefile", "textfile", "videofile", "videowrite", "videoscan"}
    middle = {name for row in LAYERS[1:9] for name in row} - edges - {"record", "settings"}
    for name, tree in modules():
        if name in middle and not name.startswith("backends"):
            words = {n.id for n in ast.walk(tree) if isinstance(n, ast.Name)}
            assert not words & {"open", "datetime"}, name
