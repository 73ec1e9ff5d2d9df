"""Where a letter leads to inside the portal; the paths of evaluation/urls.py."""

from evaluation.models import PanelMember, Round
from projects.models import Proposal


def round_page(round: Round) -> str:
    return f"/evaluation/rounds/{round.ref}/"


def panel_page(round: Round) -> str:
    return f"/evaluation/rounds/{round.ref}/panel/"


def monitor_page(round: Round) -> str:
    return f"/evaluation/rounds/{round.ref}/monitor/"


def invitation_page(member: PanelMember) -> str:
    return f"/evaluation/invitations/{member.token}/"


def evaluators_page(round: Round) -> str:
    return f"/evaluation/my/{round.ref}/"


def result_page(proposal: Proposal) -> str:
    return f"/evaluation/results/{proposal.ref}/"
