"""Progress, one partnership: who is in it, what it planned, how far its steps are, and what is still to be improved."""

from typing import Any

import pandas as pd
import streamlit as st

from peil import contract
from peil.escaping import strong
from peil.texts import MISSING, N_
from peil.ui import blocks, downloads, filters, partnerships
from peil.ui.data import as_date, ask

# Icon and word, as everywhere: colour is never the only sign.
STEP_STATES = {
    "done": ("✓", N_("Done")),
    "running": ("●", N_("Under way")),
    "planned": ("○", N_("Planned")),
    "late": ("▼", N_("Late")),
    "passed": ("?", N_("Its day has passed; not known whether it was done")),
    "cancelled": ("✕", N_("Stopped")),
    "recurring": ("↻", N_("Recurring")),
}
PLAN_ICONS = {
    "done": "✓",
    "published": "✓",
    "tested": "✓",
    "running": "●",
    "piloted": "●",
    "in_preparation": "○",
    "planned": "○",
    "stopped": "✕",
}

view = filters.current()
words = view.words
_, _n = words.text, words.plural
here: dict[str, Any] = {"partnership": view.partnership, "known_at": view.known_at, "language": view.language}
silent: list[str] = []


def labels(code_list: str) -> dict[str, str]:
    return contract.code_labels(code_list, view.language)


def several(names: Any) -> str:
    """All names of a list, or a dash."""
    return "; ".join(names) if pd.api.types.is_list_like(names) and len(names) else MISSING


def without_empty(table: pd.DataFrame) -> pd.DataFrame:
    """A column about which nothing is known would only take room."""
    return table.loc[:, [name for name in table if (table[name] != MISSING).any()]]


def period(row: Any) -> str:
    """The first and the last day, no more exact than the source."""
    start = partnerships.dated(words, as_date(row["start_date"]), row.get("start_precision"))
    end = partnerships.dated(words, as_date(row["end_date"]), row.get("end_precision"))
    if MISSING not in (start, end):
        return f"{start} – {end}"
    return start if end == MISSING else _("until {day}", day=end)


card = ask("pages/partnership/card", **here).iloc[0]
blocks.title(card["name"])
blocks.demonstration_notice(view)
blocks.note(blocks.standing(view, pd.DataFrame()))
blocks.link_back("partnerships", _("Back to all partnerships"))

members = ask("pages/partnership/partners", as_of=view.as_of, **here)
core = members[members["counts_as_partner"].astype(bool)]
inside = core[core["is_in"].astype(bool)]
sentences: list[str] = []
if isinstance(card["objective"], str):
    sentences.append(strong(f"{card['objective']}."))
if len(inside):
    sentences.append(
        _n(
            "{n} partner on {day}.",
            "{n} partners on {day}.",
            len(inside),
            day=words.day(view.as_of),
        )
    )
if gone := len(core) - len(inside):
    sentences.append(
        _n("{n} had left by then or had not joined yet.", "{n} had left by then or had not joined yet.", gone)
    )
blocks.say(*sentences)

# --- Identity card ----------------------------------------------------------------------------------------------------
interval, months = card["reporting_interval_months"], card["duration_months_stated"]
facts = {
    _("Also written as"): card["aliases"],
    _("Part of"): card["parent"],
    _("Programme"): card["programme"],
    _("Fund"): card["fund"],
    _("Theme"): card["theme"],
    _("Lead partner"): card["lead"],
    _("Legal form"): card["legal_form"],
    _("Stage"): labels("stage").get(str(card["stage"])),
    _("Period"): period(card),
    _("Duration as stated"): _n("{n} month", "{n} months", int(months)) if pd.notna(months) else None,
    _("Budget"): partnerships.money_or_band(words, card),
    _("Grant"): words.money(card["granted"]),
    _("Grant rate"): partnerships.per_cent(words, card["grant_rate_percent"]),
    _("Share for transnational work"): partnerships.per_cent(words, card["transnational_share_percent"]),
    _("Reports every"): _n("{n} month", "{n} months", int(interval)) if pd.notna(interval) else None,
}
known = {name: value for name, value in facts.items() if isinstance(value, str) and value not in ("", MISSING)}
unknown = [name.lower() for name in facts if name not in known and name not in (_("Also written as"), _("Part of"))]
blocks.heading(_("Identity card"))
blocks.table(pd.DataFrame({_("What"): list(known), _("As stated"): list(known.values())}), alt=_("Identity card"))
if unknown:
    blocks.note(_("Not stated: {facts}.", facts=", ".join(unknown)))
