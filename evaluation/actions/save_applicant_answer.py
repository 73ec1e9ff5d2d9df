import datetime as dt

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from cluster_portal.shared.errors import StaleVersion
from evaluation.actions.answering_comments import clean, locked_answer
from evaluation.models import ApplicantAnswer, RoundProposal


@transaction.atomic
def save_applicant_answer(
    entry: RoundProposal, *, text: str, base_version: int, by: User, at: dt.datetime | None = None
) -> ApplicantAnswer:
    """Keep what was written so far. It is no answer until it is handed in. Saving what stands changes nothing.

    Raises: as `locked_answer`; InvalidInput for too long a text; StaleVersion with what a colleague saved meanwhile.
    """
    at = at or timezone.now()
    answer = locked_answer(entry, by, at)
    text = clean(text)
    if text == answer.text:
        return answer
    if base_version != answer.version:
        raise StaleVersion(current=answer.text, version=answer.version)
    answer.text, answer.version, answer.saved_at = text, answer.version + 1, at
    answer.save()
    return answer
