"""Who may see what of a round, and who may do what, phase by phase. Whatever is hidden until a moment is hidden here.

| phase | evaluator | HQ of the region, programme office | auditor | ministry | applicant | public |
|---|---|---|---|---|---|---|
| reading, scoring | own sheets | who sealed how many, by when; no score | that the round exists | - | - | - |
| applicants answer | own sheets | as before | as before | - | the comments, without names or scores | - |
| discussing, adjusting | others' sheets and names, where the own one is sealed | as before | as before | - | - | - |
| closed | others' sheets and names, where the own one is sealed | everything | everything | - | - | - |
| tallied | as before | the ranking | the ranking | - | - | - |
| confirmed | as before | decisions | decisions | ranking and decisions | - | - |
| released | as before | all | all | all | own result and disclosure | the list |

Whoever of an office keeps away from a proposal (projects/access.py) sees and runs nothing of its round but what is public.

What each phase lets evaluators do is the table of phases.py.

In a blind round evaluators know no organisation and no person behind a proposal, in any phase: `names_are_hidden`. The release
publishes the names of the selected and the reserve to everybody; those of the others stay with their headquarters.
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Coalesce
from django.db.models.lookups import LessThanOrEqual
from django.utils import timezone

from accounts.roles import COMPANY_ROLES, HQ_ROLES, Role
from evaluation.phases import RIGHTS, Phase, Right, allows
from evaluation.states import (
    AFTER_CLOSE,
    AFTER_TALLY,
    AppealStatus,
    ApprovalKind,
    Decision,
    MemberStatus,
    PaperKind,
    RoundStatus,
    SheetStatus,
)
from projects.access import walled_off

if TYPE_CHECKING:
    from accounts.models import User
    from clusters.models import Region
    from evaluation.models import Appeal, ApprovalStep, CoachingNote, Draw, PanelMember, Round, RoundProposal, Sheet
    from projects.models import Call, Proposal

NOTHING = Q(pk__in=[])
EVERYWHERE = (Role.CENTRAL, Role.SYSTEM)
OBJECTS = (Role.COMPANY_OWNER, Role.COMPANY_WRITER)
APPEALS = (Role.COMPANY_OWNER, Role.COMPANY_WRITER)
READING = (SheetStatus.OPEN, SheetStatus.DRAFT, SheetStatus.SEALED)
AMONG_COLLEAGUES = frozenset(phase for phase, rights in RIGHTS.items() if Right.SEE_COLLEAGUES in rights)


# --- Seeing, as filters -----------------------------------------------------------


def rounds_visible_to(user: Any) -> Q:
    """Released rounds are everybody's; before that, a region's own, the panel's, and the overseers'."""
    released = Q(status=RoundStatus.RELEASED)
    if not user.is_authenticated:
        return released
    away = outside_the_wall(user, "pk")
    if user.has_role(*EVERYWHERE, Role.AUDITOR):
        return released | away if away else Q()  # an empty Q beside another one means nothing, not everything
    seen = released
    if user.has_role(Role.MINISTRY):
        seen |= Q(status=RoundStatus.CONFIRMED) & away
    if regions := user.region_codes(*HQ_ROLES):
        seen |= Q(region__in=regions) & away
    if user.has_role(Role.EVALUATOR):
        from evaluation.models import PanelMember

        # Invited or on the panel: a mere proposal is not known to the person it proposes.
        seats = PanelMember.objects.filter(
            round=OuterRef("pk"), expert__user=user, status__in=[MemberStatus.INVITED, MemberStatus.ACCEPTED]
        )
        seen |= Q(Exists(seats))
    return seen


def members_visible_to(user: Any) -> Q:
    """Names on panels: those who appoint; the auditor after the close; colleagues of the same section once they discuss or
    the round has closed; oneself."""
    if not user.is_authenticated:
        return NOTHING
    away = outside_the_wall(user)
    if user.has_role(*EVERYWHERE):
        return away
    closed = Q(round__status__in=AFTER_CLOSE)
    seen = Q(expert__user=user)
    if regions := user.region_codes(*HQ_ROLES):
        seen |= Q(round__region__in=regions) & away
    if user.has_role(Role.AUDITOR):
        seen |= closed & away
    if user.has_role(Role.EVALUATOR):
        from evaluation.models import PanelMember

        own = PanelMember.objects.filter(section=OuterRef("section"), expert__user=user, status=MemberStatus.ACCEPTED)
        seen |= in_phase(*AMONG_COLLEAGUES) & Q(status=MemberStatus.ACCEPTED) & Q(Exists(own))
    return seen


def draws_visible_to(user: Any) -> Q:
    """A public draw is everybody's from its notice on; its people are pseudonyms."""
    return Q()


