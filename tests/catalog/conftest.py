"""What the catalogue's tests share."""

from __future__ import annotations

import pytest

from tests.factories.catalog import make_category, make_merchant_user, make_shop


@pytest.fixture
def shop(db):
    return make_shop(slug="celadon")


@pytest.fixture
def merchant_client(client, shop):
    """A browser signed in as the shop's owner."""
    client.force_login(make_merchant_user(shop))
    return client


@pytest.fixture
def cups(db):
    return make_category("杯子", slug="cups")
