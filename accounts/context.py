"""What the sign-in page shows in demonstration mode."""

from django.conf import settings
from django.http import HttpRequest

from accounts.demo import DEMO_PASSWORD, demo_accounts


def demonstration(request: HttpRequest) -> dict:
    if not settings.DEMO or not request.path.startswith("/accounts/login"):
        return {}
    return {"demo_accounts": demo_accounts(), "demo_password": DEMO_PASSWORD}
