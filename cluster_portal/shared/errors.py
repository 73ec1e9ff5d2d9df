"""What can be refused, in words for the person who asked."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _


class DomainError(Exception):
    """A rule of the programme said no. `message` is for people; `code` is for machines."""

    status = 409
    title = _("This cannot be done now")

    def __init__(self, message: Any, *, code: str = "rule", field: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.code = code
        self.field = field

    def __str__(self) -> str:
        return str(self.message)


class NotAllowed(DomainError):
    """The person may not do this."""

    status = 403
    title = _("You may not do this")

    def __init__(self, message: Any = None, *, code: str = "not-allowed", field: str | None = None) -> None:
        super().__init__(message or _("Your role does not allow this."), code=code, field=field)


class InvalidInput(DomainError):
    """What was typed cannot be taken; `errors` names each field."""

    status = 422
    title = _("Please check what you entered")

    def __init__(self, errors: Mapping[str, Any], message: Any = None, *, code: str = "invalid") -> None:
        super().__init__(message or next(iter(errors.values()), self.title), code=code, field=next(iter(errors), None))
        self.errors = dict(errors)


class NotReady(DomainError):
    """Something is still missing; `problems` lists it."""

    status = 422
    title = _("Something is still missing")

    def __init__(self, problems: Sequence[Any], message: Any = None, *, code: str = "not-ready") -> None:
        super().__init__(message or " ".join(str(p) for p in problems) or self.title, code=code)
        self.problems = list(problems)


class StaleVersion(DomainError):
    """Somebody else saved in between; `current` is what stands now, `version` its number."""

    title = _("Somebody else has changed this")

    def __init__(self, *, current: Any, version: int, by: str = "", message: Any = None) -> None:
        super().__init__(message or _("Somebody else saved this in the meantime."), code="stale-version")
        self.current = current
        self.version = version
        self.by = by


def require(allowed: bool, message: Any = None) -> None:
    """Raise NotAllowed unless `allowed`."""
    if not allowed:
        raise NotAllowed(message)