def drawn_members_named_to(user: Any, draw: Draw) -> Q:
    """Whom of a draw's members the person may know by name: those who appoint and oversee as on the panel itself; everybody
    after the release, where the rulebook discloses the list of evaluators."""
    round = draw.round
    if round.status == RoundStatus.RELEASED and round.rules.disclosure.evaluator_list.value:
        return members_visible_to(user) | Q(status=MemberStatus.ACCEPTED)
    return members_visible_to(user)


def sheets_visible_to(user: Any) -> Q:
    """Sheets with their scores. Before the discussion or the close nobody but its evaluator sees one; then colleagues, only
    where the own is sealed; others after the close."""
    if not user.is_authenticated:
        return NOTHING
    closed = Q(round__status__in=AFTER_CLOSE)
    own = Q(member__expert__user=user, member__status=MemberStatus.ACCEPTED)
    away = outside_the_wall(user)
    if user.has_role(*EVERYWHERE, Role.AUDITOR):
        return own | closed & away
    seen = own
    if regions := user.region_codes(*HQ_ROLES):
        seen |= closed & Q(round__region__in=regions) & away
    if user.has_role(Role.EVALUATOR):
        from evaluation.models import Sheet

        sealed = Sheet.objects.filter(
            round=OuterRef("round"), proposal=OuterRef("proposal"), status=SheetStatus.SEALED,
            member__expert__user=user, member__status=MemberStatus.ACCEPTED,
        )  # fmt: skip
        seen |= in_phase(*AMONG_COLLEAGUES) & Q(status=SheetStatus.SEALED) & Q(Exists(sealed))
    return seen


def in_phase(*phases: Phase, at: dt.datetime | None = None, path: str = "round") -> Q:
    """For what belongs to a round (by `path`): that it is in one of these phases. The same answer as `Round.phase`."""
    at = at or timezone.now()

    def of(**conditions: Any) -> Q:
        return Q(**{f"{path}__{name}": value for name, value in conditions.items()})

    scoring = of(status=RoundStatus.SCORING)
    discussion_opens = Coalesce(f"{path}__answers_end_at", f"{path}__scoring_closes_at")
    adjusting_opens = Coalesce(f"{path}__discussion_ends_at", f"{path}__answers_end_at", f"{path}__scoring_closes_at")
    conditions: dict[Phase, Q] = {
        Phase.READ: of(status__in=[RoundStatus.PLANNED, RoundStatus.INVITING]) | scoring & of(scoring_opens_at__gt=at),
        Phase.SCORE: scoring & of(scoring_opens_at__lte=at, scoring_closes_at__gt=at),
        Phase.ANSWER: scoring & of(scoring_closes_at__lte=at, answers_end_at__gt=at),
        Phase.DISCUSS: scoring & of(discussion_ends_at__gt=at) & Q(LessThanOrEqual(discussion_opens, at)),
        Phase.ADJUST: scoring & of(adjusting_ends_at__gt=at) & Q(LessThanOrEqual(adjusting_opens, at)),
        Phase.OVER: scoring & of(closes_at__lte=at),
        Phase.CLOSED: of(status__in=AFTER_CLOSE),
    }
    found = NOTHING
    for phase in phases:
        found |= conditions[phase]
    return found


