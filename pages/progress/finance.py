"""Progress, finance. What was promised, by whom, what came in, and are we at risk of losing part of the grant?"""

import html
from collections.abc import Hashable
from typing import Any

import pandas as pd
import streamlit as st

from peil import contract
from peil.charts import figures_text, finance
from peil.texts import MISSING, N_
from peil.ui import address, blocks, downloads, filters
from peil.ui.data import as_date, ask

Row = dict[Hashable, Any]

# A partner that would leave this share of its budget unused, at the present pace, is at risk. See docs/finance.md.
RISK_FROM = 0.05
# More bars than this make a wall; the table has them all.
MOST_BARS = 12

OUTCOMES = {
    "fail": ("✕", N_("Differs")),
    "within_tolerance": ("≈", N_("Within the tolerance")),
    "not_computable": ("?", N_("Cannot be checked")),
    "pass": ("✓", N_("Adds up")),
}
WHY_NO_FORECAST = {
    "no_dates": N_("the first or last day is not known"),
    "no_budget": N_("no budget is stated"),
    "no_claims": N_("no claim has been handed in"),
    "one_claim": N_("a pace needs two claims"),
}

view = filters.current()
words = view.words
_, _n = words.text, words.plural
money = words.money
colours = blocks.palette(view)
sources = contract.code_labels("funding_source", view.language)
line_names = contract.code_labels("budget_line", view.language)
known = {"known_at": view.known_at}
in_words = {**known, "language": view.language}

# Nothing is known of days after the one we look from, even when figures up to a later day are asked for.
today = min(view.as_of, view.known_at.date())

with filters.own():
    tolerance = float(
        address.choose(
            "tolerance",
            _("Tolerance"),
            {amount: money(float(amount)) for amount in ("0", "1", "100", "1000")},
            "1",
            help=_("A difference up to this amount is shown, but does not count as one."),
            width=120,
        )
    )

names = ask("pages/finance/partnerships", partnership=view.partnership, **in_words)
shown = names["partnership_id"].tolist()
is_programme = shown != [view.partnership]
ours: dict[str, Any] = {"partnerships": shown, **known}
so_far: dict[str, Any] = {**ours, "as_of": view.as_of}

whole: Row = ask("pages/finance/overview", **ours).to_dict("records")[0]
pieces = ask("pages/finance/budget", partnership=view.partnership, partnerships=shown, **in_words)
matching = ask("pages/finance/match", partnerships=shown, **in_words)
lag: Row = ask("pages/finance/claim_lag", **so_far).to_dict("records")[0]
pace = ask("pages/finance/pace", partnership=view.partnership, language=view.language, **so_far)
periods = ask("pages/finance/claim_periods", **so_far)
staff = ask("pages/finance/staffing", partnership=view.partnership, **in_words)
lines = ask("pages/finance/lines", partnership=view.partnership, **in_words)
units: list[Row] = pace.to_dict("records")

st.title(_("Finance"), anchor=False)
blocks.demonstration_notice(view)
blocks.note(blocks.standing(view, pd.DataFrame()))


def has(value: Any) -> bool:
    """Whether there is a figure at all; zero is one."""
    return bool(pd.notna(value))


def rounded(value: float) -> float | None:
    """In whole euro: where nothing is held against another amount, and in a forecast, cents only distract."""
    return round(value) if has(value) else None


def label(outcome: str) -> str:
    """Icon and word: ``✕ Differs``."""
    icon, word = OUTCOMES[outcome]
    return f"{icon} {_(word)}"


def findings(rule: str) -> pd.DataFrame:
    """What a standing rule says about the partnerships shown; a partner it does not name adds up."""
    found = ask(f"checks/rules/{rule}", tolerance=tolerance, **known)
    return found[found["partnership_id"].isin(shown)]


def total(column: str) -> float:
    """The sum of a column over all units; missing when it is missing everywhere."""
    return float(pace[column].sum(min_count=1))


def key(entries: list[tuple[str, str, bool]]) -> None:
    """What the colours mean: (colour, word, whether it is known); what is not known is hatched, as in the chart."""
    texts = []
    for colour, word, is_known in entries:
        hatch = f"repeating-linear-gradient(135deg,{colour} 0 1.5px,transparent 1.5px 4.5px)"
        fill = f"background:{colour if is_known else hatch};border:1px solid {colour}"
        box = f'<span style="display:inline-block;width:0.8em;height:0.8em;margin-right:0.35em;{fill}"></span>'
        texts.append(f'<span style="margin-right:1.1em;white-space:nowrap">{box}{html.escape(word)}</span>')
    st.html(f'<div style="font-size:0.875rem;line-height:1.7">{"".join(texts)}</div>')


def links_to_partnerships(ids: list[str]) -> list[str]:
    return [address.link_to("finance", programme=partnership) for partnership in ids]


