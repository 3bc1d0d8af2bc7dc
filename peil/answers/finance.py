"""The money: what was promised and by whom, what came in, and whether part of the grant may be lost. See
docs/finance.md.
"""

from collections.abc import Sequence
from datetime import date
from itertools import groupby

from peil import contract
from peil.answers import (
    PROVENANCE,
    Answer,
    Asked,
    Column,
    Row,
    Strong,
    amounts,
    code,
    day,
    kept,
    money,
    number,
    share,
    stored,
    table_of,
    text,
)
from peil.answers.marks import Bars, Line, Lines, Stack
from peil.answers.view import View
from peil.texts import MISSING, N_, Words

# The column of what the stated pieces leave of a cost when all are stated.
_LACKS = "not_covered"
# More bars than this make a wall; the table has them all.
_MOST_BARS = 6
_MOST_LOSERS = 5
_MOST_CARRIERS = 4
_MOST_NAMED = 8
# So many names are listened to in the sentences that open the page.
_NAMED_FIRST = 3


@kept
def is_of_programme(view: View) -> bool:
    """Whether the money is that of the partnerships of a programme, and not of one partnership."""
    return _partnerships(view) != [view.partnership]


@kept
def summary(view: View) -> Answer:
    """What was promised and what came in."""
    asked = view.ask("pages/finance/overview", partnerships=_partnerships(view))
    [whole] = asked.rows
    lag, pace = _lag(view), _pace(view).rows
    said = [*_promised(view, whole), *_came_in(view, lag, pace)]
    return Answer(asked, (), view.words.text("Finance"), asked.rows, sentences=said)


@kept
def at_risk(view: View, tolerance: str = amounts.USUAL_TOLERANCE) -> Answer:
    """Who risks losing what: what each partner would leave of its grant at its present pace, the most first, and what
    else puts money at risk. No picture when no pace can be computed.
    """
    words = view.words
    asked = _pace(view)
    rows = [unit for unit in _by_risk(asked.rows) if unit["grant_unused"] is not None]
    bars = [amounts.loss_bar(words, unit) for unit in rows[:_MOST_LOSERS]]
    columns = (
        text("name", N_("Partnership") if is_of_programme(view) else N_("Partner")),
        amounts.whole("grant_judged", N_("Grant")),
        amounts.whole("grant_unused", N_("Grant unused")),
        share("grant_unused_share", N_("Share of the grant")),
        Column("is_at_risk", N_("State"), amounts.risk),
    )
    note = words.text(
        "Bar: what is left unused at the present pace, and which share of the own grant that is. ▼ at risk: at least "
        "{share} of the budget is left unused.",
        share=words.percent(asked.rows[0]["risk_from"] if asked.rows else None),
    )
    return Answer(
        asked,
        columns,
        words.text("Grant left unused at the present pace"),
        rows,
        sentences=[*_at_risk(view, _lag(view), asked.rows), *_lacking(view, tolerance)],
        notes=[f"{note} {_not_drawn(words, rows, _MOST_LOSERS)}".strip()],
        mark=Bars(bars, max([1.0, *(bar.full or 0.0 for bar in bars)]), full_word=words.text("grant"))
        if bars
        else None,
    )


@kept
def funders(view: View) -> Answer:
    """Who funds whom: the cost of each partner by who pays it, to the cent."""
    words = view.words
    asked = _budget(view)
    [whole] = view.ask("pages/finance/overview", partnerships=_partnerships(view)).rows
    everyone = (
        words.text("All partnerships together") if is_of_programme(view) else words.text("The partnership as a whole")
    )
    partners = [list(part) for _, part in groupby(asked.rows, key=lambda piece: piece["partner_id"])]
    # What is not stated comes last, as in the bars.
    ordered = sorted(asked.rows, key=lambda piece: ("grant", "match", "open", "difference").index(piece["line"]))
    payers = {_payer_id(piece): amounts.payer(words, piece)[1] for piece in ordered}
    rows = [_by_payer(pieces, payers, pieces[0]["partner"] or everyone) for pieces in partners]
    if len(rows) > 1:
        rows.append(_by_payer(asked.rows, payers, words.text("Together")) | {"eligible": _all(rows, "eligible")})
    bars = []
    for pieces in partners[:_MOST_BARS]:
        cost = pieces[0]["eligible"]
        of_all = cost / whole["eligible"] if cost is not None and whole["eligible"] and len(partners) > 1 else None
        of_budget = "" if of_all is None else words.text(" · {share} of the budget", share=words.percent(of_all))
        bars.append(amounts.budget_bar(words, pieces[0]["partner"] or everyone, of_budget, pieces))
    notes = [words.text("An empty cell: nothing is stated of this funder.")]
    if whole["match_unknown"]:
        notes.append(words.text("≥: at least; part of it is not stated."))
    if _LACKS in payers:
        notes.append(words.text("Difference: − is too little, + is too much."))
    return Answer(
        asked,
        (
            text("partner", N_("Partner")),
            *(_paid_by(payer, f"{name[:1].upper()}{name[1:]}") for payer, name in payers.items() if payer != _LACKS),
            *([money(_LACKS, N_("Difference"), difference=True)] if _LACKS in payers else []),
            money("eligible", N_("Cost")),
        ),
        words.text("Who funds whom"),
        rows,
        sentences=[*_sources_of_money(view, whole, asked.rows), _not_drawn(words, partners)],
        notes=[" ".join(notes)],
        mark=Stack(bars, max([1.0, *(sum(piece.length for piece in bar.pieces) for bar in bars)])),
    )


