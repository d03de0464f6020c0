"""Being counted: nothing before a yes; then pages and cards that were on the screen, taps, and what comes as one leaves."""

from __future__ import annotations

import pytest
from django.conf import settings
from playwright.sync_api import expect

from analytics.tracking.models import Actor, Event
from analytics.tracking.stream import client, oldest_waiting
from analytics.tracking.writing import consume
from catalog.products.models import Product
from tests.factories.accounts import UserFactory
from tests.factories.catalog import make_variant
from tests.factories.notes import make_note

pytestmark = pytest.mark.django_db(transaction=True)


def names() -> list[str]:
    consume("journey")
    return sorted(Event.objects.filter(actor__visitor__isnull=False).values_list("name", flat=True))


def test_a_visit_is_counted_after_a_yes_and_not_before(visitor) -> None:
    client().delete(settings.EVENT_STREAM)
    writer, variant = UserFactory(display_name="小满"), make_variant()
    first, second = make_note(writer, title="第一篇", pictures=0), make_note(writer, title="第二篇", pictures=0)
    me = visitor()
    me.go("/posts/")
    expect(me.page.locator(me.on("measuring-notice"))).to_be_visible()
    me.page.wait_for_timeout(1_500)
    variant.product.pictures.all().delete()
    Product.objects.update(cover=None)
    me.go(f"/products/{variant.product.slug}/")
    assert oldest_waiting() is None
    me.page.locator(me.on("measuring-yes")).click()
    expect(me.page.locator(me.on("measuring-notice"))).to_have_count(0)
    assert me.page.evaluate("location.pathname") == f"/products/{variant.product.slug}/"
    me.go("/posts/")
    me.page.wait_for_timeout(1_500)
    me.page.locator(me.on("post-card")).first.click()
    me.page.wait_for_url("**/posts/*/")
    me.page.wait_for_timeout(300)
    me.go("/cart/")
    me.go("/search/?q=tea")
    me.go("/terms/")
    assert names() == [
        "cart_view",
        "click",
        "impression",
        "impression",
        "note_view",
        "product_view",
        "search",
    ]
    assert Actor.objects.filter(visitor__isnull=False).count() == 1
    assert Event.objects.exclude(session=None).values("session").distinct().count() == 1
    seen = Event.objects.filter(name="impression")
    assert set(seen.values_list("object_id", flat=True)) == {first.pk, second.pk}
    assert seen.first().details["surface"] == "posts"


def test_a_no_is_one_tap_and_nothing_is_told(visitor) -> None:
    client().delete(settings.EVENT_STREAM)
    me = visitor(lang="en")
    me.go("/posts/")
    me.page.locator(me.on("measuring-no")).click()
    expect(me.page.locator(me.on("measuring-notice"))).to_have_count(0)
    me.go("/cart/")
    me.page.wait_for_timeout(300)
    assert oldest_waiting() is None
    assert [cookie["name"] for cookie in me.context.cookies() if cookie["name"] == "counted_as"] == []
