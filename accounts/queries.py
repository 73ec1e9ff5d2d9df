"""Reads about people and organisations."""

from django.db.models import Prefetch, Q, QuerySet

from accounts.models import Grant, Invitation, JoinRequest, Organisation, User
from cluster_portal.shared.regions import REGIONS

RUNNING = Q(ended_at__isnull=True)


def members(organisation: Organisation) -> QuerySet[Grant]:
    return organisation.grants.filter(RUNNING).select_related("user").order_by("role", "user__name")


def open_invitations(organisation: Organisation) -> QuerySet[Invitation]:
    return organisation.invitations.filter(accepted_at__isnull=True, revoked_at__isnull=True).order_by("-invited_at")


def open_join_requests(organisation: Organisation) -> QuerySet[JoinRequest]:
    return organisation.join_requests.filter(answered_at__isnull=True).select_related("user").order_by("asked_at")


def people(words: str = "") -> QuerySet[User]:
    """Everybody with their running roles; `words` in name or e-mail."""
    found = User.objects.prefetch_related(
        Prefetch("grants", Grant.objects.filter(RUNNING).select_related("organisation"), to_attr="running")
    )
    for word in words.split():
        found = found.filter(Q(name__icontains=word) | Q(email__icontains=word))
    return found


def region_names() -> list[tuple[str, str]]:
    """(code, name) of the seven regions. The regions' own table lies above; these are its keys."""
    return [(code, str(name)) for code, name in REGIONS.items()]