# What was promised, what came in, and are we at risk? For whoever stops reading here.
def promised() -> str:
    if not has(whole["eligible"]):
        if has(whole["budget_min"]) and has(whole["budget_max"]):
            band = _("{low} to {high}", low=money(whole["budget_min"]), high=money(whole["budget_max"]))
            return "**" + _("Only a band is known of the budget: {band}.", band=band) + "**"
        return "**" + _("No budget has been handed in.") + "**"
    granted = pieces.loc[pieces["line"] == "grant", "funding_source"].unique()
    fund = words.listing([sources[source] for source in granted if source not in ("total", "not_stated")])
    if is_programme:
        first = _n(
            "{total} was promised to {n} partnership",
            "{total} was promised to {n} partnerships",
            int(whole["partnerships"]),
            total=money(whole["eligible"]),
        )
    else:
        first = _n(
            "{total} was promised to {n} partner",
            "{total} was promised to {n} partners",
            int(whole["partners"]),
            total=money(whole["eligible"]),
        )
    if not has(whole["granted"]) and fund:
        return (
            "**"
            + _("The cost of the action is {total}, paid by {fund}.", total=money(whole["eligible"]), fund=fund)
            + "**"
        )
    if not has(whole["granted"]):
        return _("**{promised}**; how much of it is a grant is not stated.", promised=first)
    return _(
        "**{promised}, {grant} of it as a grant{fund}**; the other {rest} is for them and other funders to find.",
        promised=first,
        grant=money(whole["granted"]),
        fund=f" ({fund})" if fund else "",
        rest=money(whole["eligible"] - whole["granted"]),
    )


def came_in() -> str:
    if not lag["claims"]:
        return _("No claim has been handed in: what was spent, and whether the grant is at risk, cannot be said.")
    share = words.percent(total("reported") / total("eligible")) if has(total("eligible")) else MISSING
    return _(
        "By {day} {reported} of cost was reported ({share} of the budget; {plan} was planned by then), {certified} "
        "was certified, and {paid} of the grant was paid.",
        day=words.day(as_date(lag["last_period_end"])),
        reported=money(rounded(total("reported"))),
        share=share,
        plan=words.percent(total("expected") / total("eligible")) if has(total("expected")) else MISSING,
        certified=money(rounded(total("certified"))),
        paid=money(rounded(total("paid"))),
    )


def at_risk() -> str:
    if not lag["claims"]:
        return ""
    judged, unused = total("grant_judged"), total("grant_unused")
    if not has(unused) or not judged:
        return _("Whether part of the grant will be lost cannot be computed.")
    sentence = (
        _("At the present pace the whole grant is used.")
        if unused < 0.005
        else _(
            "At the present pace {amount} of the grant ({share}) is left unused at the end.",
            amount=money(round(unused)),
            share=words.percent(unused / judged),
        )
    )
    computed, everyone = int(pace["computable"].sum()), int(pace["partners"].sum())
    if computed < everyone:
        sentence += " " + _("Computed for {n} of {total} partners.", n=computed, total=everyone)
    return f"**{sentence}**"


st.markdown(" ".join(sentence for sentence in (promised(), came_in(), at_risk()) if sentence))
if lines.empty and pieces.empty and not lag["claims"]:
    st.info(
        _(
            "There is no budget and no claim of this partnership. Import the tables budgets and claims with "
            "`python -m peil import FILE`, or choose another programme."
        ),
        icon=":material/inbox:",
    )
    st.stop()


def funder_of(piece: Row) -> tuple[str, str]:
    """The colour code and the name of who pays a piece."""
    source = str(piece["funding_source"])
    if piece["line"] == "grant":
        return "grant", sources[source]
    if piece["line"] == "match":
        return source, piece["funder"] if isinstance(piece["funder"], str) else sources[source]
    return "open", _("not stated") if piece["line"] == "open" else _("not covered")


