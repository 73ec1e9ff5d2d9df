"""Who hears about a call."""

import datetime as dt
from typing import Any

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone

from accounts.models import COMPANY_ROLES, HQ_ROLES, Role, User
from audit.models import Event
from notifications.outbox import queue_messages
from programme.clocks import SEOUL
from projects.models import Call, CallExtension, Partner, Proposal
from projects.queries.calls import owners_in_reach
from projects.states import PartnerStatus


def call_published(event: Event, call: Call) -> None:
    """Owners within reach of the call; they may decline such mail."""
    queue_messages("projects/call-published", owners_in_reach(call), about=event, context=_about(call))


def call_extended(event: Event, call: Call, extension: CallExtension) -> None:
    """Everybody of the organisations at work on a proposal for this call, and those invited by mail."""
    context = _about(call) | {"closed_before": shown(extension.closed_before), "reason": extension.reason}
    partners = Partner.objects.filter(proposal__call=call).exclude(status__in=[PartnerStatus.REMOVED, PartnerStatus.DECLINED])
    organisations = Q(grants__organisation__in=partners.filter(organisation__isnull=False).values("organisation")) | Q(
        grants__organisation__in=Proposal.objects.filter(call=call).values("lead")
    )
    people = User.objects.filter(
        organisations, is_active=True, grants__role__in=COMPANY_ROLES, grants__ended_at__isnull=True
    ).distinct()
    invited = (
        partners.filter(organisation__isnull=True).exclude(invited_email="").values_list("invited_email", flat=True).distinct()
    )
    queue_messages("projects/call-extended", [*people, *invited], about=event, context=context)


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
