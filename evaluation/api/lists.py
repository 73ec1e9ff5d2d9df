"""What every list of this API shares: paging by key, filters from the address."""

from collections.abc import Mapping
from typing import Any

from django.db.models import QuerySet
from drf_spectacular.utils import OpenApiParameter
from rest_framework.exceptions import NotFound
from rest_framework.pagination import CursorPagination
from rest_framework.request import Request


class ByKey(CursorPagination):
    """By key: page 400 costs what page 1 costs."""

    ordering: Any = "-id"
    page_size = 50
    page_size_query_param = "page_size"
    max_page_size = 200

    def paginate_queryset(self, queryset: Any, request: Request, view: Any = None) -> Any:
        """A cursor that is no cursor of ours leads nowhere: 404."""
        try:
            return super().paginate_queryset(queryset, request, view)
        except ValueError:
            raise NotFound(self.invalid_cursor_message) from None


class InOrder(ByKey):
    ordering = "position"


class ByTime(ByKey):
    ordering = ("uploaded_at", "pk")


def narrowed(found: QuerySet, asked: Mapping[str, str], columns: Mapping[str, str]) -> QuerySet:
    """By what the address names; a text that no column can hold finds nothing."""
    given = {column: asked[name] for name, column in columns.items() if asked.get(name)}
    return found.none() if any("\x00" in text for text in given.values()) else found.filter(**given)


def parameter(name: str, description: str, enum: list[str] | None = None) -> OpenApiParameter:
    return OpenApiParameter(name, str, description=description, enum=enum)
