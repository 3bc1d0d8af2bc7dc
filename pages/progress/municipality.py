"""Progress, one municipality: which partnership serves it, who is in that, and what it does there."""

from typing import Any

import pandas as pd
import streamlit as st

from peil import contract
from peil.answers import figures
from peil.escaping import marked, strong
from peil.texts import MISSING
from peil.ui import address, blocks, downloads, filters, partnerships
from peil.ui.data import as_date, ask

view = filters.current()
words = view.words
_, _n = words.text, words.plural

choices = ask(
    "pages/municipality/choices", partnership=view.partnership, known_at=view.known_at, language=view.language
).to_dict("records")
if not choices:
    blocks.title(_("Municipality"))
    blocks.demonstration_notice(view)
    blocks.info(
        marked(
            _(
                "No municipalities are known for this programme. They come with the tables areas and coverage: "
                "`python -m peil import FILE`."
            )
        )
    )
    blocks.link_back("partnerships", _("Back to all partnerships"))
    st.stop()


def choice(row: Any) -> str:
    """The name, and from or until when it existed when that is limited."""
    start, end = as_date(row["valid_from"]), as_date(row["valid_to"])
    if end:
        return _("{name} (until {day})", name=row["name"], day=words.short_day(end))
    return _("{name} (from {day})", name=row["name"], day=words.short_day(start)) if start else str(row["name"])


def exists(row: Any) -> bool:
    start, end = as_date(row["valid_from"]), as_date(row["valid_to"])
    return (start is None or start <= view.as_of) and (end is None or end >= view.as_of)


# Without a choice: the first municipality of the chosen partnership.
first = sorted(choices, key=lambda row: (not (row["is_own"] and exists(row)), not exists(row)))[0]
with filters.own():
    area = address.choose(
        "area",
        _("Municipality"),
        {row["area_id"]: choice(row) for row in choices},
        str(first["area_id"]),
        width=280,
    )

place: dict[str, Any] = {"area": area, "known_at": view.known_at, "language": view.language}
facts = ask("pages/municipality/facts", **place).iloc[0]
served: list[dict[Any, Any]] = ask("pages/municipality/served_by", as_of=view.as_of, **place).to_dict("records")
now = [row for row in served if row["is_now"]]

blocks.title(facts["name"])
blocks.demonstration_notice(view)
blocks.note(blocks.standing(view, pd.DataFrame()))
blocks.link_back("partnerships", _("Back to all partnerships"))

# --- The sentence -----------------------------------------------------------------------------------------------------
sentences: list[str] = []
if now:
    sentences.append(
        strong(
            _(
                "On {day} {municipality} is served by {partnerships}.",
                day=words.day(view.as_of),
                municipality=facts["name"],
                partnerships=words.listing([row["name"] for row in now]),
            )
        )
    )
elif served:
    sentences.append(
        strong(
            _(
                "On {day} no partnership serves {municipality}.",
                day=words.day(view.as_of),
                municipality=facts["name"],
            )
        )
    )
else:
    sentences.append(strong(_("{municipality} is in no partnership.", municipality=facts["name"])))
if isinstance(facts["successor"], str):
    sentences.append(
        _(
            "It was merged into {successor}; its own last day was {day}.",
            successor=facts["successor"],
            day=words.day(as_date(facts["valid_to"])),
        )
    )
if pd.api.types.is_list_like(facts["merged_from"]) and len(facts["merged_from"]):
    sentences.append(
        _(
            "It was made on {day} of {municipalities}.",
            day=words.day(as_date(facts["valid_from"])),
            municipalities=words.listing(list(facts["merged_from"])),
        )
    )
if isinstance(facts["outer_name"], str):
    sentences.append(_("It lies in {area}.", area=facts["outer_name"]))
if pd.notna(facts["population"]):
    sentences.append(_n("{n} inhabitant.", "{n} inhabitants.", int(facts["population"])))
blocks.say(*sentences)
if isinstance(facts["successor_id"], str):
    blocks.link(
        "municipality",
        _("To {municipality}", municipality=facts["successor"]),
        area=facts["successor_id"],
    )

# --- Who serves it ----------------------------------------------------------------------------------------------------
if served:
    blocks.heading(_("Served by"))
    stages = contract.code_labels("stage", view.language)
    blocks.table(
        pd.DataFrame(
            {
                _("Partnership"): [row["name"] for row in served],
                _("Programme"): [partnerships.text(row["programme"]) for row in served],
                _("Where"): [
                    _("the whole municipality") if row["whole"] else "; ".join(row["parts"]) for row in served
                ],
                _("Period"): [
                    f"{words.short_day(as_date(row['valid_from']))} – {words.short_day(as_date(row['valid_to']))}"
                    for row in served
                ],
                _("Stage"): [stages[row["stage"]] for row in served],
                _("Partners on this day"): [
                    "; ".join(row["partners"]) if pd.api.types.is_list_like(row["partners"]) else MISSING
                    for row in served
                ],
            }
        ),
        alt=_("Served by"),
        links=[address.link_to("partnership", programme=row["partnership_id"]) for row in served],
    )

