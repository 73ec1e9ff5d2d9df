"""Why a file is turned away, always with what the sender can do about it."""

from typing import Any

from cluster_portal.shared.errors import InvalidInput


class RefusedFile(InvalidInput):
    """The file was read and is not acceptable.

    `code` names the rule for machines and tests: empty, too-large, unknown-type, old-office-format,
    wrong-ending, unreadable, encrypted, macro, active-content, embedded-file, remote-content,
    archive-bomb, unsafe-path, nested-archive, too-many-pixels, missing.
    """

    def __init__(self, message: Any, *, code: str) -> None:
        super().__init__({"file": message}, code=code)
