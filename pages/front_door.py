"""The script of every visit: page set-up, language, the shared filters, the menu; then the chosen page."""

import logging
from typing import Any

import streamlit as st

from peil.errors import PeilError
from peil.escaping import marked
from peil.ui import address, blocks, filters, visitor

log = logging.getLogger("peil")


def _page(name: str, title: str, icon: str | None = None, **settings: Any) -> Any:
    """The page ``<section>/<name>.py``, at the address ``/<name>`` with dashes."""
    return st.Page(blocks.script(name), title=title, icon=icon, url_path=name.replace("_", "-"), **settings)


st.set_page_config(page_title="Peil", page_icon="peil/ui/peil.svg", layout="wide")
address.begin()
words = filters.choose_language()
_ = words.text

try:
    blocks.looks()
    page = st.navigation(
        [
            _page("results", _("Results"), ":material/flag:", default=True),
            _page("neighbourhoods", _("Neighbourhoods"), ":material/location_city:"),
            _page("target_groups", _("Target groups"), ":material/groups:"),
            _page("partnerships", _("Partnerships"), ":material/handshake:"),
            _page("finance", _("Finance"), ":material/euro:"),
            _page("steering_group", _("Steering group"), ":material/groups_2:"),
            _page("reflection", _("Reflection"), ":material/psychology:"),
            _page("agreements", _("Agreements"), ":material/task_alt:"),
            # No groups: the menu of a phone would then be a list that is none (WCAG 1.3.1).
            _page("quality", _("Data quality"), ":material/fact_check:"),
            _page("definitions", _("Definitions"), ":material/menu_book:"),
            # Reached from the pages above; they have an address of their own.
            _page("indicator", _("Indicator"), visibility="hidden"),
            _page("monitor_indicator", _("Neighbourhood indicator"), visibility="hidden"),
            _page("partnership", _("Partnership"), visibility="hidden"),
            _page("municipality", _("Municipality"), visibility="hidden"),
            _page("closure", _("Closure report"), visibility="hidden"),
        ],
        position="top",
    )
    if address.on_wall():
        view = filters.quiet(words)
        blocks.on_wall()
    else:
        view = filters.show(words, of_results=page.url_path in ("", "results", "indicator"))
    if view is None:
        blocks.title("Peil")
        blocks.info(_("Nothing has been imported yet, so there is nothing to see."))
        blocks.for_steward(
            words,
            marked(
                _(
                    "Run `make run`, or `python -m peil setup`, to load the published figures; your own with "
                    "`python -m peil import FILE`."
                )
            ),
        )
        st.stop()
    filters.keep(view)
    blocks.language(words)
    blocks.no_contents()
    notices, place, paper, foot = st.container(), st.container(), st.container(), st.container(key="who_reads")
    # First, because after a page that stops early nothing can be drawn. A wall is read by many.
    if not address.on_wall():
        with foot:
            visitor.say_who(view)
    with place:
        page.run()
    blocks.fill_contents(words)
    with notices:
        blocks.not_here(words)
    with paper:
        blocks.on_paper(words)
except PeilError as error:
    blocks.error(_(error.sentence, **error.values))
except Exception:
    log.exception("The page failed.")
    blocks.error(_("Something went wrong here. It has been written to the log. Try again, or choose other filters."))
finally:
    address.end()
