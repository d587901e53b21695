"""Admission control of the service: limits on concurrent requests and on bytes."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from starlette.exceptions import HTTPException

from redactkit.service.problem import problem_response

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

    from redactkit.service.limits import ServiceLimits
    from redactkit.service.metrics import Metrics

__all__ = ["AdmissionLimiter"]

TOO_SLOW, TOO_LARGE, BUSY = 408, 413, 429


class AdmissionLimiter:
    """Refuses a file before its bytes are read: where all places are taken, or it is too large.

    Args:
        app: the application behind it.
        bounds: how much it takes on.
        metrics: where answers are counted.
        guarded: the path that files are sent to.
    """

    def __init__(
        self, app: ASGIApp, *, bounds: ServiceLimits, metrics: Metrics, guarded: str
    ) -> None:
        """Admit no request yet."""
        self._app, self._bounds, self._metrics, self._guarded = app, bounds, metrics, guarded
        self._taken = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def counted(message: Message) -> None:
            if message["type"] == "http.response.start":
                self._metrics.answers.labels(str(message["status"])).inc()
            await send(message)

        if scope["path"] != self._guarded or scope["method"] != "POST":
            await self._app(scope, self._limited(receive), counted)
        elif _length(scope) > self._bounds.bytes:
            await problem_response(TOO_LARGE, "TooLarge", self._large())(scope, receive, counted)
        elif self._taken >= self._bounds.workers + self._bounds.queue:
            busy = problem_response(
                BUSY, "Busy", "all places are taken; try again later", retry_s=1
            )
            await busy(scope, receive, counted)
        else:
            await self._inside(scope, receive, counted)

    async def _inside(self, scope: Scope, receive: Receive, send: Send) -> None:
        self._taken += 1
        self._metrics.taken.set(self._taken)
        try:
            await self._app(scope, self._limited(receive), send)
        finally:
            self._taken -= 1
            self._metrics.taken.set(self._taken)

    def _limited(self, receive: Receive) -> Receive:
        carried, whole = 0, False

        async def limited() -> Message:
            nonlocal carried, whole
            if whole:
                # what comes now is that the other side hung up, and may come late
                return await receive()
            try:
                async with asyncio.timeout(self._bounds.upload_s):
                    message = await receive()
            except TimeoutError as error:
                raise HTTPException(TOO_SLOW, "the request came too slowly") from error
            whole = not message.get("more_body", False)
            carried += len(message.get("body", b""))
            if carried > self._bounds.bytes:
                raise HTTPException(TOO_LARGE, self._large())
            return message

        return limited

    def _large(self) -> str:
        return f"more than {self._bounds.bytes} bytes; send less"


def _length(scope: Scope) -> int:
    """Return the length that the request says it has; 0 where it says none."""
    for name, value in scope["headers"]:
        if name == b"content-length":
            return int(value) if value.isdigit() else 0
    return 0
