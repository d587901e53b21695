"""Numbers of a service for Prometheus; none of them is about a person or a file name."""

from __future__ import annotations

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest

__all__ = ["Metrics"]

SECONDS = (0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 1800)


class Metrics:
    """The numbers of one service."""

    def __init__(self) -> None:
        """Start from nothing."""
        self.registry = CollectorRegistry()
        self.answers = Counter(
            "redactkit_answers", "Answers by status.", ["status"], registry=self.registry
        )
        self.taken = Gauge(
            "redactkit_taken", "Files in work or waiting for a worker.", registry=self.registry
        )
        self.seconds = Histogram(
            "redactkit_work_seconds",
            "Seconds of work for a file.",
            ["medium"],
            buckets=SECONDS,
            registry=self.registry,
        )
        self.bytes = Counter(
            "redactkit_bytes", "Bytes taken in and given out.", ["way"], registry=self.registry
        )
        self.findings = Counter(
            "redactkit_findings", "Findings by fate.", ["fate"], registry=self.registry
        )

    def text(self) -> bytes:
        """Return all numbers as Prometheus reads them."""
        return generate_latest(self.registry)
