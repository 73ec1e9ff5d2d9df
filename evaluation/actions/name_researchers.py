import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from audit.record import record
from cluster_portal.shared.errors import InvalidInput, require
from evaluation import access
from evaluation.actions import objecting
from evaluation.models import Researcher
from projects.models import Partner, Proposal


@dataclass(frozen=True, slots=True)
class NamedResearcher:
    """Somebody who takes part, for one of the proposal's organisations."""

    organisation_id: int
    name: str
    department: str = ""
    is_principal: bool = False


@transaction.atomic
def name_researchers(
    proposal: Proposal, *, by: User, researchers: Iterable[NamedResearcher], at: dt.datetime | None = None
) -> list[Researcher]:
    """Say who takes part and from which department: the whole list, in place of the one before, which stays as history.

    The law bars relatives and the own department of those named; without names only organisations can be looked at.

    Raises:
        InvalidInput: for an organisation that takes no part, or somebody named twice.
        DomainError: code "objections-closed".
    """
    at = at or timezone.now()
    proposal, round = objecting.locked(proposal)
    require(access.may_object(by, proposal) or access.may_decide_objection(by, proposal))
    objecting.require_open(proposal, round)
    wanted = _checked(proposal, list(researchers))
    standing = {_said(one): one for one in Researcher.objects.standing().filter(proposal=proposal)}
    gone = [one.pk for said, one in standing.items() if said not in wanted]
    Researcher.objects.filter(pk__in=gone).update(removed_at=at)
    Researcher.objects.bulk_create(
        Researcher(
            proposal=proposal,
            organisation_id=organisation,
            name=name,
            department=department,
            is_principal=principal,
            by=by,
            at=at,
        )
        for organisation, name, department, principal in wanted
        if (organisation, name, department, principal) not in standing
    )
    if gone or wanted - standing.keys():
        record(stream=proposal.stream, verb="researchers-named", by=by, at=at, data={"number": len(wanted)})
    return list(Researcher.objects.standing().filter(proposal=proposal))


def _said(one: Researcher) -> tuple[int, str, str, bool]:
    return one.organisation_id, one.name, one.department, one.is_principal


def _checked(proposal: Proposal, researchers: list[NamedResearcher]) -> set[tuple[int, str, str, bool]]:
    takes_part = set(Partner.objects.filter(proposal=proposal).values_list("organisation", flat=True)) | {proposal.lead_id}
    seen, wanted = set(), set()
    for one in researchers:
        name = " ".join(one.name.split())
        if not name or one.organisation_id not in takes_part:
            raise InvalidInput({"researchers": _("Name the person and an organisation of the proposal.")})
        if (one.organisation_id, name) in seen:
            raise InvalidInput({"researchers": _("%(name)s is named twice.") % {"name": name}})
        seen.add((one.organisation_id, name))
        wanted.add((one.organisation_id, name, " ".join(one.department.split()), one.is_principal))
    return wanted
