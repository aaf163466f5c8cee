"""Runs the snippet in the module `signature` on every case of the standard input; one answer a line."""

import base64
import sys

from signature import signature_is_valid  # pyright: ignore[reportMissingImports]  (written beside this file)

for line in sys.stdin:
    head, secret, body, _ = (base64.b64decode(part) for part in line.rstrip("\n").split("\t"))
    headers = dict(row.split(":", 1) for row in head.decode().split("\n") if row)
    sys.stdout.write("true\n" if signature_is_valid(headers, body, secret.decode()) else "false\n")
