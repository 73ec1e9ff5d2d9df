"""In Django, on a copy of the seeded database: one round over twenty thousand proposals with seven sealed sheets each is made and
closed, with every commit that belongs to it.

Run as `python -m bench.close_case`; prints the case as JSON.
"""

import datetime as dt
import io
import json
import os
import pathlib
import random
import sys
import time
from collections.abc import Callable
from typing import Any

os.environ["DJANGO_SETTINGS_MODULE"] = "cluster_portal.settings"

import django

SHEETS_EACH = 7
TURNS, TIMES = 3, 8  # a core's time is told in hundredths of a second: several times each turn
OPENS = dt.datetime(2026, 6, 1, tzinfo=dt.UTC)
WORDS = "근거를 적은 충분히 긴 시연용 의견입니다."
TOTALS = "SELECT proposal_id, avg(total), count(*) FROM evaluation_sheet WHERE round_id = %s AND status = 'sealed' GROUP BY proposal_id"
POINTS = (
    "SELECT proposal_id, key, avg(value::numeric) FROM evaluation_sheet, jsonb_each_text(points)"
    " WHERE round_id = %s AND status = 'sealed' GROUP BY proposal_id, key"
)


def main() -> None:
    django.setup()
    from django.db import connection, transaction

    with transaction.atomic():
        round, head = _round()
    with connection.cursor() as cursor:  # between the steps of a round lie days: the database has tidied up meanwhile
        cursor.execute("VACUUM ANALYZE")
        cursor.execute("CHECKPOINT")
        cursor.execute("SET max_parallel_workers_per_gather = 0")  # helpers' time would be in nobody's account
    print(json.dumps(_measured(round, head)))


def _measured(round: Any, head: Any) -> dict[str, Any]:
    """Floor and computation in turn, the best of each; then the deeds, which can be done once."""
    from django.urls import reverse

    from evaluation.actions.confirm_ranking import confirm_ranking
    from evaluation.actions.tally_round import tally_round
    from evaluation.queries.outlook import outlook

    reverse("evaluation:round-list")  # as a worker that has answered before
    floors, computed = [], []
    for _turn in range(TURNS):
        floors.append(_timed(lambda: _fetched(TOTALS, round), times=TIMES))
        computed.append(_timed(lambda: outlook(round), times=TIMES))
    spelled = _timed(lambda: _fetched(POINTS, round))
    tally = _timed(lambda: tally_round(round, by=head))
    order = _order(round)
    confirm = _timed(lambda: confirm_ranking(round, by=head, among_equals=order))
    release = _release(round, head)
    floors += [_timed(lambda: _fetched(TOTALS, round), times=TIMES) for _turn in range(TURNS)]  # as quiet after as before?
    return {
        "proposals": round.proposal_count, "sheets": round.sealed_count, "floor": _least(floors), "points": spelled,
        "computed": _least(computed), "tally": tally, "confirm": confirm, **release,
    }  # fmt: skip


def _release(round: Any, head: Any) -> dict[str, Any]:
    """The packet, which a release also makes, is timed by itself: it writes every sheet once more. So are the letters, which a
    worker writes after it."""
    from evaluation.actions import release_round
    from notifications.actions.write_mailing import write_mailing
    from notifications.models import Mailing, Message

    spent, make_packet = [], release_round.make_packet

    def timed_packet(*arguments: Any, **named: Any) -> Any:
        made = []
        spent.append(_timed(lambda: made.append(make_packet(*arguments, **named))))
        return made[0]

    release_round.make_packet = timed_packet
    letters, mailings = Message.objects.count(), set(Mailing.objects.values_list("pk", flat=True))
    whole = _timed(lambda: release_round.release_round(round, by=head))
    written = _timed(lambda: [write_mailing(one.pk) for one in Mailing.objects.exclude(pk__in=mailings)])
    return {
        "release": [one - of_packet for one, of_packet in zip(whole, spent[0], strict=True)], "packet": spent[0], "mailing": written, "letters": Message.objects.count() - letters,
    }  # fmt: skip


def _timed(deed: Callable[[], Any], *, times: int = 1) -> tuple[float, float]:
    """Seconds by the clock, and of a core: this process and its database's. The second is the same on a machine that others use."""
    started, used = time.perf_counter(), _core()
    for _time in range(times):
        deed()
    spent = ((time.perf_counter() - started) / times, (_core() - used) / times)
    print("  {:7.3f} s, {:7.3f} of a core".format(*spent), file=sys.stderr, flush=True)
    return spent


def _core() -> float:
    from django.db import connection

    assert connection.connection is not None
    ticks = pathlib.Path(f"/proc/{connection.connection.info.backend_pid}/stat").read_text().rpartition(") ")[2].split()[11:13]
    return time.process_time() + sum(map(int, ticks)) / os.sysconf("SC_CLK_TCK")


def _least(spent: list[tuple[float, float]]) -> tuple[float, ...]:
    return tuple(map(min, *spent))


def _fetched(statement: str, round: Any) -> list:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(statement, [round.pk])
        return cursor.fetchall()


def _order(round: Any) -> dict[int, int]:
    """As people would put the equals at the line in order."""
    from evaluation.queries.ranking import preview_selection

    tied = [one.key for one in preview_selection(round).decisions if one.reason == "tied_at_the_line"]
    return {pk: order for order, pk in enumerate(tied, start=1)}


# --- The round --------------------------------------------------------------------------


