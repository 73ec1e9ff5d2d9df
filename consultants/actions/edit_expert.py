from collections.abc import Iterable
from typing import Any

from django.db import transaction

from accounts.models import User
from audit.record import record
from cluster_portal.shared.errors import require
from consultants import access
from consultants.models import Expert, FormerEmployment

OWN_WORD = frozenset(
    {"organisation", "department", "position", "region", "sector", "industries", "keywords", "is_available", "load_cap", "gender"}
)
PROGRAMMES_WORD = frozenset({"is_active", "yearly_cap"})
PERSONS_WORD = frozenset({"gender"})  # nobody says it for another


@transaction.atomic
def edit_expert(expert: Expert, *, by: User, former_employments: Iterable[dict[str, Any]] | None = None, **facts: Any) -> Expert:
    """Change what is known of an expert; `former_employments`, when given, replaces the list.

    The history names the fields, and says the whole list of earlier employments before and after: conflicts are found in it.

    An expert writes their own profile; whether they are in the pool, and how often they serve, is the programme
    office's to say.

    Raises:
        NotAllowed, TypeError: for a field nobody may edit here.
    """
    expert = Expert.objects.select_for_update(no_key=True).get(pk=expert.pk)
    require(access.may_edit_profile(by, expert))
    if unknown := facts.keys() - OWN_WORD - PROGRAMMES_WORD:
        raise TypeError(f"not facts of an expert: {sorted(unknown)}")
    if facts.keys() & PROGRAMMES_WORD:
        require(access.may_manage_experts(by))
    if facts.keys() & PERSONS_WORD:
        require(expert.user_id == by.pk)
    for name, value in facts.items():
        setattr(expert, name, value)
    if facts:
        expert.save(update_fields=sorted(facts))
    data: dict[str, Any] = {"fields": sorted(facts)}
    if former_employments is not None:
        was = list(expert.former_employments.all())
        career = [FormerEmployment(expert=expert, **row) for row in former_employments]
        if _told(was) != _told(career):
            expert.former_employments.all().delete()
            FormerEmployment.objects.bulk_create(career)
            data |= {"career": _told(career), "career_was": _told(was)}
    record(stream=expert.stream, verb="edited", by=by, data=data)
    return expert


def _told(career: Iterable[FormerEmployment]) -> list[dict[str, Any]]:
    """As the history keeps it, in one order."""
    return [
        {
            "employer": f"organisation/{one.organisation_id}" if one.organisation_id else one.organisation_name,
            "department": one.department,
            "from": one.started_on,
            "to": one.ended_on,
        }
        for one in sorted(career, key=lambda one: (one.started_on, one.ended_on, one.organisation_id or 0, one.organisation_name))
    ]
