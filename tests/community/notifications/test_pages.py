"""The centre, its settings and its badge, as people meet them; and the same for machines."""

from __future__ import annotations

import pytest
from django.urls import reverse

from community.graph.services import follow
from community.notifications.models import Hearing, KindChoice, Notification
from community.notifications.services import notify
from content.comments.services import delete_comment, write_comment
from content.posts.services import delete_note
from content.reactions.services import like_note
from content.reactions.telling import tell_of_likes
from tests.factories.accounts import MembershipFactory, MerchantFactory, UserFactory
from tests.factories.catalog import make_shop
from tests.factories.notes import make_note

pytestmark = pytest.mark.django_db
CENTRE = "/notifications/"


@pytest.fixture(autouse=True)
def _english(client):
    client.cookies["django_language"] = "en"


@pytest.fixture
def anna():
    return UserFactory(display_name="Anna", language="en")


@pytest.fixture
def news(django_capture_on_commit_callbacks):
    """Do something and let its subscribers hear of it."""
    return lambda: django_capture_on_commit_callbacks(execute=True)


def shown(client, path: str = CENTRE) -> str:
    return client.get(path).content.decode()


def test_somebody_reads_what_happened_and_goes_there(client, anna, news):
    note, bo = make_note(anna, title="Tea"), UserFactory(display_name="Bo <i>")
    with news():
        write_comment(post=note, author=bo, body="Lovely & <b>warm</b>")
        follow(follower=bo, person=anna)
    like_note(post=note, user=bo)
    assert tell_of_likes() == 1
    assert tell_of_likes() == 0
    client.force_login(anna)
    page = shown(client)
    assert "<b data-ugc>Bo &lt;i&gt;</b> commented on your note" in page
    assert "Lovely &amp; &lt;b&gt;warm&lt;/b&gt;" in page
    assert "<b data-ugc>Bo &lt;i&gt;</b> liked your note" in page
    assert "began to follow you" in page
    assert 'data-count="3"' in shown(client, "/notifications/badge/")
    line = Notification.objects.get(kind="commented")
    with news():
        assert (
            client.get(reverse("community:notification", args=[line.key])).headers["Location"] == f"/posts/{note.key}/"
        )
    assert 'data-count="2"' in shown(client, "/notifications/badge/")
    assert "commented" not in shown(client, CENTRE + "?tab=orders")


def test_an_answer_is_told_to_whom_it_answers_once(anna, news):
    note, bo = make_note(anna), UserFactory()
    with news():
        first = write_comment(post=note, author=bo, body="first")
    with news():
        write_comment(post=note, author=UserFactory(), body="to you", answers=first)
    assert set(Notification.objects.values_list("user", "kind")) == {(anna.pk, "commented"), (bo.pk, "replied")}
    with news():
        write_comment(post=note, author=anna, body="thanks", answers=first)
        own = write_comment(post=note, author=bo, body="answering myself", answers=first)
    assert Notification.objects.filter(user=bo).count() == 1
    with news():
        delete_comment(comment=own, actor=bo)
    assert Notification.objects.get(user=anna).occurrences.count() == 2
    with news():
        delete_note(post=note)
    assert not Notification.objects.exists()


def test_all_read_can_be_undone(client, anna):
    notify(
        user_id=anna.pk, kind="note_liked", object_type="note", object_id=make_note(anna).pk, actor_id=UserFactory().pk
    )
    client.force_login(anna)
    told = client.post("/notifications/read/", {"tab": "interactions"}, follow=True).content.decode()
    assert "All read." in told
    assert not Notification.objects.filter(read_at=None).exists()
    undo = told.split("/notifications/unread/")[1].split('"')[0]
    client.post(f"/notifications/unread/{undo}")
    assert Notification.objects.filter(read_at=None).count() == 1
    client.post("/notifications/read/")
    client.force_login(UserFactory())
    assert client.post(f"/notifications/unread/{undo}").status_code == 404
    assert not Notification.objects.filter(read_at=None).exists()


def test_others_lines_are_not_found(client, anna):
    row = notify(
        user_id=anna.pk, kind="note_liked", object_type="note", object_id=make_note(anna).pk, actor_id=UserFactory().pk
    )
    page = reverse("community:notification", args=[row.key])
    assert client.get(page).headers["Location"].startswith("/accounts/login/")
    assert client.get(CENTRE).headers["Location"].startswith("/accounts/login/")
    client.force_login(UserFactory())
    assert client.get(page).status_code == 404
    row.refresh_from_db()
    assert row.read_at is None


