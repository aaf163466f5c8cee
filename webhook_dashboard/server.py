"""Serves everything on one port from one process: claims the port and the data folder, then runs uvicorn."""

import contextlib
import fcntl
import gc
import importlib
import logging
import os
import re
import signal
import socket
import sys
import threading
from collections.abc import Awaitable, Callable, MutableMapping
from pathlib import Path
from types import FrameType, ModuleType
from typing import IO, Any, Final

import uvicorn

from webhook_dashboard.frontend import Bundle
from webhook_dashboard.http_protocol import AbortableProtocol

CLOSE_SECONDS: Final = 5.0
"""How long requests and sockets that are open may still take when the server is told to stop."""

STOP_SECONDS: Final = 9.0
"""After this long the process ends whatever is left; the next start finds what was not finished."""

_COLLECT_AFTER: Final = (50_000, 20, 20)
"""Objects made before the collector looks for rings among them: a burst makes thousands, few in rings."""

ROOT_MODULE: Final = "webhook_dashboard.webhook_dashboard"

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
Application = Callable[[Scope, Receive, Send], Awaitable[None]]
Drain = Callable[[], Awaitable[None]]


class CannotStart(Exception):
    """The message is a sentence for whoever typed the command."""


def listen(host: str, port: int) -> socket.socket:
    """A socket bound to the address; port 0 takes a free one. Raises CannotStart when it cannot be had."""
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
    except socket.gaierror:
        raise CannotStart(f"{host} is not an address of this machine. Choose another with --host.") from None
    bound = socket.socket(family, kind, protocol)
    bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        bound.bind(address)
        bound.listen(2048)
    except OSError as error:
        bound.close()
        raise CannotStart(_why_not(host, port, error)) from None
    return bound


def claim(data_dir: Path) -> IO[str]:
    """Keep a second server off this folder for as long as the returned file is open.

    Raises CannotStart when another process has it, or the folder cannot be written.
    """
    os.umask(0o077)  # what is kept there is for this user alone
    try:
        data_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
        lock = (data_dir / "lock").open("a+")
    except OSError as error:
        raise CannotStart(f"The data folder {data_dir} cannot be written: {error.strerror}.") from None
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        lock.seek(0)
        holder = lock.read().strip() or "unknown"
        lock.close()
        raise CannotStart(
            f"The data folder {data_dir} is in use by another server, process {holder}. "
            "Stop that one, or choose another folder with --data-dir."
        ) from None
    lock.truncate(0)
    lock.write(f"{os.getpid()}\n")
    lock.flush()
    return lock


def address_of(bound: socket.socket) -> str:
    """The URL to open in a browser on this machine."""
    host, port = bound.getsockname()[:2]
    if host in ("0.0.0.0", "::"):
        host = "localhost"
    return f"http://{f'[{host}]' if ':' in host else host}:{port}"


def load_root(bundle: Bundle) -> tuple[ModuleType, Application]:
    """Import the composition root and build the ASGI application around the compiled front end."""
    os.environ.update(
        {
            "REFLEX_ENV_MODE": "prod",
            "REFLEX_WEB_WORKDIR": str(bundle.web),
            "REFLEX_CHECK_LATEST_VERSION": "false",
            # Names internal to Reflex: serve the compiled pages from this process, and never compile here.
            "__REFLEX_MOUNT_FRONTEND_COMPILED_APP": "true",
            "__REFLEX_SKIP_COMPILE": "true",
        }
    )
    # Reflex reads rxconfig.py from the current folder, once, while the application is made.
    with contextlib.chdir(bundle.path):
        root = importlib.import_module(ROOT_MODULE)
        return root, root.front(with_plain_failures(with_cache_headers(root.app())))


def with_cache_headers(application: Application) -> Application:
    """Compiled files carry a hash of their content in the name, so browsers may keep them for good."""

    async def serve(scope: Scope, receive: Receive, send: Send) -> None:
        # The one file that is changed after it was named, scripts/build_frontend.py.
        if not scope.get("path", "").startswith("/assets/") or "/reflex-env-" in scope["path"]:
            return await application(scope, receive, send)

        async def send_cached(message: MutableMapping[str, Any]) -> None:
            if message["type"] == "http.response.start" and message["status"] == 200:
                message["headers"] = [
                    *message["headers"],
                    (b"cache-control", b"public, max-age=31536000, immutable"),
                ]
            await send(message)

        return await application(scope, receive, send_cached)

    return serve


