"""Handing in: to the second, once, exactly as it stood."""

import datetime as dt
import json

import pytest
from django.db import connection, transaction
from django.db.utils import DatabaseError
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import Role
from audit.models import Event
from cluster_portal.shared.canonical import sha256_hex
from cluster_portal.shared.errors import DomainError, NotAllowed, NotReady, StaleVersion
from notifications.models import Message
from projects.actions.edit_proposal import edit_proposal
from projects.actions.save_answer import save_answer
from projects.actions.set_budget import set_budget
from projects.actions.submit_proposal import submit_proposal
from projects.actions.withdraw_proposal import withdraw_proposal
from projects.errors import CallClosed
from projects.models import Answer, Call, Partner, Proposal, StatusCount, Submission
from projects.queries.proposals import dossier
from projects.sections import step
from projects.states import ProposalStatus
from tests.factories.accounts import make_user
from tests.factories.projects import (
    consent,
    make_call,
    make_draft,
    make_ready_proposal,
    make_submitted,
    owner_of,
    sound_rows,
    writer_of,
)

ONE_SECOND = dt.timedelta(seconds=1)
pytestmark = pytest.mark.django_db


@pytest.fixture
def ready():
    return make_ready_proposal()


def hand_in(proposal: Proposal, at: dt.datetime | None = None, **kwargs) -> Submission:
    at = at or proposal.call.opens_at
    return submit_proposal(proposal, by=owner_of(proposal.lead), at=at, processed_at=at, **kwargs)


def counted(call: Call) -> int:
    return StatusCount.objects.get(call=call, status="submitted").number


def verbs(proposal: Proposal) -> list[str]:
    return list(Event.objects.filter(stream=proposal.stream).order_by("seq").values_list("verb", flat=True))


# --- What handing in does -----------------------------------------------------------


def test_a_ready_proposal_is_handed_in(ready):
    at = ready.call.opens_at + dt.timedelta(hours=3)
    submission = hand_in(ready, at)
    ready.refresh_from_db()
    assert (ready.status, ready.submitted_at) == (ProposalStatus.SUBMITTED, at)
    assert (submission.seq, submission.submitted_at, submission.by) == (1, at, owner_of(ready.lead))
    assert submission.number.startswith(f"R-{ready.call.ref}-") and submission.number[-6:].isdigit()
    assert verbs(ready)[-1] == "submitted"
    assert counted(ready.call) == 1


def test_the_lead_consents_by_handing_in(ready):
    hand_in(ready)
    lead = ready.partners.get(role="lead")
    assert (lead.status, lead.consented_by) == ("consented", owner_of(ready.lead))
    assert lead.consent_digest == dossier(ready).terms_digest(lead)


def test_the_snapshot_says_what_was_handed_in(ready):
    submission = hand_in(ready)
    content = json.loads(submission.snapshot)
    assert sha256_hex(submission.snapshot) == submission.sha256
    assert content["submission"] == {
        "number": submission.number, "seq": 1, "by": owner_of(ready.lead).key,
        "submitted_at": submission.submitted_at.astimezone(dt.UTC).isoformat(timespec="microseconds"),
    }  # fmt: skip
    assert content["call"]["rulebook"] == {"code": "2010", "sha256": ready.call.rulebook.sha256}
    assert content["project"]["title"] == ready.title
    assert content["project"]["answers"]["goals"] == "goals에 대한 내용"
    assert content["sums"]["requested_krw"] == ready.requested_krw == 300_000_000
    assert sum(row["amount_krw"] for row in content["budget"]) == ready.total_krw
    assert [partner["role"] for partner in content["partners"]] == ["lead", "participant"]
    assert {c["partner"]: c["digest"] for c in content["consents"]} == {p.pk: p.consent_digest for p in ready.partners.all()}
    assert all(len(file["sha256"]) == 64 for file in content["files"])
    assert sorted(file["document"] for file in content["files"]) == ["business_registration"] * 2 + ["plan"]


