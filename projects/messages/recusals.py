"""Who is asked to take over when somebody of an office keeps away."""

from collections.abc import Sequence

from django.db.models import Q
from django.urls import reverse

from accounts.models import HQ_ROLES, Role, User
from audit.models import Event
from notifications.outbox import queue_messages
from projects.models import Proposal, Recusal
from projects.queries.recusals import recused_from

NAMED = 10  # proposals a letter names


def colleague_recused(event: Event, recusal: Recusal, proposals: Sequence[Proposal]) -> None:
    """To the other people of the regions concerned and to the programme office; the tie itself is not in the letter."""
    if not proposals:
        return
    regions = {proposal.region_id for proposal in proposals if proposal.region_id}
    others = recused_from(Proposal.objects.filter(pk__in=[proposal.pk for proposal in proposals]))
    offices = Q(grants__role__in=HQ_ROLES, grants__region__in=regions) | Q(grants__role=Role.CENTRAL)
    people = (
        User.objects.filter(offices, is_active=True, grants__ended_at__isnull=True)
        .exclude(pk__in={recusal.user_id, *others})
        .distinct()
    )
    context = {
        "name": str(recusal.user),
        "number": len(proposals),
        "proposals": [proposal.ref for proposal in proposals[:NAMED]],
        "more": max(0, len(proposals) - NAMED),
        "link": reverse("projects:recusal-list"),
    }
    queue_messages("projects/colleague-recused", people, about=event, context=context)
