"""What has happened so far in the demonstration: calls in every state, rounds released, being scored and to come."""

import datetime as dt
import random
from collections.abc import Callable, Sequence
from zlib import crc32

from accounts.models import Organisation, User
from cluster_portal.demo import writing
from cluster_portal.demo.afterwards import carry_by_pool, fall_away_and_move_up, give_advice, uphold_appeal
from cluster_portal.demo.appeals import appeal_against
from cluster_portal.demo.draws import announce, draw_panel
from cluster_portal.demo.individual import computed_round
from cluster_portal.demo.meetings import hold_meeting, run_meeting, sign_results
from cluster_portal.demo.people import head_of, person
from cluster_portal.demo.ties import keep_away, make_tied_experts, object_and_decide, rule_on_one, write_profiles
from clusters.models import Region
from consultants.models import Expert
from evaluation.actions.accept_invitation import accept_invitation
from evaluation.actions.ask_approval import ask_approval
from evaluation.actions.check_blind_copy import check_blind_copy
from evaluation.actions.close_round import close_due_rounds
from evaluation.actions.confirm_ranking import confirm_ranking
from evaluation.actions.declare_conflicts import declare_conflicts
from evaluation.actions.decline_invitation import decline_invitation
from evaluation.actions.give_pledge import give_pledge
from evaluation.actions.invite_panel import invite_panel
from evaluation.actions.open_scoring import open_scoring
from evaluation.actions.pick_members import pick_members
from evaluation.actions.plan_round import plan_round
from evaluation.actions.propose_panel import propose_panel
from evaluation.actions.release_round import release_round
from evaluation.actions.save_score import save_score
from evaluation.actions.seal_sheet import seal_sheet
from evaluation.actions.tally_round import tally_round
from evaluation.actions.write_remark import write_remark
from evaluation.actions.write_summary import write_summary
from evaluation.models import PanelMember, Round, RoundProposal, Sheet
from evaluation.queries.blind import made_now
from evaluation.states import ApprovalKind
from programme.actions.open_year import open_year
from programme.actions.plan_year import plan_year
from programme.actions.set_regional_budget import set_regional_budget
from programme.models import ProgrammeYear, Rulebook
from projects.actions.amend_call import amend_call
from projects.actions.call_description import CallDescription
from projects.actions.close_due_calls import close_due_calls
from projects.actions.prepare_call import prepare_call
from projects.actions.publish_call import publish_call
from projects.actions.refresh_figures import refresh_figures
from projects.actions.screen_proposal import find_eligible
from projects.models import Call, Proposal
from projects.states import ProposalStatus

DAY = dt.timedelta(days=1)
HOUR = dt.timedelta(hours=1)
# Real figures of 2010 where print gives them (clusters/data/regions.csv, ₩100M); the rest is set for the demonstration.
BUDGETS_100M = {"capital": 66, "chungcheong": 78, "daegyeong": 92, "dongnam": 90, "honam": 60, "gangwon": 25, "jeju": 12}
RELEASED = ("capital", "dongnam", "daegyeong")
SHRINK = 5  # a demonstration has fewer proposals than a year: budgets are a fifth, so that they bind

TOPICS = [
    "전기차 감속기 하우징 경량화", "자율주행 라이다 하우징 정밀가공", "배터리 팩 냉각판 접합", "스마트공장 비전 검사 모듈", "협동로봇 관절 감속기",
    "반도체 이송 로봇 진공 모듈", "친환경 선박 배관 모듈", "항공기 구조물 자동 드릴링", "의료용 초음파 프로브", "광통신 모듈 자동 정렬",
    "수소차 압축기 임펠러", "공작기계 열변위 보정", "디스플레이 봉지 장비", "전력변환 방열 모듈", "차체 경량 알루미늄 주조",
    "공정용 가스 센서 어레이", "산업용 로봇 용접 토치", "바이오 소재 추출 공정", "치과용 세라믹 가공", "플랜트 열교환기 판형 모듈",
]  # fmt: skip
OPINIONS = (
    "협력 체계가 분명하고 실증 계획이 구체적임",
    "핵심 부품의 국산화 필요성이 높음",
    "시험 계획과 인증 일정이 촘촘함",
    "사업화 전략의 근거 자료 보강이 필요함",
    "역할 분담과 비용 배분이 타당함",
)


