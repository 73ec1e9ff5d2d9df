"""What writers have not read yet of how their call was amended."""

from accounts.models import User
from projects.models import AmendmentReading, CallAmendment, Proposal


def unread_amendments(user: User, proposal: Proposal) -> list[CallAmendment]:
    """Made after the draft was begun and not yet read by this person; the oldest first. Nothing is asked where there are none."""
    if not proposal.call.amendment_number:
        return []
    read = AmendmentReading.objects.filter(call=proposal.call_id, user=user).values_list("number", flat=True).first() or 0
    if read >= proposal.call.amendment_number:
        return []
    return list(CallAmendment.objects.filter(call=proposal.call_id, number__gt=read, at__gt=proposal.created_at))
