"""Progress, finance. What was promised, by whom, what came in, and are we at risk of losing part of the grant?"""

from typing import Any

import pandas as pd
import streamlit as st

from peil import contract
from peil.charts import figures_text, finance
from peil.escaping import marked, strong
from peil.texts import MISSING, N_
from peil.ui import address, blocks, downloads, filters
from peil.ui.data import as_date, ask
from peil.ui.money import (
    RISK_FROM,
    WHY_NO_FORECAST,
    Row,
    amount_of,
    carried_bar,
    days,
    funder_of,
    has,
    line_of,
    matrix,
    pace_bar,
    planned_line,
    risk,
    rounded,
    without_payer,
)

# More bars than this make a wall; the table has them all.
MOST_BARS = 12

OUTCOMES = {
    "fail": ("✕", N_("Differs")),
    "within_tolerance": ("≈", N_("Within the tolerance")),
    "not_computable": ("?", N_("Cannot be checked")),
    "pass": ("✓", N_("Adds up")),
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
if is_programme:
    # Whoever would lose most comes first; the partners of one partnership stand by the size of their budget.
    units.sort(key=lambda unit: -(unit["unused"] if has(unit["unused"]) else -1))

blocks.title(_("Finance"))
blocks.demonstration_notice(view)
blocks.note(blocks.standing(view, pd.DataFrame()))


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


def links_to_partnerships(ids: list[str]) -> list[str]:
    return [address.link_to("finance", programme=partnership) for partnership in ids]


# What was promised, what came in, and are we at risk? For whoever stops reading here.
def promised() -> str:
    if not has(whole["eligible"]):
        if has(whole["budget_min"]) and has(whole["budget_max"]):
            band = _("{low} to {high}", low=money(whole["budget_min"]), high=money(whole["budget_max"]))
            return strong(_("Only a band is known of the budget: {band}.", band=band))
        return strong(_("No budget has been handed in."))
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
        return strong(
            _("The cost of the action is {total}, paid by {fund}.", total=money(whole["eligible"]), fund=fund)
        )
    if not has(whole["granted"]):
        return marked(_("**{promised}**; how much of it is a grant is not stated."), promised=first)
    return marked(
        _("**{promised}, {grant} of it as a grant{fund}**; the other {rest} is for them and other funders to find."),
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
    return strong(sentence)


blocks.say(promised(), came_in(), at_risk())
if lines.empty and pieces.empty and not lag["claims"]:
    blocks.info(
        marked(
            _(
                "There is no budget and no claim of this partnership. Import the tables budgets and claims with "
                "`python -m peil import FILE`, or choose another programme."
            )
        )
    )
    st.stop()


def budget_section() -> None:
    """Who funds whom: a bar per partner, and the same as a table to the cent."""
    blocks.heading(_("Who funds whom"))
    partners: dict[str | None, list[Row]] = {}
    for piece in pieces.to_dict("records"):
        partners.setdefault(piece["partner"] if isinstance(piece["partner"], str) else None, []).append(piece)
    everyone = _("All partnerships together") if is_programme else _("The partnership as a whole")
    bars: list[finance.Row] = []
    seen: dict[tuple[str, str], tuple[str, str, bool]] = {}
    for partner, parts in partners.items():
        drawn = []
        for piece in parts:
            code, funder = funder_of(words, piece)
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
                "state_text": without_payer(words, parts),
            }
        )
    named = sorted({name for _code, (_colour, name, is_known) in seen.items() if is_known})
    unknown = int(whole["match_unknown"] or 0)
    sentence = [
        _n("The cost is paid from {n} source.", "The cost is paid from {n} sources.", len(named))
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
    blocks.say(*sentence)
    blocks.key([entry for _code, entry in sorted(seen.items(), key=lambda item: not item[1][2])])
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
        blocks.table(matrix(words, partners, everyone), alt=_("Who funds whom, to the cent"))
        notes = [_("An empty cell: nothing is stated of this funder.")]
        if unknown:
            notes.append(_("≥: at least; part of it is not stated."))
        if (pieces.loc[pieces["line"] == "difference", "amount"] < 0).any():
            notes.append(_("Below zero: the pieces add up to more than the cost."))
        blocks.note(*notes)


def match_section() -> None:
    """Does the match funding of each partner cover what the grant does not pay? As rule R04 says."""
    blocks.heading(_("Does the match funding add up?"))
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
        where = f" ({row['partnership']})" if is_programme else ""
        return f"{row['partner']}{where} {money(row['difference'], difference=True)}"

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
    sentences: list[str] = [strong(verdict)]
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
    blocks.say(*sentences)
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
            partner=partner_names.get(row["subject"], ""),
            difference=money(row["difference"], difference=True),
            outcome=_(OUTCOMES[row["outcome"]][1]).lower(),
        )
        for rule, text in texts.items()
        for row in findings(rule).to_dict("records")
        if has(row["difference"])
    ]


