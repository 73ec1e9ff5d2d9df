"""What a draw is made of, and what its pages show."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from consultants.models import Expert
from evaluation import access
from evaluation.draw_rules import plan_for_pool, plan_for_sections
from evaluation.draws.commitments import canonical, fact_digest, pseudonym
from evaluation.draws.walk import EVERYWHERE, Plan
from evaluation.models import Draw, PanelMember, Round, RoundProposal
from evaluation.queries import pool
from evaluation.states import Appointment, DrawStatus


def live_draw(round: Round) -> Draw | None:
    """The round's draw that is not void. One statement, without what grows with the pool."""
    return Draw.objects.live().light().filter(round=round).first()


def awaits_draw(round: Round) -> bool:
    """Announced and not yet carried out."""
    return Draw.objects.filter(round=round, status=DrawStatus.ANNOUNCED).exists()


def takes_next_by_draw(round: Round) -> bool:
    """Free seats go down the order of a draw that still has somebody for them."""
    return Draw.objects.live().filter(round=round).exclude(turns__taken="").exists()


def draw_plan(round: Round, *, size: int | None = None) -> Plan:
    """`size`: how many evaluators are drawn where each proposal has its own."""
    rules, per_member = pool.panel_rules(round.rules), round.rules.panel.alternates_per_member.value
    if round.is_individual:
        return plan_for_pool(rules, home=round.region_id, size=size or usual_pool(round), alternates_per_member=per_member)
    numbers = tuple(str(number) for number in round.sections.order_by("number").values_list("number", flat=True))
    return plan_for_sections(rules, home=round.region_id, sections=numbers, alternates_per_member=per_member)


