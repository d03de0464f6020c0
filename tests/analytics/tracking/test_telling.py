"""What pages tell: taken with consent alone, believed event by event, and written once."""

from __future__ import annotations

import uuid
from datetime import UTC, datetime, timedelta

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from accounts.privacy.models import Purpose
from accounts.privacy.services import answer
from analytics.tracking.intake import MOST_BYTES
from analytics.tracking.models import Actor, DeadLetter, DirtyDay, Event
from analytics.tracking.services import MOST_A_MINUTE, NO_PERSON_A_MINUTE
from analytics.tracking.stream import client as redis_client
from analytics.tracking.stream import oldest_waiting, push
from config.kernel.clock import local_day, now
from tests.analytics.tracking.beacon import agreed, batch, event, ms, tell, written
from tests.factories.accounts import PASSWORD, UserFactory
from tests.factories.catalog import make_merchant_user, make_variant
from tests.factories.notes import make_note

pytestmark = pytest.mark.django_db


def refusals(answer_) -> list[tuple[int, str]]:
    return [(one["place"], one["code"]) for one in answer_.json()["refused"]]


# ---- what is told -----------------------------------------------------------------------------------------------


def test_a_batch_is_written_once_with_its_objects_and_marks_its_day():
    note, variant = make_note(UserFactory()), make_variant()
    browser, moment = agreed(), now() - timedelta(minutes=1)
    seen = event("impression", at=moment, about=f"note:{note.key}", details={"surface": "home", "place": 3})
    view = event("product_view", about=f"product:{variant.product.slug}")
    answered = tell(browser, seen, view, event("search", details={"results": 4}))
    assert (answered.status_code, answered.json()) == (202, {"kept": 3, "refused": []})
    assert oldest_waiting() is not None
    assert written() == 1
    assert oldest_waiting() is None
    first = Event.objects.get(id=seen["id"])
    assert ms(first.happened_at) == ms(moment)
    assert (first.object_kind, first.object_id, first.details) == ("note", note.pk, {"surface": "home", "place": 3})
    assert Event.objects.get(id=view["id"]).shop_id == variant.product.shop_id
    assert Event.objects.values("actor").distinct().count() == 1
    assert {mark.day for mark in DirtyDay.objects.all()} == {local_day(now()), local_day(moment)}


def test_duplicated_and_reordered_batches_count_once():
    browser = agreed()
    events = [event(at=now() - timedelta(minutes=place)) for place in range(20)]
    tell(browser, *events)
    tell(browser, *reversed(events))
    written()
    tell(browser, *events[5:], *events[:5])
    tell(browser, *events, *events)
    written()
    assert Event.objects.count() == 20


def test_wrong_events_are_refused_one_by_one_and_kept_with_their_reason():
    wrong = [
        ("malformed", 7),
        ("unknown_event", event("bought_everything")),
        ("unknown_event", event() | {"name": ["search"]}),
        ("not_from_browsers", event("order_paid")),
        ("bad_object", event("note_view")),
        ("bad_object", event("note_view", about="product:tea")),
        ("bad_object", event("search", about="note:x")),
        ("bad_object", event("note_view", about={"note": 1})),
        ("bad_object", event("note_view", about="note:\ud800")),
        ("bad_object", event("note_view", about="note:\0")),
        ("unknown_event", event("\ud83d")),
        ("bad_detail", event("share", about="note:x", details={"way": "\udfff"})),
        ("bad_time", event() | {"at": "yesterday"}),
        ("bad_time", event() | {"at": True}),
        ("bad_time", event() | {"at": 10**30}),
        ("bad_id", event() | {"id": "7"}),
        ("unknown_detail", event(details={"email": "a@b.c"})),
        ("unknown_detail", event() | {"details": [1]}),
        ("bad_detail", event(details={"results": -1})),
        ("bad_detail", event("click", about="note:x", details={"surface": "x" * 99})),
        ("too_late", event(at=now() - timedelta(hours=72, minutes=1))),
    ]
    answered = tell(agreed(), *(one for _code, one in wrong), event())
    assert answered.json()["kept"] == 1
    assert refusals(answered) == [(place, code) for place, (code, _event) in enumerate(wrong)]
    written()
    assert Event.objects.count() == 1
    assert sorted(DeadLetter.objects.values_list("reason", flat=True)) == sorted(code for code, _event in wrong)


def test_an_unknown_object_is_a_dead_letter():
    tell(agreed(), event("note_view", about="note:neverwritten"), event("shop_view", about="shop:nowhere"))
    written()
    assert not Event.objects.exists()
    assert set(DeadLetter.objects.values_list("reason", "body")) == {
        ("unknown_object", "note:neverwritten"),
        ("unknown_object", "shop:nowhere"),
    }


