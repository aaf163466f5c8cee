"""Looks at where a URL leads: the address, and the certificate there. No request is sent.

The address guard decides what is dialled, as for every delivery.
"""

import asyncio
import socket
import ssl
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from functools import cached_property
from typing import Final

import httpx
from cryptography import x509

from webhook_dashboard.delivery.address_guard import AddressGuard, host_of, parse_url
from webhook_dashboard.delivery.address_ranges import closed_range_of, effective_address
from webhook_dashboard.delivery.dialling import Dialler, public_tls_context
from webhook_dashboard.delivery.http_connection import HttpConnection
from webhook_dashboard.delivery.name_lookup import NameLookup
from webhook_dashboard.domain.url_findings import PROBE_SECONDS, Trouble, UrlFinding

PUBLIC: Final = "a public address"
_NOTHING: Final = 1
"""Bytes of a body that are taken: none is asked for."""
_PARALLEL_LOOKS: Final = 4


_TROUBLE_OF: Final = {
    9: Trouble.NOT_YET_VALID,
    10: Trouble.EXPIRED,
    62: Trouble.OTHER_NAME,
    64: Trouble.OTHER_NAME,
}
"""What OpenSSL found wrong with a certificate, by its X509_V_ERR number; all others are not trusted."""


class UrlProbe:
    """Dials what the guard lets through, a few at a time; the others wait. Use it from one event loop.

    `tls` says whom to trust: by default whom deliveries trust.
    """

    def __init__(
        self,
        guard: AddressGuard,
        *,
        tls: ssl.SSLContext | None = None,
        seconds: float = PROBE_SECONDS,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._guard = guard
        self._given_tls = tls
        self._seconds = seconds
        self._monotonic = monotonic
        self._names = NameLookup(guard.lookup, monotonic)
        self._slots = asyncio.Semaphore(_PARALLEL_LOOKS)

    async def look(self, url: str) -> UrlFinding:
        """Connect, shake hands where it is https, and hang up; whatever fails is in the finding.

        Raises InvalidInput, field `url`, when no webhook may have this URL, as `AddressGuard.check_url`.
        """
        self._guard.check_url(url)
        parsed = parse_url(url)
        is_https = parsed.scheme == "https"
        found = UrlFinding(host_of(parsed), parsed.port or (443 if is_https else 80), is_https)
        async with self._slots:
            return await self._found(found, parsed)

    async def _found(self, found: UrlFinding, parsed: httpx.URL) -> UrlFinding:
        try:
            async with asyncio.timeout(self._seconds):
                return await self._reached(found, parsed, self._dialler)
        except ssl.SSLCertVerificationError as error:
            found = replace(found, trouble=_TROUBLE_OF.get(error.verify_code, Trouble.UNTRUSTED))
            is_dated = found.trouble in (Trouble.EXPIRED, Trouble.NOT_YET_VALID)
            return await self._dated(found, parsed) if is_dated else found
        except OSError as error:
            return replace(found, trouble=_trouble_of(error))

    @cached_property
    def _dialler(self) -> Dialler:
        return self._dialler_with(self._given_tls or public_tls_context())

    def _dialler_with(self, tls: ssl.SSLContext) -> Dialler:
        return Dialler(self._guard, tls, _NOTHING, self._monotonic, self._names)

    async def _dated(self, found: UrlFinding, url: httpx.URL) -> UrlFinding:
        """Read the dates of a certificate that is not valid: nothing is told to who shows it."""
        unchecked = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        unchecked.check_hostname, unchecked.verify_mode = False, ssl.CERT_NONE
        try:
            async with asyncio.timeout(self._seconds):
                reached = await self._reached(found, url, self._dialler_with(unchecked))
                return replace(reached, trouble=found.trouble)
        except OSError:
            return found

    async def _reached(self, found: UrlFinding, url: httpx.URL, dialler: Dialler) -> UrlFinding:
        connection = await dialler.dial(url, {})
        try:
            address, kind = _address_of(connection)
            return replace(
                found,
                address=address,
                address_kind=kind,
                certificate_until=_end_of_certificate(connection) if found.is_https else None,
            )
        finally:
            connection.close()


def _trouble_of(error: OSError) -> Trouble:
    match error:
        case TimeoutError():
            return Trouble.SILENT
        case socket.gaierror():
            return Trouble.NO_ADDRESS
        case ssl.SSLError():
            return Trouble.NO_TLS
        case ConnectionRefusedError():
            return Trouble.REFUSED
        case ConnectionResetError() | ConnectionAbortedError():
            return Trouble.HANGS_UP
        case _:
            return Trouble.UNREACHABLE


def _address_of(connection: HttpConnection) -> tuple[str, str]:
    address = connection.peer_address
    closed = None if address is None else closed_range_of(effective_address(address))
    return str(address or ""), PUBLIC if closed is None else closed.description


def _end_of_certificate(connection: HttpConnection) -> datetime | None:
    written = connection.peer_certificate
    try:
        return None if written is None else x509.load_der_x509_certificate(written).not_valid_after_utc
    except ValueError:  # OpenSSL takes certificates that cannot be read here
        return None
