"""A folder on a Dask cluster: on one that runs already, or on one started here for this job.

    python examples/dask_folder.py IN OUT [tcp://SCHEDULER:8786]

Needs `pip install 'redactkit-media[dask]'`. The workers must see IN and OUT under the same paths.
The same as `redactkit folder IN OUT --keep-names --dask ADDRESS`.
"""

from __future__ import annotations

import os
import sys

import redactkit
from redactkit.batch import Options
from redactkit.batch.dask_cluster import dask_executor

LIMIT_S = 600.0
"""Time for a picture, and for every 10 s of a clip."""


def work(source: str, target: str, address: str) -> int:
    """Redact the folder on the cluster at an address; return the exit code."""
    with dask_executor(address) as (hands, in_flight):
        options = Options(keep_names=True, executor=hands, in_flight=in_flight, limit_s=LIMIT_S)
        summary = redactkit.redact_folder(source, target, options=options)
    for outcome in summary.failed:
        print(f"{outcome.name}: {outcome.error}")
    print(f"{summary.done} of {summary.files} done, {summary.removed} things removed")
    return 1 if summary.failures else 0


def main(source: str, target: str, address: str | None = None) -> int:
    """Find a cluster or start one of two workers, with one thread each."""
    if address is not None:
        return work(source, target, address)
    # redactkit itself tries a file again that ended its worker
    os.environ["DASK_DISTRIBUTED__SCHEDULER__ALLOWED_FAILURES"] = "0"
    from distributed import LocalCluster  # noqa: PLC0415 - reads its settings when imported

    with LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None) as cluster:
        return work(source, target, cluster.scheduler_address)


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:4]))
