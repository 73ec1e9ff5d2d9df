import datetime as dt
from dataclasses import asdict

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from audit.record import record
from cluster_portal.shared.canonical import sha256_hex
from cluster_portal.shared.errors import InvalidInput, StaleVersion
from evaluation.actions.answering_comments import clean, locked_answer
from evaluation.models import ApplicantAnswer, Round, RoundProposal
from evaluation.queries.applicant_answers import comments_on


@transaction.atomic
def hand_in_applicant_answer(
    entry: RoundProposal, *, text: str, base_version: int, by: User, at: dt.datetime | None = None
) -> ApplicantAnswer:
    """Give the panel the applicant's answer to its comments, once. It is read when the time for answers is over.

    The comments it answers are kept beside it. The history of the proposal keeps the moment and a digest, not the words.

    Raises: as `save_applicant_answer`; InvalidInput for an empty text.
    """
    at = at or timezone.now()
    Round.objects.locked(entry.round)  # its times stay while the moment is judged
    answer = locked_answer(entry, by, at)
    text = clean(text)
    if not text:
        raise InvalidInput({"text": _("Please write something.")})
    if text != answer.text and base_version != answer.version:
        raise StaleVersion(current=answer.text, version=answer.version)
    if text != answer.text:
        answer.text, answer.version, answer.saved_at = text, answer.version + 1, at
    answer.comments = [asdict(one) for one in comments_on(answer.entry)]
    answer.handed_in_at, answer.handed_in_by = at, by
    answer.save()
    record(
        stream=answer.entry.proposal.stream, verb="comments-answered", by=by, at=at,
        data={"round": answer.entry.round.ref, "sha256": sha256_hex(text)},
    )  # fmt: skip
    return answer
