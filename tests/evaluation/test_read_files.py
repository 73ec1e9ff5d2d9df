"""The files of a proposal open to its evaluators, and only through a sheet."""

import pytest
from django.urls import reverse

from accounts.models import Role
from documents import access as documents
from documents.models import StoredFile
from evaluation.actions.abstain import abstain
from evaluation.models import Sheet
from projects.actions.screen_proposal import screen_proposal
from projects.models import ProposalFile
from projects.models.screening import ScreeningDecision
from tests.factories.accounts import make_user
from tests.factories.evaluation import CALL_CLOSED, CALL_OPENED, SCORING_OPENS, make_expert, make_scoring_round, operator_of
from tests.factories.projects import make_call, make_submitted

pytestmark = pytest.mark.django_db


def test_an_evaluator_opens_the_files_of_what_they_judge(client):
    call = make_call(opens_at=CALL_OPENED, closes_at=CALL_CLOSED)
    proposal = make_submitted(call)
    screen_proposal(
        proposal, decision=ScreeningDecision.ELIGIBLE, by=operator_of(), at=CALL_CLOSED + (SCORING_OPENS - CALL_CLOSED) / 2
    )
    round = make_scoring_round(call, members=5)
    sheet = Sheet.objects.filter(round=round).joined().first()
    stored = StoredFile.objects.get(pk=ProposalFile.objects.filter(proposal=proposal).first().file_id)
    evaluator = sheet.member.expert.user
    client.force_login(evaluator)
    page = client.get(reverse("evaluation:sheet", args=[round.ref, proposal.ref])).content.decode()
    assert stored.name in page and str(stored.pk) in page
    assert documents.may_read(evaluator, stored)
    assert documents.whose_personal_data(evaluator, stored) == f"proposal/{proposal.pk}"
    for other in (make_expert().user, make_user(Role.EVALUATOR)):
        assert not documents.may_read(other, stored)
    abstain(sheet, by=evaluator, reason="이해관계", at=SCORING_OPENS)
    assert not documents.may_read(evaluator, stored)