def test_the_snapshot_holds_no_names_of_people(ready):
    snapshot = hand_in(ready).snapshot
    for partner in ready.partners.all():
        owner = owner_of(partner.organisation)
        assert owner.name not in snapshot and owner.email not in snapshot


def test_everybody_concerned_is_told_once_with_the_receipt(ready):
    desk, elsewhere = make_user(Role.HQ_OPERATOR, region="capital"), make_user(Role.HQ_OPERATOR, region="honam")
    writer = writer_of(ready.lead)
    submission = hand_in(ready)
    messages = Message.objects.filter(kind="projects/proposal-submitted")
    told = {message.recipient for message in messages}
    assert told == {desk, writer, *(owner_of(partner.organisation) for partner in ready.partners.all())}
    assert elsewhere not in told
    assert {tuple(message.attachments) for message in messages} == {(f"submission-receipt:{submission.pk}",)}
    assert messages.get(recipient=desk).subject == f"과제가 접수되었습니다: {submission.number}"
    assert submission.number in messages.get(recipient=writer).body


def test_the_receipt_is_a_pdf_in_the_mail(ready, django_capture_on_commit_callbacks, mailoutbox):
    with django_capture_on_commit_callbacks(execute=True):
        submission = hand_in(ready)
    name, content, mime = mailoutbox[-1].attachments[0]
    assert (name, mime, content[:5]) == (f"{submission.number}.pdf", "application/pdf", b"%PDF-")


def test_submissions_cannot_be_bent(ready):
    submission = hand_in(ready)
    for change in (
        "snapshot = '{}'",
        "sha256 = repeat('0', 64)",
        "submitted_at = now()",
        "number = 'R-1'",
        "by_id = proposal_id",
    ):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"UPDATE projects_submission SET {change} WHERE id = %s", [submission.pk])
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM projects_submission WHERE id = %s", [submission.pk])


# --- Who, and when ---------------------------------------------------------------------


def test_only_the_owner_of_the_lead_hands_in(ready):
    partner_owner = owner_of(ready.partners.exclude(role="lead").get().organisation)
    for somebody in (
        writer_of(ready.lead),
        partner_owner,
        make_user(Role.HQ_HEAD),
        make_user(Role.CENTRAL),
        make_user(Role.ADMIN),
    ):
        with pytest.raises(NotAllowed):
            submit_proposal(ready, by=somebody, at=ready.call.opens_at)
    assert not Submission.objects.exists()


def test_the_closing_second_still_counts(ready):
    assert hand_in(ready, ready.call.closes_at).submitted_at == ready.call.closes_at


def test_one_second_late_is_refused_with_both_times_and_kept_as_proof(ready):
    call = ready.call
    Call.objects.filter(pk=call.pk).update(
        closes_at=dt.datetime(2026, 3, 2, 17, 0, tzinfo=timezone.get_fixed_timezone(540)),
        opens_at=call.opens_at - dt.timedelta(days=3650),
    )
    call.refresh_from_db()
    late = call.closes_at + ONE_SECOND
    with pytest.raises(CallClosed) as refusal:
        hand_in(ready, late)
    assert "2026-03-02 17:00:00" in str(refusal.value) and "2026-03-02 17:00:01" in str(refusal.value)
    assert not Submission.objects.exists()
    proof = Event.objects.filter(stream=ready.stream).latest("seq")
    assert proof.verb == "submission-refused" and proof.actor == owner_of(ready.lead).key
    assert dt.datetime.fromisoformat(proof.data["arrived_at"]) == late


def test_before_the_opening_is_too_early(ready):
    with pytest.raises(CallClosed):
        hand_in(ready, ready.call.opens_at - ONE_SECOND)


