"""What a score sheet's page sends, field by field: `points-<item>`, `comment-<item>`, `overall`. Shape only."""

from collections.abc import Mapping
from typing import Any

from evaluation.offline_merge import COMMENT, OVERALL, POINTS


def as_scores(fields: Mapping[str, str]) -> dict[str, Any]:
    """Arguments of `save_score` for these fields; what is no field of a sheet is left out."""
    points, comments, wanted = {}, {}, {}
    for name, text in fields.items():
        text = typed(text)
        if name.startswith(POINTS):
            points[name.removeprefix(POINTS)] = text
        elif name.startswith(COMMENT):
            comments[name.removeprefix(COMMENT)] = text
        elif name == OVERALL:
            wanted["overall"] = text
    return wanted | {"points": points, "comments": comments}


def version_of(text: str) -> int:
    """The version a page was shown at; -1, which no sheet has, for what is no such number."""
    return int(text) if text.isdecimal() and len(text) < 10 else -1


def field_of(line: str, field: str) -> str:
    """The name of the field that an error about `line` of the sheet belongs to, when `field` was sent."""
    return field if line in (field, field.removeprefix(POINTS), field.removeprefix(COMMENT)) else line


def value_of(content: Mapping[str, Any], field: str) -> str:
    """What stands in `field` of a sheet's content (`Sheet.content`)."""
    if field.startswith(POINTS):
        return content["points"].get(field.removeprefix(POINTS), "")
    if field.startswith(COMMENT):
        return content["comments"].get(field.removeprefix(COMMENT), "")
    return content["overall"]


def changes(content: Mapping[str, Any], fields: Mapping[str, str]) -> dict[str, str]:
    """Those fields that say something else than the sheet does. Points compare as numbers are written: 12.50 is 12.5."""
    sent = {name: typed(text) for name, text in fields.items() if name == OVERALL or name.startswith((POINTS, COMMENT))}
    return {name: text for name, text in sent.items() if _plain(name, text) != _plain(name, value_of(content, name))}


def typed(text: str) -> str:
    """As the database can keep it, with one kind of line end."""
    return text.replace("\r\n", "\n").replace("\x00", "")


def _plain(name: str, text: str) -> str:
    text = text.strip()
    return text.rstrip("0").rstrip(".") if name.startswith(POINTS) and "." in text else text
