"""Parts of the frame that are the same on every page are drawn once per process and language."""

from typing import Any

from django import template
from django.conf import settings
from django.template.base import FilterExpression, NodeList, Parser, Token
from django.utils.translation import get_language

register = template.Library()

_drawn: dict[tuple, str] = {}
MOST = 500  # what varies must be few things: a role's home page, not a person


class FixedNode(template.Node):
    def __init__(self, nodelist: NodeList, name: str, varying: list[FilterExpression]) -> None:
        self.nodelist = nodelist
        self.name = name
        self.varying = varying

    def render(self, context: template.Context) -> Any:
        if settings.DEBUG:
            return self.nodelist.render(context)
        key = (self.name, get_language(), *(str(value.resolve(context)) for value in self.varying))
        drawn = _drawn.get(key)
        if drawn is None:
            drawn = self.nodelist.render(context)
            if len(_drawn) < MOST:
                _drawn[key] = drawn
        return drawn


@register.tag
def fixed(parser: Parser, token: Token) -> FixedNode:
    """{% fixed "name" [what it varies by …] %}…{% endfixed %}: depends on nothing else but the language."""
    _tag, name, *varying = token.split_contents()
    nodelist = parser.parse(("endfixed",))
    parser.delete_first_token()
    return FixedNode(nodelist, name, [parser.compile_filter(part) for part in varying])
