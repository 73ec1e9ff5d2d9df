"""The offices: what to screen, which round waits for what, what did not go out."""

import datetime as dt

from django.db.models import Count, Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import HQ_ROLES, Role, User
from audit.models import Event
from audit.queries import months_to_review
from clusters.bilingual import in_language
from dashboards.desks import Desk, Task
from evaluation.models import Appeal, Draw, Objection, Round
from evaluation.states import UNANSWERED, AppealStatus, DrawStatus, ObjectionStatus, RoundStatus
from notifications.models import Message
from notifications.states import MailStatus
from projects.access import walled_off
from projects.models import Call, Proposal
from projects.states import CallStatus, ProposalStatus

SHOWN = 20


def headquarters(user: User, now: dt.datetime) -> Desk:
    regions = user.region_codes(*HQ_ROLES)
    tasks = [
        *_appeals(user),
        *_objections(user),
        *_draws(Q(round__region__in=regions), now),
        *_to_screen(Q(region__in=regions) & ~Q(pk__in=walled_off(user))),
        *_rounds(Q(region__in=regions), user),
        *_draft_calls(Q(region__in=regions)),
    ]
    links = [
        (_("Proposals"), reverse("projects:proposal-list")),
        (_("Rounds"), reverse("evaluation:round-list")),
        (_("Appeals"), reverse("evaluation:appeal-list")),
        (_("Calls"), reverse("projects:call-list")),
        (_("Dashboard"), reverse("dashboards:ministry")),
    ]
    return Desk(_("Regional headquarters"), tasks, links)


def programme_office(user: User, now: dt.datetime) -> Desk:
    tasks = [*_rounds(Q(), user), *_draft_calls(Q()), *_dead_letters()]
    links = [
        (_("Calls"), reverse("projects:call-list")),
        (_("Years and budgets"), reverse("programme:budget-list")),
        (_("Rulebooks"), reverse("programme:rulebook-list")),
        (_("People and roles"), reverse("accounts:people-list")),
    ]
    return Desk(_("Programme office"), tasks, links)


def ministry(user: User, now: dt.datetime) -> Desk:
    released = Round.objects.filter(status=RoundStatus.RELEASED, released_at__gte=now - dt.timedelta(days=60)).select_related(
        "call", "region"
    )
    tasks = [
        Task(
            _("Look at the result of “%(round)s”") % {"round": round_.title},
            reverse("evaluation:result-round", args=[round_.ref]),
            tone="ok",
        )
        for round_ in released.order_by("-released_at")[:SHOWN]
    ]
    return Desk(
        _("Ministry"),
        tasks,
        [(_("Dashboard"), reverse("dashboards:ministry")), (_("Results"), reverse("evaluation:result-list"))],
    )


def auditor(user: User, now: dt.datetime) -> Desk:
    written = Event.objects.order_by("-pk").values_list("pk", "at").first()
    tasks = _months_to_review(now)
    if written:
        tasks += [
            Task(
                _("The latest event of the log is no. %(number)s") % {"number": f"{written[0]:,}"},
                reverse("dashboards:audit-log"),
                note=_("the last one just now") if now - written[1] < dt.timedelta(minutes=5) else "",
                tone="neutral",
            )
        ]
    links = [
        (_("Audit log"), reverse("dashboards:audit-log")),
        (_("Monthly review of accesses"), reverse("dashboards:access-months")),
        (_("Rounds"), reverse("evaluation:round-list")),
        (_("Proposals"), reverse("projects:proposal-list")),
    ]
    return Desk(_("Audit"), tasks, links)


def _months_to_review(now: dt.datetime) -> list[Task]:
    """Looks at personal data of months that are over and nobody has signed off. Two statements."""
    return [
        Task(
            _("Review the looks at personal data of %(month)s") % {"month": f"{month:%Y-%m}"},
            reverse("dashboards:access-month", args=[month]),
            tone="warn",
        )
        for month in months_to_review(now)[:SHOWN]
    ]


def administrator(user: User, now: dt.datetime) -> Desk:
    return Desk(
        _("Administration"),
        _dead_letters(),
        [(_("People and roles"), reverse("accounts:people-list")), (_("Admin pages"), reverse("admin:index"))],
    )


def not_yet(user: User, now: dt.datetime) -> Desk:
    """Company doctors and secretaries: their desks open with a later part of the portal; what is public is theirs too."""
    return Desk(
        _("Clusters"), [], [(_("Industrial complexes"), reverse("clusters:map")), (_("Calls"), reverse("projects:call-list"))]
    )


def _to_screen(where: Q) -> list[Task]:
    counts = (
        Proposal.objects.filter(where, status=ProposalStatus.SUBMITTED, call__status=CallStatus.CLOSED)
        .values("call__ref", "call__title_ko", "call__title_en")
        .annotate(number=Count("pk"))
        .order_by("call__ref")[:SHOWN]
    )
    return [
        Task(
            ngettext("Screen %(number)s proposal", "Screen %(number)s proposals", row["number"]) % {"number": row["number"]},
            f"{reverse('projects:proposal-list')}?call={row['call__ref']}&status=submitted",
            note=in_language(row["call__title_ko"], row["call__title_en"]),
            tone="warn",
        )
        for row in counts
    ]


