import reflex as rx
from webhook_dashboard.ui.pages.overview.snippets import show_snippet, write_snippet
class FirstRunState(rx.State):
    step: str = "send"
    made: bool = True
    webhook_name: str = "My first webhook"
    inbox_path: str = "/inbox/k3v9tz"
    secret_hint: str = "whsec_••••9Qa"
    secret: str = "x"
    is_busy: bool = False
    key: str = "whk_live_q7Lr2Vb9xKcN4mTz"
    language: str = "curl"
    may_make_keys: bool = True
    @rx.var
    def snippet(self) -> str: return write_snippet(self.language,"http://localhost:8000",self.key)
    @rx.var
    def snippet_html(self) -> str: return show_snippet(self.language,"http://localhost:8000",self.key)
    @rx.event
    def choose_language(self, v: str): self.language=v
    @rx.event
    def make_key(self): pass
    @rx.event
    def send_event(self): pass
    @rx.event
    def make_webhook(self): pass