def test_arrived_in_time_counts_though_processed_after_the_call_was_closed(ready):
    call = ready.call
    Call.objects.filter(pk=call.pk).update(status="closed", closed_at=call.closes_at)
    arrived, processed = call.closes_at - ONE_SECOND, call.closes_at + dt.timedelta(minutes=14)
    submission = submit_proposal(ready, by=owner_of(ready.lead), at=arrived, processed_at=processed)
    assert submission.submitted_at == arrived


def test_no_request_waits_longer_than_a_quarter_of_an_hour(ready):
    closes = ready.call.closes_at
    with pytest.raises(CallClosed):
        submit_proposal(ready, by=owner_of(ready.lead), at=closes - ONE_SECOND, processed_at=closes + dt.timedelta(minutes=15))


def test_what_is_missing_is_listed(ready):
    Answer.objects.filter(proposal=ready, field="goals").delete()
    Partner.objects.filter(proposal=ready, role="participant").update(plant=None)
    with pytest.raises(NotReady) as refusal:
        hand_in(ready)
    assert [(problem.code, problem.step) for problem in refusal.value.problems] == [
        ("text:goals", "project"), ("eligible", "partners"), ("consent", "partners"),
    ]  # fmt: skip
    ready.refresh_from_db()
    assert ready.status == ProposalStatus.DRAFT


def test_only_what_was_looked_at_is_handed_in(ready):
    seen = dossier(ready).digest
    save_answer(ready, field="need", text="새로 쓴 배경", base_version=1, by=owner_of(ready.lead))
    with pytest.raises(StaleVersion):
        hand_in(ready, expected_digest=seen)
    assert hand_in(ready, expected_digest=dossier(ready).digest).seq == 1


# --- Twice, back and again ---------------------------------------------------------------


def test_a_second_click_finds_the_first(ready):
    first = hand_in(ready)
    assert hand_in(ready) == first
    assert (Submission.objects.count(), verbs(ready).count("submitted")) == (1, 1)


def test_withdrawn_and_handed_in_again_the_latest_counts_and_all_are_kept(ready):
    owner, at = owner_of(ready.lead), ready.call.opens_at
    first = hand_in(ready)
    withdrawn = withdraw_proposal(ready, by=owner, at=at + ONE_SECOND)
    assert (withdrawn.status, withdrawn.submitted_at) == (ProposalStatus.DRAFT, None)
    save_answer(ready, field="need", text="더 나은 배경", base_version=1, by=owner)
    second = hand_in(ready, at + 2 * ONE_SECOND)
    assert [(s.seq, s.withdrawn_at) for s in ready.submissions.order_by("seq")] == [(1, at + ONE_SECOND), (2, None)]
    assert first.number != second.number
    assert json.loads(second.snapshot)["project"]["answers"]["need"] == "더 나은 배경"
    assert counted(ready.call) == 1
    assert Message.objects.filter(kind="projects/proposal-submitted", recipient=owner).count() == 2
    assert Message.objects.filter(kind="projects/proposal-withdrawn", recipient=owner).count() == 1


def test_withdrawing_ends_with_the_call():
    proposal = make_submitted()
    closes = proposal.call.closes_at
    with pytest.raises(CallClosed):
        withdraw_proposal(proposal, by=owner_of(proposal.lead), at=closes + ONE_SECOND)
    with pytest.raises(NotAllowed):
        withdraw_proposal(proposal, by=writer_of(proposal.lead), at=closes)
    assert withdraw_proposal(proposal, by=owner_of(proposal.lead), at=closes).status == ProposalStatus.DRAFT


def test_what_was_handed_in_is_no_longer_written():
    proposal = make_submitted()
    owner = owner_of(proposal.lead)
    for change in (
        lambda: save_answer(proposal, field="need", text="늦은 글", base_version=1, by=owner),
        lambda: edit_proposal(proposal, title="다른 제목", by=owner),
        lambda: set_budget(proposal.partners.first(), rows=[], by=owner),
    ):
        with pytest.raises(DomainError) as refusal:
            change()
        assert refusal.value.code == "not-writable"


# --- Corrections ---------------------------------------------------------------------------