class Story:
    """One telling. `firms` by login; `now` is the moment everything is counted from."""

    def __init__(self, firms: dict[str, Organisation], now: dt.datetime, say: Callable[[str], None]) -> None:
        self.firms, self.now, self.say = firms, now.replace(microsecond=0), say
        self.central = person("central")
        self.weakest: set[int] = set()
        self.dice = random.Random(2010)  # noqa: S311  (the same demonstration every time)
        self.topics = iter(TOPICS * 20)
        self.regions = {region.code: region for region in Region.objects.all()}
        self.homes = {login: _region_of(login) for login in firms}

    def tell(self) -> None:
        self.year = self._year()
        write_profiles(self.now - 100 * DAY)
        make_tied_experts(self.firms, self.central, self.now - 100 * DAY)
        self.say("first call: released")
        self._first_call()
        self.say("second call: being scored")
        self._second_call()
        self._rounds_on_their_way()  # after them: evaluators of the accounts that can be tried sit in what is being scored
        self.say("a regional call to screen")
        self._call_to_screen()
        keep_away(self.firms, self.now - DAY)
        self.say("open and coming calls")
        self._open_call()
        self._other_calls()
        self.say("after the releases")
        self._after_the_releases()
        refresh_figures(at=self.now)

    # --- Year and calls -------------------------------------------------------

    def _year(self) -> ProgrammeYear:
        rulebook = Rulebook.objects.get(code="2010", version=1)
        year = open_year(plan_year(self.now.year, rulebook=rulebook, by=self.central, is_demo=True), by=self.central)
        for code, amount in BUDGETS_100M.items():
            reason = (
                "시연용 예산: 2010년 보도 금액의 5분의 1" if code in {"capital", "chungcheong", "daegyeong"} else "시연용 예산"
            )
            set_regional_budget(
                year, self.regions[code], amount_krw=amount * 100_000_000 // SHRINK, reason=reason, by=self.central
            )
        return year

    def _call(
        self,
        title_ko: str,
        title_en: str,
        opens: dt.datetime,
        closes: dt.datetime,
        *,
        code: str = "2010",
        region: str = "",
        publish: bool = True,
    ) -> Call:
        rulebook = Rulebook.objects.get(code=code, version=1)
        description = CallDescription(
            year=self.year, rulebook=rulebook, region=self.regions.get(region), tracks=[track.code for track in rulebook.rules.tracks],
            title_ko=title_ko, title_en=title_en, opens_at=opens, closes_at=closes,
            summary_ko="둘 이상의 기업이 함께하는 공동 연구개발을 지원합니다. (시연용 공고)",
            summary_en="Support for joint R&D of two or more firms. (Demonstration)",
            body_ko="특화산업의 기업이면 누구나 신청할 수 있습니다. 사업장이 있는 산업단지와 업종으로 자격을 판단하며 회원 명부는 쓰지 않습니다. 평가는 광역권 단위로 합니다.\n\n이 공고는 시연용입니다.",
            body_en="Every firm of a specialised industry may apply; its plant's complex and industry decide, not a member list. Judged by region.\n\nThis call is for demonstration.",
        )  # fmt: skip
        call = prepare_call(description, by=self.central, at=min(opens, self.now) - DAY)
        Call.objects.filter(pk=call.pk).update(is_demo=True)
        return publish_call(call, by=self.central, at=min(opens, self.now) - HOUR) if publish else call

    def _first_call(self) -> None:
        opens = self.now - 80 * DAY
        call = self._call("제1차 광역클러스터 공동과제", "First call for joint projects", opens, opens + 31 * DAY)
        lead, partner = self.firms["lead"], self.firms["partner"]
        self._hand_in(call, lead, [partner], "전기차 감속기 하우징 경량화", opens + 20 * DAY, 480)
        # They ask for so much that the reserve lists are long enough for what follows the releases.
        self._hand_in_by_all(call, opens + 22 * DAY, per_firm=1, without={"lead"}, million=(400, 500))
        self._close_and_screen(call)
        self.released = {}
        for code in RELEASED:
            self.weakest.add(self._weakest(call, code))
            self.released[code] = self._released_round(call, self.regions[code], drawn=code == "dongnam")
            appeal_against(self.released[code])
        self.first = call

    def _weakest(self, call: Call, region: str) -> int:
        """One of each released round passes the line by no means: it asks for advice, or appeals."""
        others = Proposal.objects.filter(call=call, region=region, status=ProposalStatus.ELIGIBLE).exclude(
            lead=self.firms["lead"]
        )
        return others.latest("pk").pk

    def _after_the_releases(self) -> None:
        """Last of all: whoever judges an appeal again was in no panel before."""
        fall_away_and_move_up(self.released["capital"], keep=self.firms["lead"])
        give_advice(self.released["capital"])
        uphold_appeal(self.released["daegyeong"], self._score_well)
        carry_by_pool(self.released["dongnam"], self.central)

    def _score_well(self, sheet: Sheet, at: dt.datetime) -> None:
        self._score(sheet, at, level=0.9)

    def _rounds_on_their_way(self) -> None:
        """Of the first call, in regions that are not done: closed, tallied, confirmed."""
        self._closed_round(self.first, self.regions["gangwon"])
        self._tallied_round(self.first, self.regions["chungcheong"])
        round_, head = self._confirmed_round(self.first, self.regions["honam"])
        ask_approval(round_, by=head, kinds=[ApprovalKind.COMMITTEE], at=self.now - 2 * DAY)

    def _second_call(self) -> None:
        opens = self.now - 45 * DAY
        call = self._call("제2차 광역클러스터 공동과제", "Second call for joint projects", opens, opens + 32 * DAY)
        lead, partner = self.firms["lead"], self.firms["partner"]
        self._hand_in(
            call, lead, [partner, self.firms["firm.daegyeong3"]], "자율주행 라이다 하우징 정밀가공", opens + 30 * DAY, 450
        )
        self._hand_in_by_all(call, opens + 29 * DAY, per_firm=1, without={"lead", "firm.jeju1"})
        self._close_and_screen(call, leave_to_screen="chungcheong")
        self._scoring_round(call, self.regions["capital"])
        self._round_to_be_drawn(call, self.regions["dongnam"])
        self._inviting_round(call, self.regions["honam"])
        self._discussing_round(call, self.regions["gangwon"])
        computed_round(call, self.regions["daegyeong"], self.now)

    def _call_to_screen(self) -> None:
        """Closed two days ago in the capital region: the headquarters has not looked yet."""
        opens = self.now - 36 * DAY
        call = self._call(
            "수도권 부품소재 공동과제", "Parts and materials of the capital region", opens, self.now - 2 * DAY, region="capital"
        )
        for number, login in enumerate(("firm.capital1", "firm.capital2", "firm.capital5")):
            partner = self.firms[("firm.dongnam1", "firm.chungcheong3", "firm.daegyeong2")[number]]
            self._hand_in(call, self.firms[login], [partner], next(self.topics), opens + (25 + number) * DAY, 300 + 40 * number)
        close_due_calls(at=call.closes_at + dt.timedelta(seconds=1))

    def _open_call(self) -> None:
        opens = self.now - 12 * DAY
        call = self._call("제3차 광역클러스터 공동과제", "Third call for joint projects", opens, self.now + 20 * DAY)
        lead, partner = self.firms["lead"], self.firms["partner"]
        draft = writing.begin(call, lead, "전동화 구동축 소음 저감", at=opens + 3 * DAY)
        writing.write_texts(draft, "전동화 구동축 소음 저감", at=opens + 3 * DAY, fields=("summary", "need", "goals"))
        writing.invite(draft, partner, at=opens + 4 * DAY)
        writing.budget(draft, 400_000_000, at=opens + 5 * DAY)
        ready = writing.ready(
            call,
            self.firms["firm.capital4"],
            [self.firms["firm.dongnam1"]],
            "전력변환 방열 모듈",
            380_000_000,
            at=opens + 6 * DAY,
        )
        self._mark(ready, draft)
        self._hand_in(
            call, self.firms["firm.honam2"], [self.firms["firm.capital1"]], "차체 경량 알루미늄 주조", opens + 8 * DAY, 420
        )
        for login in ("firm.gangwon1", "firm.daegyeong1", "firm.chungcheong2"):
            self._mark(writing.begin(call, self.firms[login], f"{next(self.topics)} 기획", at=opens + 7 * DAY))
        words = {
            "body_ko": call.body_ko.replace("회원 명부는 쓰지 않습니다.", "회원 명부는 쓰지 않습니다. 사업장이 둘 이상이면 하나를 고릅니다."),
            "body_en": call.body_en.replace("not a member list.", "not a member list. With several plants, choose one."),
        }  # fmt: skip
        # Now, so that whoever opens a draft is told.
        amend_call(call, words=words, reason="사업장이 여럿인 기업의 문의가 많아 분명히 합니다. (시연용)", by=self.central)

    def _other_calls(self) -> None:
        self._call(
            "다자참여형 공동사업화 (2026년 규정집)",
            "Joint commercialisation under the 2026 rulebook",
            self.now - 5 * DAY,
            self.now + 27 * DAY,
            code="2026",
        )
        self._call(
            "수도권 특화 공동과제",
            "Joint projects of the capital region",
            self.now + 10 * DAY,
            self.now + 42 * DAY,
            region="capital",
        )
        self._call(
            "제4차 광역클러스터 공동과제",
            "Fourth call for joint projects",
            self.now + 40 * DAY,
            self.now + 72 * DAY,
            publish=False,
        )

    # --- Proposals --------------------------------------------------------------

    def _hand_in(
        self, call: Call, lead: Organisation, partners: Sequence[Organisation], topic: str, at: dt.datetime, million: int
    ) -> Proposal:
        proposal = writing.hand_in(call, lead, partners, topic, million * 1_000_000, at=at)
        self._mark(proposal)
        return proposal

    def _hand_in_by_all(
        self, call: Call, at: dt.datetime, *, per_firm: int, without: set[str], million: tuple[int, int] = (250, 500)
    ) -> None:
        """Most firms lead one proposal, some with a partner of another region, some alone."""
        leads = [login for login in self.firms if login not in without]
        for number, login in enumerate(leads * per_firm):
            partners = self._partners(login, number)
            self._hand_in(
                call, self.firms[login], partners, next(self.topics), at + number * HOUR, self.dice.randrange(*million, 10)
            )

    def _partners(self, login: str, number: int) -> list[Organisation]:
        if number % 6 == 5:
            return []
        home = self.homes[login]
        near = [other for other in self.firms if other != login and self.homes[other] == home]
        far = [other for other in self.firms if self.homes[other] != home]
        chosen = self.dice.sample(far, 1 if number % 3 else 2) if number % 4 != 3 or not near else [self.dice.choice(near)]
        return [self.firms[other] for other in chosen]

    def _close_and_screen(self, call: Call, *, leave_to_screen: str = "") -> None:
        call.refresh_from_db()
        close_due_calls(at=call.closes_at + dt.timedelta(seconds=1))
        for code in self.regions:
            mine = Proposal.objects.filter(call=call, region=code, status=ProposalStatus.SUBMITTED)
            if code != leave_to_screen and mine.exists():
                find_eligible(mine, by=head_of(code), at=call.closes_at + DAY)

    @staticmethod
    def _mark(*proposals: Proposal) -> None:
        Proposal.objects.filter(pk__in=[proposal.pk for proposal in proposals]).update(is_demo=True)

    # --- Rounds -------------------------------------------------------------------

    def _round(
        self, call: Call, region: Region, *, opens: dt.datetime, closes: dt.datetime, drawn: bool = False,
        discussed: dt.datetime | None = None, adjusted: dt.datetime | None = None, is_blind: bool = False, picked: str = "",
    ) -> tuple[Round, User]:  # fmt: skip
        """`discussed` and `adjusted`: when these phases end, in a round that has them. `picked`: the account that sits first."""
        head = head_of(region.code)
        call.refresh_from_db()
        round_ = plan_round(
            call, region, by=head, at=call.closes_at + 2 * DAY,
            scoring_opens_at=opens, scoring_closes_at=closes, discussion_ends_at=discussed, adjusting_ends_at=adjusted,
            is_blind=is_blind,
        )  # fmt: skip
        Round.objects.filter(pk=round_.pk).update(is_demo=True)
        object_and_decide(round_, self.firms, call.closes_at + 2 * DAY)
        if drawn:
            draw_panel(round_, head, call.closes_at + 2 * DAY)
        else:
            if picked:
                experts = list(Expert.objects.filter(user__email__startswith=f"{picked}@", is_demo=True))
                why = "시연 계정으로 채점해 볼 수 있게 위촉했습니다. (시연용)"
                pick_members(round_, by=head, experts=experts, reason=why, recommended=1, at=call.closes_at + 2 * DAY)
            propose_panel(round_, by=head, at=call.closes_at + 2 * DAY)
        invite_panel(round_, by=head, at=call.closes_at + 2 * DAY + 4 * HOUR)
        return round_, head

    def _round_to_be_drawn(self, call: Call, region: Region) -> None:
        """Planned, its draw announced; the public value is tomorrow's."""
        head, opens = head_of(region.code), self.now + 6 * DAY
        round_ = plan_round(
            call, region, by=head, scoring_opens_at=opens, scoring_closes_at=opens + 10 * DAY, at=call.closes_at + 3 * DAY
        )
        Round.objects.filter(pk=round_.pk).update(is_demo=True)
        announce(round_, head, self.now - HOUR)

    def _seat(self, member: PanelMember, at: dt.datetime) -> None:
        expert = member.expert.user
        accept_invitation(member, by=expert, at=at)
        give_pledge(member, by=expert, at=at)
        declare_conflicts(member, by=expert, conflicts=[], at=at)

    def _members(self, round_: Round) -> list[PanelMember]:
        return list(PanelMember.objects.seated().filter(round=round_).select_related("expert__user", "round").order_by("seat"))

    def _score(self, sheet: Sheet, at: dt.datetime, *, seal: bool = True, level: float = 0) -> None:
        """A plausible sheet: each line between 68 and 95 percent of its maximum, with a comment."""
        from evaluation.queries.evaluator import criteria

        lines = [item for row in criteria(sheet) for item in row.items]
        usual = 0.68 + (crc32(sheet.proposal.title.encode()) % 23) / 100  # some proposals are better than others
        level = level or (0.58 if sheet.proposal_id in self.weakest else usual)
        points = {
            item.code: str(round(float(item.maximum) * min(0.97, max(0.5, level + self.dice.uniform(-0.06, 0.06)))))
            for item in lines
        }
        comments = {item.code: f"{self.dice.choice(OPINIONS)}. (시연용 의견)" for item in lines}
        by = sheet.member.expert.user
        saved = save_score(
            sheet,
            by=by,
            version=sheet.version,
            points=points,
            comments=comments,
            overall=f"{self.dice.choice(OPINIONS)}. 전반적으로 계획의 구체성이 확인됨. (시연용 의견)",
            at=at,
        )
        if seal:
            seal_sheet(saved, by=by, version=saved.version, at=at)

    def _sheets(self, member: PanelMember) -> list[Sheet]:
        return list(
            Sheet.objects.filter(member=member)
            .select_related("member__expert__user", "round", "proposal")
            .order_by("proposal_id")
        )

    def _closed_round(self, call: Call, region: Region, *, drawn: bool = False) -> tuple[Round, User]:
        """Everybody signed in time; the clock has closed it."""
        opens, closes = call.closes_at + 4 * DAY, call.closes_at + 11 * DAY
        round_, head = self._round(call, region, opens=opens, closes=closes, drawn=drawn)
        for member in self._members(round_):
            self._seat(member, call.closes_at + 3 * DAY)
        open_scoring(round_, by=head, at=opens)
        for member in self._members(round_):
            for sheet in self._sheets(member):
                self._score(sheet, opens + self.dice.randrange(1, 140) * HOUR)
        hold_meeting(round_, head, closes - DAY)
        close_due_rounds(at=closes + dt.timedelta(seconds=5))
        round_.refresh_from_db()
        return round_, head

    def _discussing_round(self, call: Call, region: Region) -> None:
        """Scores are in; the panel reads its sealed sheets together, and may adjust its own after that."""
        opens, closes = self.now - 8 * DAY, self.now - DAY
        round_, head = self._round(
            call, region, opens=opens, closes=closes, discussed=self.now + 2 * DAY, adjusted=self.now + 5 * DAY
        )
        members = self._members(round_)
        for member in members:
            self._seat(member, opens - DAY)
        open_scoring(round_, by=head, at=opens)
        for member in members:
            for sheet in self._sheets(member):
                self._score(sheet, opens + self.dice.randrange(1, 140) * HOUR)
        said = "실증 설비의 설치 시기를 확인할 근거가 더 필요해 보입니다. (시연용)"
        for sheet in self._sheets(members[0])[:1]:
            write_remark(sheet, by=members[0].expert.user, text=said, at=self.now - HOUR)

    def _tallied_round(self, call: Call, region: Region, *, drawn: bool = False) -> tuple[Round, User]:
        round_, head = self._closed_round(call, region, drawn=drawn)
        closed = round_.scoring_closes_at
        tally_round(round_, by=head, at=closed + HOUR)
        sign_results(round_.meetings.get(), head, closed + 2 * HOUR)
        for entry in RoundProposal.objects.filter(round=round_).select_related("round", "proposal"):
            write_summary(
                entry, by=head, at=closed + DAY,
                strengths="공동 개발의 역할 분담과 실증 계획이 구체적입니다. (시연용 의견)",
                improvements="사업화 일정의 근거와 수요처 확약 자료를 보강하면 좋겠습니다. (시연용 의견)",
            )  # fmt: skip
        return round_, head

    def _confirmed_round(self, call: Call, region: Region, *, drawn: bool = False) -> tuple[Round, User]:
        round_, head = self._tallied_round(call, region, drawn=drawn)
        confirm_ranking(round_, by=head, at=round_.scoring_closes_at + 2 * DAY)
        return round_, head

    def _released_round(self, call: Call, region: Region, *, drawn: bool = False) -> Round:
        round_, head = self._confirmed_round(call, region, drawn=drawn)
        release_round(round_, by=head, at=round_.scoring_closes_at + 3 * DAY)
        return round_

    def _inviting_round(self, call: Call, region: Region) -> None:
        """Some have answered, one has declined, the next by rule is asked. It will be judged blind; one copy is checked."""
        opens = self.now + 4 * DAY
        round_, head = self._round(call, region, opens=opens, closes=opens + 10 * DAY, is_blind=True)
        first = round_.entries.select_related("round", "proposal__lead").order_by("pk")[0]
        check_blind_copy(first, by=head, digest=made_now(first)[2], at=self.now - DAY)
        for number, member in enumerate(self._members(round_)):
            if number == 0:
                decline_invitation(
                    member, by=member.expert.user, reason="같은 기간에 국외 출장이 있습니다. (시연용)", at=self.now - DAY
                )
            elif number % 2:
                accept_invitation(member, by=member.expert.user, at=self.now - DAY)

    def _scoring_round(self, call: Call, region: Region) -> None:
        """evaluator1 is half-way; others have signed more or less; one has yet to declare."""
        opens, closes = self.now - 3 * DAY, self.now + 4 * DAY
        round_, head = self._round(call, region, opens=opens, closes=closes, picked="evaluator1")
        members = self._members(round_)
        for number, member in enumerate(members):
            if number == len(members) - 1:
                accept_invitation(member, by=member.expert.user, at=opens - HOUR)
            else:
                self._seat(member, opens - HOUR)
        open_scoring(round_, by=head, at=opens)
        rule_on_one(round_, opens)
        for number, member in enumerate(members[:-1]):
            sheets = self._sheets(member)
            done = max(1, len(sheets) * (2 + number) // (len(members) + 2))
            for sheet in sheets[:done]:
                self._score(sheet, opens + self.dice.randrange(1, 60) * HOUR)
            for sheet in sheets[done : done + 1]:
                self._score(sheet, opens + 60 * HOUR, seal=False)
        run_meeting(round_, head, self.now)


def _region_of(login: str) -> str:
    from cluster_portal.demo.firms import FIRMS
    from clusters.models import Complex

    complex = next(firm.complex for firm in FIRMS if firm.login == login)
    return Complex.objects.values_list("region_id", flat=True).get(pk=complex)