@pytest.mark.parametrize("year", [1970, 2100])
def test_a_wrong_clock_is_put_right_by_when_it_sent(year):
    there = datetime(year, 1, 1, 12, tzinfo=UTC)
    told = event(at=there - timedelta(minutes=5))
    before = now()
    assert tell(agreed(), body=batch(told, sent_at=there)).json()["kept"] == 1
    written()
    found = Event.objects.get()
    assert before - timedelta(minutes=5) <= found.happened_at <= now() - timedelta(minutes=5)


@pytest.mark.parametrize(("year", "kept"), [(1970, 0), (2100, 1)])
def test_an_event_that_differs_from_its_own_clock_is_refused_or_clamped(year, kept):
    told = event(at=datetime(year, 1, 1, tzinfo=UTC))
    answered = tell(agreed(), told)
    assert answered.json()["kept"] == kept
    written()
    assert Event.objects.count() == kept
    if kept:
        assert Event.objects.get().happened_at <= now()


def test_a_mended_event_told_again_is_still_one():
    there = datetime(1999, 1, 1, tzinfo=UTC)
    told, browser = event(at=there), agreed()
    tell(browser, body=batch(told, sent_at=there + timedelta(seconds=1)))
    written()
    tell(browser, body=batch(told, sent_at=there + timedelta(seconds=9)))
    tell(browser, body=batch(told, sent_at=there + timedelta(seconds=30)))
    written()
    assert Event.objects.count() == 1


def test_late_events_within_three_days_count_on_their_day():
    late = now() - timedelta(hours=71)
    tell(agreed(), event(at=late))
    written()
    assert ms(Event.objects.get().happened_at) == ms(late)
    assert DirtyDay.objects.get().day == local_day(late)


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"x" * 10_000_000, 413),
        (b"{" + b" " * MOST_BYTES, 413),
        (b"not json", 422),
        (b"[" * 60_000, 422),
        (b"[]", 422),
        (b'{"events": 7}', 422),
        (b'{"events": [], "sent_at": "now", "session": "x"}', 422),
        (b'{"events": [], "sent_at": 1e999, "session": "x"}', 422),
        (b'{"events": [], "sent_at": 1, "session": "x"}', 422),
    ],
    ids=["10 MB", "64 kB", "words", "deep", "list", "number", "no clock", "endless clock", "no session"],
)
def test_what_is_no_batch_is_turned_away(body, status):
    assert tell(agreed(), body=body).status_code == status
    assert redis_client().xlen(settings.EVENT_STREAM) == 0


def test_more_than_fifty_events_are_too_many():
    assert tell(agreed(), *(event() for _ in range(51))).status_code == 413


def test_when_too_much_waits_nothing_is_taken(settings):
    settings.EVENT_STREAM_MOST = 1
    assert tell(agreed(), event()).status_code == 202
    assert tell(agreed(), event()).status_code == 503
    written()
    assert Event.objects.count() == 1
    assert tell(agreed(), event()).status_code == 202


def test_without_redis_the_browser_is_told_to_come_again(settings):
    settings.REDIS_URL = "redis://127.0.0.1:9/0"
    assert tell(agreed(), event()).status_code == 503


# ---- who tells --------------------------------------------------------------------------------------------------


def test_nothing_is_taken_without_a_yes():
    client = Client()
    assert tell(client, event()).status_code == 403
    client.post(reverse("measuring"), {"answer": "no"})
    assert tell(client, event()).status_code == 403
    client.post(reverse("measuring"), {"answer": "yes"})
    assert tell(client, event()).status_code == 202
    for wish in ({"Sec-GPC": "1"}, {"DNT": "1"}):
        assert tell(client, event(), **wish).status_code == 403
    client.post(reverse("measuring"), {"answer": "no"})
    assert tell(client, event()).status_code == 403


def test_a_persons_no_counts_on_every_device():
    person, client = UserFactory(), agreed()
    client.force_login(person)
    answer(user=person, purpose=Purpose.MEASURING, given=False)
    assert tell(client, event()).status_code == 403
    answer(user=person, purpose=Purpose.MEASURING, given=True)
    assert tell(client, event()).status_code == 202


def test_only_our_own_pages_may_tell():
    assert tell(agreed(), event(), origin="https://elsewhere.example").status_code == 403
    assert tell(agreed(), event(), origin="").status_code == 403
    assert tell(agreed(), event(), **{"Sec-Fetch-Site": "cross-site"}).status_code == 403


