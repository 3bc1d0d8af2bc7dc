"""Fields that save what people write in them, as they write: each change is a submission (peil/recording.py).

    form = writing.Form(view, "agenda_items", {"partnership_id": ..., "meeting_id": ..., "item_id": "1"}, standing)
    form.text("outcome", _("Decision"))

``standing`` are the versions of the row that stand, as its query gave them. One of them is on the screen; what somebody
else wrote at the same time is shown beside it, until one of the two is kept.
"""

import logging
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any, Literal

import streamlit as st

from peil import access, contract, escaping, recording
from peil.answers import Row, meetings
from peil.answers.view import View
from peil.errors import PeilError
from peil.escaping import strong
from peil.texts import MISSING, N_, spaced
from peil.ui import address, blocks, visitor
from peil.ui.callbacks import callback
from peil.ui.data import store

log = logging.getLogger("peil")

# As long as a text may be: some pages.
_MOST_CHARACTERS = 20_000
_FAILED = N_("Something went wrong, and it was written to the log. Try again in a while.")
# What is typed is kept and tried again; what a button does is not.
_NOT_SAVED = N_("Not saved yet: {why}")
_NOT_DONE = N_("Nothing was changed: {why}")


class Written:
    """One row of a table that people write: what is on the screen, what others wrote beside it, and how it is saved."""

    def __init__(self, view: View, table: str, key: Mapping[str, Any], standing: Sequence[Row] = ()) -> None:
        self.view, self.table, self.key = view, table, dict(key)
        self.id = f"write_{table}_{'_'.join(str(value) for value in key.values())}"
        mine = [row for row in standing if row["submission_id"] in _written()]
        self.row: Row = (mine or list(standing) or [{}])[-1]
        self.others = [row for row in standing if row is not self.row]
        self.may = may(view, table, **{**self.row, **key})
        self.submissions = [self.row["submission_id"]] if self.row.get("submission_id") else []
        # What could not be saved, to be tried again with the next change.
        self.pending: dict[str, Any] = st.session_state.setdefault(f"{self.id}_pending", {})

    def button(
        self, label: str, changes: Mapping[str, Any], *, icon: str | None = None, help: str | None = None
    ) -> None:
        """A button that stores some fields at once; nothing without the right to write."""
        if self.may:
            key = f"{self.id}_{'_'.join(changes)}_{label}"
            button(self.view, label, lambda: self._submit(changes), key=key, icon=icon, help=help)

    def undo(self, label: str) -> None:
        """A button that takes back the last version that was written in this visit."""
        last: int = self.row.get("submission_id") or 0

        def undo() -> None:
            recording.undo(store(), visitor.person(), self.table, self.key, last)
            _written().discard(last)
            st.session_state.pop(f"{self.id}_last", None)

        if self.may and last in _written():
            button(self.view, label, undo, key=f"{self.id}_undo", icon=":material/undo:", is_quiet=True)

    def _submit(self, changes: Mapping[str, Any]) -> None:
        """Stores some fields, and what could not be stored before. Raises PeilError."""
        wanted = {**self.pending, **changes}
        if "language" in contract.table(self.table).names:
            wanted.setdefault("language", self.view.language)
        # Whoever types on while the page is drawn saves from the drawing before: it does not know what was just saved.
        last = st.session_state.get(f"{self.id}_last")
        seen = [*self.submissions, last] if last else self.submissions
        number = recording.save(store(), visitor.person(), self.table, self.key, wanted, seen)
        _written().add(number)
        st.session_state[f"{self.id}_last"] = number
        self.pending.clear()

    def save(self, changes: Mapping[str, Any]) -> bool:
        """Stores what was typed; whether that was done. What could not be stored is kept, and tried again."""
        if _done(f"{self.id}_failure", lambda: self._submit(changes)):
            return True
        self.pending.update(changes)
        return False