def budget_section() -> None:
    """Who funds whom: a bar per partner, and the same as a table to the cent."""
    st.subheader(_("Who funds whom"), anchor=False)
    partners: dict[str | None, list[Row]] = {}
    for piece in pieces.to_dict("records"):
        partners.setdefault(piece["partner"] if isinstance(piece["partner"], str) else None, []).append(piece)
    everyone = _("All partnerships together") if is_programme else _("The partnership as a whole")
    bars: list[finance.Row] = []
    seen: dict[tuple[str, str], tuple[str, str, bool]] = {}
    for partner, parts in partners.items():
        drawn = []
        for piece in parts:
            code, funder = funder_of(piece)
            if not has(piece["amount"]) or piece["amount"] < 1:
                continue
            colour = finance.source_colour(code, colours)
            seen[funder if piece["is_stated"] else code, funder] = (colour, funder, bool(piece["is_stated"]))
            text = _("{what}: {amount}", what=funder, amount=money(piece["amount"]))
            drawn.append({"length": piece["amount"], "colour": colour, "is_known": piece["is_stated"], "text": text})
        cost = parts[0]["eligible"]
        of_all = has(cost) and has(whole["eligible"]) and len(partners) > 1
        share = _(" · {share} of the budget", share=words.percent(cost / whole["eligible"])) if of_all else ""
        bars.append(
            {
                "name": partner or everyone,
                "figures": figures_text(money(cost), share),
                "pieces": drawn,
                "state_text": without_payer(parts),
            }
        )
    named = sorted({name for _code, (_colour, name, is_known) in seen.items() if is_known})
    unknown = int(whole["match_unknown"] or 0)
    sentence = [
        _n("The cost is paid by {n} kind of funder.", "The cost is paid by {n} kinds of funders.", len(named))
        if named
        else _("Who pays the cost is not stated.")
    ]
    if unknown:
        sentence.append(
            _n(
                "The amount of {n} piece of match funding is not stated; it is drawn hatched, not as zero.",
                "The amounts of {n} pieces of match funding are not stated; they are drawn hatched, not as zero.",
                unknown,
            )
        )
    private = pieces.loc[pieces["funding_source"] == "private", "amount"].sum(min_count=1)
    if has(private):
        sentence.append(_("{amount} of it is private money.", amount=money(private)))
    elif whole["match_pieces"] and not whole["private_pieces"]:
        sentence.append(_("No private money is among them."))
    st.markdown(" ".join(sentence))
    key([entry for _code, entry in sorted(seen.items(), key=lambda item: not item[1][2])])
    longest = max(sum(piece["length"] for piece in bar["pieces"]) for bar in bars) or 1.0
    # A table of many funders needs the whole width; the bars then stand in two columns above it.
    is_wide = len(seen) > 5
    half = (len(bars) + 1) // 2 if is_wide else len(bars)
    left, right = st.columns(2 if is_wide else [2, 3], gap="medium")
    for column, part in ((left, bars[:half]), (right, bars[half:])):
        if part:
            with column:
                blocks.chart(
                    finance.stacked_bars(part, colours, longest),
                    key=f"chart_budget_{part[0]['name']}",
                    alt=_("Who funds whom")
                    + ". "
                    + "; ".join(
                        f"{bar['name']}: {', '.join(piece['text'] for piece in bar['pieces'])}" for bar in part
                    ),
                )
    with st.container() if is_wide else right:
        blocks.table(matrix(partners, everyone), alt=_("Who funds whom, to the cent"))
        notes = [_("An empty cell: nothing is stated of this funder.")]
        if unknown:
            notes.append(_("≥: at least; part of it is not stated."))
        if (pieces.loc[pieces["line"] == "difference", "amount"] < 0).any():
            notes.append(_("Below zero: the pieces add up to more than the cost."))
        blocks.note(" ".join(notes))


def without_payer(parts: list[Row]) -> str:
    """What no stated piece pays, in a word and an amount; empty when it is less than a euro."""
    for line, icon in (("open", "?"), ("difference", "✕")):
        for piece in parts:
            if piece["line"] == line and piece["amount"] >= 1:
                return f"{icon} {_('{what}: {amount}', what=funder_of(piece)[1], amount=money(piece['amount']))}"
    return ""


def matrix(partners: dict[str | None, list[Row]], everyone: str) -> pd.DataFrame:
    """A row per partner and a column per funder, to the cent."""
    funders = list(dict.fromkeys(funder_of(piece)[1] for parts in partners.values() for piece in parts))
    # What is not stated comes last, as in the bars.
    last = [_("not stated"), _("not covered")]
    funders = [name for name in funders if name not in last] + [name for name in last if name in funders]

    def cell(found: list[Row]) -> str:
        """The pieces of one funder together: an amount, a least amount, not stated, or nothing at all."""
        amounts = [piece["amount"] for piece in found if has(piece["amount"])]
        if not amounts:
            return _("not stated") if found else ""
        return ("≥\u00a0" if any(piece["unstated"] for piece in found) else "") + money(sum(amounts))

    def row(name: str, parts: list[Row], cost: float) -> dict[str, str]:
        cells = {funder: cell([piece for piece in parts if funder_of(piece)[1] == funder]) for funder in funders}
        return {_("Partner"): name, **cells, _("Cost"): money(cost)}

    rows = [row(partner or everyone, parts, parts[0]["eligible"]) for partner, parts in partners.items()]
    if len(partners) > 1:
        costs = [parts[0]["eligible"] for parts in partners.values()]
        rows.append(
            row(
                _("Together"),
                [piece for parts in partners.values() for piece in parts],
                sum(costs) if all(has(cost) for cost in costs) else float("nan"),
            )
        )
    return pd.DataFrame(rows).rename(columns=lambda name: name[:1].upper() + name[1:])


