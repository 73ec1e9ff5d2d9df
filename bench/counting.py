"""How many statements a piece of code sends, and how many rows come back for them."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from django.db import connection

BOOKKEEPING = ("SAVEPOINT", "RELEASE", "ROLLBACK")  # of transactions: no statement of a page's own


@dataclass
class Tally:
    """`statements` with the rows each brought to us (or touched)."""

    statements: list[tuple[str, int]] = field(default_factory=list)

    @property
    def count(self) -> int:
        return len(self.statements)

    @property
    def rows(self) -> int:
        return sum(rows for _sql, rows in self.statements)

    def note(self, execute: Callable, sql: str, params: Any, many: bool, context: dict[str, Any]) -> Any:
        """An execute wrapper. Rows are counted where the driver got them, so also those nobody looked at."""
        result = execute(sql, params, many, context)
        if not sql.startswith(BOOKKEEPING):
            self.statements.append((sql, max(0, context["cursor"].rowcount)))
        return result


@contextmanager
def counted() -> Iterator[Tally]:
    tally = Tally()
    with connection.execute_wrapper(tally.note):
        yield tally
