"""What a descriptor says is data: each member is what it may be, or is named; it never reaches SQL or another file."""

import contextlib
import hashlib
import json
from pathlib import Path

import pytest

from peil.errors import ContractError, PeilError, UnreadableFile
from peil.importing.gate import import_path
from tests.importing.conftest import HEADER, rows, write_package

TEXT = f"{HEADER}\nPS,VISITS,ORG_STAD,2010-06-30,10\n"
VALID = {
    "name": "results",
    "path": "results.csv",
    "encoding": "utf-8",
    "dialect": {"delimiter": ",", "header": True},
    "schema": {
        "fields": [
            {"name": "partnership_id", "type": "string", "format": "default"},
            {"name": "indicator_id", "type": "string"},
            {"name": "partner_id", "type": "string"},
            {"name": "period_end", "type": "date", "format": "%Y-%m-%d"},
            {"name": "value", "type": "number", "decimalChar": ".", "groupChar": ""},
        ]
    },
}
HOSTILE = [
    "'",
    '"',
    "', ''); delete from results; --",
    "'); copy (select 1) to 'written.csv'; --",
    "'||(select content from read_text('/etc/passwd'))||'",
    "$value",
    "{value}",
    "\u0000",
    "../../results.csv",
    "/etc/passwd",
    "a" * 100_000,
    "\ud800",
    # Letters enough for the limit of names, and too many bytes for a disk.
    "é" * 200,
    "\u202egnol",
    "<script>alert(1)</script>",
    "é\u0301\n\r\t",
]
ODD = [None, True, 0, -1, 1e308, [], {}, [[]], {"a": 1}]


def package(folder: Path, descriptor: object) -> Path:
    folder.mkdir(exist_ok=True)
    (folder / "results.csv").write_text(TEXT)
    (folder / "datapackage.json").write_text(json.dumps(descriptor))
    return folder


def places(thing: object, place: tuple = ()):
    """Every place in a descriptor, from the inside out."""
    items = thing.items() if isinstance(thing, dict) else enumerate(thing) if isinstance(thing, list) else ()
    for key, value in items:
        yield from places(value, (*place, key))
        yield (*place, key)


def changed(place: tuple, value: object) -> dict:
    """A valid descriptor with another value in one place."""
    descriptor = json.loads(json.dumps({"name": "test", "resources": [VALID]}))
    thing = descriptor
    for key in place[:-1]:
        thing = thing[key]
    thing[place[-1]] = value
    return descriptor


def seen(folder: Path) -> dict[str, str]:
    """Every file below a folder with its digest."""
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in folder.rglob("*")
        if path.is_file()
    }


def test_a_full_descriptor_is_read(store, tmp_path):
    assert import_path(store, package(tmp_path / "p", {"resources": [VALID]})).submission_id == 2


@pytest.mark.parametrize("place", list(places({"resources": [VALID]})), ids=str)
def test_no_member_is_code(store, database, tmp_path, monkeypatch, place):
    """Whatever stands in whatever member: it is accepted as text, or refused, and nothing else happens."""
    monkeypatch.chdir(tmp_path)
    stored = rows(store, "select * from partners order by all")
    kept = seen(database.parent / "originals")
    for number, value in enumerate([*HOSTILE, *ODD]):
        folder = package(tmp_path / f"p{number}", changed(place, value))
        before = seen(tmp_path)
        with contextlib.suppress(PeilError):
            import_path(store, folder)
        assert {value for (value,) in rows(store, "select value from results")} <= {10.0}
        after = {name: digest for name, digest in seen(tmp_path).items() if not name.startswith("db/")}
        assert after == {name: digest for name, digest in before.items() if not name.startswith("db/")}
        assert rows(store, "select * from partners order by all") == stored
        assert kept.items() <= seen(database.parent / "originals").items()


