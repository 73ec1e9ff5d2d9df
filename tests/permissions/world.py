"""One small world with something of every kind and somebody of every role, built once for the whole sweep."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from accounts.actions.publish_chain_heads import publish_chain_heads
from accounts.models import Grant, Invitation, JoinRequest, Role, User
from consultants.actions.write_entry import write_entry
from consultants.models import Degree
from evaluation.actions.announce_draw import PublicValue, announce_draw
from evaluation.actions.attach_evidence import attach_evidence
from evaluation.actions.attach_to_appeal import attach_to_appeal
from evaluation.actions.attend_meeting import attend_meeting
from evaluation.actions.file_appeal import file_appeal
from evaluation.actions.invite_panel import invite_panel
from evaluation.actions.object_to_evaluator import object_to_evaluator
from evaluation.actions.propose_panel import propose_panel
from evaluation.actions.release_round import release_round
from evaluation.actions.rule_on_pair import rule_on_pair
from evaluation.actions.run_meeting import end_meeting
from evaluation.actions.save_appeal import save_appeal
from evaluation.actions.set_agenda import add_break
from evaluation.actions.start_appeal import start_appeal
from evaluation.actions.write_minutes import write_minutes
from evaluation.models import CoachingNote, RevisedPlan, Round, Sheet, Standing
from evaluation.states import PairKind, PaperKind
from notifications.models import Message
from projects.actions.recuse import recuse
from projects.actions.screen_proposal import find_eligible
from projects.models import Call, Partner, Proposal, TakeOver
from projects.states import PartnerRole
from projects.terms import DECLARATIONS
from tests.factories.accounts import give_role, make_organisation, make_user
from tests.factories.documents import make_pdf
from tests.factories.evaluation import (
    CALL_CLOSED,
    CALL_OPENED,
    DAY,
    head_of,
    make_answered_round,
    make_closed_call,
    make_computed,
    make_confirmed_round,
    make_eligible,
    make_expert,
    make_pool,
    make_round,
    make_scoring_round,
    make_tallied_round,
    operator_of,
    seal,
)
from tests.factories.meetings import make_meeting, make_running_meeting
from tests.factories.notifications import make_notice, make_sent_mail
from tests.factories.programme import make_budget, make_year
from tests.factories.projects import eligible_plant, make_call, make_ready_proposal, make_region, make_submitted, owner_of

HERE, THERE = "capital", "honam"  # the region of the proposals and rounds, and another one
Thing = dict[str, Any]

SENT = "sent"  # what a thing brings along for requests that write; without it they come with empty hands
# Complete enough for a consent, a refusal and a budget, so that only the person can be what is wrong.
YES_OR_NO = {
    "consent": "1", "digest": "0" * 64, "declarations": list(DECLARATIONS), **dict.fromkeys(DECLARATIONS, "on"),
    "reason": "사정이 있습니다.", "rows": [{"item": "personnel", "source": "public", "amount_krw": 1}],
}  # fmt: skip


class World:
    """`things` are what a row of the table is about; `people` and `clients` are its columns."""

    def __init__(self) -> None:
        self.people: dict[str, User | AnonymousUser] = {}
        self.things: dict[str, Thing] = {"": {}}
        self._reference()
        self._firms()
        self._staff()
        self._calls()
        self._proposals()
        self._rounds()
        self._accounts()
        self._letters()
        self.clients = {who: self._client(person) for who, person in self.people.items()}

    # --- Places, rules, money -------------------------------------------------------

    def _reference(self) -> None:
        from tests.factories.clusters import load_reference

        load_reference()
        year = make_year(2026)
        budget = make_budget(year, make_region(HERE), 3_000_000_000)
        self.things |= {
            "region": {"code": HERE, "pk": HERE},
            "complex": {"code": "banwol-sihwa", "pk": "banwol-sihwa"},
            "industry": {"code": "29271"},
            "rulebook": {"ref": year.rulebook.ref},
            "year": {"year": year.pk, "pk": year.pk},
            "budget": {"year": year.pk, "region": budget.region_id},
            "day": {"date": "2026-10-02"},
            "topic": {"topic": "company"},
            "status": {"status": 409},
        }

    # --- People ------------------------------------------------------------------------

    def _firms(self) -> None:
        self.lead, self.other = make_organisation("주관기업"), make_organisation("다른기업")
        self.people["vis"] = AnonymousUser()
        self.people["mem"] = make_user()
        self.people["own"] = make_user(Role.COMPANY_OWNER, organisation=self.lead)
        self.people["prt"] = make_user()  # becomes owner of every partner below
        self.people["oth"] = make_user(Role.COMPANY_OWNER, organisation=self.other)
        self.people["wri"] = make_user(Role.COMPANY_WRITER, organisation=self.lead)
        self.people["out"] = make_user(Role.OUTSIDE_WRITER, organisation=self.lead)
        plant = eligible_plant(self.lead, HERE)
        self.things["lead's plant"] = {"pk": plant.pk}
        described = {
            "organisation": self.lead.pk,
            "name": "새 공장",
            "complex": plant.complex_id,
            "address": "시험로 2",
            "main_industry": "29271",
        }
        self.things["plant for the lead"] = {SENT: described}
        eligible_plant(self.other, THERE)

    def _staff(self) -> None:
        self.people |= {
            "hqo": operator_of(HERE),
            "hqh": head_of(HERE),
            "xqo": operator_of(THERE),
            "xqh": head_of(THERE),
            "cen": make_user(Role.CENTRAL),
            "doc": make_user(Role.DOCTOR),
            "sec": make_user(Role.SECRETARY),
            "min": make_user(Role.MINISTRY),
            "aud": make_user(Role.AUDITOR),
            "adm": make_user(Role.ADMIN, is_staff=True, is_superuser=True),
        }
        make_region(THERE)

    # --- Calls and proposals -------------------------------------------------------------

    def _calls(self) -> None:
        self.open_call = make_call()
        drafts = {"draft call": make_call(published=False), "draft call of the region": make_call(published=False, region=HERE)}
        regional = make_call(region=HERE)
        self.things["call"] = {"ref": self.open_call.ref}
        self.things["proposal for the lead"] = {
            SENT: {"call": self.open_call.ref, "organisation": self.lead.pk, "title": "새 과제"}
        }
        later = timezone.localtime(regional.closes_at + 10 * DAY).isoformat()
        self.things["call of the region"] = {"ref": regional.ref, SENT: {"closes_at": later, "reason": "더 알리려고", "base": 0}}
        self.things |= {name: {"ref": call.ref} for name, call in drafts.items()}

    def _proposals(self) -> None:
        self.draft = make_ready_proposal(self.open_call, lead=self.lead, region=HERE)
        self.handed_in = make_submitted(self.open_call, lead=self.lead, region=HERE, title="접수된 과제")
        self.judged = self._judged(make_closed_call(title_ko="평가 중인 공고"))
        for name, proposal in {"draft": self.draft, "handed-in": self.handed_in, "judged": self.judged}.items():
            partner = self._let_in(proposal)
            file = proposal.files.filter(partner=None).select_related("file").first()
            assert file is not None
            amount = {
                "field": f"{proposal.partners.get(organisation=self.lead).pk}.personnel.public",
                "value": "1",
                "version": "1",
            }
            self.things |= {
                name: {"ref": proposal.ref},
                f"{name} step": {"ref": proposal.ref, "step": "project"},
                f"{name} field": {"ref": proposal.ref, "field": "need", SENT: {"text": "새 글", "base_version": 1}},
                f"{name} amount": {"ref": proposal.ref, SENT: amount},
                f"{name} document": {
                    "ref": proposal.ref,
                    "document": "plan",
                    "partner_id": 0,
                    SENT: {"document": "plan", "file": make_pdf(1)},
                },
                f"{name} partner": {"ref": proposal.ref, "pk": partner.pk, "partner_id": partner.pk, SENT: YES_OR_NO},
                f"{name} document row": {"ref": proposal.ref, "pk": file.pk, "file_id": file.pk},
                f"{name} file": {"pk": file.file_id},
            }
        TakeOver.objects.create(proposal=self.draft, source=self.handed_in, by=owner_of(self.lead), at=timezone.now())
        of_earlier = self.handed_in.partners.exclude(organisation=self.lead).get()
        self.things["draft earlier partner"] = {"ref": self.draft.ref, "pk": of_earlier.pk}
        waiting = Partner.objects.filter(proposal=self.draft, role=PartnerRole.PARTICIPANT).get()
        self.things["partner's letter"] = {"token": waiting.token}

    def _judged(self, call: Call) -> Proposal:
        """Handed in, screened, and on its way into a round."""
        proposal = make_submitted(call, lead=self.lead, region=HERE, title="평가 중인 과제", at=CALL_OPENED + DAY)
        find_eligible([proposal], by=operator_of(HERE), at=CALL_CLOSED + DAY)
        return Proposal.objects.get(pk=proposal.pk)

    def _let_in(self, proposal: Proposal) -> Partner:
        """The person in the partner's column acts for this proposal's partner."""
        partner = proposal.partners.exclude(organisation=self.lead).get()
        if not self.people["prt"].organisation_ids() or partner.organisation_id not in self.people["prt"].organisation_ids():
            give_role(self.people["prt"], Role.COMPANY_OWNER, organisation=partner.organisation)
        self.partner = partner.organisation
        return partner

    # --- Rounds --------------------------------------------------------------------------

    def _rounds(self) -> None:
        """Closing sweeps everything that is due, so those that are closed come first."""
        self.people["evp"] = make_pool(home=3, away=4, region=HERE)[0].user
        tallied = make_tallied_round(self._call_with_two())
        Round.objects.filter(pk=tallied.pk).update(
            answers_end_at=tallied.scoring_closes_at + DAY, discussion_ends_at=tallied.scoring_closes_at + 2 * DAY
        )
        call = self._call_with_two()
        make_eligible(call, lead=self.lead)
        released = make_confirmed_round(call, budget_krw=3_000_000_000)
        release_round(released, by=head_of(HERE))
        self._appeals(released)
        make_eligible(self.judged.call)
        scoring = make_scoring_round(self.judged.call)
        invited, planned = make_round(self._call_with_two()), make_round(self._call_with_two())
        propose_panel(invited, by=operator_of(HERE), at=invited.scoring_opens_at)
        invite_panel(invited, by=operator_of(HERE), at=invited.scoring_opens_at)
        sealed = seal(Sheet.objects.filter(round=scoring, member__expert__user=self.people["evp"]).last())
        self.people["evo"] = make_expert(THERE).user  # after the panels were drawn

        proven = scoring.entries.select_related("round", "proposal").order_by("pk").first()
        proof = attach_evidence(proven, upload=SimpleUploadedFile("a.pdf", make_pdf(1)), by=operator_of(HERE))
        of_proven = {"ref": scoring.ref, "proposal_ref": proven.proposal.ref}
        self.things["scoring proposal to prove"] = of_proven | {SENT: {"file": make_pdf(1)}}
        original = proven.proposal.files.order_by("pk").first()
        self.things["scoring file to blacken"] = of_proven | {"pk": original.pk, SENT: {"file": make_pdf(1)}}
        self.things["scoring evidence"] = of_proven | {"file": proof.pk}
        meeting = make_meeting(scoring, announced=True)
        line = add_break(meeting, by=operator_of(HERE), title="휴식", minutes=10, after=1)
        of_meeting = {"ref": scoring.ref, "number": meeting.number}
        self.things |= {
            "scoring meeting": of_meeting,
            "own meeting": of_meeting,
            "machine's meeting": {"pk": meeting.pk},
            "scoring meeting order": of_meeting | {SENT: {"how": "lot"}},
            "scoring meeting break": of_meeting | {"pk": line.pk},
            "scoring meeting line": of_meeting | {"pk": meeting.agenda.first().pk, SENT: {"to": "called", "note": "메모"}},
            "scoring meeting seat": of_meeting | {"pk": scoring.members.first().pk},
            "heard proposal": {"ref": self.judged.ref},
            "scoring results": of_meeting | {"kind": "results"},
            "tallied minutes": self._minutes(tallied),
        }
        objected = planned.entries.order_by("pk").first().proposal
        objection = object_to_evaluator(objected, by=self.people["own"], name="김가상", reason="분쟁 중")
        self.things |= {
            "planned objection": {"ref": planned.ref, "pk": objection.pk},
            "own objection": {"ref": objected.ref, "pk": objection.pk},
            "objected proposal": {"ref": objected.ref},
        }
        recusal = recuse(
            self.people["xqo"], by=self.people["xqo"], organisation=self.other, ground="kin", text="배우자가 재직합니다."
        )
        self.things["recusal"] = {"pk": recusal.pk}
        to_be_drawn = make_round(self._call_with_two())
        announced = to_be_drawn.scoring_opens_at
        value = PublicValue("lottery", announced + DAY / 4, "시연용 복권 당첨번호", "다음 회차")
        draw = announce_draw(to_be_drawn, by=operator_of(HERE), value=value, at=announced)
        individual = make_answered_round(proposals=2, people=6)
        run = make_computed(individual)
        ban = rule_on_pair(
            individual.entries.first(), individual.members.first(), by=operator_of(HERE), kind=PairKind.BANNED, reason="인력 교류 (시연용)",
            at=individual.scoring_opens_at,
        )  # fmt: skip
        self.things |= {
            "individual run": {"ref": individual.ref, "number": run.number},
            "individual ban": {"ref": individual.ref, "pk": ban.pk},
        }

        rounds = {
            "tallied": tallied,
            "released": released,
            "scoring": scoring,
            "invited": invited,
            "planned": planned,
            "to be drawn": to_be_drawn,
            "individual": individual,
        }
        for name, round in rounds.items():
            self._round_things(name, round)
        published = publish_chain_heads()
        expert = self.people["evp"].expert
        degree = write_entry(
            Degree, expert, by=expert.user, level="doctor", field="기계공학", organisation_name="시험대학교", year=2001
        )
        self.things |= {
            "published day": {"day": str(published.day)},
            "month that is over": {"month": "2026-01", SENT: {"outcome": "sound", "finding": "특이 사항 없음"}},
            "expert": {"pk": expert.pk},
            "expert's degrees": {"pk": expert.pk, "kind": "degrees"},
            "expert's sanctions": {"pk": expert.pk, "kind": "sanctions"},
            "expert's degree": {"pk": expert.pk, "kind": "degrees", "entry": degree.pk},
            "seat's letter": {"token": invited.members.get(expert__user=self.people["evp"]).token},
            "announced draw": {"ref": draw.ref},
            "planned section": {"ref": planned.ref, "number": 1},
            "sealed sheet": {"ref": scoring.ref, "pk": sealed.pk},
            **self._follow_up(released),
            "released result": {"pk": Standing.objects.filter(round=released).first().pk},
        }

    def _appeals(self, released: Round) -> None:
        """The lead appealed against one of its results, and is writing about the other."""
        against, writing = Standing.objects.filter(round=released, proposal__lead=self.lead).order_by("proposal")
        filed, draft = (start_appeal(one, by=self.people["own"]) for one in (against, writing))
        save_appeal(filed, by=self.people["own"], base_version=0, ground="misreading", text="시험 성적을 빠뜨렸습니다.")
        file_appeal(filed, by=self.people["own"])
        paper = attach_to_appeal(draft, upload=SimpleUploadedFile("a.pdf", make_pdf(1)), by=self.people["own"])
        self.things |= {
            "result to appeal": {SENT: {"proposal": against.proposal.ref}},
            "appeal": {"pk": filed.pk},  # not answered: its review and the addendum are not there yet
            "released addendum": {"ref": released.ref, "number": 1},
            "no addendum": {"pk": 1},
            "draft appeal": {"pk": draft.pk, SENT: {"field": "text", "value": "글", "version": "0", "file": make_pdf(1)}},
            "draft appeal's file": {"pk": draft.pk, "file": paper.pk},
        }

    def _minutes(self, round: Round) -> Thing:
        """Of a meeting the evaluator was at."""
        meeting, operator = make_running_meeting(round), operator_of(HERE)
        attend_meeting(
            meeting, round.members.get(expert__user=self.people["evp"]), by=operator, is_here=True, at=meeting.starts_at
        )
        end_meeting(meeting, by=operator, at=meeting.starts_at + DAY / 24)
        write_minutes(meeting, PaperKind.MINUTES, by=operator, text="심의함 (시연용)")
        return {"ref": round.ref, "number": meeting.number, "kind": "minutes", SENT: {"text": "고침 (시연용)"}}

    def _follow_up(self, released: Round) -> dict[str, dict[str, Any]]:
        """A revised plan to be handed in, and advice that the evaluator on the panels was asked for."""
        entry = released.entries.order_by("pk").first()
        later = timezone.now() + dt.timedelta(days=20)
        RevisedPlan.objects.create(round=released, proposal=entry.proposal, asked_at=timezone.now(), due_at=later)
        note = CoachingNote.objects.create(
            round=released, proposal=released.entries.order_by("pk").last().proposal, asked_by=self.people["own"], asked_at=timezone.now(),
            due_at=later, member=released.members.get(expert__user=self.people["evp"]),
        )  # fmt: skip
        return {
            "released advice": {"ref": released.ref, "pk": note.pk},
            "own advice": {"pk": note.pk},
            "released plan": {"proposal_ref": entry.proposal.ref},
        }

    def _call_with_two(self) -> Call:
        call = make_closed_call()
        make_eligible(call, lead=self.lead, partner=self.partner)
        make_eligible(call)
        return call

    def _round_things(self, name: str, round: Round) -> None:
        entry = round.entries.order_by("pk").first()
        sheet = Sheet.objects.filter(round=round, member__expert__user=self.people["evp"], proposal=entry.proposal_id).first()
        anyone = round.members.order_by("pk").first()
        self.things |= {
            name: {"ref": round.ref},
            f"{name} proposal": {"ref": round.ref, "proposal_ref": entry.proposal.ref},
            f"{name} receipt": {"ref": round.ref, "proposal_ref": entry.proposal.ref, "number": 1},
            f"{name} seat": {"ref": round.ref, "pk": anyone.pk if anyone else 0},
            f"{name} sheet": {"ref": round.ref, "pk": sheet.pk if sheet else 0},
        }

    # --- Accounts and letters --------------------------------------------------------------

    def _accounts(self) -> None:
        later = timezone.now() + dt.timedelta(days=7)
        invitation = Invitation.objects.create(
            email="new@example.kr",
            role=Role.COMPANY_WRITER,
            organisation=self.lead,
            invited_by=owner_of(self.lead),
            expires_at=later,
        )
        request = JoinRequest.objects.create(user=self.people["mem"], organisation=self.lead)
        grants = {who: Grant.objects.filter(user=self.people[who]).first() for who in ("own", "wri", "doc")}
        self.things |= {
            "lead": {"pk": self.lead.pk, "brn": self.lead.brn},
            "letter to a new member": {"token": invitation.token},
            "open invitation": {"pk": invitation.pk},
            "request to join": {"pk": request.pk},
            "owner's role": {"pk": grants["own"].pk},
            "writer's role": {"pk": grants["wri"].pk},
            "doctor's role": {"pk": grants["doc"].pk},
        }

    def _letters(self) -> None:
        notice: Message = make_notice(self.people["own"])
        self.things["owner's notice"] = {"pk": notice.pk}
        self.things["sent mail"] = {"pk": make_sent_mail().pk}
        self.things["attachment of sent mail"] = {"pk": make_sent_mail(attachments=["a.pdf"]).pk, "number": 1}

    @staticmethod
    def _client(person: Any) -> Client:
        client = Client()
        if person.is_authenticated:
            client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
        return client
