"""What a view may rely on once the audience was checked and the arrival noted."""

import datetime as dt

from django.http import HttpRequest

from accounts.models import User


class SignedInRequest(HttpRequest):
    """A request of somebody signed in: `user` is a person, never anonymous; `arrived_at` is when it reached us."""

    user: User
    arrived_at: dt.datetime
