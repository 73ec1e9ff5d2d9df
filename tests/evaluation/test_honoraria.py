"""What evaluators are paid: worked out after the close, listed, exported, kept as paid once."""

import datetime as dt
import threading

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from accounts.models import Role, User
from audit.models import Event, PersonalDataAccess
from cluster_portal.shared.errors import DomainError, InvalidInput, NotAllowed
from evaluation.actions.draw_up_honoraria import draw_up_honoraria
from evaluation.actions.pay_honoraria import pay_honoraria
from evaluation.honoraria import honorarium
from evaluation.models import HonorariumPayment, Round
from tests.factories.accounts import make_user
from tests.factories.evaluation import AFTER_CLOSE, make_closed_round, make_scoring_round, operator_of


@pytest.mark.parametrize(
    ("gross", "income_tax", "local_tax"),
    [
        (0, 0, 0),
        (125_000, 0, 0),  # ₩50,000 of taxable income: free
        (125_003, 10_000, 1_000),  # the next won that counts
        (200_000, 16_000, 1_600),
        (300_000, 24_000, 2_400),
        (333_333, 26_660, 2_660),  # below ₩10 is dropped
    ],
)
def test_other_income_is_taxed_as_the_law_says(gross, income_tax, local_tax):
    pay = honorarium(basic_krw=gross, per_sheet_krw=0, sheets=3)
    assert (pay.gross_krw, pay.income_tax_krw, pay.local_tax_krw) == (gross, income_tax, local_tax)
    assert pay.net_krw == gross - income_tax - local_tax


@given(st.integers(0, 10**7), st.integers(0, 10**6), st.integers(0, 200))
def test_what_is_withheld_is_never_more_than_its_share(basic, per_sheet, sheets):
    pay = honorarium(basic_krw=basic, per_sheet_krw=per_sheet, sheets=sheets)
    assert 0 <= pay.gross_krw - pay.net_krw <= pay.gross_krw * 88 // 1000
    assert pay.income_tax_krw % 10 == pay.local_tax_krw % 10 == 0


@pytest.mark.django_db
def test_everybody_who_served_is_paid_for_the_sheets_they_sealed():
    round, hq = make_closed_round(proposals=2, members=5), operator_of()
    waives = round.members.order_by("seat").first()
    payments = draw_up_honoraria(round, by=hq, basic_krw=200_000, per_sheet_krw=30_000, without=[waives.pk])
    assert len(payments) == 4
    assert {(one.sheets, one.gross_krw, one.net_krw) for one in payments} == {(2, 260_000, 237_120)}
    assert len(draw_up_honoraria(round, by=hq, basic_krw=100_000, per_sheet_krw=0)) == 5  # anew
    assert HonorariumPayment.objects.count() == 5
    paid_on = timezone.localdate(round.closed_at)
    assert pay_honoraria(round, by=hq, paid_on=paid_on, at=AFTER_CLOSE) == 5
    assert pay_honoraria(round, by=hq, paid_on=paid_on, at=AFTER_CLOSE) == 0
    assert Event.objects.filter(stream=round.stream, verb="honoraria-paid").count() == 1
    with pytest.raises(DomainError) as refused:
        draw_up_honoraria(round, by=hq, basic_krw=1, per_sheet_krw=0)
    assert refused.value.code == "already-paid"


