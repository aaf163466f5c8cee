"""The state of the editor, continued: save, discard, review, another preset, an older revision."""

from collections.abc import AsyncIterator
from functools import partial
from typing import Any

import orjson
import reflex as rx

from webhook_dashboard.domain.errors import InvalidInput, NotFound, Outdated
from webhook_dashboard.domain.ids import WEBHOOK, encode_id
from webhook_dashboard.domain.people import Role
from webhook_dashboard.domain.profiles import PRESETS
from webhook_dashboard.services.webhooks import CreatedWebhook
from webhook_dashboard.storage.webhook_revisions import Revision
from webhook_dashboard.ui.components.dialogs import toast_done
from webhook_dashboard.ui.pages.webhook_editor import checking, past
from webhook_dashboard.ui.pages.webhook_editor.changes import changes_between
from webhook_dashboard.ui.pages.webhook_editor.draft import draft_of, new_draft, with_preset
from webhook_dashboard.ui.pages.webhook_editor.hooks import FOLLOWERS
from webhook_dashboard.ui.pages.webhook_editor.reading import read_stored
from webhook_dashboard.ui.pages.webhook_editor.shown import ChangeRow
from webhook_dashboard.ui.pages.webhook_editor.state import EditorState
from webhook_dashboard.ui.pages.webhook_editor.unsaved_state import forget
from webhook_dashboard.ui.pages.webhook_editor.work import Work
from webhook_dashboard.ui.session import handler, platform, signed_in_actor

FOCUS = "window.editor?.showMistake({section!r})"
SHOW_SECRET = "window.editor?.showSecret({secret})"