def standings_visible_to(user: Any) -> Q:
    """Places, scores and decisions. To applicants and the public nothing before the release; see also `public_standings`."""
    if not user.is_authenticated:
        return NOTHING
    tallied, confirmed = Q(round__status__in=AFTER_TALLY), Q(round__status__in=[RoundStatus.CONFIRMED, RoundStatus.RELEASED])
    away = outside_the_wall(user)
    if user.has_role(*EVERYWHERE, Role.AUDITOR):
        return tallied & away
    seen = NOTHING
    if user.has_role(Role.MINISTRY):
        seen |= confirmed & away
    if regions := user.region_codes(*HQ_ROLES):
        seen |= tallied & Q(round__region__in=regions) & away
    if organisations := user.organisation_ids(*COMPANY_ROLES):
        seen |= Q(round__status=RoundStatus.RELEASED) & _of_organisations(organisations)
    return seen


def outside_the_wall(user: Any, path: str = "round") -> Q:
    """Rounds (by `path`) without any proposal the person of an office keeps away from; every round for who keeps from none.

    A whole round is hidden, not one line of it: places, sums and counts of the rest would tell.
    """
    from evaluation.models import RoundProposal

    walled = walled_off(user)
    return ~Q(**{f"{path}__in": RoundProposal.objects.filter(proposal__in=walled).values("round")}) if walled else Q()


def keeps_away(user: Any, round: Round) -> bool:
    """Somebody of an office with a tie to a proposal of the round: a colleague takes over all of it."""
    walled = walled_off(user)
    return bool(walled) and round.entries.filter(proposal__in=walled).exists()


def public_standings() -> Q:
    """What everybody may read of a released round: the selected and the reserve list. What an appeal changed is an addendum."""
    return Q(round__status=RoundStatus.RELEASED, round__appeal_of=None, decision__in=[Decision.SELECTED, Decision.RESERVE])


def _of_organisations(organisations: list[int]) -> Q:
    """Standings of proposals that these organisations lead or take part in by consent."""
    from projects.models import Partner
    from projects.states import PartnerStatus

    takes_part = Partner.objects.filter(
        proposal=OuterRef("proposal"), organisation__in=organisations, status=PartnerStatus.CONSENTED
    )
    return Q(proposal__lead__in=organisations) | Q(Exists(takes_part))


def proposals_readable_by(user: Any) -> Q:
    """For Proposal querysets: what an evaluator may read now."""
    return Q(Exists(_reading_sheets(user).filter(proposal=OuterRef("pk")))) if user.is_authenticated else NOTHING


def _reading_sheets(user: Any) -> Any:
    """What an evaluator may read, only through a sheet; of a blind round, only where the blind copy was checked.

    A sheet exists once the person accepted, pledged and declared no conflict with the proposal. Reading ends when the
    person abstains, leaves the panel, or the round is released.
    """
    from evaluation.models import BlindCopy, Sheet

    checked = BlindCopy.objects.filter(
        entry__round=OuterRef("round"), entry__proposal=OuterRef("proposal"), checked_at__isnull=False
    )
    sheets = Sheet.objects.filter(
        Q(round__is_blind=False) | Q(Exists(checked)), status__in=READING, member__expert__user=user,
        member__status=MemberStatus.ACCEPTED, member__pledged_at__isnull=False, member__declared_at__isnull=False,
    )  # fmt: skip
    return sheets.exclude(round__status=RoundStatus.RELEASED)


def may_read_proposal(user: Any, proposal: Proposal | int) -> bool:
    """One query."""
    return user.is_authenticated and _reading_sheets(user).filter(proposal=getattr(proposal, "pk", proposal)).exists()


def may_read_original(user: Any, proposal: int) -> bool:
    """A proposal's own files: evaluators by a sheet, and never by one of a blind round. One query."""
    if not user.is_authenticated:
        return False
    return _reading_sheets(user).filter(proposal=proposal, round__is_blind=False).exists()


def may_read_blind_file(user: Any, entry: RoundProposal) -> bool:
    """A blackened copy: those who make it and oversee the round; evaluators as they read the proposal."""
    if may_see_progress(user, entry.round):
        return True
    return entry.round.is_blind and _reading_sheets(user).filter(round=entry.round_id, proposal=entry.proposal_id).exists()


