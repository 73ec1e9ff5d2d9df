"""The common ground of upholding an appeal: what changes is carried through, and stands in an addendum beside the list."""

import datetime as dt
from typing import Any

from accounts.models import User
from audit.record import record
from cluster_portal.shared.canonical import canonical_json, sha256_hex
from evaluation.appeal_outcome import FUNDED
from evaluation.models import Addendum, Appeal, RoundProposal
from evaluation.queries.addenda import Outlook
from evaluation.states import Decision
from programme.actions.commit_budget import commit_budget
from projects.actions.reserve_proposal import reserve_proposal
from projects.actions.select_proposal import select_proposal
from projects.states import ProposalStatus

FORM = "cluster-addendum/1"


def carry_through(appeal: Appeal, found: Outlook, *, by: User, at: dt.datetime) -> Addendum:
    """Money, proposal and addendum; appeal and both rounds are locked. Nobody else on the list moves."""
    first, proposal, followed = appeal.round, found.review.proposal, found.if_upheld
    before, total, place = str(proposal.status), found.review.total, found.place
    assert total is not None and place is not None  # else the review is no better
    if followed.why == FUNDED:
        granted = followed.granted_krw or 0
        commit_budget(first.call.year, first.region, amount_krw=granted, by=by, why=appeal.number)
        select_proposal(proposal, granted_krw=granted, by=by, round_ref=first.ref, at=at, upheld=True)
    elif followed.decision == Decision.RESERVE and before == ProposalStatus.REJECTED:
        reserve_proposal(proposal, number=followed.reserve_number or 1, by=by, round_ref=first.ref, at=at, upheld=True)
    addendum = Addendum(
        appeal=appeal, round=first, proposal=proposal, number=first.addenda.count() + 1,
        total_before=found.first.total, total=total, place_before=found.first.place, place=place,
        decision_before=before, decision=followed.decision, why=followed.why,
        granted_krw=followed.granted_krw, reserve_number=followed.reserve_number, by=by, at=at,
    )  # fmt: skip
    addendum.content = canonical_json(_content(addendum))
    addendum.sha256 = sha256_hex(addendum.content)
    addendum.save(force_insert=True)
    record(
        stream=first.stream, verb="addendum-added", by=by, at=at,
        data={"number": addendum.number, "appeal": appeal.number, "sha256": addendum.sha256, "decision": addendum.decision},
    )  # fmt: skip
    return addendum


def _content(addendum: Addendum) -> dict[str, Any]:
    """Everything it says, for everybody: under the code of the packet, and by name only where the list names, too."""
    round, review = addendum.round, addendum.appeal.review
    assert review is not None
    entry = RoundProposal.objects.select_related("proposal").get(round=round, proposal=addendum.proposal)
    last = round.addenda.order_by("-number").first()
    return {
        "form": FORM,
        "round": round.ref,
        "number": addendum.number,
        "previous": last.sha256 if last else round.release.sha256,
        "proposal": entry.code,
        "named": addendum.proposal.ref if addendum.is_public else None,
        "total": {"before": addendum.total_before, "after": addendum.total},
        "place": {"before": addendum.place_before, "after": addendum.place},
        "decision": {"before": addendum.decision_before, "after": addendum.decision, "why": addendum.why},
        "granted_krw": addendum.granted_krw,
        "reserve_number": addendum.reserve_number,
        "review": {"round": review.ref, "release": review.release.sha256, "packet": review.packet.sha256},
        "at": addendum.at,
    }