def returned(scope: list[str]) -> Proposal:
    """As the HQ's return leaves it: after the call closed, a week for the opened steps."""
    proposal = make_submitted()
    due = proposal.call.closes_at + dt.timedelta(days=7)
    Proposal.objects.filter(pk=proposal.pk).update(status="returned", correction_scope=scope, correction_due_at=due)
    return Proposal.objects.select_related("call", "lead").get(pk=proposal.pk)


def test_a_correction_within_its_scope_takes_the_place_of_the_first():
    proposal = returned(["project"])
    owner, handed_in_at, during = owner_of(proposal.lead), proposal.submitted_at, proposal.call.closes_at + dt.timedelta(days=1)
    save_answer(proposal, field="need", text="보완한 배경", base_version=1, by=owner, at=during)
    submission = hand_in(proposal, during)
    proposal.refresh_from_db()
    assert (proposal.status, proposal.correction_scope, proposal.correction_due_at) == (ProposalStatus.SUBMITTED, [], None)
    assert proposal.submitted_at == handed_in_at  # its place in the order of arrival
    assert (submission.seq, submission.submitted_at) == (2, during)
    assert proposal.submissions.get(seq=1).withdrawn_at == during
    assert counted(proposal.call) == 1


def test_only_opened_steps_are_written_and_only_until_the_deadline():
    proposal = returned(["budget"])
    owner, due = owner_of(proposal.lead), proposal.correction_due_at
    with pytest.raises(DomainError) as refusal:
        save_answer(proposal, field="need", text="몰래", base_version=1, by=owner, at=due)
    assert refusal.value.code == "not-writable"
    with pytest.raises(DomainError):
        set_budget(proposal.partners.first(), rows=sound_rows(1_000_000), by=owner, at=due + ONE_SECOND)
    with pytest.raises(CallClosed):
        hand_in(proposal, due + ONE_SECOND)
    assert hand_in(proposal, due).seq == 2


def test_a_correction_beyond_its_scope_is_refused_naming_the_step():
    proposal = returned(["budget"])
    Proposal.objects.filter(pk=proposal.pk).update(title="슬쩍 바꾼 제목")
    with pytest.raises(DomainError) as refusal:
        hand_in(proposal, proposal.correction_due_at)
    assert refusal.value.code == "beyond-scope" and str(step("project").label) in str(refusal.value)
    assert proposal.submissions.filter(withdrawn_at__isnull=True).get().seq == 1


def test_corrected_money_needs_the_partners_yes_again():
    proposal = returned(["budget"])
    partner, at = proposal.partners.get(role="participant"), proposal.correction_due_at
    set_budget(partner, rows=sound_rows(100_000_000), by=owner_of(proposal.lead), at=at)
    with pytest.raises(NotReady):
        hand_in(proposal, at)
    consent(partner, at=at)
    assert hand_in(proposal, at).seq == 2


# --- The other side of the network ----------------------------------------------------------


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("partners", [1, 4])
def test_handing_in_takes_twelve_statements_whatever_the_size(partners, monkeypatch):
    """With the session's user, its roles and the page's own look at the proposal that makes fifteen."""
    proposal = make_ready_proposal(partners=partners)
    owner = owner_of(proposal.lead)
    assert owner.roles  # the request has asked already
    monkeypatch.setattr("notifications.tasks.deliver_messages_about.delay", lambda events: None)
    with CaptureQueriesContext(connection) as captured:
        submit_proposal(proposal, by=owner, at=proposal.call.opens_at, processed_at=proposal.call.opens_at)
    assert len(captured) == 12, "\n".join(query["sql"][:160] for query in captured)


def test_a_draft_alone_cannot_be_handed_in():
    draft = make_draft(make_call())
    with pytest.raises(NotReady) as refusal:
        hand_in(draft)
    assert {"text:summary", "budget:empty_budget", "document:plan"} <= {problem.code for problem in refusal.value.problems}
