"""Writing down what people agree to and take back."""

from __future__ import annotations

import ipaddress

from django.db import transaction

from accounts.identity.models import User
from accounts.privacy.errors import TermsStay
from accounts.privacy.models import Consent, Purpose
from accounts.privacy.selectors import consents_of
from accounts.privacy.texts import VERSION, fingerprint


@transaction.atomic
def answer(*, user: User, purpose: str, given: bool, channel: str = "web", ip: str = "") -> Consent:
    """Append an answer, if it differs from the one that counts. The terms are left only by closing the account."""
    User.objects.select_for_update().get(pk=user.pk)
    if purpose == Purpose.TERMS and not given:
        raise TermsStay(field="purpose")
    newest = consents_of(user).get(purpose)
    if newest is not None and newest.given == given and newest.text_version == VERSION:
        return newest
    return Consent.objects.create(
        user=user,
        purpose=Purpose(purpose),
        given=given,
        text_version=VERSION,
        text_hash=fingerprint(purpose),
        channel=channel,
        ip_prefix=truncated(ip),
    )


def truncated(ip: str) -> str:
    """The network an address is in, /24 or /48: enough to prove a place, too little to find a person."""
    try:
        address = ipaddress.ip_address(ip)
    except ValueError:
        return ""
    return str(ipaddress.ip_network(f"{address}/{24 if address.version == 4 else 48}", strict=False))
