"""The command line: what it says, and how it ends."""

import pytest

from peil import commands as command_line
from peil.store import Store
from tests.importing.conftest import HEADER

GOOD = f"{HEADER}\nPS,VISITS,ORG_STAD,2010-06-30,10\n"


@pytest.fixture
def peil(database, capsys):
    """``peil("import", path)`` returns (exit code, standard output, standard error)."""

    def run(*arguments):
        code = command_line.main(["--database", str(database), *map(str, arguments)])
        said = capsys.readouterr()
        assert "Traceback" not in said.out + said.err
        return code, said.out, said.err

    return run


def test_import_and_status(peil, tmp_path):
    path = tmp_path / "results.csv"
    path.write_text(GOOD)
    code, out, _ = peil("import", path, "--by", "ORG_STAD", "--received-at", "2010-07-01T10:00:00+02:00")
    assert (code, "stored as submission 2" in out) == (0, True)
    code, out, _ = peil("import", path)
    assert (code, "before, as submission 2" in out) == (0, True)
    code, out, _ = peil("status")
    assert code == 0
    assert "results.csv" in out
    assert "2010-07-01 08:00" in out


def test_a_refused_import_shows_the_first_findings_and_counts_the_rest(peil, tmp_path):
    path = tmp_path / "results.csv"
    path.write_text(f"{HEADER}\n" + "PS,VISITS,ORG_STAD,2010-06-30,\x1b[31mabc\n" * 30)
    path.write_text(path.read_text().replace("\x1b", ""))
    code, out, _ = peil("import", path)
    assert code == 2
    assert "results.csv, row 2, column value: This is not a number. ([31mabc)" in out
    assert out.count("error: results.csv") == 20
    assert "30  error: This is not a number. [not_a_number]" in out
    assert "findings" in out


def test_one_refused_file_does_not_stop_the_others(peil, tmp_path):
    (tmp_path / "empty.csv").write_text("")
    (tmp_path / "results.csv").write_text(GOOD)
    code, out, err = peil("import", tmp_path / "empty.csv", tmp_path / "results.csv")
    assert (code, "empty" in err, "submission 2" in out) == (2, True, True)


def test_withdraw_export_and_rebuild(peil, tmp_path):
    assert peil("export", tmp_path / "out")[0] == 0
    assert peil("export", tmp_path / "out")[0] == 2
    assert peil("withdraw", 1, "--reason", "wrong file")[0] == 0
    assert peil("withdraw", 1, "--reason", "wrong file")[0] == 2
    code, out, _ = peil("rebuild")
    assert (code, "1 submissions" in out) == (0, True)


def test_files_of_one_day_come_in_one_after_the_other(peil, tmp_path):
    for value in (10, 11):
        (tmp_path / f"results_{value}.csv").write_text(GOOD.replace(",10\n", f",{value}\n"))
    paths = sorted(tmp_path.glob("results_*.csv"))
    code, out, _ = peil("import", *paths, "--table", "results", "--received-at", "2011-01-01")
    assert (code, out.count("was stored")) == (0, 2)
    (tmp_path / "results_12.csv").write_text(GOOD.replace(",10\n", ",12\n"))
    code, _, err = peil("import", tmp_path / "results_12.csv", "--table", "results", "--received-at", "2011-01-01")
    assert (code, "not later than all that is stored" in err) == (2, True)


def test_a_withdrawal_without_a_reason(peil):
    code, _, err = peil("withdraw", 1, "--reason", "  ")
    assert (code, "needs a reason" in err) == (2, True)


def test_a_bug_is_logged_and_not_shown(peil, database, monkeypatch):
    def broken(path, tell):
        raise RuntimeError("a bug")

    monkeypatch.setattr(command_line.originals, "open_store", broken)
    code, _, err = peil("status")
    assert (code, "went wrong" in err, "a bug" in err) == (1, True, False)
    assert "RuntimeError: a bug" in (database.parent / "peil.log").read_text()


def test_setup_imports_the_published_figures_once(peil, database, monkeypatch, region):
    monkeypatch.setattr(command_line, "PUBLISHED", region)
    code, out, _ = peil("setup")
    assert (code, "before, as submission 1" in out) == (0, True)
    Store(database).close()


def test_check_runs_every_standing_rule(peil, database):
    assert peil("setup")[0] == 0
    code, out, _ = peil("check")
    assert code == 0
    assert "within_tolerance partnership_id=SUCCES subject=ORG_MDI" in out
    assert "fail partnership_id=SUCCES stated=43.0 computed=41.0" in out
