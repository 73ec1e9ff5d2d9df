"""Autosave, presence, files, check, receipt, withdrawal, history: what the pages send and show."""

import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from projects.actions.save_answer import save_answer
from projects.actions.screen_proposal import screen_proposal
from projects.errors import seoul
from projects.models import Call, Partner, Proposal, ProposalFile, Submission
from projects.models.screening import ScreeningDecision
from projects.queries.proposals import dossier
from projects.states import ProposalStatus
from tests.factories.accounts import make_user
from tests.factories.documents import make_pdf
from tests.factories.projects import make_draft, make_ready_proposal, make_submitted, owner_of, writer_of

pytestmark = pytest.mark.django_db
SENT_BY_SCRIPT = {"HTTP_ACCEPT": "application/json"}


def url(name: str, *args) -> str:
    return reverse(f"projects:{name}", args=args)


def text_of(response) -> str:
    return response.content.decode()


@pytest.fixture
def draft(client):
    proposal = make_draft()
    client.force_login(owner_of(proposal.lead))
    return proposal


def send(client, proposal, field, value, version, name="proposal-autosave"):
    return client.post(url(name, proposal.ref), {"field": field, "value": value, "version": version}, **SENT_BY_SCRIPT)


# --- Autosave ---------------------------------------------------------------------------------


def test_a_field_saves_itself_and_gets_its_new_version(client, draft):
    first = send(client, draft, "summary", "하나", 0)
    second = send(client, draft, "summary", "둘", 1)
    assert (first.json()["version"], second.json()["version"]) == (1, 2)
    assert second.json()["saved_at"]
    assert dossier(draft).text("summary") == "둘"


def test_title_track_and_plant_save_themselves_too(client, draft):
    version = send(client, draft, "title", "새 제목", draft.version).json()["version"]
    assert send(client, draft, "plant", str(draft.plant_id), version).json()["version"] == version
    draft.refresh_from_db()
    assert draft.title == "새 제목"
    assert "plant" in send(client, draft, "plant", "999999", version).json()["errors"]


def test_a_conflict_brings_the_others_text_and_name(client, draft):
    other = writer_of(draft.lead)
    save_answer(draft, field="summary", text="동료의 글", base_version=0, by=other)
    response = send(client, draft, "summary", "나의 글", 0)
    assert response.status_code == 409
    assert response.json() == {"current": "동료의 글", "version": 1, "by": str(other)}
    assert dossier(draft).text("summary") == "동료의 글"


def test_a_conflict_over_the_title_brings_the_title(client, draft):
    response = send(client, draft, "title", "나의 제목", draft.version + 5)
    assert response.status_code == 409
    assert response.json()["current"] == draft.title


def test_a_refused_text_names_its_field(client, draft):
    response = send(client, draft, "summary", "가" * 301, 0)
    assert response.status_code == 422
    assert "summary" in response.json()["errors"]


def test_an_expired_sign_in_is_told_as_401_so_the_page_keeps_the_text(client, draft):
    client.logout()
    assert send(client, draft, "summary", "하나", 0).status_code == 401


def test_strangers_and_late_writers_are_refused(client, draft):
    client.force_login(make_user("company_owner"))
    assert send(client, draft, "summary", "하나", 0).status_code == 404
    done = make_submitted()
    client.force_login(owner_of(done.lead))
    response = send(client, done, "summary", "하나", 1)
    assert (response.status_code, response.json()["code"]) == (409, "not-writable")


def test_one_amount_saves_itself(client, draft):
    lead = dossier(draft).lead_partner
    field = f"{lead.pk}.personnel.public"
    first = send(client, draft, field, "1000000", lead.version, "budget-autosave")
    assert first.json()["version"] == lead.version + 1
    send(client, draft, f"{lead.pk}.materials.own_cash", "500000", first.json()["version"], "budget-autosave")
    sums = dossier(draft).budget.whole
    assert (sums.public, sums.own_cash) == (1_000_000, 500_000)
    send(client, draft, field, "", lead.version + 2, "budget-autosave")
    assert dossier(draft).budget.whole.public == 0


