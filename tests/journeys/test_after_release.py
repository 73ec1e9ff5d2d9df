"""After a release: a project falls away, the next moves up; a revised plan and advice, on the desk and on a phone."""

import pytest
from allauth.account.models import EmailAddress
from django.urls import reverse

from accounts.models import User
from evaluation.actions.ask_advice import ask_advice
from evaluation.actions.choose_adviser import choose_adviser
from evaluation.models import RevisedPlan, Standing
from evaluation.states import Decision
from tests.evaluation.test_follow_up import ADVICE, WORDS, released
from tests.factories.evaluation import head_of, operator_of
from tests.journeys.kit import Journey


def may_sign_in(user: User) -> User:
    EmailAddress.objects.get_or_create(user=user, email=user.email, defaults={"verified": True, "primary": True})
    return user


@pytest.mark.django_db(transaction=True)
def test_a_list_lives_on_after_its_release(journey: Journey):
    round = released()
    chosen = Standing.objects.select_related("proposal").get(round=round, decision=Decision.SELECTED)
    left_out = Standing.objects.select_related("proposal", "round__call").get(round=round, decision=Decision.REJECTED)
    note = ask_advice(left_out, by=User.objects.get(pk=left_out.proposal.created_by_id))
    member = choose_adviser(note, round.members.joined().order_by("seat")[0], by=operator_of()).member

    applicant = journey.person(may_sign_in(User.objects.get(pk=chosen.proposal.created_by_id)))
    applicant.go(reverse("evaluation:plan-edit", args=[chosen.proposal.ref]))
    applicant.page.fill("[name=scope]", WORDS)
    applicant.page.fill("[name=money]", WORDS)
    applicant.looks_right("revised plan")
    applicant.page.click("[name=hand-in]")
    applicant.page.wait_for_url(f"**/results/{chosen.proposal.ref}/")
    applicant.looks_right("result with a revised plan")
    assert RevisedPlan.objects.get().handed_in_at

    adviser = journey.person(may_sign_in(member.expert.user))
    adviser.go(reverse("evaluation:my-advice", args=[note.pk]))
    adviser.page.fill("[name=text]", ADVICE)
    adviser.looks_right("advice")

    head = journey.person(may_sign_in(head_of()))
    head.go(reverse("evaluation:round-afterwards", args=[round.ref]))
    head.looks_right("after the release")
    head.go(reverse("evaluation:drop-out", args=[round.ref, chosen.proposal.ref]))
    head.looks_right("falling away")
    head.go(reverse("evaluation:round-letters", args=[round.ref]))
    head.looks_right("letters")
    head.go(reverse("evaluation:adviser-choose", args=[round.ref, note.pk]))
    head.looks_right("who advises")
