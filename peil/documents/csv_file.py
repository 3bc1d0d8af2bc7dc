"""CSV: a row per figure under code names, for programs and for who works on."""

import csv
import io

from peil.documents import TakenHome
from peil.exporting import safe_cell


def csv_file(taken: TakenHome) -> bytes:
    """The records, each with the stamp of the view.

    UTF-8 with a byte order mark, so that Excel reads the accents; texts that look like formulas are defused; a blank
    cell is nothing at all.
    """
    stamp = taken.stamp()
    buffer = io.StringIO(newline="")
    writer = csv.DictWriter(buffer, [*taken.answer.names(), *stamp], lineterminator="\r\n")
    writer.writeheader()
    for row in taken.answer.records():
        writer.writerow(
            {name: safe_cell(cell) if isinstance(cell, str) else cell for name, cell in (row | stamp).items()}
        )
    return buffer.getvalue().encode("utf-8-sig")
