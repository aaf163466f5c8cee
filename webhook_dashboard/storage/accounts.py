"""Users, sessions, counted sign-in failures and the audit log."""

from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, delete, func, insert, select, update

from webhook_dashboard.domain.people import Role
from webhook_dashboard.storage.tables import audit, sessions, sign_in_failures, users


@dataclass(frozen=True, slots=True)
class UserSummary:
    """A person, without the password's hash."""

    id: int
    email: str
    role: Role


@dataclass(frozen=True, slots=True)
class SignedIn:
    """Who a session belongs to, and until when."""

    user: UserSummary
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class AuditRecord:
    """One line of the audit log: who did what to which thing. `detail` never holds a secret."""

    id: int
    happened_at: datetime
    actor: str
    action: str
    subject: str
    detail: dict[str, Any]


def count_users(connection: Connection) -> int:
    """Return how many users there are."""
    return connection.execute(select(func.count()).select_from(users)).scalar_one()


def insert_user(
    connection: Connection, *, user_id: int, email: str, role: Role, password_hash: str, now: datetime
) -> None:
    """Store a new user; the e-mail must be free."""
    row = {
        "id": user_id,
        "email": email,
        "role": int(role),
        "password_hash": password_hash,
        "created_at": now,
    }
    connection.execute(insert(users).values(row))


def find_user(connection: Connection, email: str) -> tuple[UserSummary, str] | None:
    """Return the user with this e-mail and the hash of the password, or None."""
    row = connection.execute(select(users).where(users.c.email == email)).one_or_none()
    return None if row is None else (_user(row), row.password_hash)


def update_password_hash(connection: Connection, user_id: int, password_hash: str) -> None:
    """Replace the hash of a password."""
    connection.execute(update(users).where(users.c.id == user_id).values(password_hash=password_hash))


def insert_session(
    connection: Connection, *, token_hash: bytes, user_id: int, now: datetime, expires_at: datetime
) -> None:
    """Store a signed-in session and forget those that have expired."""
    connection.execute(delete(sessions).where(sessions.c.expires_at <= now))
    row = {"token_hash": token_hash, "user_id": user_id, "created_at": now, "expires_at": expires_at}
    connection.execute(insert(sessions).values(row))


def find_session(connection: Connection, token_hash: bytes, now: datetime) -> SignedIn | None:
    """Return who is signed in with this session, or None when it is unknown, revoked or expired."""
    query = (
        select(users.c.id, users.c.email, users.c.role, sessions.c.expires_at)
        .join(users, users.c.id == sessions.c.user_id)
        .where(sessions.c.token_hash == token_hash, sessions.c.expires_at > now)
    )
    row = connection.execute(query).one_or_none()
    return None if row is None else SignedIn(_user(row), row.expires_at)


def delete_session(connection: Connection, token_hash: bytes) -> None:
    """End one session."""
    connection.execute(delete(sessions).where(sessions.c.token_hash == token_hash))


def count_failures(connection: Connection, subject: str, since: datetime) -> tuple[int, datetime | None]:
    """Return how often signing in failed for a subject since then, and the oldest of these times."""
    query = select(func.count(), func.min(sign_in_failures.c.failed_at)).where(
        sign_in_failures.c.subject == subject, sign_in_failures.c.failed_at > since
    )
    count, oldest = connection.execute(query).one()
    return count, oldest


def insert_failures(
    connection: Connection, subjects: list[str], now: datetime, keep_since: datetime
) -> datetime:
    """Count a failed sign-in for each subject, and forget failures from before `keep_since`.

    Returns the time it is kept under: a microsecond after the last one where `now` is taken.
    """
    connection.execute(delete(sign_in_failures).where(sign_in_failures.c.failed_at <= keep_since))
    failed_at = sign_in_failures.c.failed_at
    latest = select(func.max(failed_at)).where(sign_in_failures.c.subject.in_(subjects), failed_at >= now)
    taken = connection.execute(latest).scalar()
    moment = now if taken is None else taken + timedelta(microseconds=1)
    connection.execute(
        insert(sign_in_failures), [{"subject": subject, "failed_at": moment} for subject in subjects]
    )
    return moment


def clear_failures(connection: Connection, subject: str, *, failed_at: datetime | None = None) -> None:
    """Forget the failures of a subject, or the one at `failed_at`."""
    query = delete(sign_in_failures).where(sign_in_failures.c.subject == subject)
    connection.execute(query if failed_at is None else query.where(sign_in_failures.c.failed_at == failed_at))


def insert_audit(connection: Connection, entry: AuditRecord) -> None:
    """Note a change."""
    connection.execute(insert(audit).values(asdict(entry)))


def _user(row: Any) -> UserSummary:
    return UserSummary(id=row.id, email=row.email, role=Role(row.role))
