"""The command ``redactkit serve``."""

from __future__ import annotations

import socket
from typing import Annotated

import typer

from redactkit.cli.common import Faces, PeopleFile, PolicyFile  # noqa: TC001 - typer reads them
from redactkit.cli.folder import setup_of, usual_workers
from redactkit.core.errors import BackendError
from redactkit.detect.registry import DEFAULT

__all__ = ["register"]

GRACE_S = 30
"""Seconds that files in work get to finish when the service is stopped."""

Host = Annotated[
    str,
    typer.Option("--host", help="Address to listen at; others than this machine's at your risk."),
]
Port = Annotated[int, typer.Option("--port", min=0, max=65535)]
Workers = Annotated[int | None, typer.Option("--workers", min=1, help="Files at once.")]
Queue = Annotated[int, typer.Option("--queue", min=0, help="Files that may wait; then 429.")]
Size = Annotated[int, typer.Option("--max-mb", min=1, help="Largest request, in MiB.")]
Limit = Annotated[float, typer.Option("--limit", min=0.1, help="Seconds for a picture.")]


def register(app: typer.Typer) -> None:
    """Add the command to the command line."""
    app.command()(serve)


def serve(  # noqa: PLR0913, PLR0917 - one for each option
    policy: PolicyFile = None,
    host: Host = "127.0.0.1",
    port: Port = 8780,
    workers: Workers = None,
    queue: Queue = 16,
    max_mb: Size = 256,
    limit: Limit = 60.0,
    faces: Faces = DEFAULT,
    people: PeopleFile = None,
) -> None:
    """Redact files that are sent over the network; needs the extra ``serve``."""
    try:
        import uvicorn  # noqa: PLC0415 - an extra

        from redactkit.service.app import make_app  # noqa: PLC0415
        from redactkit.service.limits import ServiceLimits  # noqa: PLC0415
    except ImportError as error:
        msg = "the service needs the extra: pip install 'redactkit-media[serve]'"
        raise BackendError(msg) from error
    bounds = ServiceLimits(
        workers=workers or usual_workers(), queue=queue, bytes=max_mb << 20, limit_s=limit
    )
    config = uvicorn.Config(
        make_app(setup_of(policy, faces, people), bounds),
        log_config=None,
        access_log=False,  # it would hold addresses, and who sent something when
        timeout_graceful_shutdown=GRACE_S,
    )
    with _listening(host, port) as listener:
        typer.echo(f"http://{host}:{listener.getsockname()[1]}")
        uvicorn.Server(config).run(sockets=[listener])


def _listening(host: str, port: int) -> socket.socket:
    try:
        return socket.create_server((host, port))
    except OSError as error:
        msg = f"{host}:{port}: cannot listen there ({error.strerror}); choose another --port"
        raise BackendError(msg) from error