def claims_section() -> None:
    """Reported, certified, claimed and paid: how they add up, and how long each step takes."""
    blocks.heading(_("Claims: reported, certified, paid"))
    if not lag["claims"]:
        blocks.say(
            _("No claim figure was published.")
            if view.data_status == "published"
            else _("No claim had been handed in by then.")
        )
        blocks.note(_("To see it here, import the table claims: partner, period, reported, claimed, certified, paid."))
        return
    blocks.say(
        _n(
            "In the last period, up to {day}, {n} of {total} partners claimed.",
            "In the last period, up to {day}, {n} of {total} partners claimed.",
            int(lag["claimants_last"]),
            day=words.day(as_date(lag["last_period_end"])),
            total=words.number(int(pace["partners"].sum())),
        ),
        waited(
            N_("Certified after {days} days (median of {n} claims)."),
            N_("Nothing has been certified yet."),
            lag["certified_after"],
            lag["certified_claims"],
        ),
        still_open(lag["uncertified_claims"], lag["uncertified"], lag["uncertified_since"], _("to be certified")),
        waited(
            N_("Paid after {days} days (median of {n} claims)."),
            N_("Nothing has been paid yet."),
            lag["paid_after"],
            lag["paid_claims"],
        ),
        still_open(lag["unpaid_claims"], lag["unpaid"], lag["unpaid_since"], _("to be paid")),
        not_accepted(),
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
                line_of(path, *first, words, colours.states["ahead"], view.start, today),
                line_of(path, *second, words, colours.states["achieved"], view.start, today),
                planned_line(total(budget), words, colours.soft_ink, view.start, view.end, today),
            ]
            drawn = [line for line in lines_drawn if line]
            blocks.say(strong(title))
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
                    _("Certified after"): days(words, row["certified_after"], row["waiting_certification"]),
                    _("Claimed"): money(row["claimed"]),
                    _("Paid"): money(row["paid"]),
                    _("Paid after"): days(words, row["paid_after"], row["waiting_payment"]),
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
    return _("{amount} of the cost was not accepted.", amount=money(refused))


def pace_section() -> None:
    """Where each partner stands, where its pace leads, and what it carries until the grant is paid."""
    blocks.heading(_("Pace, and the risk of losing the grant"))
    risky = [unit for unit in units if risk(words, unit)[0] == "behind"]
    why = sorted({_(WHY_NO_FORECAST[unit["reason"]]) for unit in units if isinstance(unit["reason"], str)})
    count = len(units)
    if all(isinstance(unit["reason"], str) for unit in units):
        blocks.say(_("It cannot be computed: {reasons}.", reasons=words.listing(why)))
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
        unknown = _("Some cannot be computed: {reasons}.", reasons=words.listing(why)) if why else ""
        blocks.say(strong(f"{sentence}."), rule, unknown)
    left, right = st.columns(2, gap="medium")
    with left:
        blocks.say(strong(_("Cost reported, and where the pace leads")))
        bars = [pace_bar(words, colours, unit) for unit in units[:MOST_BARS]]
        longest = max([1.15, *(sum(piece["length"] for piece in bar["pieces"]) for bar in bars)])
        blocks.chart(
            finance.stacked_bars(bars, colours, longest, end_word=_("budget")),
            key="chart_pace",
            alt=_("Cost reported, and where the pace leads") + ". " + "; ".join(bar["described"] for bar in bars),
        )
        blocks.key(
            [
                (colours.states["ahead"], _("reported"), True),
                (colours.states["ahead"], _("still to come at the present pace"), False),
            ]
        )
        blocks.note(marked(_("**|** planned by the last claimed day. Dotted: the budget.")))
    with right:
        blocks.say(strong(_("Cost carried until the grant is paid")))
        carrying = [unit for unit in units[:MOST_BARS] if has(unit["reported"])]
        if carrying:
            bars = [carried_bar(words, colours, unit) for unit in carrying]
            blocks.chart(
                finance.stacked_bars(bars, colours, max(unit["reported"] for unit in carrying) or 1.0),
                key="chart_carried",
                alt=_("Cost carried until the grant is paid") + ". " + "; ".join(bar["described"] for bar in bars),
            )
            blocks.key(
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
                    _("State"): risk(words, unit)[1]
                    + (f" ({_(WHY_NO_FORECAST[unit['reason']])})" if isinstance(unit["reason"], str) else ""),
                }
                for unit in units
            ]
        ),
        alt=_("Pace, and the risk of losing the grant"),
        links=links_to_partnerships([unit["unit_id"] for unit in units]) if is_programme else None,
    )
    blocks.note(
        _(
            "Present pace: the average of the last four claims of a partner, per day of the periods they cover. "
            "It ends on the day the partner leaves. The plan is a straight line over the dates of the partnership. "
            "What one partner spends too much does not make up for another."
        )
    )


