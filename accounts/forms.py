from allauth.account.forms import SignupForm as BaseSignupForm
from django import forms
from django.utils.translation import gettext_lazy as _


class SignupForm(BaseSignupForm):
    """E-mail, name, password: a company is registered or joined after signing in."""

    name = forms.CharField(label=_("Name"), max_length=80)
    field_order = ("name", "email", "password1", "password2")