@kept
def match(view: View, tolerance: str = amounts.USUAL_TOLERANCE) -> Answer:
    """Whether the match funding of each partner covers what the grant does not pay; in a programme, who differs."""
    words = view.words
    within = amounts.within(tolerance)
    asked = _match(view, tolerance)
    order = list(amounts.OUTCOMES)
    rows = sorted(
        (row for row in asked.rows if row["needed"] is not None or row["outcome"]),
        key=lambda row: (order.index(row["outcome"]), -abs(row["difference"] or 0)),
    )
    of_programme = is_of_programme(view)
    columns = [
        text("partner", N_("Partner")),
        money("eligible", N_("Cost")),
        money("granted", N_("Grant")),
        money("share_difference", N_("Against the agreed share"), difference=True),
        money("needed", N_("To be matched")),
        Column(
            "matched",
            N_("Match funding stated"),
            lambda words, row: words.text("not stated") if row["matched"] is None else words.money(row["matched"]),
            "money",
        ),
        money("difference", N_("Difference"), difference=True),
        Column("outcome", N_("Outcome"), lambda words, row: amounts.outcome(words, row["outcome"])),
    ]
    if of_programme:
        columns.insert(0, text("partnership", N_("Partnership")))
    return Answer(
        asked,
        columns,
        words.text("Match funding, and whether it adds up"),
        [row for row in rows if row["outcome"] != "pass"] if of_programme else rows,
        sentences=_differing(view, rows, within) if rows else [],
        notes=[
            words.text("Difference: match funding stated, less the cost that the grant does not pay.")
            + " "
            + words.text("Difference: − is too little, + is too much.")
        ],
        leads_to=("finance", {"programme": "partnership_id"}) if of_programme else None,
    )


@kept
def claims(view: View) -> Answer:
    """What was reported, certified, claimed and paid of each period, and how long each step takes."""
    words = view.words
    lag = _lag(view)
    asked = view.ask("pages/finance/claim_periods", partnerships=_partnerships(view))
    columns = (
        day("period_end", N_("Period up to")),
        number("claims", N_("Claims")),
        money("reported", N_("Reported")),
        money("certified", N_("Certified")),
        Column(
            "certified_after",
            N_("Certified after"),
            lambda words, row: amounts.waiting(words, row["certified_after"], row["waiting_certification"]),
        ),
        money("claimed", N_("Claimed")),
        money("paid", N_("Paid")),
        Column(
            "paid_after",
            N_("Paid after"),
            lambda words, row: amounts.waiting(words, row["paid_after"], row["waiting_payment"]),
        ),
    )
    title = words.text("Claims: reported, certified, paid")
    if not lag["claims"]:
        nothing = (
            words.text("No claim figure was published.")
            if view.data_status == "published"
            else words.text("No claim had been handed in by then.")
        )
        return Answer.of(asked, columns, title, sentences=[nothing])
    notes = [
        words.text("Days are counted from the end of the period. What was certified or paid later does not count yet.")
    ]
    if lag["undated"]:
        notes.append(
            words.plural(
                "{n} claim has an amount certified or paid without a day; that amount is left out.",
                "{n} claims have an amount certified or paid without a day; those amounts are left out.",
                lag["undated"],
            )
        )
    return Answer.of(asked, columns, title, sentences=_how_long(view, lag), notes=notes)


@kept
def cost_so_far(view: View) -> Answer:
    """How the cost reported and certified added up over time."""
    title = view.words.text("Cost: reported and certified")
    return _so_far(view, title, {"reported": N_("reported"), "certified": N_("certified")}, "eligible")


@kept
def grant_so_far(view: View) -> Answer:
    """How the grant claimed and paid added up over time."""
    title = view.words.text("Grant: claimed and paid")
    return _so_far(view, title, {"claimed": N_("claimed"), "paid": N_("paid")}, "granted")


