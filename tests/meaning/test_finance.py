"""Money: lag, pace, forecast and what is carried, against the same rules in plain Python (see docs/finance.md)."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from peil.store import Store
from tests.meaning import finance_reference as reference
from tests.meaning.reference import Question, Submission
from tests.meaning.small_store import LATER, SmallStore

Claim = dict[str, Any]

START, END = date(2020, 1, 1), date(2023, 12, 31)
AS_OF = date(2022, 6, 30)
ENDS = [date(2020, 6, 30), date(2020, 12, 31), date(2021, 6, 30), date(2021, 12, 31), date(2022, 6, 30)]
PARTNERSHIP = {"partnership_id": "P", "start_date": START, "end_date": END}


def claim(partner: str, period_end: date, reported: float | None, **others: Any) -> Claim:
    return {"partnership_id": "P", "partner_id": partner, "period_end": period_end, "reported": reported, **others}


def line(partner: str | None, name: str, amount: float | None, source: str = "total", **others: Any) -> dict[str, Any]:
    return {"partnership_id": "P", "partner_id": partner, "line": name, "funding_source": source, "amount": amount,
            **others}  # fmt: skip


def budget(partner: str, eligible: float = 1000.0, grant: float = 400.0) -> list[dict[str, Any]]:
    return [line(partner, "eligible", eligible), line(partner, "grant", grant, "esf")]


def asked(store: Store, query: str, **parameters: object) -> list[dict[str, Any]]:
    """The answer of a query of the page, with None for what is missing."""
    answer = store.run(f"pages/finance/{query}", **parameters).astype(object)
    return answer.where(answer.notna(), None).to_dict("records")


def paces(small: SmallStore, as_of: date = AS_OF, known_at: datetime = LATER) -> dict[str, dict[str, Any]]:
    """What the page shows of each partner of P."""
    rows = asked(
        small.store,
        "pace",
        partnership="P",
        partnerships=["P"],
        as_of=as_of,
        known_at=known_at,
        language="en",
    )
    return {row["unit_id"]: row for row in rows}


def lags(small: SmallStore, as_of: date = AS_OF, known_at: datetime = LATER) -> dict[str, Any]:
    [row] = asked(small.store, "claim_lag", partnerships=["P"], as_of=as_of, known_at=known_at)
    return row


# SQL against plain Python, over generated claims.

RECEIVED = [datetime(2020, 1, number) for number in (1, 2, 3)]
DAYS = [START, *ENDS, date(2022, 12, 31), date(2023, 9, 30), END, date(2024, 3, 31)]


def choose(*among: Any) -> st.SearchStrategy[Any]:
    return st.sampled_from(among)


amounts = st.integers(0, 40_000).map(lambda cents: cents / 100)


@st.composite
def claims_of(draw: st.DrawFn, partner: str) -> list[Claim]:
    """Some claims of one partner: silent ones, certified or paid ones, with an amount, a day, or both."""
    claims = []
    for period_end in draw(st.lists(st.sampled_from(DAYS), unique=True)):
        row = claim(partner, period_end, draw(st.none() | amounts))
        row |= {"claimed": draw(st.none() | amounts)}
        for step in ("certified", "paid"):
            stated = draw(choose("nothing", "nothing", "amount", "day", "both", "both"))
            if stated in ("amount", "both"):
                row |= {step: draw(amounts)}
            if stated in ("day", "both"):
                row |= {f"{step}_on": period_end + timedelta(days=draw(st.integers(1, 500)))}
        claims.append(row)
    return claims


@st.composite
def handed_in(draw: st.DrawFn, partnership: str, partners: Sequence[str]) -> dict[str, list[dict[str, Any]]]:
    """Budgets, claims and roles of the partners of one partnership."""
    tables: dict[str, list[dict[str, Any]]] = {"budgets": [], "claims": [], "partners": []}
    for partner in partners:
        for name, source in (("eligible", "total"), ("grant", "esf")):
            amount = draw(choose(None, 0.0, 90.0, 333.33, 1000.0, 1000.0))
            if draw(choose(True, True, True, False)):
                tables["budgets"].append(line(partner, name, amount, source))
        tables["claims"] += draw(claims_of(partner))
        for role in draw(choose((), ("partner",), ("partner",), ("lead_partner", "partner"))):
            tables["partners"].append(
                {
                    "organisation_id": partner,
                    "role": role,
                    "date_joined": draw(choose(None, date(2019, 1, 1), START, date(2020, 7, 1), date(2021, 10, 1))),
                    "date_left": draw(choose(None, ENDS[1], ENDS[3], END)),
                }
            )
    return {name: [row | {"partnership_id": partnership} for row in rows] for name, rows in tables.items()}


@st.composite
def finances(draw: st.DrawFn) -> Question:
    """A partnership of two partners, one of one, and corrections of both, some of them withdrawn."""
    partnerships = [{"partnership_id": "F"}]
    for name in ("P", "Q"):
        start, end = draw(
            choose((START, END), (START, END), (START, END), (START, None), (None, END), (ENDS[0], ENDS[2]))
        )
        partnerships.append({"partnership_id": name, "parent_id": "F", "start_date": start, "end_date": end})
    submissions = [Submission({"partnerships": partnerships}, RECEIVED[0])]
    for received_at in draw(choose(RECEIVED[:1], RECEIVED[:1], RECEIVED[:2])):
        tables = draw(handed_in("P", ("A", "B")))
        for name, rows in draw(handed_in("Q", ("A",))).items():
            tables[name] += rows
        withdrawn_at = draw(choose(None, None, RECEIVED[2]))
        submissions.append(Submission(tables, received_at, withdrawn_at))
    return Question(submissions, [], "P", draw(choose(LATER, LATER, *RECEIVED)))


def plain(*claims: Claim) -> Question:
    """One partner with a budget, and these claims."""
    tables = {"partnerships": [PARTNERSHIP], "budgets": budget("A"), "claims": list(claims)}
    return Question([Submission(tables, RECEIVED[0])], [], "P", LATER)


ROUNDED = {"forecast": 0.016, "unused": 0.016, "grant_unused": 0.016, "unused_share": 0.0002}


def as_shown(found: dict[str, Any], expected: dict[str, Any]) -> None:
    """Assert that every expected column has the expected value."""
    for name, value in expected.items():
        shown = found[name].date() if isinstance(found[name], datetime) else found[name]
        about = pytest.approx(value, rel=1e-9, abs=ROUNDED.get(name, 1e-9)) if isinstance(value, float) else value
        assert shown == about, (name, found, expected)


# A plan never goes beyond the whole, nor below nothing.
@example(question=plain(), as_of=date(2024, 6, 30), programme=False)
@example(question=plain(), as_of=date(2019, 6, 30), programme=False)
# What has been certified or paid no longer waits for it, whether or not the amount is known.
@example(
    question=plain(claim("A", ENDS[0], 10, certified_on=ENDS[1], claimed=4, paid_on=ENDS[1])),
    as_of=AS_OF,
    programme=False,
)
@given(
    question=finances(),
    as_of=st.sampled_from([date(2019, 12, 31), START, *ENDS, END, date(2024, 6, 30)]),
    programme=st.booleans(),
)
def test_pace_and_lag_are_what_the_rules_say(
    small: SmallStore, question: Question, as_of: date, programme: bool
) -> None:
    small.clear()
    small.fill(question)
    partnership, partnerships = ("F", ["P", "Q"]) if programme else ("P", ["P"])
    known = {"partnerships": partnerships, "as_of": as_of, "known_at": question.known_at}
    rows = asked(small.store, "pace", partnership=partnership, language="en", **known)
    expected = reference.pace(question, partnership, partnerships, as_of)
    assert sorted(row["unit_id"] for row in rows) == sorted(expected)
    for row in rows:
        as_shown(row, expected[row["unit_id"]])
    [lag] = asked(small.store, "claim_lag", **known)
    as_shown(lag, reference.claim_lag(question, partnerships, as_of))


def halves(*reported: float | None, partner: str = "A") -> list[Claim]:
    return [claim(partner, end, amount) for end, amount in zip(ENDS, reported, strict=False)]


def test_an_even_pace_uses_the_grant_and_a_slow_one_leaves_some(small: SmallStore) -> None:
    small.hand_in(
        {
            "partnerships": [PARTNERSHIP],
            "budgets": budget("EVEN") + budget("SLOW"),
            "claims": halves(125, 125, 125, 125, 125, partner="EVEN") + halves(50, 50, 50, 50, 50, partner="SLOW"),
        }
    )
    found = paces(small)
    assert found["EVEN"]["forecast"] == pytest.approx(1000, abs=3)
    assert found["EVEN"]["grant_unused"] == pytest.approx(0, abs=1)
    assert found["SLOW"]["forecast"] == pytest.approx(400, abs=2)
    assert found["SLOW"]["unused_share"] == pytest.approx(0.6, abs=0.002)
    assert found["SLOW"]["grant_unused"] == pytest.approx(240, abs=1)
    assert (found["EVEN"]["is_at_risk"], found["SLOW"]["is_at_risk"]) == (False, True)


def test_nobody_is_called_at_risk_or_safe_without_a_forecast(small: SmallStore) -> None:
    small.hand_in({"partnerships": [PARTNERSHIP], "budgets": budget("A"), "claims": halves(10)})
    assert (paces(small)["A"]["reason"], paces(small)["A"]["is_at_risk"]) == ("one_claim", None)


def test_the_match_of_a_budget_that_names_no_grant_is_judged_by_nobody(small: SmallStore) -> None:
    lines = [line("A", "eligible", 100), line("A", "match", 10, "own_funds")]
    small.hand_in({"partnerships": [PARTNERSHIP], "budgets": lines})
    [row] = asked(small.store, "match", partnerships=["P"], known_at=LATER, language="en", tolerance=1)
    assert (row["matched"], row["outcome"]) == (10, None)


def test_only_the_last_four_claims_make_the_pace(small: SmallStore) -> None:
    tables = {"partnerships": [PARTNERSHIP], "budgets": budget("A")}
    small.hand_in(tables | {"claims": halves(900, 10, 10, 10, 10)})
    row = paces(small)["A"]
    assert row["periods_used"] == 4
    # 40 in the 730 days of four half years; 549 days are left.
    assert row["forecast"] == pytest.approx(940 + 40 / 730 * 549, abs=0.01)


def test_silence_is_not_zero_cost(small: SmallStore) -> None:
    tables = {"partnerships": [PARTNERSHIP], "budgets": budget("A") + budget("B")}
    small.hand_in(tables | {"claims": halves(100, None, 100, None) + halves(1, 1, 1, 1, 1, partner="B")})
    row = paces(small)["A"]
    assert row["reported"] == 200
    # Two half years of 182 and 181 days; 914 days are left after the last of them.
    assert row["forecast"] == pytest.approx(200 + 200 / (182 + 181) * 914, abs=0.01)
    assert row["plan_day"].date() == date(2022, 6, 30)


def test_a_period_that_was_skipped_is_time_that_passed(small: SmallStore) -> None:
    quarters = [date(2020, 3, 31), *(date(2020, 3 * n, 30) for n in (2, 3)), date(2020, 12, 31), date(2021, 3, 31)]
    claimed = [claim("A", quarters[n], 50) for n in (0, 1, 3, 4)]
    known = {
        "partnerships": [PARTNERSHIP | {"end_date": date(2022, 6, 30)}],
        "budgets": budget("A") + budget("B"),
        "claims": [*claimed, *(claim("B", end, 1) for end in quarters)],
    }
    small.hand_in(known)
    # 200 in the 456 days of five quarters, not in the 364 of those with a claim; 456 days are left.
    assert paces(small, as_of=quarters[-1])["A"]["forecast"] == pytest.approx(400, abs=0.01)


def test_the_first_claim_of_a_partner_that_joined_later_begins_when_it_joined(small: SmallStore) -> None:
    joined = {"partnership_id": "P", "organisation_id": "A", "role": "partner", "date_joined": date(2021, 7, 1)}
    claims = [claim("A", ENDS[3], 100), claim("A", ENDS[4], 100), *halves(1, 1, 1, 1, 1, partner="B")]
    tables = {"partnerships": [PARTNERSHIP], "budgets": budget("A") + budget("B"), "claims": claims}
    small.hand_in(tables | {"partners": [joined]})
    # 184 and 181 days; 549 are left.
    assert paces(small)["A"]["forecast"] == pytest.approx(200 + 200 / 365 * 549, abs=0.01)
    # Who has been there in another role since the beginning was there from the beginning.
    small.hand_in({"partners": [joined | {"role": "lead_partner", "date_joined": None}]}, 2)
    assert paces(small)["A"]["forecast"] == pytest.approx(200 + 200 / 912 * 549, abs=0.01)


def test_whoever_has_left_spends_no_more(small: SmallStore) -> None:
    def member(partner: str, role: str, left: date | None) -> dict[str, Any]:
        return {"partnership_id": "P", "organisation_id": partner, "role": role, "date_left": left}

    left = date(2020, 12, 31)
    tables = {"partnerships": [PARTNERSHIP], "budgets": budget("GONE") + budget("STILL")}
    tables["partners"] = [
        member("GONE", "partner", left),
        member("STILL", "partner", left),
        member("STILL", "lead_partner", None),
    ]
    small.hand_in(tables | {"claims": halves(100, 100, partner="GONE") + halves(100, 100, partner="STILL")})
    found = paces(small)
    assert (found["GONE"]["forecast"], found["GONE"]["grant_unused"]) == (200, 320)
    assert found["STILL"]["forecast"] == pytest.approx(200 + 200 / 366 * 1095, abs=0.01)
    # Whoever leaves later is expected to go on: nobody knew it on that day.
    small.hand_in({"partners": [member("GONE", "partner", date(2021, 12, 31))]}, 2)
    assert paces(small, as_of=left)["GONE"]["forecast"] == pytest.approx(200 + 200 / 366 * 1095, abs=0.01)
    small.withdraw(2, datetime(2010, 1, 2))
    # On a day before it left, nobody looks further ahead than the plan.
    assert paces(small, as_of=date(2020, 12, 30))["GONE"]["reason"] == "one_claim"


@pytest.mark.parametrize(
    ("partnership", "lines", "claims", "reason"),
    [
        (PARTNERSHIP, budget("A"), [], "no_claims"),
        (PARTNERSHIP, budget("A"), halves(10), "one_claim"),
        (PARTNERSHIP, [], halves(10, 10), "no_budget"),
        ({"partnership_id": "P", "start_date": START}, budget("A"), halves(10, 10), "no_dates"),
    ],
)
def test_what_cannot_be_computed_says_why(
    small: SmallStore, partnership: dict, lines: list, claims: list, reason: str
) -> None:
    small.hand_in({"partnerships": [partnership], "budgets": lines, "claims": claims})
    row = paces(small)["A"]
    assert (row["reason"], row["forecast"], row["grant_unused"]) == (reason, None, None)


def test_what_one_partner_overspends_does_not_save_the_grant_of_another(small: SmallStore) -> None:
    programme = [PARTNERSHIP | {"parent_id": "F"}, {"partnership_id": "F"}]
    claims = halves(300, 300, 300, 300, partner="FAST") + halves(0, 0, 0, 0, partner="NONE")
    small.hand_in({"partnerships": programme, "budgets": budget("FAST") + budget("NONE"), "claims": claims})
    query = {"partnership": "F", "as_of": AS_OF, "known_at": LATER, "language": "en"}
    [row] = asked(small.store, "pace", partnerships=["P"], **query)
    assert (row["unit_id"], row["partners"], row["computable"]) == ("P", 2, 2)
    assert (row["grant_judged"], row["grant_unused"]) == (800, 400)


def test_certified_and_paid_count_from_their_day_and_not_without_one(small: SmallStore) -> None:
    certified = {"certified": 90, "certified_on": date(2021, 3, 1), "claimed": 40, "paid": 36}
    claims = [
        claim("A", ENDS[0], 100, **certified, paid_on=date(2021, 5, 1)),
        claim("A", ENDS[1], 100, claimed=40, certified=80),
    ]
    small.hand_in({"partnerships": [PARTNERSHIP], "budgets": budget("A"), "claims": claims})
    before, between, after = (lags(small, day) for day in (date(2021, 2, 28), date(2021, 4, 30), date(2021, 5, 1)))
    assert (before["certified_claims"], before["paid_claims"], before["uncertified"]) == (0, 0, 200)
    assert (between["certified_claims"], between["certified_after"], between["paid_claims"]) == (1, 244, 0)
    assert (after["paid_after"], after["unpaid"], after["not_accepted"], after["undated"]) == (305, 40, 10, 1)
    assert paces(small, date(2021, 4, 30))["A"]["carried"] == 200
    assert paces(small, date(2021, 5, 1))["A"]["carried"] == 164


def test_a_claim_waits_until_the_day_it_was_certified_or_paid(small: SmallStore) -> None:
    days = {"certified_on": ENDS[1], "paid_on": ENDS[2]}
    claims = [claim("A", ENDS[0], 100, claimed=40, **days), claim("B", ENDS[0], 100, claimed=40, certified=90, paid=36)]
    small.hand_in({"partnerships": [PARTNERSHIP], "claims": claims})

    def waiting(as_of: date) -> tuple[int, int]:
        [period] = asked(small.store, "claim_periods", partnerships=["P"], as_of=as_of, known_at=LATER)
        return period["waiting_certification"], period["waiting_payment"]

    assert [waiting(day) for day in ENDS[:3]] == [(2, 2), (1, 2), (1, 1)]


def test_a_claim_counts_as_it_was_known_then(small: SmallStore) -> None:
    tables = {"partnerships": [PARTNERSHIP], "budgets": budget("A")}
    small.hand_in(tables | {"claims": halves(100, 100)}, 1, datetime(2021, 2, 1))
    small.hand_in({"claims": halves(150)}, 2, datetime(2021, 6, 1))
    assert paces(small, known_at=datetime(2021, 3, 1))["A"]["reported"] == 200
    assert paces(small, known_at=datetime(2021, 7, 1))["A"]["reported"] == 250
    assert paces(small, as_of=ENDS[0])["A"]["reported"] == 150


def pieces(small: SmallStore) -> list[tuple]:
    rows = asked(
        small.store, "budget", partnership="P", partnerships=["P"], known_at=LATER, language="en"
    )  # fmt: skip
    return [(row["partner_id"], row["line"], row["amount"], row["unstated"], row["is_stated"]) for row in rows]


def test_what_is_not_stated_is_unknown_and_what_does_not_add_up_is_a_difference(small: SmallStore) -> None:
    unknown = [*budget("A"), line("A", "match", 100, "province"), line("A", "match", None, "own_funds")]
    short = [*budget("B", 500, 200), line("B", "match", 299.5, "own_funds")]
    small.hand_in({"partnerships": [PARTNERSHIP], "budgets": unknown + short})
    assert pieces(small) == [
        ("A", "grant", 400, 0, True),
        ("A", "match", None, 1, True),
        ("A", "match", 100, 0, True),
        ("A", "open", 500, 0, False),
        ("B", "grant", 200, 0, True),
        ("B", "match", 299.5, 0, True),
        ("B", "difference", 0.5, 0, False),
    ]


def test_a_piece_without_an_amount_is_unknown_and_not_zero(small: SmallStore) -> None:
    lines = [
        *budget("KNOWN"), line("KNOWN", "match", 600, "province"),
        *budget("UNKNOWN"), line("UNKNOWN", "match", 600, "province"), line("UNKNOWN", "match", None, "own_funds"),
        *budget("COST"), line("COST", "eligible", None, "private"), line("COST", "match", 600, "province"),
        line("GRANT", "eligible", 1000), line("GRANT", "grant", None, "esf"), line("GRANT", "match", 600, "province"),
    ]  # fmt: skip
    small.hand_in({"partnerships": [PARTNERSHIP], "budgets": lines})
    rows = asked(small.store, "match", partnerships=["P"], known_at=LATER, language="en", tolerance=1)
    told = ("needed", "match_stated", "match_unknown", "matched", "difference", "outcome")
    assert {row["partner_id"]: tuple(row[name] for name in told) for row in rows} == {
        "KNOWN": (600, 600, 0, 600, 0, "pass"),
        "UNKNOWN": (600, 600, 1, None, None, "not_computable"),
        "COST": (None, 600, 0, 600, None, "not_computable"),
        "GRANT": (None, 600, 0, 600, None, "not_computable"),
    }


def test_what_an_authority_pays_is_unknown_when_one_of_its_pieces_is(small: SmallStore) -> None:
    programme = [
        line(None, "cofinancing_minimum", None, "not_stated", rate_percent=30) | {"partnership_id": "F"},
        line(None, "eligible_total", 1000),
        line(None, "match", 400, "municipality"),
        # Not of a local authority, so it is not asked for.
        line(None, "match", None, "private"),
    ]
    small.hand_in({"partnerships": [PARTNERSHIP | {"parent_id": "F"}, {"partnership_id": "F"}], "budgets": programme})

    def paid() -> tuple[float | None, str]:
        [row] = asked(small.store, "cofinancing", partnership="F", known_at=LATER, tolerance=1)
        return row["contribution"], row["outcome"]

    assert paid() == (400, "pass")
    small.hand_in({"budgets": [line("A", "match", None, "municipality")]}, 2)
    assert paid() == (None, "not_computable")


def test_posts_add_up_only_when_the_source_says_that_they_came_on_top(small: SmallStore) -> None:
    posts = [
        {"partnership_id": "P", "partner_id": partner, "period": period, "is_added": is_added, "fte": fte}
        for partner, period, is_added, fte in (
            ("A", "initially", None, 3), ("A", "initially", False, 1.5), ("A", "in 2012", True, 1.5),
            # What a period is called says nothing.
            ("B", "2020", None, 4), ("B", "from 2021", None, 5), ("B", "2022", True, 1),
        )
    ]  # fmt: skip
    small.hand_in({"partnerships": [PARTNERSHIP], "staffing": posts})
    rows = asked(small.store, "staffing", partnership="P", as_of=AS_OF, known_at=LATER, language="en")
    found = defaultdict(list)
    for row in rows:
        found[row["partner_id"]].append((row["period"], row["fte"], row["fte_in_all"]))
    assert found["A"] == [("initially", 4.5, 4.5), ("in 2012", 1.5, 6.0)]
    assert found["B"] == [("2020", 4, 4), ("from 2021", 5, 5), ("2022", 1, 6)]


def test_only_a_later_last_day_makes_posts_those_of_before(small: SmallStore) -> None:
    posts = [
        {"partnership_id": "P", "partner_id": partner, "period": period, "period_end": last_day, "fte": 1}
        for partner, period, last_day in (
            ("A", "2021", date(2020, 12, 31)), ("A", "2020", date(2021, 12, 31)),
            ("B", "2019", None), ("B", "since then", date(2020, 12, 31)),
        )
    ]  # fmt: skip
    small.hand_in({"partnerships": [PARTNERSHIP], "staffing": posts})
    answer = small.store.run("pages/partnership/staffing", partnership="P", as_of=AS_OF, known_at=LATER, language="en")
    assert answer["is_earlier"].tolist() == [True, False, False, True]


@pytest.mark.parametrize(
    ("tolerance", "outcome", "kept"), [(49.99, "fail", False), (50, "within_tolerance", True), (0, "fail", False)]
)
def test_the_page_of_money_that_of_rules_and_rule_r08_have_one_verdict(
    small: SmallStore, tolerance: float, outcome: str, kept: bool
) -> None:
    budgets = [
        line(None, "cofinancing_minimum", None, "not_stated", rate_percent=30) | {"partnership_id": "F"},
        line(None, "eligible_total", 1000.0),
        line(None, "match", 250.0, "municipality"),
    ]
    partnerships = [{"partnership_id": "F"}, PARTNERSHIP | {"parent_id": "F"}]
    small.hand_in({"partnerships": partnerships, "budgets": budgets})
    money = {"known_at": LATER, "tolerance": tolerance}
    [of_money] = asked(small.store, "cofinancing", partnership="P", **money)
    of_rules = small.store.run("pages/partnerships/rules", region="F", as_of=AS_OF, language="en", **money)
    of_rule = small.store.run("checks/rules/R08_cofinancing", **money)
    assert (of_money["outcome"], of_money["short_by"]) == (outcome, 50)
    assert of_rules["cofinancing_kept"].tolist() == [kept]
    assert of_rule["outcome"].tolist() == [outcome]


def test_the_golden_sums_of_succes(published: Store) -> None:
    [whole] = asked(published, "overview", partnerships=["SUCCES"], known_at=LATER)
    assert (whole["eligible"], whole["eligible_of_partners"]) == (2711722, 2711722)
    assert (whole["granted"], whole["granted_of_partners"]) == (1355861, 1355861.5)
    assert (whole["match_unknown"], whole["private_pieces"]) == (3, 0)
    matching = asked(published, "match", partnerships=["SUCCES"], known_at=LATER, language="en", tolerance=0.4)
    assert {row["partner_id"]: (row["share_difference"], row["difference"], row["outcome"]) for row in matching} == {
        "ORG_MEDWAY": (0, None, "not_computable"),
        "ORG_OCMW_KORTRIJK": (0, -0.5, "fail"),
        "ORG_MDI": (0.5, None, "not_computable"),
        "ORG_MENTOR": (0, -0.5, "fail"),
        "ORG_CC": (0, None, "not_computable"),
    }
    [personnel] = asked(published, "personnel", partnership="SUCCES", known_at=LATER, language="en")
    assert (personnel["share_percent"], personnel["amount"], personnel["amount_is_computed"]) == (76, 445743.8, True)
    staff = asked(published, "staffing", partnership="SUCCES", as_of=AS_OF, known_at=LATER, language="en")
    assert [row["fte_in_all"] for row in staff] == [4.5, 6.0]


def test_a_band_stays_a_band(published: Store) -> None:
    [whole] = asked(published, "overview", partnerships=["WERK_WAARDIG"], known_at=LATER)
    assert (whole["eligible"], whole["budget_min"], whole["budget_max"]) == (None, 250000, 500000)
    rows = asked(published, "lines", partnership="WERK_WAARDIG", known_at=LATER, language="en")
    [share] = [row for row in rows if row["line"] == "transnational"]
    assert (share["computed"], share["computed_min"], share["computed_max"]) == (None, 25000, 50000)
