"""Proposals that an evaluator can read: rows of the evaluation factories with a snapshot of what was handed in."""

from itertools import count

from cluster_portal.shared.canonical import canonical_json, sha256_hex
from evaluation.models import Round
from projects.models import Proposal, Submission
from projects.queries.proposals import dossier
from projects.sections import text_fields
from projects.snapshot import snapshot_of

_numbers = count(1)
TEXT = "구미의 소재 기업과 창원의 설비 기업이 함께 회수 공정을 실증한다.\n\n- 1차 연도: 공정 설계와 시제품\n- 2차 연도: 현장 실증과 양산 준비"


def hand_in(proposal: Proposal, *, text: str = TEXT) -> Submission:
    """Keep the proposal as it would be handed in, with `text` as every answer."""
    by, at = proposal.created_by, proposal.submitted_at or proposal.call.opens_at
    track = proposal.call.rulebook.rules.track(proposal.track)
    number = f"R-{next(_numbers):05d}"
    content = snapshot_of(dossier(proposal), number=number, seq=1, submitted_at=at, by=by.key, consents=[])
    content["project"]["answers"] = {field.code: text for field in text_fields(track)}
    kept = canonical_json(content)
    return Submission.objects.create(
        proposal=proposal, seq=1, number=number, submitted_at=at, by=by, snapshot=kept, sha256=sha256_hex(kept)
    )


def hand_in_all(round: Round) -> None:
    for entry in round.entries.select_related("proposal__call__rulebook", "proposal__created_by"):
        hand_in(entry.proposal)
