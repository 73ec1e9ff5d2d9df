"""What the pages of appeals are made of."""

import datetime as dt
from typing import Any

from django.db.models import Q, QuerySet

from accounts.models import User
from audit.models import Event
from cluster_portal.shared.paging import Page, keyset_page
from documents.models import StoredFile
from evaluation import access
from evaluation.appeal_clock import filed_until
from evaluation.models import Addendum, Appeal, Round, Standing
from evaluation.queries.history import Deed
from evaluation.states import UNANSWERED, AppealStatus, RoundStatus
from programme.queries import holiday_calendar


def until(round: Round) -> dt.datetime:
    """The first moment at which an appeal against the released round is too late."""
    assert round.released_at is not None
    return filed_until(round.released_at, round.rules, holiday_calendar())


def standing_appeal(user: Any, standing: Standing) -> Appeal | None:
    """The one that counts against a result, if there is one and the person may see it."""
    found = Appeal.objects.visible_to(user).joined().select_related("addendum").filter(standing=standing)
    return found.exclude(status=AppealStatus.WITHDRAWN).first()


def appeal_page(user: Any, *, status: str = "", region: str = "", cursor: str | None = None, size: int = 50) -> Page:
    """Filed appeals the person may see. Those that wait come first asked, the one due next on top; else the newest. One
    statement."""
    appeals = Appeal.objects.visible_to(user).filter(filed_at__isnull=False).joined()
    if region:
        appeals = appeals.filter(round__region=region)
    if status == "waiting":
        return keyset_page(appeals.filter(status__in=UNANSWERED), order=("due_at", "pk"), cursor=cursor, size=size)
    if status:
        appeals = appeals.filter(status=status)
    return keyset_page(appeals, order=("-filed_at", "-pk"), cursor=cursor, size=size)


def waiting(user: Any) -> int:
    """How many of those the person sees wait for an answer."""
    return Appeal.objects.visible_to(user).filter(status__in=UNANSWERED).count()


def addendum(appeal: Appeal) -> Addendum | None:
    """What upholding it changed."""
    return Addendum.objects.filter(appeal=appeal).defer("content").first()


def review_standing(user: Any, appeal: Appeal) -> Standing | None:
    """The review's result, for whoever may see it: with the answer it is released."""
    rows = Standing.objects.visible_to(user).filter(round=appeal.review_id, round__status=RoundStatus.RELEASED)
    return rows.select_related("round__call", "round__region", "round__rulebook", "proposal__lead").first()


def papers(appeal: Appeal) -> QuerySet[StoredFile]:
    return StoredFile.objects.about("appeal", appeal.pk).order_by("uploaded_at", "pk")


def history(appeal: Appeal, reader: User) -> list[Deed]:
    """Newest first. An applicant reads which office acted, not which person of it. Two statements."""
    events = list(Event.objects.filter(stream=appeal.stream).order_by("-seq"))
    ids = {int(event.actor.removeprefix("user/")) for event in events if event.actor}
    named = User.objects.filter(pk__in=ids)
    if not access.is_office(reader):
        own = Q(grants__organisation=appeal.proposal.lead_id, grants__ended_at__isnull=True)
        named = named.filter(own)
    names = {user.key: str(user) for user in named}
    return [Deed(event.at, event.verb, names.get(event.actor, ""), event.data) for event in events]
