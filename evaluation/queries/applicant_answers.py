"""The comments an applicant may answer, and the answers as each side reads them."""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import get_language

from evaluation import access
from evaluation.models import ApplicantAnswer, Round, RoundProposal
from evaluation.queries.results import ItemComments, anonymous_comments


def comments_on(entry: RoundProposal) -> list[ItemComments]:
    """Of the sealed sheets, line by line: no names, no seats, no scores, in no order of theirs."""
    language = (get_language() or "ko")[:2]
    return anonymous_comments(entry.round, entry.proposal, language, seed=f"answer/{entry.pk}")


def window(user: Any, proposal_ref: str, at: Any) -> RoundProposal | None:
    """Where the person's firm may answer now; None: nowhere (or not yet, or no longer)."""
    entries = RoundProposal.objects.filter(access.windows_visible_to(user, at), proposal__ref=proposal_ref)
    return entries.select_related("round__rulebook", "round__call", "round__region", "proposal__lead").order_by("-pk").first()


def own_answers(user: Any, proposal_ref: str) -> list[ApplicantAnswer]:
    """What the firm has answered, in every round; the newest first."""
    found = ApplicantAnswer.objects.visible_to(user).filter(entry__proposal__ref=proposal_ref, handed_in_at__isnull=False)
    return list(found.select_related("entry__round__call", "entry__round__region").order_by("-pk"))


def answer_on(round: Round, proposal_id: int, reader: Any) -> ApplicantAnswer | None:
    """For the panel and the offices: what was handed in, once they may read it. Nothing is asked where none was planned."""
    if round.answers_end_at is None:
        return None
    found = ApplicantAnswer.objects.visible_to(reader).filter(entry__round=round, entry__proposal=proposal_id)
    return found.filter(handed_in_at__isnull=False).first()


def answers_of_round(round: Round, reader: Any) -> list[tuple[RoundProposal, ApplicantAnswer | None]]:
    """Each proposal of the round with its answer, if there is one this reader may see. Two statements."""
    entries: Iterable[RoundProposal] = round.entries.select_related("proposal__lead").order_by("pk")
    found = ApplicantAnswer.objects.visible_to(reader).filter(entry__round=round, handed_in_at__isnull=False)
    by_entry = {answer.entry_id: answer for answer in found}
    return [(entry, by_entry.get(entry.pk)) for entry in entries]
