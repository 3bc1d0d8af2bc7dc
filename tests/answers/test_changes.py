"""What changed since, as it is said: known answers on the published figures and on the demonstration."""

from collections import Counter
from datetime import date, datetime

import pytest

from peil.answers import catalogue, changes, choices, results
from peil.answers.marks import Bars
from peil.answers.view import View
from peil.errors import UnknownChoice
from peil.store import Store

CORRECTION = "demonstration correction"


def seen(store: Store, programme: str, as_of: str, **more: str) -> View:
    chosen = {"programme": programme, "as_of": as_of, "lang": "en", **more}
    return choices.view_of(store.rows, chosen, store.stamp)


def correction(store: Store) -> str:
    [number] = [row["submission_id"] for row in store.rows("import/status", {}) if row["name"].endswith(CORRECTION)]
    return str(number)


def test_half_a_year_of_silence_is_told_as_silence(published: Store) -> None:
    view = seen(published, "SUCCES", "2012-06-30")
    answer = changes.since(view, date(2011, 12, 31), view.known_at)
    assert answer.sentences == [
        "Since 31 December 2011: of 5 partners there are no figures for the period, of 7 results there is no recent "
        "report any more and 4 figures are new."
    ]
    silent = {row["indicator_id"]: row for row in answer.rows if row["change"] == "silent"}
    assert len(silent) == 7
    assert {row["because"] for row in silent.values()} == {"time"}
    assert silent["SUC_HOUSE_VISITS"]["old_state"] == "behind"
    assert silent["SUC_NBH_CENTRES"]["old_state"] == "far_behind"
    assert silent["SUC_WORK_BEHAVIOUR"]["old_state"] == "disputed"
    assert not any(row["change"] in ("corrected", "withdrawn", "late", "worse") for row in answer.rows)


def test_a_correction_is_told_with_what_it_does(beside: Store) -> None:
    view = seen(beside, "DEMO_01", "2026-09-30")
    answer = catalogue.asked("changes", view, {"submission": correction(beside)})
    counts = Counter(row["change"] for row in answer.rows)
    assert counts == {"worse": 1, "corrected": 1, "decided": 1, "report_came": 1, "moved": 3, "late": 5}
    worse, corrected, decided, came = answer.rows[:4]
    assert (decided["indicator_id"], decided["reading"]) == ("RES_HOURS", "attendance lists")
    assert decided["why"].startswith("De keuken was zes weken dicht")
    [moved] = [row for row in answer.rows if row["change"] == "moved" and row["indicator_id"] == "RES_HOURS"]
    assert moved["because"] == "decisions"
    assert (worse["indicator_id"], worse["because"]) == ("RES_PLACED", "figures")
    assert (worse["old_state"], worse["new_state"]) == ("behind", "far_behind")
    assert (corrected["partner_id"], corrected["old_value"], corrected["new_value"]) == ("DORG_PES", 103, 10)
    assert corrected["period_end"] == date(2026, 6, 30)
    assert corrected["submission"].endswith(CORRECTION)
    assert (came["partner_id"], came["period_end"]) == ("DORG_01_JOB", date(2026, 9, 30))
    assert answer.sentences[0].startswith("Since 30 September 2026 (as known on 9 November 2026): 1 result has fallen")


def test_an_earlier_moment_that_is_later_is_refused(published: Store) -> None:
    view = seen(published, "SUCCES", "2011-12-31")
    with pytest.raises(UnknownChoice, match="lies after the one that is shown: 2012-06-30"):
        changes.since(view, date(2012, 6, 30), view.known_at)
    with pytest.raises(UnknownChoice, match="as known on 2100-01-01"):
        changes.since(view, date(2011, 12, 31), datetime(2100, 1, 1))


def test_the_same_moment_twice_changes_nothing(published: Store) -> None:
    view = seen(published, "SUCCES", "2011-12-31")
    answer = changes.since(view, view.as_of, view.known_at)
    assert (list(answer.rows), answer.sentences) == ([], ["Both moments are the same, so nothing can have changed."])


@pytest.mark.parametrize(
    ("chosen", "said"),
    [
        ({"since": "yesterday"}, "since=yesterday is no day"),
        ({"since": "2011-12-31", "since_known": "noon"}, "since_known=noon is no moment"),
        ({"meeting": "NO_SUCH"}, "No meeting NO_SUCH"),
        ({"submission": "123456"}, "There is no submission 123456"),
        ({"submission": "-1 or true"}, "There is no submission -1 or true"),
    ],
)
def test_a_moment_that_is_not_there_is_said(published: Store, chosen: dict[str, str], said: str) -> None:
    with pytest.raises(UnknownChoice) as raised:
        catalogue.asked("changes", seen(published, "SUCCES", "2011-12-31"), chosen)
    assert said in str(raised.value)


def test_without_a_day_it_is_the_one_that_was_reported_before(published: Store, beside: Store) -> None:
    assert changes.previous_day(seen(published, "SUCCES", "2011-12-31")) == date(2010, 12, 9)
    assert changes.previous_day(seen(published, "SUCCES", "2012-06-30")) == date(2011, 12, 31)
    assert changes.previous_day(seen(published, "SUCCES", "2010-05-15")) == date(2010, 3, 31)
    assert changes.previous_day(seen(beside, "DEMO_01", "2026-09-30")) == date(2026, 6, 30)


def test_the_bars_say_where_they_stood(beside: Store) -> None:
    view = seen(beside, "DEMO_01", "2026-09-30")
    mark = results.board(view, since="2026-06-30").mark
    assert isinstance(mark, Bars)
    then = {row["indicator_id"]: row for row in results.board(seen(beside, "DEMO_01", "2026-06-30")).rows}
    stood = {bar.key: bar for bar in mark.bars if bar.stood}
    assert stood
    for key, bar in stood.items():
        assert bar.stood
        assert bar.stood[0] == then[key]["share_low"]
        assert bar.described.endswith(f"{view.words.percent(bar.stood[0])} on 30 Jun 2026")
    plain = results.board(view).mark
    assert isinstance(plain, Bars)
    assert not any(bar.stood for bar in plain.bars)
