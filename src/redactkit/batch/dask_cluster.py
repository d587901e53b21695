"""A Dask cluster as an executor; its workers must see both folders under the same paths."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from redactkit.batch.executors import EACH
from redactkit.core.errors import BackendError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from redactkit.batch.options import Executor

__all__ = ["dask_executor"]

LEAST = 64
"""Pieces out at least, for workers that join later."""

REACH_S = 10
"""Seconds to wait for the scheduler and its first worker."""


@contextmanager
def dask_executor(address: str) -> Iterator[tuple[Executor, int]]:
    """Yield a cluster's executor and how many pieces of work to have out on it.

    Args:
        address: the scheduler, as in ``tcp://10.0.0.1:8786``.

    Raises:
        BackendError: the extra ``redactkit-media[dask]`` is not installed, or there is no
            scheduler with workers at this address.
    """
    try:
        from distributed import Client  # noqa: PLC0415 - an extra
    except ImportError as error:
        msg = "a Dask cluster needs the extra: pip install 'redactkit-media[dask]'"
        raise BackendError(msg) from error
    try:
        client = Client(address, timeout=REACH_S, set_as_default=False)
        client.wait_for_workers(1, timeout=REACH_S)
    except (OSError, TimeoutError, ValueError) as error:
        msg = f"{address}: no Dask scheduler with workers answers; check the address"
        raise BackendError(msg) from error
    try:
        # pure: two files with the same settings are still two pieces of work
        threads = sum(client.nthreads().values())
        yield client.get_executor(pure=False), max(LEAST, EACH * threads)
    finally:
        client.close()
