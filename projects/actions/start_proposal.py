import datetime as dt

from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation, User
from audit.record import record
from cluster_portal.shared.errors import InvalidInput, require
from clusters.models import Plant
from projects import access
from projects.actions.take_over import take_over
from projects.errors import CallClosed
from projects.models import Call, Partner, Proposal
from projects.states import PartnerRole, ProposalStatus


@transaction.atomic
def start_proposal(
    call: Call, *, organisation: Organisation, by: User, track: str = "", title: str = "", plant: Plant | None = None,
    earlier: Proposal | None = None, at: dt.datetime | None = None,
) -> Proposal:  # fmt: skip
    """Begin a draft under an open call, with the firm as its lead.

    The firm's row is held meanwhile, so that a double click finds the first draft: one that still is a draft in the
    same track under the same title is returned instead of a second one. `track` may be left out where the call has one.
    With an `earlier` proposal of the firm the draft begins with what that one says (`take_over`), and without a title
    of its own with its title.

    Raises:
        NotAllowed, CallClosed, InvalidInput: beside "track", "plant" or "earlier".
    """
    at = at or timezone.now()
    require(access.may_start(by, organisation))
    if not call.is_open(at):
        raise CallClosed(at=at, opens_at=call.opens_at, closes_at=call.closes_at)
    track, title = _track(call, track), " ".join((title or (earlier.title if earlier else "")).split())
    if plant is not None and (plant.organisation_id != organisation.pk or not plant.is_active):
        raise InvalidInput({"plant": _("Choose a plant of your own that is in use.")})
    Organisation.objects.select_for_update(no_key=True).get(pk=organisation.pk)
    same = Proposal.objects.filter(call=call, lead=organisation, track=track, title=title, status=ProposalStatus.DRAFT)
    proposal = same.first() or _begin(call, organisation, by, track, title, plant, at)
    if earlier is not None:
        take_over(proposal, source=earlier, by=by, at=at)
        proposal.refresh_from_db(fields=["requested_krw", "total_krw"])  # kept by the database
    return proposal


def _begin(
    call: Call, organisation: Organisation, by: User, track: str, title: str, plant: Plant | None, at: dt.datetime
) -> Proposal:
    proposal = Proposal.objects.create(
        ref=f"P-{call.ref}-{_next_number():06d}",
        call=call,
        track=track,
        title=title,
        lead=organisation,
        plant=plant,
        complex=plant.complex if plant else None,
        region=plant.complex.region if plant and plant.complex else None,
        cap_krw=call.rulebook.rules.track(track).grant_cap_krw.value,
        created_by=by,
        is_demo=call.is_demo,
    )
    Partner.objects.create(proposal=proposal, organisation=organisation, plant=plant, role=PartnerRole.LEAD)
    proposal.refresh_from_db(fields=["partner_count", "region_count"])  # kept by the database
    record(stream=proposal.stream, verb="started", by=by, at=at, data={"call": call.ref, "track": track, "title": title})
    return proposal


def _track(call: Call, track: str) -> str:
    track = track or (call.tracks[0] if len(call.tracks) == 1 else "")
    if track not in call.tracks:
        raise InvalidInput({"track": _("Choose one of the call's tracks.")})
    return track


def _next_number() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval('projects_proposal_number')")
        return cursor.fetchone()[0]
