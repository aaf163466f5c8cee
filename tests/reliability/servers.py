"""Servers to be killed: the API, the platform and the engine in a process of their own, without the pages.

They are forked from a process that has imported everything, so a start takes a fifth of a second and a test
can afford dozens. `CommandServer` is the whole program as users start it, for where time does not matter.
"""

import asyncio
import logging
import multiprocessing
import os
import socket
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import ExitStack, asynccontextmanager
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Final, Protocol

from tests.e2e.server_process import clean_environment, running_server
from webhook_dashboard import server
from webhook_dashboard.api.app import Front
from webhook_dashboard.api.asgi import Application, Receive, Scope, Send, answer
from webhook_dashboard.delivery.limits import Limits
from webhook_dashboard.services.opening import vault_keys
from webhook_dashboard.services.platform import Options, Platform

START_SECONDS: Final = 90.0
STOP_SECONDS: Final = 10.0
_forking = multiprocessing.get_context("forkserver")
_forking.set_forkserver_preload([__name__, "pytest"])


@dataclass(frozen=True, slots=True)
class ServerOptions:
    """What a server is started with. Both output streams go to the end of `output`.

    `unstored` is for a ForkedServer only: there is no setting for it.
    """

    database_url: str
    folder: Path
    lease_seconds: float = 60.0
    concurrency: int = 16
    total_concurrency: int = 200
    unstored: int = Limits().unstored
    log_level: str = "WARNING"

    @property
    def output(self) -> Path:
        """What all servers of the folder have written."""
        return self.folder / "output.log"


class Server(Protocol):
    """A server that listens at `url`."""

    url: str
    pid: int

    def kill(self) -> None:
        """End it as a crash would; returns when it is gone."""
        ...

    def stop(self) -> int:
        """End it politely; returns its exit code."""
        ...


class ForkedServer:
    """A server without pages. The constructor returns when it listens."""

    def __init__(self, options: ServerOptions) -> None:
        here, there = _forking.Pipe(duplex=False)
        self._process = _forking.Process(target=_serve, args=(options, there), daemon=True)
        self._process.start()
        there.close()
        try:
            assert here.poll(START_SECONDS), "the server does not start"
            self.url: str = here.recv()
        except EOFError:
            raise AssertionError(f"the server did not start:\n{options.output.read_text()}") from None
        finally:
            here.close()
        assert self._process.pid is not None
        self.pid = self._process.pid

    def kill(self) -> None:
        """End it as a crash would; returns when it is gone."""
        self._process.kill()
        self._process.join(STOP_SECONDS)

    def stop(self) -> int:
        """End it politely; returns its exit code."""
        self._process.terminate()
        self._process.join(STOP_SECONDS)
        assert self._process.exitcode is not None, f"it runs on {STOP_SECONDS:g} s after it was told to stop"
        return self._process.exitcode


class CommandServer:
    """`webhook-dashboard serve`. The constructor returns when it says that it is ready."""

    def __init__(self, options: ServerOptions) -> None:
        settings = {
            "database_url": "" if options.database_url.startswith("sqlite") else options.database_url,
            "allowed_addresses": "127.0.0.0/8",
            "lease_seconds": str(options.lease_seconds),
            "concurrency": str(options.concurrency),
            "total_concurrency": str(options.total_concurrency),
            "log_level": options.log_level.lower(),
        }
        self._stack = ExitStack()
        self._server = self._stack.enter_context(
            running_server(options.folder, environment=clean_environment(**settings))
        )
        self.url = self._server.url
        self.pid = self._server.process.pid

    def kill(self) -> None:
        """End it as a crash would; returns when it is gone."""
        self._server.kill()
        self._stack.close()

    def stop(self) -> int:
        """End it politely; returns its exit code."""
        code = self._server.stop()
        self._stack.close()
        return code


StartServer = Callable[[ServerOptions], Server]


def _serve(options: ServerOptions, told: Connection) -> None:
    """The life of a forked server."""
    output = os.open(options.output, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    for stream in (sys.stdout, sys.stderr):
        os.dup2(output, stream.fileno())
    logging.basicConfig(level=options.log_level)
    with socket.create_server(("127.0.0.1", 0), backlog=2048) as bound:
        url = f"http://127.0.0.1:{bound.getsockname()[1]}"

        def ready() -> None:
            told.send(url)
            told.close()

        opened: list[Platform] = []

        async def drain() -> None:
            await asyncio.to_thread(opened[0].drain)

        front = Front(lambda: opened[0])
        server.run(front(_application(options, url, opened)), bound, ready, drain, front.shortcut)


def _application(options: ServerOptions, url: str, opened: list[Platform]) -> Application:
    """What stands behind the API: it opens a platform, which is put into `opened`, and has no pages."""

    @asynccontextmanager
    async def running() -> AsyncIterator[None]:
        made = Options(
            database_url=options.database_url,
            vault_keys=vault_keys("", options.folder),
            own_origin=url,
            allowed_addresses=("127.0.0.0/8",),
            limits=Limits(
                per_webhook=options.concurrency,
                in_flight=options.total_concurrency,
                unstored=options.unstored,
                lease_seconds=options.lease_seconds,
            ),
        )
        platform = await asyncio.to_thread(Platform, made)
        await asyncio.to_thread(platform.start)
        opened.append(platform)
        yield
        await asyncio.to_thread(platform.stop)

    async def without_pages(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "lifespan":
            return await answer(send, 404, b"")
        await receive()
        async with running():
            await send({"type": "lifespan.startup.complete"})
            await receive()
        await send({"type": "lifespan.shutdown.complete"})

    return without_pages
