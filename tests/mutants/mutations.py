"""What can be wrong in a query: each change that somebody could make by mistake, one at a time.

The changes are found in the tree that sqlfluff reads a query into, and made in its text: all else stays as it is.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from pathlib import Path

from sqlfluff.core import FluffConfig, Linter
from sqlfluff.core.parser.segments import BaseSegment

ROOT = Path(__file__).parent.parent.parent

COMPARISONS = {"=": ("<>",), "<>": ("=",), "<": ("<=", ">"), "<=": ("<", ">="), ">": (">=", "<"), ">=": (">", "<=")}
OPERATORS = {"and": "or", "or": "and", "+": "-", "-": "+", "*": "/", "/": "*"}
FUNCTIONS = {
    "min": "max", "max": "min", "first": "last", "last": "first", "arg_min": "arg_max", "arg_max": "arg_min",
    "sum": "max", "avg": "max", "median": "max", "greatest": "least", "least": "greatest", "bool_and": "bool_or",
    "bool_or": "bool_and", "floor": "ceil", "ceil": "floor", "lag": "lead", "lead": "lag",
}  # fmt: skip
# Functions that leave their first argument as it is when there is nothing to do.
LEFT_OUT = ("coalesce", "nullif", "round", "abs", "sqrt", "list_sort")
JOINS = {"left": "inner", "inner": "left", "semi": "anti", "anti": "semi"}
ORDERS = ("orderby_clause", "partitionby_clause")
CONDITIONS = ("where_clause", "having_clause", "qualify_clause", "join_on_condition")
# What follows is the name of a table: another one is no mistake that goes unseen.
NAMES_A_TABLE = ("current_rows(", "current_rows_of(", "with_provenance(", "query_table(")
NEGATED = {
    ("not", "exists"): "exists", ("exists",): "not exists", ("not", "in"): "in", ("in",): "not in",
    ("is", "not", "null"): "is null", ("is", "null"): "is not null", ("is", "not", "distinct", "from"): "=",
    ("is", "distinct", "from"): "<>", ("not",): "",
}  # fmt: skip


@dataclass(frozen=True)
class Mutant:
    """A query in which the text from ``start`` to ``end`` has become ``new``; ``what`` says the kind of change."""

    query: str
    text: str
    start: int
    end: int
    new: str
    what: str

    @property
    def changed(self) -> str:
        """The whole text of the mutant."""
        return self.text[: self.start] + self.new + self.text[self.end :]

    @property
    def line(self) -> int:
        """The number of the first line that is changed."""
        return self.text.count("\n", 0, self.start) + 1

    @property
    def was(self) -> str:
        """The lines that are changed, on one line."""
        return _on_one_line(self.text, self.start, self.end)

    @property
    def becomes(self) -> str:
        """What they become, on one line."""
        return _on_one_line(self.changed, self.start, self.start + len(self.new))


def _on_one_line(text: str, start: int, end: int) -> str:
    first = text.rfind("\n", 0, start) + 1
    last = text.find("\n", end)
    return " ".join(text[first : len(text) if last < 0 else last].split())


@cache
def _linter() -> Linter:
    return Linter(config=FluffConfig.from_root(overrides={"dialect": "duckdb"}))


def mutants(query: str, text: str | None = None) -> list[Mutant]:
    """Every mutant of ``queries/<query>.sql``, or of its text, in the order of the text; no two of them are alike."""
    text = (ROOT / "queries" / f"{query}.sql").read_text(encoding="utf-8") if text is None else text
    tree = _linter().parse_string(text).tree
    assert tree is not None
    found = {
        (start, end, new): Mutant(query, text, start, end, new, what)
        for segment in tree.recursive_crawl_all()
        for start, end, new, what in _changes(segment)
        if text[start:end] != new
        and not text[:start].endswith(NAMES_A_TABLE)
        # Whether there is a row, whatever it holds.
        and not (text[:start].endswith("(select ") or text[:start].endswith("select 1 "))
    }
    return sorted(found.values(), key=lambda mutant: (mutant.start, mutant.end, mutant.new))


Change = tuple[int, int, str, str]


def _code(segment: BaseSegment) -> list[BaseSegment]:
    return [one for one in segment.segments if one.is_code]


def _span(*segments: BaseSegment) -> tuple[int, int]:
    first, last = segments[0].pos_marker, segments[-1].pos_marker
    assert first is not None
    assert last is not None
    return first.source_slice.start, last.source_slice.stop


def _word(segment: BaseSegment) -> str:
    return segment.raw.lower() if segment.is_type("keyword", "binary_operator") else ""


def _changes(segment: BaseSegment) -> Iterator[Change]:
    kind = segment.get_type()
    raw = segment.raw.lower()
    if kind == "comparison_operator":
        for other in COMPARISONS.get(raw, ()):
            yield *_span(segment), other, "comparison"
    elif kind == "binary_operator":
        if raw in OPERATORS:
            yield *_span(segment), OPERATORS[raw], "operator"
    elif kind == "numeric_literal":
        yield *_span(segment), str(float(raw) + 1 if "." in raw else int(raw) + 1), "constant"
    elif kind == "quoted_literal":
        yield *_span(segment), "'mutant'", "constant"
    elif kind == "boolean_literal":
        yield *_span(segment), "false" if raw == "true" else "true", "constant"
    elif kind == "function":
        yield from _of_function(segment)
    elif kind == "select_clause_modifier":
        yield *_span(segment), "", "distinct"
    elif kind == "join_clause":
        first = _code(segment)[0]
        if _word(first) in JOINS:
            yield *_span(first), JOINS[_word(first)], "join"
    elif kind == "set_expression":
        yield from _of_union(segment)
    elif kind == "case_expression":
        yield from _of_case(segment)
    elif kind in ORDERS:
        yield from _of_order(segment)
    elif kind in CONDITIONS or (kind == "bracketed" and any(_word(one) == "where" for one in _code(segment)[:2])):
        for one in _code(segment):
            if one.is_type("expression"):
                yield *_span(one), "true", "condition"
    if kind == "expression" or kind in CONDITIONS:
        yield from _of_expression(segment)


def _of_expression(segment: BaseSegment) -> Iterator[Change]:
    parts = _code(segment)
    words = [_word(part) for part in parts]
    for place in range(len(parts)):
        for negated, new in NEGATED.items():
            if tuple(words[place : place + len(negated)]) != negated or (place and words[place - 1] in ("not", "is")):
                continue
            if negated == ("not",) and words[place + 1 : place + 2] in (["in"], ["exists"], ["between"]):
                continue
            yield *_span(*parts[place : place + len(negated)]), new, "negation"
    # The conditions between "and" and "or", each left out.
    cuts = [-1, *(place for place, part in enumerate(parts) if part.is_type("binary_operator") and words[place]
                  in ("and", "or")), len(parts)]  # fmt: skip
    if len(cuts) == 2:
        return
    for before, after in pairwise(cuts):
        if before + 1 < after:
            joined = words[before] if before >= 0 else words[after]
            yield *_span(*parts[before + 1 : after]), "true" if joined == "and" else "false", "condition"


def _of_function(segment: BaseSegment) -> Iterator[Change]:
    parts = _code(segment)
    name = parts[0]
    contents = next((part for part in parts if part.is_type("function_contents")), None)
    if name.raw.lower() in FUNCTIONS:
        yield *_span(name), FUNCTIONS[name.raw.lower()], "function"
    if contents is None:
        return
    bracketed = _code(contents)[0]
    inside = _code(bracketed)[1:-1]
    arguments = [part for part in inside if part.is_type("expression")]
    if name.raw.lower() in LEFT_OUT and arguments:
        yield *_span(name, contents), f"({arguments[0].raw})", "function"
    if name.raw.lower() == "coalesce" and len(arguments) > 1:
        yield *_span(name, contents), f"({arguments[-1].raw})", "function"
    if name.raw.lower() == "count" and arguments:
        yield *_span(bracketed), "(*)", "function"
    for part in inside:
        if _word(part) == "distinct":
            yield *_span(part), "", "distinct"


def _of_union(segment: BaseSegment) -> Iterator[Change]:
    parts = _code(segment)
    operators = [place for place, part in enumerate(parts) if part.is_type("set_operator")]
    for place in operators:
        raw = " ".join(parts[place].raw.lower().split())
        if raw.startswith("union") and "all" not in raw:
            yield *_span(parts[place]), raw.replace("union", "union all", 1), "union"
        # The arm after it; and the first one with it.
        yield *_span(*parts[place : place + 2]), "", "arm of a union"
        if place == operators[0]:
            yield *_span(*parts[: place + 1]), "", "arm of a union"


def _of_case(segment: BaseSegment) -> Iterator[Change]:
    parts = _code(segment)
    whens = [part for part in parts if part.is_type("when_clause")]
    for part in parts:
        if part.is_type("else_clause") or (part.is_type("when_clause") and len(whens) > 1):
            yield *_span(part), "", "branch of a case"


def _of_order(segment: BaseSegment) -> Iterator[Change]:
    parts = _code(segment)
    keys: list[list[BaseSegment]] = [[]]
    frame = [part for part in parts if part.is_type("frame_clause")]
    for part in parts[2:]:
        if part in frame:
            continue
        if part.is_type("comma"):
            keys.append([])
        else:
            keys[-1].append(part)
    if (segment.is_type("partitionby_clause") or len(keys) == 1) and not frame:
        yield *_span(*parts), "", "order" if segment.is_type("orderby_clause") else "partition"
    for place, key in enumerate(keys):
        start, end = _span(*key)
        if len(keys) > 1:
            nearby = keys[place + 1] if place == 0 else keys[place - 1]
            cut = (start, _span(*nearby)[0]) if place == 0 else (_span(*nearby)[1], end)
            yield *cut, "", "key of an order"
        if segment.is_type("orderby_clause"):
            words = [_word(part) for part in key]
            if "desc" in words:
                yield *_span(key[words.index("desc")]), "", "direction"
            else:
                at = _span(key[0])[0], _span(*[part for part in key if not _word(part)] or key)[1]
                yield at[1], at[1], " desc", "direction"
