"""Progress, one indicator of the neighbourhood monitor: what it means, how it is computed, and all its figures."""

from datetime import date
from itertools import groupby

import pandas as pd
import streamlit as st

from peil import contract
from peil.answers import comparisons, figures
from peil.charts import neighbourhoods as charts
from peil.escaping import marked, strong
from peil.texts import MISSING
from peil.ui import address, blocks, downloads, filters
from peil.ui.data import as_date, ask

view = filters.current()
words = view.words
_ = words.text
colours = blocks.palette(view)

VALUES = "pages/neighbourhoods/indicator_values"
indicator_id = address.read("indicator") or ""
question = {
    "indicator": indicator_id,
    "partnership": view.partnership,
    "as_of": view.as_of,
    "known_at": view.known_at,
    "language": view.language,
}
about = ask("pages/neighbourhoods/indicator", **question)
blocks.link_back("neighbourhoods", _("Back to the neighbourhoods"), leaves=["indicator"])
if about.empty:
    blocks.title(_("Neighbourhood indicator"))
    blocks.demonstration_notice(view)
    blocks.info(_("There is no indicator of the neighbourhood monitor with this code."))
    st.stop()
address.write("indicator", indicator_id)
definition = about.iloc[0].to_dict()
values = ask(VALUES, **question)
unit = definition["unit"]


def or_dash(text: object) -> str:
    return text if isinstance(text, str) and text else MISSING


blocks.title(definition["name"])
blocks.demonstration_notice(view)
blocks.note(blocks.standing(view, pd.DataFrame()))
blocks.say(definition["definition"])
if isinstance(definition["caveat"], str):
    blocks.say(marked("**{mind}**: {caveat}", mind=_("Mind"), caveat=definition["caveat"]))

measured = values[values["value"].notna()]
left, right = st.columns([2, 3], gap="large")
with left:
    blocks.heading(_("How it is measured"))
    label = contract.code_labels
    multiplier = definition["multiplier"]
    facts = {
        _("Numerator"): or_dash(definition["numerator_name"]),
        _("Denominator"): or_dash(definition["denominator_name"]),
        _("Unit"): label("unit", view.language)[unit],
        _("Multiplied by"): words.number(multiplier) if pd.notna(multiplier) else MISSING,
        _("Which way is better"): label("direction", view.language)[definition["direction"]],
        _("Theme"): label("theme", view.language).get(definition["theme"], MISSING),
        _("Group it counts"): or_dash(definition["group_name"]),
        _("Source"): "; ".join(definition["sources"]) if pd.api.types.is_list_like(definition["sources"]) else MISSING,
        _("First and last period"): f"{words.short_day(as_date(definition['first_period_end']))}"
        f" – {words.short_day(as_date(definition['last_period_end']))}",
        _("Last handed in"): words.short_day(as_date(definition["last_received_at"])),
        _("Codes elsewhere"): "; ".join(definition["codes"])
        if pd.api.types.is_list_like(definition["codes"])
        else MISSING,
    }
    blocks.table(
        pd.DataFrame(
            {_("What"): list(facts), _("How"): list(facts.values())},
        ),
        alt=_("How it is measured"),
    )
    method = definition["interval_method"] if isinstance(definition["interval_method"], str) else "none"
    blocks.say(strong(_("Method")))
    blocks.note(words.text(comparisons.METHODS[method]))
    blocks.note(
        _(
            "Better and worse: the whole interval lies on one side of the benchmark's value. Shares of fewer than 30 "
            "people and rates of fewer than 10 events are not compared."
        )
    )
with right:
    blocks.heading(_("All areas over time"))
    if measured.empty:
        blocks.note(_("No figures per area have been imported up to this day."))
    else:
        lines = [
            {
                "name": area_name,
                "role": rows[0]["role"],
                "days": [as_date(row["period_end"]) for row in rows],
                "values": [row["value"] for row in rows],
                "hover": [
                    f"{area_name}, {words.short_day(as_date(row['period_end']))}: "
                    f"{comparisons.amount(words, row['value'], unit)}"
                    for row in rows
                ],
            }
            for area_name, part in groupby(measured.to_dict("records"), key=lambda row: row["area"])
            if (rows := list(part)[::-1])
        ]
        blocks.chart(
            charts.all_areas_over_time(lines, colours, words.separators),
            key="all_areas",
            alt="; ".join(
                f"{line['name']}: {comparisons.amount(words, line['values'][-1], unit)} ({line['days'][-1].year})"
                for line in lines
            ),
        )
        blocks.note(
            _("Strong: priority neighbourhoods. Dotted: centre, district and municipality. Pale: the other areas.")
        )

blocks.heading(_("Every figure"))
if values.empty:
    blocks.note(_("No figures per area have been imported up to this day."))
else:
    missing = contract.code_labels("missing", view.language)
    periods = sorted({day for moment in values["period_end"] if (day := as_date(moment))}, reverse=True)[:8]
    grid = {(row["area"], as_date(row["period_end"])): row for row in values.to_dict("records")}

    def cell(area_name: str, day: date) -> str:
        """A value, grey words for small numbers, or why there is none."""
        row = grid.get((area_name, day))
        if row is None:
            return MISSING
        if isinstance(row["missing"], str):
            return missing[row["missing"]].lower()
        shown = comparisons.number(words, row["value"])
        return f"{shown} ({_('small numbers')})" if row["small_numbers"] and shown != MISSING else shown

    area_names = list(dict.fromkeys(values["area"]))
    roles = dict(zip(values["area"], values["role"], strict=True))
    latest = [grid.get((name, periods[0])) or {} for name in area_names]
    blocks.table(
        pd.DataFrame(
            {
                _("Area"): area_names,
                _("Part"): [words.text(comparisons.ROLES[roles[name]]) for name in area_names],
                **{words.short_day(day): [cell(name, day) for name in area_names] for day in periods},
                _("95 % interval, last period"): [
                    comparisons.interval(words, row.get("lower"), row.get("upper")) for row in latest
                ],
                _("Counted, last period"): [
                    comparisons.parts(words, row.get("numerator"), row.get("denominator")) for row in latest
                ],
            }
        ),
        alt=_("Every figure"),
    )
    blocks.note(
        _("In {unit}. Areas stand in the order of their part, not of their value.", unit=figures.unit(words, unit))
    )

with st.container(horizontal=True):
    downloads.buttons(
        lambda: downloads.stamped(
            values.assign(indicator_id=indicator_id, indicator=definition["name"], unit=unit, method=method), view
        ),
        view,
        indicator_id,
    )
    blocks.link_button(view)
if origin := blocks.origin(words):
    with origin:
        blocks.table(
            pd.DataFrame(
                {
                    _("Area"): values["area"],
                    _("Period up to"): [words.short_day(as_date(day)) for day in values["period_end"]],
                    _("Value"): [comparisons.number(words, value) for value in values["value"]],
                    _("Counted"): [
                        comparisons.parts(words, numerator, denominator)
                        for numerator, denominator in zip(values["numerator"], values["denominator"], strict=True)
                    ],
                    **blocks.provenance(words, values),
                    _("Handed in"): [words.short_day(as_date(moment)) for moment in values["received_at"]],
                }
            ),
            alt=_("The stored rows behind these figures"),
        )
        blocks.sql(VALUES, "views/8_monitor_values", "views/8_intervals")
