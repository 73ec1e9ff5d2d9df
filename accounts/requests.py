"""What a view may rely on once the audience was checked and the arrival noted."""

import datetime as dt

from django.http import HttpRequest

from accounts.models import User


class ArrivedRequest(HttpRequest):
    """Anybody's request: `arrived_at` is when it reached us."""

    arrived_at: dt.datetime


class SignedInRequest(ArrivedRequest):
    """A request of somebody signed in: `user` is a person, never anonymous."""

    user: User
