"""People who sign in. Who somebody is stands here alone, so that it can be erased."""

from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from .fields import known, new_key


class UserManager(BaseUserManager["User"]):
    """Makes users; an e-mail is optional because physicians often come without one."""

    def create_user(
        self, email: str | None = None, password: str | None = None, **fields: Any
    ) -> "User":
        user = self.model(email=email.strip().lower() if email else None, **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str, **fields: Any) -> "User":
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(email=(username or "").strip().lower())


class User(AbstractBaseUser, PermissionsMixin):
    """Somebody who can sign in: a researcher by password, a physician by a link."""

    class Language(models.TextChoices):
        ENGLISH = "en", _("English")
        CHINESE = "zh-hans", _("Simplified Chinese")

    # Stands in audit events instead of a number or an address, and outlives an erasure there.
    key = models.CharField(max_length=32, default=new_key, editable=False)
    # Null, not empty: uniqueness must not count the many who have none.
    email = models.EmailField(_("e-mail"), null=True, blank=True)  # noqa: DJ001
    name = models.CharField(_("name"), max_length=120, blank=True)
    language = models.CharField(_("language"), max_length=10, choices=Language, blank=True)
    # How they like to read and work: text size, keys. They go with them to every browser.
    preferences = models.JSONField(default=dict, blank=True)
    is_staff = models.BooleanField(default=False)
    is_active = models.BooleanField(default=True)
    date_joined = models.DateTimeField(default=timezone.now)

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: list[str] = []

    objects = UserManager()

    class Meta:
        verbose_name = _("user")
        constraints = [
            models.UniqueConstraint(fields=["key"], name="user_key_once"),
            models.UniqueConstraint(fields=["email"], name="user_email_once"),
            models.CheckConstraint(
                condition=Q(email__isnull=True) | Q(email=Lower(F("email"))),
                name="user_email_is_lower_case",
            ),
            models.CheckConstraint(condition=~Q(email=""), name="user_email_not_empty"),
            known("language", ["", "en", "zh-hans"], "user_language_known"),
        ]

    def __str__(self) -> str:
        return self.name or self.email or self.key

    def get_full_name(self) -> str:
        return self.name