@pytest.mark.parametrize(
    ("place", "value", "member"),
    [
        (("resources",), 5, "resources"),
        (("resources",), [], "resources"),
        (("resources", 0), "x", "resources[0]"),
        (("resources", 0, "name"), "outcomes", "resources[0].name"),
        (("resources", 0, "name"), "a" * 100_000, "resources[0].name"),
        (("resources", 0, "path"), "../results.csv", "resources[0].path"),
        (("resources", 0, "path"), ["results.csv", "more.csv"], "resources[0].path"),
        (("resources", 0, "path"), "more.csv", "resources[0].path"),
        (("resources", 0, "path"), "datapackage.json", "resources[0].path"),
        (("resources", 0, "encoding"), "rot13", "resources[0].encoding"),
        (("resources", 0, "dialect", "delimiter"), "x", "resources[0].dialect.delimiter"),
        (("resources", 0, "dialect", "header"), False, "resources[0].dialect.header"),
        (("resources", 0, "schema", "fields", 2, "type"), "text", "resources[0].schema.fields[2].type"),
        (("resources", 0, "schema", "fields", 4, "decimalChar"), "'", "resources[0].schema.fields[4].decimalChar"),
        (("resources", 0, "schema", "fields", 4, "groupChar"), "x", "resources[0].schema.fields[4].groupChar"),
        (("resources", 0, "schema", "fields", 4, "groupChar"), ".", "resources[0].schema.fields[4].groupChar"),
    ],
)
def test_what_is_wrong_is_named(store, tmp_path, place, value, member):
    with pytest.raises(ContractError) as refused:
        import_path(store, package(tmp_path / "p", changed(place, value)))
    assert f"\n{member} " in str(refused.value)
    assert len(str(refused.value)) < 2_000


def test_everything_wrong_is_named_at_once(store, tmp_path):
    resource = VALID | {"encoding": "x", "dialect": {"delimiter": "y"}}
    with pytest.raises(ContractError) as refused:
        import_path(store, package(tmp_path / "p", {"resources": [resource]}))
    assert "encoding" in str(refused.value)
    assert "delimiter" in str(refused.value)


@pytest.mark.parametrize(
    "path",
    [
        "../secret.csv",
        "/etc/passwd",
        "sub/../../secret.csv",
        "sub/../results.csv",
        "./results.csv",
        "sub//results.csv",
        "..\\secret.csv",
        "C:\\secret.csv",
        "~/secret.csv",
        "results.csv/",
        "results.csv ",
        ".hidden.csv",
        "http://example.org/results.csv",
        "results.csv\u0000",
        "",
    ],
)
def test_a_package_stays_in_its_folder(store, tmp_path, path):
    folder = write_package(tmp_path / "package", {"results": TEXT}, path=path)
    (folder / "sub").mkdir()
    (tmp_path / "secret.csv").write_text(TEXT)
    with pytest.raises(ContractError, match="path"):
        import_path(store, folder)


def test_a_link_out_of_the_folder_is_refused(store, tmp_path):
    folder = write_package(tmp_path / "package", {"results": TEXT})
    (folder / "results.csv").rename(tmp_path / "secret.csv")
    (folder / "results.csv").symlink_to(tmp_path / "secret.csv")
    with pytest.raises(ContractError, match="outside"):
        import_path(store, folder)


@pytest.mark.parametrize("target", ["results.csv", "missing.csv", "."])
def test_a_link_that_leads_nowhere_is_refused(store, tmp_path, target):
    folder = write_package(tmp_path / "package", {"results": TEXT})
    (folder / "results.csv").unlink()
    (folder / "results.csv").symlink_to(target)
    with pytest.raises(ContractError, match=r"resources\[0\]\.path is .* not there"):
        import_path(store, folder)


def test_a_file_in_a_folder_of_the_package(store, database, tmp_path):
    folder = write_package(tmp_path / "package", {"results": TEXT}, path="tables/results.csv")
    (folder / "tables").mkdir()
    (folder / "results.csv").rename(folder / "tables" / "results.csv")
    assert import_path(store, folder).submission_id == 2
    assert len(list((database.parent / "originals").glob("*/files/tables/results.csv"))) == 1


@pytest.mark.parametrize("depth", [1_000, 200_000])
def test_nesting_without_end(store, tmp_path, depth):
    (tmp_path / "datapackage.json").write_text('{"resources": ' + "[" * depth + "]" * depth + "}")
    with pytest.raises(PeilError):
        import_path(store, tmp_path)


@pytest.mark.parametrize("content", [b"\xff\xfe{", b"{", b"\x00" * 100, b"1" * 10_000, b'{"resources": NaN}'])
def test_a_descriptor_that_is_no_text(store, tmp_path, content):
    (tmp_path / "datapackage.json").write_bytes(content)
    with pytest.raises((UnreadableFile, ContractError)):
        import_path(store, tmp_path)