def match_section() -> None:
    """Does the match funding of each partner cover what the grant does not pay? As rule R04 says."""
    st.subheader(_("Does the match funding add up?"), anchor=False)
    judged = findings("R04_match_funding").set_index(["partnership_id", "subject"])["outcome"].to_dict()
    rates = findings("R02_grant_share").set_index(["partnership_id", "subject"])["difference"].to_dict()
    rows = [
        row | {"outcome": judged.get((row["partnership_id"], row["partner_id"]), "pass")}
        for row in matching.to_dict("records")
        if has(row["needed"])
    ]
    differing = [row for row in rows if row["outcome"] in ("fail", "within_tolerance")]
    differing.sort(key=lambda row: -abs(row["difference"]))
    unchecked = sum(row["outcome"] == "not_computable" for row in rows)
    failing = [row for row in differing if row["outcome"] == "fail"]

    def named(row: Row) -> str:
        where = f" ({blocks.plain(row['partnership'])})" if is_programme else ""
        return f"{blocks.plain(row['partner'])}{where} {money(row['difference'], difference=True)}"

    verdict = (
        _n(
            "For {n} of {total} partners the match funding differs by more than {tolerance}.",
            "For {n} of {total} partners the match funding differs by more than {tolerance}.",
            len(failing),
            total=words.number(len(rows)),
            tolerance=money(tolerance),
        )
        if failing
        else _("For no partner does the match funding differ by more than {tolerance}.", tolerance=money(tolerance))
    )
    sentences = [f"**{verdict}**"]
    if differing:
        sentences.append(_("Differences: {list}.", list=words.listing([named(row) for row in differing[:8]])))
    if unchecked:
        sentences.append(
            _n(
                "{n} partner cannot be checked, because an amount is not stated.",
                "{n} partners cannot be checked, because an amount is not stated.",
                unchecked,
            )
        )
    if not is_programme:
        sentences += sums_that_differ()
    st.markdown(" ".join(sentences))
    table = [row for row in rows if row["outcome"] != "pass"] if is_programme else rows
    if not table:
        return
    blocks.table(
        pd.DataFrame(
            [
                ({_("Partnership"): row["partnership"]} if is_programme else {})
                | {
                    _("Partner"): row["partner"],
                    _("Cost"): money(row["eligible"]),
                    _("Grant"): money(row["granted"]),
                    _("Against the agreed share"): money(
                        rates.get((row["partnership_id"], row["partner_id"]), 0.0), difference=True
                    ),
                    _("To be matched"): money(row["needed"]),
                    _("Match funding stated"): money(row["matched"]) if has(row["matched"]) else _("not stated"),
                    _("Difference"): money(row["difference"], difference=True),
                    _("Outcome"): label(row["outcome"]),
                }
                for row in table
            ]
        ),
        alt=_("Does the match funding add up?"),
        links=links_to_partnerships([row["partnership_id"] for row in table]) if is_programme else None,
    )
    blocks.note(_("Difference: match funding stated, less the cost that the grant does not pay. This is rule R04."))


def sums_that_differ() -> list[str]:
    """What rules R01, R02 and R03 find about costs and grants, a sentence per difference."""
    partner_names = dict(zip(matching["partner_id"], matching["partner"], strict=True))
    texts = {
        "R01_eligible_total": N_(
            "The costs of the partners add up to {computed} where {stated} was promised: {difference}, {outcome}."
        ),
        "R02_grant_share": N_("{partner} gets {stated} where the agreed share is {computed}: {difference}, {outcome}."),
        "R03_grant_total": N_(
            "The grants of the partners add up to {computed} where {stated} was promised: {difference}, {outcome}."
        ),
    }
    return [
        _(
            text,
            computed=money(row["computed"]),
            stated=money(row["stated"]),
            partner=blocks.plain(partner_names.get(row["subject"], "")),
            difference=money(row["difference"], difference=True),
            outcome=_(OUTCOMES[row["outcome"]][1]).lower(),
        )
        for rule, text in texts.items()
        for row in findings(rule).to_dict("records")
        if has(row["difference"])
    ]


def claims_section() -> None:
    """Reported, certified, claimed and paid: how they add up, and how long each step takes."""
    st.subheader(_("Claims: reported, certified, paid"), anchor=False)
    if not lag["claims"]:
        st.markdown(
            _("No claim figure was published.")
            if view.data_status == "published"
            else _("No claim had been handed in by then.")
        )
        blocks.note(_("To see it here, import the table claims: partner, period, reported, claimed, certified, paid."))
        return
    st.markdown(
        _n(
            "In the last period, up to {day}, {n} of {total} partners claimed.",
            "In the last period, up to {day}, {n} of {total} partners claimed.",
            int(lag["claimants_last"]),
            day=words.day(as_date(lag["last_period_end"])),
            total=words.number(int(pace["partners"].sum())),
        )
        + " "
        + waited(
            N_("Certified after {days} days (median of {n} claims)."),
            N_("Nothing has been certified yet."),
            lag["certified_after"],
            lag["certified_claims"],
        )
        + " "
        + still_open(lag["uncertified_claims"], lag["uncertified"], lag["uncertified_since"], _("to be certified"))
        + " "
        + waited(
            N_("Paid after {days} days (median of {n} claims)."),
            N_("Nothing has been paid yet."),
            lag["paid_after"],
            lag["paid_claims"],
        )
        + " "
        + still_open(lag["unpaid_claims"], lag["unpaid"], lag["unpaid_since"], _("to be paid"))
        + not_accepted()
    )
    path = ask("pages/finance/claim_path", **so_far)
    for column, title, first, second, budget in zip(
        st.columns(2, gap="medium"),
        (_("Cost: reported and certified"), _("Grant: claimed and paid")),
        (("reported", _("reported")), ("claimed", _("claimed"))),
        (("certified", _("certified")), ("paid", _("paid"))),
        ("eligible", "granted"),
        strict=True,
    ):
        with column:
            lines_drawn = [
                line_of(path, *first, colours.states["ahead"]),
                line_of(path, *second, colours.states["achieved"]),
                planned_line(total(budget)),
            ]
            drawn = [line for line in lines_drawn if line]
            st.markdown(f"**{title}**")
            if drawn:
                blocks.chart(
                    finance.amounts_over_time(drawn, colours, words.separators),
                    key=f"chart_{first[0]}",
                    alt=f"{title}. " + "; ".join(f"{line['name']} {line['figures']}" for line in drawn),
                )
    blocks.table(
        pd.DataFrame(
            [
                {
                    _("Period up to"): words.short_day(as_date(row["period_end"])),
                    _("Claims"): words.number(row["claims"]),
                    _("Reported"): money(row["reported"]),
                    _("Certified"): money(row["certified"]),
                    _("Certified after"): days(row["certified_after"], row["waiting_certification"]),
                    _("Claimed"): money(row["claimed"]),
                    _("Paid"): money(row["paid"]),
                    _("Paid after"): days(row["paid_after"], row["waiting_payment"]),
                }
                for row in periods.to_dict("records")
            ]
        ),
        alt=_("Claims: reported, certified, paid"),
    )
    blocks.note(_("Days are counted from the end of the period. What was certified or paid later does not count yet."))
    if lag["undated"]:
        blocks.note(
            _n(
                "{n} claim has an amount certified or paid without a day; that amount is left out.",
                "{n} claims have an amount certified or paid without a day; those amounts are left out.",
                int(lag["undated"]),
            )
        )


