import datetime as dt

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from cluster_portal.shared.errors import InvalidInput, StaleVersion, require
from projects import access
from projects.models import Answer, AnswerRevision, Proposal
from projects.sections import text_field


@transaction.atomic
def save_answer(
    proposal: Proposal, *, field: str, text: str, base_version: int, by: User, at: dt.datetime | None = None
) -> Answer:
    """Keep one field's text, if nobody else saved since `base_version` (0: nobody had written yet).

    Every text that differs becomes a revision. Saving what stands already changes nothing and is no conflict, so a
    request that is sent twice does no harm.

    Raises:
        NotAllowed, DomainError: code "not-writable".
        InvalidInput: an unknown field, or more characters than it takes.
        StaleVersion: with the text that stands, its version and who wrote it.
    """
    at = at or timezone.now()
    proposal = Proposal.objects.lock(proposal.pk)
    require(access.may_edit(by, proposal))
    proposal.require_writable("project", at)
    text = _checked(field, text)
    standing = Answer.objects.filter(proposal=proposal, field=field).select_related("updated_by").first()
    if standing is None:
        if not text:
            return Answer(proposal=proposal, field=field, version=0, updated_by=by, updated_at=at)
        if base_version:
            raise StaleVersion(current="", version=0)
        answer = Answer.objects.create(proposal=proposal, field=field, text=text, updated_by=by, updated_at=at)
    elif standing.text == text:
        return standing
    else:
        answer = _replace(standing, text, base_version, by, at)
    AnswerRevision.objects.create(answer=answer, version=answer.version, text=text, by=by, at=at)
    Proposal.objects.filter(pk=proposal.pk).update(updated_at=at)
    return answer


def _checked(field: str, text: str) -> str:
    try:
        known = text_field(field)
    except KeyError:
        raise InvalidInput({"field": _("A proposal has no such field.")}) from None
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\x00", "").rstrip()
    if len(text) > known.max_length:
        values = {"length": f"{len(text):,}", "max": f"{known.max_length:,}"}
        raise InvalidInput({field: _("This is %(length)s characters long; at most %(max)s are allowed.") % values})
    return text


def _replace(standing: Answer, text: str, base_version: int, by: User, at: dt.datetime) -> Answer:
    """One statement decides who was first."""
    changed = Answer.objects.filter(pk=standing.pk, version=base_version).update(
        text=text, version=F("version") + 1, updated_by=by, updated_at=at
    )
    if not changed:
        raise StaleVersion(current=standing.text, version=standing.version, by=str(standing.updated_by))
    standing.text, standing.version, standing.updated_by, standing.updated_at = text, base_version + 1, by, at
    return standing
