"""Telling people: a row in the transaction of the deed, delivered after it.

`messages.py` of each app decides who and in what words; this module only writes the rows.
"""

import json
import logging
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from audit.models import Event
from cluster_portal.shared.columns import numbers, texts
from notifications.kinds import groups_of
from notifications.models import Preference
from notifications.person import Person, Reader
from notifications.rendering import GAP, FormLetters
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
    forms = FormLetters(kind)
    _save([_letter(forms, person, about, context, list(attachments), declined) for person, context in letters])


def queue_many_events(kind: str, letters: Iterable[tuple[Reader | str, Event | int, Mapping[str, Any]]]) -> None:
    """For a bulk act: (person, event or its key, context) each. Three statements, whatever their number.

    People with one context in common read the same letter but for their name: it is written once, and the database puts the names
    in while it makes the rows.
    """
    letters = list(letters)
    declined = _declined(kind, [person for person, _event, _context in letters if not isinstance(person, str)])
    forms, shared, readers = FormLetters(kind), dict[tuple[int, int, str], Shared | None](), dict[int, Reader]()
    together, alone = list[tuple[int, int]](), list[Letter]()
    for person, about, context in letters:
        event = about if isinstance(about, int) else about.pk
        form = None
        if not isinstance(person, str) and (name := str(person)) == name.strip():
            key = (id(context), event, person.language)
            if key not in shared:
                shared[key] = _shared(forms, event, person.language, context, number=len(shared))
            form = shared[key]
        if form is None or isinstance(person, str):
            alone.append(_letter(forms, person, event, context, [], declined))
        else:
            readers[person.pk] = person
            together.append((form.number, person.pk))
    _save_shared(kind, together, [form for form in shared.values() if form], list(readers.values()), declined)
    _save(alone)


@dataclass(frozen=True, slots=True)
class Shared:
    """A letter as all its readers get it, with a gap for the name."""

    number: int
    event_id: int
    language: str
    subject: str
    body: str
    link: str


def _shared(forms: FormLetters, event: int, language: str, context: Mapping[str, Any], *, number: int) -> Shared | None:
    words = forms.render_with_gap(language, context)
    return words and Shared(number, event, language, *words, str(context.get("link", "")))


SHARED = """
INSERT INTO notifications_message (kind, event_id, recipient_id, address, language, subject, body, link, attachments, mail_status,
    created_at, due_at, attempts, last_error)
SELECT %s, form.event_id, reader.id, reader.address, form.language, form.subject, replace(form.body, %s, reader.name), form.link,
    '[]', reader.mail_status, %s, %s, 0, ''
FROM unnest(%s::bigint[], %s::bigint[]) AS letter (form, reader)
JOIN unnest(%s::bigint[], %s::bigint[], %s::varchar[], %s::varchar[], %s::text[], %s::varchar[])
    AS form (number, event_id, language, subject, body, link) ON form.number = letter.form
JOIN unnest(%s::bigint[], %s::varchar[], %s::text[], %s::varchar[]) AS reader (id, address, name, mail_status)
    ON reader.id = letter.reader
ON CONFLICT DO NOTHING
"""


def _save_shared(
    kind: str, together: list[tuple[int, int]], forms: list[Shared], readers: list[Reader], declined: set[int]
) -> None:
    if not together:
        return
    now = timezone.now()
    columns = [
        numbers(form for form, _reader in together), numbers(reader for _form, reader in together),
        numbers(form.number for form in forms), numbers(form.event_id for form in forms), texts(form.language for form in forms),
        texts(form.subject for form in forms), texts(form.body for form in forms), texts(form.link for form in forms),
        numbers(one.pk for one in readers), texts(one.email for one in readers), texts(str(one) for one in readers),
        texts(_mail_status(one, declined) for one in readers),
    ]  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(SHARED, [kind, GAP, now, now, *columns])
    _announce_after(len(together), (form.event_id for form in forms))


@dataclass(frozen=True, slots=True)
class Letter:
    """A row of the outbox on its way into the database."""

    kind: str
    event_id: int
    recipient_id: int | None
    address: str
    language: str
    subject: str
    body: str
    link: str
    attachments: str
    mail_status: str


COLUMNS = tuple(Letter.__slots__)
TYPES = ("varchar", "bigint", "bigint", "varchar", "varchar", "varchar", "text", "varchar", "jsonb", "varchar")
INSERT = f"""
INSERT INTO notifications_message ({", ".join(COLUMNS)}, created_at, due_at, attempts, last_error)
SELECT {", ".join(COLUMNS)}, %s, %s, 0, '' FROM unnest({", ".join(f"%s::{type}[]" for type in TYPES)}) AS given ({", ".join(COLUMNS)})
ON CONFLICT DO NOTHING
"""


def _save(rows: list[Letter]) -> None:
    """One statement for any number, without a model for each; who was told already is left alone."""
    if not rows:
        return
    now = timezone.now()
    with connection.cursor() as cursor:
        cursor.execute(INSERT, [now, now, *([getattr(row, name) for row in rows] for name in COLUMNS)])
    _announce_after(len(rows), (row.event_id for row in rows))


def _announce_after(letters: int, about: Iterable[int]) -> None:
    if letters <= ANNOUNCE_AT_MOST:
        events = sorted(set(about))
        transaction.on_commit(lambda: _announce(events), robust=True)


def _announce(events: list[int]) -> None:
    """A hint to the workers. A broker that is down loses nothing: the sweeper finds the rows."""
    from notifications.tasks import deliver_messages_about

    try:
        deliver_messages_about.delay(events)
    except Exception:  # whatever the broker's client raises; the row stays
        log.warning("the broker did not answer; the sweeper will deliver events %s", events[:5])


def _mail_status(person: Reader, declined: set[int]) -> str:
    return (MailStatus.NONE if person.pk in declined else MailStatus.QUEUED).value


def _declined(kind: str, people: Sequence[Reader]) -> set[int]:
    groups = groups_of(kind)
    if not people or not groups:
        return set()
    return set(
        Preference.objects.filter(kind__in=groups, user_id__in=[person.pk for person in people]).values_list("user_id", flat=True)
    )


def _letter(
    forms: FormLetters, person: Reader | str, about: Event | int, context: Mapping[str, Any], attachments: list[str], declined: set[int],
) -> Letter:  # fmt: skip
    user = None if isinstance(person, str) else person
    address = user.email if user else str(person)
    language = user.language if user else str(context.get("language", "ko"))
    subject, body = forms.render(language, {**context, "recipient": user or address})
    return Letter(
        kind=forms.kind, event_id=about if isinstance(about, int) else about.pk, recipient_id=user.pk if user else None, address=address,
        language=language, subject=subject, body=body, link=str(context.get("link", "")), attachments=json.dumps(attachments),
        mail_status=_mail_status(user, declined) if user else MailStatus.QUEUED.value,
    )  # fmt: skip
