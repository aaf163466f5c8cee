"""How much memory a process holds at most while something happens."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

import psutil

MEGABYTE: Final = 1_048_576
_EVERY_SECONDS: Final = 0.005


class Memory:
    """Bytes resident: before, and at most since."""

    def __init__(self, before: int) -> None:
        self.before = before
        self.peak = before

    @property
    def growth(self) -> int:
        """By how many bytes it grew at most."""
        return self.peak - self.before


@contextmanager
def watched_memory(pid: int) -> Iterator[Memory]:
    """Look at a process every few milliseconds."""
    process, ended = psutil.Process(pid), threading.Event()
    memory = Memory(process.memory_info().rss)

    def watch() -> None:
        while not ended.wait(_EVERY_SECONDS):
            memory.peak = max(memory.peak, process.memory_info().rss)

    thread = threading.Thread(target=watch, name="memory", daemon=True)
    thread.start()
    try:
        yield memory
    finally:
        ended.set()
        thread.join()
