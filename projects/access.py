"""Who may see which call and proposal, and who may do what to them.

These functions know persons and their roles. Whether the moment is right (a call still open, a proposal
still a draft) is the action's question. A region's headquarters and the programme office see what was handed
in; of a draft they only learn that it exists and how far it is (`drafts_counted_for`).
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import reduce
from operator import or_
from typing import TYPE_CHECKING, Any

from django.db.models import Exists, OuterRef, Q

from accounts.roles import COMPANY_ROLES, HQ_ROLES, Role
from projects.states import CallStatus, PartnerStatus, ProposalStatus

if TYPE_CHECKING:
    from accounts.models import User
    from clusters.models import Region
    from projects.models import Call, Partner, Proposal, Recusal

NOTHING = Q(pk__in=[])
SEES_ALL_CALLS = (Role.CENTRAL, Role.MINISTRY, Role.AUDITOR, Role.SYSTEM)
SEES_ALL_HANDED_IN = (Role.CENTRAL, Role.MINISTRY, Role.AUDITOR, Role.SYSTEM)
OFFICES = (*sorted(HQ_ROLES), Role.CENTRAL, Role.MINISTRY, Role.AUDITOR)  # whose people keep away where they have a tie
WRITES = (Role.COMPANY_OWNER, Role.COMPANY_WRITER, Role.OUTSIDE_WRITER)
STANDING_PARTNERS = (PartnerStatus.INVITED, PartnerStatus.CONSENTED)


# --- Calls --------------------------------------------------------------------


def calls_visible_to(user: Any) -> Q:
    """Published and closed calls are everybody's. A draft is seen by the overseers and, if regional, by its HQ."""
    published = ~Q(status=CallStatus.DRAFT)
    if not user.is_authenticated:
        return published
    if user.has_role(*SEES_ALL_CALLS):
        return Q()
    return published | Q(region__in=user.region_codes(*HQ_ROLES))


def writes_calls(user: User) -> bool:
    """Whether the person writes calls at all: the programme office, a regional HQ."""
    return user.has_role(Role.CENTRAL, Role.SYSTEM, *HQ_ROLES)


def may_write_call(user: User, call: Call | None = None, *, region: Region | str | None = None) -> bool:
    """Prepare or edit a call: the programme office any, a regional HQ those of its own region.

    Without a call, asks about a new one for `region`; none is a call of all seven, which is the programme office's.
    """
    if user.has_role(Role.CENTRAL, Role.SYSTEM):
        return True
    scope = call.region_id if call is not None else getattr(region, "pk", region)
    return scope is not None and user.has_role(*HQ_ROLES, region=scope)


def may_publish_call(user: User, call: Call) -> bool:
    return may_write_call(user, call)


def may_amend_call(user: User, call: Call) -> bool:
    return may_write_call(user, call)


def may_know_of_drafts(user: User) -> bool:
    """Whether `drafts_counted_for` may name any at all."""
    return user.has_role(Role.CENTRAL, Role.AUDITOR, Role.SYSTEM, *HQ_ROLES)


def drafts_counted_for(user: User) -> Q:
    """Drafts whose existence, organisation and progress (never text) the person may know of.

    The programme office all; a regional HQ those whose plant lies in its region or is not chosen yet.
    """
    draft = Q(status=ProposalStatus.DRAFT)
    draft &= ~Q(pk__in=walled_off(user))
    if user.has_role(Role.CENTRAL, Role.AUDITOR, Role.SYSTEM):
        return draft
    regions = user.region_codes(*HQ_ROLES)
    if not regions:
        return NOTHING
    here = (
        Q(region__in=regions)
        | Q(region__isnull=True, call__region__in=regions)
        | Q(region__isnull=True, call__region__isnull=True)
    )
    return draft & here


# --- Seeing proposals -----------------------------------------------------------


def proposals_visible_to(user: Any) -> Q:
    """A firm sees what it leads or takes part in; offices see what was handed in; evaluators only see through their round.

    An invited organisation that has not consented yet sees that the proposal is there and what is asked of it:
    its text is a matter of `may_see_text`.
    """
    if not user.is_authenticated:
        return NOTHING
    handed_in = ~Q(status=ProposalStatus.DRAFT)
    if walled := walled_off(user):
        handed_in &= ~Q(pk__in=walled)
    grounds: list[Q] = []
    regions = watched_regions(user)
    if regions is None:
        grounds.append(handed_in)
    elif regions:
        grounds.append(handed_in & Q(region__in=regions))
    if user.organisation_ids(*COMPANY_ROLES):
        grounds.append(proposals_of_own_firms(user))
    return reduce(or_, grounds) if grounds else NOTHING


def proposals_of_own_firms(user: User) -> Q:
    """Led by a firm this person acts for, or with such a firm among its partners."""
    from projects.models import Partner

    organisations = user.organisation_ids(*COMPANY_ROLES)
    mine = Partner.objects.filter(proposal=OuterRef("pk"), organisation__in=organisations, status__in=STANDING_PARTNERS)
    return Q(lead__in=organisations) | Q(Exists(mine))


def may_see_text(user: User, proposal: Proposal) -> bool:
    """Answers, budget and files: the lead, partners that consented at least once, and the offices once handed in."""
    if is_of_lead(user, proposal) or _oversees(user, proposal):
        return True
    mine = set(user.organisation_ids(*COMPANY_ROLES))
    return any(
        partner.organisation_id in mine
        and partner.status in STANDING_PARTNERS
        and (partner.status == PartnerStatus.CONSENTED or partner.consented_at is not None)
        for partner in proposal.partners.all()
    )