if isinstance(card["note"], str):
    blocks.note(card["note"])

# --- Partners ---------------------------------------------------------------------------------------------------------
types, roles, stated_in = labels("organisation_type"), labels("role"), labels("stated_in")


def show_members(part: pd.DataFrame, alt: str) -> None:
    rows = part.to_dict("records")
    table = pd.DataFrame(
        {
            _("Organisation"): [row["name"] for row in rows],
            _("Role"): [roles[row["role"]] for row in rows],
            _("Type"): [types[row["type"]] for row in rows],
            _("Responsibility"): [several(row["responsibilities"]) for row in rows],
            _("Activities"): [several(row["activities"]) for row in rows],
            _("Joined"): [words.short_day(as_date(row["date_joined"])) for row in rows],
            _("Left on"): [words.short_day(as_date(row["date_left"])) for row in rows],
            _("Stated in"): [stated_in.get(row["stated_in"], MISSING) for row in rows],
        }
    )
    blocks.table(without_empty(table), alt=alt)


if len(core):
    blocks.heading(_("Partners"))
    show_members(core, _("Partners"))
else:
    silent.append(_("who the partners are"))
if len(around := members[~members["counts_as_partner"].astype(bool)]):
    blocks.heading(_("Around the partnership"))
    blocks.say(_("They pay, support, watch or carry on; they do not count as partners."))
    show_members(around, _("Around the partnership"))

# --- Steps and phases -------------------------------------------------------------------------------------------------
steps = ask("pages/partnership/steps", as_of=view.as_of, **here).to_dict("records")


def step_state(state: Any) -> str:
    if not isinstance(state, str):
        return "? " + _("state not stated")
    icon, word = STEP_STATES[state]
    return f"{icon} {_(word)}"


if steps:
    blocks.heading(_("Steps and phases"))
    kinds = labels("milestone_kind") | labels("activity_kind")
    done = sum(row["state"] == "done" for row in steps)
    late = [row["name"] for row in steps if row["state"] == "late"]
    text = _n("{n} of {total} is done.", "{n} of {total} are done.", done, total=len(steps))
    if not_stated := sum(not isinstance(row["state"], str) for row in steps):
        text += " " + _n("Of {n} the state was not stated.", "Of {n} the state was not stated.", not_stated)
    if late:
        text += " " + _("Late: {names}.", names=words.listing(late))
    if any(row["is_of_programme"] for row in steps):
        text += " " + _("The steps are those of the whole programme; how far this partnership is was not stated.")
    blocks.say(text)
    blocks.table(
        without_empty(
            pd.DataFrame(
                {
                    _("Step"): [row["name"] for row in steps],
                    _("Kind"): [kinds.get(row["kind"], MISSING) for row in steps],
                    _("State"): [step_state(row["state"]) for row in steps],
                    _("When"): [period(row) for row in steps],
                    _("What it is about"): [partnerships.text(row["contents"]) for row in steps],
                }
            )
        ),
        alt=_("Steps and phases"),
    )
else:
    silent.append(_("steps and phases"))

