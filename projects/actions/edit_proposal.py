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
from projects.states import PartnerRole, PartnerStatus

TITLE_MAX = Proposal._meta.get_field("title").max_length or 0


@transaction.atomic
def edit_proposal(
    proposal: Proposal, *, by: User, title: str | None = None, track: str | None = None, plant: Plant | None = None,
    base_version: int | None = None, at: dt.datetime | None = None,
) -> Proposal:  # fmt: skip
    """Change the title, the track or the lead's plant; what is None stays.

    A track brings its own cap, a plant its complex and region. The history gains one line with what changed.

    Raises:
        NotAllowed, DomainError: code "not-writable".
        InvalidInput: beside "title", "track" or "plant".
        StaleVersion: when somebody changed it since `base_version`.
    """
    at = at or timezone.now()
    proposal = Proposal.objects.lock(proposal.pk)
    require(access.may_edit(by, proposal))
    for step in _steps(title, track, plant):
        proposal.require_writable(step, at)
    if base_version not in (None, proposal.version):
        raise StaleVersion(
            current={"title": proposal.title, "track": proposal.track, "plant": proposal.plant_id}, version=proposal.version
        )
    changed: dict[str, Any] = {}
    if title is not None and (title := _title(title)) != proposal.title:
        changed["title"] = proposal.title = title
    if track is not None and track != proposal.track:
        changed["track"] = _take_track(proposal, track)
    if plant is not None and plant.pk != proposal.plant_id:
        changed["plant"] = _take_plant(proposal, plant, by, at)
    if changed:
        proposal.version += 1
        proposal.save(update_fields=["title", "track", "cap_krw", "plant", "complex", "region", "version", "updated_at"])
        record(stream=proposal.stream, verb="edited", by=by, at=at, data=changed)
        proposal.refresh_from_db(fields=["region_count"])  # kept by the database
    return proposal


def _steps(title: str | None, track: str | None, plant: Plant | None) -> set[str]:
    return ({"project"} if (title, track) != (None, None) else set()) | ({"firm"} if plant else set())


def _title(title: str) -> str:
    title = " ".join(title.replace("\x00", "").split())
    if len(title) > TITLE_MAX:
        raise InvalidInput({"title": _("At most %(max)s characters.") % {"max": TITLE_MAX}})
    return title


def _take_track(proposal: Proposal, track: str) -> str:
    if track not in proposal.call.tracks:
        raise InvalidInput({"track": _("Choose one of the call's tracks.")})
    cap = proposal.call.rulebook.rules.track(track).grant_cap_krw.value
    if proposal.requested_krw > cap:
        values = {"asked": f"{proposal.requested_krw:,}", "cap": f"{cap:,}"}
        raise InvalidInput({"track": _("You ask for ₩%(asked)s; this track's cap is ₩%(cap)s. Lower the budget first.") % values})
    proposal.track, proposal.cap_krw = track, cap
    return track


def _take_plant(proposal: Proposal, plant: Plant, by: User, at: dt.datetime) -> int:
    if plant.organisation_id != proposal.lead_id or not plant.is_active:
        raise InvalidInput({"plant": _("Choose a plant of your own that is in use.")})
    lead = Partner.objects.exclude(status=PartnerStatus.REMOVED).get(proposal=proposal, role=PartnerRole.LEAD)
    rows = rows_of(lead)
    before = terms_of_partner(proposal, lead, rows)
    lead.plant = plant
    lead.save(update_fields=["plant"])
    void_consent(lead, before=before, after=terms_of_partner(proposal, lead, rows), by=by, at=at)
    proposal.plant, proposal.complex = plant, plant.complex
    proposal.region = plant.complex.region if plant.complex else None
    return plant.pk
