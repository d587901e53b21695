"""The example's client against a real service."""

import json
import subprocess
import sys
from pathlib import Path

CLIENT = Path(__file__).resolve().parents[2] / "examples" / "service_client.py"


def test_the_client_keeps_what_comes_back_and_tells_what_was_refused(service, tmp_path):
    (tmp_path / "a.md").write_text("电话13800138000", encoding="utf-8")
    (tmp_path / "b.md").write_bytes(b"\xff\xfe\xff")

    done = subprocess.run(
        [sys.executable, str(CLIENT), service.url, "out", "a.md", "b.md"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 1, done.stderr
    assert "a.md: out/a.md" in done.stdout
    assert "b.md: 415" in done.stdout
    assert (tmp_path / "out" / "a.md").read_text(encoding="utf-8") == "电话[电话]"
    record = json.loads((tmp_path / "out" / "a.md.record.json").read_text(encoding="utf-8"))
    assert [item["kind"] for item in record["removed"]] == ["PHONE"]
