"""What may have become of a database file, and what Peil should say about it."""

import shutil
import struct
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from peil.errors import StoreBehind, StoreDamaged, StoreMissing, StoreNewer, StoreUnusable
from peil.importing.gate import Options, import_path
from peil.store import Store
from tests.importing.conftest import HEADER


@dataclass(frozen=True)
class Broken:
    """``happen`` brings it about; ``way_out`` is a word of the sentence; a rebuild mends it or leaves it alone."""

    happen: Callable[[Path], object]
    error: type[StoreUnusable]
    way_out: str
    rebuild_mends: bool = True


def cut(database: Path) -> None:
    database.write_bytes(database.read_bytes()[: database.stat().st_size // 2])


def scramble(database: Path) -> None:
    content = bytearray(database.read_bytes())
    content[100:150] = bytes(range(50))
    database.write_bytes(content)


def scramble_log(database: Path) -> None:
    """As after a crash, the last writes stand in the log beside the file; and a byte of the log is wrong."""
    log = database.with_name("peil.duckdb.wal")
    store = Store(database)
    with store.transaction() as cursor:
        cursor.execute("insert into findings (submission_id, rule) select 1, 'blank' from range(1000)")
    copies = [shutil.copy(path, path.with_name(f"copy of {path.name}")) for path in (database, log)]
    store.close()
    for copy, path in zip(copies, (database, log), strict=True):
        copy.replace(path)
    content = bytearray(log.read_bytes())
    content[len(content) // 2] ^= 255
    log.write_bytes(content)


def become_folder(database: Path) -> None:
    database.unlink()
    database.mkdir()


def come_from_a_newer_peil(database: Path) -> None:
    store = Store(database)
    with store.cursor() as cursor:
        cursor.execute("comment on table submissions is '999 of the future'")
    store.close()


def come_from_a_newer_duckdb(database: Path) -> None:
    """Raises the storage version in the first block, whose checksum has to be right."""
    content = bytearray(database.read_bytes())
    content[12:20] = struct.pack("<Q", 9999)
    checksum = 5381
    for (word,) in struct.iter_unpack("<Q", content[8:4096]):
        checksum ^= word * 0xBF58476D1CE4E5B9 % 2**64
    content[:8] = struct.pack("<Q", checksum)
    database.write_bytes(content)


def fall_behind(database: Path) -> None:
    """An older copy of the database is put back, and the originals are not."""
    older = shutil.copy(database, database.with_name("older"))
    path = database.with_name("results.csv")
    path.write_text(f"{HEADER}\nPS,VISITS,ORG_STAD,2010-06-30,10\n")
    store = Store(database)
    assert import_path(store, path, Options(table="results")).submission_id == 2
    store.close()
    older.replace(database)
    path.unlink()


BROKEN = {
    "gone": Broken(Path.unlink, StoreMissing, "rebuild"),
    "empty": Broken(lambda database: database.write_bytes(b""), StoreDamaged, "rebuild"),
    "a text": Broken(lambda database: database.write_text("figures\n" * 9999), StoreDamaged, "rebuild"),
    "cut": Broken(cut, StoreDamaged, "rebuild"),
    "scrambled": Broken(scramble, StoreDamaged, "rebuild"),
    "a scrambled log": Broken(scramble_log, StoreDamaged, "rebuild"),
    "behind": Broken(fall_behind, StoreBehind, "rebuild"),
    "a folder": Broken(become_folder, StoreUnusable, "Move it away", rebuild_mends=False),
    "of a newer Peil": Broken(come_from_a_newer_peil, StoreNewer, "up to date", rebuild_mends=False),
    "of a newer DuckDB": Broken(come_from_a_newer_duckdb, StoreNewer, "up to date", rebuild_mends=False),
}