def test_somebody_chooses_what_they_hear(client, anna):
    client.force_login(anna)
    page = shown(client, "/me/notifications/")
    assert "Likes of my notes" in page
    assert page.count('name="digest"') == 1
    sent = {"digest": "weekly", "zone": "Europe/Berlin", "quiet_from": "22", "quiet_until": "8", "app-commented": "on"}
    told = client.post("/me/notifications/", sent, follow=True).content.decode()
    assert "Saved." in told
    row = Hearing.objects.get(pk=anna.pk)
    assert (row.digest, row.zone, row.quiet_from, row.quiet_until) == ("weekly", "Europe/Berlin", 22, 8)
    assert KindChoice.objects.get(person=anna, kind="commented").in_app is True
    assert KindChoice.objects.get(person=anna, kind="note_liked").in_app is False


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"quiet_until": ""}, "need a beginning and an end"),
        ({"quiet_until": "22"}, "another hour than they begin"),
        ({"zone": "Moon/Sea"}, 'aria-invalid="true"'),
        ({"quiet_from": "24"}, 'aria-invalid="true"'),
    ],
)
def test_a_refusal_stands_at_its_field_and_changes_nothing(client, anna, wrong, told):
    client.force_login(anna)
    sent = {"digest": "off", "zone": "UTC", "quiet_from": "22", "quiet_until": "8", **wrong}
    answer = client.post("/me/notifications/", sent)
    assert told in answer.content.decode()
    assert not Hearing.objects.exists()
    assert not KindChoice.objects.exists()


def test_the_bell_costs_no_page_a_query(client, anna, django_assert_max_num_queries):
    client.force_login(anna)
    assert 'hx-trigger="load, live:notifications from:body"' in shown(client, "/people/")
    shown(client, "/notifications/badge/")
    assert 'hx-trigger="live:notifications from:body"' in shown(client, "/people/")
    client.logout()
    assert 'data-test="bell"' not in shown(client, "/people/")


def test_a_shop_hears_of_work_in_one_line(client, news):
    owner, staff, other = UserFactory(language="en"), UserFactory(), UserFactory()
    merchant = MerchantFactory(owner=owner)
    MembershipFactory(user=staff, merchant=merchant, permissions=["orders"])
    MembershipFactory(user=other, merchant=merchant, permissions=["catalogue"])
    shop = make_shop(merchant=merchant, name="Clay")
    for person in (owner, staff):
        for order in (1, 2, 3):
            notify(user_id=person.pk, kind="shop_order", object_type="shop", object_id=shop.pk, ref=order)
    client.force_login(owner)
    assert "3 to ship at <span data-ugc>Clay</span>" in shown(client)
    assert not Notification.objects.filter(user=other).exists()


def test_chinese(client, anna):
    client.cookies["django_language"] = "zh-hans"
    for name in ("小满", "阿青", "林夏"):
        fan = UserFactory(display_name=name)
        follow(follower=fan, person=anna)
        notify(user_id=anna.pk, kind="followed", object_type="person", object_id=anna.pk, actor_id=fan.pk)
    client.force_login(anna)
    page = shown(client)
    assert "follow you" not in page


def test_machines_read_and_choose(client, anna):
    client.force_login(anna)
    note = make_note(anna)
    for _turn in range(3):
        notify(user_id=anna.pk, kind="note_liked", object_type="note", object_id=note.pk, actor_id=UserFactory().pk)
    body = client.get("/api/v1/notifications/?tab=interactions&limit=1").json()
    assert body["unread"] == 1
    assert body["results"][0] | {"at": "", "key": "", "text": ""} == {
        "key": "", "kind": "note_liked", "tab": "interactions", "text": "", "quote": "", "url": f"/posts/{note.key}/",
        "count": 3, "people": 3, "is_read": False, "at": "",
    }  # fmt: skip
    key = body["results"][0]["key"]
    answer = client.post("/api/v1/notifications/read/", {"keys": [key]}, content_type="application/json")
    assert answer.json() == {"unread": 0}
    settings_ = client.get("/api/v1/me/notifications/").json()
    assert settings_["kinds"]["note_liked"] == {"in_app": True, "by_mail": False}
    settings_ |= {"digest": "off", "kinds": {"note_liked": {"in_app": False, "by_mail": False}}}
    changed = client.put("/api/v1/me/notifications/", settings_, content_type="application/json").json()
    assert changed["digest"] == "off"
    assert changed["kinds"]["note_liked"]["in_app"] is False
    assert changed["kinds"]["commented"]["in_app"] is True
    wrong = settings_ | {"quiet_from": 3}
    assert client.put("/api/v1/me/notifications/", wrong, content_type="application/json").status_code == 422
    client.logout()
    assert client.get("/api/v1/notifications/").status_code == 401