class Form(Written):
    """The fields of a row. Without the right to write, what is written is shown."""

    def text(self, name: str, label: str, *, height: int = 100, labelled: bool = True) -> None:
        """A text of several lines."""

        def draw(key: str) -> None:
            st.text_area(
                escaping.markdown(label),
                key=key,
                height=height,
                max_chars=_MOST_CHARACTERS,
                label_visibility="visible" if labelled else "collapsed",
                on_change=self._saving(name, key, _text),
            )

        self._field(name, label, draw, lambda value: value or "", lambda value: value or MISSING)

    def line(self, name: str, label: str) -> None:
        """A text of one line."""

        def draw(key: str) -> None:
            st.text_input(escaping.markdown(label), key=key, max_chars=500, on_change=self._saving(name, key, _text))

        self._field(name, label, draw, lambda value: value or "", lambda value: value or MISSING)

    def number(self, name: str, label: str, *, help: str | None = None, labelled: bool = True) -> None:
        """A number, or nothing."""

        def draw(key: str) -> None:
            st.number_input(
                escaping.markdown(label),
                value=None,
                key=key,
                help=help,
                step=1.0,
                format="%g",
                label_visibility="visible" if labelled else "collapsed",
                on_change=self._saving(name, key, lambda value: value),
            )

        self._field(name, label, draw, lambda value: value, self.view.words.number)

    def day(self, name: str, label: str) -> None:
        """A day, or nothing."""

        def draw(key: str) -> None:
            st.date_input(
                escaping.markdown(label),
                value=None,
                min_value=date(1990, 1, 1),
                max_value=date(2100, 12, 31),
                format="DD/MM/YYYY",
                key=key,
                on_change=self._saving(name, key, lambda value: value),
            )

        self._field(name, label, draw, lambda value: value, self.view.words.short_day)

    def yes(self, name: str, label: str) -> None:
        """Whether something is so."""
        _ = self.view.words.text

        def draw(key: str) -> None:
            st.checkbox(escaping.markdown(label), key=key, on_change=self._saving(name, key, bool))

        self._field(name, label, draw, bool, lambda value: MISSING if value is None else _("yes" if value else "no"))

    def count(self, name: str, label: str) -> None:
        """A whole number from nought."""

        def draw(key: str) -> None:
            st.number_input(
                escaping.markdown(label),
                value=None,
                min_value=0,
                max_value=1000,
                step=1,
                key=key,
                on_change=self._saving(name, key, lambda value: value),
            )

        self._field(name, label, draw, lambda value: value, self.view.words.number)

    def tick(self, label: str, on: Mapping[str, Any], off: Mapping[str, Any], *, is_on: bool) -> None:
        """A box to tick, which saves the fields ``on`` or ``off``; what it is about stands beside it."""
        key = f"{self.id}_tick"
        st.session_state[key] = is_on

        @callback
        def save() -> None:
            changes = on if st.session_state[key] else off
            _done(f"{key}_failure", lambda: self._submit(changes))

        st.checkbox(escaping.markdown(label), key=key, label_visibility="collapsed", on_change=save)
        _say_once(self.view, f"{key}_failure")

    def choose(
        self, name: str, label: str, options: Mapping[str, str], *, none: str | None = None, labelled: bool = True
    ) -> None:
        """One of several; with ``none``, the words for no choice, it may be left open. A label is always read aloud."""
        shown = {"": none, **options} if none is not None else dict(options)

        def draw(key: str) -> None:
            st.selectbox(
                escaping.markdown(label),
                list(shown),
                format_func=lambda option: escaping.legible(shown.get(option, option)),
                key=key,
                label_visibility="visible" if labelled else "collapsed",
                on_change=self._saving(name, key, _text),
            )

        first = next(iter(shown))
        self._field(
            name,
            label,
            draw,
            lambda value: value if value in shown else first,
            lambda value: options.get(value, MISSING),
        )

    def code(self, name: str, label: str, *, none: str | None = None, labelled: bool = True) -> None:
        """One of the codes that the contract gives for a field."""
        code_list = contract.table(self.table).field(name).code_list or ""
        self.choose(name, label, contract.code_labels(code_list, self.view.language), none=none, labelled=labelled)

    def beside(self, name: str) -> None:
        """What somebody else wrote in a field at the same time, and a way to keep either."""
        _, words = self.view.words.text, self.view.words
        others = [row for row in self.others if row[name] != self.row.get(name)]
        if not others:
            return
        blocks.warning(_("Somebody else wrote here at the same time. Both texts are kept; neither replaces the other."))
        for row in others:
            by = row.get("handed_in_by") or _("somebody")
            blocks.note(
                _("{by}, {time} (UTC)", by=by, time=f"{words.short_day(row['received_at'])} {row['received_at']:%H:%M}")
            )
            blocks.say(str(row[name] or MISSING))
        if self.may:
            with st.container(horizontal=True):
                self._keeping(_("Keep mine"), {name: self.row.get(name)}, f"{name}_mine")
                for number, row in enumerate(others):
                    self._keeping(_("Take the other"), {name: row[name]}, f"{name}_{number}")
                both = "\n\n".join(str(text) for text in (self.row.get(name), *(row[name] for row in others)) if text)
                self._keeping(_("Put both together"), {name: both}, f"{name}_both")

    def _field(
        self,
        name: str,
        label: str,
        draw: Callable[[str], None],
        as_typed: Callable[[Any], Any],
        as_read: Callable[[Any], str],
    ) -> None:
        stored = self.row.get(name)
        if not self.may:
            if stored is not None:
                blocks.say(strong(spaced(f"{label}:", self.view.language)), as_read(stored))
            return
        key = f"{self.id}_{name}"
        # What is being typed stays, unless another version is on the screen now.
        if key not in st.session_state or (st.session_state.get(f"{key}_shown") != stored and name not in self.pending):
            st.session_state[key] = as_typed(self.pending.get(name, stored))
        st.session_state[f"{key}_shown"] = stored
        draw(key)
        if name in self.pending:
            _say_why_not(self.view, f"{self.id}_failure", _NOT_SAVED)
        self.beside(name)

    def _keeping(self, label: str, changes: Mapping[str, Any], key: str) -> None:
        def keep() -> None:
            self.submissions = [row["submission_id"] for row in (self.row, *self.others)]
            self._submit(changes)

        button(self.view, label, keep, key=f"{self.id}_{key}")

    def _saving(self, name: str, key: str, read: Callable[[Any], Any]) -> Callable[[], None]:
        @callback
        def save() -> None:
            value = read(st.session_state[key])
            if value != self.row.get(name) and self.save({name: value}):
                # Whoever types on is not interrupted by the text that was just stored.
                st.session_state[f"{key}_shown"] = value

        return save


