"""The dashboard's socket as a weak network treats it: late, or closed in the middle, and open again soon."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from playwright.sync_api import Page, WebSocketRoute, expect

from tests.e2e.settling import settles_at


def droppable_socket(page: Page) -> Callable[[], None]:
    """Watch the sockets that the page opens; what is returned drops the last and waits for the next.

    Call it before the page is opened.
    """
    opened: list[WebSocketRoute] = []

    def note(socket: WebSocketRoute) -> None:
        opened.append(socket)
        socket.connect_to_server()

    page.route_web_socket("**/_event/**", note)

    def drop() -> None:
        before = len(opened)
        opened[-1].close()
        settles_at(page, lambda: len(opened) > before, True)
        expect(page.locator("[data-lost]")).to_have_count(0)

    return drop


@dataclass
class LateSocket:
    """The dashboard's socket whose answers wait, in their order, from `hold` to `let_go`."""

    page: Page
    waiting: list[str | bytes] = field(default_factory=list[str | bytes])
    word: str | None = None
    opened: list[WebSocketRoute] = field(default_factory=list[WebSocketRoute])

    def hold(self, word: str = "") -> None:
        """Have answers wait from now on: those with this word, or all."""
        self.word = word

    def let_go(self) -> None:
        """Let them come, and all further ones at once."""
        self.word = None
        for message in self.waiting:
            self.opened[-1].send(message)
        self.waiting.clear()

    def has_answered(self, word: str = "") -> bool:
        """Whether an answer with this word waits, or any."""
        return any(word in str(message) for message in self.waiting)

    @contextmanager
    def held(self) -> Iterator[None]:
        """Have answers wait meanwhile, until at least one has come."""
        self.hold()
        yield
        settles_at(self.page, self.has_answered, True)
        self.let_go()

    def connect(self, socket: WebSocketRoute) -> None:
        """Pass on what a socket says, now or later."""
        self.opened.append(socket)
        server = socket.connect_to_server()
        server.on_message(lambda message: self._take(socket, message))

    def _take(self, socket: WebSocketRoute, message: str | bytes) -> None:
        if self.word is not None and self.word in str(message):
            self.waiting.append(message)
        else:
            socket.send(message)


def late_socket(page: Page) -> LateSocket:
    """Watch the sockets that the page opens. Call it before the page is opened."""
    late = LateSocket(page)
    page.route_web_socket("**/_event/**", late.connect)
    return late
