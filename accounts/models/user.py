from functools import cached_property
from typing import TYPE_CHECKING, Any, ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.roles import Role

if TYPE_CHECKING:
    from accounts.models.grant import Grant

SYSTEM_EMAIL = "system@portal.invalid"


class UserManager(BaseUserManager["User"]):
    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> "User":
        user = self.create_user(email, password, is_staff=True, is_superuser=True, **fields)
        user.grants.create(role=Role.ADMIN)
        return user

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(email__iexact=username)

    def system(self) -> "User":
        """The portal itself: who acts when the clock acts. A real row with its own role."""
        user, made = self.get_or_create(email=SYSTEM_EMAIL, defaults={"name": "포털", "is_active": False, "password": "!"})
        if made:
            user.grants.create(role=Role.SYSTEM)
        return user


class User(AbstractBaseUser, PermissionsMixin):
    """A person who signs in by e-mail. What they may do is in their grants."""

    email = models.EmailField(_("e-mail"), unique=True)
    name = models.CharField(_("name"), max_length=80, blank=True)
    language = models.CharField(_("language"), max_length=2, choices=[("ko", _("Korean")), ("en", _("English"))], default="ko")
    is_active = models.BooleanField(_("active"), default=True)
    is_staff = models.BooleanField(_("may open the admin pages"), default=False)
    keeps_away = models.BooleanField(default=False, editable=False)  # from some proposal or organisation: kept by `recuse`
    date_joined = models.DateTimeField(_("joined"), default=timezone.now)

    objects: ClassVar[UserManager] = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        verbose_name = _("user")
        verbose_name_plural = _("users")
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(Lower("email"), name="one_account_per_email"),
        ]

    def __str__(self) -> str:
        return self.name or self.email

    def get_full_name(self) -> str:
        return str(self)

    @property
    def key(self) -> str:
        """How the audit log names this person."""
        return f"user/{self.pk}"

    @cached_property
    def active_grants(self) -> list["Grant"]:
        """One query per request, whatever is asked of it afterwards."""
        return list(self.grants.filter(ended_at__isnull=True)) if self.pk else []

    @cached_property
    def roles(self) -> frozenset[str]:
        return frozenset(grant.role for grant in self.active_grants)

    @cached_property
    def unread_count(self) -> int:
        """Notices not yet read: one count over a partial index, asked by the page header."""
        return self.messages.filter(read_at__isnull=True).count()

    def has_role(self, *roles: str, organisation: Any = None, region: Any = None) -> bool:
        """Does the person hold one of `roles` — of this organisation (object or id), for this region (object or code)?"""
        organisation_id = getattr(organisation, "pk", organisation)
        region_code = getattr(region, "pk", region)
        return any(
            grant.role in roles
            and (organisation_id is None or grant.organisation_id == organisation_id)
            and (region_code is None or grant.region == region_code)
            for grant in self.active_grants
        )

    def organisation_ids(self, *roles: str) -> list[int]:
        """The organisations this person acts for (in `roles`, or at all)."""
        return [g.organisation_id for g in self.active_grants if g.organisation_id and (not roles or g.role in roles)]

    def region_codes(self, *roles: str) -> list[str]:
        """The regions this person works for (in `roles`, or at all)."""
        return [g.region for g in self.active_grants if g.region and (not roles or g.role in roles)]

    def forget_grants(self) -> None:
        """After a grant changed within this request."""
        for name in ("active_grants", "roles"):
            self.__dict__.pop(name, None)