@kept
def pace(view: View) -> Answer:
    """Where each partner stands, where its pace leads, and what of its grant would be left unused."""
    words = view.words
    asked = _pace(view)
    rows = _by_risk(asked.rows)
    columns = (
        text("name", N_("Partnership") if is_of_programme(view) else N_("Partner")),
        amounts.whole("eligible", N_("Budget")),
        amounts.whole("expected", N_("Planned by then")),
        amounts.whole("reported", N_("Reported")),
        amounts.whole("pace_per_month", N_("Per month")),
        amounts.whole("forecast", N_("At the end")),
        amounts.whole("grant_unused", N_("Grant unused")),
        amounts.whole("carried", N_("Carried")),
        Column("is_at_risk", N_("State"), _risk_and_why),
    )
    return Answer(
        asked,
        columns,
        words.text("Pace, and the risk of losing the grant"),
        rows,
        sentences=_risky(view, rows),
        notes=[
            words.text(
                "Present pace: the average of the last four claims of a partner, per day of the periods they cover. It "
                "ends on the day the partner leaves. The plan is a straight line over the dates of the partnership. "
                "What one partner spends too much does not make up for another."
            )
        ],
        leads_to=("finance", {"programme": "unit_id"}) if is_of_programme(view) else None,
    )


@kept
def reported(view: View) -> Answer:
    """What each partner reported of its budget, and what is to come at its present pace."""
    words = view.words
    asked = _pace(view)
    rows = _by_risk(asked.rows)
    bars = [amounts.pace_bar(words, unit) for unit in rows[:_MOST_BARS]]
    columns = (
        text("name", N_("Partnership") if is_of_programme(view) else N_("Partner")),
        amounts.whole("eligible", N_("Budget")),
        amounts.whole("reported", N_("Reported")),
        amounts.whole("forecast", N_("At the end")),
    )
    longest = max([1.15, *(sum(piece.length for piece in bar.pieces) for bar in bars)])
    return Answer(
        asked,
        columns,
        words.text("Cost reported, and where the pace leads"),
        rows,
        notes=[
            f"{words.text('| planned by the last claimed day. Dotted: the budget.')} {_not_drawn(words, rows)}".strip()
        ],
        mark=Stack(bars, longest, full_word=words.text("budget")),
    )


@kept
def carried(view: View) -> Answer:
    """What each partner has spent and was not yet paid."""
    words = view.words
    asked = _pace(view)
    rows = sorted(
        (unit for unit in asked.rows if unit["carried"] is not None), key=lambda unit: unit["carried"], reverse=True
    )
    bars = [amounts.carried_bar(words, unit) for unit in rows[:_MOST_CARRIERS]]
    columns = (
        text("name", N_("Partnership") if is_of_programme(view) else N_("Partner")),
        amounts.whole("reported", N_("Reported")),
        amounts.whole("paid", N_("Paid")),
        amounts.whole("claimed_not_paid", N_("Claimed, not yet paid")),
        amounts.whole("carried", N_("Carried")),
    )
    return Answer(
        asked,
        columns,
        words.text("Cost carried until the grant is paid"),
        rows,
        notes=[
            words.text(
                "Carried: reported cost less the grant paid so far. What other funders have paid is not recorded, so "
                "it is assumed that they have not paid yet."
            )
            + (" " + words.text("The {n} that carry most.", n=_MOST_CARRIERS) if len(rows) > _MOST_CARRIERS else "")
        ],
        mark=Stack(bars, max([1.0, *(sum(piece.length for piece in bar.pieces) for bar in bars)])),
    )


@kept
def cofinancing(view: View, tolerance: str = amounts.USUAL_TOLERANCE) -> Answer:
    """Whether local authorities and the employment service pay their minimum, as rule R08 judges."""
    words = view.words
    asked = _cofinancing(view, tolerance)
    minimums = [
        row
        for row in view.ask("pages/finance/lines").rows
        if row["line"] in ("cofinancing_minimum", "cofinancing_minimum_exception")
    ]
    said: list[str] = []
    if is_of_programme(view) or not asked.rows:
        said += _minimum_owed(words, minimums)
        if asked.rows:
            said += _below_minimum(words, asked.rows)
        elif minimums:
            said.append(words.text("The local partnerships are not listed, so it cannot be checked."))
    else:
        said += _against_minimum(words, asked.rows[0])
    title = words.text("Co-financing by local authorities and the employment service")
    return Answer(asked, (), title, asked.rows, sentences=said)


@kept
def personnel(view: View) -> Answer:
    """What of the cost of each partner is for personnel."""
    words = view.words
    asked = view.ask("pages/finance/personnel")
    columns = (
        text("partner", N_("Partner")),
        money("eligible", N_("Cost")),
        money("amount", N_("For personnel")),
        Column("share_percent", N_("Share"), _personnel_share, "number"),
    )
    texts = {
        True: N_("{partner}: {share} of {cost} is for personnel, which is {amount} (computed, not stated)."),
        False: N_("{partner}: {amount} of {cost} is for personnel, which is {share} (computed, not stated)."),
    }
    said = [
        words.text(
            texts[row["amount_is_computed"]],
            partner=row["partner"],
            share=_personnel_share(words, row),
            cost=words.money(row["eligible"]),
            amount=words.money(row["amount"]),
        )
        for row in asked.rows
    ]
    # One or two are told; more make a table.
    if len(asked.rows) > 2:
        said = [words.text("What of the cost of each partner is for personnel; the share is computed.")]
    return Answer.of(asked, columns, words.text("Personnel share of the cost"), sentences=said)


