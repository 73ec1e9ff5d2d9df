"""How a blind copy is looked through: each text as it was handed in beside its blackened copy. Reads what was loaded."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from evaluation.blinding import MARK, Content
from evaluation.reading import reading
from programme.rulebook import RulebookDocument


@dataclass(frozen=True, slots=True)
class Pair:
    heading: str
    original: str
    blackened: str

    @property
    def marks(self) -> int:
        """How many places are blackened."""
        return self.blackened.count(MARK)


def pairs(title: tuple[str, str], original: Content | None, blind: Content | None, document: RulebookDocument) -> list[Pair]:
    found = [Pair(_("Title"), *title)]
    if original is None or blind is None:
        return found
    was, now = reading(original, document), reading(blind, document)
    for before, after in zip(was.partners, now.partners, strict=True):
        found.append(Pair(_("Organisation"), f"{before.name}\n{before.task}".strip(), f"{after.name}\n{after.task}".strip()))
    sections = zip(was.sections, now.sections, strict=True)
    return found + [Pair(heading, text, black) for (_code, heading, text), (_same, _heading, black) in sections]
