"""What is said is what a source says: no assumption without the word, no count of half a list, no codes."""

import re
from collections.abc import Callable
from datetime import date

import pytest

from peil.answers import Answer, catalogue, choices, partnerships, target_groups
from peil.answers.view import View, asked_once
from peil.store import Store
from peil.texts import LANGUAGES, Words

Seen = Callable[..., View]
# A name of a data note or a rule, as it stands in the tables: never without its words.
CODE = re.compile(r"\b[IR]\d\d\b")
PUBLISHED = ("SUCCES", "WERK_WAARDIG", "VVSG_PILOT", "DIALOG_FL", "LP_FL", "CAPBUILD")


@pytest.fixture(scope="module")
def seen(published: Store) -> Seen:
    asks = asked_once(published.rows)

    def view(programme: str, language: str = "en", **more: str) -> View:
        return choices.view_of(asks, {"programme": programme, "lang": language, **more}, published.stamp)

    return view


def said(view: View, name: str, **chosen: str) -> tuple[str, Answer]:
    """Everything that an answer says, and the answer."""
    answer = catalogue.asked(name, view, chosen)
    return " | ".join(
        [*answer.sentences, *answer.notes, *answer.written(view.words).astype(str).to_numpy().flat]
    ), answer


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_group_with_a_planned_share_of_nought_was_not_chosen(seen: Seen, language: str) -> None:
    view = seen("WERK_WAARDIG", language)
    answer = catalogue.asked("target-groups-chosen", view, {})
    rows = {row["target_group_id"]: row for row in answer.rows}
    assert (rows["TG_DIS_MENTAL"]["selected"], rows["TG_DIS_MENTAL"]["planned"]) == (False, 0)
    assert all(not row["selected"] for row in answer.rows if row["planned"] == 0)
    main = {"nl": "Lokale besturen", "fr": "Pouvoirs locaux", "en": "Local authorities"}[language]
    assert answer.rows[0]["name"] == main
    assert main in answer.sentences[0]
    programmes = partnerships.programmes(view)
    [listed] = [row for row in programmes.rows if row["partnership_id"] == "WERK_WAARDIG"]
    assert listed["target_groups"][0] == main
    assert rows["TG_DIS_MENTAL"]["name"] not in listed["target_groups"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_only_the_groups_that_were_ticked_are_counted(seen: Seen, language: str) -> None:
    told = " ".join(target_groups.summary(seen("VVSG_PILOT", language)).sentences)
    assert "8" in told
    assert "11" not in told


@pytest.mark.parametrize(
    ("language", "sentence"),
    [("nl", "1 van minstens 2 partners"), ("fr", "1 partenaire sur au moins 2"), ("en", "1 of at least 2 partners")],
)
def test_a_list_that_is_incomplete_is_not_counted_as_if_it_were_whole(seen: Seen, language: str, sentence: str) -> None:
    assert sentence in said(seen("LP_FL", language), "partnership")[0]


@pytest.mark.parametrize(("language", "when"), [("nl", "omstreeks 2023"), ("fr", "vers 2023"), ("en", "about 2023")])
def test_a_count_of_an_undated_source_is_no_news_of_today(seen: Seen, language: str, when: str) -> None:
    view = seen("LP_FL", language)
    answer = catalogue.asked("partnerships", view, {})
    assert [when in sentence for sentence in answer.sentences[:2]] == [True, True]
    assert "279" in answer.sentences[0]
    now = {"nl": "nemen deel", "fr": "participent", "en": "take part"}[language]
    assert now not in " ".join(answer.sentences)


def test_a_source_that_names_no_fund_has_none(seen: Seen) -> None:
    for programme in PUBLISHED:
        [row] = catalogue.asked("partnership", seen(programme), {}).rows
        assert not (row["fund"] and "no fund" in (row["note"] or ""))


def test_the_programme_indicator_has_its_target_of_64(seen: Seen) -> None:
    [row] = catalogue.asked("indicator-targets", seen("SUCCES"), {"indicator": "P3_OUTPUT_1"}).rows
    assert (row["value"], row["tier"]) == (64, "programme")


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("nl", "geen cijfers gepubliceerd"),
        ("fr", "aucun chiffre de"),
        ("en", "no figures of"),
    ],
)
def test_whose_figures_are_not_published_is_not_called_silent(seen: Seen, language: str, sentence: str) -> None:
    view = seen("SUCCES", language, as_of="2011-12-31")
    sentences = " ".join(catalogue.asked("results", view, {}).sentences)
    assert sentence in sentences
    assert "Medway" in sentences
    reported = catalogue.asked("results-reports", view, {}).rows
    assert {"nl": "gepubliceerd", "fr": "publiés", "en": "published"}[language] in view.standing(reported)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_guide_in_the_plan_is_in_preparation_on_the_board(seen: Seen, language: str) -> None:
    view = seen("SUCCES", language, as_of="2012-06-30")
    board = catalogue.asked("results", view, {})
    at = [row["indicator_id"] for row in board.rows].index("SUC_GUIDE_MOB")
    reached = {"nl": "in voorbereiding", "fr": "en préparation", "en": "in preparation"}[language]
    assert reached in set(board.written(view.words).iloc[at])