@kept
def posts(view: View) -> Answer:
    """How many posts each partner pays from the project, by period."""
    words = view.words
    asked = view.ask("pages/finance/staffing")
    periods = {row["period"]: f"period_{number}" for number, row in enumerate(asked.rows, start=1)}
    rows: dict[str, dict[str, object]] = {}
    for row in asked.rows:
        empty = dict.fromkeys(part for name in periods.values() for part in (name, f"{name}_added"))
        posts_of = rows.setdefault(
            row["partner_id"], {"partner_id": row["partner_id"], "partner": row["partner"], **empty}
        )
        posts_of[periods[row["period"]]] = row["fte_in_all"]
        posts_of[f"{periods[row['period']]}_added"] = row["fte"] if row["is_added"] else None
    notes = []
    if any(row["is_added"] for row in asked.rows):
        notes.append(
            words.text("(+): posts that came on top of those there were; the figure before it is all posts together.")
        )
    return Answer(
        asked,
        (text("partner", N_("Partner")), *(_posts(name, period) for period, name in periods.items())),
        words.text("Personnel and posts"),
        list(rows.values()),
        sentences=[words.text("Posts paid by the project, in full-time equivalents: a half-time post counts for 0.5.")],
        notes=notes,
    )


@kept
def lines(view: View) -> Answer:
    """What the budget says besides cost, grant and match funding: bands, shares, minimums."""
    words = view.words
    asked = view.ask("pages/finance/lines")
    shown = [
        row
        for row in asked.rows
        if row["amount_min"] is not None or row["line"] not in ("eligible", "grant", "match", "personnel")
    ]
    # Totals alone are said above.
    if is_of_programme(view) or all(
        row["line"] in ("eligible_total", "grant_total") and row["amount_min"] is None for row in shown
    ):
        shown = []
    columns = (
        code("line", N_("Line"), "budget_line"),
        code("funding_source", N_("Kind of money"), "funding_source"),
        text("partner", N_("Partner"), missing=""),
        Column("amount", N_("Amount"), amounts.stated, "money"),
        Column(
            "rate_percent",
            N_("Rate"),
            lambda words, row: "" if row["rate_percent"] is None else words.percent(row["rate_percent"] / 100),
            "number",
        ),
        stored("note", N_("Remark"), missing=""),
    )
    said = [
        words.text(
            "Transnational activities: {rate} of the budget. Of the whole band that is {low} to {high} (computed, not "
            "stated).",
            rate=words.percent(row["rate_percent"] / 100),
            low=words.money(row["computed_min"]),
            high=words.money(row["computed_max"]),
        )
        for row in shown
        if row["computed_min"] is not None
    ]
    return Answer(asked, columns, words.text("The budget as stated"), shown, sentences=said)


@kept
def stored_rows(view: View) -> Answer:
    """The stored rows behind the money."""
    words = view.words
    asked = view.ask("pages/finance/sources", partnerships=_partnerships(view))
    lines_of, sources = (contract.code_labels(name, view.language) for name in ("budget_line", "funding_source"))
    columns = [
        Column("table_name", N_("Table"), table_of),
        text("partner", N_("Partner")),
        Column(
            "line",
            N_("Line"),
            lambda _words, row: (
                " · ".join([lines_of[row["line"]], sources[row["funding_source"]]]) if row["line"] else MISSING
            ),
        ),
        stored("period", N_("Period")),
        number("amount", N_("Value")),
        *PROVENANCE,
    ]
    if is_of_programme(view):
        columns.insert(1, text("partnership", N_("Partnership")))
    return Answer.of(asked, columns, words.text("The stored rows behind these figures"))


@kept
def is_anything_known(view: View) -> bool:
    """Whether there is a budget or a claim at all."""
    return bool(view.ask("pages/finance/lines").rows or _budget(view).rows or _lag(view)["claims"])


def _partnerships(view: View) -> list[str]:
    return [row["partnership_id"] for row in view.ask("pages/finance/partnerships").rows]


def _budget(view: View) -> Asked:
    return view.ask("pages/finance/budget", partnerships=_partnerships(view))


def _pace(view: View) -> Asked:
    return view.ask("pages/finance/pace", partnerships=_partnerships(view))


def _match(view: View, tolerance: str) -> Asked:
    return view.ask("pages/finance/match", partnerships=_partnerships(view), tolerance=amounts.within(tolerance))


def _cofinancing(view: View, tolerance: str) -> Asked:
    return view.ask("pages/finance/cofinancing", tolerance=amounts.within(tolerance))


