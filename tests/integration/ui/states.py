"""The states of a browser tab, driven without a browser."""

from typing import Any

import reflex as rx


def part(tree: rx.State, state: type[rx.State]) -> Any:
    """One of the states."""
    return tree.get_substate(state.get_full_name().split("."))


async def call(handler: Any, state: Any, *arguments: Any) -> Any:
    """Call a handler as somebody who may, to its end; returns what it returned."""
    begun = handler.fn.__wrapped__(state, *arguments)
    if not hasattr(begun, "__aiter__"):
        return await begun
    async for _ in begun:
        pass
    return None
