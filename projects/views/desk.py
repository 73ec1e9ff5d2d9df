"""One proposal on one person's desk: what all pages of the company's way begin with."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.http import Http404
from django.utils.http import url_has_allowed_host_and_scheme

from accounts.models import User
from accounts.requests import SignedInRequest
from cluster_portal.shared.errors import require
from projects import access
from projects.dossier import Dossier
from projects.models import CallAmendment, Partner, Proposal
from projects.proposal_pages import board_rows, step_url, steps_bar
from projects.queries.amendments import unread_amendments
from projects.queries.proposals import dossier
from projects.readiness import Board, board
from projects.sections import STEPS, Step, step_after, step_before
from projects.states import PartnerStatus

PARTNERS_STEPS = frozenset({"partners", "budget", "files"})  # where a partner's people write their own part


@dataclass
class Desk:
    """The dossier, who is looking at it, and when the request arrived."""

    dossier: Dossier
    user: User
    at: dt.datetime

    @property
    def proposal(self) -> Proposal:
        return self.dossier.proposal

    @cached_property
    def board(self) -> Board:
        return board(self.dossier)

    @cached_property
    def board_rows(self) -> list[Any]:
        return board_rows(self.dossier, self.board)

    @cached_property
    def may_edit(self) -> bool:
        return access.may_edit(self.user, self.proposal)

    @cached_property
    def may_submit(self) -> bool:
        return access.may_submit(self.user, self.proposal)

    @cached_property
    def my_parts(self) -> list[Partner]:
        """The partners whose task, money and files this person writes."""
        return [partner for partner in self.dossier.partners if access.may_edit_part(self.user, partner)]

    @cached_property
    def open_steps(self) -> frozenset[str]:
        """The steps this person may write in now: the whole for the lead's people, their own part for a partner's."""
        mine = {step.code for step in STEPS} if self.may_edit else PARTNERS_STEPS if self.my_parts else frozenset()
        return frozenset(code for code in mine if code != "check" and self.proposal.is_writable(code, self.at))

    def open_parts(self, step: str) -> list[Partner]:
        return self.my_parts if step in self.open_steps else []

    @cached_property
    def waits_for_me(self) -> list[Partner]:
        """Places that wait for a yes this person can give."""
        return [
            partner
            for partner in self.dossier.partners
            if not partner.is_lead and partner.status == PartnerStatus.INVITED and access.may_consent(self.user, partner)
        ]

    @cached_property
    def amendments(self) -> list[CallAmendment]:
        """How the call was changed since this person last read it: told while there is something to write."""
        return unread_amendments(self.user, self.proposal) if self.is_open else []

    @property
    def is_open(self) -> bool:
        """Anything at all may still be written, by somebody."""
        return self.proposal.is_writable(None, self.at)

    @property
    def is_in_time(self) -> bool:
        """The deadline that counts has not passed, and the call has opened."""
        return self.at <= self.due_at and (self.proposal.is_returned or self.proposal.call.is_open(self.at))

    @property
    def due_at(self) -> dt.datetime:
        """The deadline that counts now: the call's, or the correction's."""
        return self.proposal.due_at

    def steps(self, current: str) -> list[dict[str, Any]]:
        return steps_bar(self.dossier, self.board, current)

    def frame(self, current: str) -> dict[str, Any]:
        """What the template of every step is given."""
        before, after = step_before(current), step_after(current)
        return {
            "desk": self,
            "dossier": self.dossier,
            "proposal": self.proposal,
            "step": next(step for step in STEPS if step.code == current),
            "steps": self.steps(current),
            "is_open": current in self.open_steps,
            "problems": self.board.of_step(current),
            "previous_url": self.url_of(before),
            "next_url": self.url_of(after),
        }

    def url_of(self, step: Step | None) -> str:
        return step_url(self.proposal.ref, step.code) if step else ""


def open_desk(request: SignedInRequest, ref: str) -> Desk:
    """The proposal as this person may see it. An unseen one is a 404; one seen only as an invitation is a 403."""
    desk = peek(request, ref)
    require(access.may_see_text(request.user, desk.proposal))
    return desk


def peek(request: SignedInRequest, ref: str) -> Desk:
    """As `open_desk`, for pages that tell an invited organisation what is asked of it."""
    try:
        found = dossier(Proposal.objects.visible_to(request.user).filter(ref=ref))
    except Proposal.DoesNotExist:
        raise Http404 from None
    return Desk(found, request.user, request.arrived_at)


def way_back(request: SignedInRequest, otherwise: str) -> str:
    """Where `next` leads, if it stays in the house."""
    asked = request.POST.get("next") or request.GET.get("next") or ""
    return asked if url_has_allowed_host_and_scheme(asked, {request.get_host()}, request.is_secure()) else otherwise
