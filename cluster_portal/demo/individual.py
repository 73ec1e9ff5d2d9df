"""A round of the demonstration in which each proposal has its own evaluators: computed, and not appointed yet."""

import datetime as dt

from cluster_portal.demo.people import head_of
from clusters.models import Region
from evaluation.actions.accept_invitation import accept_invitation
from evaluation.actions.compute_assignment import compute_assignment
from evaluation.actions.give_pledge import give_pledge
from evaluation.actions.invite_panel import invite_panel
from evaluation.actions.plan_round import Loads, plan_round
from evaluation.actions.propose_panel import propose_panel
from evaluation.actions.start_assignment import start_assignment
from evaluation.models import Round
from projects.models import Call, Proposal
from projects.states import ProposalStatus

DAY = dt.timedelta(days=1)


def computed_round(call: Call, region: Region, now: dt.datetime) -> None:
    """Everybody who was asked accepted yesterday; the headquarters looks at what was computed."""
    head = head_of(region.code)
    call.refresh_from_db()
    proposals = Proposal.objects.filter(call=call, region=region, status=ProposalStatus.ELIGIBLE).count()
    seats = call.rulebook.rules.panel.size_min.value
    opens = now + 3 * DAY
    round_ = plan_round(
        call, region, by=head, scoring_opens_at=opens, scoring_closes_at=opens + 10 * DAY,
        loads=Loads(seats, 0, proposals), at=now - 3 * DAY,
    )  # fmt: skip
    Round.objects.filter(pk=round_.pk).update(is_demo=True)
    propose_panel(round_, by=head, at=now - 3 * DAY)
    for member in invite_panel(round_, by=head, at=now - 2 * DAY):
        accept_invitation(member, by=member.expert.user, at=now - DAY)
        give_pledge(member, by=member.expert.user, at=now - DAY)
    run = start_assignment(round_, by=head, at=now - DAY / 2)
    compute_assignment(run.pk)
