"""Where a round, a seat on its panel and a score sheet can stand, and from where to where they may move."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class RoundStatus(models.TextChoices):
    PLANNED = "planned", _("Planned")
    INVITING = "inviting", _("Inviting evaluators")
    SCORING = "scoring", _("Scoring")
    CLOSED = "closed", _("Scoring closed")
    TALLIED = "tallied", _("Tallied")
    CONFIRMED = "confirmed", _("Ranking confirmed")
    RELEASED = "released", _("Released")


ROUND_MOVES = {
    RoundStatus.PLANNED: {RoundStatus.INVITING},
    RoundStatus.INVITING: {RoundStatus.SCORING},
    RoundStatus.SCORING: {RoundStatus.CLOSED},
    # Back to scoring: the panel is reconvened for proposals with too few sealed sheets.
    RoundStatus.CLOSED: {RoundStatus.TALLIED, RoundStatus.SCORING},
    # Back to closed: a bonus or penalty changed before anybody confirmed; it is tallied again.
    RoundStatus.TALLIED: {RoundStatus.CLOSED, RoundStatus.SCORING, RoundStatus.CONFIRMED},
    # Back to tallied: somebody who must approve the list sent it back; it is confirmed again.
    RoundStatus.CONFIRMED: {RoundStatus.RELEASED, RoundStatus.TALLIED},
}
ROUND_TONES = {
    RoundStatus.PLANNED: "neutral",
    RoundStatus.INVITING: "info",
    RoundStatus.SCORING: "info",
    RoundStatus.CLOSED: "warn",
    RoundStatus.TALLIED: "warn",
    RoundStatus.CONFIRMED: "info",
    RoundStatus.RELEASED: "ok",
}
# A panel can still be changed.
STAFFING = frozenset({RoundStatus.PLANNED, RoundStatus.INVITING, RoundStatus.SCORING})
# No score can change any more, so scores may be seen by those entitled.
AFTER_CLOSE = frozenset({RoundStatus.CLOSED, RoundStatus.TALLIED, RoundStatus.CONFIRMED, RoundStatus.RELEASED})
AFTER_TALLY = frozenset({RoundStatus.TALLIED, RoundStatus.CONFIRMED, RoundStatus.RELEASED})


class Formation(models.TextChoices):
    """How a round's proposals meet their evaluators."""

    SECTIONS = "sections", _("In sections")  # 분과: one panel judges all proposals of its section
    INDIVIDUAL = "individual", _("Proposal by proposal")  # each proposal has its own evaluators


class DrawStatus(models.TextChoices):
    ANNOUNCED = "announced", pgettext_lazy("draw", "Announced")
    DRAWN = "drawn", pgettext_lazy("draw", "Drawn")
    VOID = "void", pgettext_lazy("draw", "Void")


DRAW_MOVES = {DrawStatus.ANNOUNCED: {DrawStatus.DRAWN, DrawStatus.VOID}}
DRAW_TONES = {DrawStatus.ANNOUNCED: "info", DrawStatus.DRAWN: "ok", DrawStatus.VOID: "danger"}


class PublicSource(models.TextChoices):
    """A value nobody knows when the draw is announced, and everybody can check after."""

    DRAND = "drand", _("drand quicknet randomness")
    LOTTERY = "lottery", _("Winning numbers of a lottery")
    INDEX = "index", _("Closing value of a stock index")
    OTHER = "other", _("Another public value")


class MeetingStatus(models.TextChoices):
    PLANNED = "planned", pgettext_lazy("meeting", "Planned")
    RUNNING = "running", pgettext_lazy("meeting", "Running")
    ENDED = "ended", pgettext_lazy("meeting", "Ended")


MEETING_MOVES = {MeetingStatus.PLANNED: {MeetingStatus.RUNNING}, MeetingStatus.RUNNING: {MeetingStatus.ENDED}}
MEETING_TONES = {MeetingStatus.PLANNED: "neutral", MeetingStatus.RUNNING: "info", MeetingStatus.ENDED: "ok"}


class AgendaStatus(models.TextChoices):
    WAITING = "waiting", pgettext_lazy("agenda", "Waiting")
    CALLED = "called", pgettext_lazy("agenda", "Called")
    PRESENTING = "presenting", pgettext_lazy("agenda", "Presenting")
    QUESTIONS = "questions", pgettext_lazy("agenda", "Questions")
    DONE = "done", pgettext_lazy("agenda", "Done")
    SKIPPED = "skipped", pgettext_lazy("agenda", "Passed over")


