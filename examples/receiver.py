"""Receives webhooks and checks their signatures. Needs nothing but Python.

    WEBHOOK_SECRET=whsec_… python examples/receiver.py [8080]

Then make a webhook to http://127.0.0.1:8080, with WEBHOOK_DASHBOARD_ALLOWED_ADDRESSES=127.0.0.0/8.
"""

import json
import os
import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from verify_signature import WrongSignature, verify

SECRET = os.environ["WEBHOOK_SECRET"]
PORT = int(sys.argv[1]) if len(sys.argv) > 1 else 8080
seen: set[str] = set()


class Receiver(BaseHTTPRequestHandler):
    """Answers 204 to genuine requests and 401 to others."""

    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        """Check first, look inside after."""
        body = self.rfile.read(int(self.headers["Content-Length"]))
        headers = {name.lower(): value for name, value in self.headers.items()}
        try:
            verify(SECRET, headers, body)
        except WrongSignature as wrong:
            self.answer(401)
            print(wrong, flush=True)
            return
        self.answer(204)
        # The same event may come twice; its id stays the same.
        if headers["webhook-id"] not in seen:
            seen.add(headers["webhook-id"])
            event = json.loads(body)
            print(f"{event['type']}: {event['data']}", flush=True)

    def answer(self, status: int) -> None:
        """Answer at once; what takes time is done later, or the sender gives up waiting and sends again."""
        self.send_response(status)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:
        """Print nothing but events."""


if __name__ == "__main__":
    server = ThreadingHTTPServer(("127.0.0.1", PORT), Receiver)
    print(f"Listening on http://127.0.0.1:{server.server_port}", flush=True)
    try:
        server.serve_forever()
    except KeyboardInterrupt:
        server.server_close()
