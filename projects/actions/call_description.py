"""A call as its writer describes it, and the checks that preparing and editing share."""

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext_lazy as _

from cluster_portal.shared.errors import InvalidInput
from clusters.models import Region
from programme.models import ProgrammeYear, Rulebook
from projects.models import Call


@dataclass(frozen=True)
class CallDescription:
    """`region` None: all seven. `tracks`: codes of the rulebook's tracks."""

    year: ProgrammeYear
    rulebook: Rulebook
    region: Region | None
    title_ko: str
    opens_at: dt.datetime
    closes_at: dt.datetime
    tracks: list[str] = field(default_factory=list)
    title_en: str = ""
    summary_ko: str = ""
    summary_en: str = ""
    body_ko: str = ""
    body_en: str = ""
    short_notice_reason: str = ""

    def check(self) -> None:
        """
        Raises:
            InvalidInput: naming every field that cannot be taken.
        """
        errors: dict[str, Any] = {}
        known = {track.code for track in self.rulebook.rules.tracks}
        if not self.title_ko.strip():
            errors["title_ko"] = _("A call needs a title.")
        if not self.tracks:
            errors["tracks"] = _("Choose at least one track.")
        elif not set(self.tracks) <= known:
            errors["tracks"] = _("The rulebook “%(rulebook)s” has no such track.") % {"rulebook": self.rulebook.title}
        if self.closes_at <= self.opens_at:
            errors["closes_at"] = _("The call must close after it opens.")
        if errors:
            raise InvalidInput(errors)

    def write_on(self, call: Call) -> None:
        for name in self.__dataclass_fields__:
            setattr(call, name, getattr(self, name))

    def as_recorded(self) -> dict[str, Any]:
        """For the history: what a call says of itself, without the long texts."""
        return {
            "year": self.year.pk,
            "rulebook": self.rulebook.ref,
            "region": self.region.pk if self.region else None,
            "tracks": list(self.tracks),
            "title": self.title_ko,
            "opens_at": self.opens_at,
            "closes_at": self.closes_at,
        }