def _round() -> tuple[Any, Any]:
    from django.db.models import Value
    from django.db.models.functions import Coalesce

    from accounts.models import Grant, Role
    from clusters.models import Region
    from evaluation.models import OpinionSummary, Round, RoundProposal
    from programme.models import RegionalBudget
    from projects.models import Call, Proposal

    call = Call.objects.order_by("pk").first()
    grant = Grant.objects.filter(role=Role.HQ_HEAD, user__email__contains="seed.").order_by("pk").select_related("user").first()
    assert call is not None and grant is not None
    region, head = Region.objects.get(pk=grant.region), grant.user
    call.pk, call.ref = None, "bench-close"
    call.save(force_insert=True)
    handed_in = Coalesce("submitted_at", Value(OPENS))
    Proposal.objects.update(status="under_evaluation", region=region, call=call, submitted_at=handed_in, granted_krw=None)
    Proposal.objects.filter(requested_krw=0).update(requested_krw=100_000_000)
    RegionalBudget.objects.update_or_create(year=call.year, region=region, defaults={"amount_krw": 10**12, "committed_krw": 0})
    proposals = list(Proposal.objects.order_by("pk").values_list("pk", "track"))
    round = Round.objects.create(
        ref="bench-close", call=call, region=region, rulebook=call.rulebook, created_by=head, status="closed", scoring_opens_at=OPENS,
        scoring_closes_at=OPENS + dt.timedelta(days=7), closed_at=OPENS + dt.timedelta(days=7), proposal_count=len(proposals),
        sheet_count=SHEETS_EACH * len(proposals), sealed_count=SHEETS_EACH * len(proposals), member_count=SHEETS_EACH,
    )  # fmt: skip
    members = _panel(round)
    RoundProposal.objects.bulk_create(
        [
            RoundProposal(round=round, proposal_id=pk, section=members[0].section, sheet_count=SHEETS_EACH, sealed_count=SHEETS_EACH)
            for pk, _track in proposals
        ],
        batch_size=5_000,
    )  # fmt: skip
    OpinionSummary.objects.bulk_create(
        [OpinionSummary(round=round, proposal_id=pk, strengths=WORDS, improvements=WORDS, by=head, at=OPENS) for pk, _track in proposals],
        batch_size=5_000,
    )  # fmt: skip
    _sheets(round, members, proposals)
    return Round.objects.joined().get(pk=round.pk), head


def _panel(round: Any) -> list[Any]:
    from consultants.models import Expert
    from evaluation.models import PanelMember, Section

    section = Section.objects.create(round=round, number=1)
    return PanelMember.objects.bulk_create(
        PanelMember(
            round=round, section=section, expert=expert, seat=seat, region=expert.region, how="automatic", status="accepted",
            proposed_at=OPENS, invited_at=OPENS, accepted_at=OPENS, pledged_at=OPENS, declared_at=OPENS, declared_again_at=OPENS,
            sheet_count=round.proposal_count, sealed_count=round.proposal_count,
        )
        for seat, expert in enumerate(Expert.objects.order_by("pk")[:SHEETS_EACH], start=1)
    )  # fmt: skip


def _sheets(round: Any, members: list[Any], proposals: list[tuple[int, str]]) -> None:
    """Points as people give them, signed: each sheet with a seal and its link of the chain, so that the packet has its length."""
    from django.db import connection

    from evaluation.rulebook_rules import scoring_rules

    dice = random.Random(7)  # noqa: S311  (the same scores every time)
    items = {track: scoring_rules(round.rules, track).items for track in {track for _pk, track in proposals}}
    lines = []
    for pk, track in proposals:
        worth = dice.uniform(0.55, 0.95)
        for member in members:
            halves = {
                one.code: int(2 * int(one.maximum) * min(1.0, max(0.0, worth + dice.uniform(-0.15, 0.15))))
                for one in items[track]
            }
            points = {code: f"{number // 2}" if number % 2 == 0 else f"{number / 2}" for code, number in halves.items()}
            comments = dict.fromkeys(points, WORDS)
            lines.append(
                f"{round.pk}\t{member.pk}\t{pk}\tsealed\t{json.dumps(points)}\t{json.dumps(comments, ensure_ascii=False)}\t{WORDS}"
                f"\t{sum(halves.values()) / 2}\t1\t{OPENS}\t{OPENS}\t{dice.getrandbits(256):064x}\t\n"
            )
    columns = "round_id, member_id, proposal_id, status, points, comments, overall, total, version, saved_at, sealed_at, seal, abstain_reason"
    with connection.cursor() as cursor:
        cursor.copy_expert(f"COPY evaluation_sheet ({columns}) FROM STDIN", io.StringIO("".join(lines)))
        cursor.execute(
            "INSERT INTO evaluation_sheetseal (sheet_id, number, points, comments, overall, total, digest, salt, words_salt, seal, replaces,"
            " signed_at) SELECT id, 1, points, comments, overall, total, seal, seal, seal, seal, '', sealed_at FROM evaluation_sheet"
            " WHERE round_id = %s",
            [round.pk],
        )
        cursor.execute(
            "INSERT INTO evaluation_sealrecord (round_id, number, kind, seal_id, at, hash) SELECT sheet.round_id,"
            " row_number() OVER (ORDER BY sheet.id), 'sealed', kept.id, kept.signed_at, kept.seal FROM evaluation_sheetseal AS kept"
            " JOIN evaluation_sheet AS sheet ON sheet.id = kept.sheet_id WHERE sheet.round_id = %s",
            [round.pk],
        )


if __name__ == "__main__":
    main()
