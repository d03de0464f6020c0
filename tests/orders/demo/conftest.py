"""A small shop world with twelve weeks of buying in it, made once for all that only look at it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.db import transaction
from django.test import override_settings

from config.kernel.demo import World
from orders import demo
from orders.demo import sales
from tests.orders.demo.worlds import small_world


@pytest.fixture(scope="package")
def sold(django_db_setup, django_db_blocker, tmp_path_factory) -> Iterator[World]:
    """Gone after the last test of this folder; what a test changes in it is undone after that test."""
    media = override_settings(MEDIA_ROOT=tmp_path_factory.mktemp("media"))
    with media, pytest.MonkeyPatch.context() as patch, django_db_blocker.unblock(), transaction.atomic():
        patch.setattr(sales, "TRADES", 900)
        world = small_world()
        demo.seed(world)
        yield world
        transaction.set_rollback(True)


@pytest.fixture
def world(db, sold: World) -> World:
    return sold
