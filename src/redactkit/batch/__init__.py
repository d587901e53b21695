"""Many files: a folder, a queue, a cluster; each finished once, whatever happens meanwhile."""

from redactkit.batch.folder import redact_folder
from redactkit.batch.options import SUMMARY_NAME, Event, Options, Outcome, Summary
from redactkit.records.chain import RECORD_ENDING

__all__ = [
    "RECORD_ENDING",
    "SUMMARY_NAME",
    "Event",
    "Options",
    "Outcome",
    "Summary",
    "redact_folder",
]
