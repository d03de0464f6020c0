"""Questions about what people agreed to."""

from __future__ import annotations

from django.db.models import QuerySet

from accounts.identity.models import User
from accounts.privacy.models import Consent, DataExport, Purpose
from accounts.privacy.texts import VERSION


def consent_log(user: User) -> QuerySet[Consent]:
    """Every answer a person gave, newest first."""
    return Consent.objects.filter(user=user).order_by("-pk")


def consents_of(user: User) -> dict[str, Consent]:
    """The answer that counts for each purpose; a purpose never asked about is missing."""
    newest = Consent.objects.filter(user=user).order_by("purpose", "-pk").distinct("purpose")
    return {consent.purpose: consent for consent in newest}


def has_agreed(user: User, purpose: str) -> bool:
    """Whether the newest answer to a purpose is yes. Silence is no."""
    newest = Consent.objects.filter(user=user, purpose=purpose).order_by("-pk").first()
    return newest is not None and newest.given


def must_agree_again(user: User) -> bool:
    """Whether the terms have changed since this person agreed to them."""
    newest = Consent.objects.filter(user=user, purpose=Purpose.TERMS, given=True).order_by("-pk").first()
    return newest is None or newest.text_version != VERSION


def newest_export(user: User) -> DataExport | None:
    """The copy of their data somebody asked for last."""
    return DataExport.objects.filter(user=user).order_by("-pk").first()