def usual_pool(round: Round) -> int:
    """So many that nobody judges more proposals than the round allows."""
    seats, most = round.proposal_count * (round.seats_each or 1), round.load_max or 1
    return max(-(-seats // most), round.seats_each or 1)


def expert_name(pk: int) -> str:
    return f"expert/{pk}"


def pool_row(expert: Expert, salt: str, *, strata: bool) -> dict[str, str]:
    """An expert as the public sees them: `strata` says whether the rules ask for sectors."""
    organisation = expert.organisation_id
    return {
        "id": pseudonym(salt, expert_name(expert.pk)),
        "stratum": expert.sector if strata else "",
        "region": expert.region_id,
        "organisation": "" if organisation is None else pseudonym(salt, f"organisation/{organisation}"),
    }


def snapshot(round: Round, plan: Plan, salt: str) -> tuple[list[dict[str, str]], list[dict[str, str]]]:
    """(pool, barred) as the facts stand now, under pseudonyms. The same number of statements whatever the size."""
    experts = list(pool.evaluators())
    strata = bool(plan.members[0].sectors)
    ids = {expert.pk: pseudonym(salt, expert_name(expert.pk)) for expert in experts}
    rows = sorted((pool_row(expert, salt, strata=strata) for expert in experts), key=lambda row: row["id"])
    barred = []
    for section, expert, reason, facts in _bars(round, plan, experts):
        digest = fact_digest(salt, canonical([ids[expert], section, reason, facts]))
        barred.append({"section": section, "id": ids[expert], "reason": reason, "facts": digest})
    return rows, sorted(barred, key=lambda row: (row["section"], row["id"]))


def _bars(round: Round, plan: Plan, experts: list[Expert]) -> Iterator[tuple[str, int, str, Any]]:
    """(section, expert, reason, facts) of everyone who cannot be drawn, from all sections or from one."""
    everywhere = set()
    for candidate in pool.candidates(round, experts):
        if candidate.barred:
            everywhere.add(candidate.expert.pk)
            facts: list[Any] = [[hit.rule, hit.proposal] for hit in candidate.hits]
            facts = facts or [candidate.served, candidate.expert.yearly_cap]
            yield EVERYWHERE, candidate.expert.pk, candidate.barred, facts
    if plan.sections == (EVERYWHERE,):
        return
    numbers = dict(RoundProposal.objects.filter(round=round).values_list("proposal", "section__number"))
    conflicts = {expert: [(hit.rule, hit.proposal) for hit in hits] for expert, hits in pool.conflicts_of(round, experts).items()}
    again = {expert: [("lead", one) for one in judged] for expert, judged in pool.judged_before(round, experts).items()}
    said = set()
    for reason, found in ((pool.CONFLICT, conflicts), (pool.REPEAT_SERVICE, again)):
        for expert, ties in found.items():
            of_section = defaultdict(list)
            for rule, proposal in ties:
                of_section[str(numbers[proposal])].append([rule, proposal])
            for section, own in of_section.items():
                if expert not in everywhere and (section, expert) not in said:
                    said.add((section, expert))
                    yield section, expert, reason, own


def experts_by_id(ids: Iterable[str], salt: str) -> dict[str, Expert]:
    """Whom pseudonyms of one draw stand for. One statement over the experts' numbers, one over those found."""
    wanted = set(ids)
    numbers = {pseudonym(salt, expert_name(pk)): pk for pk in Expert.objects.values_list("pk", flat=True)}
    found = Expert.objects.select_related("user", "organisation", "region").in_bulk(
        [numbers[one] for one in wanted if one in numbers]
    )
    return {one: found[numbers[one]] for one in wanted if one in numbers}


# --- Pages -----------------------------------------------------------------------------


def public_draws(user: Any) -> QuerySet[Draw]:
    return Draw.objects.visible_to(user).joined().light()


def draws_of(round: Round) -> list[Draw]:
    """Newest first, void ones too."""
    return list(Draw.objects.filter(round=round).light().order_by("-number"))


@dataclass(frozen=True, slots=True)
class Seen:
    """One person of a draw as a page shows them."""

    id: str
    region: str
    stratum: str
    place: int | None = None  # in the order
    section: str = ""
    role: str = ""
    number: str = ""
    reasons: tuple[tuple[str, str], ...] = ()  # (section, reason)
    name: str = ""  # only where it may be shown
    status: str = ""  # of the seat, for those drawn


def people(draw: Draw, user: Any) -> list[Seen]:
    """Everyone of the pool, in the order of the draw once there is one, with what became of them and why."""
    drawn = {row["id"]: row for row in draw.outcome if row["role"] != "passed"}
    passed, barred = defaultdict(list), defaultdict(list)
    for row in draw.outcome:
        if row["role"] == "passed":
            passed[row["id"]].append((row["section"], row["reason"]))
    for row in draw.barred:
        barred[row["id"]].append((row["section"], row["reason"]))
    rows = {row["id"]: row for row in draw.pool}
    known = _drawn(draw, user) if draw.status == DrawStatus.DRAWN else {}
    found = []
    for place, one in enumerate(draw.order or sorted(rows), start=1):
        seat = drawn.get(one, {})
        reasons = passed.get(one, []) or ([] if seat else barred.get(one, []))
        found.append(
            Seen(
                one, rows[one]["region"], rows[one]["stratum"], place if draw.order else None,
                seat.get("section", ""), seat.get("role", ""), seat.get("number", ""),
                tuple(reasons), *known.get(one, ("", "")),
            )
        )  # fmt: skip
    return found


def _drawn(draw: Draw, user: Any) -> dict[str, tuple[str, str]]:
    """{id: (name, where the seat stands)} of those whom the person may know by name. One statement."""
    shown = access.drawn_members_named_to(user, draw)
    members = list(PanelMember.objects.filter(shown, round=draw.round_id, how=Appointment.DRAWN).select_related("expert__user"))
    if not members:
        return {}
    salt = draw.salt
    return {pseudonym(salt, expert_name(one.expert_id)): (one.name, one.get_status_display()) for one in members}


def section_titles(round: Round) -> dict[str, str]:
    return {str(section.number): section.title for section in round.sections.all()}
