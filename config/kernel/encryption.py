"""Personal data at rest: AES-256-GCM with a key id in front, bound to its column, and a keyed blind index for look-ups.

Stored text: `keyid$base64(nonce 12 bytes ‖ ciphertext ‖ tag)`. The associated data is `table.column`, so a ciphertext
moved to another column does not open. The first key of FIELD_KEYS writes; every key reads; `rotate` is a plain save.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import os
import unicodedata
from functools import lru_cache
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import models

NONCE_BYTES = 12


class Unreadable(Exception):
    """A stored value that no key opens, or that belongs to another column."""


@lru_cache(maxsize=4)
def _keys(setting: str) -> dict[str, AESGCM]:
    keys = {}
    for part in filter(None, setting.split(",")):
        key_id, _colon, encoded = part.partition(":")
        keys[key_id.strip()] = AESGCM(base64.b64decode(encoded))
    if not keys:
        raise ImproperlyConfigured("FIELD_KEYS is empty: no key to encrypt personal data with")
    return keys


def seal(text: str, *, bound_to: str) -> str:
    keys = _keys(settings.FIELD_KEYS)
    key_id = next(iter(keys))
    nonce = os.urandom(NONCE_BYTES)
    sealed = keys[key_id].encrypt(nonce, text.encode(), bound_to.encode())
    return f"{key_id}${base64.b64encode(nonce + sealed).decode()}"


def unseal(stored: str, *, bound_to: str) -> str:
    key_id, _dollar, encoded = stored.partition("$")
    try:
        raw = base64.b64decode(encoded, validate=True)
        return (
            _keys(settings.FIELD_KEYS)[key_id].decrypt(raw[:NONCE_BYTES], raw[NONCE_BYTES:], bound_to.encode()).decode()
        )
    except (KeyError, InvalidTag, ValueError) as trouble:
        raise Unreadable(f"{bound_to}: cannot be opened with the keys at hand") from trouble


def key_of(stored: str) -> str:
    """The id of the key a stored value was sealed with."""
    return stored.partition("$")[0]


def blind_index(text: str, *, purpose: str) -> str:
    """A keyed fingerprint for exact look-ups. Each purpose has its own key: equal values differ between columns."""
    plain = unicodedata.normalize("NFKC", text).strip().casefold()
    key = hmac.digest(settings.BLIND_INDEX_KEY.encode(), purpose.encode(), hashlib.sha256)
    return hmac.new(key, plain.encode(), hashlib.sha256).hexdigest()[:40]


class EncryptedTextField(models.TextField):  # type: ignore[type-arg]  # it takes none at run time
    """Text that is ciphertext in the database and plain in Python. Not searchable; keep a blind index beside it."""

    def _bound_to(self) -> str:
        return f"{self.model._meta.db_table}.{self.column}"

    def from_db_value(self, value: str | None, _expression: Any, _connection: Any) -> str | None:
        return unseal(value, bound_to=self._bound_to()) if value else value

    def get_prep_value(self, value: Any) -> Any:
        text = super().get_prep_value(value)
        return seal(text, bound_to=self._bound_to()) if text else text

    def get_lookup(self, lookup_name: str) -> Any:
        if lookup_name != "isnull":
            raise TypeError("An encrypted field cannot be searched; use its blind index")
        return super().get_lookup(lookup_name)
