"""Where the bytes live: one copy per content, under its SHA-256, outside the web root.

The only module that knows it is a folder (`MEDIA_ROOT`). A file is visible under its hash only when it is
complete and on the disk: written aside, flushed, then renamed.
"""

import os
import shutil
import uuid
from pathlib import Path
from typing import IO

from django.conf import settings


def path_of(sha256: str) -> Path:
    return Path(settings.MEDIA_ROOT) / sha256[:2] / sha256[2:4] / sha256


def keep(file: IO[bytes], sha256: str) -> None:
    """Keep these bytes under their hash. Twice, or from two workers at once, is the same as once."""
    target = path_of(sha256)
    if target.exists():
        return
    target.parent.mkdir(parents=True, exist_ok=True)
    aside = target.with_name(f"{sha256}.{uuid.uuid4().hex}.part")
    try:
        with aside.open("xb") as copy:
            aside.chmod(0o600)
            file.seek(0)
            shutil.copyfileobj(file, copy, 1 << 20)
            copy.flush()
            os.fsync(copy.fileno())
        aside.replace(target)
        flush_folder(target.parent)
    finally:
        aside.unlink(missing_ok=True)


def flush_folder(folder: Path) -> None:
    """The new name itself must survive a power cut too."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def open_kept(sha256: str) -> IO[bytes]:
    """
    Raises:
        FileNotFoundError: when the store has lost it.
    """
    return path_of(sha256).open("rb")
