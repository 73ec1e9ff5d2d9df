"""Blind rounds for tests, of proposals that were written and handed in, by firms whose names occur nowhere else."""

from itertools import count

from accounts.models import Role
from evaluation.actions.accept_invitation import accept_invitation
from evaluation.actions.check_blind_copy import check_blind_copy
from evaluation.actions.declare_conflicts import declare_conflicts
from evaluation.actions.give_pledge import give_pledge
from evaluation.actions.invite_panel import invite_panel
from evaluation.actions.name_researchers import NamedResearcher, name_researchers
from evaluation.actions.open_scoring import open_scoring
from evaluation.actions.propose_panel import propose_panel
from evaluation.actions.set_blind import set_blind
from evaluation.models import Round, RoundProposal
from evaluation.queries.blind import made_now
from projects.actions.screen_proposal import find_eligible
from projects.actions.submit_proposal import submit_proposal
from projects.models import Answer, Call, Proposal
from tests.factories.accounts import make_organisation, make_user
from tests.factories.evaluation import CALL_CLOSED, CALL_OPENED, DAY, make_closed_call, make_pool, make_round, operator_of
from tests.factories.projects import make_ready_proposal, owner_of

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
FIRM, PERSON = "표식정밀", "표식연구원"
_numbers = count(1)


def make_written(call: Call | None = None, *, firm: str = FIRM) -> Proposal:
    """Handed in and eligible; its title and texts name its firm."""
    call = call or make_closed_call()
    lead = make_organisation(firm, representative=f"{firm}대표", address="경기도 안산시 표식로 7")
    make_user(Role.COMPANY_OWNER, organisation=lead, name=f"{firm}사장")
    at = CALL_OPENED + DAY
    proposal = make_ready_proposal(call, lead=lead, title=f"{firm}의 협동 로봇 {next(_numbers)}")
    Answer.objects.filter(proposal=proposal, field="need").update(
        text=f"(주){firm}은 부품을 만듭니다. 책임자 {PERSON}, 문의 info@marked.co.kr 031-123-4567."
    )
    submit_proposal(proposal, by=owner_of(lead), at=at, processed_at=at)
    name_researchers(proposal, by=owner_of(lead), researchers=[NamedResearcher(lead.pk, PERSON, "연구소")], at=at)
    find_eligible([proposal], by=operator_of(), at=CALL_CLOSED + DAY)
    return Proposal.objects.select_related("lead").get(pk=proposal.pk)


def make_blind_round(*, proposals: int = 2, members: int = 5, opened: bool = True, declared: bool = True) -> Round:
    """A panel that accepted, pledged and, unless said otherwise, declared no tie; opened with every copy checked."""
    call = make_closed_call()
    for number in range(proposals):
        make_written(call, firm=FIRM if number == 0 else f"{FIRM}{number + 1}")
    round, operator = set_blind(make_round(call), by=operator_of(), is_blind=True), operator_of()
    make_pool(home=members // 2, away=members - members // 2)
    at = round.scoring_opens_at
    propose_panel(round, by=operator, at=at)
    for member in invite_panel(round, by=operator, at=at):
        accept_invitation(member, by=member.expert.user, at=at)
        give_pledge(member, by=member.expert.user, at=at)
        if declared:
            declare_conflicts(member, by=member.expert.user, at=at)
    if opened:
        check_all(round)
        open_scoring(round, by=operator, at=at)
    return Round.objects.joined().get(pk=round.pk)


def entries_of(round: Round) -> list[RoundProposal]:
    return list(round.entries.select_related("round", "proposal__lead").order_by("pk"))


def check_all(round: Round) -> None:
    for entry in entries_of(round):
        check_blind_copy(entry, by=operator_of(), digest=made_now(entry)[2])
