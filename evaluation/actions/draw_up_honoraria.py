import datetime as dt
from collections.abc import Collection
from dataclasses import asdict
from typing import Any

from django.db import transaction
from django.db.models import Count
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from audit.record import record
from cluster_portal.shared.errors import DomainError, InvalidInput, require
from evaluation import access
from evaluation.honoraria import honorarium
from evaluation.models import HonorariumPayment, PanelMember, Round, Sheet
from evaluation.states import MemberStatus, SheetStatus

MOST_KRW = 10_000_000  # for one part of one person's pay: more is a slip of the finger


@transaction.atomic
def draw_up_honoraria(
    round: Round,
    *,
    by: User,
    basic_krw: int,
    per_sheet_krw: int,
    without: Collection[int] = (),
    at: dt.datetime | None = None,
) -> list[HonorariumPayment]:
    """Work out what everybody who served is paid: a sum for taking part and one for each sealed sheet.

    `without`: ids of members who take none. Drawn up again, the list is made anew, until it is paid.

    Raises:
        InvalidInput: for a rate below zero or above ₩10,000,000, or none at all.
        DomainError: code "not-closed" before the close, "already-paid".
    """
    at = at or timezone.now()
    errors: dict[str, Any] = {
        name: _("Enter an amount from ₩0 to ₩%(most)s.") % {"most": f"{MOST_KRW:,}"}
        for name, amount in (("basic_krw", basic_krw), ("per_sheet_krw", per_sheet_krw))
        if not 0 <= amount <= MOST_KRW
    }
    if not errors and not basic_krw and not per_sheet_krw:
        errors = {"basic_krw": _("Enter at least one of the two amounts.")}
    if errors:
        raise InvalidInput(errors)
    round = Round.objects.locked(round)
    require(access.may_run_round(by, round))
    if not round.is_closed:
        raise DomainError(_("Honoraria are drawn up after scoring has closed."), code="not-closed")
    standing = HonorariumPayment.objects.filter(member__round=round)
    if standing.filter(paid_on__isnull=False).exists():
        raise DomainError(_("These honoraria have been paid."), code="already-paid")
    standing.delete()
    sealed = dict(
        Sheet.objects.filter(round=round, status=SheetStatus.SEALED).values_list("member").annotate(Count("pk")).order_by()
    )
    members = PanelMember.objects.filter(round=round, status=MemberStatus.ACCEPTED).exclude(pk__in=without).order_by("seat")
    payments = []
    for member in members:
        sheets = sealed.get(member.pk, 0)
        pay = honorarium(basic_krw=basic_krw, per_sheet_krw=per_sheet_krw, sheets=sheets)
        amounts = {"basic_krw": basic_krw, "per_sheet_krw": per_sheet_krw, "net_krw": pay.net_krw} | asdict(pay)
        payments.append(HonorariumPayment(member=member, sheets=sheets, drawn_up_by=by, drawn_up_at=at, **amounts))
    HonorariumPayment.objects.bulk_create(payments)
    record(
        stream=round.stream, verb="honoraria-drawn-up", by=by, at=at,
        data={
            "people": len(payments), "gross_krw": sum(one.gross_krw for one in payments),
            "basic_krw": basic_krw, "per_sheet_krw": per_sheet_krw,
        },
    )  # fmt: skip
    return payments