def test_one_won_above_the_cap_is_refused_in_its_cell(client, draft):
    lead = dossier(draft).lead_partner
    field = f"{lead.pk}.personnel.public"
    response = send(client, draft, field, "500000001", lead.version, "budget-autosave")
    assert response.status_code == 422
    assert "₩500,000,001" in response.json()["errors"][field] and "₩500,000,000" in response.json()["errors"][field]


def test_an_amount_from_an_old_page_is_a_conflict_about_that_cell(client, draft):
    lead = dossier(draft).lead_partner
    send(client, draft, f"{lead.pk}.personnel.public", "70", lead.version, "budget-autosave")
    response = send(client, draft, f"{lead.pk}.personnel.public", "80", lead.version, "budget-autosave")
    assert (response.status_code, response.json()["current"]) == (409, "70")


def test_nobody_fills_a_strangers_cell(client, draft):
    other = dossier(make_draft()).lead_partner
    assert send(client, draft, f"{other.pk}.personnel.public", "1", 1, "budget-autosave").status_code == 404
    assert send(client, draft, "nonsense", "1", 1, "budget-autosave").status_code == 404


# --- Who is here ---------------------------------------------------------------------------------


def test_people_see_each_other_and_where_they_are(client, draft, korean):
    colleague = writer_of(draft.lead)
    client.force_login(colleague)
    assert client.post(url("proposal-presence", draft.ref, "budget")).json() == {"people": []}
    client.force_login(owner_of(draft.lead))
    people = client.post(url("proposal-presence", draft.ref)).json()["people"]
    assert [person["name"] for person in people] == [str(colleague)]
    assert people[0]["where"]


def test_strangers_neither_see_nor_are_seen(client, draft):
    client.post(url("proposal-presence", draft.ref))
    client.force_login(make_user("company_owner"))
    assert client.post(url("proposal-presence", draft.ref)).status_code == 404


# --- Files -----------------------------------------------------------------------------------------


def upload(client, proposal, document="plan", partner=0, name="plan.pdf", content=None, **extra):
    file = SimpleUploadedFile(name, make_pdf(1) if content is None else content, "application/pdf")
    return client.post(url("proposal-upload", proposal.ref, document, partner), {"file": file}, **extra)


def test_a_document_goes_up_replaces_the_one_before_and_comes_off(client, draft):
    upload(client, draft, **SENT_BY_SCRIPT)
    answer = upload(client, draft, name="plan2.pdf", **SENT_BY_SCRIPT)
    assert answer.status_code == 201 and answer.json()["name"] == "plan2.pdf"
    assert [file.name for file in dossier(draft).files] == ["plan2.pdf"]
    assert "plan2.pdf" in text_of(client.get(url("proposal-step", draft.ref, "files")))
    client.post(answer.json()["delete_url"])
    assert dossier(draft).files == []


def test_a_refused_file_says_why(client, draft):
    answer = upload(client, draft, content=b"not a pdf at all", **SENT_BY_SCRIPT)
    assert answer.status_code == 422 and answer.json()["detail"]
    assert not ProposalFile.objects.exists()
    plain = upload(client, draft, content=b"not a pdf at all")
    assert plain.url == url("proposal-step", draft.ref, "files")


def test_a_document_nobody_asked_for_is_refused(client, draft):
    assert upload(client, draft, document="poem", **SENT_BY_SCRIPT).status_code == 422


def test_a_partner_uploads_its_own_documents_only(client):
    proposal = make_ready_proposal()
    lead, partner = dossier(proposal).partners
    client.force_login(owner_of(partner.organisation))
    assert upload(client, proposal, "business_registration", partner.pk, **SENT_BY_SCRIPT).status_code == 201
    assert upload(client, proposal, "business_registration", lead.pk, **SENT_BY_SCRIPT).status_code == 403
    assert upload(client, proposal, "plan", 0, **SENT_BY_SCRIPT).status_code == 403


# --- Check and hand in ---------------------------------------------------------------------------------


def digest_on(page: str) -> str:
    return page.split('name="digest" value="')[1].split('"')[0]


