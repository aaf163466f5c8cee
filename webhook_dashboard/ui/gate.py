"""Which door a visitor without a session stands at: set-up until there is an owner, then sign-in."""

from typing import Any

import reflex as rx

from webhook_dashboard.ui.session import current_actor, platform


class GateState(rx.State):
    """The only handlers that anyone may call: they tell nothing but which page is the right one."""

    needs_code: rx.Field[bool] = rx.field(False)

    @rx.event
    async def enter_sign_in(self) -> Any:
        """Send whoever is signed in to the Overview, and the first visitor to set-up."""
        if await current_actor(self) is not None:
            return rx.redirect("/", replace=True)
        if not await platform().accounts.is_set_up():
            return rx.redirect("/set-up", replace=True)
        return None

    @rx.event
    async def enter_set_up(self) -> Any:
        """Ask for the code where one was printed; once there is an owner this page leads to sign-in."""
        accounts = platform().accounts
        if await accounts.is_set_up():
            return rx.redirect("/sign-in", replace=True)
        self.needs_code = await accounts.needs_setup_code()
        return None
