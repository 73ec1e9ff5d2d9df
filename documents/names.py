"""File names as people gave them, made safe to keep and to show."""

import re
import unicodedata
from pathlib import PurePosixPath

LONGEST_NAME = 150  # characters; the store itself never uses this name
LONGEST_ENDING = 12  # what follows the last dot of a longer one is part of the name


def clean_name(declared: str) -> str:
    """The last part of a declared name, without characters that hide or redirect.

    Folder parts, control characters and text-direction overrides (which make `fdp.exe` look like
    `exe.pdf`) go; Korean letters typed apart on a Mac are joined (NFC). Never empty.
    """
    last = re.split(r"[\\/]", unicodedata.normalize("NFC", declared))[-1]
    visible = "".join(c if unicodedata.category(c)[0] != "C" else " " if c.isspace() else "" for c in last)
    tidy = re.sub(r'[\s<>:"|?*]+', " ", visible).strip(" .")
    ending = PurePosixPath(tidy).suffix
    ending = ending if len(ending) <= LONGEST_ENDING else ""
    stem = tidy.removesuffix(ending)[: LONGEST_NAME - len(ending)]
    return (stem.rstrip(" .") or "file") + ending


def ending_of(name: str) -> str:
    """`.PDF` and `.pdf` are the same ending; no ending is an empty string."""
    return PurePosixPath(name).suffix.lower()
