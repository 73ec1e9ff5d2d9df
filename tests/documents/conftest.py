"""A thing that has files, as the apps above would register it."""

from types import SimpleNamespace

import pytest

from documents import access
from tests.factories.accounts import make_user


@pytest.fixture
def box(db, monkeypatch):
    """Box 7: `owner` writes, `owner` and `reader` read, nobody else. `box.rules` may be changed by the test."""
    monkeypatch.setattr(access, "_rules", {})
    owner, reader, stranger = make_user(), make_user(), make_user()
    register_box(owner, readers=[owner, reader])
    return SimpleNamespace(id=7, stream="box/7", owner=owner, reader=reader, stranger=stranger)


def register_box(owner, *, readers, **rules):
    access.register(
        "box",
        may_read=lambda user, file: user in readers and file.about_id == "7",
        may_write=lambda user, about_id: user == owner and about_id == "7",
        **rules,
    )
