import datetime as dt

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from audit.record import record
from cluster_portal.shared.errors import require
from evaluation import access
from evaluation.actions.dividing import require_divisible
from evaluation.models import Round, Section


@transaction.atomic
def rename_section(section: Section, *, by: User, name: str, at: dt.datetime | None = None) -> Section:
    """Word a section anew, before anybody is seated. The same name again changes nothing.

    Raises:
        DomainError: code "has-panel", "public-draw", "panel-closed".
    """
    at = at or timezone.now()
    round = Round.objects.locked(section.round)
    section = Section.objects.select_for_update(no_key=True).get(pk=section.pk)
    require(access.may_run_round(by, round))
    name = " ".join(name.split())
    if section.name == name:
        return section
    require_divisible(round, at)
    before, section.name = section.name, name
    section.save(update_fields=["name"])
    data = {"number": section.number, "before": before, "name": name}
    record(stream=round.stream, verb="section-renamed", by=by, at=at, data=data)
    return section
