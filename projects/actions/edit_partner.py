import datetime as dt
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from audit.record import record
from cluster_portal.shared.errors import InvalidInput, StaleVersion, require
from clusters.models import Plant
from projects import access
from projects.actions.void_consent import void_consent
from projects.dossier import terms_of_partner
from projects.models import Partner, Proposal
from projects.queries.proposals import rows_of
from projects.states import PartnerRole

TASK_MAX = Partner._meta.get_field("task").max_length or 0


@transaction.atomic
def edit_partner(
    partner: Partner, *, by: User, role: str | None = None, task: str | None = None, plant: Plant | None = None,
    base_version: int | None = None, at: dt.datetime | None = None,
) -> Partner:  # fmt: skip
    """Change a partner's role, task or plant; what is None stays. A consent to other terms is void, and it is told so.

    A partner's own people describe its task and choose its plant; its role is the lead's to give. The lead stays the
    lead, and its plant is chosen with the proposal (`edit_proposal`).

    Raises:
        NotAllowed, DomainError: code "not-writable" or "not-a-partner".
        InvalidInput: beside "role", "task" or "plant".
        StaleVersion: when the partner's part changed since `base_version`.
    """
    at = at or timezone.now()
    proposal = Proposal.objects.lock(partner.proposal_id)
    partner = Partner.objects.standing(partner.pk, proposal)
    require(access.may_edit_part(by, partner))
    require(role in (None, partner.role) or access.may_edit(by, proposal))
    proposal.require_writable("partners", at)
    if base_version not in (None, partner.version):
        raise StaleVersion(
            current={"role": partner.role, "task": partner.task, "plant": partner.plant_id}, version=partner.version
        )
    rows = rows_of(partner)
    before = terms_of_partner(proposal, partner, rows)
    changed = _changed(partner, role, task, plant)
    if not changed:
        return partner
    for name, value in changed.items():
        setattr(partner, name, value)
    partner.version += 1
    partner.save(update_fields=[*changed, "version"])
    told = {name: getattr(value, "pk", value) for name, value in changed.items()}
    record(
        stream=proposal.stream, verb="partner-edited", by=by, at=at, data={"partner": partner.pk, "name": str(partner), **told}
    )
    void_consent(partner, before=before, after=terms_of_partner(proposal, partner, rows), by=by, at=at)
    return partner


def _changed(partner: Partner, role: str | None, task: str | None, plant: Plant | None) -> dict[str, Any]:
    changed: dict[str, Any] = {}
    if role is not None and role != partner.role:
        if partner.is_lead or role not in (PartnerRole.PARTICIPANT, PartnerRole.DEMAND):
            raise InvalidInput({"role": _("A proposal has one lead, from its beginning to its end.")})
        changed["role"] = role
    if task is not None and (task := task.replace("\r\n", "\n").strip()) != partner.task:
        if len(task) > TASK_MAX:
            raise InvalidInput({"task": _("At most %(max)s characters.") % {"max": f"{TASK_MAX:,}"}})
        changed["task"] = task
    if plant is not None and plant.pk != partner.plant_id:
        if partner.is_lead:
            raise InvalidInput({"plant": _("The lead's plant is chosen in the first step.")})
        if plant.organisation_id != partner.organisation_id or not plant.is_active:
            raise InvalidInput({"plant": _("Choose a plant of this partner that is in use.")})
        changed["plant"] = plant
    return changed
