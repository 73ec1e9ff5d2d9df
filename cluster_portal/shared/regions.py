"""The seven regions' keys and names, for floors below `clusters`, where the regions themselves live.

`load_reference` refuses a region that is not here, so the two cannot part.
"""

from django.utils.translation import gettext_lazy as _

REGIONS = {
    "capital": _("Capital Region"),
    "chungcheong": _("Chungcheong Region"),
    "honam": _("Honam Region"),
    "daegyeong": _("Daegyeong Region"),
    "dongnam": _("Dongnam Region"),
    "gangwon": _("Gangwon Region"),
    "jeju": _("Jeju Region"),
}


def region_name(code: str) -> str:
    """The region's name in the reader's language; empty for none."""
    return str(REGIONS.get(code, code))
