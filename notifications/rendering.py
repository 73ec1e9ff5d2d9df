"""From a template to a letter: one by one, or as form letters by the thousand."""

import secrets
from collections.abc import Mapping
from contextlib import nullcontext
from typing import Any

from django.conf import settings
from django.template import Context, Engine, Template
from django.template.base import Node, TextNode, VariableNode
from django.template.defaulttags import AutoEscapeControlNode, LoadNode
from django.utils import translation


def render(kind: str, language: str, context: Mapping[str, Any]) -> tuple[str, str]:
    """(subject, body) of a kind of message in one language.

    Raises:
        ValueError: when the template does not begin with a subject line.
    """
    with translation.override(language):
        # Plain text: an ampersand is an ampersand.
        text = _template(kind, language).render(Context(_values(context), autoescape=False))
    return _parted(text, kind, language)


class FormLetters:
    """Letters of one kind that differ in names and numbers. Where a template does no more than print, its text stands still and
    only what differs is spelled, each value once. Text for text what `render` gives."""

    def __init__(self, kind: str) -> None:
        self.kind = kind
        self.forms: dict[str, list[str | Printed] | None] = {}

    def render(self, language: str, context: Mapping[str, Any]) -> tuple[str, str]:
        form = self._form(language)
        if form is None:
            return render(self.kind, language, context)
        values = _values(context)
        values["recipient"] = str(values["recipient"])
        return _parted("".join([part if isinstance(part, str) else part.spelled(values) for part in form]), self.kind, language)

    def render_with_gap(self, language: str, context: Mapping[str, Any]) -> tuple[str, str] | None:
        """What is the same for all readers of one letter, with GAP where the name goes; None where the name is more than printed,
        or stands in the subject. Right for names without space around them: a body begins and ends with none."""
        form = self._form(language)
        if form is None or any(isinstance(part, Printed) and part.name == "recipient" and not part.as_it_is for part in form):
            return None
        subject, body = self.render(language, {**context, "recipient": GAP})
        return None if GAP in subject else (subject, body)

    def _form(self, language: str) -> "list[str | Printed] | None":
        if language not in self.forms:
            self.forms[language] = form_of(_template(self.kind, language), language)
        return self.forms[language]


GAP = f"\ue000{secrets.token_hex(8)}\ue000"  # nobody can write it into a title


class Printed:
    """A place of a template where one value is printed, through filters or as it is."""

    def __init__(self, node: VariableNode, name: str, language: str) -> None:
        self.node, self.name, self.language = node, name, language
        self.as_it_is = not node.filter_expression.filters
        self.known: dict[Any, str] = {}

    def spelled(self, values: Mapping[str, Any]) -> str:
        value = values.get(self.name)
        if self.as_it_is and type(value) is str:
            return value
        if not isinstance(value, int | str):  # what cannot be mistaken for another value that is equal
            return self._rendered(values)
        if (key := (type(value), value)) not in self.known:
            self.known[key] = self._rendered(values)
        return self.known[key]

    def _rendered(self, values: Mapping[str, Any]) -> str:
        given = {self.name: values[self.name]} if self.name in values else {}
        # Asking for the language costs a tenth of changing to it.
        with nullcontext() if translation.get_language() == self.language else translation.override(self.language):
            return str(self.node.render(Context(given, autoescape=False)))


def form_of(template: Template, language: str = "ko") -> list[str | Printed] | None:
    """The template as what stands still and what is printed; None if it does more than print single values."""
    form: list[str | Printed] = []
    for node in _nodes(template.nodelist):
        if isinstance(node, TextNode):
            form.append(node.s)
        elif isinstance(node, VariableNode) and (name := _only_name(node)):
            form.append(Printed(node, name, language))
        elif not isinstance(node, LoadNode) and not (isinstance(node, AutoEscapeControlNode) and not node.setting):
            return None
    return form


def _only_name(node: VariableNode) -> str:
    """The one name the node looks up; empty if there are more, or parts of something."""
    expression = node.filter_expression
    lookups: Any = getattr(expression.var, "lookups", None) or ()
    filters: Any = expression.filters
    asked = [argument for _filter, arguments in filters for argument in arguments if argument[0]]
    return lookups[0] if len(lookups) == 1 and not asked else ""


def _nodes(nodelist: Any) -> list[Node]:
    found = []
    for node in nodelist:
        found += [node, *(_nodes(node.nodelist) if isinstance(node, AutoEscapeControlNode) else ())]
    return found


def _values(context: Mapping[str, Any]) -> dict[str, Any]:
    link = str(context.get("link", ""))
    return {**context, "site_url": settings.SITE_URL, "link": f"{settings.SITE_URL}{link}" if link.startswith("/") else link}


def _template(kind: str, language: str) -> Template:
    app, _slash, name = kind.partition("/")
    return Engine.get_default().get_template(f"{app}/emails/{name}.{language}.txt")


def _parted(text: str, kind: str, language: str) -> tuple[str, str]:
    head, _blank, body = text.partition("\n\n")
    if not head.startswith("Subject: "):
        raise ValueError(f"{kind}.{language} has no subject line")
    return " ".join(head.removeprefix("Subject: ").split())[:200], body.strip() + "\n"
