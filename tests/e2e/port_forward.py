"""A port that leads to another one, as `docker -p` makes it."""

import contextlib
import socket
import socketserver
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager


@contextmanager
def forwarded(find_port: Callable[[], int]) -> Iterator[int]:
    """A port of this machine whose connections end at the port found then, for the time of the block.

    While nobody listens there they are closed.
    """

    incoming_now: list[socket.socket] = []

    class Forward(socketserver.BaseRequestHandler):
        def handle(self) -> None:
            incoming: socket.socket = self.request
            incoming_now.append(incoming)
            try:
                outgoing = socket.create_connection(("127.0.0.1", find_port()))
            except ConnectionRefusedError:
                return
            with outgoing:
                back = threading.Thread(target=_copy, args=(outgoing, incoming))
                back.start()
                _copy(incoming, outgoing)
                back.join()

    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Forward) as listener:
        threading.Thread(target=listener.serve_forever, daemon=True).start()
        yield listener.server_address[1]
        listener.shutdown()
        for incoming in incoming_now:
            with contextlib.suppress(OSError):
                incoming.shutdown(socket.SHUT_RDWR)


def _copy(source: socket.socket, target: socket.socket) -> None:
    """Until the source ends; then end the target too, or the other direction would wait for ever."""
    with contextlib.suppress(OSError):  # either side may leave at any time
        while data := source.recv(65_536):
            target.sendall(data)
    with contextlib.suppress(OSError):
        target.shutdown(socket.SHUT_RDWR)
