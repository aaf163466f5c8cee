"""Signing in and out, and users."""

import hmac
import secrets
from datetime import datetime, timedelta
from ipaddress import IPv6Address, IPv6Network, ip_address
from typing import Final

from webhook_dashboard.domain.errors import Conflict, InvalidInput, NotSignedIn, TooManyAttempts
from webhook_dashboard.domain.people import Role, check_password, normalise_email
from webhook_dashboard.services.context import Context
from webhook_dashboard.services.passwords import Passwords
from webhook_dashboard.services.people import SYSTEM, Actor
from webhook_dashboard.services.remembered import Remembered
from webhook_dashboard.services.tokens import hash_token, make_token
from webhook_dashboard.storage import accounts, installation
from webhook_dashboard.storage.accounts import SignedIn
from webhook_dashboard.storage.database import Connection

SESSION_COOKIE: Final = "webhook_dashboard_session"
SESSION_HOURS: Final = 12
PAUSE_MINUTES: Final = 5
TRIES_PER_EMAIL: Final = 5
TRIES_PER_ADDRESS: Final = 20
TRIES_PER_CODE: Final = 10
SETUP_CODE_MINUTES: Final = 15
_SETUP_CODE: Final = "setup_code"
_CODE_LETTERS: Final = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
_SEEN_FOR_SECONDS: Final = 1.0


