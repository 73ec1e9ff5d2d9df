import logging
import platform
from dataclasses import asdict
from importlib.metadata import version
from typing import Any

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from audit.record import record
from cluster_portal.shared.canonical import canonical_json, sha256_hex
from evaluation.actions.start_assignment import announce
from evaluation.assignment.blocking import blocking
from evaluation.assignment.result import Result
from evaluation.assignment.rules import Rules
from evaluation.assignment.solve import assign
from evaluation.assignment.watch import Cancelled, Watch
from evaluation.models import AssignmentRun, ProposedSeat
from evaluation.obstacles import obstacles
from evaluation.queries.assignment_input import RoundInput, round_input, rules_of
from evaluation.states import RunStatus

log = logging.getLogger(__name__)
SIGN_EVERY = 1.0  # second
EXPLAINED_MOST = 100_000  # pairs: of more, what blocks is counted but not searched for
EXPLAINED_FOR = 20.0  # seconds
LIBRARIES = ("numpy", "scipy", "ortools")
AT_ONCE = 2000  # rows per statement


def compute_assignment(run_id: int) -> AssignmentRun | None:
    """Solve a waiting run. Claimed in one statement, so a second delivery finds nothing to do; solved outside any
    transaction, with a sign of life about every second; written in one transaction, only if it is still this worker's.

    The same people, proposals and facts give the same result, whichever worker computes it and however often one dies.
    """
    token = AssignmentRun.objects.claim(run_id, timezone.now())
    if token is None:
        return None
    run = AssignmentRun.objects.select_related("round__call", "round__region", "round__rulebook").get(pk=run_id)
    try:
        given = round_input(run.round)
        rules = rules_of(run.round, each_sector=run.each_sector)
        result = assign(given.instance, rules, fair=run.is_fair, seed=run.seed, watch=_watch(run, token))
        return _write(run.pk, token, given, result, _blocking(given, rules, result))
    except Cancelled:
        return None
    except Exception as error:
        log.exception("run %s failed", run_id)
        _fail(run.pk, token, f"{type(error).__name__}: {error}"[:300])
        return None


def sweep_assignments() -> list[int]:
    """Runs whose worker fell silent wait again; every waiting one is announced once more. Returns their ids."""
    AssignmentRun.objects.give_back_silent(timezone.now())
    waiting = list(AssignmentRun.objects.filter(status=RunStatus.QUEUED).order_by("queued_at").values_list("pk", flat=True))
    for pk in waiting:
        announce(pk)
    return waiting


def _watch(run: AssignmentRun, token: str) -> Watch:
    """Progress goes to the row at most once a second; a row that is no longer ours stops the search."""
    signed = -SIGN_EVERY

    def tell(stage: str, share: float) -> bool:
        nonlocal signed
        if watch.seconds - signed < SIGN_EVERY:
            return True
        signed = watch.seconds
        done = max(0, min(100, int(share * 100)))
        return AssignmentRun.objects.keep(run.pk, token, stage=stage[:20], share=done, at=timezone.now())

    watch = Watch(time_limit=run.time_limit, tell=tell)
    return watch


def _blocking(given: RoundInput, rules: Rules, result: Result) -> dict[str, Any]:
    """Where not everything could be kept: the very demands that block each other, by the ids of their rows."""
    if not (result.unfilled or result.breaches) or len(given.instance.score) > EXPLAINED_MOST:
        return {}
    found = blocking(given.instance, rules, Watch(time_limit=EXPLAINED_FOR))
    if found is None:
        return {}
    demands = [
        {
            "rule": one.rule, "number": one.number,
            "entry": None if one.proposal is None else given.entries[one.proposal].pk,
            "member": None if one.evaluator is None else given.members[one.evaluator].pk,
        }
        for one in found.demands
    ]  # fmt: skip
    return {"demands": demands, "irreducible": found.irreducible, "smallest": found.smallest}


@transaction.atomic
def _write(pk: int, token: str, given: RoundInput, result: Result, blocked: dict[str, Any]) -> AssignmentRun | None:
    run = _still_ours(pk, token)
    if run is None:
        return None
    instance = given.instance
    rows = [
        ProposedSeat(run=run, entry=given.entries[row], member=given.members[column], suitability=int(score))
        for (row, column), score in zip(result.pairs, _scores(given, result), strict=True)
    ]
    ProposedSeat.objects.bulk_create(rows, batch_size=AT_ONCE)
    run.become(RunStatus.DONE)
    run.ended_at, run.claim, run.stage, run.share = timezone.now(), "", "", 100
    run.proposals, run.evaluators, run.pairs = instance.proposals, instance.evaluators, len(instance.score)
    run.total, run.worst, run.bound_total, run.bound_worst = result.total, result.worst, result.bound_total, result.bound_worst
    run.is_proved = result.proved
    run.unfilled = [given.entries[place].pk for place in result.unfilled]
    run.breaches = [
        {
            "rule": one.rule, "size": one.size,
            "entry": None if one.proposal is None else given.entries[one.proposal].pk,
            "member": None if one.evaluator is None else given.members[one.evaluator].pk,
        }
        for one in result.breaches
    ]  # fmt: skip
    run.obstacles = [asdict(one) for one in obstacles(instance, rules_of(run.round, each_sector=run.each_sector))]
    run.blocking = blocked
    run.milliseconds, run.peak_mb = int(result.seconds * 1000), int(result.peak_mb)
    run.versions = {"python": platform.python_version(), **{name: version(name) for name in LIBRARIES}}
    run.input_digest, run.result_digest = (
        given.digest,
        digest_of_pairs([(instance.proposal_keys[row], instance.evaluator_keys[column]) for row, column in result.pairs]),
    )
    run.save()
    record(
        stream=run.round.stream, verb="assignment-computed", by=User.objects.system(), at=run.ended_at,
        data={
            "run": run.number, "input_sha256": run.input_digest, "result_sha256": run.result_digest, "total": run.total,
            "worst": run.worst, "bound_total": run.bound_total, "bound_worst": run.bound_worst, "unfilled": len(run.unfilled),
        },
    )  # fmt: skip
    return run


@transaction.atomic
def _fail(pk: int, token: str, failure: str) -> None:
    run = _still_ours(pk, token)
    if run is not None:
        run.become(RunStatus.FAILED)
        run.failure, run.ended_at, run.claim = failure, timezone.now(), ""
        run.save(update_fields=["status", "failure", "ended_at", "claim"])


def _still_ours(pk: int, token: str) -> AssignmentRun | None:
    held = AssignmentRun.objects.select_for_update(no_key=True, of=("self",)).select_related("round__rulebook")
    return held.filter(pk=pk, status=RunStatus.RUNNING, claim=token).first()


def _scores(given: RoundInput, result: Result) -> list[Any]:
    instance = given.instance
    places = [instance.pair_of(row, column) for row, column in result.pairs]
    return [0 if place is None else instance.score[place] for place in places]


def digest_of_pairs(pairs: list[tuple[str, str]]) -> str:
    """Over who judges what, by code and seat."""
    return sha256_hex(canonical_json(sorted([list(pair) for pair in pairs])))
