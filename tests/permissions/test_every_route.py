"""Every address × every role, as the table says. An address the table forgot fails, and so does a row without an address."""

from collections.abc import Iterator

import pytest

from tests.permissions.roles import ROLES
from tests.permissions.sweep import OURS, knock, route_of
from tests.permissions.table import Row, rows

ALL = list(rows())
pytestmark = pytest.mark.xdist_group("permissions")  # one world, built once


@pytest.mark.parametrize("row", ALL, ids=str)
def test_everybody_gets_what_the_table_says(world, row: Row):
    for method in row.methods:
        found = {who: knock(world.clients[who], world, row.name, row.thing, method) for who in ROLES}
        different = {
            who: f"{found[who]} instead of {row.cells[who]} ({ROLES[who]})" for who in ROLES if found[who] != row.cells[who]
        }
        assert not different, f"{method} {row}: {different}"


def test_no_address_is_forgotten(world):
    """By its name and what its path takes; of the API each method too."""
    swept: dict = {}
    for row in ALL:
        route = route_of(row.name, world.things[row.thing])
        assert route, f"no such address: {row}"
        swept.setdefault(route, set()).update(row.methods)
    forgotten = [f"{route.name} {sorted(route.takes)}" for route in OURS if route not in swept]
    assert not forgotten, "\n".join(forgotten)
    unasked = {route.name: sorted(route.methods - asked) for route, asked in swept.items() if route.methods - asked}
    assert not unasked, unasked


def test_a_row_is_written_once():
    def addresses() -> Iterator[tuple[str, str, str]]:
        for row in ALL:
            yield from ((row.name, row.thing, method) for method in row.methods)

    twice = sorted(addresses())
    assert len(twice) == len(set(twice))
