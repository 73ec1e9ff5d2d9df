"""What a view may rely on once the audience was checked."""

from django.http import HttpRequest

from accounts.models import User


class SignedInRequest(HttpRequest):
    """A request of somebody signed in: `user` is a person, never anonymous."""

    user: User