def waited(done: str, nothing: str, after: float, n: int) -> str:
    return _(done, days=words.number(after), n=words.number(int(n))) if n else _(nothing)


def still_open(n: int, amount: float, since: Any, what: str) -> str:
    if not n:
        return ""
    return _n(
        "Still {what}: {n} claim of {amount}, since {day}.",
        "Still {what}: {n} claims of {amount}, since {day}.",
        int(n),
        what=what,
        amount=money(amount),
        day=words.day(as_date(since)),
    )


def not_accepted() -> str:
    refused = lag["not_accepted"]
    if not has(refused) or refused < 0.005:
        return ""
    return " " + _("{amount} of the cost was not accepted.", amount=money(refused))


def days(after: float, waiting: int) -> str:
    """``98 days``, and how many claims still wait."""
    texts = [_n("{n} day", "{n} days", round(after))] if has(after) else []
    texts += [_("{n} open", n=words.number(int(waiting)))] if waiting else []
    return " · ".join(texts) or MISSING


def line_of(path: pd.DataFrame, measure: str, name: str, colour: str) -> finance.Row | None:
    """A line that starts at zero and ends today."""
    part = path[path["measure"] == measure]
    if part.empty:
        return None
    ends = [as_date(day) for day in part["day"]]
    begins = [view.start] if view.start and ends[0] and view.start < ends[0] else []
    values = part["so_far"].tolist()
    return {
        "name": name,
        "figures": money(round(values[-1])),
        "days": [*begins, *ends, today],
        "values": [0.0 for _ in begins] + [*values, values[-1]],
        "colour": colour,
        "is_plan": False,
    }


def planned_line(budget: float) -> finance.Row | None:
    """A straight line over the dates of the partnership, up to today."""
    if not view.start or not view.end or not has(budget) or today < view.start or view.end <= view.start:
        return None
    day = min(today, view.end)
    planned = budget * ((day - view.start).days + 1) / ((view.end - view.start).days + 1)
    return {
        "name": _("planned"),
        "figures": money(round(planned)),
        "days": [view.start, day],
        "values": [0.0, planned],
        "colour": colours.soft_ink,
        "is_plan": True,
    }


def risk(unit: Row) -> tuple[str, str]:
    """State (for the colour) and words with their icon."""
    if isinstance(unit["reason"], str):
        return "none", f"? {_('Cannot be computed')}"
    if unit["unused_share"] < RISK_FROM:
        return "on_track", f"● {_('On course')}"
    share = words.percent(unit["unused_share"])
    return "behind", f"▼ {_('{what}: {amount}', what=_('At risk'), amount=share)}"


