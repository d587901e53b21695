"""Send files to a running service and keep what comes back.

    redactkit serve --workers 2 &
    python examples/service_client.py http://127.0.0.1:8780 OUT FILE...

Needs `pip install httpx`. Each finished file lies in OUT with its record beside it. Names are
kept here; the service sees the ending alone.
"""

from __future__ import annotations

import io
import sys
import time
import zipfile
from pathlib import Path

import httpx

TRIES, TIMEOUT_S = 5, 600
BUSY, DONE = 429, 200


def send(client: httpx.Client, path: Path) -> httpx.Response:
    """Send one file; wait as long as the service says while it is busy."""
    for _ in range(TRIES):
        with path.open("rb") as file:
            answer = client.post("/v1/redact", files={"file": ("file" + path.suffix, file)})
        if answer.status_code != BUSY:
            break
        time.sleep(float(answer.headers.get("Retry-After", "1")))
    return answer


def keep(answer: httpx.Response, out: Path, stem: str) -> Path:
    """Unpack the finished file and its record; return the file."""
    with zipfile.ZipFile(io.BytesIO(answer.content)) as bundle:
        (media,) = (name for name in bundle.namelist() if name != "record.json")
        target = out / (stem + Path(media).suffix)
        target.write_bytes(bundle.read(media))
        target.with_name(target.name + ".record.json").write_bytes(bundle.read("record.json"))
    return target


def main(address: str, out: Path, files: list[Path]) -> int:
    """Send all files; return 1 where one was not done."""
    out.mkdir(parents=True, exist_ok=True)
    failed = 0
    with httpx.Client(base_url=address, timeout=TIMEOUT_S) as client:
        for path in files:
            answer = send(client, path)
            if answer.status_code == DONE:
                print(f"{path.name}: {keep(answer, out, path.stem)}")
            else:
                failed += 1
                fault = answer.json()
                print(f"{path.name}: {answer.status_code} {fault['fault']}: {fault['detail']}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], Path(sys.argv[2]), [Path(name) for name in sys.argv[3:]]))
