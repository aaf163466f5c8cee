"""Makes a picture of a screen small: at most 256 colours, frequent ones exact, others the nearest."""

import struct
import zlib
from collections import Counter
from itertools import starmap

HEAD = b"\x89PNG\r\n\x1a\n"
COLOURS = 256
ALIKE = 14
"""Colours at this distance, squared, or nearer are taken for one."""

Colour = tuple[int, int, int]


def shrink(png: bytes) -> bytes:
    """Return an 8-bit PNG without interlacing, RGB or RGBA, as one with a palette. Alpha is dropped."""
    chunks = list(_chunks(png))
    width, height, _, kind = struct.unpack(">IIBB", chunks[0][1][:10])
    size = {2: 3, 6: 4}[kind]
    data = zlib.decompress(b"".join(body for name, body in chunks if name == b"IDAT"))
    rows = _unfiltered(data, width * size, height, size)
    colours = [list(zip(row[0::size], row[1::size], row[2::size], strict=True)) for row in rows]
    counts = Counter(colour for row in colours for colour in row)
    palette = _palette(counts)
    index = {colour: number for number, colour in enumerate(palette)}
    for colour in counts:
        if colour not in index:
            index[colour] = _nearest(colour, palette)
    pixels = b"".join(b"\0" + bytes([index[colour] for colour in row]) for row in colours)
    parts = (
        (b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 3, 0, 0, 0)),
        (b"PLTE", b"".join(bytes(colour) for colour in palette)),
        (b"IDAT", zlib.compress(pixels, 9)),
        (b"IEND", b""),
    )
    return HEAD + b"".join(starmap(_chunk, parts))


def _palette(counts: Counter[Colour]) -> list[Colour]:
    """The most frequent colours, none like one that is taken: so that a small green mark stays green."""
    chosen: list[Colour] = []
    for colour, _ in counts.most_common():
        if len(chosen) == COLOURS:
            break
        if all(_distance(colour, other) > ALIKE for other in chosen):
            chosen.append(colour)
    return chosen


def _distance(one: Colour, other: Colour) -> int:
    return sum((a - b) ** 2 for a, b in zip(one, other, strict=True))


def _chunks(png: bytes) -> list[tuple[bytes, bytes]]:
    found: list[tuple[bytes, bytes]] = []
    place = len(HEAD)
    while place < len(png):
        (length,) = struct.unpack_from(">I", png, place)
        found.append((png[place + 4 : place + 8], png[place + 8 : place + 8 + length]))
        place += 12 + length
    return found


def _chunk(name: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))


def _unfiltered(data: bytes, length: int, height: int, size: int) -> list[bytearray]:
    """Undo the five filters of PNG (its specification, section 9)."""
    rows: list[bytearray] = []
    above = bytearray(length)
    for number in range(height):
        start = number * (length + 1)
        row = bytearray(data[start + 1 : start + 1 + length])
        _unfilter(data[start], row, above, size)
        rows.append(row)
        above = row
    return rows


def _unfilter(kind: int, row: bytearray, above: bytearray, size: int) -> None:
    if kind == 1:
        for place in range(size, len(row)):
            row[place] = (row[place] + row[place - size]) & 255
    elif kind == 2:
        row[:] = bytes([(one + other) & 255 for one, other in zip(row, above, strict=True)])
    elif kind in (3, 4):
        for place in range(len(row)):
            left = row[place - size] if place >= size else 0
            corner = above[place - size] if place >= size else 0
            guess = (left + above[place]) // 2 if kind == 3 else _paeth(left, above[place], corner)
            row[place] = (row[place] + guess) & 255


def _paeth(left: int, up: int, corner: int) -> int:
    estimate = left + up - corner
    to_left, to_up, to_corner = abs(estimate - left), abs(estimate - up), abs(estimate - corner)
    if to_left <= to_up and to_left <= to_corner:
        return left
    return up if to_up <= to_corner else corner


def _nearest(colour: Colour, palette: list[Colour]) -> int:
    red, green, blue = colour
    distances = [(r - red) ** 2 + (g - green) ** 2 + (b - blue) ** 2 for r, g, b in palette]
    return distances.index(min(distances))