class SaveState(EditorState):
    """What becomes of the work. `review` says what the dialog is about: changes, preset or revision."""

    review: rx.Field[str] = rx.field("")
    is_asking: rx.Field[bool] = rx.field(False)
    review_words: rx.Field[str] = rx.field("")
    restore_rows: rx.Field[list[ChangeRow]] = rx.field(default_factory=list)
    created_name: rx.Field[str] = rx.field("")
    created_href: rx.Field[str] = rx.field("")

    _preset: str = ""
    _revision: int = 0
    _reviewed: str = ""
    """The id of the webhook that the review is about."""
    _told_overtaken: tuple[str, ...] = ()
    """What the review said it would replace."""

    @handler(Role.ADMIN)
    async def save(self) -> AsyncIterator[Any]:
        """Create or change the webhook; what is wrong is said beside its field."""
        work = self._work
        if self.is_busy or self.created_href or not self.is_loaded or not (work.is_dirty or work.is_new):
            return
        work.try_save()
        hindrances = {key: words for key, words in work.hindrances(work.reading()).items() if words}
        self._show()
        if hindrances:
            yield rx.call_script(FOCUS.format(section=self.bar.goes_to))
            return
        if await self._meets_another_save():
            self._review_changes()
            yield self._followers()
            return
        self.is_busy = True
        yield
        try:
            yield await (self._create() if work.is_new else self._update())
        except InvalidInput as error:
            self._refuse(error)
            yield rx.call_script(FOCUS.format(section=self.bar.goes_to))
        finally:
            self.is_busy = False

    @handler(Role.ADMIN)
    async def ask_discard(self) -> None:
        """Ask before what is typed is forgotten."""
        self.is_asking = self._work.is_dirty

    @handler()
    async def change_asking(self, is_open: bool) -> None:
        """Keep what is typed."""
        self.is_asking = self.is_asking and is_open is True

    @handler(Role.ADMIN)
    async def discard(self) -> Any:
        """Forget what is typed."""
        work, self.is_asking = self._work, False
        fresh = new_draft() if work.summary is None else draft_of(work.summary.columns())
        clean = Work(fresh, fresh, work.summary)
        clean.revisions = work.revisions
        self.url_tone = self.url_note = ""
        self._restart(clean)
        return [forget(self.kept_as), *self._followers()]

    @handler()
    async def review_changes(self) -> None:
        """Show each change with what it was before."""
        if self._work.is_dirty:
            self._review_changes()

    @handler(Role.ADMIN)
    async def choose_preset(self, preset: str) -> None:
        """Show what another preset would change, before anything changes."""
        typed = self._work.typed
        if preset not in PRESETS or preset == typed.texts["preset"]:
            return
        changes = changes_between(typed, with_preset(typed, preset))
        if len(changes) <= 1 or (self._work.is_new and not self._work.is_dirty):
            self._fill(with_preset(typed, preset), "preset")
            return
        self._preset, self.review, self._reviewed = preset, "preset", self.webhook_id
        self.review_title = f"What the preset {PRESETS[preset].label} would change"
        self.review_rows = past.change_rows(changes[1:])

    @handler()
    async def review_revision(self, number: int) -> None:
        """Show what a save changed, and offer to go back to it."""
        revisions = list(self._work.revisions)
        index = next((i for i, one in enumerate(revisions) if one.revision == number), None)
        if index is None:
            raise NotFound("There is no such revision.")
        one: Revision = revisions[index]
        older = revisions[index + 1] if index + 1 < len(revisions) else None
        row = self.revisions[index]
        self._revision, self._reviewed = one.revision, self.webhook_id
        self.review = "revision" if index else "latest"
        self.review_title = f"Revision {one.revision}, {row.who}"
        self.review_rows = past.change_rows(past.revision_changes(one, older))
        self.review_words = past.no_change_words(one, older)
        self.restore_rows = past.restore_rows(self._work.saved, one)

    @handler()
    async def change_review(self, is_open: bool) -> None:
        """Close the review."""
        if is_open is not True:
            self.review = ""

    @handler(Role.ADMIN)
    async def apply_review(self) -> Any:
        """Do what the review is about."""
        review, self.review = self.review, ""
        if review:
            self._check_asked(self._reviewed)
        if review == "changes":
            self._work.accept(self._told_overtaken)
            self._show()
            return SaveState.save
        if review == "preset" and self._preset in PRESETS:
            self._fill(with_preset(self._work.typed, self._preset), "preset")
            return None
        if review == "revision" and self._work.summary is not None:
            webhook_id, number = self._work.summary.id, self._revision
            await platform().webhooks.restore(webhook_id, number, await signed_in_actor(self))
            await self._reload()
            done = toast_done(f"Revision {number} is in force again, but for its secrets.")
            return [done, *self._followers()]
        return None

    @handler()
    async def leave_created(self, is_open: bool) -> Any:
        """Go on to the webhook that was made, once its secret is noted."""
        if is_open is True or not self.created_href:
            return None
        href, self.created_href = self.created_href, ""
        return rx.redirect(href)

    def _arrive(self) -> str:
        """Begin the page without a dialog; the address of a webhook that was just made, else empty."""
        self.review, self.is_asking = "", False
        href, self.created_href = self.created_href, ""
        if href and self._work.is_new:
            blank = new_draft()
            self._restart(Work(blank, blank))  # what stood behind the dialog is made already
        return href

    def _review_changes(self) -> None:
        self._reviewed = self.webhook_id
        self._told_overtaken = tuple(one.name for one in self._work.overtaken_changes())
        self._assign(
            review="changes" if self._work.is_dirty else "",
            review_title="What a save would change",
            review_rows=past.change_rows(self._work.changes()),
            review_words="What is typed cannot be saved yet.",
        )

    def _follow_review(self) -> None:
        """Have the review of what is typed say what has become of it."""
        if self.review == "changes":
            self._review_changes()

    async def _meets_another_save(self) -> bool:
        """Take up what was saved meanwhile. Whether a save would replace some of it that nobody accepted."""
        summary = self._work.summary
        if summary is None:
            return False
        stored = await platform().database.read(partial(read_stored, webhook_id=summary.id))
        if stored is not None:
            self._follow(stored)
        return any(one.name not in self._work.accepted for one in self._work.overtaken_changes())

    async def _create(self) -> Any:
        actor, draft = await signed_in_actor(self), checking.to_draft(self._work.typed)
        created: CreatedWebhook = await platform().webhooks.create(draft, actor)
        blank = new_draft()
        self._made_id = encode_id(WEBHOOK, created.summary.id)
        href = f"/webhooks/{self._made_id}"
        made = draft.secret is None and created.secret != ""
        if not made:
            self._restart(Work(blank, blank))
            ready = toast_done(f"{created.summary.name} is ready.")
            return [forget(self.kept_as), ready, rx.redirect(href)]
        # It stays on the screen behind the dialog.
        self._restart(Work(self._work.typed, self._work.typed))
        self.created_name, self.created_href = created.summary.name, href
        script = SHOW_SECRET.format(secret=orjson.dumps(created.secret).decode())
        return [forget(self.kept_as), rx.call_script(script)]

    async def _update(self, *, again: bool = True) -> Any:
        summary, actor = self._work.summary, await signed_in_actor(self)
        assert summary is not None
        try:
            saved = await platform().webhooks.update(
                summary.id, self._change(), actor, expected=(summary.revision,)
            )
        except Outdated:
            if await self._meets_another_save():
                self._review_changes()
                return self._followers()
            if not again:
                raise
            return await self._update(again=False)  # what was saved this moment is beside what was typed
        await self._reload()
        done = toast_done(f"{saved.name} is saved as revision {saved.revision}.")
        return [forget(self.kept_as), done, *self._followers()]

    def _followers(self) -> list[Any]:
        """What has to follow when the fields were filled anew."""
        return list(FOLLOWERS.get(self.section, ()))

    async def _reload(self) -> None:
        """Take up what is stored now, in place of what was typed."""
        summary = self._work.summary
        assert summary is not None
        stored = await platform().database.read(partial(read_stored, webhook_id=summary.id))
        if stored is None:
            raise NotFound("There is no such webhook. It may have been deleted.")
        draft = draft_of(stored.summary.columns())
        work = Work(draft, draft, stored.summary)
        work.revisions = stored.revisions
        self._restart(work)
        self._show_past()
