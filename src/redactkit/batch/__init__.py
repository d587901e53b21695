"""Many files: a folder, a queue, a cluster; each finished once, whatever happens meanwhile."""

from redactkit.batch.folder import redact_folder
from redactkit.batch.values import SUMMARY_NAME, Event, Options, Outcome, Summary
from redactkit.jobs.chain import RECORD_ENDING

__all__ = [
    "RECORD_ENDING",
    "SUMMARY_NAME",
    "Event",
    "Options",
    "Outcome",
    "Summary",
    "redact_folder",
]
