"""'My tasks': what waits for a person, by the roles they hold. Each desk asks a constant number of questions."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from accounts.models import Role, User


@dataclass(frozen=True, slots=True)
class Task:
    """One thing to do: what, where, by when."""

    text: Any
    url: str
    due: dt.datetime | None = None
    note: Any = ""
    tone: str = "info"  # as in docs/ui.md
    kind: str = "due"  # what `due` is to the reader: "due", "closes", "begins"


@dataclass(frozen=True, slots=True)
class Desk:
    """One role's tasks, and where that role usually goes."""

    title: Any
    tasks: list[Task]
    links: list[tuple[Any, str]]


def desks_of(user: User, now: dt.datetime) -> list[Desk]:
    """The desks of every role the person holds, the most urgent kind of work first."""
    from dashboards.desks import company, evaluator, office

    found: list[Desk] = []
    for roles, desk in (
        ({Role.EVALUATOR}, evaluator.desk),
        ({Role.COMPANY_OWNER, Role.COMPANY_WRITER, Role.OUTSIDE_WRITER}, company.desk),
        ({Role.HQ_OPERATOR, Role.HQ_HEAD}, office.headquarters),
        ({Role.CENTRAL}, office.programme_office),
        ({Role.MINISTRY}, office.ministry),
        ({Role.AUDITOR}, office.auditor),
        ({Role.ADMIN}, office.administrator),
        ({Role.DOCTOR, Role.SECRETARY}, office.not_yet),
    ):
        if not roles.isdisjoint(user.roles):
            found.append(desk(user, now))
    return found
