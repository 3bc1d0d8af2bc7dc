"""Our own copy of what is handed in, so that what is checked, stored and kept are the same bytes."""

import shutil
from pathlib import Path

from peil.errors import UnreadableFile
from peil.importing import packages, reading
from peil.importing.reading.sheet import printable
from peil.importing.source import File
from peil.store import disk_full

# What file systems take, with room for what is put behind it while it is written.
MAX_NAME_BYTES = 200


def copied(path: Path, file_name: str | None, folder: Path, *, is_package: bool) -> tuple[list[File], dict[str, Path]]:
    """Copies a file, to be known as ``file_name``, or the files of a data package into ``folder``.

    Returns the files to read, and every file by its name in the submission (also the descriptor).
    """
    if not is_package:
        shown = plain_name(file_name or path.name)
        reading.check_size(path)
        file = File(_copied(path, folder / plain_name(path.name)), shown)
        return [file], {shown: file.path}
    source = path if path.is_dir() else path.parent
    files = []
    for resource in packages.resources(source):
        reading.check_size(resource.path)
        copy = _copied(resource.path, folder / resource.name)
        files.append(
            File(copy, resource.name, resource.table, resource.delimiter, resource.encoding, resource.declared)
        )
    descriptor = _copied(source / packages.DESCRIPTOR, folder / packages.DESCRIPTOR)
    return files, {file.name: file.path for file in files} | {packages.DESCRIPTOR: descriptor}


def plain_name(file_name: str) -> str:
    """The name of a file as it may be stored and kept. Raises UnreadableFile when it holds what no name should."""
    if len(file_name.encode("utf-8", "replace")) > MAX_NAME_BYTES:
        raise UnreadableFile(
            f"The file name {printable(file_name[:40])}… is longer than {MAX_NAME_BYTES} characters; "
            "give the file a shorter name."
        )
    if not file_name.isprintable() or "/" in file_name or "\\" in file_name or file_name in (".", "..", ""):
        told = "".join(character if character.isprintable() else "?" for character in file_name)
        raise UnreadableFile(
            f"The file name {told} holds characters that no name should; rename it and hand it in again."
        )
    return file_name


def _copied(path: Path, target: Path) -> Path:
    target.parent.mkdir(parents=True, exist_ok=True)
    try:
        shutil.copyfile(path, target)
    except OSError as error:
        if full := disk_full(error, target):
            raise full from error
        raise UnreadableFile(f"{path.name} cannot be opened: {error.strerror or error}.") from error
    return target
