import datetime as dt

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from accounts.models import User
from audit.record import record
from cluster_portal.shared.errors import DomainError, NotReady, require
from evaluation import access
from evaluation.messages import scoring as messages
from evaluation.models import PanelMember, Round
from evaluation.panel_words import panel_sentences
from evaluation.panels import panel_problems
from evaluation.queries import pool
from evaluation.queries.assignments import assignment_problems
from evaluation.queries.blind import unchecked
from evaluation.queries.duties import panels
from evaluation.reminders import next_reminder
from evaluation.states import MemberStatus, RoundStatus


@transaction.atomic
def open_scoring(round: Round, *, by: User, at: dt.datetime | None = None) -> Round:
    """Let the panels score, from the round's opening time on. Those who accepted must make whole panels by themselves.

    Whoever is still invited may accept while scoring runs. The panel is told. A second press changes nothing.

    Raises:
        NotReady: with the rules that those who accepted do not yet keep; while a blind copy has not been checked.
        DomainError: code "too-late" when the closing time has passed; "not-inviting" before the invitations, and once it
            has closed (`reconvene_panel` is another deed, and the head's).
    """
    at = at or timezone.now()
    round = Round.objects.locked(round)
    require(access.may_run_round(by, round))
    if round.status == RoundStatus.SCORING:
        return round
    if round.status != RoundStatus.INVITING:
        raise DomainError(_("Scoring opens once, after the panel was invited."), code="not-inviting")
    if at >= round.scoring_closes_at:
        raise DomainError(_("The closing time has passed. Please set a later one."), code="too-late")
    accepted = list(round.members.filter(status=MemberStatus.ACCEPTED).joined())
    _require_panels(round, accepted)
    if number := unchecked(round).count():
        words = ngettext("%(n)d blind copy has not been checked yet.", "%(n)d blind copies have not been checked yet.", number)
        raise NotReady([words % {"n": number}])
    round.become(RoundStatus.SCORING)
    round.next_reminder_at = next_reminder(round.schedule, after=max(at, round.scoring_opens_at))
    round.save(update_fields=["status", "next_reminder_at"])
    event = record(
        stream=round.stream, verb="scoring-opened", by=by, at=at,
        data={
            "opens_at": round.scoring_opens_at, "closes_at": round.scoring_closes_at,
            "seats": [member.seat_name for member in accepted], "sheets": round.sheet_count,
        },
    )  # fmt: skip
    messages.scoring_opened(event, round, accepted)
    return round


def _require_panels(round: Round, accepted: list[PanelMember]) -> None:
    if round.is_individual:
        if problems := assignment_problems(round):
            raise NotReady(problems)
        return
    rules = pool.panel_rules(round.rules)
    divided = panels(round, accepted)
    for section, members in divided:
        problems = panel_problems([member.as_seatable() for member in members], rules, home=round.region_id)
        if problems:
            words = panel_sentences(problems, rules, region=round.region.name, size=len(members))
            whose = _("Of those who accepted:") if len(divided) == 1 else _("%(section)s, of those who accepted:")
            raise NotReady([whose % {"section": section.title}, *words])
