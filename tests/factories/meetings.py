"""Meetings for tests."""

import datetime as dt
from typing import Any

from evaluation.actions.announce_meeting import announce_meeting
from evaluation.actions.plan_meeting import MeetingPlan, plan_meeting
from evaluation.actions.run_meeting import begin_meeting
from evaluation.models import Meeting, Round
from tests.factories.evaluation import NOW, make_scoring_round, operator_of

BEGINS = NOW + dt.timedelta(hours=1)
PLACE = "대회의실"
LINK = "https://video.example.kr/room"


def make_plan(**fields: Any) -> MeetingPlan:
    return MeetingPlan(**{"starts_at": BEGINS, "place": PLACE, "video_url": LINK} | fields)


def make_meeting(round: Round | None = None, *, proposals: int = 2, announced: bool = False, **plan: Any) -> Meeting:
    """Planned over all proposals of the round's first section."""
    round = round or make_scoring_round(proposals=proposals)
    made = plan_meeting(round, make_plan(**plan), by=operator_of(round.region_id), section=round.sections.first())
    if announced:
        announce_meeting(made, by=operator_of(round.region_id))
    return fresh(made)


def make_running_meeting(round: Round | None = None, **fields: Any) -> Meeting:
    made = make_meeting(round, announced=True, **fields)
    begin_meeting(made, by=operator_of(made.round.region_id), at=made.starts_at)
    return fresh(made)


def fresh(meeting: Meeting) -> Meeting:
    return Meeting.objects.joined().get(pk=meeting.pk)
