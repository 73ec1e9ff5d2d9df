"""`manage.py seed` makes what people could have made: the portal's own checks hold on it."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db.models import F, Q

from cluster_portal.shared.canonical import sha256_hex
from evaluation.actions.scoring_rights import content_of, signer
from evaluation.models import Round, Sheet, SheetSeal, Standing
from evaluation.sealing import is_intact
from evaluation.states import RoundStatus, SheetStatus
from projects.actions.submit_proposal import submit_proposal
from projects.models import Proposal, Submission
from projects.queries.proposals import dossier
from projects.readiness import problems
from projects.states import DECIDED, ProposalStatus
from tests.factories.clusters import load_reference

NUMBER = 200


@pytest.fixture
def seeded(db, settings):
    settings.DEMO = True
    load_reference()
    call_command("load_rulebooks", stdout=StringIO())
    call_command("seed", NUMBER, verbosity=0)


def test_seeded_data_holds_what_the_portal_holds(seeded):
    assert Proposal.objects.filter(is_demo=True).count() == NUMBER
    decided = Proposal.objects.filter(status__in=DECIDED).count()
    assert decided == NUMBER // 5
    assert Standing.objects.filter(round__status=RoundStatus.RELEASED).count() == decided
    assert not Proposal.objects.filter(Q(requested_krw=0) | Q(total_krw__lte=F("requested_krw")) | Q(search_text="")).exists()
    assert {round.status for round in Round.objects.all()} == {RoundStatus.RELEASED, RoundStatus.TALLIED, RoundStatus.SCORING}
    assert Sheet.objects.count() == 4 * NUMBER * 16 // 20


def test_seeded_snapshots_and_seals_are_true_ones(seeded):
    assert all(one.sha256 == sha256_hex(one.snapshot) for one in Submission.objects.all())
    for kept in SheetSeal.objects.select_related("sheet__round__rulebook", "sheet__proposal", "sheet__member")[:20]:
        sheet = kept.sheet
        assert sheet.status == SheetStatus.SEALED
        code = sheet.round.entries.get(proposal=sheet.proposal).code
        assert is_intact(content_of(sheet, code=code), kept.as_signed(signer(sheet)))


def test_a_seeded_draft_can_be_handed_in(seeded):
    draft = Proposal.objects.filter(status=ProposalStatus.DRAFT).first()
    assert problems(dossier(draft)) == []
    assert submit_proposal(draft, by=draft.created_by).proposal.status == ProposalStatus.SUBMITTED


def test_seeding_again_adds_a_year_of_its_own(seeded):
    call_command("seed", NUMBER, verbosity=0)
    assert sorted(set(Proposal.objects.values_list("call__year", flat=True))) == [2026, 2027]
    assert Proposal.objects.count() == 2 * NUMBER


def test_too_few_are_refused(db, settings):
    settings.DEMO = True
    with pytest.raises(CommandError, match="at least 200"):
        call_command("seed", 10)


@pytest.mark.parametrize("command", [("seed", NUMBER), ("load_demo",), ("demo",)])
def test_a_real_portal_is_never_filled_with_made_up_data(db, settings, command):
    settings.DEMO = False
    with pytest.raises(CommandError, match="PORTAL_DEMO=1"):
        call_command(*command)
    assert not Proposal.objects.exists()
