import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from audit.record import record
from cluster_portal.shared.canonical import canonical_json, sha256_hex
from cluster_portal.shared.errors import DomainError, InvalidInput, require
from cluster_portal.shared.sealed_text import seal_text
from evaluation import access
from evaluation.actions.objecting import require_objections_decided
from evaluation.actions.seating import require_staffing
from evaluation.draw_rules import rule_text
from evaluation.draws import commitments
from evaluation.draws.seats import Person
from evaluation.draws.walk import EVERYWHERE, Plan, people_of, pick, walk
from evaluation.models import Draw, DrawCode, PanelMember, Round
from evaluation.models.draw import PURPOSE
from evaluation.panel_shortage import Shortage, why_not
from evaluation.public_values import quicknet_text
from evaluation.queries.draws import draw_plan, live_draw, snapshot
from evaluation.states import PublicSource

DRAWN_WITHIN = dt.timedelta(days=7)  # of the public value; a secret withheld longer voids the draw
TRIALS, TRIALS_OF_MANY = 20, 3  # draws with made-up seeds, so that a draw is announced only when it can succeed
MANY_SECTIONS = 30


@dataclass(frozen=True, slots=True)
class PublicValue:
    """A value nobody knows yet: from which source, which one exactly, public from when, and what counts if it does not appear."""

    source: str
    at: dt.datetime
    text: str = ""  # made from the time where the source numbers its values
    fallback: str = ""


@transaction.atomic
def announce_draw(round: Round, *, by: User, value: PublicValue, size: int | None = None, at: dt.datetime | None = None) -> Draw:
    """Commit to a public draw of the round's evaluators and publish the notice.

    From now on pool, bars, rules and code are fixed by their digests, and so is a secret that stays encrypted until the draw.
    Neither the secret nor the public value alone tells who will be drawn. The sections do not change any more. `size`: how many
    are drawn where each proposal has its own evaluators.

    Raises:
        InvalidInput: for a public value that is not in the future or not named.
        PanelImpossible: naming the rules that block, and what would cure it.
        NotReady: while an applicant's objection to an evaluator is not decided.
        DomainError: code "has-panel" once anybody is seated, "draw-exists", "draw-may-fail", "panel-closed".
    """
    at = at or timezone.now()
    round = Round.objects.locked(round)
    require(access.may_run_round(by, round))
    require_staffing(round, at)
    value = _checked(value, at)
    if PanelMember.objects.seated().filter(round=round).exists():
        raise DomainError(_("Somebody is on the panel already. A draw forms the whole panel."), code="has-panel")
    if live_draw(round) is not None:
        raise DomainError(_("A draw of this round is announced already."), code="draw-exists")
    if round.sections.filter(entries=None).exists():
        raise DomainError(_("A section has no proposals."), code="empty-section")
    require_objections_decided(round)
    salt, secret = commitments.new_secret(), commitments.new_secret()
    plan = draw_plan(round, size=size)
    pool, barred = snapshot(round, plan, salt)
    _require_possible(round, plan, pool, barred)
    number = Draw.objects.filter(round=round).count() + 1
    draw = Draw(
        round=round, number=number, ref=f"{round.ref}-draw{number}", announced_at=at, announced_by=by, code=_code(),
        rule_text=rule_text(plan, round.region.name_ko, round.region.name_en),
        rules=plan.as_json(), rules_sha256=sha256_hex(commitments.canonical(plan.as_json())),
        pool=pool, pool_sha256=commitments.rows_digest(pool), pool_size=len(pool),
        barred=barred, barred_sha256=commitments.rows_digest(barred),
        secret_sha256=commitments.secret_digest(secret),
        sealed_secret=seal_text(secret, purpose=PURPOSE), sealed_salt=seal_text(salt, purpose=PURPOSE),
        source=value.source, source_text=value.text, fallback=value.fallback, value_at=value.at, draw_by=value.at + DRAWN_WITHIN,
    )  # fmt: skip
    draw.notice_sha256 = sha256_hex(canonical_json(draw.notice()))
    draw.save(force_insert=True)
    record(
        stream=round.stream, verb="draw-announced", by=by, at=at,
        data={"draw": draw.ref, "notice_sha256": draw.notice_sha256, "pool": draw.pool_size, "value_at": draw.value_at},
    )  # fmt: skip
    return draw


def _checked(value: PublicValue, at: dt.datetime) -> PublicValue:
    errors: dict[str, Any] = {}
    text, fallback = value.text.strip(), value.fallback.strip()
    if value.source not in PublicSource.values:
        errors["source"] = _("Choose where the public value comes from.")
    elif value.source == PublicSource.DRAND:
        text = quicknet_text(value.at)
    elif not text:
        errors["source_text"] = _("Say exactly which value, so that there is only one.")
    if not fallback:
        errors["fallback"] = _("Say what counts if the value does not appear.")
    if value.at <= at:
        errors["value_at"] = _("The value must become public after the notice.")
    if errors:
        raise InvalidInput(errors)
    return PublicValue(value.source, value.at, text, fallback)


def _code() -> DrawCode:
    files = commitments.code_files()
    kept = {name: content.decode() for name, content in files.items()}
    return DrawCode.objects.get_or_create(sha256=commitments.code_digest(files), defaults={"files": kept})[0]


def _require_possible(round: Round, plan: Plan, pool: Sequence[commitments.Row], barred: Sequence[commitments.Row]) -> None:
    people = list(people_of(pool).values())
    out = {(row["section"], row["id"]) for row in barred}
    for section in plan.sections:
        free: list[Person] = []
        away: list[Person] = []
        for one in people:
            (away if (EVERYWHERE, one.id) in out or (section, one.id) in out else free).append(one)
        if pick(free, plan.members, plan.house).seats is None:
            raise why_not(Shortage(tuple(free), tuple(away), (), plan.members[-1], plan.house), round.region.name)
    trials = TRIALS if len(plan.sections) <= MANY_SECTIONS else TRIALS_OF_MANY
    for number in range(trials):
        order = commitments.in_order(f"trial-{number}", [one.id for one in people])
        if short_of := walk(order, pool, barred, plan).short:
            words = _("There are too few experts for all sections at once: in a trial draw section %(n)s could not be filled.")
            raise DomainError(words % {"n": short_of[0]}, code="draw-may-fail")
