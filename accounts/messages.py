"""Who hears about people coming and going."""

from django.urls import reverse

from accounts.models import Invitation, JoinRequest, Organisation, Role, User
from audit.models import Event
from notifications.outbox import queue_message, queue_messages


def owners_of(organisation: Organisation) -> list[User]:
    return list(
        User.objects.filter(
            grants__role=Role.COMPANY_OWNER, grants__organisation=organisation, grants__ended_at__isnull=True, is_active=True
        ).distinct()
    )


def invited(invitation: Invitation, event: Event) -> None:
    known = User.objects.filter(email=invitation.email, is_active=True).first()
    context = {
        "role": Role(invitation.role).label,  # not yet translated: in the language of the letter
        "organisation": invitation.organisation or "",
        "inviter": str(invitation.invited_by),
        "expires_at": invitation.expires_at,
        "link": reverse("accounts:invitation", args=[invitation.token]),
    }
    queue_message("accounts/invited", to=known or invitation.email, about=event, context=context)


def asked_to_join(request: JoinRequest, event: Event) -> None:
    context = {
        "person": str(request.user),
        "organisation": request.organisation,
        "note": request.note,
        "link": reverse("accounts:organisation-detail", args=[request.organisation_id]),
    }
    queue_messages("accounts/asked-to-join", owners_of(request.organisation), about=event, context=context)


def join_answered(request: JoinRequest, event: Event) -> None:
    context = {
        "organisation": request.organisation,
        "accepted": request.accepted,
        "link": reverse("accounts:profile"),
    }
    queue_message("accounts/join-answered", to=request.user, about=event, context=context)
