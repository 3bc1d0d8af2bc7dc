"""Figures in words: values with their unit, their target and their other readings."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from peil import contract
from peil.answers import Column, Row, quoted, states
from peil.answers.marks import Bar, Bars
from peil.texts import MISSING, N_, Words

# Where the scale of shares of the target ends: at least, so that 100 % has room; at most, for what is legible.
_SHORTEST_SCALE, _LONGEST_SHARE = 1.25, 2.0


def readings(row: Row) -> list[dict[str, Any]]:
    """All readings of a figure, the primary one first; empty when nothing was reported."""
    return list(row["readings"] or ())


def sources(words: Words, row: Row) -> list[str]:
    """The documents and sections that the results of a row come from."""
    return [source(words, one) for one in row["sources"] or ()]


def source(words: Words, row: Row) -> str:
    """The document and the section of it that a row comes from, or a dash."""
    return ", ".join(quoted(words, part) for part in (row["source"], row["source_section"]) if part) or MISSING


def reading_values(row: Row) -> list[float]:
    """The values of all readings, the primary one first."""
    return [reading["actual"] for reading in readings(row) if reading["actual"] is not None]


def other_shares(row: Row) -> list[float]:
    """The shares of the target of the other readings, and the far end of a range: all but ``share_low``."""
    shares = {reading["share"] for reading in readings(row)} | {row["share_high"]}
    return sorted(shares - {None, row["share_low"]})


def bar(words: Words, row: Row, stood: tuple[float, str] | None = None) -> Bar:
    """A result against its target: as long as its share of the target, from the baseline on. What has no share, such as
    a value to keep, has no bar: an empty one would say that nothing was reached. ``stood``: the share at an earlier
    moment, and that in words.
    """
    value, rest = against_target(words, row)
    drawn = has_target(row) and (row["share_low"] is not None or row["actual_low"] is None)
    return Bar(
        row["name"],
        value,
        row["share_low"],
        rest,
        # What it was before stands in the table: beside the figures there is no room for it.
        said=states.label(words, row["state"]),
        tone=row["state"],
        tick=row["share_expected"] if drawn else None,
        full=1.0 if drawn and row["target_kind"] != "keep" else None,
        others=tuple(other_shares(row)),
        key=row["indicator_id"],
        stood=stood if drawn else None,
    )


def state(words: Words, row: Row) -> str:
    """Icon and word, and what it was when the last report came: ``◌ No recent report (31-12-2011: on track)``."""
    said = states.label(words, row["state"])
    if not row["state_then"]:
        return said
    then = words.text(states.STATES[row["state_then"]][1]).lower()
    on = words.short_day(row["last_period_end"])
    return words.text("{state} ({day}: {state_then})", state=said, day=on, state_then=then)


def bars(words: Words, rows: Sequence[Row], stood: Mapping[str, tuple[float, str]] | None = None) -> Bars:
    """Results against their targets, on a scale of shares of the target that ends where it fits. ``stood``: by
    indicator, the share at an earlier moment, and that in words.
    """
    drawn = [bar(words, row, (stood or {}).get(row["indicator_id"])) for row in rows]
    lengths = [length for one in drawn for length in (one.length, *one.others) if length is not None]
    fits = max([_SHORTEST_SCALE, *(min(length, _LONGEST_SHARE) for length in lengths)])
    return Bars(drawn, fits, full_word=words.text("target"))


def shares(words: Words, rows: Sequence[Row]) -> Bars:
    """The same in short, for many rows with their own targets: the share and the judgement, without the amounts."""
    mark = bars(words, rows)
    return replace(
        mark,
        bars=[
            replace(one, value=share(words, row) if one.full else "", rest="", others=(), key="")
            for one, row in zip(mark.bars, rows, strict=True)
        ],
    )


def actual(words: Words, row: Row) -> str:
    """What was reached: ``442``, ``at least 54`` when that is a part, both readings ``54 | 49``, a range ``40–65``
    for people, ``2 of 3 done``, the reason why there is no value, or a dash.
    """
    value = _amount(words, row)
    return words.text("at least {amount}", amount=value) if row["state"] == "partial" and row["actual_low"] else value


def _amount(words: Words, row: Row) -> str:
    if row["done"] is not None:
        return _done(words, row)
    values = reading_values(row)
    is_range = row["actual_low"] is not None and row["actual_low"] != row["actual_high"]
    if row["measure"] == "unique_people" and is_range:
        return f"{words.number(row['actual_low'])}–{words.number(row['actual_high'])}"
    if values:
        return " | ".join(words.number(value) for value in dict.fromkeys(values))
    if row["actual_low"] is None and row.get("step"):
        return contract.code_labels("activity_state", words.language)[row["step"]].lower()
    if row["actual_low"] is None and row["missing"]:
        return reason(words, row["missing"])
    return words.number(row["actual"])


def _done(words: Words, row: Row) -> str:
    """What is made is done or not: half a guide is no guide."""
    if row["done_of"] == 1:
        return words.text("done") if row["done"] == 1 else words.text("not done yet")
    return words.text("{n} of {total} done", n=words.number(row["done"]), total=words.number(row["done_of"]))


def stated(words: Words, row: Row) -> str:
    """The value of a stored row, or the reason that it gives in place of one."""
    if row["value"] is None and row["missing"]:
        return reason(words, row["missing"])
    return words.number(row["value"])


def expected(words: Words, row: Row) -> str:
    """What was expected by then."""
    return awaited(words, row["expected"], row["unit"])


def awaited(words: Words, value: float | None, unit: object) -> str:
    """A value that was computed, not counted; of what is counted in pieces a whole number: nobody makes 0.6 guides."""
    in_pieces = contract.code_meanings("unit").get(str(unit)) == "pieces"
    return words.number(round(value) if in_pieces and value is not None else value)


def reason(words: Words, missing: str) -> str:
    """Why there is no value, as it was reported: ``hidden for privacy``."""
    return contract.code_labels("missing", words.language)[missing].lower()


def unit(words: Words, code: object) -> str:
    """The unit as it stands beside a number; empty when the source states none."""
    return "" if code == "not_stated" else contract.code_labels("unit", words.language).get(str(code), "")


def worst_first(row: Row) -> tuple[int, float]:
    """The place of a result in a list that begins with what needs attention most."""
    return list(states.STATES).index(row["state"]), row["pace_low"] or 0.0


def has_target(row: Row) -> bool:
    """Whether there is something to reach; a target of nought promises nothing."""
    return row["target"] is not None and row["state"] not in ("unplanned", "no_target")


def target(words: Words, row: Row) -> str:
    """What was promised: ``1 000 visits``, ``from 100 down to 60 people``, ``at most 60 people``, ``76 % to keep``,
    ``done``, or a dash.
    """
    if row["target"] is None:
        return MISSING
    amount = _with_unit(words, row)
    if row["measure"] == "yes_no":
        return words.text("done")
    if has_way(row):
        return _way(words, row, amount)
    if row["target_kind"] == "keep":
        return words.text("{target} to keep", target=amount)
    if row["target_kind"] == "bring_down_to":
        return words.text("down to {target}", target=amount)
    return words.text("at most {target}", target=amount) if row["target_kind"] == "at_most" else amount


def has_way(row: Row) -> bool:
    """Whether the target lies some way from a baseline; more that is promised from nought on is a plain target."""
    if row["target_kind"] not in ("at_least", "bring_down_to"):
        return False
    if row["baseline"] is None or row["baseline"] == row["target"]:
        return False
    return row["target_kind"] == "bring_down_to" or row["baseline"] != 0


def share(words: Words, row: Row) -> str:
    """How much of what was promised was reached: ``44 %``, both ends of a range ``54–60 %``, with a baseline ``25 % of
    the way`` or ``25 % the wrong way``; a dash when there is nothing to reach.
    """
    if row["share_low"] is None or row["share_low"] == row["share_high"]:
        return share_of(words, row, row["share_low"])
    low, high = share_of(words, row, row["share_low"]), share_of(words, row, row["share_high"])
    return words.text("{low} to {high}", low=low, high=high) if low != high else low


def share_of(words: Words, row: Row, reached: float | None) -> str:
    """The same for one reading, of which ``reached`` is the share (of one)."""
    if not has_target(row) or reached is None or row["measure"] == "yes_no":
        return MISSING
    if not has_way(row):
        return words.percent(reached)
    size = words.percent(abs(reached))
    is_back = reached < 0 and size != words.percent(0)
    return words.text("{share} the wrong way", share=size) if is_back else words.text("{share} of the way", share=size)


def _way(words: Words, row: Row, goal: str) -> str:
    rising = row["target"] > row["baseline"]
    sentence = N_("from {baseline} up to {target}") if rising else N_("from {baseline} down to {target}")
    return words.text(sentence, baseline=words.number(row["baseline"]), target=goal)


def _with_unit(words: Words, row: Row) -> str:
    """ "1 deliverables" would be no grammar, so one has no unit."""
    return f"{words.number(row['target'])} {unit(words, row['unit']) if row['target'] != 1 else ''}".rstrip()


def partners(words: Words, row: Row) -> str:
    """How many of the partners that owe reports have a recent value: ``3 of 5``, how many others: ``3 of 5 (+1)``, how
    many of those that promised a part: ``2 of 3 that promised``, and how many gave a reason instead: ``1 hidden``.
    """
    if not row["partners_expected"]:
        return MISSING
    text = words.text("{n} of {total}", n=int(row["partners_reported"]), total=int(row["partners_expected"]))
    promised = (row["promised_reported"], row["partners_with_target"])
    if None not in promised and promised != (row["partners_reported"], row["partners_expected"]):
        text += ", " + words.text(
            "{n} of {total} that promised", n=int(row["promised_reported"]), total=int(row["partners_with_target"])
        )
    if row["others_reported"]:
        text += f" (+{int(row['others_reported'])})"
    if row["partners_hidden"]:
        text += ", " + words.plural("{n} hidden", "{n} hidden", int(row["partners_hidden"]))
    if row["partners_exempt"]:
        text += ", " + words.plural("{n} exempt", "{n} exempt", int(row["partners_exempt"]))
    return text


def against_target(words: Words, row: Row) -> tuple[str, str]:
    """The actual value, and the rest of the phrase, which says what kind of target it is held against:
    ``("442", " of 1 000 visits, 44 %")``, ``("90", ", from 100 down to 60: 25 % of the way")``,
    ``("4", " of at most 10 people, 40 %")``, ``("74", ", 2 below the 76 % to keep")``, ``("2 of 3 done", "")``.
    """
    value = actual(words, row)
    is_known = row["actual_low"] is not None
    if not has_target(row):
        return value, f" {unit(words, row['unit'])}".rstrip() if is_known and row["done"] is None else ""
    return value, _against(words, row) + _of_all(words, row)


def _against(words: Words, row: Row) -> str:
    reached = share(words, row)
    if row["measure"] == "yes_no":
        return (
            "" if row["done"] is not None else _aside(words, words.text("target: {target}", target=words.text("done")))
        )
    if has_way(row):
        way = _aside(words, _way(words, row, words.number(row["target"])))
        return way if reached == MISSING else words.text("{way}: {share}", way=way, share=reached)
    if row["target_kind"] == "keep" and row["actual"] is not None:
        return _aside(words, _distance(words, row))
    if row["target_kind"] in ("keep", "bring_down_to") or row["missing"]:
        return _aside(words, words.text("target: {target}", target=target(words, row)))
    rest = f" {words.text('of {target}', target=target(words, row))}"
    return rest if reached == MISSING else f"{rest}, {reached}"


def _aside(words: Words, phrase: str) -> str:
    """After a number, where a comma of the language could be read as a part of it."""
    return words.text(", {phrase}", phrase=phrase)


def _of_all(words: Words, row: Row) -> str:
    """All that was promised, when only a part of those who promised has a value to hold against it."""
    if row["target_promised"] is None or row["target_promised"] == row["target"] or row["measure"] == "yes_no":
        return ""
    return " " + words.text("({total} promised in all)", total=words.number(row["target_promised"]))


def _distance(words: Words, row: Row) -> str:
    size = words.number(abs(row["actual"] - row["target"]))
    if size == words.number(0):
        return words.text("at the {target} to keep", target=_with_unit(words, row))
    below = row["actual"] < row["target"]
    sentence = N_("{distance} below the {target} to keep") if below else N_("{distance} above the {target} to keep")
    return words.text(sentence, distance=size, target=_with_unit(words, row))


# The columns of every table of results against targets.
AGAINST_TARGET = (
    Column("actual", N_("Reached"), actual, "number"),
    Column("expected", N_("Expected by then"), expected, "number"),
    Column("target", N_("Target"), target, "number"),
    Column("share_of_target", N_("Share"), share, "share"),
    Column("state", N_("State"), state),
)
