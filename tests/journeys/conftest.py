"""The journeys; their browser and people are in kit.py."""

import pytest


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Every journey drives a browser; one at a time is enough for the machine."""
    for item in items:
        if "tests/journeys/" in str(item.path):
            item.add_marker(pytest.mark.browser)
            item.add_marker(pytest.mark.xdist_group("browser"))
