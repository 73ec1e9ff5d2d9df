"""Telling people: a row in the transaction of the deed, delivered after it.

`messages.py` of each app decides who and in what words; this module only writes the rows.
"""

import logging
from collections.abc import Iterable, Mapping
from typing import Any

from django.conf import settings
from django.db import transaction
from django.template import Context, Engine
from django.utils import timezone, translation

from audit.models import Event
from notifications.kinds import groups_of
from notifications.models import Message, Preference
from notifications.person import Person
from notifications.states import MailStatus

log = logging.getLogger(__name__)


ANNOUNCE_AT_MOST = 500  # more than this and the sweeper hands them out


def queue_message(
    kind: str, *, to: Person | str, about: Event, context: Mapping[str, Any], attachments: Iterable[str] = ()
) -> None:
    """Tell one person, or one address. See `queue_messages`."""
    queue_messages(kind, [to], about=about, context=context, attachments=attachments)


def queue_messages(
    kind: str, people: Iterable[Person | str], *, about: Event, context: Mapping[str, Any], attachments: Iterable[str] = ()
) -> None:
    """Tell each of `people` once of `about`, in their own language. Two statements, whatever their number.

    `kind` is "<app>/<template>"; the words are in templates/<app>/emails/<template>.<language>.txt: a line
    "Subject: …", an empty line, the body. `context["link"]` is a path inside the portal. Saying it again is harmless.
    """
    queue_each(kind, [(person, context) for person in people], about=about, attachments=attachments)


def queue_each(
    kind: str, letters: Iterable[tuple[Person | str, Mapping[str, Any]]], *, about: Event, attachments: Iterable[str] = ()
) -> None:
    """Like `queue_messages`, with a context of its own for each person."""
    letters = list(letters)
    if not letters:
        return
    declined = _declined(kind, [person for person, _context in letters if not isinstance(person, str)])
    now = timezone.now()
    rows = [_message(kind, person, about, context, list(attachments), declined, now) for person, context in letters]
    _save(rows)


def queue_many_events(kind: str, letters: Iterable[tuple[Person | str, Event, Mapping[str, Any]]]) -> None:
    """For a bulk act: (person, event, context) each. A few statements, whatever their number."""
    letters = list(letters)
    declined = _declined(kind, [person for person, _event, _context in letters if not isinstance(person, str)])
    now = timezone.now()
    _save([_message(kind, person, event, context, [], declined, now) for person, event, context in letters])


def _save(rows: list[Message]) -> None:
    Message.objects.bulk_create(rows, ignore_conflicts=True, batch_size=1000)
    if rows and len(rows) <= ANNOUNCE_AT_MOST:
        events = sorted({row.event_id for row in rows})
        transaction.on_commit(lambda: _announce(events), robust=True)


def _announce(events: list[int]) -> None:
    """A hint to the workers. A broker that is down loses nothing: the sweeper finds the rows."""
    from notifications.tasks import deliver_messages_about

    try:
        deliver_messages_about.delay(events)
    except Exception:  # whatever the broker's client raises; the row stays
        log.warning("the broker did not answer; the sweeper will deliver events %s", events[:5])


def _declined(kind: str, people: list[Person]) -> set[int]:
    groups = groups_of(kind)
    if not people or not groups:
        return set()
    return set(
        Preference.objects.filter(kind__in=groups, user_id__in=[person.pk for person in people]).values_list("user_id", flat=True)
    )


def _message(
    kind: str,
    person: Person | str,
    about: Event,
    context: Mapping[str, Any],
    attachments: list[str],
    declined: set[int],
    now: Any,
) -> Message:
    user = None if isinstance(person, str) else person
    address = user.email if user else str(person)
    language = user.language if user else str(context.get("language", "ko"))
    subject, body = render(kind, language, {**context, "recipient": user or address})
    wants_mail = not (user and user.pk in declined)
    return Message(
        kind=kind, event=about, recipient_id=user.pk if user else None, address=address, language=language, subject=subject, body=body,
        link=str(context.get("link", "")), attachments=attachments, due_at=now,
        mail_status=MailStatus.QUEUED if wants_mail else MailStatus.NONE,
    )  # fmt: skip


def render(kind: str, language: str, context: Mapping[str, Any]) -> tuple[str, str]:
    """(subject, body) of a kind of message in one language.

    Raises:
        ValueError: when the template does not begin with a subject line.
    """
    app, _slash, name = kind.partition("/")
    link = str(context.get("link", ""))
    values = {**context, "site_url": settings.SITE_URL, "link": f"{settings.SITE_URL}{link}" if link.startswith("/") else link}
    with translation.override(language):
        template = Engine.get_default().get_template(f"{app}/emails/{name}.{language}.txt")
        text = template.render(Context(values, autoescape=False))  # plain text: an ampersand is an ampersand
    head, _blank, body = text.partition("\n\n")
    if not head.startswith("Subject: "):
        raise ValueError(f"{kind}.{language} has no subject line")
    return " ".join(head.removeprefix("Subject: ").split())[:200], body.strip() + "\n"
