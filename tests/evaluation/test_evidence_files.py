"""Files that prove bonus and penalty points: kept with the proposal's place in the round until the ranking is confirmed."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from accounts.models import Role
from audit.models import Event
from cluster_portal.shared.errors import DomainError, NotAllowed
from documents import access as documents_access
from evaluation.actions.attach_evidence import MOST_FILES, attach_evidence, detach_evidence
from evaluation.models import RoundProposal
from evaluation.queries.rounds import evidence_of
from tests.factories.accounts import make_user
from tests.factories.documents import make_pdf
from tests.factories.evaluation import make_confirmed_round, make_scoring_round, operator_of

pytestmark = pytest.mark.django_db
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


def paper() -> SimpleUploadedFile:
    return SimpleUploadedFile("확인서.pdf", make_pdf(1))


def entry_of(round) -> RoundProposal:
    return round.entries.select_related("round", "proposal").order_by("pk").first()


def test_a_paper_is_kept_by_the_offices_and_its_hash_stands_in_the_history():
    entry = entry_of(make_scoring_round(members=5))
    kept = attach_evidence(entry, upload=paper(), by=operator_of())
    gone = attach_evidence(entry, upload=paper(), by=operator_of())
    detach_evidence(entry, gone, by=operator_of())
    detach_evidence(entry, gone, by=operator_of())
    assert list(evidence_of(entry)) == [kept]
    told = Event.objects.filter(stream=kept.stream).order_by("seq")
    assert [one.verb for one in told] == ["file-stored", "file-stored", "file-removed"]
    assert told[0].data["sha256"] == kept.sha256


def test_evaluators_applicants_and_other_offices_never_read_it():
    round = make_scoring_round(members=5)
    entry = entry_of(round)
    kept = attach_evidence(entry, upload=paper(), by=operator_of())
    member = round.members.joined().first().expert.user
    for person in (member, entry.proposal.created_by, operator_of("honam"), make_user(Role.MINISTRY)):
        assert not documents_access.may_read(person, kept)
        with pytest.raises(NotAllowed):
            attach_evidence(entry, upload=paper(), by=person)
    for person in (operator_of(), make_user(Role.CENTRAL), make_user(Role.AUDITOR)):
        assert documents_access.may_read(person, kept)


def test_there_is_a_most_and_after_the_confirmation_nothing_changes():
    entry = entry_of(make_scoring_round(members=5))
    for _ in range(MOST_FILES):
        attach_evidence(entry, upload=paper(), by=operator_of())
    with pytest.raises(DomainError) as refused:
        attach_evidence(entry, upload=paper(), by=operator_of())
    assert refused.value.code == "too-many-files"
    confirmed = entry_of(make_confirmed_round(proposals=1, members=5))
    with pytest.raises(DomainError) as refused:
        attach_evidence(confirmed, upload=paper(), by=operator_of())
    assert refused.value.code == "confirmed"


def test_it_is_sent_and_taken_off_on_the_page_of_points():
    entry = entry_of(make_scoring_round(members=5))
    client, address = Client(), [entry.round.ref, entry.proposal.ref]
    client.force_login(operator_of(), backend=BACKEND)
    sent = client.post(reverse("evaluation:evidence-upload", args=address), {"file": paper()})
    page = reverse("evaluation:adjustment-edit", args=address)
    assert (sent.status_code, sent["Location"]) == (302, page)
    kept = evidence_of(entry).get()
    assert "확인서.pdf" in client.get(page).content.decode()
    taken = client.post(reverse("evaluation:evidence-remove", args=[*address, kept.pk]))
    assert taken.status_code == 302 and not evidence_of(entry).exists()
