"""The dashboard's socket as a weak network treats it: late, or closed in the middle, and open again soon."""

from collections.abc import Callable
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

    held: list[str | bytes] = field(default_factory=list[str | bytes])
    is_held: bool = False
    opened: list[WebSocketRoute] = field(default_factory=list[WebSocketRoute])

    def hold(self) -> None:
        """Have answers wait from now on."""
        self.is_held = True

    def let_go(self) -> None:
        """Let them come, and all further ones at once."""
        self.is_held = False
        for message in self.held:
            self.opened[-1].send(message)
        self.held.clear()

    def has_answered(self, word: str) -> bool:
        """Whether an answer with this word waits."""
        return any(word in str(message) for message in self.held)


def late_socket(page: Page) -> LateSocket:
    """Watch the sockets that the page opens. Call it before the page is opened."""
    late = LateSocket()

    def note(socket: WebSocketRoute) -> None:
        late.opened.append(socket)
        server = socket.connect_to_server()
        server.on_message(lambda message: late.held.append(message) if late.is_held else socket.send(message))

    page.route_web_socket("**/_event/**", note)
    return late
