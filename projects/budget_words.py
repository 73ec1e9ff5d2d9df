"""A budget breach said to a person, with the amounts in it."""

from collections.abc import Callable
from fractions import Fraction

from django.utils.translation import gettext_lazy as _

from projects.budgeting import Breach, BreachCode, Key, percent

SENTENCES = {
    BreachCode.NOT_WHOLE_WON: _("Amounts are whole won, without decimals."),
    BreachCode.NEGATIVE: _("An amount cannot be below zero: ₩%(actual)s."),
    BreachCode.UNKNOWN_PARTNER: _("This row belongs to no partner of the proposal."),
    BreachCode.UNKNOWN_ITEM: _("This cost item is not in the rulebook."),
    BreachCode.UNKNOWN_SOURCE: _("A row is paid by the grant, in own cash or in kind."),
    BreachCode.EMPTY_BUDGET: _("The budget is empty."),
    BreachCode.NO_GRANT: _("The budget asks for no grant."),
    BreachCode.OVER_CAP: _("The grant asked for, ₩%(actual)s, is above the cap of ₩%(limit)s by ₩%(short)s."),
    BreachCode.PUBLIC_SHARE: _(
        "%(partner)s: the grant carries %(actual)s%% of its part, at most %(limit)s%% is allowed. Move ₩%(short)s to own money."
    ),
    BreachCode.CASH_SHARE: _(
        "%(partner)s: %(actual)s%% of its own money is cash, at least %(limit)s%% is needed. "
        "Turn ₩%(short)s from in-kind into cash."
    ),
}


def breach_sentence(breach: Breach, name_of: Callable[[Key], str]) -> str:
    """The breach in the reader's language; `name_of` turns a partner's key into its name."""
    return str(SENTENCES[breach.code]) % {
        "partner": str(_("All partners together")) if breach.partner is None else name_of(breach.partner),
        "actual": _number(breach.actual, up=breach.code is BreachCode.PUBLIC_SHARE),
        "limit": _number(breach.limit),
        "short": _number(breach.short_krw),
    }


def _number(number: int | Fraction | None, *, up: bool = False) -> str:
    if isinstance(number, Fraction):
        return percent(number, up=up)
    return "" if number is None else f"{number:,}"
