"""The review page's server: on 127.0.0.1 only, for whoever has the address with its token.

Every answer forbids storing, framing and anything from outside; requests that name another
host or come from another page are refused. Nothing that is asked for is a path of a file.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from hmac import compare_digest
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from importlib.resources import files
from secrets import token_urlsafe
from threading import Thread
from typing import TYPE_CHECKING, Any, Self

from redactkit.core import platform
from redactkit.core.errors import MediaError, RedactError
from redactkit.core.policy import TEXTUAL
from redactkit.review import views as deskview
from redactkit.review.items import StaleError
from redactkit.review.kind_names import KIND_NAMES, METHOD_NAMES
from redactkit.review.requests import apply_request, wanted_items

if TYPE_CHECKING:
    from collections.abc import Mapping
    from types import TracebackType

    from redactkit.review.session import ReviewSession

__all__ = ["Response", "ReviewServer", "Site"]

HOST = "127.0.0.1"
MOST_BYTES = 1 << 20
"""Largest request."""

PATIENCE_S = 30
"""Seconds after which a silent connection is closed."""

PAGE = {
    "": ("index.html", "text/html; charset=utf-8"),
    "review.css": ("review.css", "text/css; charset=utf-8"),
    "review.js": ("review.js", "text/javascript; charset=utf-8"),
    "icon.svg": ("icon.svg", "image/svg+xml"),
    "words.js": ("words.js", "text/javascript; charset=utf-8"),
}
"""What the page is made of; no other file is ever read for it."""

SAFE = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
        "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    ),
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}

SHEET = re.compile(r"sheet/(\d{1,6})(?:\?geometry=(\d{1,9}))?")
FRAME = re.compile(r"frame/(\d{1,6})/(\d{1,9})/(\d{1,4})(?:\?(painted)?[\w=&]*)?")
THUMB = re.compile(r"thumb/(\d{1,6})/(\d{1,9})/(\d{1,9})(?:\?[\w=&]*)?")


@dataclass(frozen=True, slots=True, kw_only=True)
class Response:
    """What goes back to the browser."""

    status: HTTPStatus = HTTPStatus.OK
    kind: str = "application/json"
    body: bytes = b"{}"


class Site:
    """The page's addresses, apart from any socket.

    Args:
        desk: the review session.
        token: the secret part of every address.
        host: host and port as the browser has to name them.
    """

    def __init__(self, desk: ReviewSession, token: str, host: str) -> None:
        """Serve one session."""
        self._desk, self._token, self._host = desk, token, host

    def answer(
        self, method: str, path: str, headers: Mapping[str, str], body: bytes = b""
    ) -> Response:
        """Return the answer to one request; never raises for what a browser can send."""
        if not self._allowed(method, headers):
            return _refused(HTTPStatus.FORBIDDEN, "this address is not for that page")
        token, _, rest = path.removeprefix("/").partition("/")
        # compared as bytes: other characters than ASCII would raise
        if not compare_digest(token.encode(), self._token.encode()) or "/" not in path[1:]:
            return _refused(HTTPStatus.NOT_FOUND, "open the address that redactkit printed")
        try:
            return self._get(rest) if method == "GET" else self._post(rest, body)
        except StaleError as error:
            return _refused(HTTPStatus.CONFLICT, str(error))
        except RedactError as error:
            return _refused(HTTPStatus.BAD_REQUEST, str(error))
        except Exception as error:  # noqa: BLE001 - its text may be private, its type is not
            return _refused(HTTPStatus.INTERNAL_SERVER_ERROR, type(error).__name__)

    def _allowed(self, method: str, headers: Mapping[str, str]) -> bool:
        if headers.get("Host") != self._host:
            return False
        origin = headers.get("Origin")
        if origin is not None and origin != f"http://{self._host}":
            return False
        if headers.get("Sec-Fetch-Site", "none") not in ("none", "same-origin"):
            return False
        if method != "POST":
            return True
        # a form of another page cannot send this type without being asked first
        return origin is not None and headers.get("Content-Type") == "application/json"

    def _get(self, rest: str) -> Response:
        if rest in PAGE:
            name, kind = PAGE[rest]
            return Response(
                kind=kind, body=(files("redactkit.review") / "page" / name).read_bytes()
            )
        if rest == "state":
            return _json(self._state())
        if found := SHEET.fullmatch(rest):
            known = None if found[2] is None else int(found[2])
            return _json(deskview.detail(self._desk, int(found[1]), known))
        if found := FRAME.fullmatch(rest):
            one = self._desk.sheet(int(found[1]))
            frame, strip = int(found[2]), int(found[3])
            return _jpeg(deskview.picture(one, frame, strip, painted=found[4] is not None))
        if found := THUMB.fullmatch(rest):
            one = self._desk.sheet(int(found[1]))
            return _jpeg(deskview.thumbnail(one, int(found[2]), int(found[3])))
        return _refused(HTTPStatus.NOT_FOUND, "there is no such address")

    def _post(self, rest: str, body: bytes) -> Response:
        ask = _parsed(body)
        if rest == "edit":
            apply_request(self._desk, ask)
        elif rest == "apply":
            self._desk.apply(wanted_items(ask))
        elif rest == "save":
            self._desk.save()
        else:
            return _refused(HTTPStatus.NOT_FOUND, "there is no such address")
        return _json(self._state())

    def _state(self) -> dict[str, Any]:
        return {
            "sheets": deskview.overview(self._desk),
            "undo": self._desk.can_undo,
            "out": self._desk.out.name,
            "kinds": KIND_NAMES,
            "methods": {name: METHOD_NAMES[name] for name in METHOD_NAMES if name != "replace"},
            "textual": sorted(TEXTUAL),
        }


class ReviewServer:
    """The page of one session, served until stopped.

    Args:
        desk: what is reviewed; closed with the server.
        port: 0 takes a free one.
    """

    def __init__(self, desk: ReviewSession, *, port: int = 0) -> None:
        """Take the port; answer nothing yet.

        Raises:
            MediaError: the port is taken.
        """
        self._desk = desk
        try:
            self._server = _Server((HOST, port), _Handler)
        except OSError as error:
            msg = f"port {port} cannot be used ({error.strerror}); choose another with --port"
            raise MediaError(msg) from error
        token = token_urlsafe(32)
        self.host = f"{HOST}:{self._server.server_address[1]}"
        self.url = f"http://{self.host}/{token}/"
        self._server.site = Site(desk, token, self.host)
        self._thread: Thread | None = None

    def serve(self) -> None:
        """Answer until `stop` is called from another thread or the process is interrupted."""
        self._server.serve_forever(poll_interval=0.1)

    def start(self) -> None:
        """Answer in the background."""
        self._thread = Thread(target=self.serve, name="redactkit-review-page", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Stop answering, close the port and the session."""
        if self._thread is not None:
            self._server.shutdown()
            self._thread.join()
            self._thread = None
        self._server.server_close()
        self._desk.close()

    def __enter__(self) -> Self:
        """Start in the background."""
        self.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Stop."""
        self.stop()


class _Server(ThreadingHTTPServer):
    site: Site
    daemon_threads = True
    allow_reuse_address = platform.REUSE_ADDRESS
    # a browser's idle connections must not hold the end up
    block_on_close = False

    def handle_error(self, request: object, client_address: object) -> None:
        """Say nothing: what broke is on the wire, and the console is no log."""


class _Handler(BaseHTTPRequestHandler):
    server: _Server
    timeout = PATIENCE_S
    protocol_version = "HTTP/1.1"
    server_version, sys_version = "redactkit", ""

    def do_GET(self) -> None:
        self._send(self.server.site.answer("GET", self.path, self._named()))

    def do_POST(self) -> None:
        length = self.headers.get("Content-Length", "")
        if not length.isascii() or not length.isdigit() or int(length) > MOST_BYTES:
            self.close_connection = True
            self._send(_refused(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "the request is too large"))
            return
        body = self.rfile.read(int(length))
        self._send(self.server.site.answer("POST", self.path, self._named(), body))

    def _named(self) -> dict[str, str]:
        return {name.title(): value for name, value in self.headers.items()}

    def _send(self, answer: Response) -> None:
        self.send_response(answer.status)
        for name, value in SAFE.items():
            self.send_header(name, value)
        self.send_header("Content-Type", answer.kind)
        self.send_header("Content-Length", str(len(answer.body)))
        self.end_headers()
        self.wfile.write(answer.body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base's name
        """Log nothing: addresses hold the token."""


def _parsed(body: bytes) -> dict[str, Any]:
    try:
        ask = json.loads(body)
    except ValueError:
        ask = None
    if not isinstance(ask, dict):
        msg = "the request is no JSON object"
        raise MediaError(msg)
    return ask


def _json(table: Mapping[str, Any]) -> Response:
    return Response(body=json.dumps(table, ensure_ascii=False, separators=(",", ":")).encode())


def _jpeg(body: bytes) -> Response:
    return Response(kind="image/jpeg", body=body)


def _refused(status: HTTPStatus, why: str) -> Response:
    return Response(status=status, body=json.dumps({"error": why}, ensure_ascii=False).encode())
