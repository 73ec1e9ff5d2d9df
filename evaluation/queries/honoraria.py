"""What evaluators are paid: a round's list with its sums, and a person's own."""

from dataclasses import dataclass

from django.db.models import QuerySet

from accounts.models import User
from evaluation.models import HonorariumPayment, Round


@dataclass(frozen=True, slots=True)
class PayList:
    """`payments` by seat; sums in ₩."""

    payments: list[HonorariumPayment]

    def total(self, name: str) -> int:
        return sum(getattr(one, name) for one in self.payments)

    @property
    def gross_krw(self) -> int:
        return self.total("gross_krw")

    @property
    def withheld_krw(self) -> int:
        return self.total("income_tax_krw") + self.total("local_tax_krw")

    @property
    def net_krw(self) -> int:
        return self.total("net_krw")


def pay_list(round: Round, user: User) -> PayList:
    """One statement."""
    found = HonorariumPayment.objects.visible_to(user).filter(member__round=round)
    return PayList(list(_joined(found).order_by("member__seat")))


def own_honoraria(user: User) -> QuerySet[HonorariumPayment]:
    """A person's own, newest first. One statement."""
    return _joined(HonorariumPayment.objects.filter(member__expert__user=user)).order_by("-pk")


def _joined(found: QuerySet[HonorariumPayment]) -> QuerySet[HonorariumPayment]:
    return found.select_related("member__expert__user", "member__organisation", "member__round__call", "member__round__region")