def test_the_check_page_lists_what_is_missing_with_the_way_there_and_back(client, draft):
    page = text_of(client.get(url("proposal-check", draft.ref)))
    assert f"{url('proposal-step', draft.ref, 'project')}#id_summary" in page
    assert f"{url('proposal-step', draft.ref, 'project')}?next={url('proposal-check', draft.ref)}#id_need" in page
    assert 'name="digest"' not in page


def test_handing_in_twice_gives_one_submission_and_one_receipt(client):
    proposal = make_ready_proposal()
    client.force_login(owner_of(proposal.lead))
    digest = digest_on(text_of(client.get(url("proposal-check", proposal.ref))))
    for _click in range(2):
        assert client.post(url("proposal-submit", proposal.ref), {"digest": digest}).url == url(
            "proposal-submitted", proposal.ref
        )
    submission = Submission.objects.get()
    page = text_of(client.get(url("proposal-submitted", proposal.ref)))
    assert submission.number in page and submission.sha256 in page
    for name in ("proposal-receipt", "proposal-print"):
        paper = client.get(url(name, proposal.ref))
        assert paper["Content-Type"] == "application/pdf" and paper.content.startswith(b"%PDF")


def test_what_changed_since_the_check_page_is_checked_again(client):
    proposal = make_ready_proposal()
    client.force_login(owner_of(proposal.lead))
    digest = digest_on(text_of(client.get(url("proposal-check", proposal.ref))))
    save_answer(proposal, field="summary", text="다르게", base_version=1, by=owner_of(proposal.lead))
    assert client.post(url("proposal-submit", proposal.ref), {"digest": digest}).url == url("proposal-check", proposal.ref)
    assert not Submission.objects.exists()


def test_a_writer_checks_but_only_the_owner_hands_in(client):
    proposal = make_ready_proposal()
    client.force_login(writer_of(proposal.lead))
    assert 'name="digest"' not in text_of(client.get(url("proposal-check", proposal.ref)))
    response = client.post(url("proposal-submit", proposal.ref), {"digest": dossier(proposal).digest})
    assert response.status_code == 403
    assert not Submission.objects.exists()


def test_an_incomplete_proposal_comes_back_with_its_gaps(client, draft):
    response = client.post(url("proposal-submit", draft.ref), {"digest": dossier(draft).digest})
    assert response.status_code == 422
    assert 'class="error-summary"' in text_of(response)


def test_one_second_late_is_told_with_both_times(client):
    proposal = make_ready_proposal()
    client.force_login(owner_of(proposal.lead))
    digest = dossier(proposal).digest
    closed = timezone.now() - timezone.timedelta(seconds=1)
    Call.objects.filter(pk=proposal.call_id).update(closes_at=closed)
    response = client.post(url("proposal-submit", proposal.ref), {"digest": digest})
    assert response.status_code == 409
    assert seoul(closed) in text_of(response) and seoul(response.wsgi_request.arrived_at) in text_of(response)
    assert not Submission.objects.exists()
    assert 'name="digest"' not in text_of(client.get(url("proposal-check", proposal.ref)))


def test_taking_back_makes_it_a_draft_that_can_be_handed_in_anew(client):
    proposal = make_submitted()
    client.force_login(owner_of(proposal.lead))
    assert url("proposal-withdraw", proposal.ref) in text_of(client.get(url("proposal-detail", proposal.ref)))
    client.post(url("proposal-withdraw", proposal.ref))
    proposal.refresh_from_db()
    assert proposal.status == ProposalStatus.DRAFT
    client.post(url("proposal-submit", proposal.ref), {"digest": dossier(proposal).digest})
    assert Submission.objects.filter(proposal=proposal).count() == 2
    assert Submission.objects.filter(proposal=proposal, withdrawn_at=None).count() == 1


def test_a_receipt_needs_a_submission(client, draft):
    assert client.get(url("proposal-submitted", draft.ref)).status_code == 409
    assert client.get(url("proposal-print", draft.ref)).content.startswith(b"%PDF")


# --- Returned for correction ---------------------------------------------------------------------------------


