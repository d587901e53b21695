"""A real server on this machine, with real workers."""

import threading
import time
from contextlib import contextmanager

import pytest
import uvicorn

from redactkit.batch.worker_state import WorkerConfig
from redactkit.service.app import make_app
from redactkit.service.limits import ServiceLimits


class Service:
    """A running service: its address, its app, and the folder it works in."""

    def __init__(self, app, port):
        self.app, self.port = app, port
        self.url = f"http://127.0.0.1:{port}"

    def left(self):
        return [path for path in self.app.state.folder.rglob("*") if path.name != "lock"]


@contextmanager
def running(bounds):
    app = make_app(WorkerConfig(), bounds)
    server = uvicorn.Server(uvicorn.Config(app, port=0, ws="none", log_level="error"))
    thread = threading.Thread(target=server.run)
    thread.start()
    try:
        while not server.started:
            assert thread.is_alive()
            time.sleep(0.01)
        yield Service(app, server.servers[0].sockets[0].getsockname()[1])
    finally:
        server.should_exit = True
        thread.join()


@pytest.fixture(scope="module")
def service():
    """Return a service with one worker, which takes one file more at most and 1 MB."""
    with running(
        ServiceLimits(workers=1, queue=1, bytes=1_000_000, limit_s=30, upload_s=1)
    ) as found:
        yield found
