"""Find a Chromium for the browser tests and the screenshots; run as a script, install one when there is none."""

import os
import shutil
import subprocess
import sys

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")

# Without a sandbox it runs as root in a container; the rest keeps it from calling home or depending on a GPU.
ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


def executable() -> str | None:
    """The path of the Chromium to use: PEIL_CHROMIUM, or the first one on the PATH, or None."""
    if named := os.environ.get("PEIL_CHROMIUM"):
        return named
    return next((path for name in NAMES if (path := shutil.which(name))), None)


def main() -> None:
    if executable():
        return
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        sys.exit(
            "The browser tests need Chromium and there is none. Install it (Debian: sudo apt-get install chromium), "
            "or say where it is: PEIL_CHROMIUM=/path/to/chromium make test"
        )
    subprocess.run(["apt-get", "update", "--quiet"], check=True)
    subprocess.run(["apt-get", "install", "--quiet", "--yes", "--no-install-recommends", "chromium"], check=True)
    if not executable():
        sys.exit("apt-get installed the package chromium, yet there is no chromium on the PATH.")


if __name__ == "__main__":
    main()