def _lag(view: View) -> Row:
    [lag] = view.ask("pages/finance/claim_lag", partnerships=_partnerships(view)).rows
    return lag


def _all(rows: Sequence[Row], name: str) -> float | None:
    """The sum of a column; None as soon as one row has no figure."""
    return None if any(row[name] is None for row in rows) else sum(row[name] for row in rows)


def _promised(view: View, whole: Row) -> list[str]:
    words = view.words
    _, money_of = words.text, words.money
    if whole["eligible"] is None:
        if whole["budget_min"] is None or whole["budget_max"] is None:
            return [Strong(_("No budget has been handed in."))]
        band = _("{low} to {high}", low=money_of(whole["budget_min"]), high=money_of(whole["budget_max"]))
        return [Strong(_("Only a band is known of the budget: {band}.", band=band))]
    sources = contract.code_labels("funding_source", view.language)
    granted = {piece["funding_source"] for piece in _budget(view).rows if piece["line"] == "grant"}
    fund = words.listing([name for source, name in sources.items() if source in granted - {"total", "not_stated"}])
    total = amounts.approximately(words, money_of(whole["eligible"]), whole["is_approximate"])
    if whole["granted"] is None and fund:
        return [Strong(_("The cost of the action is {total}, paid by {fund}.", total=total, fund=fund))]
    promised = (
        words.plural(
            "{total} was promised to {n} partnership",
            "{total} was promised to {n} partnerships",
            whole["partnerships"],
            total=total,
        )
        if is_of_programme(view)
        else words.plural(
            "{total} was promised to {n} partner",
            "{total} was promised to {n} partners",
            whole["partners"],
            total=total,
        )
    )
    if whole["granted"] is None:
        return [Strong(f"{promised}."), _("How much of it is a grant is not stated.")]
    grant = _(
        "{promised}, {grant} of it as a grant{fund}.",
        promised=promised,
        grant=money_of(whole["granted"]),
        fund=f" ({fund})" if fund else "",
    )
    rest = money_of(whole["eligible"] - whole["granted"])
    return [Strong(grant), _("The other {rest} is for them and other funders to find.", rest=rest)]


def _came_in(view: View, lag: Row, units: Sequence[Row]) -> list[str]:
    words = view.words
    if not lag["claims"]:
        return []
    sums = {name: amounts.total(units, name) for name in ("eligible", "expected", "reported", "certified", "paid")}

    def of_budget(amount: float | None) -> str:
        return words.percent(None if amount is None or not sums["eligible"] else amount / sums["eligible"])

    return [
        words.text(
            "By {day} {reported} of cost was reported ({share} of the budget; {plan} was planned by then), {certified} "
            "was certified, and {paid} of the grant was paid.",
            day=words.day(lag["last_period_end"]),
            share=of_budget(sums["reported"]),
            plan=of_budget(sums["expected"]),
            **{name: words.money(amounts.rounded(sums[name])) for name in ("reported", "certified", "paid")},
        )
    ]


def _at_risk(view: View, lag: Row, units: Sequence[Row]) -> list[str]:
    """How much of the grant is left unused, by whom most, and how many are at risk; or why nobody can say."""
    words = view.words
    if not lag["claims"]:
        nothing = (
            N_("No claim figure was published, so nobody can say whether part of the grant is at risk.")
            if view.data_status == "published"
            else N_("No claim has been handed in, so nobody can say whether part of the grant is at risk.")
        )
        return [Strong(words.text(nothing))]
    judged, unused = amounts.total(units, "grant_judged"), amounts.total(units, "grant_unused")
    if unused is None or not judged:
        return [Strong(words.text("Whether part of the grant will be lost cannot be computed."))]
    said: list[str] = []
    if round(unused, 2):
        worst = [
            words.text(
                "{name} ({amount}, {share} of its grant)",
                name=unit["name"],
                amount=words.money(amounts.rounded(unit["grant_unused"])),
                share=words.percent(unit["grant_unused_share"]),
            )
            for unit in _by_risk(units)[:_NAMED_FIRST]
            if unit["grant_unused"]
        ]
        said.append(
            Strong(
                words.text(
                    "At the present pace {amount} of the grant ({share}) is left unused at the end, most by {worst}.",
                    amount=words.money(round(unused)),
                    share=words.percent(unused / judged),
                    worst=words.listing(worst),
                )
            )
        )
    else:
        said.append(Strong(words.text("At the present pace the whole grant is used.")))
    said.append(_how_many_at_risk(view, units))
    computed, everyone = sum(unit["computable"] for unit in units), sum(unit["partners"] for unit in units)
    if computed < everyone:
        said.append(words.text("Computed for {n} of {total} partners.", n=computed, total=everyone))
    return said


