"""Find a LibreOffice to open packs with; run as a script, install one when there is none."""

import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

NAMES = ("soffice", "libreoffice")
PACKAGES = ("libreoffice-writer-nogui", "libreoffice-impress-nogui", "libreoffice-calc-nogui")


def executable() -> str | None:
    """The path of the LibreOffice on the PATH, or None."""
    return next((path for name in NAMES if (path := shutil.which(name))), None)


def to_pdf(files: Sequence[Path], folder: Path) -> list[Path]:
    """The files as LibreOffice opens and prints them, without a screen and with settings of its own."""
    office = executable()
    assert office, "LibreOffice is not there: make office"
    settings = f"-env:UserInstallation={(folder / 'settings').as_uri()}"
    said = subprocess.run(
        [office, settings, "--headless", "--convert-to", "pdf", "--outdir", str(folder), *map(str, files)],
        capture_output=True,
        text=True,
        check=True,
    )
    assert "rror" not in said.stdout + said.stderr, said
    return [folder / f"{file.stem}.pdf" for file in files]


def main() -> None:
    if executable():
        return
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        sys.exit(
            "The tests of packs need LibreOffice and there is none. Install it (Debian: sudo apt-get install "
            f"--no-install-recommends {' '.join(PACKAGES)})."
        )
    subprocess.run(["apt-get", "update", "--quiet"], check=True)
    subprocess.run(["apt-get", "install", "--quiet", "--yes", "--no-install-recommends", *PACKAGES], check=True)
    if not executable():
        sys.exit("apt-get installed LibreOffice, yet there is no soffice on the PATH.")


if __name__ == "__main__":
    main()