def judges_blind(user: Any) -> bool:
    """Whether the person sits on the panel of a blind round that is not released."""
    from evaluation.models import PanelMember

    seats = PanelMember.objects.filter(expert__user=user.pk, status=MemberStatus.ACCEPTED, round__is_blind=True)
    return seats.exclude(round__status=RoundStatus.RELEASED).exists()


def names_are_hidden(user: User, round: Round) -> bool:
    """Who stands behind the proposals of a blind round: from everybody but those who run or oversee it, in every phase.

    Not before the release, so that nobody scores again, adjusts, concludes or writes an opinion with a name in mind; not after
    it either, because those who were not selected are not published.
    """
    return round.is_blind and not may_see_progress(user, round)


def appeals_visible_to(user: Any) -> Q:
    """The lead's own people; once filed, its partners, the HQ of the region and the overseers. Evaluators and the public
    never."""
    if not user.is_authenticated:
        return NOTHING
    filed = Q(filed_at__isnull=False)
    if user.has_role(*EVERYWHERE, Role.AUDITOR, Role.MINISTRY):
        return filed & outside_the_wall(user)
    seen = filed & Q(round__region__in=user.region_codes(*HQ_ROLES)) & outside_the_wall(user)
    if organisations := user.organisation_ids(*COMPANY_ROLES):
        seen |= Q(proposal__lead__in=organisations) | (filed & _of_organisations(organisations))
    return seen


# --- Doing, as questions ------------------------------------------------------------


def may_plan_round(user: User, call: Call | None, region: Region | str) -> bool:
    """The region's own HQ, or the programme office."""
    return user.has_role(*EVERYWHERE) or user.has_role(*HQ_ROLES, region=region)


def may_run_round(user: User, round: Round) -> bool:
    """Panel, opening, reopening, bonus and penalty, tally: the region's HQ, or the programme office."""
    if keeps_away(user, round):
        return False
    return user.has_role(*EVERYWHERE) or user.has_role(*HQ_ROLES, region=round.region_id)


def may_remind(user: User, round: Round) -> bool:
    """Write to the panel before the clock does: the region's HQ alone."""
    return user.has_role(*HQ_ROLES, region=round.region_id) and not keeps_away(user, round)


def may_decide(user: User, round: Round) -> bool:
    """Close early, confirm, release: the head of the region's HQ alone."""
    return user.has_role(Role.HQ_HEAD, region=round.region_id) and not keeps_away(user, round)


def may_see_approval(user: User, round: Round) -> bool:
    """The chain of approvals: who sees the decisions, before everybody does and after."""
    return round.status in {RoundStatus.TALLIED, RoundStatus.CONFIRMED, RoundStatus.RELEASED} and may_see_ranking(user, round)


def may_decide_approval(user: User, round: Round, step: ApprovalStep) -> bool:
    """The ministry for itself; a committee's vote is entered by the head of the region's HQ."""
    return user.has_role(Role.MINISTRY) if step.kind == ApprovalKind.MINISTRY else may_decide(user, round)


def may_write_advice(user: User, note: CoachingNote) -> bool:
    """The evaluator whom the headquarters chose, alone."""
    return note.member is not None and note.member.expert.user_id == user.pk


def may_see_letters(user: User, round: Round) -> bool:
    """Who gets which letter: who runs the round, from the confirmation on."""
    return round.status in {RoundStatus.CONFIRMED, RoundStatus.RELEASED} and may_run_round(user, round)


def may_see_afterwards(user: User, round: Round) -> bool:
    """Who saw the ranking sees what became of it."""
    return round.status == RoundStatus.RELEASED and not round.is_review and may_see_ranking(user, round)


def may_see_progress(user: User, round: Round) -> bool:
    """Who has sealed how much, by when; never a score."""
    return may_run_round(user, round) or (user.has_role(Role.AUDITOR) and not keeps_away(user, round))


def may_see_scores(user: User, round: Round) -> bool:
    """All sheets: staff and auditor, once no score can change any more."""
    return round.status in AFTER_CLOSE and may_see_progress(user, round)