# --- What was done there ----------------------------------------------------------------------------------------------
done = (
    ask(
        "pages/municipality/results",
        partnerships=[row["partnership_id"] for row in served],
        as_of=view.as_of,
        **place,
    )
    if served
    else pd.DataFrame()
)
silent = []
if len(done):
    blocks.heading(_("What was done here"))
    blocks.say(
        _n(
            "{n} indicator has figures for this municipality or for neighbourhoods in it, up to {day}. Nothing is "
            "added up over neighbourhoods: what was not reported for the whole is not known for the whole.",
            "{n} indicators have figures for this municipality or for neighbourhoods in it, up to {day}. Nothing is "
            "added up over neighbourhoods: what was not reported for the whole is not known for the whole.",
            int(done["indicator_id"].nunique()),
            day=words.day(view.as_of),
        )
    )
    rows = done.to_dict("records")
    # The municipality itself first, as the query has it.
    columns = list(dict.fromkeys(done.sort_values("area_id", key=lambda ids: ids != area, kind="stable")["area"]))
    cells: dict[tuple[str, str], dict[str, str]] = {}
    for row in rows:
        unit = figures.unit(words, row["unit"])
        cells.setdefault((row["partnership"], f"{row['name']} ({unit})" if unit else row["name"]), {})[row["area"]] = (
            figures.actual(words, row)
        )
    table = pd.DataFrame(
        [
            {
                _("Indicator"): name,
                _("Partnership"): partnership,
                **{column: values.get(column, MISSING) for column in columns},
            }
            for (partnership, name), values in cells.items()
        ]
    )
    if done["partnership_id"].nunique() == 1:
        table = table.drop(columns=_("Partnership"))
    links: dict[tuple[str, str], str] = {}
    for row in rows:
        links.setdefault(
            (row["partnership_id"], row["indicator_id"]),
            address.link_to("indicator", programme=row["partnership_id"], indicator=row["indicator_id"]),
        )
    blocks.table(table, alt=_("What was done here"), links=list(links.values()))
else:
    silent.append(_("results for this municipality or a neighbourhood in it"))

support = ask("pages/municipality/support", as_of=view.as_of, **place)
if len(support):
    blocks.heading(_("Requests for support"))
    kinds = contract.code_labels("support_kind", view.language)
    blocks.table(
        pd.DataFrame(
            {
                _("Kind"): [kinds[kind] for kind in support["kind"]],
                _("Partnership"): support["partnership"],
                _("Requests"): [words.number(float(n)) for n in support["requests"]],
                _("Last period"): [words.short_day(as_date(day)) for day in support["last_period_end"]],
            }
        ),
        alt=_("Requests for support"),
    )
else:
    silent.append(_("requests for support from here"))

# --- The monitor ------------------------------------------------------------------------------------------------------
monitor = ask("pages/municipality/monitor", as_of=view.as_of, **place)
if len(monitor):
    blocks.heading(_("The monitor for this municipality"))
    blocks.say(
        _n(
            "The latest value of {n} indicator of the monitor, whatever a partnership did.",
            "The latest value of {n} indicators of the monitor, whatever a partnership did.",
            len(monitor),
        )
    )
    themes = contract.code_labels("theme", view.language)
    missing = contract.code_labels("missing", view.language)
    values = monitor.to_dict("records")
    blocks.table(
        pd.DataFrame(
            {
                _("Indicator"): [row["name"] for row in values],
                _("Theme"): [themes.get(row["theme"], MISSING) for row in values],
                _("Value"): [
                    f"{words.number(row['value'])} {figures.unit(words, row['unit'])}".rstrip()
                    if pd.notna(row["value"])
                    else missing.get(row["missing"], MISSING)
                    for row in values
                ],
                _("Period up to"): [words.short_day(as_date(row["period_end"])) for row in values],
                _("Source"): [partnerships.text(row["source"]) for row in values],
            }
        ),
        alt=_("The monitor for this municipality"),
        links=[address.link_to("monitor-indicator", indicator=row["indicator_id"]) for row in values],
    )
else:
    silent.append(_("values of the monitor"))
if silent:
    blocks.note(_("Not in the sources: {sections}.", sections="; ".join(silent)))

with st.container(horizontal=True):
    if len(done):
        downloads.buttons(
            lambda: downloads.stamped(done.drop(columns="readings"), view, municipality=area), view, "municipality"
        )
    blocks.link_button(view)

if origin := blocks.origin(words):
    with origin:
        named = [facts["source"], *monitor["source"].tolist()]
        if sources := sorted({name for name in named if isinstance(name, str)}):
            blocks.say(_("Sources: {sources}.", sources="; ".join(sources)))
        blocks.say(_("The rows behind a result are on the page of its indicator."))
        blocks.sql("pages/municipality/served_by", "pages/municipality/results", "pages/municipality/monitor")
