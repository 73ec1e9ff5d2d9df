import datetime as dt

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from audit.record import record
from cluster_portal.shared.errors import DomainError, require
from evaluation import access
from evaluation.actions.naming import give_code_names
from evaluation.models import Round
from evaluation.states import RoundStatus


@transaction.atomic
def set_blind(round: Round, *, by: User, is_blind: bool, at: dt.datetime | None = None) -> Round:
    """Have a planned round judged blind, or openly again. Code names, words and copies made so far stay for a change of mind.

    Setting what is set already changes nothing.

    Raises:
        DomainError: code "panel-invited" once somebody was invited under the other rule, "answers-planned" where applicants
            are to answer the comments.
    """
    round = Round.objects.locked(round)
    require(access.may_run_round(by, round))
    if round.is_blind == is_blind:
        return round
    if round.status != RoundStatus.PLANNED:
        raise DomainError(
            _("The panel has been invited. Whether it judges blind does not change any more."), code="panel-invited"
        )
    if is_blind and round.answers_end_at:
        raise DomainError(_("A blind round takes no answers: the words would tell who applied."), code="answers-planned")
    round.is_blind = is_blind
    round.save(update_fields=["is_blind"])
    give_code_names(round)
    record(
        stream=round.stream,
        verb="made-blind" if is_blind else "made-open",
        by=by,
        at=at,
        data={"proposals": round.proposal_count},
    )
    return round
