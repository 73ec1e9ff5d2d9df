"""The pool's profiles, four experts with ties to applicants, an objection, a ruling, somebody who keeps away. All of it invented."""

import datetime as dt

from accounts.models import Organisation, Role, User
from cluster_portal.demo.people import head_of, make_person, person
from clusters.models import Region
from consultants.actions.confirm_profile import confirm_profile
from consultants.actions.edit_expert import edit_expert
from consultants.actions.write_entry import write_entry
from consultants.models import Degree, Expert, JointWork, Kin, Sanction, Training
from evaluation.actions.decide_objection import decide_objection
from evaluation.actions.object_to_evaluator import object_to_evaluator
from evaluation.actions.rule_on_conflicts import rule_on_conflicts
from evaluation.models import Round
from evaluation.queries import pool
from projects.actions.recuse import recuse
from projects.models import Proposal

SHOWN = "시연용"
FIELDS = ("기계공학", "재료공학", "전자공학", "산업공학", "화학공학")


def write_profiles(now: dt.datetime) -> None:
    """Everybody in the pool has a degree, a valid training and has confirmed."""
    for number, expert in enumerate(Expert.objects.filter(is_demo=True).select_related("user").order_by("pk")):
        write_entry(
            Degree, expert, by=expert.user, at=now, level="doctor", field=FIELDS[number % len(FIELDS)],
            organisation_name="시연대학교", year=1995 + number,
        )  # fmt: skip
        write_entry(
            Training, expert, by=expert.user, at=now, title="평가위원 청렴교육 (시연용)", provider="시연교육원",
            completed_on=(now - dt.timedelta(days=90)).date(), valid_until=(now + dt.timedelta(days=275)).date(),
        )  # fmt: skip
        confirm_profile(expert, by=expert.user, at=now)


def make_tied_experts(firms: dict[str, Organisation], central: User, now: dt.datetime) -> None:
    """One worked for the lead of the demonstration, one advised it, one has a relative there, one was sanctioned."""
    lead, today = firms["lead"], now.date()
    worked = _expert("expert.career", "경력", "dongnam")
    ended = today - dt.timedelta(days=400)
    career = [{"organisation": lead, "department": "설계팀", "started_on": ended - dt.timedelta(days=2000), "ended_on": ended}]
    edit_expert(worked, by=worked.user, former_employments=career)
    advised = _expert("expert.advice", "자문", "honam")
    write_entry(
        JointWork, advised, by=advised.user, at=now, kind="advice", organisation=lead, person="시연 담당자",
        started_on=today - dt.timedelta(days=300),
    )  # fmt: skip
    related = _expert("expert.kin", "친족", "gangwon")
    write_entry(Kin, related, by=related.user, at=now, name="김시연", relation="형제", organisation=lead)
    sanctioned = _expert("expert.sanctioned", "제재", "daegyeong")
    write_entry(
        Sanction, sanctioned, by=central, at=now, ground="평가 정보 누설 (시연용)", source="시연용 제재 의결 제1호",
        imposed_on=today - dt.timedelta(days=200),
    )  # fmt: skip


def _expert(local: str, name: str, region: str) -> Expert:
    user = make_person(local, name, Role.EVALUATOR)
    facts = {"region": Region.objects.get(pk=region), "sector": "other", "is_demo": True}
    return Expert.objects.get_or_create(user=user, defaults=facts)[0]


def object_and_decide(round: Round, firms: dict[str, Organisation], at: dt.datetime) -> None:
    """The lead names somebody before the panel is invited; the head follows."""
    proposal = Proposal.objects.filter(rounds__round=round, lead=firms["lead"]).first()
    if proposal is None:
        return
    named = person("expert.advice")
    objection = object_to_evaluator(
        proposal,
        by=proposal.created_by,
        at=at,
        name=named.name,
        organisation_name="",
        reason="자문료 분쟁이 있었습니다. (시연용)",
    )
    decide_objection(
        objection,
        by=head_of(round.region_id),
        follow=True,
        expert=Expert.objects.get(user=named),
        reason="분쟁이 확인됩니다. (시연용)",
        at=at,
    )


def rule_on_one(round: Round, at: dt.datetime) -> None:
    """One conflict is checked and found to be none."""
    worked = Expert.objects.select_related("organisation").get(user=person("expert.career"))
    found = pool.who_may_not(round, [worked])
    keys = [(hit.person, hit.proposal, hit.rule, hit.digest) for hit in found.findings.hits()]
    if keys:
        rule_on_conflicts(
            round,
            by=head_of(round.region_id),
            keys=keys,
            outcome="stands",
            reason="퇴직한 지 3년이 지나지 않았습니다. (시연용)",
            at=at,
        )


def keep_away(firms: dict[str, Organisation], at: dt.datetime) -> None:
    """The head of one region has a relative at a firm there."""
    head = head_of("honam")
    recuse(head, by=head, organisation=firms["firm.honam2"], ground="kin", text=f"배우자가 재직합니다. ({SHOWN})", at=at)
