"""States are a table; a move goes through one door."""

from collections.abc import Mapping
from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from cluster_portal.shared.errors import DomainError


class Stateful(models.Model):
    """For models with a `status`; `MOVES` says from which state to which."""

    MOVES: ClassVar[Mapping[Any, set[Any]]] = {}
    status: Any

    class Meta:
        abstract = True

    def may_become(self, new: Any) -> bool:
        return new in self.MOVES.get(type(new)(self.status), set())

    def become(self, new: Any) -> None:
        """Move to `new`.

        Raises:
            DomainError: code "illegal-move", when the table has no such move.
        """
        if not self.may_become(new):
            was = type(new)(self.status)
            raise DomainError(
                _("This is “%(was)s” and cannot become “%(new)s”.") % {"was": was.label, "new": new.label},
                code="illegal-move",
            )
        self.status = new
