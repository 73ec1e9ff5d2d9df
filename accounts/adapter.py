"""How allauth meets our accounts. Its mails do not go through the outbox: docs/decisions/0001."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.utils import passthrough_next_redirect_url
from django.contrib.auth import REDIRECT_FIELD_NAME


class AccountAdapter(DefaultAccountAdapter):
    """Sign-up is by e-mail and name, and the mail leads back to where one was going; nothing else is changed."""

    def save_user(self, request: Any, user: Any, form: Any, commit: bool = True) -> Any:
        user.name = form.cleaned_data.get("name", "")
        return super().save_user(request, user, form, commit)

    def get_email_confirmation_url(self, request: Any, emailconfirmation: Any) -> str:
        """With `next` in it, such as an invitation: the link may be opened in another browser."""
        url = super().get_email_confirmation_url(request, emailconfirmation)
        return passthrough_next_redirect_url(request, url, REDIRECT_FIELD_NAME)

    def format_email_subject(self, subject: str) -> str:
        """Without the host's name in front, as the portal's other mails."""
        return subject
