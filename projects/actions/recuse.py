import datetime as dt
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation, User
from audit.record import record
from cluster_portal.shared.errors import InvalidInput, require
from projects import access
from projects.messages import recusals as messages
from projects.models import Proposal, Recusal, RecusalGround
from projects.queries.recusals import proposals_behind


@transaction.atomic
def recuse(
    user: User, *, by: User, ground: str, text: str, organisation: Organisation | None = None, proposal: Proposal | None = None,
    at: dt.datetime | None = None,
) -> Recusal:  # fmt: skip
    """Keep somebody of an office away from an organisation and all it hands in, or from one proposal.

    From now on nothing about it is shown to the person; colleagues of the regions concerned are asked to take over.
    Said twice, it is one recusal.

    Raises:
        InvalidInput: without a ground, words, or what it is about.
    """
    at = at or timezone.now()
    require(access.may_recuse(by, user))
    errors: dict[str, Any] = {}
    if (organisation is None) == (proposal is None):
        errors["organisation"] = _("Name the organisation or the proposal.")
    if ground not in RecusalGround.values:
        errors["ground"] = _("Choose the ground.")
    if not text.strip():
        errors["text"] = _("Please say in a few words what the tie is.")
    if errors:
        raise InvalidInput(errors)
    lock_person(user.pk)
    recusal, made = Recusal.objects.get_or_create(
        user=user, organisation=organisation, proposal=proposal, ended_at=None,
        defaults={"ground": ground, "text": text.strip(), "by": by, "at": at},
    )  # fmt: skip
    if made:
        announce(recusal, by=by, at=at)
    for person in (user, by):
        if person.pk == user.pk:
            person.keeps_away = True
            access.forget_wall(person)
    return recusal


def lock_person(pk: int) -> None:
    """Held until the transaction ends; from now on the person is known to keep away from something."""
    User.objects.select_for_update(no_key=True).get(pk=pk)
    User.objects.filter(pk=pk).update(keeps_away=True)


def announce(recusal: Recusal, *, by: User, at: dt.datetime) -> None:
    """Write it down and ask colleagues to take over."""
    behind = proposals_behind(recusal)
    event = record(
        stream=recusal.stream, verb="recused", by=by, at=at,
        data={
            "user": recusal.user.key, "organisation": recusal.organisation_id, "proposal": recusal.proposal_id,
            "ground": recusal.ground, "found": recusal.found, "proposals": sorted(proposal.pk for proposal in behind),
        },
    )  # fmt: skip
    messages.colleague_recused(event, recusal, behind)
