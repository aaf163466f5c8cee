"""The dashboard's socket as a slow network has it: an answer arrives later than the next press."""

from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Page, WebSocketRoute

from tests.e2e.settling import settles_at


class HeldAnswers:
    """The socket of a page that is opened afterwards; while `held`, what the server answers waits."""

    def __init__(self, page: Page) -> None:
        self._page, self._waiting = page, list[tuple[WebSocketRoute, str | bytes]]()
        self._held = False
        page.route_web_socket("**/_event/**", self._connect)

    def _connect(self, socket: WebSocketRoute) -> None:
        server = socket.connect_to_server()
        server.on_message(
            lambda text: self._waiting.append((socket, text)) if self._held else socket.send(text)
        )

    @contextmanager
    def held(self) -> Iterator[None]:
        """Let nothing arrive meanwhile but one answer at least."""
        self._held = True
        yield
        settles_at(self._page, lambda: bool(self._waiting), True)
        self._held = False
        for socket, text in self._waiting:
            socket.send(text)
        self._waiting.clear()
