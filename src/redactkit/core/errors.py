"""Everything redactkit raises on purpose.

::

    RedactError
    ├── MediaError    a file cannot be read, or must not be written
    ├── BackendError  a model is missing, altered or failed
    ├── PolicyError   a setting is unknown or contradicts itself
    └── LeakError     the finished file still shows something

Messages name the file or the setting and the remedy. They never hold
recognised text: what was found is private, where it was found is not.
"""

from __future__ import annotations

__all__ = ["BackendError", "LeakError", "MediaError", "PolicyError", "RedactError"]


class RedactError(Exception):
    """The base of every error redactkit raises on purpose."""


class MediaError(RedactError):
    """A file cannot be read, or its target must not be written."""


class BackendError(RedactError):
    """A model is missing, is not the file it should be, or failed."""


class PolicyError(RedactError, ValueError):
    """A setting is unknown, out of range or contradicts another."""


class LeakError(RedactError):
    """The finished file still shows something; it was not put in place."""
