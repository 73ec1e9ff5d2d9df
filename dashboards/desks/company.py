"""A firm's people: consents to give, drafts to finish, corrections to make, results to read."""

import datetime as dt

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.access import may_manage
from accounts.models import JoinRequest, Role, User
from dashboards.desks import Desk, Task
from dashboards.desks.meetings import presentations
from evaluation.access import windows_visible_to
from evaluation.models import RoundProposal
from projects.models import Partner, Proposal
from projects.states import PartnerRole, PartnerStatus, ProposalStatus

SHOWN = 20
NEWS_FOR = dt.timedelta(days=60)


def desk(user: User, now: dt.datetime) -> Desk:
    mine = user.organisation_ids(Role.COMPANY_OWNER, Role.COMPANY_WRITER, Role.OUTSIDE_WRITER)
    tasks = [
        *_consents(mine, now),
        *presentations(user),
        *_comments_to_answer(user, now),
        *_proposals(mine, now),
        *_people_asking(user),
    ]
    if not mine:
        tasks.append(Task(_("Register your organisation, or ask to be let in"), reverse("accounts:organisation-register")))
    links = [
        (_("Open calls"), reverse("projects:call-list")),
        (_("Our proposals"), reverse("projects:proposal-list")),
        (_("Our plants"), reverse("clusters:plant-list")),
    ]
    return Desk(_("Company"), tasks, links)


def _still_to_hand_in(now: dt.datetime) -> Q:
    """Proposals whose text can still go in: drafts of an open call, corrections not yet due."""
    return Q(status=ProposalStatus.RETURNED, correction_due_at__gte=now) | Q(
        status=ProposalStatus.DRAFT, call__closes_at__gte=now
    )


def _due(proposal: Proposal) -> dt.datetime | None:
    return proposal.correction_due_at if proposal.status == ProposalStatus.RETURNED else proposal.call.closes_at


def _comments_to_answer(user: User, now: dt.datetime) -> list[Task]:
    """Where the firm may answer the evaluators' comments and has not. One statement."""
    waiting = RoundProposal.objects.filter(windows_visible_to(user, now)).exclude(applicant_answer__handed_in_at__isnull=False)
    return [
        Task(
            _("Answer the evaluators' comments on “%(title)s”, if you like") % {"title": one.proposal.title or one.proposal.ref},
            reverse("evaluation:own-answer", args=[one.proposal.ref]),
            due=one.round.answers_end_at,
        )
        for one in waiting.select_related("proposal", "round").order_by("round__answers_end_at", "pk")[:SHOWN]
    ]


def _consents(organisations: list[int], now: dt.datetime) -> list[Task]:
    waiting = (
        Partner.objects.filter(organisation__in=organisations, status=PartnerStatus.INVITED)
        .exclude(role=PartnerRole.LEAD)
        .filter(proposal__in=Proposal.objects.filter(_still_to_hand_in(now)))
        .select_related("proposal__lead", "proposal__call")
        .order_by("proposal__call__closes_at")[:SHOWN]
    )
    return [
        Task(
            _("Consent to taking part in “%(title)s”") % {"title": partner.proposal.title or partner.proposal.ref},
            reverse("projects:partner-consent", args=[partner.proposal.ref, partner.pk]),
            due=_due(partner.proposal),
            note=_("asked by %(lead)s") % {"lead": partner.proposal.lead.name},
            tone="warn",
        )
        for partner in waiting
    ]


def _proposals(organisations: list[int], now: dt.datetime) -> list[Task]:
    decided = Q(
        status__in=[ProposalStatus.SELECTED, ProposalStatus.RESERVE, ProposalStatus.REJECTED], updated_at__gte=now - NEWS_FOR
    )
    rows = (
        Proposal.objects.filter(_still_to_hand_in(now) | decided, lead__in=organisations)
        .select_related("call")
        .order_by("call__closes_at")[:SHOWN]
    )
    return [_task(proposal) for proposal in rows]


def _task(proposal: Proposal) -> Task:
    title = {"title": proposal.title or proposal.ref}
    home = reverse("projects:proposal-detail", args=[proposal.ref])
    if proposal.status == ProposalStatus.RETURNED:
        return Task(
            _("Correct “%(title)s”") % title,
            home,
            due=_due(proposal),
            note=_("returned by the headquarters"),
            tone="danger",
        )
    if proposal.status == ProposalStatus.DRAFT:
        return Task(_("Finish “%(title)s”") % title, home, due=_due(proposal), note=proposal.call.title)
    return Task(
        _("Read the result of “%(title)s”") % title,
        reverse("evaluation:result-detail", args=[proposal.ref]),
        note=proposal.get_status_display(),
        tone="ok" if proposal.status == ProposalStatus.SELECTED else "neutral",
    )


def _people_asking(user: User) -> list[Task]:
    owned = user.organisation_ids(Role.COMPANY_OWNER)
    asking = JoinRequest.objects.filter(organisation__in=owned, answered_at__isnull=True).select_related("user", "organisation")[
        :SHOWN
    ]
    return [
        Task(
            _("Answer %(person)s, who asks to join %(organisation)s")
            % {"person": asked.user, "organisation": asked.organisation.name},
            reverse("accounts:organisation-detail", args=[asked.organisation_id]),
        )
        for asked in asking
        if may_manage(user, asked.organisation)
    ]