def may_see_ranking(user: User, round: Round) -> bool:
    if round.status in AFTER_TALLY and may_see_progress(user, round):
        return True
    shown = round.status in {RoundStatus.CONFIRMED, RoundStatus.RELEASED} and user.has_role(Role.MINISTRY)
    return shown and not keeps_away(user, round)


def may_see_support(user: User, round: Round) -> bool:
    """Statistics beside the scores: who may see the scores, and a chair for the own panel. Nobody while a score can change."""
    return may_see_scores(user, round) or (round.is_closed and bool(chaired_proposals(user, round)))


def may_try_what_if(user: User, round: Round) -> bool:
    """Who runs the round, once there is a list to walk."""
    return round.status in AFTER_TALLY and may_run_round(user, round)


def chaired_proposals(user: User, round: Round) -> list[int]:
    """Judged by a panel the person chairs; where proposals have their own evaluators, those a chair judges."""
    chairs = round.members.filter(expert__user=user, status=MemberStatus.ACCEPTED, is_chair=True)
    whole = Q(section__in=chairs.filter(section__isnull=False).values("section"))
    single = Q(section__isnull=True, assignments__member__in=chairs, assignments__ended_at__isnull=True)
    return list(round.entries.filter(whole | single).order_by("proposal").values_list("proposal", flat=True).distinct())


def may_answer(user: User, member: PanelMember) -> bool:
    """Accept or decline, pledge, declare: the invited person alone."""
    return member.expert.user_id == user.pk


def may_score(user: User, sheet: Sheet) -> bool:
    return sheet.member.expert.user_id == user.pk and sheet.member.may_read


def is_chair(user: User, entry: RoundProposal) -> bool:
    """Of the panel that judges the proposal; where proposals have their own evaluators, a chair who judges this one."""
    chairs = entry.round.members.filter(expert__user=user, status=MemberStatus.ACCEPTED, is_chair=True)
    if entry.section_id is None:
        return chairs.filter(assignments__entry=entry, assignments__ended_at__isnull=True).exists()
    return chairs.filter(section=entry.section_id).exists()


def may_write_summaries(user: User, round: Round) -> bool:
    """Of some proposals of the round at least."""
    chairs = round.members.filter(expert__user=user, status=MemberStatus.ACCEPTED, is_chair=True)
    office = user.has_role(*HQ_ROLES, region=round.region_id) and not keeps_away(user, round)
    return office or chairs.exists()


def may_write_summary(user: User, entry: RoundProposal) -> bool:
    """The panel's chair, or the HQ that keeps its minutes."""
    office = user.has_role(*HQ_ROLES, region=entry.round.region_id) and not keeps_away(user, entry.round)
    return office or is_chair(user, entry)


# --- Conflicts ------------------------------------------------------------------------


def may_see_conflicts(user: User, round: Round) -> bool:
    """Who of the pool is tied to which proposal, with the facts: those who appoint, and the auditor."""
    return may_see_progress(user, round)


def may_rule_on_conflicts(user: User, round: Round) -> bool:
    return may_run_round(user, round)


def objections_visible_to(user: Any) -> Q:
    """An applicant's objections to evaluators: its lead, the HQ of the region, the programme office, the auditor."""
    if not user.is_authenticated:
        return NOTHING
    away = ~Q(proposal__in=walled_off(user))
    if user.has_role(*EVERYWHERE, Role.AUDITOR):
        return away
    return Q(proposal__region__in=user.region_codes(*HQ_ROLES)) & away | Q(proposal__lead__in=user.organisation_ids(*OBJECTS))


def may_object(user: User, proposal: Proposal) -> bool:
    """Name somebody unsuitable: the lead's own people, not a writer it engaged."""
    return user.has_role(*OBJECTS, organisation=proposal.lead_id)


def may_decide_objection(user: User, proposal: Proposal) -> bool:
    if proposal.pk in walled_off(user):
        return False
    return user.has_role(*EVERYWHERE) or user.has_role(*HQ_ROLES, region=proposal.region_id)


def may_see_service(user: User, expert: Any) -> bool:
    """How somebody has served: the person in sum, and those who appoint and audit."""
    return expert.user_id == user.pk or may_see_marks(user)


