"""People and keys: signing in, the pause after wrong tries, the set-up code, roles, API keys."""

import asyncio
from typing import Any

import pytest
from sqlalchemy import text

from tests.factories import MovableClock, make_actor
from tests.integration.conftest import OpenPlatform
from webhook_dashboard.domain.errors import (
    Conflict,
    InvalidInput,
    NotAllowed,
    NotSignedIn,
    TooManyAttempts,
)
from webhook_dashboard.domain.people import Role
from webhook_dashboard.services.accounts import Accounts
from webhook_dashboard.services.opening import FirstOwner, welcome
from webhook_dashboard.services.platform import Platform
from webhook_dashboard.storage.database import Connection

EMAIL, PASSWORD, WRONG = "ada@company.com", "correct horse", "wrong horse"
HERE = "192.0.2.1"
OWNER, ADMIN = make_actor(Role.OWNER), make_actor(Role.ADMIN)


@pytest.fixture
async def accounts(platform: Platform) -> Accounts:
    """With one owner."""
    await platform.accounts.create_first_owner(EMAIL, PASSWORD)
    return platform.accounts


async def dump(platform: Platform, *tables: str) -> str:
    def work(connection: Connection) -> list[Any]:
        return [list(connection.execute(text(f"SELECT * FROM {table}"))) for table in tables]

    return repr(await platform.database.read(work))


async def fail(accounts: Accounts, times: int, *, email: str = EMAIL, address: str = HERE) -> list[str]:
    """Try a wrong password; the sentences."""
    sentences: list[str] = []
    for _ in range(times):
        with pytest.raises(NotSignedIn) as refused:
            await accounts.sign_in(email, WRONG, address)
        sentences.append(refused.value.message)
    return sentences


async def test_signing_in_begins_a_session_of_twelve_hours(accounts: Accounts, clock: MovableClock) -> None:
    token = await accounts.sign_in(" Ada@Company.com", PASSWORD, HERE)
    found = await accounts.who(token)
    assert found is not None
    assert (found.user.email, found.user.role) == (EMAIL, Role.OWNER)
    clock.move(hours=11, minutes=59)
    assert await accounts.who(token) is not None
    clock.move(minutes=1)
    assert await accounts.who(token) is None


async def test_neither_password_nor_token_is_stored(accounts: Accounts, platform: Platform) -> None:
    token = await accounts.sign_in(EMAIL, PASSWORD, HERE)
    stored = await dump(platform, "users", "sessions", "audit", "sign_in_failures")
    assert "$argon2id$" in stored
    assert PASSWORD not in stored
    assert token not in stored


async def test_a_wrong_password_and_an_unknown_email_are_answered_alike(accounts: Accounts) -> None:
    known = await fail(accounts, 1)
    unknown = await fail(accounts, 1, email="eve@company.com", address="192.0.2.9")
    assert known == unknown
    assert known == ["E-mail or password is wrong. 4 tries left, then 5 min pause."]


@pytest.mark.parametrize("email", ["", "\x00", "ada@company.com\x00", "x" * 10_000, "' OR 1=1 --"])
async def test_odd_emails_are_wrong_and_no_error(accounts: Accounts, email: str) -> None:
    await fail(accounts, 1, email=email)


async def test_five_wrong_tries_pause_the_email_for_five_minutes(
    accounts: Accounts, clock: MovableClock
) -> None:
    sentences = await fail(accounts, 5)
    assert [sentence.partition(". ")[2] for sentence in sentences] == [
        "4 tries left, then 5 min pause.",
        "3 tries left, then 5 min pause.",
        "2 tries left, then 5 min pause.",
        "1 try left, then 5 min pause.",
        "No tries left, 5 min pause.",
    ]
    clock.move(minutes=4, seconds=59)
    with pytest.raises(TooManyAttempts, match=r"^Too many tries\. Wait 1 min\.$") as refused:
        await accounts.sign_in(EMAIL, PASSWORD, "198.51.100.7")  # right, and from elsewhere
    assert 1 <= refused.value.retry_after_seconds <= 2
    clock.move(seconds=2)
    assert await accounts.sign_in(EMAIL, PASSWORD, HERE)


async def test_one_email_does_not_lock_out_another(accounts: Accounts) -> None:
    await accounts.create_user("bob@company.com", Role.VIEWER, PASSWORD, OWNER)
    await fail(accounts, 5)
    assert await accounts.sign_in("bob@company.com", PASSWORD, HERE)


async def test_twenty_wrong_tries_pause_the_address(accounts: Accounts) -> None:
    for number in range(20):
        await fail(accounts, 1, email=f"guess{number}@company.com")
    with pytest.raises(TooManyAttempts):
        await accounts.sign_in(EMAIL, PASSWORD, HERE)
    assert await accounts.sign_in(EMAIL, PASSWORD, "198.51.100.7")


async def test_a_right_password_makes_the_tries_count_anew(accounts: Accounts) -> None:
    await fail(accounts, 4)
    await accounts.sign_in(EMAIL, PASSWORD, HERE)
    await fail(accounts, 4)
    assert await accounts.sign_in(EMAIL, PASSWORD, HERE)


async def test_tries_at_the_same_instant_all_count(accounts: Accounts) -> None:
    tries = (accounts.sign_in(EMAIL, WRONG, HERE) for _ in range(20))
    refusals = [type(error) for error in await asyncio.gather(*tries, return_exceptions=True)]
    assert (refusals.count(NotSignedIn), refusals.count(TooManyAttempts)) == (5, 15)


