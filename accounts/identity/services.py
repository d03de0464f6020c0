"""Changing one's own profile."""

from __future__ import annotations

from django.core.files.uploadedfile import UploadedFile
from django.db import IntegrityError, transaction

from accounts.identity.errors import HandleTaken
from accounts.identity.models import User
from config.kernel.pictures import discard_picture, store_picture

AVATAR_SIZE = 640


@transaction.atomic
def change_profile(*, user: User, display_name: str, handle: str, bio: str) -> User:
    """Write a person's public face."""
    user.display_name, user.handle, user.bio = display_name, handle.lower(), bio
    try:
        with transaction.atomic():
            user.save(update_fields=["display_name", "handle", "bio"])
    except IntegrityError as clash:
        if "user_handle_once" not in str(clash):
            raise
        raise HandleTaken(field="handle") from clash
    return user


@transaction.atomic
def change_avatar(*, user: User, upload: UploadedFile | None) -> User:
    """Replace a person's picture, or take it away. The old files go once the change is kept."""
    old = user.avatar
    user.avatar = store_picture(upload, alt=user.display_name, largest=AVATAR_SIZE) if upload else None
    user.save(update_fields=["avatar"])
    if old and not User.objects.filter(avatar=old).exists():
        discard_picture(old)
    return user


def choose_language(*, user: User, language: str) -> None:
    """Remember the language for mails."""
    User.objects.filter(pk=user.pk).exclude(language=language).update(language=language)
