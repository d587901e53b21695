"""What docs/batch.md shows works as shown."""

import re
import tomllib
from pathlib import Path

from redactkit.batch.casefile import load_cases

PAGE = Path(__file__).resolve().parents[2] / "docs" / "batch.md"


def test_the_case_manifest_of_the_page_is_one(tmp_path):
    (block,) = re.findall(r"```toml\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
    for table in tomllib.loads(block)["case"]:
        for name in table["files"]:
            (tmp_path / name).touch()
    (tmp_path / "cases.toml").write_text(block, encoding="utf-8")

    assert load_cases(tmp_path / "cases.toml", tmp_path).group("a.png").startswith("0")
