"""Password hashes: argon2, in two threads of their own."""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from typing import Final

from argon2 import PasswordHasher
from argon2.exceptions import Argon2Error, InvalidHashError

# A hash takes 64 MiB and some tens of milliseconds, and anybody may ask for one: a burst of sign-ins
# must neither fill the memory nor take the threads that read the database.
_THREADS: Final = 2
# Hash of a password that nobody knows: an unknown e-mail takes as long to refuse as a wrong password.
_NO_SUCH_USER: Final = (
    "$argon2id$v=19$m=65536,t=3,p=4$c+iLzuC2d20QbdmRB46CoQ$Ow6rOQgSX4oQJzqit1S3bAhcDtLsz+hfjaVbXcBAcjk"
)


class Passwords:
    """Makes and checks the hashes of passwords."""

    def __init__(self) -> None:
        self._hasher = PasswordHasher()
        self._threads = ThreadPoolExecutor(_THREADS, thread_name_prefix="passwords")

    async def make_hash(self, password: str) -> str:
        """Return a salted hash to store."""
        return await asyncio.get_running_loop().run_in_executor(self._threads, self._hasher.hash, password)

    async def fits(self, password: str, stored: str | None) -> bool:
        """Return whether a password has this hash. None, for nobody's, is refused after as long a time."""
        loop = asyncio.get_running_loop()
        fits = await loop.run_in_executor(self._threads, self._verify, stored or _NO_SUCH_USER, password)
        return fits and stored is not None

    def is_dated(self, stored: str) -> bool:
        """Return whether the hash was made with weaker parameters than those of today."""
        return self._hasher.check_needs_rehash(stored)

    def _verify(self, stored: str, password: str) -> bool:
        try:
            return self._hasher.verify(stored, password)
        except (Argon2Error, InvalidHashError):
            return False
