"""Write the next version of a rulebook."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from audit.record import record
from cluster_portal.shared.errors import DomainError, InvalidInput, require
from programme import access
from programme.actions.freeze_rulebook import freeze_rulebook
from programme.models import Rulebook
from programme.models.rulebook import digest
from programme.rulebook import RulebookErrors, read_rulebook


@transaction.atomic
def succeed_rulebook(rulebook: Rulebook, *, document: str | dict[str, Any], change_note: str, by: User) -> Rulebook:
    """A new version from JSON, validated; the old one is frozen by it and stays in force where it was used.

    Raises:
        InvalidInput: with a line per problem of the document, or when nothing changed or the code differs.
        DomainError: code "already-succeeded".
    """
    require(access.may_manage_programme(by))
    rulebook = Rulebook.objects.select_for_update(no_key=True).get(pk=rulebook.pk)
    if Rulebook.objects.filter(succeeds=rulebook).exists():
        raise DomainError(_("This rulebook has a newer version already. Start from that one."), code="already-succeeded")
    try:
        parsed = read_rulebook(document)
    except RulebookErrors as errors:
        raise InvalidInput({"document": str(errors)}, code="invalid-rulebook") from errors
    if parsed.code != rulebook.code:
        raise InvalidInput({"document": _("The code must stay “%(code)s”.") % {"code": rulebook.code}})
    if not change_note.strip():
        raise InvalidInput({"change_note": _("Say what changed and why.")})
    plain = parsed.plain()
    if digest(plain) == rulebook.sha256:
        raise InvalidInput({"document": _("Nothing differs from the version before.")})
    successor = Rulebook.objects.create(
        code=rulebook.code,
        version=rulebook.version + 1,
        title_ko=parsed.title.ko,
        title_en=parsed.title.en,
        document=plain,
        sha256=digest(plain),
        succeeds=rulebook,
        change_note=change_note.strip(),
    )
    record(
        stream=successor.stream,
        verb="written",
        by=by,
        data={"sha256": successor.sha256, "succeeds": rulebook.ref, "why": successor.change_note},
    )
    freeze_rulebook(rulebook, by=by)
    record(stream=rulebook.stream, verb="succeeded", by=by, data={"by": successor.ref})
    return successor
