import datetime as dt
from collections.abc import Mapping

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from audit.record import record
from cluster_portal.shared.canonical import sha256_hex
from cluster_portal.shared.errors import NotReady, require
from evaluation import access
from evaluation.actions.asking_plans import ask_for_plans
from evaluation.actions.packing import make_packet
from evaluation.actions.write_note import drop_notes
from evaluation.messages import results as messages
from evaluation.models import Release, Round
from evaluation.states import ApprovalResult, Decision, RoundStatus
from programme.actions.commit_budget import commit_budget
from projects.actions.reject_proposal import reject_proposals
from projects.actions.reserve_proposal import reserve_proposals
from projects.actions.select_proposal import select_proposals


@transaction.atomic
def release_round(round: Round, *, by: User, at: dt.datetime | None = None) -> Release:
    """Make the result known, to everybody at once and only once.

    In one transaction: proposals move, the region's money is committed, the packet with the whole record is made and kept
    with its digests, a letter to every applicant waits in the outbox (of thousands, one mailing that a worker writes out), whom the panel cut is asked for a revised plan, and the
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
    results = messages.results_of(round)
    grants = {one.proposal_id: one.granted_krw or 0 for one in results if one.decision == Decision.SELECTED}
    if grants:
        commit_budget(round.call.year, round.region, amount_krw=sum(grants.values()), by=by, why=round.ref)
    packet, content = make_packet(round, at=at)
    release = Release.objects.create(round=round, by=by, at=at, content=content, sha256=sha256_hex(content))
    round.released_at = at
    round.save(update_fields=["status", "released_at"])
    event = record(
        stream=round.stream, verb="released", by=by, at=at,
        data={"sha256": release.sha256, "packet_sha256": packet.sha256, "selected": len(grants)},
    )  # fmt: skip
    drop_notes(round.pk)
    events = _carry_out(results, grants, told={"round": round.ref, "release": release.sha256}, by=by, at=at)
    ask_for_plans(round, list(grants), by=by, at=at)
    messages.results_released(round, results, events, release=event)
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


def _carry_out(
    results: list[messages.Result], grants: Mapping[int, int], *, told: Mapping[str, str], by: User, at: dt.datetime
) -> dict[int, int]:
    """Move the proposals; the history of each names the release. Returns {proposal id: key of that event}."""
    reserve = {one.proposal_id: one.reserve_number or 0 for one in results if one.decision == Decision.RESERVE}
    rejected = [one.proposal_id for one in results if one.decision == Decision.REJECTED]
    return (
        select_proposals(grants, by=by, told=told, at=at)
        | reserve_proposals(reserve, by=by, told=told, at=at)
        | reject_proposals(rejected, by=by, told=told, at=at)
    )