class Accounts:
    """Verbs about people."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self._passwords = Passwords()
        self._sessions: Remembered[bytes, SignedIn | None] = Remembered(context.clock, _SEEN_FOR_SECONDS)

    async def is_set_up(self) -> bool:
        """Return whether there is an owner, or any user."""
        return await self._context.database.read(accounts.count_users) > 0

    async def make_setup_code(self) -> str:
        """Make the one-time code that the first visit must name; valid for 15 minutes, once."""
        code = "".join(secrets.choice(_CODE_LETTERS) for _ in range(6))
        code = f"{code[:3]}-{code[3:]}"
        until = self._context.clock() + timedelta(minutes=SETUP_CODE_MINUTES)
        stored = f"{until.isoformat()} {hash_token(code).hex()}"
        await self._context.database.write(lambda c: installation.write_value(c, _SETUP_CODE, stored))
        return code

    async def drop_setup_code(self) -> None:
        """Forget a code that an earlier start made: this one does not ask for it."""
        await self._context.database.write(lambda c: installation.remove_value(c, _SETUP_CODE))

    async def needs_setup_code(self) -> bool:
        """Return whether setting up asks for the code that was printed at start."""
        return (
            await self._context.database.read(lambda c: installation.read_value(c, _SETUP_CODE)) is not None
        )

    async def set_up(self, email: str, password: str, code: str = "") -> str:
        """Make the owner of a new installation and sign in; returns the session's token.

        Raises:
            InvalidInput: e-mail, password or code is unusable. Conflict: there is an owner already.
            TooManyAttempts: ten codes within five minutes.
        """
        email = normalise_email(email)
        check_password(password)
        if await self.needs_setup_code():
            await self._context.database.write(lambda c: self._count_try(c, {_SETUP_CODE: TRIES_PER_CODE}))
        hashed = await self._passwords.make_hash(password)
        token = make_token()

        def work(connection: Connection) -> None:
            if accounts.count_users(connection):
                raise Conflict("This installation has an owner already. Sign in instead.")
            self._check_code(connection, code)
            user_id = self._insert(connection, email, Role.OWNER, hashed, SYSTEM)
            installation.remove_value(connection, _SETUP_CODE)
            self._begin_session(connection, token, user_id)

        await self._context.database.write(work)
        return token

    async def create_first_owner(self, email: str, password: str) -> None:
        """Make the owner of a new installation without signing in.

        Raises:
            InvalidInput. Conflict: there is a user already.
        """
        email = normalise_email(email)
        check_password(password)
        hashed = await self._passwords.make_hash(password)

        def work(connection: Connection) -> None:
            if accounts.count_users(connection):
                raise Conflict("This installation has an owner already.")
            self._insert(connection, email, Role.OWNER, hashed, SYSTEM)

        await self._context.database.write(work)

    async def sign_in(self, email: str, password: str, address: str) -> str:
        """Check the password and begin a session of 12 hours; returns its token.

        Raises:
            NotSignedIn: wrong, without saying which of the two. TooManyAttempts: five wrong ones for the
                e-mail, or twenty from the address (of IPv6: from its /64 network), within five minutes.
        """
        by_email = f"email:{hash_token(email.strip().lower()).hex()[:32]}"
        by_address = f"address:{_one_caller(address)}"
        allowed = {by_email: TRIES_PER_EMAIL, by_address: TRIES_PER_ADDRESS}
        left, tried_at = await self._context.database.write(lambda c: self._count_try(c, allowed))
        found = await self._context.database.read(lambda c: accounts.find_user(c, email.strip().lower()))
        if not await self._passwords.fits(password, found[1] if found else None) or found is None:
            raise NotSignedIn(_wrong(left - 1))
        (user, stored), token = found, make_token()
        fresh = await self._passwords.make_hash(password) if self._passwords.is_dated(stored) else None

        def work(connection: Connection) -> None:
            accounts.clear_failures(connection, by_email)
            accounts.clear_failures(connection, by_address, failed_at=tried_at)
            if fresh is not None:
                accounts.update_password_hash(connection, user.id, fresh)
            self._begin_session(connection, token, user.id)

        await self._context.database.write(work)
        return token

    async def sign_out(self, token: str) -> None:
        """End a session; nothing happens when there is none."""
        digest = hash_token(token)
        await self._context.database.write(lambda connection: accounts.delete_session(connection, digest))
        self._sessions.forget(digest)

    async def who(self, token: str) -> SignedIn | None:
        """Return who a session belongs to. A revoked one is refused within a second on every process."""
        if not token:
            return None
        digest, now = hash_token(token), self._context.clock()
        known, signed_in = self._sessions.get(digest)
        if not known:
            signed_in = await self._context.database.read(lambda c: accounts.find_session(c, digest, now))
            self._sessions.put(digest, signed_in)
        return signed_in if signed_in is not None and signed_in.expires_at > now else None

    async def create_user(self, email: str, role: Role, password: str, actor: Actor) -> int:
        """Make a user; returns the id.

        Raises:
            InvalidInput, NotAllowed. Conflict: the e-mail is taken.
        """
        actor.require(Role.OWNER)
        email = normalise_email(email)
        check_password(password)
        hashed = await self._passwords.make_hash(password)
        return await self._context.database.write(lambda c: self._insert(c, email, role, hashed, actor))

    def _insert(self, connection: Connection, email: str, role: Role, hashed: str, actor: Actor) -> int:
        if accounts.find_user(connection, email) is not None:
            raise Conflict(f"email: {email} has an account already.")
        user_id = self._context.new_id()
        now = self._context.clock()
        accounts.insert_user(
            connection, user_id=user_id, email=email, role=role, password_hash=hashed, now=now
        )
        self._context.note(connection, actor, "user.created", email, role=role.key)
        return user_id

    def _begin_session(self, connection: Connection, token: str, user_id: int) -> None:
        now = self._context.clock()
        expires_at = now + timedelta(hours=SESSION_HOURS)
        accounts.insert_session(
            connection, token_hash=hash_token(token), user_id=user_id, now=now, expires_at=expires_at
        )

    def _check_code(self, connection: Connection, code: str) -> None:
        stored = installation.read_value(connection, _SETUP_CODE)
        if stored is None:
            return
        until, _, digest = stored.partition(" ")
        given = hash_token(code.strip().upper()).hex()
        if not code.strip():
            raise InvalidInput("code", "code: enter the code printed in the terminal at start.")
        if datetime.fromisoformat(until) < self._context.clock():
            raise InvalidInput("code", "code: this code was valid for 15 minutes. Restart to get a new one.")
        if not hmac.compare_digest(given, digest):
            raise InvalidInput("code", "code: this is not the code printed in the terminal at start.")

    def _count_try(self, connection: Connection, allowed: dict[str, int]) -> tuple[int, datetime]:
        """Count this try as failed until it turns out right, so that tries in parallel count too."""
        now = self._context.clock()
        since = now - timedelta(minutes=PAUSE_MINUTES)
        left: list[int] = []
        for subject, tries in allowed.items():
            failed, oldest = accounts.count_failures(connection, subject, since)
            if failed >= tries and oldest is not None:
                wait = int((oldest - since).total_seconds()) + 1
                raise TooManyAttempts(f"Too many tries. Wait {_minutes(wait)}.", retry_after_seconds=wait)
            left.append(tries - failed)
        return min(left), accounts.insert_failures(connection, list(allowed), now, since)


def _one_caller(address: str) -> str:
    """Return what stands for whoever has this address: a household or a server has a whole /64 of IPv6."""
    try:
        known = ip_address(address)
    except ValueError:
        return address
    if isinstance(known, IPv6Address) and known.ipv4_mapped is None:
        return str(IPv6Network((int(known) >> 64 << 64, 64)))
    return str(known)


def _wrong(left: int) -> str:
    if left <= 0:
        return f"E-mail or password is wrong. No tries left, {PAUSE_MINUTES} min pause."
    tries = "1 try" if left == 1 else f"{left} tries"
    return f"E-mail or password is wrong. {tries} left, then {PAUSE_MINUTES} min pause."


def _minutes(seconds: int) -> str:
    return f"{-(-seconds // 60)} min"