@pytest.mark.django_db
def test_who_may_and_when():
    round = make_closed_round(proposals=1, members=5)
    for other in (operator_of("honam"), make_user(Role.AUDITOR), round.members.joined().first().expert.user):
        with pytest.raises(NotAllowed):
            draw_up_honoraria(round, by=other, basic_krw=1, per_sheet_krw=1)
    for rates in (
        {"basic_krw": -1, "per_sheet_krw": 0},
        {"basic_krw": 0, "per_sheet_krw": 0},
        {"basic_krw": 10**8, "per_sheet_krw": 1},
    ):
        with pytest.raises(InvalidInput):
            draw_up_honoraria(round, by=operator_of(), **rates)
    with pytest.raises(DomainError) as none_yet:
        pay_honoraria(round, by=operator_of(), paid_on=dt.date(2026, 1, 1))
    assert none_yet.value.code == "not-drawn-up"
    draw_up_honoraria(round, by=operator_of(), basic_krw=1, per_sheet_krw=1)
    for day in (timezone.localdate(AFTER_CLOSE) + dt.timedelta(days=1), dt.date(2000, 1, 1)):
        with pytest.raises(InvalidInput):
            pay_honoraria(round, by=operator_of(), paid_on=day, at=AFTER_CLOSE)
    early = make_scoring_round(proposals=1, members=5)
    with pytest.raises(DomainError) as refused:
        draw_up_honoraria(early, by=operator_of(), basic_krw=1, per_sheet_krw=1)
    assert refused.value.code == "not-closed"


@pytest.mark.django_db
def test_the_database_adds_up():
    round = make_closed_round(proposals=1, members=5)
    (one, *_others) = draw_up_honoraria(round, by=operator_of(), basic_krw=200_000, per_sheet_krw=0)
    for wrong in ({"net_krw": one.net_krw + 1}, {"gross_krw": 1, "net_krw": 1, "income_tax_krw": 0, "local_tax_krw": 0}):
        with pytest.raises(IntegrityError, match="honorarium"), transaction.atomic():
            HonorariumPayment.objects.filter(pk=one.pk).update(**wrong)


@pytest.mark.django_db(transaction=True)
def test_drawn_up_and_paid_at_once_ends_whole():
    round, hq = make_closed_round(proposals=1, members=5), operator_of()
    draw_up_honoraria(round, by=hq, basic_krw=100_000, per_sheet_krw=0)
    together = threading.Barrier(2)

    def press(deed) -> None:
        together.wait()
        try:
            deed(Round.objects.get(pk=round.pk), User.objects.get(pk=hq.pk))
        except DomainError as refused:
            assert refused.code == "already-paid"
        finally:
            connection.close()

    deeds = (
        lambda one, by: draw_up_honoraria(one, by=by, basic_krw=200_000, per_sheet_krw=0),
        lambda one, by: pay_honoraria(one, by=by, paid_on=timezone.localdate(one.closed_at), at=AFTER_CLOSE),
    )
    threads = [threading.Thread(target=press, args=(deed,)) for deed in deeds]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    rows = set(HonorariumPayment.objects.values_list("basic_krw", "paid_on"))
    assert len(rows) == 1
    assert rows.pop()[1] is not None
    assert HonorariumPayment.objects.count() == 5


@pytest.mark.django_db
def test_the_pages_for_those_who_pay_and_for_those_who_are_paid(client):
    round, hq = make_closed_round(proposals=2, members=5), operator_of()
    client.force_login(hq)
    page = f"/evaluation/rounds/{round.ref}/honoraria/"
    refused = client.post(page, {"basic_krw": "0", "per_sheet_krw": "0"})
    assert refused.status_code == 422
    assert client.post(page, {"basic_krw": "200000", "per_sheet_krw": "30000"}).status_code == 302
    assert "₩1,300,000" in client.get(page).text
    assert client.post(f"{page}export/", {"reason": "지급"}).status_code == 200
    assert PersonalDataAccess.objects.filter(what="honoraria of a round").count() == 1
    assert client.post(f"{page}paid/", {"paid_on": "2000-01-01"}).status_code == 422
    pay_honoraria(round, by=hq, paid_on=timezone.localdate(round.closed_at), at=AFTER_CLOSE)
    paid = client.get(page)
    assert "rates" not in paid.context
    member = round.members.joined().first()
    client.force_login(member.expert.user)
    own = client.get("/evaluation/my/honoraria/").text
    assert own.count("₩260,000") == 1
    assert "₩237,120" in own
