"""People."""

from __future__ import annotations

import hashlib
from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.core.validators import RegexValidator
from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from config.kernel.clock import now
from config.kernel.encryption import EncryptedTextField
from config.kernel.ids import public_id
from config.kernel.models import UploadedPicture

HANDLE = RegexValidator(r"^[a-z0-9_]{3,24}$", _("3 to 24 small letters, digits or underscores."))


class UserManager(BaseUserManager["User"]):
    def create_user(self, email: str, password: str | None = None, **fields: Any) -> User:
        """A person with a usable handle and name even when only an e-mail address is known."""
        fields.setdefault("handle", f"u{public_id(10).lower()}")
        fields.setdefault("display_name", email.partition("@")[0][:40])
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> User:
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)

    def get_by_natural_key(self, username: str | None) -> User:
        return self.get(email__iexact=username)


class User(AbstractBaseUser, PermissionsMixin):
    """Somebody with an account. Everyone is a shopper; other roles come from Membership."""

    email = models.EmailField(_("e-mail"), max_length=254)
    handle = models.CharField(_("handle"), max_length=24, validators=[HANDLE], help_text=_("Your address: /u/handle/"))
    display_name = models.CharField(_("name"), max_length=40)
    bio = models.CharField(_("about you"), max_length=200, blank=True)
    avatar = models.ForeignKey(
        UploadedPicture, verbose_name=_("picture"), null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    phone = EncryptedTextField(_("phone"), blank=True)
    phone_index = models.CharField(max_length=40, blank=True, editable=False)
    language = models.CharField(_("language"), max_length=10, blank=True)
    is_active = models.BooleanField(_("active"), default=True)
    is_staff = models.BooleanField(_("may open the Django admin"), default=False)
    is_demo = models.BooleanField(default=False, editable=False)
    joined_at = models.DateTimeField(_("joined"), default=now)

    objects: ClassVar[UserManager] = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")
        constraints = [
            models.UniqueConstraint(
                Lower("email"), name="user_email_once", violation_error_message=_("This e-mail address is taken.")
            ),
            models.UniqueConstraint(
                Lower("handle"), name="user_handle_once", violation_error_message=_("This handle is taken.")
            ),
            models.UniqueConstraint(
                fields=["phone_index"],
                condition=~models.Q(phone_index=""),
                name="user_phone_once",
                violation_error_message=_("This phone number belongs to another account."),
            ),
        ]

    def __str__(self) -> str:
        return self.display_name

    def get_full_name(self) -> str:
        return self.display_name

    def get_short_name(self) -> str:
        return self.display_name


class AccessToken(models.Model):
    """A bearer token of the API; only its hash is stored."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="access_tokens")
    token_hash = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()
    last_used_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"token {self.pk}"

    @staticmethod
    def hash_of(token: str) -> str:
        return hashlib.sha256(token.encode()).hexdigest()
