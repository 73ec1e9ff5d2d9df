"""Two people, two connections, one moment. Each of these fails when its row is not held."""

import datetime as dt
import threading
from collections.abc import Callable

import pytest
from django.db import connection, transaction

from accounts.models import User
from audit.models import Event
from cluster_portal.shared.errors import DomainError, StaleVersion
from programme.actions.close_year import close_year
from projects.actions.amend_call import amend_call
from projects.actions.call_description import CallDescription
from projects.actions.discard_call import discard_call
from projects.actions.give_consent import give_consent
from projects.actions.invite_partner import invite_partner
from projects.actions.prepare_call import prepare_call
from projects.actions.publish_call import publish_call
from projects.actions.reject_proposal import reject_proposal
from projects.actions.save_answer import save_answer
from projects.actions.select_proposal import select_proposal
from projects.actions.set_budget import set_budget
from projects.actions.start_proposal import start_proposal
from projects.actions.submit_proposal import submit_proposal
from projects.models import Answer, Partner, Proposal, Submission
from projects.queries.proposals import dossier
from projects.states import ProposalStatus
from projects.terms import DECLARATIONS
from tests.factories.handed_in import make_handed_in
from tests.factories.projects import consent, make_call, make_draft, make_firm, make_ready_proposal, owner_of, sound_rows

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _no_delivery(monkeypatch):
    monkeypatch.setattr("notifications.tasks.deliver_messages_about.delay", lambda events: None)


def at_once(*deeds: Callable[[], object]) -> list[object]:
    """Each deed on a connection of its own, all let go together. What each returned or raised."""
    outcomes: list[object] = [None] * len(deeds)
    start = threading.Barrier(len(deeds))

    def run(number: int, deed: Callable[[], object]) -> None:
        try:
            connection.ensure_connection()
            start.wait(10)
            outcomes[number] = deed()
        except Exception as error:
            outcomes[number] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(n, deed)) for n, deed in enumerate(deeds)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    return outcomes


def while_held(proposal: Proposal, change: Callable[[], object], deed: Callable[[], object]) -> object:
    """`deed` begins while another transaction holds the proposal and has not yet committed its `change`."""
    outcome: list[object] = []

    def run() -> None:
        try:
            outcome.append(deed())
        except Exception as error:
            outcome.append(error)
        finally:
            connection.close()

    with transaction.atomic():
        Proposal.objects.lock(proposal.pk)
        thread = threading.Thread(target=run)
        thread.start()
        thread.join(0.5)  # long enough to be done, were it not waiting
        waited = thread.is_alive()
        change()
    thread.join(30)
    assert waited, "it did not wait for the proposal"
    return outcome[0]


def test_parallel_submits_give_one_submission():
    proposal = make_ready_proposal()
    owner = owner_of(proposal.lead)

    def submit() -> str:
        return submit_proposal(proposal, by=owner, at=proposal.call.opens_at, processed_at=proposal.call.opens_at).number

    numbers = at_once(submit, submit, submit, submit)
    assert Submission.objects.count() == 1
    assert numbers == [Submission.objects.get().number] * 4


def test_a_submission_waits_for_a_change_and_takes_it_in():
    proposal = make_ready_proposal()
    owner = owner_of(proposal.lead)
    submission = while_held(
        proposal,
        lambda: save_answer(proposal, field="need", text="마지막 순간의 글", base_version=1, by=owner),
        lambda: submit_proposal(proposal, by=owner, at=proposal.call.opens_at, processed_at=proposal.call.opens_at),
    )
    assert "마지막 순간의 글" in submission.snapshot


def test_nothing_is_written_behind_a_submission():
    proposal = make_ready_proposal()
    owner = owner_of(proposal.lead)
    refusal = while_held(
        proposal,
        lambda: submit_proposal(proposal, by=owner, at=proposal.call.opens_at, processed_at=proposal.call.opens_at),
        lambda: save_answer(proposal, field="need", text="늦은 글", base_version=1, by=owner),
    )
    assert isinstance(refusal, DomainError) and refusal.code == "not-writable"
    assert Answer.objects.get(proposal=proposal, field="need").text != "늦은 글"


def test_a_consent_never_slips_past_a_change_of_its_terms():
    draft = make_draft()
    firm = make_firm()
    partner = invite_partner(draft, by=owner_of(draft.lead), brn=firm.brn)
    shown = dossier(draft).terms_digest(partner)
    outcome = while_held(
        draft,
        lambda: set_budget(partner, rows=sound_rows(30_000_000), by=owner_of(draft.lead)),
        lambda: give_consent(partner, by=owner_of(firm), digest=shown, declarations=DECLARATIONS),
    )
    assert isinstance(outcome, StaleVersion)
    assert Partner.objects.get(pk=partner.pk).status == "invited"


def test_a_change_of_terms_never_slips_past_a_consent():
    draft = make_draft()
    partner = invite_partner(draft, by=owner_of(draft.lead), brn=make_firm().brn)
    while_held(
        draft,
        lambda: consent(Partner.objects.select_related("proposal", "organisation").get(pk=partner.pk)),
        lambda: set_budget(partner, rows=sound_rows(30_000_000), by=owner_of(draft.lead)),
    )
    after = Partner.objects.get(pk=partner.pk)
    assert (after.status, after.consent_digest) == ("invited", "")


