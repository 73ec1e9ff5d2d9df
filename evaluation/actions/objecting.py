"""The common ground of applicants' objections: until when they are taken, and what waits for them."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from cluster_portal.shared.errors import DomainError, NotReady
from evaluation.models import Draw, Objection, Round
from evaluation.states import ObjectionStatus, RoundStatus
from projects.models import Proposal
from projects.states import ProposalStatus

BEFORE_A_ROUND = frozenset({ProposalStatus.SUBMITTED, ProposalStatus.RETURNED, ProposalStatus.ELIGIBLE})


def takes_objections(proposal: Proposal, round: Round | None) -> bool:
    """After it was handed in, and until its round (`round`: the open one, if any) announces a draw or invites."""
    if proposal.status in BEFORE_A_ROUND:
        return True
    if proposal.status != ProposalStatus.UNDER_EVALUATION or round is None or round.status != RoundStatus.PLANNED:
        return False
    return not Draw.objects.live().filter(round=round).exists()


def locked(proposal: Proposal) -> tuple[Proposal, Round | None]:
    """The proposal's open round and then the proposal, held by this transaction."""
    open_round = Round.objects.filter(entries__proposal=proposal).exclude(status=RoundStatus.RELEASED).first()
    round = Round.objects.locked(open_round) if open_round else None
    return Proposal.objects.lock(proposal.pk), round


def require_open(proposal: Proposal, round: Round | None) -> None:
    """
    Raises:
        DomainError: code "objections-closed".
    """
    if not takes_objections(proposal, round):
        raise DomainError(
            _("Objections to evaluators are taken after the proposal is handed in and before the panel is drawn or invited."),
            code="objections-closed",
        )


def undecided(round: Round) -> int:
    return Objection.objects.filter(status=ObjectionStatus.OPEN, proposal__rounds__round=round).count()


def require_objections_decided(round: Round) -> None:
    """Nobody is drawn or invited while an applicant waits for an answer.

    Raises:
        NotReady.
    """
    if waiting := undecided(round):
        message = ngettext(
            "%(n)d objection of an applicant to an evaluator is not decided yet.",
            "%(n)d objections of applicants to evaluators are not decided yet.",
            waiting,
        )
        raise NotReady([message % {"n": waiting}])
