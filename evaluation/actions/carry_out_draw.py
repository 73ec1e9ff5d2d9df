import datetime as dt
from collections.abc import Mapping

from cryptography.fernet import InvalidToken
from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from audit.record import record
from cluster_portal.shared.canonical import sha256_hex
from cluster_portal.shared.errors import DomainError, require
from cluster_portal.shared.sealed_text import open_text
from consultants.models import Expert
from evaluation import access
from evaluation.actions.enter_public_value import require_open
from evaluation.actions.seating import require_staffing
from evaluation.draws import commitments
from evaluation.draws.walk import ALTERNATE, MEMBER, PASSED, walk
from evaluation.models import Draw, PanelMember, Round
from evaluation.models.draw import PURPOSE
from evaluation.queries.draws import experts_by_id
from evaluation.states import Appointment, DrawStatus, MemberStatus


@transaction.atomic
def carry_out_draw(draw: Draw, *, by: User, at: dt.datetime | None = None) -> Draw:
    """Reveal the secret, make the seed, walk the order and seat whom it takes: members as proposed, alternates in their order.

    Nobody is told yet: invitations go out as for any panel. Seats are numbered in an order of their own, so that a seat's
    number in the published scores does not lead to a place in the draw. A second press changes nothing.

    Raises:
        DomainError: code "no-public-value", "draw-impossible", "secret-lost", "draw-over", "draw-not-open", "panel-closed".
    """
    at = at or timezone.now()
    round = Round.objects.locked(draw.round)
    draw = Draw.objects.locked(draw)
    require(access.may_run_round(by, round))
    if draw.status == DrawStatus.DRAWN:
        return draw
    require_open(draw, at)
    require_staffing(round, at)
    if not draw.public_value:
        raise DomainError(_("The public value has not been entered yet."), code="no-public-value")
    short = reveal(draw)
    if short:
        words = _("By this seed section %(n)s cannot be filled. Void the draw with this reason and announce another.")
        raise DomainError(words % {"n": short[0]}, code="draw-impossible")
    draw.become(DrawStatus.DRAWN)
    draw.drawn_at, draw.drawn_by = at, by
    draw.save(update_fields=["status", "secret", "seed", "order", "outcome", "drawn_at", "drawn_by"])
    members = _seat(round, draw, at)
    record(
        stream=round.stream, verb="drawn", by=by, at=at,
        data={
            "draw": draw.ref, "seed": draw.seed, "value": draw.public_value, "outcome_sha256": commitments.rows_digest(draw.outcome),
            "members": sum(one.status == MemberStatus.PROPOSED for one in members),
            "alternates": sum(one.status == MemberStatus.ALTERNATE for one in members),
        },
    )  # fmt: skip
    return draw


def reveal(draw: Draw) -> list[str]:
    """Open the secret; with a public value, make the seed and all that follows. Returns the sections that cannot be filled.

    Raises:
        DomainError: code "secret-lost" when the key it was sealed with is gone.
    """
    try:
        draw.secret = open_text(draw.sealed_secret, purpose=PURPOSE)
    except InvalidToken:
        message = _(
            "The secret of this draw can no longer be opened: the portal's key has changed. Void the draw and announce another."
        )
        raise DomainError(message, code="secret-lost") from None
    if not draw.public_value:
        return []
    draw.seed = commitments.make_seed(draw.secret, draw.public_value, draw.pool_sha256)
    draw.order = commitments.in_order(draw.seed, [row["id"] for row in draw.pool])
    outcome = walk(draw.order, draw.pool, draw.barred, draw.plan)
    draw.outcome = outcome.rows
    return outcome.short


def _seat(round: Round, draw: Draw, at: dt.datetime) -> list[PanelMember]:
    salt, sections = draw.salt, {str(section.number): section for section in round.sections.all()}
    rows = [row for row in draw.outcome if row["role"] != PASSED]
    experts = experts_by_id([row["id"] for row in rows], salt)
    rows.sort(key=lambda row: sha256_hex(f"{salt}/seat/{row['id']}"))
    last = PanelMember.objects.filter(round=round).aggregate(last=Max("seat"))["last"] or 0
    return PanelMember.objects.bulk_create(
        [
            PanelMember(
                round=round, section=sections.get(row["section"]), seat=seat, how=Appointment.DRAWN, proposed_at=at,
                **_drawn_as(row), **_of(experts, row["id"]),
            )
            for seat, row in enumerate(rows, start=last + 1)
        ]
    )  # fmt: skip


def _drawn_as(row: Mapping[str, str]) -> dict[str, object]:
    if row["role"] == MEMBER:
        return {"status": MemberStatus.PROPOSED}
    assert row["role"] == ALTERNATE
    return {"status": MemberStatus.ALTERNATE, "alternate_number": int(row["number"])}


def _of(experts: Mapping[str, Expert], id: str) -> dict[str, object]:
    expert = experts[id]
    return {"expert": expert, "region": expert.region, "organisation": expert.organisation}
