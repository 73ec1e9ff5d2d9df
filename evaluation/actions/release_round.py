import datetime as dt

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from audit.record import append_many, record
from cluster_portal.shared.canonical import sha256_hex
from cluster_portal.shared.errors import NotReady, require
from evaluation import access
from evaluation.actions.asking_plans import ask_for_plans
from evaluation.actions.packing import make_packet
from evaluation.actions.write_note import drop_notes
from evaluation.messages import results as messages
from evaluation.models import Release, Round, Standing
from evaluation.states import ApprovalResult, Decision, RoundStatus
from programme.actions.commit_budget import commit_budget
from projects.actions.reject_proposal import reject_proposals
from projects.actions.reserve_proposal import reserve_proposals
from projects.actions.select_proposal import select_proposals

TOLD = (
    "round", "order", "decision", "reserve_number", "asked_krw", "granted_krw",
    "proposal__ref", "proposal__title", "proposal__lead",
)  # fmt: skip


@transaction.atomic
def release_round(round: Round, *, by: User, at: dt.datetime | None = None) -> Release:
    """Make the result known, to everybody at once and only once.

    In one transaction: proposals move, the region's money is committed, the packet with the whole record is made and kept
    with its digests, a letter to every applicant waits in the outbox, whom the panel cut is asked for a revised plan, and the
    evaluators' own notes are deleted. Nothing of it happens if any of it fails. A second press returns the
    same release.

    Raises:
        NotReady: while summary opinions are missing that the rulebook discloses, or an approval that was asked for.
        DomainError: code "illegal-move" before the confirmation; "over-budget" when the money has gone meanwhile.
    """
    at = at or timezone.now()
    round = Round.objects.locked(round)
    require(access.may_decide(by, round))
    if round.status == RoundStatus.RELEASED:
        return round.release
    _require_opinions(round)
    _require_approvals(round)
    round.become(RoundStatus.RELEASED)
    standings = list(round.standings.select_related("proposal").only(*TOLD).order_by("order"))
    _carry_out(round, standings, by, at)
    packet, content = make_packet(round, at=at)
    release = Release.objects.create(round=round, by=by, at=at, content=content, sha256=sha256_hex(content))
    round.released_at = at
    round.save(update_fields=["status", "released_at"])
    record(
        stream=round.stream, verb="released", by=by, at=at,
        data={
            "sha256": release.sha256, "packet_sha256": packet.sha256,
            "selected": sum(one.decision == Decision.SELECTED for one in standings),
        },
    )  # fmt: skip
    drop_notes(round.pk)
    rows = [
        {"stream": one.proposal.stream, "data": {"round": round.ref, "decision": one.decision, "release": release.sha256}}
        for one in standings
    ]
    ask_for_plans(round, [one.proposal_id for one in standings if one.decision == Decision.SELECTED], by=by, at=at)
    events = append_many(rows, verb="result-announced", by=by, at=at)
    messages.results_released(round, standings, events)
    return release


def _require_opinions(round: Round) -> None:
    if round.status != RoundStatus.CONFIRMED or not round.rules.disclosure.summary_opinion.value:
        return
    missing = round.entries.exclude(proposal__opinions__round=round).count()
    if missing:
        message = ngettext(
            "%(n)d proposal has no summary opinion yet; its applicant has a right to the reasons.",
            "%(n)d proposals have no summary opinion yet; their applicants have a right to the reasons.",
            missing,
        )
        raise NotReady([message % {"n": missing}])


def _require_approvals(round: Round) -> None:
    waiting = round.approvals.filter(result=ApprovalResult.WAITING)
    if names := [str(step.get_kind_display()) for step in waiting]:
        raise NotReady([_("%(who)s has not approved the list yet.") % {"who": ", ".join(names)}])


def _carry_out(round: Round, standings: list[Standing], by: User, at: dt.datetime) -> None:
    by_decision = {decision: [one for one in standings if one.decision == decision] for decision in Decision}
    grants = {one.proposal_id: one.granted_krw or 0 for one in by_decision[Decision.SELECTED]}
    if grants:
        commit_budget(round.call.year, round.region, amount_krw=sum(grants.values()), by=by, why=round.ref)
    select_proposals(grants, by=by, round_ref=round.ref, at=at)
    numbers = {one.proposal_id: one.reserve_number or 0 for one in by_decision[Decision.RESERVE]}
    reserve_proposals(numbers, by=by, round_ref=round.ref, at=at)
    reject_proposals([one.proposal_id for one in by_decision[Decision.REJECTED]], by=by, round_ref=round.ref, at=at)
