"""Bring in the rulebooks that ship with the portal."""

import pathlib

from django.db import transaction

from accounts.models import User
from audit.record import record
from cluster_portal.shared.errors import require
from programme import access
from programme.models import Rulebook
from programme.models.rulebook import digest
from programme.rulebook import read_rulebook

SHIPPED = pathlib.Path(__file__).resolve().parent.parent / "rulebooks"


@transaction.atomic
def load_rulebooks(*, by: User, folder: pathlib.Path = SHIPPED) -> list[Rulebook]:
    """Create the first version of every shipped rulebook that is not there yet.

    What is there stays as it is, whatever the files say by now: a changed rule is a new version.
    Returns those that were created. Raises RulebookErrors for a file that is no valid rulebook.
    """
    require(access.may_manage_programme(by))
    return [made for path in sorted(folder.glob("*.json")) if (made := _load(path, by))]


def _load(path: pathlib.Path, by: User) -> Rulebook | None:
    document = read_rulebook(path.read_bytes())
    plain = document.plain()
    rulebook, made = Rulebook.objects.get_or_create(
        code=document.code,
        version=1,
        defaults={
            "title_ko": document.title.ko,
            "title_en": document.title.en,
            "document": plain,
            "sha256": digest(plain),
        },
    )
    if not made:
        return None
    record(stream=rulebook.stream, verb="written", by=by, data={"sha256": rulebook.sha256})
    return rulebook
