"""Somebody buys from a note, and its author sees it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from community.referral.selectors.pages import effect_of
from community.referral.services import attribute_order, know_visitor
from config.kernel.clock import now
from content.posts.models import Post
from tests.factories.accounts import UserFactory
from tests.factories.catalog import make_variant
from tests.factories.notes import make_note
from tests.factories.orders import make_paid_order

pytestmark = pytest.mark.django_db
PHONE = {"User-Agent": "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15"}


def test_an_order_that_came_by_a_note_is_its_authors_to_see():
    author, variant = UserFactory(), make_variant(price_cents=10_000)
    note = make_note(author, products=[variant.product])
    page = f"/posts/{note.key}/"
    Post.objects.update(published_at=now() - timedelta(minutes=5))
    reader = Client(headers=PHONE)
    on_the_way = reverse("posts:note-product", args=[note.key, variant.product.slug])
    assert on_the_way in reader.get(page).content.decode()
    gone = reader.get(on_the_way)
    assert (gone.status_code, gone["Location"]) == (302, f"/products/{variant.product.slug}/")
    strange = reverse("posts:note-product", args=[note.key, make_variant().product.slug])
    assert reader.get(strange).status_code == 404
    buyer = UserFactory()
    know_visitor(key=reader.cookies["visitor"].value, user=buyer, network="")
    attribute_order(order=make_paid_order(buyer, {variant: 1}))
    effect = effect_of(target="note", ref=note.key)
    assert (effect.opened, effect.orders, effect.cents) == (1, 1, 10_000)
    mine = Client()
    mine.force_login(author)
    assert 'data-test="note-orders"' in mine.get(page).content.decode()
    assert 'data-test="note-orders"' not in reader.get(page).content.decode()