# --- Plan -------------------------------------------------------------------------------------------------------------
plan = ask("pages/partnership/plan", **here).to_dict("records")
if plan:
    blocks.heading(_("The plan, from objective to action"))
    activity_kinds, activity_states = labels("activity_kind"), labels("activity_state")
    actions = [row for row in plan if row["kind"] == "action"]
    text = _n("{n} line in the plan.", "{n} lines in the plan.", len(plan))
    if actions:
        with_origin = sum(isinstance(row["origin"], str) for row in actions)
        text += " " + _(
            "For {n} of {total} actions it was recorded where they came from.", n=with_origin, total=len(actions)
        )
    blocks.say(text)
    table = pd.DataFrame(
        {
            # Streamlit and browsers swallow ordinary spaces.
            _("Objective or action"): ["\u2003" * row["depth"] + row["name"] for row in plan],
            _("Kind"): [activity_kinds[row["kind"]] for row in plan],
            _("Owner"): [partnerships.text(row["owner"]) for row in plan],
            _("Where it came from"): [partnerships.text(row["origin"]) for row in plan],
            _("State"): [
                f"{PLAN_ICONS[row['state']]} {activity_states[row['state']]}"
                if isinstance(row["state"], str)
                else MISSING
                for row in plan
            ],
            _("When"): [period(row) for row in plan],
        }
    )
    blocks.table(without_empty(table), alt=_("The plan, from objective to action"))
else:
    silent.append(_("a plan"))

# --- The cost of an action against its limit --------------------------------------------------------------------------
costs = ask("pages/partnership/action_cost", **here)
if len(costs):
    cost = costs.iloc[0]
    blocks.heading(_("Cost of the action"))
    said: list[str] = [strong(_("The action may cost {amount}.", amount=words.money(cost["cost"])))]
    if isinstance(cost["funder"], str):
        said.append(_("Paid by {funder}.", funder=cost["funder"]))
    if pd.notna(cost["is_within_cost"]):
        spent = words.money(float(cost["reported"]))
        said.append(
            _("{amount} has been reported: within the limit.", amount=spent)
            if cost["is_within_cost"]
            else _("{amount} has been reported: above the limit.", amount=spent)
        )
    else:
        said.append(_("What has been spent so far is not in the sources."))
    blocks.say(*said)
    if several(cost["cost_items"]) != MISSING:
        blocks.note(_("For: {items}.", items=several(cost["cost_items"])))
    if several(cost["target_groups"]) != MISSING:
        blocks.note(_("Final target group: {groups}.", groups=several(cost["target_groups"])))
    if isinstance(cost["note"], str):
        blocks.note(cost["note"])

# --- Quality ----------------------------------------------------------------------------------------------------------
visits = ask("pages/partnership/visits", as_of=view.as_of, **here)
coach_visits = visits[visits["what"] == "visit"]
improvements = visits[visits["what"] == "improvement"].to_dict("records")
if len(visits):
    blocks.heading(_("Quality coach: visits and improvements"))
    late_count = sum(row["is_late"] is True for row in improvements)
    still_open = _n("{n} improvement is open", "{n} improvements are open", len(improvements))
    if late_count:
        still_open += ", " + _n("{n} of them past its day", "{n} of them past their day", late_count)
    blocks.say(
        _n(
            "{n} visit so far, the last on {day}.",
            "{n} visits so far, the last on {day}.",
            len(coach_visits),
            day=words.day(as_date(coach_visits["on_date"].max())),
        )
        if len(coach_visits)
        else _("No visit so far."),
        strong(f"{still_open}."),
    )
    if improvements:
        states = labels("recommendation_state")
        blocks.table(
            pd.DataFrame(
                {
                    _("Improvement"): [row["text"] for row in improvements],
                    _("Owner"): [partnerships.text(row["owner"]) for row in improvements],
                    _("Agreed on"): [words.short_day(as_date(row["on_date"])) for row in improvements],
                    _("To be done by"): [words.short_day(as_date(row["due_date"])) for row in improvements],
                    _("State"): [
                        ("▼ " + _("Past its day") + " · " if row["is_late"] is True else "") + states[row["state"]]
                        for row in improvements
                    ],
                }
            ),
            alt=_("Open improvements"),
        )
else:
    silent.append(_("visits of the quality coach"))

