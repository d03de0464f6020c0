"""Business facts become events by the outbox, once however often they are told."""

from __future__ import annotations

import pytest

from analytics.tracking.models import DirtyDay, Event
from community.graph.services import follow
from config.kernel.clock import local_day, now
from config.kernel.events import deliver_event
from config.kernel.models import Delivery, OutboxEvent
from content.comments.services import write_comment
from content.posts.drafts import Draft
from content.posts.services import publish_note
from content.reactions.services import like_note
from content.reactions.telling import tell_of_likes
from orders.checkout.models import Order
from tests.factories.accounts import UserFactory
from tests.factories.catalog import make_variant
from tests.factories.groups import let_in, make_group
from tests.factories.orders import make_paid_order

pytestmark = pytest.mark.django_db


def tell_all() -> None:
    while waiting := list(OutboxEvent.objects.filter(delivered_at=None).order_by("pk").values_list("pk", flat=True)):
        assert all(deliver_event(pk) for pk in waiting)


def facts_of(user) -> list[tuple[str, str, int]]:
    rows = Event.objects.filter(actor__user=user).order_by("happened_at")
    return [(one.name, one.object_kind, one.object_id) for one in rows]


def test_what_people_do_is_written_with_its_object_and_shop():
    person, friend = UserFactory(), UserFactory()
    follow(follower=person, person=friend)
    note = publish_note(author=friend, draft=Draft(title="茶", body="水开了"))
    write_comment(post=note, author=person, body="好看")
    like_note(post=note, user=person)
    tell_of_likes()
    group = make_group()
    let_in(group, person)
    tell_all()
    assert set(facts_of(person)) == {
        ("follow", "person", friend.pk),
        ("comment", "note", note.pk),
        ("like", "note", note.pk),
        ("group_joined", "group", group.pk),
    }
    assert ("post_published", "note", note.pk) in facts_of(friend)


def test_an_order_is_placed_and_paid_at_its_own_instants_with_its_cents():
    buyer = UserFactory()
    order = make_paid_order(buyer, {make_variant(): 2})
    tell_all()
    paid = Event.objects.get(name="order_paid")
    assert (paid.object_id, paid.shop_id, paid.details) == (order.pk, order.shop_id, {"cents": order.total_cents})
    assert paid.happened_at == Order.objects.get().paid_at
    assert Event.objects.get(name="order_placed").happened_at == order.placed_at
    assert DirtyDay.objects.filter(day=local_day(paid.happened_at)).exists()


def test_a_fact_told_twice_is_one_event():
    follow(follower=UserFactory(), person=UserFactory())
    tell_all()
    assert Event.objects.filter(name="follow").count() == 1
    Delivery.objects.all().delete()  # as if another database, or another subscriber's name, told it again
    OutboxEvent.objects.update(delivered_at=None)
    tell_all()
    assert Event.objects.filter(name="follow").count() == 1


def test_signing_in_is_a_fact(client):
    person = UserFactory()
    client.force_login(person)
    tell_all()
    assert facts_of(person) == [("sign_in", "person", person.pk)]


def test_a_guests_order_is_nobodys_but_its_day_is_counted():
    make_paid_order(UserFactory(), {make_variant(): 1})
    Order.objects.update(buyer=None)
    DirtyDay.objects.all().delete()
    tell_all()
    assert not Event.objects.filter(name="order_paid").exists()
    assert DirtyDay.objects.filter(day=local_day(now())).exists()