def test_two_writers_of_one_field_and_only_one_wins():
    draft = make_draft()
    owner = owner_of(draft.lead)
    outcomes = at_once(
        lambda: save_answer(draft, field="need", text="왼손", base_version=0, by=owner).text,
        lambda: save_answer(draft, field="need", text="오른손", base_version=0, by=owner).text,
    )
    kept = Answer.objects.get(proposal=draft, field="need")
    assert kept.text in outcomes and kept.version == 1
    assert sum(isinstance(outcome, StaleVersion) for outcome in outcomes) == 1


def test_two_partners_saving_at_once_never_pass_the_cap_together():
    proposal = make_ready_proposal(partners=1, public_krw=100_000_000)
    first, second = proposal.partners.select_related("proposal__lead").all()
    owner = owner_of(proposal.lead)
    outcomes = at_once(
        lambda: set_budget(first, rows=sound_rows(300_000_000), by=owner),
        lambda: set_budget(second, rows=sound_rows(300_000_000), by=owner),
    )
    refused = [outcome for outcome in outcomes if isinstance(outcome, DomainError)]
    assert [error.code for error in refused] == ["invalid"]
    assert Proposal.objects.get(pk=proposal.pk).requested_krw == 350_000_000


def test_a_firm_that_clicks_twice_starts_one_draft():
    call, firm = make_call(), make_firm()
    owner = owner_of(firm)
    started = at_once(*[lambda: start_proposal(call, organisation=firm, by=owner, title="한 과제").pk] * 3)
    assert len(set(started)) == 1 and Proposal.objects.count() == 1


# --- Rounds and calls ---------------------------------------------------------------------


def test_a_proposal_is_decided_once():
    proposal = make_handed_in(status=ProposalStatus.UNDER_EVALUATION, requested_krw=100)
    system = User.objects.system()
    outcomes = at_once(
        lambda: select_proposal(proposal, granted_krw=100, by=system), lambda: reject_proposal(proposal, by=system)
    )
    assert [outcome.code for outcome in outcomes if isinstance(outcome, DomainError)] == ["illegal-move"]
    assert Event.objects.filter(stream=proposal.stream, verb__in=["selected", "rejected"]).count() == 1


def test_what_was_not_selected_is_decided_again_only_after_an_upheld_appeal():
    proposal = make_handed_in(status=ProposalStatus.UNDER_EVALUATION, requested_krw=100)
    system = User.objects.system()
    reject_proposal(proposal, by=system)
    with pytest.raises(DomainError) as refused:
        select_proposal(proposal, granted_krw=100, by=system)
    assert refused.value.code == "illegal-move"
    assert select_proposal(proposal, granted_krw=100, by=system, upheld=True).status == ProposalStatus.SELECTED


def test_calls_prepared_at_once_have_numbers_of_their_own():
    model = make_call(published=False)
    words = {name: getattr(model, name) for name in CallDescription.__dataclass_fields__}
    system = User.objects.system()
    refs = at_once(*[lambda: prepare_call(CallDescription(**words), by=system).ref] * 3)
    assert sorted(refs) == ["2026-national-1", "2026-national-2", "2026-national-3"]


def test_a_call_is_published_or_discarded_not_both():
    call, system = make_call(published=False), User.objects.system()
    call.closes_at = call.opens_at + dt.timedelta(days=60)
    call.save()
    outcomes = at_once(lambda: publish_call(call, by=system), lambda: discard_call(call, by=system))
    refused = [outcome.code for outcome in outcomes if isinstance(outcome, DomainError)]
    assert refused in (["call-published"], ["call-gone"])
    assert Event.objects.filter(stream=call.stream, verb__in=["published", "discarded"]).count() == 1


def test_a_year_being_closed_takes_no_call_with_it():
    call, system = make_call(published=False), User.objects.system()
    call.closes_at = call.opens_at + dt.timedelta(days=60)
    call.save()
    outcome: list[object] = []

    def publish() -> None:
        try:
            publish_call(call, by=system)
        except DomainError as refusal:
            outcome.append(refusal.code)
        finally:
            connection.close()

    publisher = threading.Thread(target=publish)
    with transaction.atomic():
        close_year(call.year, by=system)
        publisher.start()
        publisher.join(0.5)  # long enough to be done, were it not waiting
    publisher.join(30)
    assert outcome == ["year-not-open"]


def test_two_amendments_at_once_lose_nothing():
    call, central = make_call(), User.objects.system()
    outcomes = at_once(
        lambda: amend_call(call, words={"title_ko": "고친 제목"}, reason="제목", by=central, at=call.opens_at),
        lambda: amend_call(call, words={"body_ko": "고친 본문"}, reason="본문", by=central, at=call.opens_at),
    )
    assert sorted(one.number for one in outcomes) == [1, 2]
    call.refresh_from_db()
    assert (call.title_ko, call.body_ko, call.amendment_number) == ("고친 제목", "고친 본문", 2)


def test_the_same_amendment_sent_twice_is_made_and_told_once():
    call, central = make_call(), User.objects.system()

    def send():
        return amend_call(call, words={"title_ko": "고친 제목"}, reason="제목", base=0, by=central, at=call.opens_at)

    outcomes = at_once(send, send)
    assert [type(one) for one in outcomes].count(StaleVersion) == 1
    assert Event.objects.filter(stream=call.stream, verb="amended").count() == 1