AGENDA_MOVES = {
    AgendaStatus.WAITING: {AgendaStatus.CALLED, AgendaStatus.PRESENTING, AgendaStatus.SKIPPED},
    AgendaStatus.CALLED: {AgendaStatus.PRESENTING, AgendaStatus.WAITING, AgendaStatus.SKIPPED},
    AgendaStatus.PRESENTING: {AgendaStatus.QUESTIONS, AgendaStatus.DONE},
    AgendaStatus.QUESTIONS: {AgendaStatus.DONE},
    AgendaStatus.SKIPPED: {AgendaStatus.WAITING},  # they came after all
}
AGENDA_TONES = {
    AgendaStatus.WAITING: "neutral",
    AgendaStatus.CALLED: "warn",
    AgendaStatus.PRESENTING: "progress",
    AgendaStatus.QUESTIONS: "progress",
    AgendaStatus.DONE: "ok",
    AgendaStatus.SKIPPED: "neutral",
}
# Whoever is heard now.
ON = (AgendaStatus.PRESENTING, AgendaStatus.QUESTIONS)


class Recording(models.TextChoices):
    """What is kept of what is said at a meeting, beside its minutes."""

    NONE = "none", _("No recording: only the minutes are kept")
    AUDIO = "audio", _("Sound is recorded")
    VIDEO = "video", _("Sound and picture are recorded")
    TRANSCRIPT = "transcript", _("A transcript is written")


class PaperKind(models.TextChoices):
    """What the people of a meeting sign."""

    MINUTES = "minutes", pgettext_lazy("paper", "Minutes")
    RESULTS = "results", _("Result sheet")


class MemberStatus(models.TextChoices):
    ALTERNATE = "alternate", _("Alternate")
    PROPOSED = "proposed", _("Proposed")
    INVITED = "invited", _("Invited")
    ACCEPTED = "accepted", _("Accepted")
    DECLINED = "declined", _("Declined")
    REPLACED = "replaced", _("Replaced")


MEMBER_MOVES = {
    MemberStatus.ALTERNATE: {MemberStatus.PROPOSED, MemberStatus.REPLACED},
    MemberStatus.PROPOSED: {MemberStatus.INVITED, MemberStatus.REPLACED},
    MemberStatus.INVITED: {MemberStatus.ACCEPTED, MemberStatus.DECLINED, MemberStatus.REPLACED},
    MemberStatus.ACCEPTED: {MemberStatus.DECLINED, MemberStatus.REPLACED},
}
MEMBER_TONES = {
    MemberStatus.ALTERNATE: "neutral",
    MemberStatus.PROPOSED: "neutral",
    MemberStatus.INVITED: "info",
    MemberStatus.ACCEPTED: "ok",
    MemberStatus.DECLINED: "danger",
    MemberStatus.REPLACED: "neutral",
}
# Who takes up a seat now.
SEATED = (MemberStatus.PROPOSED, MemberStatus.INVITED, MemberStatus.ACCEPTED)


class Appointment(models.TextChoices):
    AUTOMATIC = "automatic", _("By rule")
    DRAWN = "drawn", _("By public draw")
    MANUAL = "manual", _("By hand")


class RunStatus(models.TextChoices):
    """Where a computed assignment stands."""

    QUEUED = "queued", pgettext_lazy("run", "Waiting")
    RUNNING = "running", pgettext_lazy("run", "Being computed")
    DONE = "done", pgettext_lazy("run", "Computed")
    APPOINTED = "appointed", pgettext_lazy("run", "Appointed")
    CANCELLED = "cancelled", pgettext_lazy("run", "Cancelled")
    FAILED = "failed", pgettext_lazy("run", "Failed")


RUN_MOVES = {
    RunStatus.QUEUED: {RunStatus.RUNNING, RunStatus.CANCELLED, RunStatus.FAILED},
    # Back to waiting: its worker fell silent.
    RunStatus.RUNNING: {RunStatus.QUEUED, RunStatus.DONE, RunStatus.CANCELLED, RunStatus.FAILED},
    RunStatus.DONE: {RunStatus.APPOINTED},
}
RUN_TONES = {
    RunStatus.QUEUED: "neutral",
    RunStatus.RUNNING: "progress",
    RunStatus.DONE: "info",
    RunStatus.APPOINTED: "ok",
    RunStatus.CANCELLED: "neutral",
    RunStatus.FAILED: "danger",
}
UNDER_WAY = (RunStatus.QUEUED, RunStatus.RUNNING)


class PairKind(models.TextChoices):
    PINNED = "pinned", _("Pinned")
    BANNED = "banned", _("Banned")


class SheetStatus(models.TextChoices):
    OPEN = "open", _("Not started")
    DRAFT = "draft", _("In progress")
    SEALED = "sealed", _("Sealed")
    ABSTAINED = "abstained", _("Abstained")
    VOID = "void", _("Not counted")
    SET_ASIDE = "set_aside", _("Set aside")


SHEET_MOVES = {
    SheetStatus.OPEN: {SheetStatus.DRAFT, SheetStatus.SEALED, SheetStatus.ABSTAINED, SheetStatus.VOID},
    SheetStatus.DRAFT: {SheetStatus.SEALED, SheetStatus.ABSTAINED, SheetStatus.VOID},
    # Back to draft: reopened, with a reason. Set aside: a tie was declared after the scoring.
    SheetStatus.SEALED: {SheetStatus.DRAFT, SheetStatus.SET_ASIDE},
    SheetStatus.ABSTAINED: {SheetStatus.DRAFT},
    SheetStatus.VOID: {SheetStatus.DRAFT},  # the panel is reconvened
}
SHEET_TONES = {
    SheetStatus.OPEN: "neutral",
    SheetStatus.DRAFT: "info",
    SheetStatus.SEALED: "ok",
    SheetStatus.ABSTAINED: "warn",
    SheetStatus.VOID: "danger",
    SheetStatus.SET_ASIDE: "warn",
}
WRITABLE = (SheetStatus.OPEN, SheetStatus.DRAFT)


