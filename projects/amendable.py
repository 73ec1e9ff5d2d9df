"""What may be amended in a published call: its words and, to a later time, its closing. Never its frame.

Year, region, rulebook, tracks and the time of opening stay as they were published: a call for which they were wrong is
let run out and published anew.
"""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

# In the order in which a reader meets them.
WORDS: Mapping[str, Any] = {
    "title_ko": _("Title of the call"),
    "title_en": _("Title in English"),
    "summary_ko": _("In one sentence"),
    "summary_en": _("In one sentence, in English"),
    "body_ko": _("Text of the call"),
    "body_en": _("Text in English"),
}


def changed(standing: Mapping[str, str], wanted: Mapping[str, str]) -> dict[str, str]:
    """The texts that differ from what stands, as they will stand; spaces at the ends and kinds of line ends do not count."""
    tidy = {name: _tidy(wanted[name]) for name in WORDS if name in wanted}
    return {name: text for name, text in tidy.items() if text != _tidy(standing[name])}


def _tidy(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n").replace("\x00", "").strip()
