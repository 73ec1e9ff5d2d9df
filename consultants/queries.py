"""Reads over the experts' pool."""

from typing import Any

from django.db.models import Q, QuerySet

from consultants.models import Expert


def pool() -> QuerySet[Expert]:
    """Everyone who may be asked, with person and affiliation joined."""
    return Expert.objects.ready().select_related("user", "organisation", "region")


def expert_list(user: Any, *, region: str = "", sector: str = "", words: str = "", industry: str = "") -> QuerySet[Expert]:
    """The pool as `user` may see it, narrowed; every word is in the name, the affiliation or a keyword."""
    found = Expert.objects.visible_to(user).select_related("user", "organisation", "region")
    if region:
        found = found.filter(region=region)
    if sector:
        found = found.filter(sector=sector)
    if industry:
        found = found.filter(industries__contains=[industry])
    for word in words.split():
        found = found.filter(
            Q(user__name__icontains=word) | Q(organisation__name_ko__icontains=word) | Q(keywords__contains=[word])
        )
    return found
