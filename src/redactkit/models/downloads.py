"""Download a model file, only when asked to: resumed, checked, then put in place.

The one module that uses the network, and nothing but `redactkit models get` calls it.
"""

from __future__ import annotations

import hashlib
import http.client
import os
import urllib.error
import urllib.parse
import urllib.request
from contextlib import contextmanager
from http import HTTPStatus
from typing import IO, TYPE_CHECKING

from redactkit.core import platform
from redactkit.core.errors import BackendError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from redactkit.models.model_files import ModelFile

__all__ = ["download"]

BASE = "https://raw.githubusercontent.com"
"""Where the files are had from, unless a mirror is named."""

VARIABLE = "REDACTKIT_MODELS_URL"
"""Environment variable that names a mirror: the same paths below another address."""

TIMEOUT_S = 30
"""Seconds without a byte after which a connection counts as dead."""

CHUNK = 1 << 16


def download(
    model: ModelFile,
    folder: Path,
    *,
    base: str | None = None,
    on_bytes: Callable[[int, int], None] | None = None,
) -> Path:
    """Return the path of a model file, downloaded where it is not there already.

    What was received before a connection broke is kept as ``FILE.part`` and continued by
    the next call, where the server can. The file gets its name only after its SHA-256 is
    right; one that is wrong is deleted.

    Args:
        model: which file.
        folder: where to; made where it is missing.
        base: address of a mirror; default: the environment's, or GitHub.
        on_bytes: called with bytes received and bytes in all.

    Raises:
        BackendError: the server cannot be reached, has no such file or sends another one,
            or the folder cannot be written.
    """
    url = _address(model, base)
    target = folder / model.file
    part = folder / f"{model.file}.part"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if _is_right(target, model):
            return target
        with _alone(part):
            with part.open("ab") as file:
                _receive(url, file, model, on_bytes)
            _check(part, model)
            platform.replace(part, target)
    except OSError as error:
        msg = f"{model.file} cannot be written into {folder}: {error.strerror or error}"
        raise BackendError(msg) from error
    return target


def _address(model: ModelFile, base: str | None) -> str:
    url = f"{(base or os.environ.get(VARIABLE) or BASE).rstrip('/')}/{model.source}"
    try:
        scheme = urllib.parse.urlsplit(url).scheme
    except ValueError:
        scheme = ""
    if scheme not in ("https", "http"):
        msg = f"a mirror's address starts with https:// or http://, unlike {url}"
        raise BackendError(msg)
    return url


@contextmanager
def _alone(part: Path) -> Iterator[None]:
    """Keep other downloads out of an unfinished file."""
    lock = platform.lock(part.with_name(part.name + ".lock"))
    if lock is None:
        msg = f"{part.name} is being written by another download: wait for it"
        raise BackendError(msg)
    try:
        yield
    finally:
        lock.release()


def _receive(
    url: str,
    file: IO[bytes],
    model: ModelFile,
    on_bytes: Callable[[int, int], None] | None,
) -> None:
    """Bring the unfinished file to its full size."""
    done = file.seek(0, os.SEEK_END)
    if done >= model.size:
        # Whole but never put in place, or longer than it should be; the check decides.
        return
    request = urllib.request.Request(url, headers={"Accept-Encoding": "identity"})  # noqa: S310
    if done:
        request.add_header("Range", f"bytes={done}-")
    try:
        with urllib.request.urlopen(request, timeout=TIMEOUT_S) as answer:  # noqa: S310
            if not _continues(answer, done):
                done = 0
                file.truncate(0)
            while done <= model.size and (chunk := answer.read(CHUNK)):
                file.write(chunk)
                done += len(chunk)
                if on_bytes is not None:
                    on_bytes(done, model.size)
    except urllib.error.HTTPError as error:
        if error.code == HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE:
            file.truncate(0)
        msg = f"{url} answers {error.code} {error.reason}"
        raise BackendError(msg) from error
    except (http.client.HTTPException, OSError) as error:
        msg = f"{url} cannot be reached, or the connection broke: run it again to go on"
        raise BackendError(msg) from error
    finally:
        file.flush()
    if done < model.size:
        msg = f"{model.file} broke off at {done} of {model.size} bytes: run it again to go on"
        raise BackendError(msg)
    platform.sync_handle(file.fileno())


def _continues(answer: http.client.HTTPResponse, done: int) -> bool:
    """Return whether the answer starts where the unfinished file ends."""
    stated = answer.headers.get("Content-Range", "")
    return answer.status == HTTPStatus.PARTIAL_CONTENT and stated.startswith(f"bytes {done}-")


def _check(part: Path, model: ModelFile) -> None:
    if not _is_right(part, model):
        part.unlink()
        msg = f"{model.file} is not the expected file (SHA-256 differs) and was deleted"
        raise BackendError(msg)


def _is_right(path: Path, model: ModelFile) -> bool:
    if not path.is_file() or path.stat().st_size != model.size:
        return False
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest() == model.sha256