def pace_section() -> None:
    """Where each partner stands, where its pace leads, and what it carries until the grant is paid."""
    st.subheader(_("Pace, and the risk of losing the grant"), anchor=False)
    risky = [unit for unit in units if risk(unit)[0] == "behind"]
    why = sorted({_(WHY_NO_FORECAST[unit["reason"]]) for unit in units if isinstance(unit["reason"], str)})
    count = len(units)
    if all(isinstance(unit["reason"], str) for unit in units):
        st.markdown(_("It cannot be computed: {reasons}.", reasons=words.listing(why)))
        if not lag["claims"]:
            return
    else:
        sentence = (
            _n(
                "{n} of {total} partnerships is at risk",
                "{n} of {total} partnerships are at risk",
                len(risky),
                total=count,
            )
            if is_programme
            else _n(
                "{n} of {total} partners is at risk", "{n} of {total} partners are at risk", len(risky), total=count
            )
        )
        rule = _(
            "At risk means: at the present pace at least {share} of the budget is left unused.",
            share=words.percent(RISK_FROM),
        )
        unknown = " " + _("Some cannot be computed: {reasons}.", reasons=words.listing(why)) if why else ""
        st.markdown(f"**{sentence}.** {rule}{unknown}")
    worst = sorted(units, key=lambda unit: -(unit["unused"] if has(unit["unused"]) else -1))[:MOST_BARS]
    left, right = st.columns(2, gap="medium")
    with left:
        st.markdown(f"**{_('Cost reported, and where the pace leads')}**")
        bars = [pace_bar(unit) for unit in (worst if is_programme else units[:MOST_BARS])]
        longest = max([1.15, *(sum(piece["length"] for piece in bar["pieces"]) for bar in bars)])
        blocks.chart(
            finance.stacked_bars(bars, colours, longest, end_word=_("budget")),
            key="chart_pace",
            alt=_("Cost reported, and where the pace leads") + ". " + "; ".join(bar["described"] for bar in bars),
        )
        key(
            [
                (colours.states["ahead"], _("reported"), True),
                (colours.states["ahead"], _("still to come at the present pace"), False),
            ]
        )
        blocks.note(_("**|** planned by the last claimed day. Dotted: the budget."))
    with right:
        st.markdown(f"**{_('Cost carried until the grant is paid')}**")
        carrying = [unit for unit in (worst if is_programme else units[:MOST_BARS]) if has(unit["reported"])]
        if carrying:
            bars = [carried_bar(unit) for unit in carrying]
            blocks.chart(
                finance.stacked_bars(bars, colours, max(unit["reported"] for unit in carrying) or 1.0),
                key="chart_carried",
                alt=_("Cost carried until the grant is paid") + ". " + "; ".join(bar["described"] for bar in bars),
            )
            key(
                [
                    (finance.source_colour("grant", colours), _("grant paid"), True),
                    (finance.source_colour("grant", colours), _("claimed, not yet paid"), False),
                    (finance.source_colour("open", colours), _("not claimed: own part and other funders"), True),
                ]
            )
            blocks.note(
                _(
                    "Carried: reported cost less the grant paid so far. What other funders have paid is not recorded, "
                    "so it is assumed that they have not paid yet."
                )
            )
    blocks.table(
        pd.DataFrame(
            [
                {
                    _("Partnership") if is_programme else _("Partner"): unit["name"],
                    _("Budget"): money(rounded(unit["eligible"])),
                    _("Planned by then"): money(rounded(unit["expected"])),
                    _("Reported"): money(rounded(unit["reported"])),
                    _("Per month"): money(rounded(unit["pace_per_month"])),
                    _("At the end"): money(rounded(unit["forecast"])),
                    _("Grant unused"): money(rounded(unit["grant_unused"])),
                    _("Carried"): money(rounded(unit["carried"])),
                    _("State"): risk(unit)[1]
                    + (f" ({_(WHY_NO_FORECAST[unit['reason']])})" if isinstance(unit["reason"], str) else ""),
                }
                for unit in (
                    sorted(units, key=lambda unit: -(unit["unused"] if has(unit["unused"]) else -1))
                    if is_programme
                    else units
                )
            ]
        ),
        alt=_("Pace, and the risk of losing the grant"),
        links=links_to_partnerships(
            [
                unit["unit_id"]
                for unit in sorted(units, key=lambda unit: -(unit["unused"] if has(unit["unused"]) else -1))
            ]
        )
        if is_programme
        else None,
    )
    blocks.note(
        _(
            "Present pace: the average of the last four claims of a partner, per day of the periods they cover. "
            "The plan is a straight line over the dates of the partnership. What one partner spends too much does not "
            "make up for another."
        )
    )


def pace_bar(unit: Row) -> finance.Row:
    budget = unit["eligible"]
    state, said = risk(unit)
    share = unit["reported"] / budget if has(unit["reported"]) and budget else 0.0
    coming = max(0.0, unit["forecast"] / budget - share) if has(unit["forecast"]) and budget else 0.0
    colour = colours.states["ahead"]
    value = money(rounded(unit["reported"]))
    rest = _(" of {budget}", budget=money(rounded(budget))) + (f" · {words.percent(share)}" if share else "")
    # Beyond the scale the bar is cut; the figures say how far.
    share, coming = min(share, 2.0), min(coming, max(0.0, 2.0 - share))
    return {
        "name": unit["name"],
        "figures": figures_text(value, rest),
        "described": f"{unit['name']}: {value}{rest}, {said}",
        "pieces": [
            {"length": share, "colour": colour, "is_known": True, "text": value},
            {"length": coming, "colour": colour, "is_known": False, "text": money(rounded(unit["forecast"]))},
        ],
        "state": state,
        "state_text": said,
        "tick": unit["plan_share"] if has(unit["plan_share"]) else None,
        "end": 1.0 if has(budget) else None,
    }


def carried_bar(unit: Row) -> finance.Row:
    grant, rest = finance.source_colour("grant", colours), finance.source_colour("open", colours)
    paid = unit["paid"] if has(unit["paid"]) else 0.0
    owed = max(0.0, unit["claimed_not_paid"]) if has(unit["claimed_not_paid"]) else 0.0
    value, of_cost = money(rounded(unit["carried"])), _(" of {reported}", reported=money(rounded(unit["reported"])))
    return {
        "name": unit["name"],
        "figures": figures_text(value, of_cost),
        "described": f"{unit['name']}: {value}{of_cost}",
        "pieces": [
            {"length": paid, "colour": grant, "is_known": True, "text": money(paid)},
            {"length": owed, "colour": grant, "is_known": False, "text": money(owed)},
            {
                "length": max(0.0, unit["reported"] - paid - owed),
                "colour": rest,
                "is_known": True,
                "text": money(max(0.0, unit["reported"] - paid - owed)),
            },
        ],
    }


