"""From the originals alone comes the same database; and the old one stays until that is certain."""

import itertools
import random
import shutil
from dataclasses import replace
from datetime import datetime

import pytest

from peil import commands as command_line
from peil.access import STEWARD
from peil.errors import PeilError
from peil.importing import originals, rebuilding
from peil.importing.gate import Options, import_path
from peil.importing.rebuilding import rebuild
from peil.recording import record
from peil.store import Store
from tests.importing.conftest import HEADER, everything, rows, write_package


def report(value, period="2010-06-30"):
    return f"{HEADER}\nPS,VISITS,ORG_STAD,{period},{value}\n"


DECISION = {"partnership_id": "PS", "indicator_id": "VISITS", "reason": "agreed"}


@pytest.fixture
def filled(database, tmp_path):
    """A database with a package, two reports, a withdrawal and a decision; and all rows of it."""
    store = Store(database)
    package = write_package(
        tmp_path / "package", {"results": report(1), "sources": "source_id,title,short_title\nNEW,New,New\n"}
    )
    assert import_path(store, package).submission_id == 2
    for value in (10, 12):
        (tmp_path / f"results_{value}.csv").write_text(report(value))
        import_path(store, tmp_path / f"results_{value}.csv", Options(table="results"))
    originals.withdraw(store, 3, "wrong")
    assert record(store, STEWARD, "decisions", [DECISION]) == 5
    before = everything(store)
    store.close()
    return before


def all_rows(database):
    store = originals.open_store(database, pytest.fail)
    found = everything(store)
    store.close()
    return found


def place(database, number):
    [path] = (database.parent / "originals").glob(f"*/submission-{number}.json")
    return path.parent


def test_the_originals_alone_give_everything_back(database, filled):
    database.unlink()
    assert rebuild(database, tell=pytest.fail) == 5
    assert all_rows(database) == filled


def test_the_old_one_is_kept_for_one_generation(database, filled):
    store = Store(database)
    with store.cursor() as cursor:
        cursor.execute("checkpoint")
    store.close()
    first = database.read_bytes()
    rebuild(database)
    before = database.with_name("peil.duckdb.before-rebuild")
    assert before.read_bytes() == first
    second = database.read_bytes()
    rebuild(database)
    assert before.read_bytes() == second
    assert sorted(path.name for path in database.parent.glob("peil.duckdb*")) == [
        "peil.duckdb",
        "peil.duckdb.before-rebuild",
        "peil.duckdb.lock",
    ]


@pytest.mark.parametrize(
    ("number", "file", "words"),
    [(3, "results_10.csv", "results_10.csv of submission 3"), (2, "sources.csv", "sources.csv of submission 2")],
)
def test_changed_bytes_are_refused(database, filled, number, file, words):
    path = place(database, number) / "files" / file
    content = path.read_bytes()
    path.write_bytes(content.replace(b"1", b"2") if b"1" in content else content.replace(b"N", b"M"))
    with pytest.raises(PeilError, match=f"{words} is not what was handed in"):
        rebuild(database)
    path.unlink()
    with pytest.raises(PeilError, match=r"gone|not what was handed in"):
        rebuild(database)
    assert all_rows(database) == filled


def test_an_exchanged_original_is_refused_whatever_its_description_says(database, filled):
    path = place(database, 3) / "files" / "results_10.csv"
    old = originals.digest(path)
    path.write_text(report(99))
    description = place(database, 3) / "submission-3.json"
    description.write_text(description.read_text().replace(old, originals.digest(path)))
    database.unlink()
    with pytest.raises(PeilError, match=r"submission 3 in .* are not what was handed in"):
        rebuild(database)


def test_a_number_that_occurs_twice_is_refused(database, filled):
    other = place(database, 4).with_name("0" * 64)
    shutil.copytree(place(database, 4), other)
    with pytest.raises(PeilError, match="2 originals of submission 4"):
        rebuild(database)
    shutil.rmtree(other)
    assert all_rows(database) == filled


def test_a_missing_original_is_refused_while_the_database_has_it(database, filled):
    shutil.move(place(database, 3), database.parent / "taken")
    # Opening the database writes the description again, but cannot bring back the bytes.
    with pytest.raises(PeilError, match=r"submission 3 .* is gone"):
        rebuild(database)
    database.rename(database.with_name("away"))
    shutil.rmtree(place(database, 3))
    told = []
    assert rebuild(database, tell=told.append) == 4
    assert ["no original of submission 3" in remark for remark in told] == [True]
    store = originals.open_store(database, pytest.fail)
    assert rows(store, "select list(submission_id order by submission_id) from submissions") == [([1, 2, 4, 5],)]
    store.close()


