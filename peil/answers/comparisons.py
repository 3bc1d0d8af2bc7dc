"""The neighbourhood monitor in words: how an area stands beside a benchmark, why it is not compared, and its trend."""

from peil.answers import figures
from peil.texts import MISSING, N_, Words, spaced

# Icon and word stand together: colour is never the only sign.
COMPARISONS = {
    "worse": ("▼", N_("worse")),
    "better": ("▲", N_("better")),
    "similar": ("●", N_("similar")),
    "higher": ("↑", N_("higher")),
    "lower": ("↓", N_("lower")),
    "not_compared": ("○", N_("not compared")),
}

MEANINGS = {
    "worse": N_("The area lies on the wrong side of the benchmark, by more than chance explains (95 %)."),
    "better": N_("The area lies on the good side of the benchmark, by more than chance explains (95 %)."),
    "similar": N_("The difference may be chance, given the 95 % intervals of the area and of the benchmark."),
    "higher": N_(
        "The area lies above the benchmark, by more than chance explains; here neither more nor less is better."
    ),
    "lower": N_(
        "The area lies below the benchmark, by more than chance explains; here neither more nor less is better."
    ),
    "not_compared": N_("A comparison would not be honest; the reason stands beside it."),
}

REASONS = {
    "is_the_benchmark": N_("this is the benchmark"),
    "missing": N_("missing"),
    "hidden": N_("hidden for privacy"),
    "not_applicable": N_("not applicable"),
    "not_due": N_("not published yet"),
    "no_value": N_("no value"),
    "count": N_("a count, not a share"),
    "small_numbers": N_("small numbers"),
    "not_derivable": N_("the benchmark cannot be derived"),
    "different_period": N_("the benchmark has another period"),
    "no_benchmark_value": N_("the benchmark has no value"),
    "small_benchmark": N_("small numbers in the benchmark"),
    "no_interval": N_("no interval"),
    "no_benchmark_interval": N_("no interval of the benchmark"),
}

TRENDS = {"rising": ("↗", N_("rising")), "falling": ("↘", N_("falling")), "steady": ("→", N_("steady"))}

# What became of the difference with the benchmark, in the order of a list.
GAPS = {
    "larger": N_("became larger"),
    "turned": N_("now lies on the other side"),
    "smaller": N_("became smaller"),
    "unclear": N_("cannot be told"),
    "none": N_("no difference then and now"),
}

NO_GAP = {
    "not_compared": N_("not compared now"),
    "no_earlier": N_("not compared in an earlier year"),
}

NO_TREND = {
    "no_value": N_("no value"),
    "area_changed": N_("the area changed"),
    "fewer_than_five": N_("fewer than five years"),
    "gap": N_("a year is missing"),
}

METHODS = {
    "wilson": N_(
        "Wilson's score interval for a share, 95 %: (x + z²/2 ± z·√(x(n−x)/n + z²/4)) / (n + z²), with z = 1.96. "
        "E. B. Wilson, Journal of the American Statistical Association 22 (1927), 209-212."
    ),
    "byar": N_(
        "Byar's approximation of the Poisson interval for a rate, 95 %: x·(1 − 1/(9x) − z/(3√x))³ and "
        "(x+1)·(1 − 1/(9(x+1)) + z/(3√(x+1)))³ over the denominator, with z = 1.96. "
        "N. E. Breslow and N. E. Day, Statistical Methods in Cancer Research II (1987), p. 69."
    ),
    "given": N_("The interval is the one that the source gives."),
    "none": N_("No interval is computed, so the figure is shown but not compared."),
}

ROLES = {
    "priority": N_("priority neighbourhood"),
    "peer": N_("comparison neighbourhood"),
    "centre": N_("centre"),
    "district": N_("district"),
    "whole": N_("municipality around the neighbourhoods"),
    "member": N_("member area"),
    "exception": N_("exception to a rule"),
}


def label(words: Words, comparison: str) -> str:
    """Icon and word: ``▼ worse``."""
    icon, word = COMPARISONS[comparison]
    return f"{icon} {words.text(word)}"


def explained(words: Words, comparison: str, reason: object) -> str:
    """Icon and word, or the reason why there is no comparison: ``○ small numbers``."""
    if comparison == "not_compared" and isinstance(reason, str):
        return f"{COMPARISONS[comparison][0]} {words.text(REASONS[reason])}"
    return label(words, comparison)


def trend(words: Words, code: object, reason: object) -> str:
    """Arrow and word, or in brackets the reason why there is none."""
    if isinstance(code, str):
        arrow, word = TRENDS[code]
        return f"{arrow} {words.text(word)}"
    return f"({words.text(NO_TREND[reason])})" if isinstance(reason, str) and reason in NO_TREND else MISSING


def gap(words: Words, change: object, reason: object, judgement: object) -> str:
    """What became of a gap, with the icon of better or worse: ``▲ became smaller``; in brackets why it is not known."""
    if isinstance(change, str):
        icon = COMPARISONS[judgement][0] if isinstance(judgement, str) else COMPARISONS["similar"][0]
        return f"{icon} {words.text(GAPS[change])}"
    return f"({words.text(NO_GAP[reason])})" if isinstance(reason, str) else MISSING


def points(words: Words, value: float | None, unit: object) -> str:
    """The size of a difference of two values: ``12.7 points`` between percentages, else with the unit."""
    if value is None or unit != "percent":
        return amount(words, None if value is None else abs(value), unit)
    return words.text("{n} points", n=number(words, abs(value)))


def ends(words: Words, difference: float | None, lower: float | None, upper: float | None) -> str:
    """The interval of a difference whose size is shown: ``4.2–7.7`` for -5.9; a dash when there is none."""
    if difference is None or lower is None or upper is None or difference >= 0:
        return interval(words, lower, upper)
    return interval(words, -upper, -lower)


def number(words: Words, value: float | None) -> str:
    """One decimal, but none for amounts in thousands."""
    return words.number(round(value) if value is not None and abs(value) >= 1000 else value)


def amount(words: Words, value: float | None, unit: object) -> str:
    """A value with its unit: ``14.2 %``; a dash when there is none."""
    shown = number(words, value)
    return shown if shown == MISSING else spaced(f"{shown} {figures.unit(words, unit)}".rstrip(), words.language)


def interval(words: Words, lower: float | None, upper: float | None) -> str:
    """``11.3–13.6``, or a dash."""
    ends = number(words, lower), number(words, upper)
    return MISSING if MISSING in ends else "–".join(ends)


def parts(words: Words, numerator: float | None, denominator: float | None) -> str:
    """``384 of 3 098``, or a dash."""
    n, total = number(words, numerator), number(words, denominator)
    return MISSING if MISSING in (n, total) else words.text("{n} of {total}", n=n, total=total)
