"""What a partner said yes to, when it is asked again."""

from audit.models import Event
from projects.models import Partner
from projects.terms import Terms


def terms_last_consented(partner: Partner) -> Terms | None:
    """The terms of the last yes that later changes made void; None when there was no yes, or it still stands. One query."""
    if partner.consented_at is None:
        return None
    voided = Event.objects.filter(
        stream=partner.proposal.stream, verb="consent-voided", data__partner=partner.pk, at__gte=partner.consented_at
    )
    first = voided.order_by("seq").first()
    return first.data["before"] if first else None
