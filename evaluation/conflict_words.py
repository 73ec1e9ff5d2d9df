"""Facts of a conflict in the reader's language, each with where it is known from."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from accounts.models import Role
from consultants.models import WorkKind
from evaluation.conflicts import Fact

# %(who)s is an organisation; %(day)s when it ended.
SENTENCES: Mapping[str, Any] = {
    "signature": _lazy("Handed in, consented or wrote for %(who)s"),
    "account": _lazy("Holds an account of %(who)s"),
    "profile": _lazy("Works at %(who)s"),
    "career": _lazy("Worked at %(who)s"),
    "joint_work": _lazy("%(kind)s with %(who)s"),
    "relatives": _lazy("A relative works at %(who)s"),
    "register": _lazy("Works in the group %(family)s"),
    "sanctions": _lazy("Sanction of %(day)s"),
    "role": _lazy("Works as: %(role)s"),
    "peers": _lazy("Takes part in another proposal of the round; somebody who takes part here could judge that one"),
    "declaration": _lazy("Declared by the evaluator on %(day)s"),
    "objection": _lazy("The applicant's objection was followed on %(day)s"),
}
SOURCES: Mapping[str, Any] = {
    "signature": _lazy("submissions and consents"),
    "account": _lazy("roles of the account"),
    "profile": _lazy("profile"),
    "career": _lazy("career in the profile"),
    "joint_work": _lazy("joint work in the profile"),
    "relatives": _lazy("relatives in the profile"),
    "register": _lazy("register of organisations"),
    "sanctions": _lazy("sanctions on record"),
    "role": _lazy("roles of the account"),
    "peers": _lazy("submissions and consents"),
    "declaration": _lazy("declarations"),
    "objection": _lazy("decisions on objections"),
}
DATED = frozenset({"sanctions", "declaration", "objection"})  # whose sentence says the day itself
BY_NAME = " by name"
UNKNOWN_DEPARTMENT = "department unknown"


def sentence(fact: Fact, organisations: Mapping[int, Any]) -> str:
    """What makes it a conflict, and until when."""
    source = fact.source.removesuffix(BY_NAME)
    values = {
        "who": organisations[fact.organisation].name if fact.organisation in organisations else "–",
        "family": fact.family,
        "day": fact.day.isoformat() if fact.day else "",
        "kind": WorkKind(fact.detail).label if fact.detail in WorkKind.values else _("Work together"),
        "role": Role(fact.detail).label if fact.detail in Role.values else fact.detail,
    }
    words = str(SENTENCES[source]) % values if source in SENTENCES else source
    if fact.day and source not in DATED:
        words += " " + _("(until %(day)s)") % values
    return words + _more(fact)


def _more(fact: Fact) -> str:
    if fact.source == "relatives" and fact.detail == "named":
        return " · " + _("the proposal names somebody of that name there")
    if fact.source == "profile" and fact.detail:
        unknown = fact.detail == UNKNOWN_DEPARTMENT
        return " · " + (_("nobody's department is named there") if unknown else _("the same department"))
    return ""


def source(fact: Fact) -> str:
    """Where it is known from."""
    words = str(SOURCES.get(fact.source.removesuffix(BY_NAME), fact.source))
    return words + (" " + _("(by the organisation's name only)") if fact.source.endswith(BY_NAME) else "")
