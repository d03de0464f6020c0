"""Notes are seen once a reader and day; what that brings is their authors' to read."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.contrib.auth.models import AnonymousUser
from django.test import Client
from django.urls import reverse

from community.graph.services import block
from community.referral.models import ShareLink
from community.referral.services import attribute_order, know_visitor, link_to
from config.kernel.clock import now
from config.kernel.errors import TooMany
from content.boards.services import save_note
from content.comments.services import write_comment
from content.effect.models import Deed, NoteDay, Seen
from content.effect.selectors import Reading, days_of, effect_for_author
from content.effect.services import add_up_old_days, write_down
from content.effect.subscribers import tell_the_note
from content.effect.viewers import mark_of
from content.feed.models import Warmth
from content.feed.selectors.discover import candidates
from content.feed.services import warm_notes
from content.posts.counting import FEW_VIEWS, counts_of
from content.posts.models import CounterDelta, PostStat, PostStatus
from content.reactions.services import flush_counters, like_note, recount_notes, repost
from orders.cart.events import PutInCart
from orders.cart.services import put_in
from orders.cart.shoppers import Shopper
from tests.factories.accounts import UserFactory
from tests.factories.catalog import make_variant
from tests.factories.notes import make_note
from tests.factories.orders import make_paid_order

pytestmark = pytest.mark.django_db
PHONE = {"User-Agent": "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15"}
GUEST = AnonymousUser()


def see(note, reader, deed=Deed.SEEN) -> int:
    viewer = mark_of(reader) if reader.is_authenticated else "guest"
    return write_down(reader=reader, viewer=viewer, deed=deed, keys=[note.key])


def test_a_reader_counts_once_a_day_and_the_author_never():
    note, reader = make_note(), UserFactory()
    assert [see(note, reader), see(note, reader), see(note, GUEST), see(note, note.author)] == [1, 0, 1, 0]
    assert counts_of(note).views == 2
    with time_machine.travel(now() + timedelta(days=1)):
        assert see(note, reader) == 1
    flush_counters()
    assert PostStat.objects.get(post=note).views == 3
    assert see(note, reader, Deed.OPENED) == 1
    assert counts_of(note).views == 3


def test_only_notes_one_may_read_are_seen():
    note, hidden, reader = make_note(), make_note(), UserFactory()
    hidden.status = PostStatus.HIDDEN
    hidden.save()
    blocked = make_note()
    block(blocker=blocked.author, person=reader)
    keys = [note.key, note.key, hidden.key, blocked.key, "NOSUCHKEY", "'; DROP", ""]
    assert write_down(reader=reader, viewer="x", deed=Deed.SEEN, keys=keys) == 1


def test_nobody_tells_without_end(monkeypatch):
    monkeypatch.setattr("content.effect.services.TELLINGS_AN_HOUR", 2)
    note = make_note()
    assert [see(note, GUEST), see(note, GUEST)] == [1, 0]
    with pytest.raises(TooMany):
        see(note, GUEST)


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_many_windows_at_once_are_one_view(race):
    note, reader = make_note(), UserFactory()
    outcomes = race(lambda _window: see(note, reader), range(6))
    assert sorted(outcomes) == [0, 0, 0, 0, 0, 1]
    assert CounterDelta.objects.filter(field="views").count() == Seen.objects.count() == 1


def test_old_days_become_sums_and_the_figures_stay():
    note = make_note()
    readers = [UserFactory() for _ in range(3)]
    with time_machine.travel(now() - timedelta(days=9)):
        for reader in readers:
            see(note, reader)
        for reader in (readers[0], UserFactory()):
            see(note, reader, Deed.OPENED)
        see(note, readers[0], Deed.PRODUCT)
    see(note, readers[0])
    before = days_of(note)
    assert add_up_old_days() == 6
    assert add_up_old_days() == 0
    [day] = NoteDay.objects.all()
    assert (day.seen, day.opened, day.followed_up, day.products, day.carts) == (3, 2, 1, 1, 0)
    assert days_of(note) == before
    assert sum(before.values(), Reading()) == Reading(seen=4, opened=2, followed_up=1, products=1)
    assert Seen.objects.count() == 1


def test_recounting_by_night_loses_no_view():
    note = make_note()
    see(note, UserFactory())
    flush_counters()
    see(note, UserFactory())
    recount_notes()
    assert not CounterDelta.objects.exists()
    assert PostStat.objects.get(post=note).views == 2
    assert recount_notes() == 0


def test_few_have_seen_it_is_measured():
    note = make_note()
    flush_counters()
    warm_notes()
    assert [one.is_new for one in candidates()] == [True]
    PostStat.objects.filter(post=note).update(views=FEW_VIEWS - 1)
    see(note, UserFactory())
    flush_counters()
    assert warm_notes() == 1
    assert Warmth.objects.get(post=note).views == FEW_VIEWS
    from django.core.cache import cache

    cache.clear()
    assert [one.is_new for one in candidates()] == [False]
    see(note, UserFactory())
    flush_counters()
    assert warm_notes() == 0  # once it isn't new any more, being seen changes no rank


# ---- what pages tell ---------------------------------------------------------------------------------------------


def test_pages_tell_and_programs_do_not():
    note, url = make_note(), reverse("effect:seen")
    reader = Client(headers=PHONE)
    wish = {"deed": "seen", "notes": f"{note.key},NOSUCH"}
    assert reader.post(url, wish).status_code == 204
    assert reader.post(url, wish).status_code == 204
    assert Seen.objects.count() == 1
    for headers in ({"User-Agent": "Googlebot/2.1"}, PHONE | {"Sec-Purpose": "prefetch;prerender"}, {}):
        assert Client(headers=headers).post(url, wish).status_code == 204
    assert Seen.objects.count() == 1
    assert reader.post(url, {"deed": "cart", "notes": note.key}).status_code == 422
    assert reader.get(url).status_code == 405
    strict = Client(headers=PHONE, enforce_csrf_checks=True)
    assert strict.post(url, wish).status_code == 403
    for page in ("/", "/posts/"):
        assert f'data-note="{note.key}"' in reader.get(page).content.decode()
    assert f'data-note-read="{note.key}"' in reader.get(f"/posts/{note.key}/").content.decode()


def test_the_author_reads_what_it_brought(client, django_assert_max_num_queries):
    variant = make_variant(price_cents=10_000, stock=9)
    note = make_note(products=[variant.product])
    page = f"/posts/{note.key}/"
    buyer, fan = UserFactory(), UserFactory()
    for person in (buyer, fan):
        see(note, person)
    for deed in (Deed.OPENED, Deed.PRODUCT):
        see(note, buyer, deed)
    like_note(post=note, user=fan)
    save_note(user=fan, post=note)
    write_comment(post=note, author=fan, body="lovely")
    repost(post=note, user=fan)
    link_to(sharer=fan, path=page)
    link_to(sharer=note.author, path=page)
    ShareLink.objects.update(created_at=now() - timedelta(minutes=5))
    phone = Client(headers=PHONE)
    phone.get(reverse("posts:note-product", args=[note.key, variant.product.slug]))
    know_visitor(key=phone.cookies["visitor"].value, user=buyer, network="")
    put_in(shopper=Shopper(user=buyer), variant_key=variant.key, quantity=1)
    for product in (variant.product, make_variant().product):
        tell_the_note(PutInCart(user_id=buyer.pk, product_id=product.pk))
    tell_the_note(PutInCart(user_id=fan.pk, product_id=variant.product_id))
    attribute_order(order=make_paid_order(buyer, {variant: 1}))
    effect = effect_for_author(note)
    assert effect.reading == Reading(seen=2, opened=1, followed_up=1, products=1, carts=1)
    assert (effect.likes, effect.saves, effect.comments, effect.reposts) == (1, 1, 1, 1)
    assert (effect.shares, effect.share_visits) == (1, 0)
    assert (effect.orders, effect.revenue_cents, effect.open_rate) == (1, 20_000, 50.0)  # one was in the cart already
    assert (effect.days[0].reading.seen, len(effect.days)) == (2, 14)

    url = reverse("effect:note", args=[note.key])
    for reader in (None, fan):
        if reader:
            client.force_login(reader)
        assert client.get(url).status_code in {302, 404}
    client.cookies["django_language"] = "en"
    client.force_login(note.author)
    assert url in client.get(page).content.decode()
    with django_assert_max_num_queries(20):
        shown = client.get(url).content.decode()
    assert "Of those who saw its card, 50.0% opened it" in shown
    assert "¥200.00" in shown


def test_the_api_counts_and_tells(client):
    note, reader = make_note(), UserFactory()
    client.force_login(reader)
    wish = {"deed": "seen", "notes": [note.key]}
    answers = [client.post("/api/v1/seen/", wish, content_type="application/json").json() for _twice in range(2)]
    assert answers == [{"counted": 1}, {"counted": 0}]
    many = {"deed": "seen", "notes": [note.key] * 51}
    assert client.post("/api/v1/seen/", many, content_type="application/json").status_code in {400, 422}
    url = f"/api/v1/posts/{note.key}/effect/"
    assert client.get(url).status_code == 404
    client.force_login(note.author)
    told = client.get(url).json()
    assert (told["seen"], told["opened"], told["revenue_cents"], len(told["days"])) == (1, 0, 0, 14)
