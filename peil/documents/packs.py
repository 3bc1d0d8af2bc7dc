"""The files of a pack: which forms there are, how one is made, and how they are written into a folder."""

import contextlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from peil.answers import choices
from peil.answers.pack import Pack, closure_report, minutes, pack
from peil.answers.view import View
from peil.documents.docx_file import docx_file
from peil.documents.pack_page import pack_page
from peil.documents.pack_workbook import pack_workbook
from peil.documents.pdf import pdf
from peil.documents.slides import slides
from peil.store import disk_full
from peil.texts import N_


@dataclass(frozen=True)
class Form:
    """A kind of file: what people call it, its media type, and what makes it."""

    title: str
    media: str
    make: Callable[[Pack], bytes]


_OFFICE = "application/vnd.openxmlformats-officedocument"
FORMS: Mapping[str, Form] = {
    "pdf": Form(N_("PDF, to print and to read"), "application/pdf", pdf),
    "docx": Form(N_("Word, to edit"), f"{_OFFICE}.wordprocessingml.document", docx_file),
    "pptx": Form(N_("PowerPoint, for the wall"), f"{_OFFICE}.presentationml.presentation", slides),
    "xlsx": Form(N_("Excel, every row"), f"{_OFFICE}.spreadsheetml.sheet", pack_workbook),
    "html": Form(N_("One page that works offline"), "text/html; charset=utf-8", pack_page),
}


def make(view: View, meeting: str | None, form: str) -> bytes:
    """The pack of a meeting, or of none in particular, in one form."""
    return FORMS[form].make(pack(view, meeting))


def make_minutes(view: View, kind: str, meeting: str, form: str) -> bytes:
    """The minutes of a meeting in one form."""
    return FORMS[form].make(minutes(view, kind, meeting))


def make_closure(view: View, form: str) -> bytes:
    """The closure report of a partnership in one form."""
    return FORMS[form].make(closure_report(view))


def file_name(view: View, meeting: str | None, form: str, what: str = "pack") -> str:
    """What the file of a pack, or of a closure report, is called."""
    parts = (f"peil-{what}", view.partnership, meeting or "", view.as_of.isoformat(), view.language)
    return "-".join(part for part in parts if part).lower().replace("/", "_").replace("\\", "_") + f".{form}"


def write(
    view: View, meeting: str | None, forms: Sequence[str], folder: Path, *, closure: bool = False
) -> Iterator[Path]:
    """Writes the pack of a meeting, or the closure report, into a folder and gives each file as it is there, whole or
    not at all.

    Raises DiskFull when there is no room, and UnknownChoice for a form that is not there.
    """
    for form in forms:
        choices.one_of("forms", form, list(FORMS), form)
    made = closure_report(view) if closure else pack(view, meeting)
    for form in forms:
        file = folder / file_name(view, meeting, form, "closure" if closure else "pack")
        _write(file, FORMS[form].make(made))
        yield file


def _write(file: Path, content: bytes) -> None:
    half = file.with_name(f".{file.name}.half")
    try:
        half.write_bytes(content)
        half.replace(file)
    except OSError as error:
        with contextlib.suppress(OSError):
            half.unlink(missing_ok=True)
        if full := disk_full(error, file):
            raise full from error
        raise