class Decision(models.TextChoices):
    SELECTED = "selected", _("Selected")
    RESERVE = "reserve", _("On the reserve list")
    REJECTED = "rejected", _("Not selected")


DECISION_TONES = {Decision.SELECTED: "ok", Decision.RESERVE: "warn", Decision.REJECTED: "neutral"}


class AdjustmentKind(models.TextChoices):
    BONUS = "bonus", _("Bonus")
    PENALTY = "penalty", _("Penalty")


class RulingOutcome(models.TextChoices):
    """What HQ decides on a conflict that was found."""

    NO_CONFLICT = "no_conflict", _("Checked, no conflict")
    STANDS = "stands", _("The conflict stands")
    WAIVED = "waived", _("Waived by law for scarce expertise")


LIFTS = frozenset({RulingOutcome.NO_CONFLICT, RulingOutcome.WAIVED})
RULING_TONES = {RulingOutcome.NO_CONFLICT: "ok", RulingOutcome.STANDS: "danger", RulingOutcome.WAIVED: "warn"}


class ObjectionStatus(models.TextChoices):
    OPEN = "open", _("Not decided yet")
    FOLLOWED = "followed", _("Followed")
    DECLINED = "declined", pgettext_lazy("objection", "Not followed")
    WITHDRAWN = "withdrawn", pgettext_lazy("objection", "Taken back")


OBJECTION_MOVES = {ObjectionStatus.OPEN: {ObjectionStatus.FOLLOWED, ObjectionStatus.DECLINED, ObjectionStatus.WITHDRAWN}}
OBJECTION_TONES = {
    ObjectionStatus.OPEN: "info",
    ObjectionStatus.FOLLOWED: "warn",
    ObjectionStatus.DECLINED: "neutral",
    ObjectionStatus.WITHDRAWN: "neutral",
}


class ApprovalKind(models.TextChoices):
    """Who may be asked to approve a confirmed list, in this order."""

    COMMITTEE = "committee", _("Deliberation committee")
    MINISTRY = "ministry", _("Ministry")


class ListChangeKind(models.TextChoices):
    """What happens to a list after its release."""

    DROPPED_OUT = "dropped_out", _("Dropped out")
    PROMOTED = "promoted", _("Moved up")


class ApprovalResult(models.TextChoices):
    WAITING = "waiting", _("Waiting for approval")
    APPROVED = "approved", _("Approved")
    RETURNED = "returned", _("Sent back")
    DROPPED = "dropped", _("No longer asked")


APPROVAL_TONES = {
    ApprovalResult.WAITING: "warn",
    ApprovalResult.APPROVED: "ok",
    ApprovalResult.RETURNED: "danger",
    ApprovalResult.DROPPED: "neutral",
}


class AppealStatus(models.TextChoices):
    DRAFT = "draft", _("Appeal being written")
    FILED = "filed", _("Appeal filed")
    DISMISSED = "dismissed", _("Dismissed")  # 각하: its matter was not looked into
    UNDER_REVIEW = "under_review", _("Under review")
    UPHELD = "upheld", _("Upheld")
    REJECTED = "rejected", _("Appeal rejected")  # 기각
    WITHDRAWN = "withdrawn", _("Appeal withdrawn")


APPEAL_MOVES = {
    AppealStatus.DRAFT: {AppealStatus.FILED, AppealStatus.WITHDRAWN},
    AppealStatus.FILED: {AppealStatus.DISMISSED, AppealStatus.UNDER_REVIEW, AppealStatus.WITHDRAWN},
    AppealStatus.UNDER_REVIEW: {AppealStatus.UPHELD, AppealStatus.REJECTED},
}
APPEAL_TONES = {
    AppealStatus.DRAFT: "neutral",
    AppealStatus.FILED: "info",
    AppealStatus.DISMISSED: "danger",
    AppealStatus.UNDER_REVIEW: "progress",
    AppealStatus.UPHELD: "ok",
    AppealStatus.REJECTED: "danger",
    AppealStatus.WITHDRAWN: "neutral",
}
# The clock of the answer runs.
UNANSWERED = (AppealStatus.FILED, AppealStatus.UNDER_REVIEW)
ANSWERED = (AppealStatus.DISMISSED, AppealStatus.UPHELD, AppealStatus.REJECTED)


class HearingWay(models.TextChoices):
    """How those concerned were heard."""

    MEETING = "meeting", _("In person")
    VIDEO = "video", _("By video")
    WRITING = "writing", _("In writing")
