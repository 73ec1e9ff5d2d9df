"""Translation catalogues without gettext's programs: collect, check, compile.

Each app keeps its own, covering its Python and its templates; `locale/` covers the rest.
"""

import io
import pathlib
import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from babel.messages.catalog import Catalog
from babel.messages.extract import DEFAULT_KEYWORDS, extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.conf import settings
from django.utils.translation import template as django_template

LANGUAGE = "ko"
FOREIGN_TEMPLATES = {"accounts": ("account",)}  # folders named by a library, filled by one of our apps
KEYWORDS = DEFAULT_KEYWORDS | {
    "gettext_lazy": None,
    "_lazy": None,
    "ngettext_lazy": (1, 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext_lazy": ((1, "c"), 2, 3),
}
# What templatize leaves of a tag: a call on its own between blanks and X's.
STRING = r"u?(?:'(?:[^'\\]|\\.)*'|\"(?:[^\"\\]|\\.)*\")"
CALL = re.compile(rf"(?:n|p|np)?gettext\({STRING}(?:\s*,\s*{STRING})*(?:\s*,\s*\w+)?\s*\)|_\({STRING}\)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Room:
    """One catalogue and the places it covers."""

    name: str
    po: pathlib.Path
    python: list[pathlib.Path]
    templates: list[pathlib.Path]


def rooms() -> list[Room]:
    base = settings.BASE_DIR
    templates = base / "templates"
    apps = [
        Room(
            app,
            base / app / "locale" / LANGUAGE / "LC_MESSAGES" / "django.po",
            [base / app],
            [templates / app, *(templates / name for name in FOREIGN_TEMPLATES.get(app, ()))],
        )
        for app in settings.OUR_APPS
    ]
    taken = {*settings.OUR_APPS, *(name for names in FOREIGN_TEMPLATES.values() for name in names)}
    rest = [p for p in sorted(templates.iterdir()) if p.name not in taken] if templates.exists() else []
    return [*apps, Room("locale", base / "locale" / LANGUAGE / "LC_MESSAGES" / "django.po", [base / "cluster_portal"], rest)]


def collected(room: Room) -> Catalog:
    """Every message of the room's Python and templates, with where it stands."""
    found = Catalog(charset="utf-8")
    for path, source in _sources(room):
        where = str(path.relative_to(settings.BASE_DIR))
        for _line, message, _comments, context in extract("python", io.BytesIO(source.encode()), keywords=KEYWORDS):
            found.add(message, locations=[(where, 0)], context=context)
    return found


def _sources(room: Room) -> Iterator[tuple[pathlib.Path, str]]:
    for folder in room.python:
        for path in sorted(folder.rglob("*.py")):
            if "migrations" not in path.parts:
                yield path, path.read_text(encoding="utf-8")
    for place in room.templates:
        paths = (
            sorted(p for p in place.rglob("*") if p.suffix in {".html", ".txt"})
            if place.is_dir()
            else [place]
            if place.exists()
            else []
        )
        for path in paths:
            code = django_template.templatize(path.read_text(encoding="utf-8"), origin=str(path))
            yield path, "\n".join(match.group() for match in CALL.finditer(code))


def update(room: Room) -> int:
    """Bring the .po file up to date, keeping every translation. Returns how many messages have none."""
    fresh = collected(room)
    old = _read(room)
    merged = Catalog(locale=LANGUAGE, charset="utf-8", project="cluster-portal", fuzzy=False)
    for message in sorted((m for m in fresh if m.id), key=_key):
        known = old.get(message.id if isinstance(message.id, str) else message.id[0], message.context)
        merged.add(message.id, known.string if known else None, locations=message.locations, context=message.context)
    if len(merged) == 0:
        return 0
    room.po.parent.mkdir(parents=True, exist_ok=True)
    with room.po.open("wb") as target:
        write_po(target, merged, width=120, omit_header=False, include_lineno=False, sort_output=False)
    # A date would make every collection a change.
    text = room.po.read_text(encoding="utf-8")
    room.po.write_text(re.sub(r'"(?:POT-Creation|PO-Revision)-Date: .*\n', "", text), encoding="utf-8")
    return len(missing(room))


def missing(room: Room) -> list[str]:
    """Messages of the room that have no translation, nor one in a catalogue that every page reads."""
    old = _read(room)
    lost = []
    for message in collected(room):
        if not message.id:
            continue
        singular = message.id if isinstance(message.id, str) else message.id[0]
        known = old.get(singular, message.context)
        strings = (known.string if isinstance(known.string, tuple | list) else [known.string]) if known else []
        if not any(strings) or (known and known.fuzzy):
            lost.append(singular)
    return lost


def contradictions() -> dict[str, set[str]]:
    """Messages that two rooms translate differently: on a page one of them would win, whichever is meant."""
    told: dict[tuple[str, str | None], set[str]] = defaultdict(set)
    for room in rooms():
        for message in _read(room):
            if message.id and message.string:
                told[_key(message)[0], message.context].add(
                    message.string if isinstance(message.string, str) else message.string[0]
                )
    return {message: words for (message, _context), words in told.items() if len(words) > 1}


def compile_all() -> int:
    """Write the .mo beside each .po that is newer. Returns how many were written."""
    written = 0
    for room in rooms():
        mo = room.po.with_suffix(".mo")
        if room.po.exists() and (not mo.exists() or mo.stat().st_mtime < room.po.stat().st_mtime):
            part = mo.with_suffix(".part")
            with part.open("wb") as target:
                write_mo(target, _read(room))
            part.replace(mo)
            written += 1
    return written


def _read(room: Room) -> Catalog:
    if not room.po.exists():
        return Catalog(locale=LANGUAGE)
    with room.po.open("rb") as source:
        return read_po(source, locale=LANGUAGE)


def _key(message) -> tuple[str, str]:
    return (message.id if isinstance(message.id, str) else message.id[0], message.context or "")
