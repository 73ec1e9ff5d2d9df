"""Meetings of a panel on the desks of those who take part."""

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from accounts.models import User
from dashboards.desks import Task
from evaluation.queries.meetings import meetings_ahead, presentations_ahead
from evaluation.queries.minutes import papers_waiting

SHOWN = 20


def presentations(user: User) -> list[Task]:
    """What an applicant is to present, and when."""
    return [
        Task(
            _("Present “%(title)s” to the panel") % {"title": item.words},
            reverse("evaluation:meeting-waiting", args=[item.entry.proposal.ref]),
            due=item.planned_at, tone="warn", kind="begins",
        )
        for item in presentations_ahead(user)[:SHOWN]
        if item.entry
    ]  # fmt: skip


def of_panels(user: User) -> list[Task]:
    """Where an evaluator is to be, and what to sign."""
    meetings = [
        Task(
            _("Come to the panel's meeting"), reverse("evaluation:meeting-room", args=[meeting.round.ref]), due=meeting.starts_at,
            note=meeting.place or pgettext("meeting", "By video"), tone="warn", kind="begins",
        )
        for meeting in meetings_ahead(user)[:SHOWN]
    ]  # fmt: skip
    papers = [
        Task(
            _("Read and sign: %(kind)s") % {"kind": paper.get_kind_display()},
            reverse("evaluation:minutes-sign", args=[paper.meeting.round.ref, paper.meeting.number, paper.kind]), tone="warn",
        )
        for paper in papers_waiting(user)[:SHOWN]
    ]  # fmt: skip
    return [*meetings, *papers]
