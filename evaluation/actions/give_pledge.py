import datetime as dt

from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from audit.record import record
from cluster_portal.shared.canonical import sha256_hex
from cluster_portal.shared.errors import DomainError, require
from evaluation import access, pledge
from evaluation.models import PanelMember, Round
from evaluation.states import MemberStatus


@transaction.atomic
def give_pledge(member: PanelMember, *, by: User, at: dt.datetime | None = None) -> PanelMember:
    """Sign the pledge of fairness and confidentiality. Its edition and the digest of its words go into the round's history.

    Raises:
        DomainError: code "not-accepted".
    """
    at = at or timezone.now()
    round = Round.objects.locked(member.round)
    member = PanelMember.objects.select_for_update(no_key=True, of=("self",)).joined().get(pk=member.pk)
    require(access.may_answer(by, member))
    if member.status != MemberStatus.ACCEPTED:
        raise DomainError(_("Please accept the invitation first."), code="not-accepted")
    if member.pledged_at:
        return member
    member.pledged_at = at
    member.save(update_fields=["pledged_at"])
    with translation.override("ko"):
        words = "\n".join(str(sentence) for sentence in pledge.SENTENCES)
    record(
        stream=round.stream, verb="pledge-given", by=by, at=at,
        data={"seat": member.seat_name, "edition": pledge.EDITION, "sha256": sha256_hex(words)},
    )  # fmt: skip
    return member
