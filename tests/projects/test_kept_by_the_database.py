"""What the database keeps by itself: sums, counts, search text, records that stay."""

import threading

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.models import F
from django.db.utils import DatabaseError
from django.utils import timezone

from accounts.models import Organisation
from projects.models import BudgetLine, Partner, Proposal, StatusCount, Submission
from projects.states import PartnerStatus, ProposalStatus
from tests.factories.accounts import make_organisation
from tests.factories.handed_in import make_handed_in
from tests.factories.projects import eligible_plant, make_call, make_draft, make_submitted, owner_of

pytestmark = pytest.mark.django_db


def line(partner: Partner, source: str, amount: int, item: str = "personnel") -> BudgetLine:
    return BudgetLine.objects.create(
        proposal_id=partner.proposal_id, partner=partner, item=item, source=source, amount_krw=amount
    )


def sums(proposal: Proposal) -> tuple[int, int]:
    return Proposal.objects.values_list("requested_krw", "total_krw").get(pk=proposal.pk)


# --- Sums ----------------------------------------------------------------------------


def test_the_sums_follow_the_budget_lines():
    proposal = make_draft()
    lead = proposal.partners.get()
    public, cash = line(lead, "public", 300), line(lead, "own_cash", 100)
    assert sums(proposal) == (300, 400)
    BudgetLine.objects.filter(pk=public.pk).update(amount_krw=250)
    assert sums(proposal) == (250, 350)
    cash.delete()
    assert sums(proposal) == (250, 250)


def test_many_lines_in_one_statement_are_added_up_per_proposal():
    drafts = [make_draft(), make_draft()]
    BudgetLine.objects.bulk_create(
        BudgetLine(proposal=draft, partner=draft.partners.get(), item=item, source="public", amount_krw=amount)
        for draft, amount in zip(drafts, (10, 20), strict=True)
        for item in ("personnel", "equipment")
    )
    assert [sums(draft) for draft in drafts] == [(20, 20), (40, 40)]
    BudgetLine.objects.all().delete()
    assert [sums(draft) for draft in drafts] == [(0, 0), (0, 0)]


def test_the_database_itself_refuses_one_won_above_the_cap():
    proposal = make_draft()
    lead = proposal.partners.get()
    line(lead, "public", proposal.cap_krw)
    with pytest.raises(IntegrityError, match="a_proposal_never_asks_for_more_than_its_cap"), transaction.atomic():
        line(lead, "public", 1, item="equipment")
    assert proposal.cap_krw == 500_000_000
    assert sums(proposal) == (500_000_000, 500_000_000)


@pytest.mark.django_db(transaction=True)
def test_two_partners_saving_at_once_are_both_counted():
    proposal = make_draft()
    partners = [proposal.partners.get(), Partner.objects.create(proposal=proposal, organisation=make_organisation())]
    written, go_on = threading.Event(), threading.Event()

    def first() -> None:
        with transaction.atomic():
            line(partners[0], "public", 100)
            written.set()
            go_on.wait(10)
        connection.close()

    def second() -> None:
        written.wait(10)
        line(partners[1], "public", 50)  # waits for the first to commit, then must see its line
        connection.close()

    threads = [threading.Thread(target=first), threading.Thread(target=second)]
    [thread.start() for thread in threads]
    written.wait(10)
    threads[1].join(0.5)
    go_on.set()
    [thread.join(30) for thread in threads]
    assert sums(proposal) == (150, 150)


# --- Counts of organisations and regions --------------------------------------------------


def counts(proposal: Proposal) -> tuple[int, int]:
    return Proposal.objects.values_list("partner_count", "region_count").get(pk=proposal.pk)


def test_organisations_and_regions_follow_the_partners():
    proposal = make_draft(region="capital")
    assert counts(proposal) == (1, 1)
    firm = make_organisation()
    partner = Partner.objects.create(proposal=proposal, organisation=firm, plant=eligible_plant(firm, "dongnam"))
    assert counts(proposal) == (2, 2)
    Partner.objects.filter(pk=partner.pk).update(status=PartnerStatus.DECLINED)
    assert counts(proposal) == (1, 1)
    Partner.objects.filter(pk=partner.pk).update(status=PartnerStatus.INVITED, plant=eligible_plant(firm, "capital"))
    assert counts(proposal) == (2, 1)
    partner.delete()
    assert counts(proposal) == (1, 1)


def test_another_plant_of_the_lead_is_another_region():
    proposal = make_draft(region="capital")
    plant = eligible_plant(proposal.lead, "honam")
    proposal.partners.update(plant=None)
    Proposal.objects.filter(pk=proposal.pk).update(plant=plant)
    assert counts(proposal) == (1, 1)
    proposal.partners.update(plant=proposal.plant)
    assert counts(proposal) == (1, 2)


# --- Search text ------------------------------------------------------------------------


def test_search_finds_number_title_and_lead_whatever_the_case():
    lead = make_organisation("주식회사 한빛정밀")
    Organisation.objects.filter(pk=lead.pk).update(name_en="Hanbit Precision")
    proposal = make_handed_in(lead=lead, title="정밀 사출금형 AI 검사")
    for words in (proposal.ref, "사출금형", "한빛", "HANBIT", "ai 금형", lead.brn):
        assert list(Proposal.objects.matching(words)) == [proposal], words
    assert not Proposal.objects.matching("사출금형 없는말").exists()


def test_search_follows_a_new_title_and_a_new_name():
    proposal = make_handed_in(title="옛 제목")
    Proposal.objects.filter(pk=proposal.pk).update(title="새 제목")
    Organisation.objects.filter(pk=proposal.lead_id).update(name_ko="이름바꾼기업")
    assert Proposal.objects.matching("새 이름바꾼").exists()
    assert not Proposal.objects.matching("옛").exists()


# --- Counts by status ----------------------------------------------------------------------


def kept(call) -> dict[tuple[str, str], int]:
    return {(c.region_id, c.status): c.number for c in StatusCount.objects.filter(call=call) if c.number}


def test_counts_by_status_follow_every_move():
    call = make_call()
    make_draft(call)
    proposals = [make_handed_in(call), make_handed_in(call), make_handed_in(call, region="dongnam")]
    assert kept(call) == {("capital", "submitted"): 2, ("dongnam", "submitted"): 1}
    call.proposals.filter(region="capital", status="submitted").update(status=ProposalStatus.ELIGIBLE)
    assert kept(call) == {("capital", "eligible"): 2, ("dongnam", "submitted"): 1}
    Proposal.objects.filter(pk=proposals[0].pk).update(title=F("ref"))
    Proposal.objects.filter(pk=proposals[0].pk).update(status=ProposalStatus.DRAFT)
    assert kept(call) == {("capital", "eligible"): 1, ("dongnam", "submitted"): 1}
    proposals[2].partners.all().delete()
    proposals[2].delete()
    assert kept(call) == {("capital", "eligible"): 1}


# --- Records ----------------------------------------------------------------------------------


def test_a_submission_can_only_be_withdrawn_once():
    submission = make_submitted().submissions.get()
    standing = Submission.objects.filter(pk=submission.pk)
    for change in (
        lambda: standing.update(snapshot="{}"),
        lambda: standing.update(withdrawn_at=timezone.now(), sha256="0" * 64),
        lambda: standing._raw_delete("default"),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()
    owner = owner_of(submission.proposal.lead)
    assert standing.update(withdrawn_at=timezone.now(), withdrawn_by=owner) == 1
    with pytest.raises(DatabaseError), transaction.atomic():
        standing.update(withdrawn_at=None)
