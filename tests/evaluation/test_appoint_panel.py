"""The panel: proposed by rule, changed by hand under the same rules, invited, accepted, declined, replaced."""

import datetime as dt

import pytest
from django.db import IntegrityError, transaction

from accounts.models import Role
from audit.models import Event
from cluster_portal.shared.errors import DomainError, InvalidInput, NotAllowed
from consultants.models import FormerEmployment
from evaluation import access
from evaluation.actions.accept_invitation import accept_invitation
from evaluation.actions.appoint_chair import appoint_chair
from evaluation.actions.change_panel import change_panel
from evaluation.actions.declare_conflicts import DeclaredConflict, declare_conflicts
from evaluation.actions.decline_invitation import decline_invitation
from evaluation.actions.extend_scoring import extend_scoring
from evaluation.actions.give_pledge import give_pledge
from evaluation.actions.invite_panel import invite_panel
from evaluation.actions.open_scoring import open_scoring
from evaluation.actions.propose_panel import propose_panel
from evaluation.actions.reopen_sheet import reopen_sheet
from evaluation.models import ConflictDeclaration, PanelMember, Round, RoundProposal, Sheet
from evaluation.panels import PanelImpossible
from evaluation.states import Appointment, MemberStatus, RoundStatus, SheetStatus
from notifications.models import Message
from projects.models import Proposal
from tests.factories.accounts import give_role, make_organisation, make_user
from tests.factories.evaluation import (
    AFTER_CLOSE,
    SCORING_CLOSES,
    SCORING_OPENS,
    enter,
    make_expert,
    make_pool,
    make_round,
    make_scoring_round,
    make_staffed_round,
    operator_of,
    seal,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def round():
    return make_round()


@pytest.fixture
def hq():
    return operator_of()


def propose(round: Round) -> list[PanelMember]:
    return propose_panel(round, by=operator_of(), at=SCORING_OPENS)


def invited(round: Round) -> list[PanelMember]:
    propose(round)
    return invite_panel(round, by=operator_of(), at=SCORING_OPENS)


def verbs(round: Round) -> list[str]:
    return list(Event.objects.filter(stream=round.stream).order_by("seq").values_list("verb", flat=True))


# --- By rule -----------------------------------------------------------------------------


def test_the_proposed_panel_keeps_every_rule(round):
    make_pool(home=10, away=10)
    members = propose(round)
    assert len(members) == 7
    assert sum(member.region_id != "capital" for member in members) >= 4
    assert len({member.organisation_id for member in members}) == 7
    assert {member.status for member in members} == {MemberStatus.PROPOSED}
    assert not Message.objects.exists()


def test_proposing_again_finds_nothing_to_fill(round):
    make_pool()
    propose(round)
    assert propose(round) == []
    assert verbs(round).count("panel-proposed") == 1


def test_nobody_with_a_tie_to_any_proposal_is_proposed(round):
    proposal = Proposal.objects.filter(rounds__round=round).first()
    family = make_organisation("계열사", family="한빛그룹")
    proposal.lead.family = "한빛그룹"
    proposal.lead.save()
    partner = proposal.partners.exclude(organisation=proposal.lead).get().organisation
    tied = {
        make_expert(organisation=proposal.lead),
        make_expert(organisation=partner),
        make_expert(organisation=family),
        make_expert(user=proposal.created_by),
    }
    give_role(proposal.created_by, Role.EVALUATOR)
    signer = make_expert()
    give_role(signer.user, Role.COMPANY_WRITER, organisation=partner)
    former = make_expert()
    FormerEmployment.objects.create(
        expert=former, organisation=partner, started_on=dt.date(2020, 1, 1), ended_on=SCORING_OPENS.date() - dt.timedelta(days=30)
    )
    tied |= {signer, former}
    make_pool(home=3, away=4)
    assert not tied & {member.expert for member in propose(round)}


def test_the_blocking_rule_is_named(round):
    make_pool(home=10, away=2)
    with pytest.raises(PanelImpossible) as refusal:
        propose(round)
    assert (refusal.value.rule, refusal.value.missing) == ("other_regions", 1)
    assert not PanelMember.objects.exists()


def test_only_available_evaluators_are_proposed(round):
    make_pool(home=2, away=3)
    make_expert(is_available=False)
    make_expert(is_active=False)
    make_expert(user=make_user(Role.DOCTOR))
    assert len(propose(round)) == 5


def test_a_yearly_cap_is_kept():
    first = make_staffed_round(members=5)
    served = PanelMember.objects.filter(round=first).first().expert
    served.yearly_cap = 1
    served.save()
    second = make_round()
    make_pool(home=0, away=3)
    assert served not in {member.expert for member in propose(second)}


def test_only_those_who_run_the_round_propose(round):
    make_pool()
    for other in (operator_of("honam"), make_user(Role.EVALUATOR), make_user(Role.AUDITOR), make_user(Role.MINISTRY)):
        with pytest.raises(NotAllowed):
            propose_panel(round, by=other)


# --- By hand ------------------------------------------------------------------------------


def test_a_swap_by_hand_keeps_its_reason(round, hq):
    make_pool(home=3, away=4)
    leaving = next(member for member in propose(round) if member.region_id == "capital")
    coming = make_expert("honam")
    member = change_panel(round, by=hq, reason="분야 전문성", remove=leaving, add=coming, at=SCORING_OPENS)
    leaving.refresh_from_db()
    assert (leaving.status, leaving.reason) == (MemberStatus.REPLACED, "분야 전문성")
    assert (member.how, member.reason, member.status) == (Appointment.MANUAL, "분야 전문성", MemberStatus.PROPOSED)
    assert member.seat == 8
    assert verbs(round)[-2:] == ["member-removed", "member-added"]


def test_a_change_needs_a_reason(round, hq):
    with pytest.raises(InvalidInput) as refusal:
        change_panel(round, by=hq, reason=" ", add=make_expert())
    assert list(refusal.value.errors) == ["reason"]


def refused(round, hq, code, **change) -> DomainError:
    before = PanelMember.objects.count()
    with pytest.raises(DomainError) as refusal:
        change_panel(round, by=hq, reason="이유", at=SCORING_OPENS, **change)
    assert refusal.value.code == code
    assert PanelMember.objects.count() == before
    return refusal.value


def test_by_hand_no_rule_is_broken(round, hq):
    make_pool(home=3, away=4)
    panel = propose(round)
    outsider = next(member for member in panel if member.region_id != "capital")
    refused(round, hq, "other-regions", remove=outsider, add=make_expert("capital"))
    refused(round, hq, "one-per-organisation", add=make_expert(organisation=outsider.organisation))
    refused(round, hq, "on-panel", add=outsider.expert)
    proposal = Proposal.objects.filter(rounds__round=round).first()
    conflict = refused(round, hq, "conflict", add=make_expert(organisation=proposal.lead))
    assert proposal.lead.name_ko in str(conflict)
    refused(round, hq, "not-available", add=make_expert(user=make_user(Role.DOCTOR)))
    for _ in range(2):
        change_panel(round, by=hq, reason="이유", add=make_expert("honam"), at=SCORING_OPENS)
    refused(round, hq, "too-large", add=make_expert("honam"))


def test_the_database_too_refuses_a_second_seat_for_one_organisation(round):
    expert, colleague = make_expert(), None
    colleague = make_expert(organisation=expert.organisation)
    seat = {
        "round": round,
        "section": round.sections.get(),
        "region_id": "dongnam",
        "organisation": expert.organisation,
        "how": "automatic",
        "proposed_at": SCORING_OPENS,
    }
    PanelMember.objects.create(expert=expert, seat=1, **seat)
    with pytest.raises(IntegrityError, match="at_most_one_panel_member_per_organisation"), transaction.atomic():
        PanelMember.objects.create(expert=colleague, seat=2, **seat)
    with pytest.raises(IntegrityError, match="an_expert_sits_on_a_panel_once"), transaction.atomic():
        PanelMember.objects.create(expert=expert, seat=2, **seat | {"organisation": None})


def test_who_was_invited_is_told_of_leaving(round, hq):
    make_pool(home=3, away=4)
    leaving = invited(round)[0]
    change_panel(round, by=hq, reason="이유", remove=leaving, add=make_expert(leaving.region_id), at=SCORING_OPENS)
    assert Message.objects.filter(kind="evaluation/invitation-withdrawn", recipient=leaving.expert.user).count() == 1


def test_who_has_sealed_a_sheet_cannot_be_removed_or_leave(hq):
    round = make_scoring_round()
    sheet = seal(Sheet.objects.filter(round=round).first())
    refused(round, hq, "has-sealed", remove=sheet.member, add=make_expert("honam"))
    with pytest.raises(DomainError) as refusal:
        decline_invitation(sheet.member, by=sheet.member.expert.user, reason="이유", at=SCORING_OPENS)
    assert refusal.value.code == "has-sealed"


def test_reopening_a_sheet_does_not_make_its_evaluator_removable(hq):
    """Or a score could be removed by reopening it first."""
    round = make_scoring_round()
    sheet = reopen_sheet(seal(Sheet.objects.filter(round=round).first()), by=hq, reason="입력 착오", at=SCORING_OPENS)
    member = PanelMember.objects.get(pk=sheet.member_id)
    assert member.sealed_count == 0
    refused(round, hq, "has-sealed", remove=member, add=make_expert("honam"))


# --- Inviting, answering ----------------------------------------------------------------------


def test_everyone_proposed_is_invited_once(round):
    make_pool(home=3, away=4)
    members = invited(round)
    round.refresh_from_db()
    assert round.status == RoundStatus.INVITING
    letters = Message.objects.filter(kind="evaluation/invitation")
    assert {letter.recipient_id for letter in letters} == {member.expert.user_id for member in members}
    assert all(f"/evaluation/invitations/{member.token}/" in letters.get(recipient=member.expert.user).body for member in members)
    assert invite_panel(round, by=operator_of(), at=SCORING_OPENS) == []
    assert letters.count() == 7


def test_a_panel_that_is_not_whole_is_not_invited(round, hq):
    change_panel(round, by=hq, reason="이유", add=make_expert("honam"), at=SCORING_OPENS)
    with pytest.raises(DomainError) as refusal:
        invite_panel(round, by=hq, at=SCORING_OPENS)
    assert refusal.value.code == "too-small"


def test_a_tie_that_appeared_meanwhile_stops_the_invitation(round, hq):
    make_pool(home=3, away=4)
    member = propose(round)[0]
    lead = Proposal.objects.filter(rounds__round=round).first().lead
    member.expert.organisation = lead
    member.expert.save()
    with pytest.raises(DomainError) as refusal:
        invite_panel(round, by=hq, at=SCORING_OPENS)
    assert refusal.value.code == "conflict"
    assert not Message.objects.exists()


def test_accepting_twice_counts_once(round):
    make_pool(home=3, away=4)
    member = invited(round)[0]
    for _ in range(2):
        accept_invitation(member, by=member.expert.user, at=SCORING_OPENS)
    round.refresh_from_db()
    assert round.member_count == 1
    assert verbs(round).count("invitation-accepted") == 1


def test_nobody_answers_for_another(round, hq):
    make_pool(home=3, away=4)
    first, second = invited(round)[:2]
    for other in (second.expert.user, hq, make_user(Role.CENTRAL)):
        with pytest.raises(NotAllowed):
            accept_invitation(first, by=other, at=SCORING_OPENS)
        with pytest.raises(NotAllowed):
            decline_invitation(first, by=other, reason="이유", at=SCORING_OPENS)


def test_a_decline_needs_a_reason(round):
    make_pool(home=3, away=4)
    member = invited(round)[0]
    with pytest.raises(InvalidInput):
        decline_invitation(member, by=member.expert.user, reason="", at=SCORING_OPENS)


def test_after_a_decline_the_next_by_rule_is_proposed_and_hq_is_told(round):
    make_pool(home=5, away=8)
    hq = operator_of()
    member = next(member for member in invited(round) if member.region_id == "dongnam")
    replacement = decline_invitation(member, by=member.expert.user, reason="해외 출장", at=SCORING_OPENS)
    member.refresh_from_db()
    assert (member.status, member.decline_reason) == (MemberStatus.DECLINED, "해외 출장")
    assert (replacement.status, replacement.how) == (MemberStatus.PROPOSED, Appointment.AUTOMATIC)
    seated = PanelMember.objects.seated().filter(round=round)
    assert seated.count() == 7
    assert seated.exclude(region="capital").count() >= 4
    letter = Message.objects.get(kind="evaluation/invitation-declined", recipient=hq)
    assert replacement.name in letter.body
    assert "해외 출장" in letter.body


def test_who_declined_is_not_proposed_again(round):
    make_pool(home=3, away=4)
    member = invited(round)[0]
    assert decline_invitation(member, by=member.expert.user, reason="이유", at=SCORING_OPENS) is None
    assert not PanelMember.objects.seated().filter(expert=member.expert).exists()


def test_without_a_next_hq_learns_which_rule_blocks(round):
    make_pool(home=2, away=3)
    hq = operator_of()
    member = next(member for member in invited(round) if member.region_id == "dongnam")
    assert decline_invitation(member, by=member.expert.user, reason="이유", at=SCORING_OPENS) is None
    assert "추천할 수 없습니다" in Message.objects.get(kind="evaluation/invitation-declined", recipient=hq).body


def test_who_leaves_while_scoring_leaves_no_sheets_to_wait_for():
    round = make_scoring_round(proposals=2)
    member = round.members.order_by("seat").first()
    decline_invitation(member, by=member.expert.user, reason="질병", at=SCORING_OPENS)
    round.refresh_from_db()
    assert (round.member_count, round.sheet_count) == (6, 12)
    assert set(RoundProposal.objects.filter(round=round).values_list("sheet_count", flat=True)) == {6}
    assert set(Sheet.objects.filter(member=member).values_list("status", flat=True)) == {SheetStatus.VOID}


def test_after_the_close_the_panel_stands():
    round = make_scoring_round()
    member = round.members.order_by("seat").first()
    for deed in (
        lambda: decline_invitation(member, by=member.expert.user, reason="이유", at=SCORING_CLOSES),
        lambda: change_panel(round, by=operator_of(), reason="이유", remove=member, at=AFTER_CLOSE),
    ):
        with pytest.raises(DomainError) as refusal:
            deed()
        assert refusal.value.code == "panel-closed"


# --- Pledge and conflicts -----------------------------------------------------------------------


@pytest.fixture
def accepted(round):
    make_pool(home=3, away=4)
    member = invited(round)[0]
    return accept_invitation(member, by=member.expert.user, at=SCORING_OPENS)


def readable(member: PanelMember) -> set[int]:
    return set(Proposal.objects.filter(access.proposals_readable_by(member.expert.user)).values_list("pk", flat=True))


def test_no_file_opens_before_pledge_and_declaration(accepted, round):
    user = accepted.expert.user
    first, second = Proposal.objects.filter(rounds__round=round).order_by("pk")
    assert readable(accepted) == set()
    with pytest.raises(DomainError) as refusal:
        declare_conflicts(accepted, by=user, at=SCORING_OPENS)
    assert refusal.value.code == "not-pledged"
    give_pledge(accepted, by=user, at=SCORING_OPENS)
    assert readable(accepted) == set()
    declare_conflicts(accepted, by=user, conflicts=[DeclaredConflict(first.pk, "kin", "배우자의 회사")], at=SCORING_OPENS)
    assert readable(accepted) == {second.pk}


def test_a_declaration_says_something_of_every_proposal(accepted, round):
    hq = operator_of()
    user = accepted.expert.user
    give_pledge(accepted, by=user, at=SCORING_OPENS)
    tied, free = Proposal.objects.filter(rounds__round=round).order_by("pk")
    ties = [DeclaredConflict(tied.pk, "former_employment", "2024년까지 자문")]
    for _ in range(2):
        member = declare_conflicts(accepted, by=user, conflicts=ties, at=SCORING_OPENS)
    said = {one.proposal_id: (one.has_conflict, one.kind) for one in ConflictDeclaration.objects.filter(member=member)}
    assert said == {tied.pk: (True, "former_employment"), free.pk: (False, "")}
    assert list(Sheet.objects.filter(member=member).values_list("proposal", flat=True)) == [free.pk]
    round.refresh_from_db()
    assert (member.sheet_count, round.sheet_count) == (1, 1)
    assert RoundProposal.objects.get(proposal=tied).sheet_count == 0
    assert Message.objects.filter(kind="evaluation/conflicts-declared", recipient=hq).count() == 1


@pytest.mark.parametrize("tie", [("nonsense", "말"), ("kin", " ")])
def test_a_tie_names_its_ground_and_what_it_is(accepted, round, tie):
    give_pledge(accepted, by=accepted.expert.user, at=SCORING_OPENS)
    proposal = Proposal.objects.filter(rounds__round=round).first()
    with pytest.raises(InvalidInput) as refusal:
        declare_conflicts(accepted, by=accepted.expert.user, conflicts=[DeclaredConflict(proposal.pk, *tie)], at=SCORING_OPENS)
    assert list(refusal.value.errors) == [f"proposal-{proposal.pk}"]


def test_the_pledge_is_kept_by_edition_and_digest(accepted, round):
    for _ in range(2):
        give_pledge(accepted, by=accepted.expert.user, at=SCORING_OPENS)
    events = Event.objects.filter(stream=round.stream, verb="pledge-given")
    assert events.count() == 1
    assert set(events.get().data) == {"seat", "edition", "sha256"}


def test_a_declared_tie_keeps_the_person_off_the_proposals_next_panel(accepted, round):
    """Declared in one round, it is a conflict for the panel of another round over the same proposal."""
    from evaluation.queries.pool import conflicts_of

    give_pledge(accepted, by=accepted.expert.user, at=SCORING_OPENS)
    proposal = Proposal.objects.filter(rounds__round=round).first()
    declare_conflicts(
        accepted, by=accepted.expert.user, conflicts=[DeclaredConflict(proposal.pk, "kin", "친척")], at=SCORING_OPENS
    )
    Round.objects.filter(pk=round.pk).update(
        released_at=AFTER_CLOSE, status=RoundStatus.RELEASED, closed_at=AFTER_CLOSE, budget_krw=0, confirmed_at=AFTER_CLOSE
    )
    again = Round.objects.create(
        ref="again", call=round.call, region=round.region, rulebook=round.rulebook, created_by=round.created_by,
        scoring_opens_at=SCORING_OPENS, scoring_closes_at=SCORING_CLOSES,
    )  # fmt: skip
    RoundProposal.objects.create(round=again, proposal=proposal)
    assert [hit.rule for hit in conflicts_of(again, [accepted.expert])[accepted.expert_id]] == ["kin"]


# --- Opening, the chair ---------------------------------------------------------------------------


def test_scoring_opens_when_those_who_accepted_make_a_panel(round, hq):
    make_pool(home=3, away=4)
    members = invited(round)
    for member in members[:4]:
        enter(member)
    with pytest.raises(DomainError):
        open_scoring(round, by=hq, at=SCORING_OPENS)
    for member in members[4:]:
        enter(member)
    open_scoring(round, by=hq, at=SCORING_OPENS)
    open_scoring(round, by=hq, at=SCORING_OPENS)
    round.refresh_from_db()
    assert round.status == RoundStatus.SCORING
    assert Message.objects.filter(kind="evaluation/scoring-opened").count() == 7
    assert round.next_reminder_at == SCORING_CLOSES - dt.timedelta(days=3)


def test_late_acceptance_still_gets_sheets(round, hq):
    make_pool(home=3, away=4)
    members = invited(round)
    late = next(member for member in members if member.region_id == "capital")
    for member in members:
        if member != late:
            enter(member)
    open_scoring(round, by=hq, at=SCORING_OPENS)
    assert enter(late).sheet_count == 2
    round.refresh_from_db()
    assert (round.member_count, round.sheet_count) == (7, 14)


def test_one_chair_at_a_time():
    round = make_staffed_round()
    first, second = round.members.order_by("seat")[:2]
    appoint_chair(first, by=operator_of())
    appoint_chair(second, by=operator_of())
    assert list(round.members.filter(is_chair=True)) == [second]
    entry = round.entries.first()
    assert access.may_write_summary(second.expert.user, entry)
    assert not access.may_write_summary(first.expert.user, entry)


def test_only_who_accepted_is_the_chair_and_only_hq_says_so(round, hq):
    make_pool(home=3, away=4)
    first, second = invited(round)[:2]
    accept_invitation(second, by=second.expert.user, at=SCORING_OPENS)
    for member, by, code in (
        (first, hq, "not-accepted"),
        (second, operator_of("honam"), "not-allowed"),
        (second, second.expert.user, "not-allowed"),
    ):
        with pytest.raises(DomainError) as refusal:
            appoint_chair(member, by=by)
        assert refusal.value.code == code
    assert not round.members.filter(is_chair=True).exists()
    for _ in range(2):
        appoint_chair(second, by=hq)
    assert verbs(round).count("chair-appointed") == 1


def test_the_pledge_comes_after_accepting(round):
    make_pool(home=3, away=4)
    member = invited(round)[0]
    with pytest.raises(DomainError) as refusal:
        give_pledge(member, by=member.expert.user, at=SCORING_OPENS)
    assert refusal.value.code == "not-accepted"


def test_scoring_is_not_opened_before_the_invitations_nor_after_the_closing_time(round, hq):
    for at, code in ((SCORING_OPENS, "not-inviting"), (AFTER_CLOSE, "not-inviting")):
        with pytest.raises(DomainError) as refusal:
            open_scoring(round, by=hq, at=at)
        assert refusal.value.code == code
    staffed = make_staffed_round()
    with pytest.raises(DomainError) as refusal:
        open_scoring(staffed, by=hq, at=SCORING_CLOSES)
    assert refusal.value.code == "too-late"


def test_more_time_lies_in_the_future():
    """The closing time passed while invitations were still out."""
    staffed = make_staffed_round()
    now = SCORING_CLOSES + dt.timedelta(days=3)
    with pytest.raises(InvalidInput):
        extend_scoring(staffed, by=operator_of(), closes_at=now, reason="지연", at=now)
    later = now + dt.timedelta(days=1)
    assert extend_scoring(staffed, by=operator_of(), closes_at=later, reason="지연", at=now).scoring_closes_at == later


def test_by_hand_the_yearly_cap_holds_too(hq):
    served = PanelMember.objects.filter(round=make_staffed_round(members=5)).first().expert
    served.yearly_cap = 1
    served.save()
    refused(make_round(), hq, "yearly-cap", add=served)