def cofinancing_section() -> None:
    """Do local authorities and the employment service pay their minimum? As rule R08 says."""
    found = ask("pages/finance/cofinancing", partnership=view.partnership, **known)
    minimums = lines[lines["line"].isin(["cofinancing_minimum", "cofinancing_minimum_exception"])]
    if found.empty and minimums.empty:
        return
    st.subheader(_("Co-financing by local authorities and the employment service"), anchor=False)
    rows = found.to_dict("records")
    below = sum(has(row["short_by"]) and round(row["short_by"], 2) > tolerance for row in rows)
    unknown = sum(not has(row["short_by"]) for row in rows)
    if is_programme or not rows:
        rates = [words.percent(rate / 100) for rate in minimums["rate_percent"].dropna()]
        if rates:
            exception = _(", or {rate} in an exception area", rate=rates[1]) if len(rates) > 1 else ""
            st.markdown(
                _("Each local partnership owes at least {rate}{exception}.", rate=rates[0], exception=exception)
            )
        if rows:
            st.markdown(
                "**"
                + _n(
                    "{n} of {total} partnerships stays below its minimum.",
                    "{n} of {total} partnerships stay below their minimum.",
                    below,
                    total=words.number(len(rows)),
                )
                + "** "
                + (_("For {n} it cannot be computed.", n=words.number(unknown)) if unknown else "")
            )
        else:
            st.markdown(_("The local partnerships are not listed, so it cannot be checked."))
        st.page_link(
            "pages/progress/partnerships.py",
            label=_("Partnerships"),
            icon=":material/arrow_forward:",
            icon_position="right",
            query_params=st.query_params.to_dict(),
        )
        return
    row = rows[0]
    minimum = words.percent(row["minimum"] / 100) if has(row["minimum"]) else MISSING
    if not has(row["share"]):
        st.markdown(
            _("The minimum is {minimum}; what they pay is not stated, so it cannot be computed.", minimum=minimum)
        )
        return
    outcome = (
        "fail" if round(row["short_by"], 2) > tolerance else "within_tolerance" if row["short_by"] > 0.005 else "pass"
    )
    exception = " " + _("It is the lower minimum of an exception area.") if row["is_exception"] else ""
    st.markdown(
        "**"
        + _(
            "They pay {amount} of {cost}: {share}, where at least {minimum} is asked.",
            amount=money(row["contribution"]),
            cost=money(row["cost"]),
            share=words.percent(row["share"] / 100, decimal=True),
            minimum=minimum,
        )
        + f"** {cofinancing_word(outcome)}.{exception}"
    )


def cofinancing_word(outcome: str) -> str:
    return f"✓ {_('The minimum is met')}" if outcome == "pass" else label(outcome) if outcome != "fail" else (
        f"✕ {_('Below the minimum')}"
    )  # fmt: skip


def people_section() -> None:
    """Personnel share and posts."""
    personnel = ask("pages/finance/personnel", partnership=view.partnership, **in_words).to_dict("records")
    if not personnel and staff.empty:
        return
    st.subheader(_("Personnel and posts"), anchor=False)
    if len(personnel) > 2:
        st.markdown(_("What of the cost of each partner is for personnel; the share is computed."))
        blocks.table(
            pd.DataFrame(
                [
                    {
                        _("Partner"): row["partner"],
                        _("Cost"): money(row["eligible"]),
                        _("For personnel"): money(row["amount"]),
                        _("Share"): words.percent(row["share_percent"] / 100) if has(row["share_percent"]) else MISSING,
                    }
                    for row in personnel
                ]
            ),
            alt=_("Personnel share of the cost"),
        )
    for row in personnel if len(personnel) <= 2 else []:
        text = (
            N_("{partner}: {share} of {cost} is for personnel, which is {amount} (computed, not stated).")
            if row["amount_is_computed"]
            else N_("{partner}: {amount} of {cost} is for personnel, which is {share} (computed, not stated).")
        )
        st.markdown(
            _(
                text,
                partner=blocks.plain(row["partner"]),
                share=words.percent(row["share_percent"] / 100) if has(row["share_percent"]) else MISSING,
                cost=money(row["eligible"]),
                amount=money(row["amount"]),
            )
        )
    if len(staff):
        stated = list(dict.fromkeys(staff["period"]))
        posts: dict[str, dict[str, str]] = {}
        for row in staff.to_dict("records"):
            added = f" (+{words.number(row['fte'])})" if row["is_added"] else ""
            posts.setdefault(row["partner"], {})[row["period"]] = words.number(row["fte_in_all"]) + added
        st.markdown(_("Posts paid by the project, in full-time equivalents: a half-time post counts for 0.5."))
        blocks.table(
            pd.DataFrame(
                [
                    {_("Partner"): partner, **{period: row.get(period, MISSING) for period in stated}}
                    for partner, row in posts.items()
                ]
            ),
            alt=_("Personnel and posts"),
        )
        if staff["is_added"].any():
            blocks.note(
                _("(+): posts that came on top of those there were; the figure before it is all posts together.")
            )