def may_see_marks(user: User) -> bool:
    """Each round's mark with its note: staff."""
    return user.has_role(*EVERYWHERE, *HQ_ROLES, Role.AUDITOR)


def honoraria_visible_to(user: Any) -> Q:
    """What evaluators are paid: each their own; those who pay, and the auditor."""
    if not user.is_authenticated:
        return NOTHING
    own, away = Q(member__expert__user=user), outside_the_wall(user, "member__round")
    if user.has_role(*EVERYWHERE, Role.AUDITOR):
        return own | away if away else Q()
    if regions := user.region_codes(*HQ_ROLES):
        return own | Q(member__round__region__in=regions) & away
    return own


# --- Appeals ------------------------------------------------------------------------------


def may_appeal(user: User, proposal: Proposal) -> bool:
    """Write, file and withdraw: the lead's owners and writers, not a writer it engaged."""
    return user.has_role(*APPEALS, organisation=proposal.lead_id)


def is_office(user: User) -> bool:
    """Whether the person acts for an office rather than for a firm."""
    return user.has_role(*EVERYWHERE, *HQ_ROLES, Role.AUDITOR, Role.MINISTRY)


def may_handle_appeal(user: User, appeal: Appeal) -> bool:
    """Hear those concerned, open the review: the region's HQ, or the programme office."""
    return appeal.status != AppealStatus.DRAFT and may_run_round(user, appeal.round)


def may_answer_appeal(user: User, appeal: Appeal) -> bool:
    """Dismiss, uphold or reject: the head of the region's HQ alone."""
    return appeal.status != AppealStatus.DRAFT and may_decide(user, appeal.round)


# --- Phases ---------------------------------------------------------------------------


def may_see_colleagues(round: Round, at: dt.datetime) -> bool:
    """Whether the phase opens colleagues' sealed sheets at all; which of them, is `sheets_visible_to`."""
    return allows(round.phase(at), Right.SEE_COLLEAGUES)


def writing(sheet: Sheet) -> Right:
    """The right it takes to write this sheet: once signed, it is written again."""
    return Right.REWRITE if sheet.was_sealed else Right.WRITE


def scores_are_taken(sheet: Sheet, at: dt.datetime | None = None) -> bool:
    """Whether the phase lets this sheet be written at `at` (not who may)."""
    return sheet.is_writable and allows(sheet.round.phase(at or timezone.now()), writing(sheet))


def may_be_taken_away(sheet: Sheet, at: dt.datetime) -> bool:
    """Whether the phase lets its evaluator take a sheet away to fill it in offline (not who it is): what can be written now,
    or once scoring opens."""
    return sheet.is_writable and (sheet.round.phase(at) == Phase.READ or scores_are_taken(sheet, at))


def may_be_reopened_by_its_evaluator(sheet: Sheet, at: dt.datetime) -> bool:
    """Whether the phase lets its evaluator take a sealed sheet back (not who it is). What counted before the panel was
    reconvened stays."""
    round = sheet.round
    if sheet.status != SheetStatus.SEALED or not allows(round.phase(at), Right.REOPEN_OWN):
        return False
    return not (round.is_reconvened and round.closed_at and sheet.sealed_at and sheet.sealed_at < round.closed_at)


# --- Applicants' answers ----------------------------------------------------------------

AFTER_ANSWERS = (Phase.DISCUSS, Phase.ADJUST, Phase.OVER, Phase.CLOSED)


def windows_visible_to(user: Any, at: dt.datetime | None = None) -> Q:
    """For RoundProposal querysets: where the person's firm reads the comments and may answer them, now. Nothing of a round
    without such a window, and nothing before or after it."""
    organisations = user.organisation_ids(*APPEALS) if user.is_authenticated else []
    return Q(proposal__lead__in=organisations) & in_phase(Phase.ANSWER, at=at) if organisations else NOTHING