def cofinancing_section() -> None:
    """Do local authorities and the employment service pay their minimum? As rule R08 says."""
    found = ask("pages/finance/cofinancing", partnership=view.partnership, **known)
    minimums = lines[lines["line"].isin(["cofinancing_minimum", "cofinancing_minimum_exception"])]
    if found.empty and minimums.empty:
        return
    blocks.heading(_("Co-financing by local authorities and the employment service"))
    rows = found.to_dict("records")
    below = sum(has(row["short_by"]) and round(row["short_by"], 2) > tolerance for row in rows)
    unknown = sum(not has(row["short_by"]) for row in rows)
    if is_programme or not rows:
        rates = [words.percent(rate / 100) for rate in minimums["rate_percent"].dropna()]
        if rates:
            exception = _(", or {rate} in an exception area", rate=rates[1]) if len(rates) > 1 else ""
            blocks.say(_("Each local partnership owes at least {rate}{exception}.", rate=rates[0], exception=exception))
        if rows:
            blocks.say(
                strong(
                    _n(
                        "{n} of {total} partnerships stays below its minimum.",
                        "{n} of {total} partnerships stay below their minimum.",
                        below,
                        total=words.number(len(rows)),
                    )
                ),
                _("For {n} it cannot be computed.", n=words.number(unknown)) if unknown else "",
            )
        else:
            blocks.say(_("The local partnerships are not listed, so it cannot be checked."))
        blocks.link("partnerships", _("Partnerships"))
        return
    row = rows[0]
    minimum = words.percent(row["minimum"] / 100) if has(row["minimum"]) else MISSING
    if not has(row["share"]):
        blocks.say(
            _("The minimum is {minimum}; what they pay is not stated, so it cannot be computed.", minimum=minimum)
        )
        return
    short_by = round(row["short_by"], 2)
    verdict = (
        f"✕ {_('Below the minimum')}"
        if short_by > tolerance
        else label("within_tolerance")
        if short_by > 0
        else f"✓ {_('The minimum is met')}"
    )
    blocks.say(
        strong(
            _(
                "They pay {amount} of {cost}: {share}, where at least {minimum} is asked.",
                amount=money(row["contribution"]),
                cost=money(row["cost"]),
                share=words.percent(row["share"] / 100, decimal=True),
                minimum=minimum,
            )
        ),
        f"{verdict}.",
        _("It is the lower minimum of an exception area.") if row["is_exception"] else "",
    )


def people_section() -> None:
    """Personnel share and posts."""
    personnel = ask("pages/finance/personnel", partnership=view.partnership, **in_words).to_dict("records")
    if not personnel and staff.empty:
        return
    blocks.heading(_("Personnel and posts"))
    if len(personnel) > 2:
        blocks.say(_("What of the cost of each partner is for personnel; the share is computed."))
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
        blocks.say(
            _(
                text,
                partner=row["partner"],
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
        blocks.say(_("Posts paid by the project, in full-time equivalents: a half-time post counts for 0.5."))
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
    blocks.heading(_("The budget as stated"))
    shares = lines[lines["line"] == "transnational"].to_dict("records")
    for row in shares:
        if has(row["computed_min"]):
            blocks.say(
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
                    _("Amount"): amount_of(words, row),
                    _("Rate"): words.percent(row["rate_percent"] / 100) if has(row["rate_percent"]) else "",
                    _("Remark"): row["note"] if isinstance(row["note"], str) else "",
                }
                for row in other.to_dict("records")
            ]
        ),
        alt=_("The budget as stated"),
    )


if len(pieces):
    budget_section()
if matching["needed"].notna().any():
    match_section()
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

if origin := blocks.origin(words):
    with origin:
        stored = ask(
            "pages/finance/sources",
            partnership=view.partnership,
            partnerships=shown,
            as_of=view.as_of,
            **in_words,
        )
        blocks.say(_("These rows were handed in; every figure above is one of them, or computed from them."))
        if len(stored):
            blocks.shortened(words, len(stored), int(stored["total"].iloc[0]))
        table_titles = {
            table.name: contract.translated(table.descriptor, "title", view.language) for table in contract.tables()
        }
        blocks.table(
            pd.DataFrame(
                {
                    _("Table"): stored["table_name"].map(table_titles),
                    **({_("Partnership"): stored["partnership"]} if is_programme else {}),
                    _("Partner"): stored["partner"].fillna(MISSING),
                    _("Line"): [
                        " · ".join([line_names[line], sources[source]]) if isinstance(line, str) else MISSING
                        for line, source in zip(stored["line"], stored["funding_source"], strict=True)
                    ],
                    _("Period"): stored["period"].fillna(MISSING),
                    _("Value"): [words.number(amount) for amount in stored["amount"]],
                    **blocks.provenance(words, stored),
                }
            ),
            alt=_("The stored rows behind these figures"),
        )
        blocks.sql(
            "pages/finance/budget", "pages/finance/match", "pages/finance/pace", "checks/rules/R04_match_funding",
            "views/9_finance",
        )  # fmt: skip
