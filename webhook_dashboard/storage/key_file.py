"""The file with the keys of the secrets: one a line, newest first, readable by its owner only."""

import contextlib
import fcntl
import os
import tempfile
from collections.abc import Generator, Sequence
from pathlib import Path

from cryptography.fernet import Fernet


def read_or_make_keys(path: Path) -> tuple[str, ...]:
    """Return the keys in the file, newest first; make the file with a first key when it is not there yet.

    Processes that start together get the same key: the file appears whole, and the first one stays.
    """
    if not path.exists():
        with _written(path, [make_key()]) as file:
            _publish(file, path)
    return tuple(path.read_text().split())


def add_key(path: Path) -> tuple[str, ...]:
    """Put a new key in front of those in the file and return all; processes that do so at once take turns."""
    with _alone_in(path.parent):
        keys = (make_key(), *read_or_make_keys(path))
        with _written(path, keys) as file:
            file.replace(path)
            _sync(path.parent)
    return keys


def make_key() -> str:
    """Return a new random key, 32 bytes in URL-safe base64."""
    return Fernet.generate_key().decode()


@contextlib.contextmanager
def _written(path: Path, keys: Sequence[str]) -> Generator[Path]:
    """Write a file beside `path`, on the disk before it is used: secrets are lost with their key."""
    descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=f"{path.name}.")
    file = Path(name)
    try:
        with os.fdopen(descriptor, "w") as opened:
            opened.writelines(f"{key}\n" for key in keys)
            opened.flush()
            os.fsync(descriptor)
        yield file
    finally:
        file.unlink(missing_ok=True)


@contextlib.contextmanager
def _alone_in(folder: Path) -> Generator[None]:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


def _sync(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _publish(written: Path, path: Path) -> None:
    try:
        os.link(written, path)
    except FileExistsError:
        return  # another process was first
    except OSError:
        written.rename(path)  # a file system without hard links