def applicant_answers_visible_to(user: Any) -> Q:
    """The lead its own; handed in and the time over: the evaluators who scored the proposal first, those who run the round,
    and the auditor. What was not handed in is nobody else's."""
    if not user.is_authenticated:
        return NOTHING
    seen = Q(entry__proposal__lead__in=user.organisation_ids(*APPEALS))
    told = Q(handed_in_at__isnull=False) & in_phase(*AFTER_ANSWERS, path="entry__round")
    away = outside_the_wall(user, "entry__round")
    if user.has_role(*EVERYWHERE, Role.AUDITOR):
        seen |= told & away
    elif regions := user.region_codes(*HQ_ROLES):
        seen |= told & Q(entry__round__region__in=regions) & away
    if user.has_role(Role.EVALUATOR):
        from evaluation.models import Sheet

        scored = Sheet.objects.filter(
            round=OuterRef("entry__round"), proposal=OuterRef("entry__proposal"), status__in=READING,
            member__expert__user=user, member__status=MemberStatus.ACCEPTED,
        ).exclude(seal="")  # fmt: skip
        seen |= told & in_phase(*AMONG_COLLEAGUES, path="entry__round") & Q(Exists(scored))
    return seen


def may_answer_comments(user: User, proposal: Proposal) -> bool:
    """Write and hand in: the lead's owners and writers, not a writer it engaged."""
    return user.has_role(*APPEALS, organisation=proposal.lead_id)


# --- Meetings -------------------------------------------------------------------------


def meetings_visible_to(user: Any) -> Q:
    """A panel's meeting: those who run and oversee its round; from the announcement on the panel itself."""
    if not user.is_authenticated:
        return NOTHING
    away = outside_the_wall(user)
    if user.has_role(*EVERYWHERE, Role.AUDITOR):
        return away
    seen = NOTHING
    if regions := user.region_codes(*HQ_ROLES):
        seen |= Q(round__region__in=regions) & away
    if user.has_role(Role.EVALUATOR):
        from evaluation.models import PanelMember

        own = PanelMember.objects.filter(
            round=OuterRef("round"), expert__user=user, status=MemberStatus.ACCEPTED, declared_at__isnull=False
        ).filter(Q(section=OuterRef("section")) | Q(section__isnull=True))
        seen |= Q(announced_at__isnull=False) & Q(Exists(own))
    return seen


def presentations_visible_to(user: Any) -> Q:
    """Lines of announced agendas: an applicant's own, led or taken part in by consent."""
    organisations = user.organisation_ids(*COMPANY_ROLES) if user.is_authenticated else []
    if not organisations:
        return NOTHING
    from projects.models import Partner
    from projects.states import PartnerStatus

    takes_part = Partner.objects.filter(
        proposal=OuterRef("entry__proposal"), organisation__in=organisations, status=PartnerStatus.CONSENTED
    )
    own = Q(entry__proposal__lead__in=organisations) | Q(Exists(takes_part))
    return Q(meeting__announced_at__isnull=False) & own


def may_see_paper(user: User, round: Round, kind: str) -> bool:
    """Of those who run and oversee the round: a result sheet shows scores, and is open where they are."""
    return kind == PaperKind.MINUTES or may_see_scores(user, round)


def may_attend(user: User, member: PanelMember) -> bool:
    """Enter that somebody came or left: the person, or who runs the meeting."""
    return may_answer(user, member) or may_run_round(user, member.round)


def may_discuss(round: Round, at: dt.datetime) -> bool:
    """Whether the phase lets a panel talk about its sealed sheets (not who): the moment at which colleagues see them."""
    return allows(round.phase(at), Right.REMARK)


def may_remark(user: User, sheet: Sheet, at: dt.datetime) -> bool:
    """Take part in the discussion of a proposal: who sealed a sheet on it, and has no tie to it, before the tally."""
    return may_follow_discussion(user, sheet, at) and sheet.round.status not in AFTER_TALLY


def may_follow_discussion(user: User, sheet: Sheet, at: dt.datetime) -> bool:
    """Who scored by themselves first; a sheet opened again to adjust it was sealed before."""
    scored = sheet.status in READING and bool(sheet.seal)
    return may_score(user, sheet) and scored and may_discuss(sheet.round, at)
