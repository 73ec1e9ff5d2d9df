"""Documents in, the receipt and the printable proposal out, and who may read them."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from pypdf import PdfReader

from accounts.models import Role
from audit.models import PersonalDataAccess
from cluster_portal.shared.errors import DomainError, InvalidInput, NotAllowed
from documents.actions.store_file import store_file
from documents.models import StoredFile
from projects import file_access
from projects.actions.attach_file import attach_file
from projects.actions.edit_proposal import edit_proposal
from projects.actions.remove_file import remove_file
from projects.actions.withdraw_proposal import withdraw_proposal
from projects.models import ProposalFile
from projects.papers import proposal_pdf, receipt_pdf
from projects.queries.proposals import dossier, standing_submission
from tests.factories.accounts import make_user
from tests.factories.documents import make_pdf
from tests.factories.projects import make_draft, make_firm, make_ready_proposal, make_submitted, owner_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def ready():
    return make_ready_proposal()


@pytest.fixture
def partner(ready):
    return ready.partners.select_related("organisation", "proposal__lead").get(role="participant")


def upload(name: str = "계획서.pdf", content: bytes | None = None) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content or make_pdf(3), "application/pdf")


def text_of(pdf: bytes) -> str:
    return " ".join("\n".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages).split())


# --- In --------------------------------------------------------------------------------


def test_a_new_file_takes_the_place_of_the_old_one(ready):
    before = dossier(ready).files
    attach_file(ready, document="plan", upload=upload("새 계획서.pdf"), by=owner_of(ready.lead))
    after = dossier(ready).files
    assert len(after) == len(before)
    assert [file.name for file in after if file.document == "plan"] == ["새 계획서.pdf"]
    assert ProposalFile.objects.filter(proposal=ready, document="plan").count() == 2  # the old one is kept


def test_only_what_the_rulebook_asks_is_taken(ready, partner):
    for document, place in (
        ("holiday_photo", None),
        ("plan", partner),
        ("business_registration", None),
        ("participation_letter", partner),
    ):
        with pytest.raises(InvalidInput) as refusal:
            attach_file(ready, document=document, upload=upload(), partner=place, by=owner_of(ready.lead))
        assert list(refusal.value.errors) == ["document"]


def test_a_partners_people_bring_their_own_papers_only(ready, partner):
    own = owner_of(partner.organisation)
    attach_file(ready, document="business_registration", upload=upload("등록증.pdf"), partner=partner, by=own)
    with pytest.raises(NotAllowed):
        attach_file(ready, document="plan", upload=upload(), by=own)
    with pytest.raises(NotAllowed):
        remove_file(ProposalFile.objects.get(proposal=ready, document="plan"), by=own)
    with pytest.raises(NotAllowed):
        attach_file(ready, document="plan", upload=upload(), by=owner_of(make_firm()))


def test_a_removed_file_is_gone_once(ready):
    file = ProposalFile.objects.get(proposal=ready, document="plan")
    for _click in range(2):
        remove_file(file, by=owner_of(ready.lead))
    assert "plan" not in {file.document for file in dossier(ready).files}


def test_files_stay_as_they_were_handed_in():
    proposal = make_submitted()
    with pytest.raises(DomainError) as refusal:
        remove_file(ProposalFile.objects.get(proposal=proposal, document="plan"), by=owner_of(proposal.lead))
    assert refusal.value.code == "not-writable"


# --- Who reads them --------------------------------------------------------------------------


def plan_of(proposal) -> StoredFile:
    return ProposalFile.objects.filter(proposal=proposal, document="plan").earliest("pk").file


def test_a_drafts_files_are_read_by_its_own_people(ready, partner, client):
    plan = plan_of(ready)
    readers = {"lead": owner_of(ready.lead), "partner": owner_of(partner.organisation)}
    others = [owner_of(make_firm()), make_user(Role.HQ_OPERATOR), make_user(Role.CENTRAL), make_user(Role.EVALUATOR)]
    assert all(file_access.may_read(person, plan) for person in readers.values())
    assert not any(file_access.may_read(person, plan) for person in others)
    client.force_login(others[0])
    assert client.get(f"/documents/{plan.pk}/").status_code == 404


def test_offices_read_what_was_handed_in_and_it_is_written_down(client):
    proposal = make_submitted()
    plan, desk = plan_of(proposal), make_user(Role.HQ_OPERATOR, region="capital")
    assert file_access.may_read(desk, plan)
    assert not file_access.may_read(make_user(Role.HQ_OPERATOR, region="honam"), plan)
    client.force_login(desk)
    response = client.get(f"/documents/{plan.pk}/")
    assert (response.status_code, response["Content-Type"]) == (200, "application/pdf")
    assert PersonalDataAccess.objects.get(actor=desk.key).subject == f"proposal/{proposal.pk}"
    client.force_login(owner_of(proposal.lead))
    client.get(f"/documents/{plan.pk}/")
    assert PersonalDataAccess.objects.count() == 1  # one's own is one's own


def test_further_readers_are_those_a_higher_app_names(ready, monkeypatch):
    monkeypatch.setattr(file_access, "_also", [])
    evaluator, plan = make_user(Role.EVALUATOR), plan_of(ready)
    file_access.also_readable(lambda user, proposal_id: user == evaluator and proposal_id == ready.pk)
    assert file_access.may_read(evaluator, plan)
    assert not file_access.may_read(make_user(Role.EVALUATOR), plan)


def test_what_was_handed_in_stays_readable_after_it_was_replaced():
    proposal = make_submitted()
    owner, handed_in = owner_of(proposal.lead), plan_of(proposal)
    withdraw_proposal(proposal, by=owner, at=proposal.call.opens_at)
    attach_file(proposal.__class__.objects.get(pk=proposal.pk), document="plan", upload=upload("둘째.pdf"), by=owner)
    never = store_file(upload("남.pdf"), name="남.pdf", about_type="proposal", about_id=proposal.pk, by=owner)
    assert file_access.may_read_removed(owner, handed_in)
    assert not file_access.may_read_removed(owner, never)
    assert not file_access.may_read_removed(owner_of(make_firm()), handed_in)


# --- Out ---------------------------------------------------------------------------------------


def test_the_receipt_says_number_time_hash_and_shares():
    proposal = make_submitted()
    submission = standing_submission(proposal)
    korean = text_of(receipt_pdf(submission, "ko"))
    for said in (submission.number, proposal.ref, proposal.lead.name_ko, "300,000,000", "한국시간", "수도권"):
        assert said in korean, said
    assert submission.sha256[:16] in korean.replace(" ", "")
    english = text_of(receipt_pdf(submission, "en"))
    assert "Korea time" in english and proposal.lead.name_en in english


def test_the_receipt_tells_what_was_handed_in_though_the_draft_moved_on():
    proposal = make_submitted(title="제출한 제목")
    submission, owner = standing_submission(proposal), owner_of(proposal.lead)
    withdraw_proposal(proposal, by=owner, at=proposal.call.opens_at)
    edit_proposal(proposal, title="나중 제목", by=owner)
    assert "제출한 제목" in text_of(receipt_pdf(submission, "ko"))
    assert "나중 제목" in text_of(proposal_pdf(proposal.__class__.objects.get(pk=proposal.pk), "ko"))


@pytest.mark.parametrize(("language", "label"), [("ko", "인건비"), ("en", "Personnel")])
def test_the_printable_proposal_holds_text_money_and_files(ready, language, label):
    printed = text_of(proposal_pdf(ready, language))
    for said in (ready.ref, ready.title, "goals에 대한 내용", "150,000,000", "plan.pdf", label):
        assert said in printed, said


def test_a_draft_may_be_printed_before_anybody_joined():
    assert b"%PDF-" in proposal_pdf(make_draft(), "ko")[:8]
