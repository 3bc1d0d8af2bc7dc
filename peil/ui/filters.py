"""The shared filters, in one row and in the same order on every page."""

from datetime import date, datetime, time

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from peil.answers import Row, amounts, choices
from peil.answers.choices import ALL
from peil.answers.view import View
from peil.errors import UnknownChoice
from peil.texts import LANGUAGES, N_, Words, reading_language
from peil.ui import address, blocks
from peil.ui.data import rows, store


def choose_language() -> Words:
    """The reader's language: from the address, else the browser, else Dutch."""
    return Words(reading_language(address.read("lang"), st.context.locale or ""))


def show(words: Words, of_results: bool) -> View | None:
    """Draws the row of filters and returns the view, or None when nothing has been imported yet. Raises UnknownChoice
    for a programme or a moment that is not here: another one in its place would be taken for it.

    The partner and the kind of indicator are asked only on pages ``of_results``, where they make a difference. On a
    small screen the row is folded into one line.
    """
    _ = words.text
    moments = choices.moments(rows)
    if not moments:
        return None
    known_at = choices.last_of_day(moments, choices.moment_of(address.read("known_at")) or moments[0])
    before = known_at
    programmes = choices.programmes(rows, known_at, words.language)
    if not programmes:
        known_at = moments[0]
        programmes = choices.programmes(rows, known_at, words.language)
    if not programmes:
        return None
    names = {
        key: f"{row['name']} · {_('demonstration')}" if row["data_status"] == "demonstration" else row["name"]
        for key, row in programmes.items()
    }
    wanted = address.read("programme") or ""
    is_here = wanted in programmes or not wanted
    blocks.fold(_("Choose what is shown: programme, day, language…"))
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small", key="filters"):
        partnership = address.choose(
            "programme",
            _("Programme"),
            names if is_here else {wanted: wanted, **names},
            choices.default_programme(programmes),
            width=280,
            resets=(
                "as_of",
                "since",
                "partner",
                "kind",
                "state",
                "indicator",
                "area",
                "benchmark",
                "monitor",
                "group",
                "areas",
                "report_of",
                "quarter",
            ),
        )
        if not is_here:
            raise UnknownChoice(
                N_("This link asks for the programme {value}, which is not here. Choose one above."), value=wanted
            )
        as_of = _choose_as_of(words, programmes[partnership], known_at)
        _choose_known_at(words, moments, before)
        partner, kind, names = ALL, ALL, {}
        if of_results:
            names = choices.partners(rows, partnership, known_at, words.language)
            partner = address.choose("partner", _("Partner"), {ALL: _("All partners"), **names}, ALL, width=220)
            kinds = {ALL: _("All kinds"), **choices.kinds(words.language)}
            kind = address.choose("kind", _("Kind of indicator"), kinds, ALL, width=160)
        st.session_state["own_filters"] = st.container(horizontal=True, width="content", gap="small")
        address.choose("lang", _("Language"), LANGUAGES, words.language, width=130)
    if known_at != before:
        raise UnknownChoice(
            N_("On {day} nothing had been handed in yet. Choose a later day above."), day=words.day(before)
        )
    programme = programmes[partnership]
    return choices.view(rows, words, programme, as_of, known_at, partner, names.get(partner, ""), kind, store().stamp)


def quiet(words: Words) -> View | None:
    """The view that the address asks for, without the row of filters; None when nothing can be shown.

    Raises UnknownChoice for what is not there: a wall shows nothing else in its place.
    """
    if not choices.moments(rows):
        return None
    asked = {name: value for name in choices.NAMES if (value := address.read(name))}
    st.session_state["own_filters"] = st.container()
    return choices.view_of(rows, {**asked, "lang": words.language}, store().stamp)


def own() -> DeltaGenerator:
    """The place in the row of filters for the choices of one page: ``with filters.own(): address.choose(...)``."""
    return st.session_state["own_filters"]


def tolerance(words: Words) -> str:
    """A choice of the pages with rules about money: how much may differ before a rule counts as broken."""
    return address.choose(
        "tolerance",
        words.text("Tolerance"),
        {amount: words.money(float(amount)) for amount in amounts.TOLERANCES},
        amounts.USUAL_TOLERANCE,
        help=words.text("A difference up to this amount is shown, but does not count as one."),
        width=100,
    )


def keep(view: View | None) -> None:
    """Hands the view to the page that runs next."""
    st.session_state["view"] = view


def current() -> View:
    """The view of this run; pages call it first."""
    return st.session_state["view"]


def _choose_known_at(words: Words, moments: list[datetime], current: datetime) -> None:
    # A day stands for its end. A link to another moment keeps that, also when more was handed in later that day.
    ids = {moment: moment.date().isoformat() for moment in moments}
    options = {day: words.short_day(moment) for moment, day in ids.items()}
    if current.time() == time.max:
        ids[current] = current.date().isoformat()
    exactly = ids.get(current, current.isoformat())
    options.setdefault(exactly, words.short_day(current) + ("" if current in ids else f", {current:%H:%M}"))
    if choices.moment_of(address.read("known_at")):
        address.write("known_at", exactly)
    address.choose(
        "known_at",
        words.text("As known on"),
        options,
        exactly,
        help=words.text("The figures as they had been handed in by that day. What was corrected later is left out."),
        width=150,
    )


def _choose_as_of(words: Words, programme: Row, known_at: datetime) -> date:
    days, fallback = choices.days(rows, programme, known_at)
    options = {day.isoformat(): words.short_day(day) for day in days}
    options.setdefault(fallback.isoformat(), words.short_day(fallback))
    if wanted := choices.day_of(address.read("as_of")):
        options.setdefault(wanted.isoformat(), words.short_day(wanted))
    chosen = address.choose("as_of", words.text("Figures up to"), options, fallback.isoformat(), width=150)
    return date.fromisoformat(chosen)