def test_a_returned_proposal_opens_only_the_named_steps(client):
    proposal = make_submitted()
    Call.objects.filter(pk=proposal.call_id).update(closes_at=timezone.now() - timezone.timedelta(hours=1))
    office = make_user("hq_operator", region="capital")
    due = timezone.now() + timezone.timedelta(days=7)
    screen_proposal(
        proposal, decision=ScreeningDecision.RETURNED, by=office, reason="목표를 수치로 쓰십시오", scope=["project"], due_at=due
    )
    client.force_login(owner_of(proposal.lead))
    home = text_of(client.get(url("proposal-detail", proposal.ref)))
    assert "목표를 수치로 쓰십시오" in home and due.astimezone().strftime("%Y") in home
    assert 'form="step-form"' in text_of(client.get(url("proposal-step", proposal.ref, "project")))
    assert 'form="step-form"' not in text_of(client.get(url("proposal-step", proposal.ref, "budget")))
    assert send(client, proposal, "goals", "불량률 3% → 1%", 1).status_code == 200
    digest = digest_on(text_of(client.get(url("proposal-check", proposal.ref))))
    client.post(url("proposal-submit", proposal.ref), {"digest": digest})
    proposal.refresh_from_db()
    assert proposal.status == ProposalStatus.SUBMITTED


# --- History ------------------------------------------------------------------------------------------------------


def test_history_tells_deeds_and_compares_any_two_versions(client, draft):
    owner, colleague = owner_of(draft.lead), writer_of(draft.lead)
    save_answer(draft, field="summary", text="정밀 금형 개발", base_version=0, by=owner)
    save_answer(draft, field="summary", text="정밀 사출 개발", base_version=1, by=colleague)
    save_answer(draft, field="summary", text="정밀 사출 양산", base_version=2, by=owner)
    page = text_of(client.get(url("proposal-history", draft.ref)))
    assert url("proposal-compare", draft.ref, "summary") in page and str(owner) in page
    last = text_of(client.get(url("proposal-compare", draft.ref, "summary")))
    assert (pieces(last, "del"), pieces(last, "ins")) == (["개발"], ["양산"])
    whole = text_of(client.get(url("proposal-compare", draft.ref, "summary"), {"old": 1, "new": 3}))
    assert {"금형", "개발"} <= set(pieces(whole, "del")) and {"사출", "양산"} <= set(pieces(whole, "ins"))
    from_nothing = text_of(client.get(url("proposal-compare", draft.ref, "summary"), {"old": 0, "new": 3}))
    assert (pieces(from_nothing, "del"), pieces(from_nothing, "ins")) == ([], ["정밀 사출 양산"])
    assert client.get(url("proposal-compare", draft.ref, "nothing")).status_code == 404


def test_amounts_saved_cell_by_cell_are_one_line_of_history(client, draft):
    lead = dossier(draft).lead_partner
    for version, won in enumerate((100, 200, 300), start=lead.version):
        send(client, draft, f"{lead.pk}.personnel.public", str(won), version, "budget-autosave")
    page = text_of(client.get(url("proposal-history", draft.ref)))
    assert page.count("timeline-what") == 2  # begun, and the amounts
    assert page.count("timeline-note") == 1


def pieces(page: str, tag: str) -> list[str]:
    shown = page.split('class="pieces"')[1].split("</p>")[0]
    parts = [part.split(f"</{tag}>")[0] for part in shown.split(f"<{tag}>")[1:]]
    return [part.split("</span>")[1].split("<span")[0] for part in parts]


def test_a_consented_partner_reads_the_history_too(client):
    proposal = make_ready_proposal()
    client.force_login(owner_of(dossier(proposal).partners[1].organisation))
    assert client.get(url("proposal-history", proposal.ref)).status_code == 200


def test_the_live_rules_are_those_of_the_rulebook(client, draft):
    page = text_of(client.get(url("proposal-step", draft.ref, "budget")))
    rules = json.loads(page.split('<script id="budget-rules" type="application/json">')[1].split("</script>")[0])
    assert rules["cap"] == "500000000" and rules["per_institution"] is True
    assert rules["partners"][0] | {"name": ""} == {
        "key": dossier(draft).lead_partner.pk,
        "name": "",
        "public_max": 7500,
        "cash_min": 4000,
    }
    assert Partner.objects.count() == 1 and Proposal.objects.count() == 1