def test_programs_are_marked_not_dropped():
    tell(agreed(), event(), **{"User-Agent": "Mozilla/5.0 (compatible; Googlebot/2.1)"})
    tell(agreed(), event())
    written()
    assert sorted(Event.objects.values_list("is_bot", flat=True)) == [False, True]


def test_nobody_does_so_much_in_a_minute():
    browser = agreed()
    for _round in range(NO_PERSON_A_MINUTE // 50):
        tell(browser, *(event() for _ in range(50)))
    tell(browser, event())
    written()
    assert Event.objects.filter(is_bot=True).count() == 1
    for _round in range((MOST_A_MINUTE - NO_PERSON_A_MINUTE) // 50):
        answered = tell(browser, *(event() for _ in range(50)))
    assert answered.status_code == 429


def test_who_works_in_a_shop_is_staff_there_and_a_shopper_elsewhere():
    shop = make_variant().product.shop
    worker = make_merchant_user(shop)
    client = agreed()
    client.force_login(worker)
    answer(user=worker, purpose=Purpose.MEASURING, given=True)
    elsewhere = make_variant().product.shop
    tell(client, event("shop_view", about=f"shop:{shop.slug}"), event("shop_view", about=f"shop:{elsewhere.slug}"))
    written()
    assert set(Event.objects.values_list("shop_id", "is_staff")) == {(shop.pk, True), (elsewhere.pk, False)}


def test_a_browser_whose_person_signs_in_becomes_theirs():
    client, person = agreed(), UserFactory()
    tell(client, event(at=now() - timedelta(days=2)))
    written()
    DirtyDay.objects.all().delete()
    browser = Actor.objects.get(visitor__isnull=False)
    Event.objects.filter(actor=browser).update(arrived_at=now() - timedelta(days=2))
    client.force_login(person)
    tell(client, event())
    written()
    assert {one.user_id for one in Actor.objects.all()} == {person.pk}
    assert Event.objects.filter(actor__user=person).count() == 2
    assert {local_day(now() - timedelta(days=2)), local_day(now())} <= {mark.day for mark in DirtyDay.objects.all()}


def test_of_somebody_who_has_left_nothing_is_written():
    client, person = agreed(), UserFactory()
    client.force_login(person)
    tell(client, event())
    person.is_active = False
    person.save()
    written()
    assert not Event.objects.exists()
    assert not DeadLetter.objects.exists()


def test_an_app_tells_for_its_person(client):
    person = UserFactory()
    token = client.post("/api/v1/auth/token/", {"email": person.email, "password": PASSWORD}).json()["token"]
    headers = {"Authorization": f"Bearer {token}"}
    send = lambda: client.post("/api/v1/events/", batch(event(), 7), content_type="application/json", headers=headers)  # noqa: E731
    assert send().status_code == 403
    answer(user=person, purpose=Purpose.MEASURING, given=True)
    answered = send()
    assert (answered.status_code, answered.json()["kept"]) == (202, 1)
    assert refusals(answered) == [(1, "malformed")]
    written()
    assert Event.objects.get(name="search").actor.user == person
    assert client.post("/api/v1/events/", batch(event()), content_type="application/json").status_code == 401


def test_the_session_is_kept():
    session = str(uuid.uuid4())
    tell(agreed(), body=batch(event(), session=session))
    written()
    assert str(Event.objects.get().session) == session


def test_what_a_browser_said_is_ticked_in_the_settings_and_can_be_taken_back():
    client, person = agreed(), UserFactory()
    client.force_login(person)
    page = client.get(reverse("me:privacy")).content.decode()
    assert 'id="consent-measuring" checked' in page
    client.post(reverse("me:privacy"), {})
    assert tell(client, event()).status_code == 403
    assert 'id="consent-measuring" checked' not in client.get(reverse("me:privacy")).content.decode()


def test_dead_letters_can_be_read_by_who_looks_after_the_site(admin_client):
    tell(agreed(), event("bought_everything"))
    written()
    assert "unknown_event" in admin_client.get("/admin/analytics/deadletter/").content.decode()


def test_a_batch_that_cannot_be_written_does_not_hold_up_the_others():
    tell(agreed(), event())
    push(
        {
            "arrived": now().isoformat(),
            "user": 0,
            "visitor": "nobody",
            "is_bot": False,
            "told": [event()],
            "refused": [],
        }
    )
    tell(agreed(), event())
    assert written() == 3
    assert Event.objects.count() == 2
    assert DeadLetter.objects.get().reason == "unwritable"
    assert written() == 0