def with_plain_failures(application: Application) -> Application:
    """When it cannot open and the user can change that, say why in a sentence; else show all of it."""

    async def serve(scope: Scope, receive: Receive, send: Send) -> None:
        async def send_plain(message: MutableMapping[str, Any]) -> None:
            sentence = failure_sentence(message.get("message", ""))
            if message["type"] == "lifespan.startup.failed" and sentence:
                sys.stderr.write(f"{sentence}\n")
                logging.getLogger("uvicorn.error").disabled = True  # it has nothing to add
            await send(message)

        return await application(scope, receive, send_plain if scope["type"] == "lifespan" else send)

    return serve


def run(
    application: Application, bound: socket.socket, on_ready: Callable[[], None], drain: Drain | None = None
) -> bool:
    """Serve until SIGINT or SIGTERM; True when it had started. Open work gets CLOSE_SECONDS to finish.

    `drain` is awaited before the port is closed: what it refuses is still told so.
    """
    server = _Server(
        uvicorn.Config(
            application,
            loop="uvloop",
            http=AbortableProtocol,
            ws="websockets-sansio",
            lifespan="on",
            server_header=False,
            access_log=False,
            log_config=None,
            timeout_keep_alive=75,
            timeout_graceful_shutdown=int(CLOSE_SECONDS),
        ),
        on_ready,
        drain,
    )
    # uvicorn sends the signals it has caught once more when it is done; by then they have been obeyed.
    for caught in (signal.SIGINT, signal.SIGTERM):
        signal.signal(caught, _ignore)
    with contextlib.suppress(SystemExit):  # uvicorn's own code for a failed start
        server.run(sockets=[bound])
    return server.started


def failure_sentence(report: str) -> str | None:
    """What a traceback comes down to, when it ends in something that the user can change."""
    # Our own errors hold a sentence for whoever starts the program.
    ends = re.findall(r"^webhook_dashboard(?:\.\w+)+: (.+)$", report, re.MULTILINE)
    if ends:
        return str(ends[-1])
    ends = re.findall(r"^sqlalchemy\.exc\.OperationalError: (?:\(\S+\) )?(.+)$", report, re.MULTILINE)
    return f"The database does not open: {ends[-1]}." if ends else None


class _Server(uvicorn.Server):
    def __init__(self, config: uvicorn.Config, on_ready: Callable[[], None], drain: Drain | None) -> None:
        super().__init__(config)
        self._on_ready = on_ready
        self._drain = drain

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self.started and not self.should_exit:
            _spare_the_collector()
            self._on_ready()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        try:
            if self._drain is not None:
                await self._drain()
        finally:
            await super().shutdown(sockets)

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        if not self.should_exit:
            deadline = threading.Timer(STOP_SECONDS, _give_up)
            deadline.daemon = True
            deadline.start()
        super().handle_exit(sig, frame)


def _spare_the_collector() -> None:
    """What was made until now stays to the end: the collector need not go through it again and again."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(*_COLLECT_AFTER)


def _ignore(_signal: int, _frame: FrameType | None) -> None:
    pass


def _give_up() -> None:
    sys.stderr.write(
        f"Stopping took longer than {STOP_SECONDS:.0f} s. What is left goes on at the next start.\n"
    )
    sys.stderr.flush()
    os._exit(1)


def _why_not(host: str, port: int, error: OSError) -> str:
    if isinstance(error, PermissionError):
        return f"Port {port} may only be used by root. Choose one above 1023 with --port."
    if port == 0 or "in use" not in str(error):
        return (
            f"Cannot listen on {host}, port {port}: {error.strerror}. Choose another with --host or --port."
        )
    return (
        f"Port {port} is in use by another program. Choose another with --port, or --port 0 for a free one."
    )