def _lacking(view: View, tolerance: str) -> list[str]:
    """What besides the pace puts money at risk: match funding that does not add up or has no payer, claims that break a
    rule, and co-financing below its minimum.
    """
    words = view.words
    checked = _match(view, tolerance).rows
    off = sorted((row for row in checked if row["outcome"] == "fail"), key=lambda row: -abs(row["difference"]))
    said: list[str] = []
    if off:
        named = [f"{row['partner']} {words.money(row['difference'], difference=True)}" for row in off[:_NAMED_FIRST]]
        said.append(words.text("Match funding that does not add up: {list}.", list=words.listing(named)))
    unpaid = [piece for piece in _budget(view).rows if piece["line"] == "open" and piece["is_seen"]]
    if unpaid:
        unpaid.sort(key=lambda piece: -piece["amount"])
        named = [f"{piece['partner']} {words.money(piece['amount'])}" for piece in unpaid if piece["partner"]]
        sentence = (
            N_("Of {amount} of the cost nobody states who pays: {list}.")
            if named
            else N_("Of {amount} of the cost nobody states who pays.")
        )
        amount = words.money(amounts.total(unpaid, "amount"))
        said.append(words.text(sentence, amount=amount, list=words.listing(named[:_NAMED_FIRST])))
    names = {(row["partnership_id"], row["partner_id"]): row["partner"] for row in checked}
    texts = {
        "claimed_above_share": N_("{partner} claimed {amount} more than the agreed share of its cost."),
        "paid_above_claimed": N_("{partner} was paid {amount} more than it claimed."),
        "paid_in_advance": N_("{partner} was paid {amount} before the period was over."),
    }
    broken = [
        row
        for row in view.ask("checks/rules/R05_claims", tolerance=amounts.within(tolerance)).rows
        if row["outcome"] == "fail" and (row["partnership_id"], row["subject"]) in names
    ]
    said += [
        words.text(
            texts[row["reason"]],
            partner=names[row["partnership_id"], row["subject"]],
            amount=words.money(row["difference"]),
        )
        for row in sorted(broken, key=lambda row: -row["difference"])[:_NAMED_FIRST]
    ]
    if not is_of_programme(view):
        said += [
            words.text(
                "Local authorities and the employment service pay {amount} less than their minimum.", amount=short
            )
            for row in _cofinancing(view, tolerance).rows
            if row["outcome"] == "fail"
            for short in [words.money(row["short_by"])]
        ]
    return said


def _payer_id(piece: Row) -> str:
    """Who pays a piece, as the name of a column."""
    if not piece["is_stated"]:
        return "payer_not_stated" if piece["line"] == "open" else _LACKS
    return str(piece["funder_id"] or piece["funding_source"])


def _by_payer(pieces: Sequence[Row], payers: dict[str, str], name: str) -> dict[str, object]:
    """The pieces of a partner as one row: per payer an amount, and how many of its pieces have none."""
    row: dict[str, object] = {"partner_id": pieces[0]["partner_id"], "partner": name}
    for payer in payers:
        found = [piece for piece in pieces if _payer_id(piece) == payer]
        amount = amounts.total(found, "amount")
        # As in the check: what lacks lies below zero.
        row[payer] = -amount if payer == _LACKS and amount is not None else amount
        row[f"{payer}_unstated"] = sum(piece["unstated"] for piece in found) if found else None
    return row | {"eligible": pieces[0]["eligible"]}


def _paid_by(payer: str, title: str) -> Column:
    """An amount, a least amount, not stated, or nothing at all."""

    def write(words: Words, row: Row) -> str:
        if row[payer] is None:
            return "" if row[f"{payer}_unstated"] is None else words.text("not stated")
        return ("≥\u00a0" if row[f"{payer}_unstated"] else "") + words.money(row[payer])

    return Column(payer, title, write, "money")


def _sources_of_money(view: View, whole: Row, pieces: Sequence[Row]) -> list[str]:
    words = view.words
    named = {amounts.payer(words, piece)[1] for piece in pieces if piece["is_stated"] and piece["is_seen"]}
    said = [
        words.plural("The cost is paid from {n} source.", "The cost is paid from {n} sources.", len(named))
        if named
        else words.text("Who pays the cost is not stated.")
    ]
    if whole["match_unknown"]:
        said.append(
            words.plural(
                "The amount of {n} piece of match funding is not stated; it is drawn hatched, not as zero.",
                "The amounts of {n} pieces of match funding are not stated; they are drawn hatched, not as zero.",
                whole["match_unknown"],
            )
        )
    private = amounts.total([piece for piece in pieces if piece["funding_source"] == "private"], "amount")
    if private is not None:
        said.append(words.text("{amount} of it is private money.", amount=words.money(private)))
    elif whole["match_pieces"] and not whole["private_pieces"]:
        said.append(words.text("No private money is among them."))
    return said


