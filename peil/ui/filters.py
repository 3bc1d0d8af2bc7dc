"""The shared filters, in one row and in the same order on every page."""

from datetime import date, datetime

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from peil import contract
from peil.answers.view import View
from peil.texts import DEFAULT_LANGUAGE, LANGUAGES, Words
from peil.ui import address
from peil.ui.data import as_date, as_moment, ask, rows

ALL = "all"


def choose_language() -> Words:
    """The reader's language: from the address, else the browser, else Dutch."""
    wanted = address.read("lang")
    if wanted not in LANGUAGES:
        browser = (st.context.locale or "").split("-")[0]
        wanted = browser if browser in LANGUAGES else DEFAULT_LANGUAGE
    return Words(wanted)


def show(words: Words, of_results: bool) -> View | None:
    """Draws the row of filters and returns the view, or None when nothing has been imported yet.

    The partner and the kind of indicator are asked only on pages ``of_results``, where they make a difference.
    """
    _ = words.text
    moments = [as_moment(moment) for moment in ask("pages/filters/moments")["moment"]]
    if not moments:
        return None
    known_at = _known_at(moments)
    programmes = ask("pages/filters/programmes", known_at=known_at, language=words.language)
    if programmes.empty:
        # The moment in the address lies before anything was handed in.
        known_at = moments[0]
        programmes = ask("pages/filters/programmes", known_at=known_at, language=words.language)
    if programmes.empty:
        return None
    latest = programmes.sort_values(["last_period_end", "name"], ascending=[False, True]).iloc[0]
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        names = dict(zip(programmes["partnership_id"], programmes["name"], strict=True))
        invented = set(programmes.loc[programmes["data_status"] == "demonstration", "partnership_id"])
        partnership = address.choose(
            "programme",
            _("Programme"),
            {key: f"{name} · {_('demonstration')}" if key in invented else name for key, name in names.items()},
            str(latest["partnership_id"]),
            width=280,
            resets=("as_of", "partner", "kind", "state", "indicator", "area", "benchmark", "monitor", "group"),
        )
        chosen = programmes.set_index("partnership_id").loc[partnership]
        as_of = _choose_as_of(words, partnership, known_at, as_date(chosen["end_date"]))
        known_at = _choose_known_at(words, moments, known_at)
        partner, partner_name = _choose_partner(words, partnership, known_at) if of_results else (None, "")
        kind = _choose_kind(words) if of_results else None
        st.session_state["own_filters"] = st.container(horizontal=True, width="content", gap="small")
        address.choose("lang", _("Language"), LANGUAGES, words.language, width=130)
    programme = chosen["programme"]
    return View(
        words=words,
        partnership=partnership,
        name=names[partnership],
        programme=programme if isinstance(programme, str) else "",
        start=as_date(chosen["start_date"]),
        end=as_date(chosen["end_date"]),
        data_status=str(chosen["data_status"]),
        as_of=as_of,
        known_at=known_at,
        partner=partner,
        partner_name=partner_name,
        kind=kind,
        asks=rows,
    )


def own() -> DeltaGenerator:
    """The place in the row of filters for the choices of one page: ``with filters.own(): address.choose(...)``."""
    return st.session_state["own_filters"]


def keep(view: View | None) -> None:
    """Hands the view to the page that runs next."""
    st.session_state["view"] = view


def current() -> View:
    """The view of this run; pages call it first."""
    return st.session_state["view"]


def _choose_partner(words: Words, partnership: str, known_at: datetime) -> tuple[str | None, str]:
    """The id and the name of the chosen partner; no id for all of them."""
    partners = ask("pages/filters/partners", partnership=partnership, known_at=known_at, language=words.language)
    names = {ALL: words.text("All partners"), **dict(zip(partners["partner_id"], partners["name"], strict=True))}
    partner = address.choose("partner", words.text("Partner"), names, ALL, width=220)
    return None if partner == ALL else partner, names[partner]


def _choose_kind(words: Words) -> str | None:
    kinds = {ALL: words.text("All kinds"), **contract.code_labels("indicator_kind", words.language)}
    kind = address.choose("kind", words.text("Kind of indicator"), kinds, ALL, width=160)
    return None if kind == ALL else kind


def _known_at(moments: list[datetime]) -> datetime:
    try:
        return datetime.fromisoformat(address.read("known_at") or "")
    except ValueError:
        return moments[0]


def _choose_known_at(words: Words, moments: list[datetime], current: datetime) -> datetime:
    options = {moment.isoformat(): words.short_day(moment) for moment in moments}
    # A link keeps the very moment it was made at, also when more was handed in later that day.
    options.setdefault(current.isoformat(), f"{words.short_day(current)}, {current:%H:%M}")
    chosen = address.choose(
        "known_at",
        words.text("As known on"),
        options,
        current.isoformat(),
        help=words.text("The figures as they had been handed in by that day. What was corrected later is left out."),
        width=150,
    )
    return datetime.fromisoformat(chosen)


def _choose_as_of(words: Words, partnership: str, known_at: datetime, end: date | None) -> date:
    periods = ask("pages/filters/periods", partnership=partnership, known_at=known_at)
    days = [as_date(day) for day in periods["period_end"]]
    reported = [day for day, is_reported in zip(days, periods["is_reported"], strict=True) if is_reported]
    options = {day.isoformat(): words.short_day(day) for day in days if day}
    fallback = next((day for day in reported if day), None) or (days[0] if days else None) or end or known_at.date()
    options.setdefault(fallback.isoformat(), words.short_day(fallback))
    wanted = _day(address.read("as_of"))
    if wanted and wanted.isoformat() not in options and _is_reasonable(wanted):
        options[wanted.isoformat()] = words.short_day(wanted)
    chosen = address.choose("as_of", words.text("Figures up to"), options, fallback.isoformat(), width=150)
    return date.fromisoformat(chosen)


def _day(text: str | None) -> date | None:
    try:
        return date.fromisoformat(text or "")
    except ValueError:
        return None


def _is_reasonable(day: date) -> bool:
    return date(1990, 1, 1) <= day <= date(2100, 12, 31)
