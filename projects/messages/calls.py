"""Who hears about a call."""

import datetime as dt
from typing import Any

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone

from accounts.models import HQ_ROLES, Role, User
from audit.models import Event
from notifications.outbox import queue_messages
from programme.clocks import SEOUL
from projects.amendable import WORDS
from projects.models import Call, CallAmendment
from projects.queries.calls import at_work_on, owners_in_reach


def call_published(event: Event, call: Call) -> None:
    """Owners within reach of the call; they may decline such mail."""
    queue_messages("projects/call-published", owners_in_reach(call), about=event, context=_about(call))


def call_amended(event: Event, call: Call, amendment: CallAmendment) -> None:
    """Everybody of the organisations at work on a proposal for this call, and those invited by mail: once, whatever changed."""
    kind = "projects/call-extended" if amendment.is_extension else "projects/call-amended"
    context = _about(call) | {
        "number": amendment.number,
        "reason": amendment.reason,
        "changed": [WORDS[name] for name in WORDS if name in amendment.words_after],
        "closed_before": shown(amendment.closed_before) if amendment.closed_before else "",
        "link": f"{reverse('projects:call-detail', args=[call.ref])}#amendment-{amendment.number}",
    }
    queue_messages(kind, at_work_on(call), about=event, context=context)


def call_closed(event: Event, call: Call, *, submitted: int, drafts: int) -> None:
    """The headquarters concerned and the programme office."""
    context = _about(call) | {
        "submitted": submitted,
        "drafts": drafts,
        "link": f"{reverse('projects:proposal-list')}?call={call.ref}",
    }
    queue_messages("projects/call-closed", offices(call.region_id), about=event, context=context)


def offices(region_id: str | None) -> QuerySet[User]:
    """People of a region's HQ (of every HQ, without a region) and of the programme office."""
    hq = Q(grants__role__in=HQ_ROLES) & (Q(grants__region=region_id) if region_id else Q())
    return User.objects.filter(hq | Q(grants__role=Role.CENTRAL), is_active=True, grants__ended_at__isnull=True).distinct()


def shown(moment: dt.datetime) -> str:
    """A time as letters print it: with its zone."""
    return f"{timezone.localtime(moment, SEOUL):%Y-%m-%d %H:%M} KST"


def _about(call: Call) -> dict[str, Any]:
    return {
        "call": call,
        "closes_at": shown(call.closes_at),
        "opens_at": shown(call.opens_at),
        "link": reverse("projects:call-detail", args=[call.ref]),
    }
