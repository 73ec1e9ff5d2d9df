import datetime as dt
from dataclasses import asdict

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from audit.record import record
from cluster_portal.shared.errors import require
from evaluation import access
from evaluation.models import Round, WhatIf
from evaluation.queries.what_if import bands, officially_selected, options
from evaluation.what_if import Assumption, what_if

NAMED_AT_MOST = 500  # of those who move; beyond, they are counted


@transaction.atomic
def run_what_if(round: Round, assumption: Assumption, *, by: User, at: dt.datetime | None = None) -> WhatIf:
    """Walk the tallied list under other assumptions and keep what was asked and what came of it. Decides nothing.

    Raises NotAllowed before the tally.
    """
    at = at or timezone.now()
    require(access.may_try_what_if(by, round))
    listed, official = options(round), officially_selected(round)
    outcome = what_if(listed, assumption)
    chosen = set(outcome.chosen)
    moved_in = [one.key for one in listed if one.key in chosen and one.key not in official]
    moved_out = [one.key for one in listed if one.key in official and one.key not in chosen]
    run = WhatIf.objects.create(
        round=round, by=by, at=at,
        assumption=asdict(assumption) | {"pass_line": str(assumption.pass_line)},
        outcome={
            "selected": len(chosen), "official": len(official), "spent_krw": outcome.spent_krw, "left_krw": outcome.left_krw,
            "overtaken": outcome.overtaken, "proved": outcome.proved, "in": moved_in[:NAMED_AT_MOST], "out": moved_out[:NAMED_AT_MOST],
            "moved_in": len(moved_in), "moved_out": len(moved_out),
            "bands": [[band.first, band.last, *band.counts] for band in bands(listed, official, chosen)],
        },
    )  # fmt: skip
    record(
        stream=round.stream, verb="what-if-run", by=by, at=at,
        data=run.assumption | {"selected": len(chosen), "moved_in": len(moved_in), "moved_out": len(moved_out)},
    )  # fmt: skip
    return run