@pytest.mark.parametrize(("language", "assumed"), [("nl", "aangenomen"), ("fr", "supposé"), ("en", "assumed")])
def test_a_day_that_is_assumed_says_so(seen: Seen, language: str, assumed: str) -> None:
    view = seen("SUCCES", language)
    text, answer = said(view, "indicator-tiers", indicator="SUC_HOUSE_VISITS")
    assert all(row["due_is_assumed"] and row["due_date"] == date(2013, 6, 30) for row in answer.rows)
    assert text.count(assumed) == len(answer.rows)


@pytest.mark.parametrize(("language", "about"), [("nl", "ca."), ("fr", "env."), ("en", "ca.")])
def test_an_approximate_amount_keeps_its_word(seen: Seen, language: str, about: str) -> None:
    amount = re.compile(rf"{re.escape(about)} (€|\d)")
    for programme, name in (
        ("VVSG_PILOT", "partnership"),
        ("DIALOG_FL", "partnership-action-cost"),
        ("DIALOG_FL", "finance"),
    ):
        assert amount.search(said(seen(programme, language), name)[0]), (programme, name)
    for row in partnerships.programmes(seen("SUCCES", language)).rows:
        assert bool(row["budget_is_approximate"]) == (row["partnership_id"] in ("VVSG_PILOT", "DIALOG_FL"))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("programme", PUBLISHED)
def test_no_code_reaches_a_reader_without_words(seen: Seen, programme: str, language: str) -> None:
    view = seen(programme, language)
    indicator = {"SUCCES": "SUC_WORK_BEHAVIOUR"}.get(programme)
    for name in catalogue.ANSWERS:
        # There a code stands beside what it means.
        if name.startswith(("quality", "definitions", "monitor-indicator")) or name.endswith("doubts"):
            continue
        needed = [choice.name for choice in catalogue.choices(name) if choice.is_needed]
        # The other programmes have little else than what these say.
        if programme != "SUCCES" and not name.startswith(("partnership", "target-groups")):
            continue
        if needed not in ([], ["indicator"]):
            continue
        if (needed and not indicator) or (name.startswith("municipality") and programme != "SUCCES"):
            continue
        text, answer = said(view, name, **({"indicator": indicator} if needed and indicator else {}))
        assert not CODE.findall(text), (name, text[:300])
        assert not [
            row for row in answer.rows if CODE.search(str(row.get("note") or "") + str(row.get("definition") or ""))
        ]


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_was_not_stored_can_be_reached(seen: Seen, language: str) -> None:
    stated = {
        row["statistic_id"]: row
        for row in catalogue.asked("partnership-stated", seen("SUCCES", language, as_of="2012-06-30"), {}).rows
    }
    assert (stated["SUC_LICENCE_HOURS"]["value"], stated["SUC_LICENCE_HOURS_USUAL"]["value"]) == (60, 40)
    form = catalogue.asked("partnership-stated", seen("VVSG_PILOT", language), {}).rows
    assert [(row["value"], row["out_of"]) for row in form if "SUBTHEMES" in row["statistic_id"]] == [
        (6, 6),
        (2, 3),
        (2, 2),
    ]
    pact = [row["name"] for row in catalogue.asked("partnership-rows", seen("SUCCES", language), {}).rows]
    assert [any(re.search(rf" {number}\W?:", name) for name in pact if name) for number in (4, 6)] == [
        True,
        True,
    ]
    text, _ = said(seen("WERK_WAARDIG", language), "partnership-members")
    known = [Words(language).text(one) for one in ("non-profit private organisation", "fewer than 10 staff")]
    assert all(one in text for one in (*known, "KORTRIJK"))