def is_of_lead(user: User, proposal: Proposal) -> bool:
    return user.has_role(*COMPANY_ROLES, organisation=proposal.lead_id)


def _oversees(user: User, proposal: Proposal) -> bool:
    if proposal.status == ProposalStatus.DRAFT or proposal.pk in walled_off(user):
        return False
    return user.has_role(*SEES_ALL_HANDED_IN) or (
        proposal.region_id is not None and user.has_role(*HQ_ROLES, region=proposal.region_id)
    )


# --- Keeping away (이해충돌방지법) ------------------------------------------------------


def walled_off(user: Any) -> frozenset[int]:
    """The proposals somebody of an office keeps away from: nothing about them is shown to the person, nor done by them.

    No statement for who keeps away from nothing, two a request for who does.
    """
    if not user.is_authenticated or not user.keeps_away or not user.has_role(*OFFICES):
        return frozenset()
    known: frozenset[int] | None = getattr(user, "_walled_off", None)
    if known is None:
        known = _behind_the_wall(user)
        user._walled_off = known
    return known


def _behind_the_wall(user: Any) -> frozenset[int]:
    from projects.models import Partner, Proposal, Recusal

    ties = list(Recusal.objects.standing().filter(user=user.pk).values_list("organisation", "proposal"))
    single = {proposal for _organisation, proposal in ties if proposal}
    organisations = {organisation for organisation, _proposal in ties if organisation}
    if not organisations:
        return frozenset(single)
    takes_part = Partner.objects.filter(organisation__in=organisations, status__in=STANDING_PARTNERS).values("proposal")
    theirs = Proposal.objects.filter(Q(lead__in=organisations) | Q(pk__in=takes_part)).values_list("pk", flat=True)
    return frozenset({*single, *theirs})


def forget_wall(user: Any) -> None:
    """After a recusal of this person began or ended within the request."""
    if hasattr(user, "_walled_off"):
        del user._walled_off


def recusals_visible_to(user: Any) -> Q:
    """One's own; all of them for the programme office and the auditor."""
    if not user.is_authenticated:
        return NOTHING
    return Q() if user.has_role(Role.CENTRAL, Role.AUDITOR, Role.SYSTEM) else Q(user=user)


def may_recuse(by: User, user: User) -> bool:
    """Each for oneself; the programme office for people of any office."""
    return user.has_role(*OFFICES) and (by.pk == user.pk or by.has_role(Role.CENTRAL))


def may_end_recusal(user: User, recusal: Recusal) -> bool:
    """The programme office, and never for oneself."""
    return user.has_role(Role.CENTRAL) and recusal.user_id != user.pk


# --- Writing and handing in -------------------------------------------------------


def may_start(user: User, organisation: Any) -> bool:
    """Begin a draft for an organisation: its owner, a writer of its own or an outside writer it engaged."""
    return user.has_role(*WRITES, organisation=organisation)


def may_edit(user: User, proposal: Proposal) -> bool:
    """The whole proposal: whoever writes for its lead."""
    return user.has_role(*WRITES, organisation=proposal.lead_id)


def may_edit_part(user: User, partner: Partner) -> bool:
    """One partner's task, budget rows and files: whoever writes for that partner, or for the lead."""
    own = partner.organisation_id is not None and user.has_role(*WRITES, organisation=partner.organisation_id)
    return (own and partner.status in STANDING_PARTNERS) or may_edit(user, partner.proposal)


def may_submit(user: User, proposal: Proposal) -> bool:
    """Only the owner of the lead's account hands in: it binds the firm."""
    return user.has_role(Role.COMPANY_OWNER, organisation=proposal.lead_id)


def may_withdraw(user: User, proposal: Proposal) -> bool:
    return may_submit(user, proposal)


def may_consent(user: User, partner: Partner) -> bool:
    """Yes or no to a place in a proposal: the owner of that organisation's account."""
    return partner.organisation_id is not None and user.has_role(Role.COMPANY_OWNER, organisation=partner.organisation_id)


# --- Headquarters -----------------------------------------------------------------


def screens(user: User) -> bool:
    """Whether the person screens proposals at all."""
    return user.has_role(Role.CENTRAL, *HQ_ROLES)


def may_screen(user: User, proposal: Proposal) -> bool:
    """The HQ of the proposal's region, or the programme office; nobody who keeps away from it."""
    if proposal.pk in walled_off(user):
        return False
    if user.has_role(Role.CENTRAL):
        return True
    return proposal.region_id is not None and user.has_role(*HQ_ROLES, region=proposal.region_id)


def may_decide(user: User, proposal: Proposal) -> bool:
    """Take a proposal into a round and carry out the round's result: as screening, and the portal itself."""
    return user.has_role(Role.SYSTEM) or may_screen(user, proposal)


def may_decide_all(user: User, proposals: Iterable[Any]) -> bool:
    """`may_decide` over thousands: asked once for each region, and of those the person keeps away from."""
    proposals = list(proposals)
    away = walled_off(user)
    asked = {one.region_id: one for one in proposals}.values()
    return all(may_decide(user, one) for one in (*asked, *(one for one in proposals if one.pk in away)))


def watched_regions(user: User) -> list[str] | None:
    """The regions whose handed-in proposals an office sees: None for all, an empty list for none."""
    return None if user.has_role(*SEES_ALL_HANDED_IN) else user.region_codes(*HQ_ROLES)


def may_export(user: User) -> bool:
    """A table of proposals to take away: those who watch over proposals."""
    return user.has_role(*HQ_ROLES, *SEES_ALL_HANDED_IN)