def test_a_broken_description_is_mended_by_the_database(database, filled):
    for text in ("", "{", "[]"):
        (place(database, 4) / "submission-4.json").write_text(text)
        assert rebuild(database, tell=pytest.fail) == 5
        assert all_rows(database) == filled


def test_a_broken_description_is_named_and_the_others_come_back(database, filled, capsys):
    (place(database, 5) / "submission-5.json").write_text("{")
    database.unlink()
    assert command_line.main(["--database", str(database), "rebuild"]) == 2
    said = capsys.readouterr()
    assert "from 4 submissions" in said.out
    assert "submission-5.json cannot be read" in said.err
    store = Store(database)
    assert rows(store, "select list(submission_id order by submission_id) from submissions") == [([1, 2, 3, 4],)]
    assert record(store, STEWARD, "decisions", [DECISION]) == 6, "5 was given out once"
    store.close()


def test_a_rebuild_that_gives_other_rows_is_refused(database, filled):
    store = Store(database)
    with store.cursor() as cursor:
        cursor.execute("insert into results select * from results where submission_id = 4")
    store.close()
    on_disk = database.read_bytes()
    with pytest.raises(PeilError, match="results of submission 4: 2 stored, now 1"):
        rebuild(database)
    assert database.read_bytes() == on_disk


def test_a_file_that_does_not_read_back_as_written_is_refused(database, filled, monkeypatch):
    build = itertools.count()
    stored = rebuilding._stored

    def forgetful(store):
        found = stored(store)
        return dict(list(found.items())[:-1]) if next(build) == 2 else found

    monkeypatch.setattr(rebuilding, "_stored", forgetful)
    on_disk = database.read_bytes()
    with pytest.raises(PeilError, match="could not be read back"):
        rebuild(database)
    assert database.read_bytes() == on_disk


def test_what_todays_checks_refuse_leaves_the_old_one(database, filled, monkeypatch):
    def misread(store, path, options):
        return import_path(store, path, replace(options, table="areas"))

    monkeypatch.setattr(rebuilding, "import_path", misread)
    on_disk = database.read_bytes()
    with pytest.raises(PeilError, match="was accepted once and is refused"):
        rebuild(database)
    assert database.read_bytes() == on_disk


def test_an_option_of_a_newer_version_is_not_ignored(database, filled):
    path = place(database, 4) / "submission-4.json"
    path.write_text(path.read_text().replace('"table"', '"shape"'))
    database.unlink()
    with pytest.raises(PeilError, match="handed in with shape"):
        rebuild(database)


# --- Any order of writes ----------------------------------------------------------------------------------------------

WRITES = ("import", "import", "withdraw", "decide", "rebuild", "rebuild from the originals alone")


def shown(store, moment):
    """What counts as known at a moment."""
    at = f"timestamp '{moment}'"
    return rows(store, f"select * from current_results(null, {at}) order by all"), rows(
        store, f"select * from current_rows('decisions', {at}) order by all"
    )


@pytest.mark.parametrize("seed", range(5))
def test_any_order_of_writes_and_rebuilds_keeps_every_moment(database, tmp_path, seed):
    chance = random.Random(seed)
    store = originals.open_store(database, pytest.fail)
    history = {datetime(2010, 1, 1): shown(store, datetime(2010, 1, 1))}
    numbers = [1]
    for write in [*chance.choices(WRITES, k=6), WRITES[-1]]:
        if write == "import":
            path = tmp_path / "results.csv"
            path.write_text(report(chance.randint(0, 3), chance.choice(["2010-06-30", "2010-09-30"])))
            if number := import_path(store, path).submission_id:
                numbers.append(number)
        elif write == "withdraw":
            known = store.run("import/status")
            # The region stays, for what comes later refers to it.
            standing = known.loc[known["reason"].isna() & (known["submission_id"] > 1), "submission_id"].tolist()
            if standing:
                originals.withdraw(store, chance.choice(standing), "wrong")
        elif write == "decide":
            row = {"partnership_id": "PS", "indicator_id": "VISITS", "reading": chance.choice("ab"), "reason": "agreed"}
            numbers.append(record(store, STEWARD, "decisions", [row], based_on=chance.sample(numbers, 1)))
        else:
            before = everything(store)
            store.close()
            if write != "rebuild":
                database.unlink()
            rebuild(database, tell=pytest.fail)
            store = originals.open_store(database, pytest.fail)
            assert everything(store) == before
        [(moment,)] = rows(
            store,
            "select greatest(max(received_at), (select max(withdrawn_at) from withdrawals)) from submissions",
        )
        history.setdefault(moment, shown(store, moment))
    assert numbers == list(range(1, len(numbers) + 1))
    for moment, then in history.items():
        assert shown(store, moment) == then
    store.close()
