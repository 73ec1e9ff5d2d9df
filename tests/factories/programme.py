"""Rulebooks, years and budgets for tests, made through the same doors as in life."""

import copy
import json
from typing import Any

from accounts.models import User
from clusters.models import Region
from programme.actions.load_rulebooks import SHIPPED, load_rulebooks
from programme.actions.open_year import open_year
from programme.actions.plan_year import plan_year
from programme.actions.set_regional_budget import set_regional_budget
from programme.models import ProgrammeYear, RegionalBudget, Rulebook


def make_rulebook(code: str = "2010") -> Rulebook:
    """One of the shipped rulebooks."""
    load_rulebooks(by=User.objects.system())
    return Rulebook.objects.newest(code)


def shipped_document(code: str = "2010", **changes: Any) -> dict[str, Any]:
    """A shipped document as plain JSON; `changes` name a value by its path: scoring__pass_line="60"."""
    document = copy.deepcopy(json.loads((SHIPPED / f"{code}.json").read_text()))
    for path, value in changes.items():
        *parents, last = path.split("__")
        place = document
        for name in parents:
            place = place[name]
        place[last]["value"] = value
    return document


def make_year(year: int = 2026, *, rulebook: Rulebook | None = None, is_open: bool = True) -> ProgrammeYear:
    system = User.objects.system()
    made = plan_year(year, rulebook=rulebook or make_rulebook(), by=system)
    return open_year(made, by=system) if is_open else made


def make_budget(year: ProgrammeYear, region: Region, amount_krw: int = 1_000_000_000) -> RegionalBudget:
    return set_regional_budget(year, region, amount_krw=amount_krw, reason="시험", by=User.objects.system())
