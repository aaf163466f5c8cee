"""Who is asking: passed to every verb that changes something, for permission and for the audit log."""

from dataclasses import dataclass

from webhook_dashboard.domain.errors import NotAllowed
from webhook_dashboard.domain.people import Role


@dataclass(frozen=True, slots=True)
class Actor:
    """A person or a program: `name` is what the audit log shows, `role` what it may do."""

    name: str
    role: Role

    def require(self, role: Role) -> None:
        """Let pass who has at least this role.

        Raises:
            NotAllowed: the role is lower.
        """
        if self.role < role:
            raise NotAllowed(f"This needs the role {role.key}; yours is {self.role.key}.")


COMMAND_LINE = Actor("command line", Role.OWNER)
SYSTEM = Actor("system", Role.OWNER)
