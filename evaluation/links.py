"""Where a letter leads to inside the portal."""

from collections.abc import Iterable

from django.urls import reverse

from evaluation.models import Appeal, CoachingNote, Meeting, PanelMember, Round
from projects.models import Proposal


def round_page(round: Round) -> str:
    return reverse("evaluation:round-detail", args=[round.ref])


def panel_page(round: Round) -> str:
    return reverse("evaluation:round-panel", args=[round.ref])


def approval_page(round: Round) -> str:
    return reverse("evaluation:round-approval", args=[round.ref])


def afterwards_page(round: Round) -> str:
    return reverse("evaluation:round-afterwards", args=[round.ref])


def monitor_page(round: Round) -> str:
    return reverse("evaluation:round-monitor", args=[round.ref])


def assignment_page(round: Round) -> str:
    return reverse("evaluation:round-assignment", args=[round.ref])


def invitation_page(member: PanelMember) -> str:
    return reverse("evaluation:invitation", args=[member.token])


def evaluators_page(round: Round) -> str:
    return reverse("evaluation:my-round", args=[round.ref])


def result_page(proposal: Proposal) -> str:
    return reverse("evaluation:result-detail", args=[proposal.ref])


def plan_page(proposal: Proposal) -> str:
    return reverse("evaluation:plan-edit", args=[proposal.ref])


def advice_page(note: CoachingNote) -> str:
    return reverse("evaluation:my-advice", args=[note.pk])


def result_pages(refs: Iterable[str]) -> dict[str, str]:
    """{reference of a proposal: its result page}, for thousands of them."""
    page = reverse("evaluation:result-detail", args=["REF"])
    return {ref: page.replace("REF", ref) for ref in refs}


def objections_page(round: Round) -> str:
    return reverse("evaluation:objection-list", args=[round.ref])


def own_objections_page(proposal: Proposal) -> str:
    return reverse("evaluation:own-objections", args=[proposal.ref])


def declarations_page(round: Round) -> str:
    return reverse("evaluation:declaration-list", args=[round.ref])


def second_declaration_page(round: Round) -> str:
    return reverse("evaluation:my-conflicts-again", args=[round.ref])


def appeal_page(appeal: Appeal) -> str:
    return reverse("evaluation:appeal-detail", args=[appeal.pk])


def room_page(meeting: Meeting) -> str:
    return reverse("evaluation:meeting-room", args=[meeting.round.ref])


def waiting_page(proposal: Proposal) -> str:
    return reverse("evaluation:meeting-waiting", args=[proposal.ref])


def paper_page(meeting: Meeting, kind: str) -> str:
    return reverse("evaluation:minutes-sign", args=[meeting.round.ref, meeting.number, kind])


def own_answer_page(proposal: Proposal) -> str:
    return reverse("evaluation:own-answer", args=[proposal.ref])


def home() -> str:
    return reverse("dashboards:home")