def button(
    view: View,
    label: str,
    do: Callable[[], object],
    *,
    key: str,
    icon: str | None = None,
    help: str | None = None,
    is_quiet: bool = False,
) -> None:
    """A button that writes, and that says beside it, once, why nothing was stored where ``do`` raises.

    It writes before the page is drawn: whoever presses something else meanwhile breaks the drawing off, and a press
    that the page itself would look for is then lost.
    """

    @callback
    def press() -> None:
        _done(f"{key}_failure", do)

    kind: Literal["tertiary", "secondary"] = "tertiary" if is_quiet else "secondary"
    st.button(escaping.markdown(label), key=key, icon=icon, help=help, type=kind, on_click=press)
    _say_once(view, f"{key}_failure")


def add(view: View, table: str, rows: Sequence[Mapping[str, Any]]) -> None:
    """Stores new rows at once. Raises PeilError; for ``button``, which says so."""
    spoken = {"language": view.language} if "language" in contract.table(table).names else {}
    _written().add(recording.record(store(), visitor.person(), table, [{**spoken, **row} for row in rows]))


def may(view: View, table: str, **row: Any) -> bool:
    """Whether the visitor may write such a row: not on a wall, nor when an earlier moment is on the screen."""
    return not address.on_wall() and meetings.is_now(view) and access.may(visitor.person(), table, row)


def _done(failure: str, do: Callable[[], object]) -> bool:
    """Whether something was stored. Why it was not is kept under ``failure``; what nobody foresaw goes to the log."""
    try:
        do()
    except PeilError as error:
        st.session_state[failure] = error
    except Exception:
        log.exception("What was written could not be saved.")
        st.session_state[failure] = PeilError(_FAILED)
    else:
        st.session_state.pop(failure, None)
        return True
    return False


def _say_once(view: View, failure: str) -> None:
    _say_why_not(view, failure, _NOT_DONE)
    # Not before: when somebody presses something else meanwhile, the drawing is broken off and begins anew.
    st.session_state.pop(failure, None)


def _say_why_not(view: View, failure: str, said: str) -> None:
    error: PeilError | None = st.session_state.get(failure)
    if error:
        words = view.words
        blocks.error(words.text(said, why=words.text(error.sentence, **error.values)))


def _text(value: str | None) -> str | None:
    """What was typed; nothing when only blanks were."""
    return value.strip() or None if value else None


def _written() -> set[int]:
    """The submissions that were written in this visit."""
    return st.session_state.setdefault("written", set())