def _differing(view: View, rows: Sequence[Row], tolerance: float) -> list[str]:
    words = view.words
    failing = [row for row in rows if row["outcome"] == "fail"]
    differing = [row for row in rows if row["outcome"] in ("fail", "within_tolerance")]
    differing.sort(key=lambda row: -abs(row["difference"]))
    unchecked = sum(row["outcome"] not in ("fail", "within_tolerance", "pass") for row in rows)

    def named(row: Row) -> str:
        where = f" ({row['partnership']})" if is_of_programme(view) else ""
        return f"{row['partner']}{where} {words.money(row['difference'], difference=True)}"

    said: list[str] = [
        Strong(
            words.plural(
                "For {n} of {total} partners the match funding differs by more than {tolerance}.",
                "For {n} of {total} partners the match funding differs by more than {tolerance}.",
                len(failing),
                total=words.number(len(rows)),
                tolerance=words.money(tolerance),
            )
            if failing
            else words.text(
                "For no partner does the match funding differ by more than {tolerance}.",
                tolerance=words.money(tolerance),
            )
        )
    ]
    if differing:
        listed = words.listing([named(row) for row in differing[:_MOST_NAMED]])
        said.append(words.text("Differences: {list}.", list=listed))
    if unchecked:
        said.append(
            words.plural(
                "{n} partner cannot be checked, because an amount is not stated.",
                "{n} partners cannot be checked, because an amount is not stated.",
                unchecked,
            )
        )
    return said if is_of_programme(view) else said + _sums_that_differ(view, rows, tolerance)


def _sums_that_differ(view: View, rows: Sequence[Row], tolerance: float) -> list[str]:
    """What rules R01, R02 and R03 find about costs and grants, a sentence per difference."""
    words = view.words
    names = {row["partner_id"]: row["partner"] for row in rows}
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
        words.text(
            sentence,
            computed=words.money(row["computed"]),
            stated=words.money(row["stated"]),
            partner=names.get(row["subject"], ""),
            difference=words.money(row["difference"], difference=True),
            outcome=words.text(amounts.OUTCOMES[row["outcome"]][1]).lower(),
        )
        for rule, sentence in texts.items()
        for row in view.ask(f"checks/rules/{rule}", tolerance=tolerance).rows
        if row["partnership_id"] == view.partnership and row["difference"]
    ]


def _how_long(view: View, lag: Row) -> list[str]:
    words = view.words
    partners = sum(unit["partners"] for unit in _pace(view).rows)

    def waited(done: str, nothing: str, after: float | None, n: int) -> str:
        return words.text(done, days=words.number(after), n=words.number(n)) if n else words.text(nothing)

    def still(what: str, n: int, amount: float, since: date) -> list[str]:
        return [
            words.plural(
                "Still {what}: {n} claim of {amount}, since {day}.",
                "Still {what}: {n} claims of {amount}, since {day}.",
                n,
                what=what,
                amount=words.money(amount),
                day=words.day(since),
            )
        ] if n else []  # fmt: skip

    said = [
        words.plural(
            "In the last period, up to {day}, {n} of {total} partners claimed.",
            "In the last period, up to {day}, {n} of {total} partners claimed.",
            lag["claimants_last"],
            day=words.day(lag["last_period_end"]),
            total=words.number(partners),
        ),
        waited(
            N_("Certified after {days} days (median of {n} claims)."),
            N_("Nothing has been certified yet."),
            lag["certified_after"],
            lag["certified_claims"],
        ),
        *still(words.text("to be certified"), lag["uncertified_claims"], lag["uncertified"], lag["uncertified_since"]),
        waited(
            N_("Paid after {days} days (median of {n} claims)."),
            N_("Nothing has been paid yet."),
            lag["paid_after"],
            lag["paid_claims"],
        ),
        *still(words.text("to be paid"), lag["unpaid_claims"], lag["unpaid"], lag["unpaid_since"]),
    ]
    if round(lag["not_accepted"] or 0.0, 2) > 0:
        said.append(words.text("{amount} of the cost was not accepted.", amount=words.money(lag["not_accepted"])))
    return said


def _so_far(view: View, title: str, measures: dict[str, str], budget: str) -> Answer:
    """Two amounts as they added up, and the plan. Nothing is known of days after the one we look from."""
    words = view.words
    today = min(view.as_of, view.known_at.date())
    asked = view.ask("pages/finance/claim_path", partnerships=_partnerships(view))
    rows = [row for row in asked.rows if row["measure"] in measures]
    drawn: list[Line | None] = [
        amounts.so_far(view, [row for row in rows if row["measure"] == measure], words.text(name), tone, today)
        for (measure, name), tone in zip(measures.items(), ("ahead", "achieved"), strict=True)
    ]
    drawn.append(amounts.planned(view, amounts.total(_pace(view).rows, budget), today))
    found = [line for line in drawn if line]
    columns = (
        Column("measure", N_("What"), lambda words, row: words.text(measures[row["measure"]])),
        day("day", N_("Day")),
        money("so_far", N_("So far")),
    )
    return Answer(asked, columns, title, rows, mark=Lines(found) if found else None)


