import pytest

from tests.factories.clusters import load_reference


@pytest.fixture
def reference(db):
    """The real regions, complexes, industries and indicators."""
    return load_reference()
