"""The direction of the house: who may import whom, where SQL may stand, and where pages may lie."""

import ast
import re
from importlib.metadata import requires
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent.parent
SOURCES = sorted(
    path
    for part in ("app.py", "pages", "peil")
    for path in (ROOT / part, *(ROOT / part).rglob("*.py"))
    if path.is_file()
)

# Lower case and at the start of the text: SQL as we write it, not a sentence about selecting something.
SQL = re.compile(
    r"\s*(select\s[\s\S]*\bfrom\b|from\s+\w+\s+select\b|with\s+\w+\s+as\s*\(|insert into\b|create (or|table|view))"
)


def module(path: Path) -> str:
    """``peil.ui.cards`` for ``peil/ui/cards.py``, ``peil`` for ``peil/__init__.py``."""
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


def imports(path: Path) -> set[str]:
    """The modules a file imports, wherever in the file it does so; ``from a import b`` counts as a and a.b."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: write imports in full, so that they can be read and checked"
            found |= {str(node.module)} | {f"{node.module}.{alias.name}" for alias in node.names}
    return found


def is_part_of(name: str, package: str) -> bool:
    return name == package or name.startswith(f"{package}.")


def offenders(package: str, allowed: tuple[str, ...]) -> list[str]:
    """Our files that import ``package`` though they are not part of one of the ``allowed`` modules."""
    return [
        str(path.relative_to(ROOT))
        for path in SOURCES
        if any(is_part_of(name, package) for name in imports(path))
        and not any(is_part_of(module(path), may) for may in allowed)
    ]


def test_the_sources_are_found():
    assert {"app", "peil.store", "peil.contract"} <= {module(path) for path in SOURCES}


@pytest.mark.parametrize(
    ("package", "allowed"),
    [
        ("streamlit", ("app", "pages", "peil.ui")),
        ("duckdb", ("peil.store",)),
        ("plotly", ("peil.charts", "peil.ui.blocks", "peil.ui.show")),
        ("peil.ui", ("app", "pages", "peil.ui")),
        ("peil.charts", ("peil.charts", "peil.ui", "pages")),
        ("peil.documents", ("peil.documents", "peil.api", "peil.commands", "peil.ui")),
        ("peil.importing", ("peil.importing", "peil.commands", "peil.recording", "peil.api", "peil.ui.data")),
        ("peil.commands", ("app", "peil.__main__")),
        ("peil.access", ("peil.recording", "peil.ui", "pages")),
        (
            "peil.answers",
            ("peil.answers", "peil.charts", "peil.documents", "peil.api", "peil.commands", "peil.ui", "pages"),
        ),
        ("peil.api", ("app", "peil.ui.show")),
        ("starlette", ("app", "peil.api", "peil.handing_over", "peil.middleware")),
        ("pages", ()),
        ("app", ()),
        ("tests", ()),
    ],
)
def test_imports_point_one_way(package, allowed):
    assert offenders(package, allowed) == []


def test_nothing_inside_streamlit_is_imported():
    """Its classes of containers are part of what it documents; the rest changes with every version. The one exception
    keeps what was pressed from being lost (docs/decisions/0029-callbacks-are-done-whole.md).
    """
    inside = {
        (module(path), name)
        for path in SOURCES
        for name in imports(path)
        if name.startswith("streamlit.") and not is_part_of(name, "streamlit.delta_generator")
    }
    session = "streamlit.runtime.state.session_state_proxy"
    assert inside == {("peil.ui.callbacks", name) for name in (session, f"{session}.get_session_state")}


@pytest.mark.parametrize(
    "package", ["streamlit", "plotly", "duckdb", "openpyxl", "json", "csv", "peil.ui", "peil.charts", "peil.exporting"]
)
def test_answers_know_no_screen_no_picture_and_no_file_format(package):
    answers = [path for path in SOURCES if is_part_of(module(path), "peil.answers")]
    assert answers
    assert [str(path) for path in answers if any(is_part_of(name, package) for name in imports(path))] == []


def test_no_class_does_everything():
    classes = [
        (node.name, node.end_lineno - node.lineno + 1)
        for path in SOURCES
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.ClassDef)
    ]
    assert classes
    assert [named for named, lines in classes if lines > 200] == []


def test_what_comes_in_knows_nothing_of_what_is_shown():
    importing = [path for path in SOURCES if is_part_of(module(path), "peil.importing")]
    shown = ("peil.answers", "peil.api", "peil.charts", "peil.documents", "peil.ui")
    assert importing
    assert [
        str(path) for path in importing if any(is_part_of(name, part) for name in imports(path) for part in shown)
    ] == []


@pytest.mark.parametrize(
    "path", [p for p in SOURCES if not is_part_of(module(p), "peil") or is_part_of(module(p), "peil.ui")], ids=module
)
def test_no_sql_where_people_look(path):
    texts = [
        node.value
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    ]
    assert [text for text in texts if SQL.match(text)] == []


# Which word to use (up or down, above or below), not whether that is good.
WORDING = {("peil.answers.figures", "_way"), ("peil.answers.figures", "_distance")}


def is_figure(node: ast.expr) -> bool:
    """Whether an expression is a figure of an answer, ``row["value"]``, or computed from one. Days are no figures."""
    if isinstance(node, ast.Subscript):
        name = node.slice.value if isinstance(node.slice, ast.Constant) else None
        return isinstance(name, str) and name != "day" and not name.endswith(("_day", "_date", "_end"))
    if isinstance(node, ast.BinOp):
        return is_figure(node.left) or is_figure(node.right)
    return isinstance(node, ast.Call) and getattr(node.func, "id", "") in ("abs", "round") and is_figure(node.args[0])


def held_against_a_limit(tree: ast.AST) -> list[str]:
    """Where a figure is less or more than something; than nought is a sign and no limit."""
    return [
        ast.unparse(node)
        for node in ast.walk(tree)
        if isinstance(node, ast.Compare)
        and any(isinstance(operator, (ast.Lt, ast.LtE, ast.Gt, ast.GtE)) for operator in node.ops)
        and any(map(is_figure, (sides := [node.left, *node.comparators])))
        and not any(isinstance(side, ast.Constant) and side.value == 0 for side in sides)
    ]


@pytest.mark.parametrize(
    "path", [p for p in SOURCES if re.match(r"pages|peil\.(ui|answers|charts|documents)", module(p))], ids=module
)
def test_no_figure_is_held_against_a_limit_outside_sql(path):
    """A verdict is a column of the query, so that a page, a file and a rule cannot disagree."""
    parts = ast.parse(path.read_text(encoding="utf-8")).body
    judged = [part for part in parts if (module(path), getattr(part, "name", "")) not in WORDING]
    assert [found for part in judged for found in held_against_a_limit(part)] == []


def test_such_a_comparison_is_seen():
    for wrong in ('row["share"] < LIMIT', 'round(row["short_by"], 2) > tolerance', 'abs(row["total"] - 100) > 0.05'):
        assert held_against_a_limit(ast.parse(wrong)) != []


def test_no_page_has_a_way_around_the_front_door():
    """Streamlit runs pages/x.py beside its main script on a deep link without that script, and so without sign-in."""
    assert [path.name for path in (ROOT / "pages").glob("*.py")] == ["front_door.py"]
    assert list((ROOT / "pages").glob("*/*.py")) != []
    assert not (ROOT / "pages" / "pages").exists()


def pins(name: str) -> dict[str, list[str]]:
    """The packages that a file of requirements pins, as ``name==version``, with their hashes."""
    found: dict[str, list[str]] = {}
    for line in (ROOT / name).read_text(encoding="utf-8").splitlines():
        if re.match(r"\w", line):
            found[line.removesuffix(" \\")] = []
        elif hashed := re.match(r"    --hash=(sha256:[0-9a-f]{64})( \\)?$", line):
            found[list(found)[-1]].append(hashed[1])
        else:
            assert re.match(r" *#|$", line), f"{name}: {line}"
    return found


def test_what_is_installed_is_pinned_by_hash():
    run, dev = pins("requirements.txt"), pins("requirements-dev.txt")
    assert [pin for pin, hashes in (run | dev).items() if not hashes or not re.fullmatch(r"[\w.-]+==[\w.]+", pin)] == []
    # Installed together, so a package in both files has one version.
    versions = dict(pin.split("==") for pin in run)
    assert [pin for pin in dev if pin not in run and pin.split("==")[0] in versions] == []


@pytest.mark.parametrize("name", ["requirements", "requirements-dev"])
def test_what_is_chosen_is_pinned(name):
    chosen = re.findall(r"^[a-z][\w-]*", (ROOT / f"{name}.in").read_text(encoding="utf-8"), re.MULTILINE)
    pinned = {pin.split("==")[0] for pin in pins(f"{name}.txt")}
    assert chosen != []
    assert [package for package in chosen if package not in pinned] == []


def test_what_signing_in_needs_is_pinned_to_run():
    """Streamlit leaves it to who wants to sign people in; tests have it because of the provider that they start."""
    needed = [text.split(">")[0].lower() for text in requires("streamlit") or [] if 'extra == "auth"' in text]
    pinned = {pin.split("==")[0] for pin in pins("requirements.txt")}
    assert needed != []
    assert [package for package in needed if package not in pinned] == []


def test_nothing_is_installed_but_pins():
    installs = [
        line
        for path in (ROOT / "Makefile", ROOT / ".ci" / "run")
        for line in path.read_text(encoding="utf-8").splitlines()
        if "pip " in line and "install" in line
    ]
    assert installs != []
    assert [line for line in installs if "--require-hashes" not in line] == []


def test_nothing_tells_where_this_was_made():
    """No tracked text names another machine's folders: a clone must work anywhere."""
    texts = [
        p
        for p in ROOT.rglob("*")
        if p.suffix in {".py", ".sql", ".md", ".toml", ".txt", ".in", ".json"} and p.is_file()
    ]
    tracked = [p for p in texts if not {".venv", ".git", "local", "screenshots"} & set(p.relative_to(ROOT).parts)]
    assert [
        str(p)
        for p in tracked
        if re.search(r"/(work|home|root)/\w|\.\./shared", p.read_text(encoding="utf-8")) and p != Path(__file__)
    ] == []


def test_what_a_session_keeps_is_made_in_one_place():
    # Two modules that make it would each find the other's, and take it for their own.
    made = [
        key
        for path in SOURCES
        for key in re.findall(r'session_state\.setdefault\("(\w+)"', path.read_text(encoding="utf-8"))
    ]
    assert made
    assert sorted(made) == sorted(set(made))
