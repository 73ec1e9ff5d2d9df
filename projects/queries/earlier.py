"""A firm's earlier proposals, as material for a new one."""

from collections.abc import Collection, Iterable

from django.db.models import QuerySet

from accounts.models import User
from projects import access
from projects.models import Answer, Partner, Proposal, TakeOver
from projects.states import PartnerRole, PartnerStatus

SHOWN = 30


def earlier_proposals(user: User, organisations: Collection[int]) -> QuerySet[Proposal]:
    """Led by one of these firms, for which the person writes; the newest first. Drafts are among them."""
    mine = set(user.organisation_ids(*access.WRITES)) & set(organisations)
    return Proposal.objects.filter(lead__in=mine).select_related("call").defer("search_text").order_by("-pk")


def earlier_texts(user: User, proposal: Proposal, field: str) -> list[Answer]:
    """What the same firm's other proposals say to this question; the newest first. One statement."""
    others = earlier_proposals(user, [proposal.lead_id]).exclude(pk=proposal.pk)
    texts = Answer.objects.filter(proposal__in=others.order_by(), field=field).exclude(text="")
    return list(texts.select_related("proposal__call").order_by("-updated_at", "-pk")[:SHOWN])


def has_earlier(user: User, proposal: Proposal) -> bool:
    return earlier_proposals(user, [proposal.lead_id]).exclude(pk=proposal.pk).exists()


def take_over_of(proposal: Proposal) -> TakeOver | None:
    return TakeOver.objects.filter(proposal=proposal).select_related("source__call").first()


def not_invited_yet(proposal: Proposal, partners: Iterable[Partner]) -> list[Partner]:
    """Who took part in the proposal this draft was begun from and has no place in it. One statement."""
    earlier = (
        Partner.objects.filter(proposal__taken_over_by__proposal=proposal)
        .exclude(role=PartnerRole.LEAD)
        .exclude(status__in=[PartnerStatus.REMOVED, PartnerStatus.DECLINED])
        .select_related("organisation")
        .order_by("pk")
    )
    there = {key for partner in partners for key in _keys(partner)}
    return [partner for partner in earlier if there.isdisjoint(_keys(partner))]


def _keys(partner: Partner) -> set[str]:
    """By what an organisation is recognised: its number, or the address it was invited by."""
    number = partner.organisation.brn if partner.organisation else partner.invited_brn
    return {key for key in (number, partner.invited_email.lower()) if key}
