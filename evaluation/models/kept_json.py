from typing import Any

from django.db import models


class KeptJSONField(models.JSONField):
    """JSON that is only ever read as a whole: the database checks it and keeps it as it was written, where its own form would cost
    more than all else of writing it by the thousand. Nothing is searched in it."""

    def db_type(self, connection: Any) -> str:
        return "json"

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> Any:
        return (
            super().from_db_value(value, expression, connection) if isinstance(value, str) else value
        )  # psycopg reads this type