def _appeals(user: User) -> list[Task]:
    """Those that wait for an answer, the one due next first. One statement."""
    waiting = Appeal.objects.visible_to(user).filter(status__in=UNANSWERED).select_related("proposal", "review")
    return [
        Task(
            _appeal_words(one) % {"number": one.number},
            reverse("evaluation:appeal-detail", args=[one.pk]),
            due=one.due_at,
            note=one.proposal.title,
            tone="warn",
        )
        for one in waiting.defer("content", "text").order_by("due_at", "pk")[:SHOWN]
    ]


def _appeal_words(appeal: Appeal) -> str:
    if appeal.status == AppealStatus.FILED:
        return _("Look at appeal %(number)s")
    if appeal.review is not None and appeal.review.status == RoundStatus.TALLIED:
        return _("Answer appeal %(number)s")
    return _("Review appeal %(number)s")


def _objections(user: User) -> list[Task]:
    """Applicants who wait for a decision, round by round. One statement."""
    waiting = Objection.objects.visible_to(user).filter(status=ObjectionStatus.OPEN)
    rounds = Round.objects.visible_to(user).filter(status=RoundStatus.PLANNED, entries__proposal__objections__in=waiting)
    counted = rounds.select_related("call", "region").annotate(waiting=Count("entries__proposal__objections", distinct=True))
    return [
        Task(
            ngettext(
                "Decide on %(number)s objection to an evaluator", "Decide on %(number)s objections to evaluators", one.waiting
            )
            % {"number": one.waiting},
            reverse("evaluation:objection-list", args=[one.ref]),
            due=one.scoring_opens_at,
            note=one.title,
            tone="warn",
        )
        for one in counted.order_by("pk")[:SHOWN]
    ]


def _draws(where: Q, now: dt.datetime) -> list[Task]:
    """Announced, and their public value is out: void unless they are carried out in time. One statement."""
    waiting = Draw.objects.filter(where, status=DrawStatus.ANNOUNCED, value_at__lte=now).joined().light()
    return [
        Task(
            _("Enter the public value and draw the panel"),
            reverse("evaluation:round-draw", args=[one.round.ref]),
            due=one.draw_by,
            note=one.round.title,
            tone="warn",
        )
        for one in waiting.order_by("draw_by")[:SHOWN]
    ]


def _rounds(where: Q, user: User) -> list[Task]:
    rows = (
        Round.objects.visible_to(user)
        .filter(where)
        .exclude(status=RoundStatus.RELEASED)
        .select_related("call", "region")
        .order_by("closes_at")[:SHOWN]
    )
    return [task for round_ in rows if (task := _round_task(round_, user))]


def _round_task(round_: Round, user: User) -> Task | None:
    name = {"round": round_.title}
    page = reverse("evaluation:round-detail", args=[round_.ref])
    head = user.has_role(Role.HQ_HEAD, region=round_.region_id)
    match round_.status:
        case RoundStatus.PLANNED:
            return Task(
                _("Propose and invite the panel of “%(round)s”") % name,
                reverse("evaluation:round-panel", args=[round_.ref]),
                due=round_.scoring_opens_at,
                tone="warn",
            )
        case RoundStatus.INVITING:
            return Task(
                _("Follow the invitations of “%(round)s”") % name,
                reverse("evaluation:round-panel", args=[round_.ref]),
                due=round_.scoring_opens_at,
            )
        case RoundStatus.SCORING:
            progress = _("%(done)s of %(all)s sheets signed") % {"done": round_.sealed_count, "all": round_.sheet_count}
            return Task(
                _("Watch “%(round)s”") % name,
                reverse("evaluation:round-monitor", args=[round_.ref]),
                due=round_.closes_at,
                note=progress,
            )
        case RoundStatus.CLOSED:
            return Task(_("Tally “%(round)s”") % name, page, tone="warn")
        case RoundStatus.TALLIED:
            return (
                Task(
                    _("Confirm the ranking of “%(round)s”") % name,
                    reverse("evaluation:round-ranking", args=[round_.ref]),
                    tone="warn",
                )
                if head
                else None
            )
        case RoundStatus.CONFIRMED:
            return Task(_("Release the result of “%(round)s”") % name, page, tone="warn") if head else None
    return None


def _draft_calls(where: Q) -> list[Task]:
    rows = Call.objects.filter(where, status=CallStatus.DRAFT).order_by("opens_at")[:SHOWN]
    return [
        Task(_("Publish “%(call)s”") % {"call": call.title}, reverse("projects:call-detail", args=[call.ref]), due=call.opens_at)
        for call in rows
    ]


def _dead_letters() -> list[Task]:
    dead = Message.objects.filter(mail_status=MailStatus.DEAD).count()
    if not dead:
        return []
    text = ngettext("Look at %(number)s mail that did not go out", "Look at %(number)s mails that did not go out", dead) % {
        "number": dead
    }
    return [Task(text, reverse("notifications:undelivered-list"), tone="danger")]
