"""The table of docs/architecture.md: who may import whom, and no cycle."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PACKAGE, PAGE = ROOT / "src" / "redactkit", ROOT / "docs" / "architecture.md"

ROW = re.compile(
    r"^\| (?P<name>[a-z ]+) \| (?P<modules>`[^|]+`) \| [^|]+ \|(?P<may>[^|]*)\|$", re.MULTILINE
)


def table():
    """Return the modules of each group, ``x.*`` for a package, and the groups it may import."""
    groups, arrows = {}, {}
    for row in ROW.finditer(PAGE.read_text(encoding="utf-8")):
        may = row["may"].strip()
        arrows[row["name"]] = (
            set(groups) if may == "all above" else set(filter(None, may.split(", ")))
        )
        groups[row["name"]] = set(re.findall(r"`([^`]+)`", row["modules"]))
    return groups, arrows


GROUPS, ARROWS = table()

LIMIT = 450
"""Lines of a module; above 300 it should be looked at whether it has two jobs."""

SILENT = {"print", "basicConfig"}


def modules():
    for path in sorted(PACKAGE.rglob("*.py")):
        name = ".".join(path.relative_to(PACKAGE).with_suffix("").parts)
        if not name.endswith("__init__"):
            yield name, ast.parse(path.read_text(encoding="utf-8"))


def imports(tree):
    """Return the modules of the package that a module imports, for types alone included."""
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module and node.module.startswith("redactkit"):
            rest = node.module.split(".", 1)[1] if "." in node.module else ""
            names = [alias.name for alias in node.names]
            package = not rest or (PACKAGE / rest.replace(".", "/")).is_dir()
            found |= {f"{rest}.{n}".lstrip(".") for n in names} if package else {rest}
    return {name for name in found if name != "__version__"}


def group(name):
    whole, part = name, name.split(".")[0] + ".*"
    return next(key for key, members in GROUPS.items() if whole in members or part in members)


@pytest.mark.parametrize(("name", "tree"), [pytest.param(n, t, id=n) for n, t in modules()])
def test_arrows_point_one_way(name, tree):
    own = group(name)
    for other in imports(tree):
        assert group(other) in {own, *ARROWS[own]}, f"{name} must not import {other}"


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


def test_every_module_has_one_place_and_no_place_is_empty():
    names = {name for name, _ in modules()}
    packages = {f"{name.split('.')[0]}.*" for name in names if "." in name}

    placed = [name for members in GROUPS.values() for name in members]
    assert sorted(placed) == sorted({n for n in names if "." not in n} | packages)
    assert set().union(*ARROWS.values()) < set(GROUPS)


@pytest.mark.parametrize(("name", "tree"), [pytest.param(n, t, id=n) for n, t in modules()])
def test_modules_are_small_and_say_what_they_export(name, tree):
    path = PACKAGE / (name.replace(".", "/") + ".py")

    assert len(path.read_text(encoding="utf-8").splitlines()) <= LIMIT
    assert ast.get_docstring(tree)
    # what type checkers read in place of fields made from a table may name them by **
    typed = {
        node
        for block in ast.walk(tree)
        if isinstance(block, ast.If) and getattr(block.test, "id", "") == "TYPE_CHECKING"
        for part in block.body
        for node in ast.walk(part)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef):
            assert node.end_lineno - node.lineno < 40, f"{name}.{node.name} is long"
            assert node in typed or node.args.kwarg is None, f"{name}.{node.name} takes **kwargs"


@pytest.mark.parametrize(("name", "tree"), [pytest.param(n, t, id=n) for n, t in modules()])
def test_the_library_does_not_print(name, tree):
    if name in ("cli.app", "__main__"):
        return
    calls = [n.func for n in ast.walk(tree) if isinstance(n, ast.Call)]

    assert not [call.id for call in calls if isinstance(call, ast.Name) and call.id in SILENT]


def test_the_middle_knows_no_file_and_no_clock():
    for name, tree in modules():
        if group(name) in ("detect", "tracking", "text", "layout", "render"):
            words = {n.id for n in ast.walk(tree) if isinstance(n, ast.Name)}
            assert not words & {"open", "datetime"}, name