def lines_section() -> None:
    """What the budget says besides cost, grant and match funding: bands, shares, minimums."""
    other = lines[~lines["line"].isin(["eligible", "grant", "match", "personnel"]) | lines["amount_min"].notna()]
    totals_only = other["line"].isin(["eligible_total", "grant_total"]).all() and other["amount_min"].isna().all()
    if is_programme or totals_only:
        return
    st.subheader(_("The budget as stated"), anchor=False)
    shares = lines[lines["line"] == "transnational"].to_dict("records")
    for row in shares:
        if has(row["computed_min"]):
            st.markdown(
                _(
                    "Transnational activities: {rate} of the budget. Of the whole band that is {low} to {high} "
                    "(computed, not stated).",
                    rate=words.percent(row["rate_percent"] / 100),
                    low=money(row["computed_min"]),
                    high=money(row["computed_max"]),
                )
            )
    blocks.table(
        pd.DataFrame(
            [
                {
                    _("Line"): line_names[row["line"]],
                    _("Kind of money"): sources[row["funding_source"]],
                    _("Partner"): row["partner"] if isinstance(row["partner"], str) else "",
                    _("Amount"): amount_of(row),
                    _("Rate"): words.percent(row["rate_percent"] / 100) if has(row["rate_percent"]) else "",
                    _("Remark"): row["note"] if isinstance(row["note"], str) else "",
                }
                for row in other.to_dict("records")
            ]
        ),
        alt=_("The budget as stated"),
    )


def amount_of(row: Row) -> str:
    if has(row["amount"]):
        return money(row["amount"])
    if has(row["amount_min"]) and has(row["amount_max"]):
        return _("{low} to {high}", low=money(row["amount_min"]), high=money(row["amount_max"]))
    return "" if has(row["rate_percent"]) else _("not stated")


if len(pieces):
    budget_section()
if matching["needed"].notna().any():
    match_section()
if len(pieces) or lag["claims"]:
    claims_section()
if units:
    pace_section()
cofinancing_section()
people_section()
lines_section()


def tidy() -> pd.DataFrame:
    """The page as people take it home: one row per figure."""
    shared = ["partnership_id", "partner_id", "name"]
    budget = pieces.assign(measure=pieces["line"], name=pieces["partner"], value=pieces["amount"])
    match = matching.rename(columns={"partner": "name"}).melt(
        id_vars=shared, value_vars=["eligible", "granted", "needed", "matched", "difference"], var_name="measure"
    )
    claims = periods.melt(
        id_vars=["period_end"], value_vars=["reported", "claimed", "certified", "paid"], var_name="measure"
    )
    paces = pace.rename(columns={"unit_id": "partnership_id" if is_programme else "partner_id"}).melt(
        id_vars=["partnership_id" if is_programme else "partner_id", "name", "reason"],
        value_vars=[
            "reported",
            "certified",
            "claimed",
            "paid",
            "expected",
            "forecast",
            "unused",
            "grant_unused",
            "carried",
        ],
        var_name="measure",
    )
    posts = staff.rename(columns={"partner": "name", "fte": "value"}).assign(measure="fte")
    stated = lines.rename(columns={"partner": "name", "line": "measure", "amount": "value"})
    parts = {
        "budget_lines": stated,
        "budget": budget,
        "match_check": match,
        "claims": claims,
        "pace": paces,
        "staffing": posts,
    }
    columns = [
        "part", *shared, "period_end", "period", "measure", "funding_source", "funder_id", "funder", "value",
        "amount_min", "amount_max", "rate_percent", "reason",
    ]  # fmt: skip
    rows = pd.concat([frame.assign(part=part) for part, frame in parts.items() if len(frame)], ignore_index=True)
    return downloads.stamped(rows.reindex(columns=columns), view, tolerance=str(tolerance))


with st.container(horizontal=True):
    downloads.buttons(tidy, view, "finance")
    blocks.link_button(view)

origin = st.expander(
    _("Where do these figures come from?"), icon=":material/account_tree:", on_change="rerun", key="origin"
)
if origin.open:
    with origin:
        stored = ask(
            "pages/finance/sources",
            partnership=view.partnership,
            partnerships=shown,
            as_of=view.as_of,
            **in_words,
        )
        st.markdown(_("These rows were handed in; every figure above is one of them, or computed from them."))
        if len(stored) and stored["total"].iloc[0] > len(stored):
            blocks.note(
                _(
                    "The first {n} of {total} rows; the download has every figure.",
                    n=words.number(len(stored)),
                    total=words.number(int(stored["total"].iloc[0])),
                )
            )
        blocks.table(
            pd.DataFrame(
                {
                    _("Table"): stored["table_name"],
                    **({_("Partnership"): stored["partnership"]} if is_programme else {}),
                    _("Partner"): stored["partner"].fillna(MISSING),
                    _("Line"): [
                        " · ".join([line_names[line], sources[source]]) if isinstance(line, str) else MISSING
                        for line, source in zip(stored["line"], stored["funding_source"], strict=True)
                    ],
                    _("Period"): stored["period"].fillna(MISSING),
                    _("Value"): [words.number(amount) for amount in stored["amount"]],
                    _("Source"): stored["source"].fillna(_("the submission itself")),
                    _("Section"): stored["source_section"].fillna(MISSING),
                    _("Submission"): stored["submission_id"].astype(str),
                    _("File"): stored["file_name"].fillna(MISSING),
                    _("Row"): stored["source_row"].astype(str),
                }
            ),
            alt=_("The stored rows behind these figures"),
        )
        blocks.sql(
            "pages/finance/budget", "pages/finance/match", "pages/finance/pace", "checks/rules/R04_match_funding",
            "views/9_finance",
        )  # fmt: skip
