"""Personal data at rest: unreadable in the database, bound to its column, readable through a change of keys."""

import base64

import pytest
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from accounts.addresses.models import Address
from config.kernel.encryption import Unreadable, blind_index, key_of, seal, unseal
from tests.factories.accounts import AddressFactory

OLD = "old:" + base64.b64encode(b"o" * 32).decode()
NEW = "new:" + base64.b64encode(b"n" * 32).decode()
COLUMN = "people.phone"


@given(st.text())
def test_what_is_sealed_opens_again(text):
    assert unseal(seal(text, bound_to=COLUMN), bound_to=COLUMN) == text


def test_equal_texts_look_different():
    assert seal("13812345678", bound_to=COLUMN) != seal("13812345678", bound_to=COLUMN)


def test_it_opens_in_its_own_column_only():
    with pytest.raises(Unreadable):
        unseal(seal("x", bound_to=COLUMN), bound_to="people.name")


@pytest.mark.parametrize(
    "spoilt", ["", "x", "nokey$AAAA", "dev$", "dev$!!!!", "dev$" + base64.b64encode(b"0" * 40).decode()]
)
def test_nonsense_and_unknown_keys_are_unreadable(spoilt):
    with pytest.raises(Unreadable):
        unseal(spoilt, bound_to=COLUMN)


def test_a_flipped_bit_is_noticed():
    stored = seal("13812345678", bound_to=COLUMN)
    key, _dollar, text = stored.partition("$")
    raw = bytearray(base64.b64decode(text))
    raw[-1] ^= 1
    with pytest.raises(Unreadable):
        unseal(f"{key}${base64.b64encode(raw).decode()}", bound_to=COLUMN)


def test_keys_rotate(settings):
    settings.FIELD_KEYS = OLD
    stored = seal("x", bound_to=COLUMN)
    settings.FIELD_KEYS = f"{NEW},{OLD}"
    assert unseal(stored, bound_to=COLUMN) == "x"
    assert (key_of(stored), key_of(seal("x", bound_to=COLUMN))) == ("old", "new")
    settings.FIELD_KEYS = NEW
    with pytest.raises(Unreadable):
        unseal(stored, bound_to=COLUMN)


def test_a_blind_index_differs_by_purpose_and_secret(settings):
    index = blind_index("13812345678", purpose="phone")
    assert index == blind_index(" １３８12345678 ", purpose="phone")
    assert index != blind_index("13812345678", purpose="other")
    settings.BLIND_INDEX_KEY = "another"
    assert index != blind_index("13812345678", purpose="phone")


@pytest.mark.django_db
def test_the_database_never_sees_it_and_python_always_does(settings):
    settings.FIELD_KEYS = OLD
    address = AddressFactory(recipient="林小满", phone="13812345678")
    with connection.cursor() as cursor:
        cursor.execute("SELECT row_to_json(accounts_address)::text FROM accounts_address")
        [(stored,)] = cursor.fetchall()
    assert "林小满" not in stored
    assert "13812345678" not in stored
    assert Address.objects.get().recipient == "林小满"

    settings.FIELD_KEYS = f"{NEW},{OLD}"
    Address.objects.get(pk=address.pk).save()  # rotation is a plain save
    settings.FIELD_KEYS = NEW
    assert Address.objects.get().phone == "13812345678"


@pytest.mark.django_db
def test_it_cannot_be_searched_by_mistake():
    with pytest.raises(TypeError, match="blind index"):
        Address.objects.filter(phone="13812345678").exists()
