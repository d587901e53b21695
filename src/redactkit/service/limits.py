"""How much a service takes on."""

from __future__ import annotations

from dataclasses import dataclass
from math import inf

from redactkit.core.errors import PolicyError

__all__ = ["ServiceLimits"]


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceLimits:
    """Limits of a service.

    Args:
        workers: files worked on at once, each in a process of its own.
        queue: files that may wait for a worker; one more is sent away (429).
        bytes: of one request.
        limit_s: seconds for a picture, and for every 10 s of a clip.
        upload_s: seconds without a byte of a request after which it is given up.

    Raises:
        PolicyError: a number is out of range.
    """

    workers: int = 1
    queue: int = 16
    bytes: int = 256 << 20
    limit_s: float = 60.0
    upload_s: float = 30.0

    def __post_init__(self) -> None:
        """Refuse a service that would take nothing on."""
        if self.workers < 1 or self.queue < 0 or self.bytes < 1:
            msg = "a service needs a worker, a queue of 0 or more, and room for a byte"
            raise PolicyError(msg)
        if not (0 < self.limit_s < inf and 0 < self.upload_s < inf):
            msg = "the time limits of a service must be numbers of seconds above 0"
            raise PolicyError(msg)
