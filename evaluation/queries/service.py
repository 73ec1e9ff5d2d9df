"""How an expert has served so far: rounds, what came in time, the marks of the comments."""

from dataclasses import dataclass

from django.db.models import Avg, Q, QuerySet, Sum

from consultants.models import Expert
from evaluation.models import PanelMember, Round, ServiceMark, Sheet
from evaluation.states import MemberStatus, SheetStatus

GIVEN_UP = (SheetStatus.ABSTAINED, SheetStatus.SET_ASIDE)


def sheets_in_time(member: PanelMember) -> tuple[int, int]:
    """(due, sealed) of a closed round: what was given up with a reason was not due. One statement."""
    statuses = list(Sheet.objects.filter(member=member).exclude(status__in=GIVEN_UP).values_list("status", flat=True))
    return len(statuses), statuses.count(SheetStatus.SEALED)


@dataclass(frozen=True, slots=True)
class Service:
    """An expert's record: `quality` is the mean mark of the comments, None while nobody marked any."""

    rounds: int
    declined: int
    due: int
    in_time: int
    quality: float | None

    @property
    def timeliness(self) -> int | None:
        return self.in_time * 100 // self.due if self.due else None


def service_of(expert: Expert) -> Service:
    """Two statements."""
    seats = PanelMember.objects.filter(expert=expert)
    rounds = seats.filter(status=MemberStatus.ACCEPTED).count()
    sums = ServiceMark.objects.filter(member__expert=expert).aggregate(
        due=Sum("due"), kept=Sum("in_time"), quality=Avg("quality")
    )
    declined = seats.filter(status=MemberStatus.DECLINED).count()
    return Service(rounds, declined, sums["due"] or 0, sums["kept"] or 0, sums["quality"])


def marks_of(expert: Expert) -> QuerySet[ServiceMark]:
    """Each round's mark with its note, newest first: for staff."""
    found = ServiceMark.objects.filter(member__expert=expert).select_related("member__round__call", "member__round__region", "by")
    return found.order_by("-pk")


def panel_of(round: Round) -> QuerySet[PanelMember]:
    """Those who served in a round, with their mark if there is one. One statement."""
    return round.members.filter(Q(status=MemberStatus.ACCEPTED)).joined().select_related("mark").order_by("seat")