# --- Support requests -------------------------------------------------------------------------------------------------
support = ask(
    "pages/partnership/support", partnership=view.partnership, as_of=view.as_of, known_at=view.known_at
).to_dict("records")
if support:
    blocks.heading(_("Requests for support"))
    support_kinds = labels("support_kind")
    blocks.say(
        _n(
            "{n} request up to {day}, most of them {kind}.",
            "{n} requests up to {day}, most of them {kind}.",
            int(sum(row["requests"] for row in support)),
            day=words.day(view.as_of),
            kind=support_kinds[support[0]["kind"]].lower(),
        )
    )

    def known_sum(row: Any, name: str) -> str:
        """The sum, with a warning when it is not known for every row; a dash when it is known for none."""
        if not row[f"{name}_known"]:
            return MISSING
        text = words.number(float(row[name]))
        return text if row[f"{name}_known"] == row["rows_counted"] else _("at least {n}", n=text)

    blocks.table(
        pd.DataFrame(
            {
                _("Kind"): [support_kinds[row["kind"]] for row in support],
                _("Requests"): [words.number(float(row["requests"])) for row in support],
                _("Hours"): [known_sum(row, "hours") for row in support],
                _("Initiatives started"): [known_sum(row, "started") for row in support],
            }
        ),
        alt=_("Requests for support"),
    )
else:
    silent.append(_("requests for support"))

# --- Staffing ---------------------------------------------------------------------------------------------------------
staffing = ask("pages/partnership/staffing", **here).to_dict("records")


def show_staff(rows: list[Any]) -> None:
    table = pd.DataFrame(
        {
            _("Partner"): [partnerships.text(row["partner"]) for row in rows],
            _("Period"): [row["period"] for row in rows],
            _("Full-time"): [words.number(row["full_time"]) for row in rows],
            _("Half-time"): [words.number(row["half_time"]) for row in rows],
            _("Full-time equivalents"): [words.number(row["fte"]) for row in rows],
            _("Activities"): [several(row["activities"]) for row in rows],
        }
    )
    blocks.table(without_empty(table), alt=_("Staff paid by the partnership"))


if staffing:
    blocks.heading(_("Staff paid by the partnership"))
    blocks.note(_("No total: the rows speak of different periods and may be about the same people."))
    # Periods are texts ("initially", "2024"): years can be put in order, the rest stays as it was handed in.
    years = sorted({row["period"] for row in staffing if row["period"].isdigit()})
    latest = [row for row in staffing if not years or row["period"] == years[-1] or not row["period"].isdigit()]
    show_staff(latest)
    if len(latest) < len(staffing):
        with st.expander(_("Earlier years"), icon=":material/history:"):
            show_staff([row for row in staffing if row not in latest])
else:
    silent.append(_("staff paid by the partnership"))

# --- Transnational ----------------------------------------------------------------------------------------------------
agreements = ask("pages/partnership/agreements", partnership=view.partnership, known_at=view.known_at).to_dict(
    "records"
)
if agreements:
    blocks.heading(_("Agreements across borders"))
    blocks.table(
        pd.DataFrame(
            {
                _("Agreement"): [f"{row['agreement_id']} {row['name']}" for row in agreements],
                _("Partners"): [several(row["partner_codes"]) for row in agreements],
                _("Countries"): [several(row["countries"]) for row in agreements],
            }
        ),
        alt=_("Agreements across borders"),
    )
else:
    silent.append(_("agreements across borders"))

if silent:
    blocks.note(_("Not in the sources: {sections}.", sections="; ".join(silent)))

with st.container(horizontal=True):
    downloads.buttons(
        lambda: downloads.stamped(
            members.assign(
                responsibilities=[several(names) for names in members["responsibilities"]],
                activities=[several(names) for names in members["activities"]],
            ),
            view,
        ),
        view,
        "partners",
    )
    blocks.link_button(view)

if origin := blocks.origin(words):
    with origin:
        blocks.say(
            _(
                "The identity card: {source}, {section}; file {file}, row {row} of submission {submission}.",
                source=partnerships.text(card["source"]),
                section=partnerships.text(card["source_section"]),
                file=blocks.sheet_of_file(words, card["file_name"], card["sheet"]),
                row=int(card["source_row"]),
                submission=int(card["submission_id"]),
            )
        )
        blocks.sql("pages/partnership/partners", "pages/partnership/steps", "pages/partnership/plan")