def _by_risk(units: Sequence[Row]) -> Sequence[Row]:
    """Whoever would lose most comes first, and of whom nothing can be computed last."""

    def lost(unit: Row) -> tuple[float, float]:
        grant, cost = unit["grant_unused"], unit["unused"]
        return (-1 if grant is None else grant, -1 if cost is None else cost)

    return sorted(units, key=lost, reverse=True)


def _not_drawn(words: Words, rows: Sequence[object], most: int = _MOST_BARS) -> str:
    """That a picture shows some of the rows; empty when it shows all."""
    if len(rows) <= most:
        return ""
    return words.text("The {n} that come first; the table has all {total}.", n=most, total=words.number(len(rows)))


def _why(words: Words, units: Sequence[Row]) -> list[str]:
    return sorted({words.text(amounts.WHY_NO_FORECAST[unit["reason"]]) for unit in units if unit["reason"]})


def _risk_and_why(words: Words, unit: Row) -> str:
    said = amounts.risk(words, unit)
    return f"{said} ({_why(words, [unit])[0]})" if unit["reason"] else said


def _risky(view: View, units: Sequence[Row]) -> list[str]:
    words = view.words
    why = words.listing(_why(words, units))
    if all(unit["reason"] for unit in units):
        return [words.text("It cannot be computed: {reasons}.", reasons=why)] if units else []
    said = [
        Strong(_how_many_at_risk(view, units)),
        words.text(
            "At risk means: at the present pace at least {share} of the budget is left unused.",
            share=words.percent(units[0]["risk_from"]),
        ),
    ]
    return [*said, words.text("Some cannot be computed: {reasons}.", reasons=why)] if why else said


def _how_many_at_risk(view: View, units: Sequence[Row]) -> str:
    words = view.words
    risky, count = sum(bool(unit["is_at_risk"]) for unit in units), len(units)
    sentence = (
        words.plural(
            "{n} of {total} partnerships is at risk", "{n} of {total} partnerships are at risk", risky, total=count
        )
        if is_of_programme(view)
        else words.plural(
            "{n} of {total} partners is at risk", "{n} of {total} partners are at risk", risky, total=count
        )
    )
    return f"{sentence}."


def _minimum_owed(words: Words, minimums: Sequence[Row]) -> list[str]:
    rates = [words.percent(row["rate_percent"] / 100) for row in minimums if row["rate_percent"] is not None]
    if not rates:
        return []
    exception = words.text(", or {rate} in an exception area", rate=rates[1]) if len(rates) > 1 else ""
    return [words.text("Each local partnership owes at least {rate}{exception}.", rate=rates[0], exception=exception)]


def _below_minimum(words: Words, rows: Sequence[Row]) -> list[str]:
    unknown = sum(row["outcome"] == "not_computable" for row in rows)
    said: list[str] = [
        Strong(
            words.plural(
                "{n} of {total} partnerships stays below its minimum.",
                "{n} of {total} partnerships stay below their minimum.",
                sum(row["outcome"] == "fail" for row in rows),
                total=words.number(len(rows)),
            )
        )
    ]
    return [*said, words.text("For {n} it cannot be computed.", n=words.number(unknown))] if unknown else said


def _against_minimum(words: Words, row: Row) -> list[str]:
    minimum = MISSING if row["minimum"] is None else words.percent(row["minimum"] / 100)
    if row["outcome"] == "not_computable":
        return [
            words.text(
                "The minimum is {minimum}; what they pay is not stated, so it cannot be computed.", minimum=minimum
            )
        ]
    verdicts = {
        "fail": f"✕ {words.text('Below the minimum')}",
        "within_tolerance": amounts.outcome(words, "within_tolerance"),
        "pass": f"✓ {words.text('The minimum is met')}",
    }
    said = [
        Strong(
            words.text(
                "They pay {amount} of {cost}: {share}, where at least {minimum} is asked.",
                amount=words.money(row["contribution"]),
                cost=words.money(row["cost"]),
                share=words.percent(row["share"] / 100, decimal=True),
                minimum=minimum,
            )
        ),
        f"{verdicts[row['outcome']]}.",
    ]
    return [*said, words.text("It is the lower minimum of an exception area.")] if row["is_exception"] else said


def _personnel_share(words: Words, row: Row) -> str:
    return words.percent(None if row["share_percent"] is None else row["share_percent"] / 100)


def _posts(name: str, period: str) -> Column:
    """How many posts there are in a period, and how many of them came on top."""

    def write(words: Words, row: Row) -> str:
        added = row[f"{name}_added"]
        return words.number(row[name]) + ("" if added is None else f" (+{words.number(added)})")

    return Column(name, period, write, "number")
