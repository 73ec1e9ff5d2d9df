"""PNG and JPEG: whole, honest about their size, and not too large to open."""

import warnings
from typing import IO

from django.utils.translation import gettext_lazy as _
from PIL import Image, UnidentifiedImageError

from documents.inspection.refusals import RefusedFile

MOST_PIXELS = 50_000_000  # what a phone's camera takes; a progressive JPEG of it needs some 150 MB to open

UNREADABLE = _("The picture is damaged or cut off. Save or take it again, then upload it.")


def inspect_png(file: IO[bytes]) -> None:
    """Every chunk's checksum holds up to the end mark; nothing is unpacked."""
    picture = open_picture(file, formats=("PNG",))
    try:
        picture.verify()
    except Exception as damage:  # Pillow raises SyntaxError, OSError, struct.error, EOFError ...
        raise RefusedFile(UNREADABLE, code="unreadable") from damage


def inspect_jpeg(file: IO[bytes]) -> None:
    """Decoded at an eighth of its size: enough to find a cut-off picture, cheap in memory."""
    picture = open_picture(file, formats=("JPEG", "MPO"))  # phones write MPO under the name JPEG
    picture.draft("RGB", (max(1, picture.width // 8), max(1, picture.height // 8)))
    try:
        picture.load()
    except Exception as damage:
        raise RefusedFile(UNREADABLE, code="unreadable") from damage


def open_picture(file: IO[bytes], *, formats: tuple[str, ...]) -> Image.Image:
    """The header only. The pixel limit is ours: Pillow's own is a warning."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            picture = Image.open(file, formats=formats)
    except Image.DecompressionBombError as bomb:
        raise too_many_pixels() from bomb
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError) as damage:
        raise RefusedFile(UNREADABLE, code="unreadable") from damage
    if picture.width * picture.height > MOST_PIXELS:
        raise too_many_pixels()
    return picture


def too_many_pixels() -> RefusedFile:
    return RefusedFile(
        _("The picture has more than 50 million pixels. Make it smaller, then upload it again."),
        code="too-many-pixels",
    )
