"""Changing one's own profile, and tokens for machines."""

from __future__ import annotations

import secrets
from datetime import timedelta
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from django.contrib.auth.backends import ModelBackend
from django.core.files.uploadedfile import UploadedFile
from django.db import IntegrityError, transaction

from accounts.identity.errors import BadCredentials, CodeNeeded, HandleTaken, NameMissing
from accounts.identity.faces import look_at
from accounts.identity.models import AccessToken, User
from config.kernel import ratelimit
from config.kernel.clock import now
from config.kernel.pictures import discard_picture, stored_picture
from config.kernel.plaintext import cleaned, cleaned_line

AVATAR_SIZE = 640
TOKEN_LIFETIME = timedelta(days=30)
TRIES_PER_ACCOUNT, TRIES_PER_NETWORK, WINDOW_S = 10, 50, 300


@transaction.atomic
def change_profile(*, user: User, display_name: str, handle: str, bio: str) -> User:
    """Write a person's public face."""
    name = cleaned_line(display_name)
    if not name:
        raise NameMissing(field="display_name")
    user.display_name, user.handle, user.bio = name, handle.lower(), cleaned(bio)
    try:
        with transaction.atomic():
            user.save(update_fields=["display_name", "handle", "bio"])
    except IntegrityError as clash:
        if "user_handle_once" not in str(clash):
            raise
        raise HandleTaken(field="handle") from clash
    return user


@transaction.atomic
def change_avatar(*, user: User, upload: UploadedFile[Any] | None) -> User:
    """Replace a person's picture, or take it away. The old files go once the change is kept; a refusal keeps them."""
    old = user.avatar
    if upload is not None:
        with stored_picture(upload, alt=user.display_name, largest=AVATAR_SIZE) as fresh:
            User.objects.filter(pk=user.pk).update(avatar=fresh)
            look_at(user, fresh)
            user.avatar = fresh
    else:
        user.avatar = None
        user.save(update_fields=["avatar"])
    if old and not User.objects.filter(avatar=old).exists():
        discard_picture(old)
    return user


def choose_language(*, user: User, language: str) -> None:
    """Remember the language for mails."""
    User.objects.filter(pk=user.pk).exclude(language=language).update(language=language)


def sign_in_for_token(*, email: str, password: str, code: str = "", ip: str = "") -> tuple[str, AccessToken]:
    """A new bearer token for right credentials; the answer to wrong ones never tells which part was wrong."""
    for bucket, who, limit in (
        ("token-account", email, TRIES_PER_ACCOUNT),
        ("token-network", ip, TRIES_PER_NETWORK),
    ):
        ratelimit.spend(bucket, who, limit=limit, seconds=WINDOW_S)
    user = ModelBackend().authenticate(None, username=email.strip(), password=password)  # as slow for unknown addresses
    if not isinstance(user, User):
        raise BadCredentials
    if is_mfa_enabled(user) and not _is_code_of(user, code):
        raise CodeNeeded
    ratelimit.give_back("token-account", email)
    ratelimit.give_back("token-network", ip)
    return issue_token(user=user)


def issue_token(*, user: User) -> tuple[str, AccessToken]:
    """The token is shown once and stored as a hash."""
    token = secrets.token_urlsafe(32)
    row = AccessToken.objects.create(
        user=user, token_hash=AccessToken.hash_of(token), expires_at=now() + TOKEN_LIFETIME
    )
    return token, row


def _is_code_of(user: User, code: str) -> bool:
    """Whether this is the code of the person's app right now, or an unused recovery code."""
    if not code:
        return False
    by_code = Authenticator.objects.filter(user=user).exclude(type=Authenticator.Type.WEBAUTHN)
    return any(one.wrap().validate_code(code) for one in by_code)
