"""In Django, on the seeded database: a pool of experts with careers and ties is added, measured over, and rolled back.

Run as `python -m bench.conflict_case`; prints the cases as JSON.
"""

import datetime as dt
import json
import os
import time
from typing import Any

os.environ["DJANGO_SETTINGS_MODULE"] = "cluster_portal.settings"

import django

SIZES = ((1_000, 200), (20_000, 2_000))  # proposals × experts: two hundred thousand pairs, and forty million
TURNS = 3
STEP = 7919  # a prime, so that experts spread over the firms


def main() -> None:
    django.setup()
    from django.db import transaction

    cases = []
    with transaction.atomic():
        experts = _experts(max(number for _proposals, number in SIZES))
        for proposals, number in SIZES:
            cases.append(_case(_round(proposals), experts[:number]))
        transaction.set_rollback(True)
    print(json.dumps(cases))


def _case(round: Any, experts: list[int]) -> dict[str, Any]:
    """The best of three turns, each in turn with its floor: the very statements it sent, sent again and fetched."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from consultants.models import Expert
    from evaluation.queries import pool

    chosen = Expert.objects.filter(pk__in=experts).select_related("organisation")
    seconds, floors = [], []
    for _turn in range(TURNS):
        started = time.perf_counter()
        found = pool.who_may_not(round, chosen)
        barred = int(found.matrix.sum())
        seconds.append(time.perf_counter() - started)
        with CaptureQueriesContext(connection) as sent:
            pool.who_may_not(round, chosen)
        started = time.perf_counter()
        with connection.cursor() as cursor:
            for statement in sent.captured_queries:
                cursor.execute(statement["sql"])
                cursor.fetchall()
        floors.append(time.perf_counter() - started)
    return {
        "proposals": len(found.proposals), "experts": len(experts), "barred": barred, "statements": len(sent),
        "seconds": min(seconds), "floor": min(floors),
    }  # fmt: skip


def _round(size: int) -> Any:
    """A planned round over so many of the seeded proposals."""
    from clusters.models import Region
    from evaluation.models import Round, RoundProposal
    from projects.models import Call, Proposal

    call, region = Call.objects.order_by("pk").first(), Region.objects.order_by("pk").first()
    assert call is not None and region is not None
    opens = dt.datetime(2026, 12, 1, tzinfo=dt.UTC)
    round = Round.objects.create(
        ref=f"bench-{size}", call=call, region=region, rulebook=call.rulebook, created_by_id=call.created_by_id, status="released",
        scoring_opens_at=opens, scoring_closes_at=opens + dt.timedelta(days=7), closed_at=opens, confirmed_at=opens, released_at=opens,
        budget_krw=0,
    )  # fmt: skip
    ids = Proposal.objects.order_by("pk").values_list("pk", flat=True)[:size]
    RoundProposal.objects.bulk_create((RoundProposal(round=round, proposal_id=pk) for pk in ids), batch_size=5_000)
    return Round.objects.joined().get(pk=round.pk)


def _experts(number: int) -> list[int]:
    """Half of them employed by firms of the region, all with two former employers and one piece of joint work."""
    from accounts.models import Grant, Organisation, Role, User
    from clusters.models import Region
    from consultants.models import Expert, FormerEmployment, JointWork

    firms = list(Organisation.objects.order_by("pk").values_list("pk", flat=True))
    regions = list(Region.objects.order_by("pk"))
    added = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)

    def firm(place: int) -> int:
        return firms[place * STEP % len(firms)]

    users = User.objects.bulk_create(
        [User(email=f"bench{n}@seed.cluster.kr", name=f"시연 전문가 {n}") for n in range(number)], batch_size=5_000
    )
    experts = Expert.objects.bulk_create(
        [
            Expert(
                user=user, region=regions[n % len(regions)], sector="industry", industries=[], is_demo=True,
                organisation_id=firm(n) if n % 2 else None,
            )
            for n, user in enumerate(users)
        ],
        batch_size=5_000,
    )  # fmt: skip
    Grant.objects.bulk_create([Grant(user=user, role=Role.EVALUATOR) for user in users], batch_size=5_000)
    FormerEmployment.objects.bulk_create(
        [
            FormerEmployment(
                expert=expert, organisation_id=firm(3 * n + place), started_on=dt.date(2015, 1, 1), ended_on=dt.date(2025 - 3 * place, 6, 30)
            )
            for n, expert in enumerate(experts)
            for place in (0, 1)
        ],
        batch_size=5_000,
    )  # fmt: skip
    JointWork.objects.bulk_create(
        [
            JointWork(expert=expert, kind="advice", organisation_id=firm(5 * n), started_on=dt.date(2025, 1, 1), added_at=added)
            for n, expert in enumerate(experts)
        ],
        batch_size=5_000,
    )
    return [expert.pk for expert in experts]


if __name__ == "__main__":
    main()
