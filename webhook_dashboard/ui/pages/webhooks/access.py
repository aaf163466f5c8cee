"""Why something is disabled, for its tooltip."""

import reflex as rx

from webhook_dashboard.ui.session import SessionState

NEEDS_ADMIN = "This needs the role admin."
NEEDS_OPERATOR = "This needs the role operator."
WHY_NOT_CONFIGURE = rx.cond(SessionState.may_configure, "", NEEDS_ADMIN)
WHY_NOT_OPERATE = rx.cond(SessionState.may_operate, "", NEEDS_OPERATOR)
