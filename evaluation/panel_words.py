"""What a panel breaks, in words."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from evaluation.panel_shortage import sector_words
from evaluation.panels import PanelRules


def panel_sentences(problems: Sequence[str], rules: PanelRules, *, region: str, size: int) -> list[str]:
    """One sentence per code of `panels.panel_problems`, for a panel of `size` in the round of `region`."""
    needed = rules.others_needed(max(size, rules.size_min))
    words = {
        "too_small": _("A panel has at least %(size)d members.") % {"size": rules.size_min},
        "too_large": _("A panel has at most %(size)d members.") % {"size": rules.size_max},
        "other_regions": _("At least %(needed)d members must come from other regions than %(region)s.")
        % {"needed": needed, "region": region},
        "sector_mix": _("At least one member must come from each of these sectors: %(sectors)s.")
        % {"sectors": ", ".join(sector_words(one) for one in rules.sectors)},
        "one_per_organisation": _("At most one member may come from one organisation."),
        "conflict": _("A member has a conflict of interest."),
    }
    return [words[code] for code in problems]
