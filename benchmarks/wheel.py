"""The wheel as a stranger gets it: built once, installed bare, and used as the README says.

    python benchmarks/wheel.py [--python PATH ...] [--write docs/dependencies.md]
    python benchmarks/wheel.py --installed PATH

For each Python from 3.11 on that is found (PATH, pyenv) it makes an environment that holds the
wheel and what the wheel asks for, and there runs `redactkit --version`, shell completion,
the README's commands and Python blocks on drawn samples, and mypy on a user's file. With
--write it also measures what every dependency adds to the installation. --installed does
all but building and measuring in an environment that is there. Needs the extra `dev`; uses uv
where it is installed.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT / "tests"), str(ROOT / "benchmarks")]

from installed import page  # noqa: E402 - lies beside

from blocks import blocks  # noqa: E402 - lies in tests/

VERSIONS = ("3.11", "3.12", "3.13")

RIGHT = """
import redactkit

kit = redactkit.Redactor(policy=redactkit.Policy(hotline=redactkit.Rule(keep=True)))
done: redactkit.Redacted = kit.image("a.png", "b.png")
kinds: list[str] = [item.kind for item in done.record.removed]
"""
WRONG = """
import redactkit

redactkit.redact_text(138).record.counters.append(1)
"""
"""A user's file that mypy has to take, and one with two faults that it has to find."""

SAMPLES = """
import sys
from pathlib import Path
sys.path.insert(0, sys.argv[1])
import merchant
merchant.draw(Path("case"), frames=12)
for name, source in (("chat.png", "1-group.png"), ("case/chat.png", "2-group.png"),
                     ("cctv.mp4", "counter.mp4"), ("statement.md", "statement.md")):
    Path(name).write_bytes((Path("case") / source).read_bytes())
Path("article.html").write_text('<p>电话 13800138000</p><img src="chat.png">', encoding="utf-8")
"""


def run(*command: str | Path, folder: Path, wanted: int = 0) -> str:
    """Run a command in a folder; stop everything where it ends otherwise than wanted."""
    done = subprocess.run(
        [str(part) for part in command], cwd=folder, capture_output=True, text=True, check=False
    )
    if done.returncode != wanted:
        line = " ".join(map(str, command))
        msg = f"{line}\nexit code {done.returncode}\n{done.stdout}{done.stderr}"
        raise SystemExit(msg)
    return done.stdout


def pythons() -> list[Path]:
    """Return a Python of each version that is found and runs."""
    pyenv = Path(os.environ.get("PYENV_ROOT", Path.home() / ".pyenv")) / "versions"
    found = []
    for version in VERSIONS:
        places = [shutil.which(f"python{version}"), *sorted(pyenv.glob(f"{version}*/bin/python3"))]
        asked = "import sys; print('%d.%d' % sys.version_info[:2])"
        for place in filter(None, [sys.executable, *places]):
            told = subprocess.run(
                [str(place), "-c", asked], capture_output=True, text=True, check=False
            )
            if told.stdout.strip() == version:
                found.append(Path(place))
                break
    return found


def build(folder: Path) -> Path:
    """Build the wheel."""
    run(
        sys.executable,
        "-m",
        "pip",
        "wheel",
        "--quiet",
        "--no-deps",
        "-w",
        folder,
        ROOT,
        folder=folder,
    )
    (wheel,) = folder.glob("*.whl")
    return wheel


def install(python: Path, wheel: Path, folder: Path) -> Path:
    """Make an environment with the wheel alone; return its Python."""
    uv = shutil.which("uv") or shutil.which("uv", path=str(Path(sys.executable).parent))
    inside = folder / "bin" / "python"
    if uv:
        run(uv, "venv", "--quiet", "--python", python, folder, folder=folder.parent)
        run(uv, "pip", "install", "--quiet", "--python", inside, wheel, folder=folder.parent)
    else:
        run(python, "-m", "venv", folder, folder=folder.parent)
        run(inside, "-m", "pip", "install", "--quiet", wheel, folder=folder.parent)
    return inside


def use(python: Path) -> None:
    """Do with an installation what the README says, in an empty folder."""
    command = python.parent / "redactkit"
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        version = run(command, "--version", folder=folder).strip()
        # typer asks for the shell that it was started from, so bash has to stay alive
        shown = run("bash", "-c", f"{command} --show-completion; exit $?", folder=folder)
        if "_REDACTKIT_COMPLETE" not in shown:
            msg = f"no completion for bash:\n{shown}"
            raise SystemExit(msg)
        run(python, "-c", SAMPLES, ROOT / "examples", folder=folder)
        count = 0
        for block in blocks("README.md"):
            if block.reason:
                continue
            if block.language == "python":
                start = "import redactkit\n" if count else ""
                run(python, "-c", start + block.code, folder=folder)
                count += 1
            for line in block.code.splitlines() if block.language == "sh" else ():
                run("bash", "-c", f"PATH={python.parent}:$PATH; {line}", folder=folder)
                count += 1
        typed(python, folder)
    print(f"{version}: completion, {count} of the README's commands and blocks, types: as shown")


def typed(python: Path, folder: Path) -> None:
    """Hold that a user's mypy reads our types."""
    (folder / "right.py").write_text(RIGHT, encoding="utf-8")
    (folder / "wrong.py").write_text(WRONG, encoding="utf-8")
    mypy = [sys.executable, "-m", "mypy", "--strict", "--python-executable", python]
    run(*mypy, "right.py", folder=folder)
    told = run(*mypy, "wrong.py", folder=folder, wanted=1)
    if "[arg-type]" not in told or "[attr-defined]" not in told:
        msg = f"mypy did not see our types:\n{told}"
        raise SystemExit(msg)


def main() -> None:
    """Build, install and use; measure where asked."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--python", type=Path, nargs="+", help="default: all that are found")
    options.add_argument("--write", type=Path, help="write the page of dependencies")
    options.add_argument("--installed", type=Path, help="an environment's Python")
    asked = options.parse_args()
    if asked.installed:
        use(asked.installed.absolute())
        return
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        wheel = build(folder)
        print(f"{wheel.name}: {wheel.stat().st_size / 1e6:.1f} MB")
        for number, python in enumerate(asked.python or pythons()):
            inside = install(python, wheel, folder / f"venv{number}")
            print(run(inside, "--version", folder=folder).strip(), flush=True)
            if asked.write and number == 0:
                asked.write.write_text(page(inside, wheel, ROOT), encoding="utf-8")
            use(inside)
            shutil.rmtree(folder / f"venv{number}")


if __name__ == "__main__":
    main()
