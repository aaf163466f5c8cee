"""The state of the editor, continued: authentication, signatures, and the secret of a new webhook."""

from webhook_dashboard.domain.authentication import AUTHENTICATION_KINDS
from webhook_dashboard.domain.masking import MASK
from webhook_dashboard.domain.people import Role
from webhook_dashboard.domain.signing import SCHEMES
from webhook_dashboard.domain.signing.schemes import MAX_SCHEMES
from webhook_dashboard.ui.pages.webhook_editor import checking
from webhook_dashboard.ui.pages.webhook_editor.field_state import is_index, text_of
from webhook_dashboard.ui.pages.webhook_editor.state import EditorState
from webhook_dashboard.ui.pages.webhook_editor.work import CREDENTIALS
from webhook_dashboard.ui.session import handler

SECRET_MODES = {"made": None, "none": "", "own": ""}


class ProofState(EditorState):
    """By what a receiver knows the sender. A mask that comes back from a field leaves what it stands for.

    `filled` comes back with what is typed: what was typed before other rows came is dropped.
    """

    @handler(Role.ADMIN)
    async def choose_authentication(self, kind: str) -> None:
        """Choose how the request says who sends it; going back to the saved kind finds its values."""
        if kind not in AUTHENTICATION_KINDS or kind == self._work.typed.authentication["type"]:
            return
        saved = self._work.saved.authentication
        fresh = {one.name: one.default or "" for one in AUTHENTICATION_KINDS[kind].fields}
        chosen = dict(saved) if saved["type"] == kind else {"type": kind, **fresh}
        self._work.begin_credentials()
        self._fill(checking.replaced(self._work.typed, {"authentication": chosen}), "authentication")

    @handler(Role.ADMIN)
    async def set_credential(self, name: str, text: str, filled: int) -> None:
        """Take up a value of the authentication."""
        if filled == self.filled:
            self._take_credential(name, text)

    @handler(Role.ADMIN)
    async def leave_credential(self, name: str, text: str, filled: int) -> None:
        """Take up a value of the authentication, and say what is missing in it: nobody goes on typing."""
        if filled == self.filled and name in self._work.typed.authentication:
            self._take_credential(name, text)
            self._work.leave(f"{CREDENTIALS}{name}")
            self._show()

    @handler(Role.ADMIN)
    async def add_signature(self) -> None:
        """Send one more signature along."""
        signatures = self._work.typed.signatures
        used = {one["scheme"] for one in signatures}
        scheme = next((one for name, one in SCHEMES.items() if name not in used), None)
        if scheme is None:
            number = len(signatures) + 1
            document = SCHEMES["sha256-hex"].document() | {"header": f"X-Signature-{number}"}
        else:
            document = scheme.document()
            if any(one["header"] == document["header"] for one in signatures):
                document = document | {"header": f"{document['header']}-Time"}
        if len(signatures) < MAX_SCHEMES:
            parts = {"signatures": (*signatures, document)}
            self._fill(checking.replaced(self._work.typed, parts), "signatures")

    @handler(Role.ADMIN)
    async def remove_signature(self, number: int) -> None:
        """Send one signature less."""
        signatures = self._work.typed.signatures
        if is_index(number, signatures):
            kept = (*signatures[:number], *signatures[number + 1 :])
            self._fill(checking.replaced(self._work.typed, {"signatures": kept}), "signatures")

    @handler(Role.ADMIN)
    async def set_signature(self, number: int, part: str, text: str, filled: int) -> None:
        """Take up a part of a signature; another scheme begins with its own usual parts."""
        signatures = [dict(one) for one in self._work.typed.signatures]
        if filled != self.filled or not is_index(number, signatures):
            return
        if signatures[number].get(part) in (None, text_of(text)):
            return
        if part == "scheme":
            scheme = next((one for name, one in SCHEMES.items() if name == text), None)
            if scheme is None:
                return
            signatures[number] = scheme.document()
        else:
            signatures[number][part] = text_of(text)
        changed = checking.replaced(self._work.typed, {"signatures": tuple(signatures)})
        if part in ("header", "prefix"):
            self._edit({"signatures": changed.signatures}, "signatures")
        else:
            self._fill(changed, "signatures")

    @handler(Role.ADMIN)
    async def choose_secret(self, mode: str) -> None:
        """Choose where the secret of a new webhook comes from."""
        if mode in SECRET_MODES and self._work.is_new:
            self._work.wants_own_secret = mode == "own"
            self._edit({"secret": SECRET_MODES[mode]}, "secret")

    @handler(Role.ADMIN)
    async def set_own_secret(self, text: str) -> None:
        """Take up a secret of the person's own, for a new webhook."""
        if self._work.is_new and self._work.wants_own_secret and self._work.typed.secret != text_of(text):
            self._edit({"secret": text_of(text).strip()}, "secret")

    def _take_credential(self, name: str, text: str) -> None:
        values = self._work.typed.authentication
        if name in values and name != "type" and text != MASK and values[name] != text_of(text):
            changed = {**values, name: text_of(text)}
            self._edit({"authentication": changed}, "authentication", f"{CREDENTIALS}{name}")
