"""A browser for the journeys: one on PATH, else Debian's, else Playwright's own."""

import os
import pathlib
import shutil
import subprocess
import sys
from typing import Any


def main() -> int:
    if any(shutil.which(name) for name in ("chromium", "chromium-browser", "google-chrome")):
        return 0
    if os.geteuid() == 0 and shutil.which("apt-get") and pathlib.Path("/etc/debian_version").exists():
        quiet: dict[str, Any] = {"stdout": subprocess.DEVNULL, "env": {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}}
        print("Installing Chromium (once)…")
        subprocess.run(["apt-get", "update", "-qq"], check=False, **quiet)
        if (
            subprocess.run(
                ["apt-get", "install", "-y", "-qq", "--no-install-recommends", "chromium"], check=False, **quiet
            ).returncode
            == 0
        ):
            return 0
    return subprocess.run([sys.executable, "-m", "playwright", "install", "chromium"], check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
