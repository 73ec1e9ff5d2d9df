"""The cap of ₩500,000,000 in the action and in the database; rows of one partner at a time."""

import pytest
from django.db import IntegrityError, connection, transaction
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from audit.models import Event
from cluster_portal.shared.errors import InvalidInput, NotAllowed, StaleVersion
from projects.actions import set_budget as module
from projects.actions.set_budget import set_budget
from projects.models import BudgetLine, Proposal
from tests.factories.projects import make_call, make_draft, make_firm, make_ready_proposal, owner_of, writer_of

pytestmark = pytest.mark.django_db
CAP = 500_000_000


def row(amount: int, source: str = "public", item: str = "personnel") -> dict:
    return {"item": item, "source": source, "amount_krw": amount}


@pytest.fixture
def lead():
    return make_draft().partners.select_related("proposal__lead").get()


def save(partner, *rows, **kwargs) -> Proposal:
    return set_budget(partner, rows=rows, by=owner_of(partner.proposal.lead), **kwargs)


def test_exactly_the_cap_is_taken(lead):
    proposal = save(lead, row(300_000_000), row(200_000_000, item="materials"), row(170_000_000, "own_cash"))
    assert (proposal.requested_krw, proposal.total_krw) == (CAP, 670_000_000)


def test_one_won_more_is_refused_with_the_amount_and_the_cap(lead):
    save(lead, row(CAP))
    with pytest.raises(InvalidInput) as refusal:
        save(lead, row(CAP), row(1, item="materials"))
    assert list(refusal.value.errors) == ["budget"]
    assert "₩500,000,001" in str(refusal.value) and "₩500,000,000" in str(refusal.value)
    assert list(lead.budget_lines.values_list("amount_krw", flat=True)) == [CAP]


def test_the_cap_holds_over_all_partners_together():
    proposal = make_ready_proposal(public_krw=CAP)
    partner = proposal.partners.get(role="participant")
    with pytest.raises(InvalidInput) as refusal:
        save(partner, row(250_000_001))
    assert "₩500,000,001" in str(refusal.value)


def test_each_rulebook_has_its_own_cap():
    lead = make_draft(make_call(code="2009")).partners.select_related("proposal__lead").get()
    assert save(lead, row(200_000_000)).requested_krw == 200_000_000
    with pytest.raises(InvalidInput) as refusal:
        save(lead, row(200_000_001))
    assert "₩200,000,001" in str(refusal.value) and "₩200,000,000" in str(refusal.value)


def test_the_database_itself_refuses_one_won_more(lead):
    save(lead, row(CAP))
    with pytest.raises(IntegrityError, match="a_proposal_never_asks_for_more_than_its_cap"), transaction.atomic():
        BudgetLine.objects.filter(partner=lead).update(amount_krw=CAP + 1)
    one_won = "INSERT INTO projects_budgetline (proposal_id, partner_id, item, source, amount_krw) VALUES (%s, %s, 'materials', 'public', 1)"
    refused = pytest.raises(IntegrityError, match="a_proposal_never_asks_for_more_than_its_cap")
    with refused, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(one_won, [lead.proposal_id, lead.pk])
    assert Proposal.objects.get(pk=lead.proposal_id).requested_krw == CAP


def test_the_databases_no_reads_like_the_actions_own(lead, monkeypatch):
    """Should the action ever fail to ask, the person still gets the sentence, not a broken page."""
    monkeypatch.setattr(module, "_check", lambda wanted, partner: None)
    with pytest.raises(InvalidInput) as refusal:
        save(lead, row(CAP + 1))
    assert "₩500,000,001" in str(refusal.value) and "₩500,000,000" in str(refusal.value)
    assert not BudgetLine.objects.exists()


@pytest.mark.parametrize(
    "wrong",
    [row(-1), row(1.5), row(10, item="champagne"), row(10, source="bank"), row(10**13 + 1, source="own_cash")],
    ids=["negative", "half a won", "no such item", "no such source", "a slip of the keyboard"],
)
def test_what_can_never_stand_in_the_table_is_refused(lead, wrong):
    with pytest.raises(InvalidInput):
        save(lead, row(10), wrong)
    assert not BudgetLine.objects.exists()


def test_one_cell_is_filled_once(lead):
    with pytest.raises(InvalidInput):
        save(lead, row(10), row(20))


def test_all_rows_of_one_partner_are_replaced_and_the_others_stay():
    proposal = make_ready_proposal(public_krw=300_000_000)
    partner, lead = proposal.partners.get(role="participant"), proposal.partners.get(role="lead")
    after = save(partner, row(90_000_000), row(0, "own_in_kind"), row(30_000_000, "own_cash"))
    assert (after.requested_krw, after.total_krw) == (240_000_000, 320_000_000)
    assert partner.budget_lines.count() == 2  # an empty amount is not kept
    assert sum(lead.budget_lines.values_list("amount_krw", flat=True)) == 200_000_000


def test_an_old_page_does_not_overwrite_the_rows(lead):
    save(lead, row(100), base_version=1)
    with pytest.raises(StaleVersion) as conflict:
        save(lead, row(200), base_version=1)
    assert (conflict.value.version, conflict.value.current) == (2, [row(100)])
    save(lead, row(200), base_version=2)


def test_saving_the_same_rows_changes_nothing(lead):
    save(lead, row(100))
    save(lead, row(100), row(0, item="materials"))
    lead.refresh_from_db()
    assert lead.version == 2
    assert Event.objects.filter(stream=lead.proposal.stream, verb="budget-set").count() == 1


def test_a_partners_people_write_their_own_rows_only():
    proposal = make_ready_proposal(partners=2)
    first, second = proposal.partners.filter(role="participant")
    writer = writer_of(first.organisation)
    set_budget(first, rows=[row(10)], by=writer)
    with pytest.raises(NotAllowed):
        set_budget(second, rows=[row(10)], by=writer)
    with pytest.raises(NotAllowed):
        set_budget(first, rows=[row(10)], by=owner_of(make_firm()))


class Sums(TestCase):
    """Whatever is written, the database's sums are those of the rows, and never above the cap."""

    amounts = st.integers(0, 400_000_000)

    @settings(max_examples=25, deadline=None)
    @given(tables=st.lists(st.tuples(amounts, amounts, amounts), min_size=1, max_size=4))
    def test_sums_follow_rows(self, tables: list) -> None:
        lead = make_draft().partners.select_related("proposal__lead").get()
        for public, more, cash in tables:
            rows = [row(public), row(more, item="materials"), row(cash, "own_cash")]
            try:
                save(lead, *rows)
            except InvalidInput:
                assert public + more > CAP
            proposal = Proposal.objects.get(pk=lead.proposal_id)
            lines = list(BudgetLine.objects.filter(proposal=proposal))
            assert proposal.total_krw == sum(line.amount_krw for line in lines)
            assert proposal.requested_krw == sum(line.amount_krw for line in lines if line.source == "public") <= CAP
