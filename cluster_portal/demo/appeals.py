"""An appeal of the demonstration: filed in time by who was not selected, waiting for its answer."""

import datetime as dt

from accounts.models import Role, User
from evaluation.actions.file_appeal import file_appeal
from evaluation.actions.save_appeal import save_appeal
from evaluation.actions.start_appeal import start_appeal
from evaluation.models import Round, Standing
from evaluation.states import Decision

DAY = dt.timedelta(days=1)


def appeal_against(round: Round) -> None:
    """One of those not selected; a round that selected everybody has none."""
    refused = Standing.objects.filter(round=round).exclude(decision=Decision.SELECTED)
    standing = refused.select_related("proposal", "round").order_by("pk").last()
    if standing is None:
        return
    lead = User.objects.filter(grants__role=Role.COMPANY_OWNER, grants__organisation=standing.proposal.lead_id).first()
    if lead is None:
        return
    at = round.scoring_closes_at + 5 * DAY
    ground = next(one.code for one in round.rules.appeals.grounds.value if one.accepted)
    text = "종합의견이 제출한 시험성적서와 다르게 적혀 있습니다. 사실관계를 다시 확인하여 주시기 바랍니다. (시연용 이의신청)"
    appeal = start_appeal(standing, by=lead, at=at)
    appeal = save_appeal(appeal, by=lead, base_version=appeal.version, ground=ground, text=text, at=at)
    file_appeal(appeal, by=lead, at=at + DAY, processed_at=at + DAY)