async def test_a_session_that_was_signed_out_is_refused_at_once_here_and_within_a_second_elsewhere(
    accounts: Accounts, open_platform: OpenPlatform, clock: MovableClock
) -> None:
    other = open_platform(clock=clock).accounts
    token = await accounts.sign_in(EMAIL, PASSWORD, HERE)
    assert await accounts.who(token) is not None
    assert await other.who(token) is not None
    await accounts.sign_out(token)
    assert await accounts.who(token) is None
    clock.move(seconds=1.001)
    assert await other.who(token) is None
    await accounts.sign_out(token)  # nothing to end


@pytest.mark.parametrize("token", ["", "nonsense", "\x00", "é" * 500])
async def test_a_made_up_token_is_nobody(accounts: Accounts, token: str) -> None:
    assert await accounts.who(token) is None


async def test_users_are_made_by_owners_and_each_email_once(accounts: Accounts) -> None:
    await accounts.create_user(" Bob@Company.com ", Role.VIEWER, PASSWORD, OWNER)
    token = await accounts.sign_in("bob@company.com", PASSWORD, HERE)
    found = await accounts.who(token)
    assert found is not None
    assert found.user.role is Role.VIEWER
    with pytest.raises(Conflict, match=r"^email: bob@company\.com has an account already\.$"):
        await accounts.create_user("BOB@company.com", Role.OWNER, PASSWORD, OWNER)
    with pytest.raises(NotAllowed):
        await accounts.create_user("eve@company.com", Role.VIEWER, PASSWORD, ADMIN)
    with pytest.raises(InvalidInput, match=r"^password: "):
        await accounts.create_user("eve@company.com", Role.VIEWER, "short", OWNER)


async def test_the_first_visit_makes_the_owner_and_signs_in(platform: Platform) -> None:
    assert not await platform.accounts.is_set_up()
    token = await platform.accounts.set_up(EMAIL, PASSWORD)
    found = await platform.accounts.who(token)
    assert found is not None
    assert found.user.role is Role.OWNER
    assert await platform.accounts.is_set_up()


async def test_two_first_visits_at_once_make_one_owner(platform: Platform) -> None:
    visits = (platform.accounts.set_up(f"a{number}@company.com", PASSWORD) for number in range(5))
    answers = await asyncio.gather(*visits, return_exceptions=True)
    assert sum(isinstance(answer, str) for answer in answers) == 1
    assert sum(isinstance(answer, Conflict) for answer in answers) == 4


async def test_the_set_up_code_is_asked_for_once_and_for_a_quarter_of_an_hour(
    platform: Platform, clock: MovableClock
) -> None:
    accounts = platform.accounts
    code = await accounts.make_setup_code()
    assert await accounts.needs_setup_code()
    assert code not in await dump(platform, "installation")
    with pytest.raises(InvalidInput, match=r"^code: enter the code printed"):
        await accounts.set_up(EMAIL, PASSWORD, " ")
    for wrong in ("AAA-AAA", code + "X"):
        with pytest.raises(InvalidInput, match=r"^code: this is not the code printed") as refused:
            await accounts.set_up(EMAIL, PASSWORD, wrong)
        assert refused.value.field == "code"
    clock.move(minutes=15)
    assert await accounts.set_up(EMAIL, PASSWORD, f" {code.lower()} ")
    assert not await accounts.needs_setup_code()
    with pytest.raises(Conflict, match=r"^This installation has an owner already\."):
        await accounts.set_up("eve@company.com", PASSWORD, code)


async def test_an_old_set_up_code_is_worth_nothing(platform: Platform, clock: MovableClock) -> None:
    first = await platform.accounts.make_setup_code()
    clock.move(minutes=15, seconds=1)
    with pytest.raises(InvalidInput, match=r"^code: this code was valid for 15 minutes\."):
        await platform.accounts.set_up(EMAIL, PASSWORD, first)
    second = await platform.accounts.make_setup_code()
    with pytest.raises(InvalidInput):
        await platform.accounts.set_up(EMAIL, PASSWORD, first)
    assert await platform.accounts.set_up(EMAIL, PASSWORD, second)


@pytest.mark.parametrize(
    ("host", "asks"),
    [
        ("127.0.0.1", False),
        ("::1", False),
        ("localhost", False),
        ("0.0.0.0", True),
        ("::", True),
        ("192.0.2.1", True),
        ("dashboard.example", True),
    ],
)
async def test_a_code_is_printed_where_others_can_reach_the_page(
    platform: Platform, host: str, asks: bool
) -> None:
    lines = await welcome(platform.accounts, FirstOwner("", ""), host)
    assert await platform.accounts.needs_setup_code() is asks
    assert bool(lines) is asks
    if asks:
        assert lines[0].endswith(", valid 15 min, once")
        assert await platform.accounts.set_up(EMAIL, PASSWORD, lines[0].split()[1].rstrip(","))
        assert await welcome(platform.accounts, FirstOwner("", ""), host) == []


async def test_a_code_of_an_earlier_start_is_dropped_when_none_is_asked_for(platform: Platform) -> None:
    await welcome(platform.accounts, FirstOwner("", ""), "0.0.0.0")
    await welcome(platform.accounts, FirstOwner("", ""), "127.0.0.1")
    assert await platform.accounts.set_up(EMAIL, PASSWORD)


async def test_the_environment_names_the_owner_of_a_new_installation_only(platform: Platform) -> None:
    lines = await welcome(platform.accounts, FirstOwner(EMAIL, PASSWORD), "0.0.0.0")
    assert lines == [f"owner  {EMAIL}"]
    assert await platform.accounts.sign_in(EMAIL, PASSWORD, HERE)
    assert await welcome(platform.accounts, FirstOwner("eve@company.com", PASSWORD), "0.0.0.0") == []
    with pytest.raises(Conflict):
        await platform.accounts.create_first_owner("eve@company.com", PASSWORD)
    await fail(platform.accounts, 1, email="eve@company.com")
