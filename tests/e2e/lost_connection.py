"""The dashboard's socket as a weak network treats it: closed in the middle, and open again a moment later."""

from collections.abc import Callable

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
