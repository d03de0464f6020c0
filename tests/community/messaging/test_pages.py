"""Conversations on pages and for machines."""

from __future__ import annotations

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from community.graph.services import follow
from community.messaging.models import Conversation, Message, QuickReply
from community.messaging.services import Words, write_to_person, write_to_shop
from tests.factories.accounts import MembershipFactory, MerchantFactory, UserFactory
from tests.factories.catalog import make_product, make_shop, make_variant
from tests.factories.orders import make_paid_order
from tests.factories.standing import known

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _english(client, monkeypatch):
    client.cookies["django_language"] = "en"
    monkeypatch.setattr("community.messaging.services.BURST", 1_000)


@pytest.fixture
def anna():
    return known(handle="anna", display_name="Anna <b>")


@pytest.fixture
def me(client):
    user = known(handle="me_here", display_name="Me")
    client.force_login(user)
    return user


@pytest.fixture
def friends(anna, me):
    follow(follower=anna, person=me)
    follow(follower=me, person=anna)
    return write_to_person(sender=anna, person=me, words=Words(body="Hi <script>alert(1)</script>")).conversation


def shown(client, path: str, status: int = 200) -> str:
    answer = client.get(path)
    assert answer.status_code == status, answer.status_code
    return answer.content.decode()


def picture() -> SimpleUploadedFile:
    stream = io.BytesIO()
    Image.new("RGB", (300, 200), "teal").save(stream, "PNG")
    return SimpleUploadedFile("tea.png", stream.getvalue(), "image/png")


def test_two_people_talk_without_scripts(client, anna, me, friends):
    here = f"/messages/{friends.token}/"
    assert 'data-count="1"' in shown(client, "/messages/badge/")
    assert "is-new" in shown(client, "/messages/")
    page = shown(client, here)
    assert "Hi &lt;script&gt;" in page
    assert "<script>alert" not in page
    assert "Anna &lt;b&gt;" in page
    answer = client.post(here, {"body": "Hello Anna", "client_id": "c1"})
    assert answer.headers["Location"] == here
    client.post(here, {"body": "Hello Anna", "client_id": "c1"})
    assert Message.objects.count() == 2
    assert "is-new" not in shown(client, "/messages/")
    client.force_login(anna)
    assert "Hello Anna" in shown(client, here)
    client.force_login(me)
    assert 'data-test="seen"' in shown(client, here)


def test_htmx_sends_and_gets_what_was_said_with_a_fresh_place_to_write(client, friends, me):
    here, htmx = f"/messages/{friends.token}/", {"HX-Request": "true"}
    answer = client.post(here, {"body": "Quick", "client_id": "c1"}, headers=htmx).content.decode()
    assert "Quick" in answer
    assert 'hx-swap-oob="true"' in answer
    assert "<html" not in answer
    refused = client.post(here, {"body": "x" * 1001, "client_id": "c2"}, headers=htmx).content.decode()
    assert "longer than 1,000" in refused
    assert "composer" not in client.get(here, headers=htmx).content.decode()
    plain = client.post(here, {"body": " "})
    assert plain.status_code == 422
    assert "Write something first." in plain.content.decode()


def test_a_conversation_begins_on_a_profile_and_asks_first(client, anna, me):
    assert "/messages/to/anna/" in shown(client, "/u/anna/")
    assert "Anna &lt;b&gt;" in shown(client, "/messages/to/anna/")
    assert not Conversation.objects.exists()
    began = client.post("/messages/to/anna/", {"body": "Good day"})
    row = Conversation.objects.get()
    assert began.headers["Location"] == f"/messages/{row.token}/"
    assert client.get("/messages/to/anna/").headers["Location"] == f"/messages/{row.token}/"
    assert "when they have answered" in client.post(f"/messages/{row.token}/", {"body": "x"}).content.decode()
    client.force_login(anna)
    assert "would like to talk" in shown(client, f"/messages/{row.token}/")
    assert "Good day" in shown(client, "/messages/?tab=requests")
    client.post(f"/messages/{row.token}/answer/", {"answer": "decline"})
    assert client.get(f"/messages/{row.token}/").status_code == 404
    assert "No requests" in shown(client, "/messages/?tab=requests")


@pytest.mark.parametrize("path", ["", "answer/", "XX/take-back/", "XX/picture/"])
def test_others_conversations_are_not_found(client, anna, path):
    bo = UserFactory()
    follow(follower=anna, person=bo)
    token = write_to_person(sender=anna, person=bo, words=Words(body="secret")).conversation.token
    client.force_login(UserFactory())
    for method in (client.get, client.post):
        assert method(f"/messages/{token}/{path}").status_code in {404, 405}
    missing = client.get("/messages/NOSUCHROOM/")
    assert missing.status_code == 404
    assert client.get(f"/api/v1/conversations/{token}/messages/").status_code == 404
    client.logout()
    assert client.get(f"/messages/{token}/").headers["Location"].startswith("/accounts/login/")


def test_a_picture_is_seen_by_those_who_talk_alone(client, friends, me, anna):
    here = f"/messages/{friends.token}/"
    client.post(here, {"body": "", "picture": picture(), "client_id": "p1"})
    said = Message.objects.get(client_id="p1")
    address = f"{here}{said.key}/picture/"
    assert address in shown(client, here)
    answer = client.get(address)
    assert answer.headers["Content-Type"] == "image/webp"
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    client.force_login(UserFactory())
    assert client.get(address).status_code == 404
    client.force_login(me)
    client.post(f"{here}{said.key}/take-back/")
    assert client.get(address).status_code == 404
    assert "was taken back" in shown(client, here)


# ---- shops ------------------------------------------------------------------------------------------------------


def test_a_buyer_asks_and_the_desk_answers(client):
    owner, buyer = UserFactory(), UserFactory(display_name="Buyer")
    shop = make_shop(merchant=MerchantFactory(owner=owner), name="Clay", slug="clay")
    product = make_product(shop, title="Blue cup")
    order = make_paid_order(buyer, {make_variant(shop, title="Tea pot"): 1})
    client.force_login(buyer)
    ask = f"/messages/shop/clay/?product={product.slug}"
    assert f'href="{ask}"' in shown(client, f"/products/{product.slug}/")
    assert "Blue cup" in shown(client, ask)
    client.post("/messages/shop/clay/", {"body": "Is it light?", "product": product.slug})
    row = Conversation.objects.get()
    about = client.get(f"/messages/shop/clay/?order={order.number}")
    assert about.headers["Location"] == f"/messages/{row.token}/?order={order.number}"
    client.post(f"/messages/{row.token}/", {"body": "And where is it?", "order": order.number})
    assert Message.objects.filter(order=order).count() == 1
    foreign = make_paid_order()
    client.post(f"/messages/{row.token}/", {"body": "not mine", "order": foreign.number})
    assert not Message.objects.filter(order=foreign).exists()
    client.force_login(owner)
    assert "not mine" in shown(client, "/merchant/messages/")
    assert client.get(f"/messages/{row.token}/").headers["Location"] == f"/merchant/messages/{row.token}/"
    desk = shown(client, f"/merchant/messages/{row.token}/")
    assert "Blue cup" in desk
    assert "Tea pot" in desk  # the panel of their orders
    client.post("/merchant/messages/replies/", {"title": "Weight", "body": "About 200 g"})
    assert "About 200 g" in shown(client, f"/merchant/messages/{row.token}/")
    again = client.post("/merchant/messages/replies/", {"title": "Weight", "body": "x"})
    assert "a quick reply of this name" in again.content.decode()
    client.post(f"/merchant/messages/{row.token}/", {"body": "About 200 g"})
    assert "Everybody has an answer" in shown(client, "/merchant/messages/")
    client.force_login(buyer)
    assert "About 200 g" in shown(client, f"/messages/{row.token}/")


def test_the_desk_writes_to_a_buyer_and_keeps_to_its_own(client):
    owner = UserFactory()
    shop = make_shop(merchant=MerchantFactory(owner=owner))
    order = make_paid_order(UserFactory(), {make_variant(shop): 1})
    other = make_paid_order(UserFactory())
    client.force_login(owner)
    began = client.post(f"/merchant/messages/to/{order.number}/")
    row = Conversation.objects.get()
    assert began.headers["Location"] == f"/merchant/messages/{row.token}/?order={order.number}"
    assert order.number in shown(client, began.headers["Location"])
    assert client.post(f"/merchant/messages/to/{other.number}/").status_code == 404
    foreign = write_to_shop(sender=UserFactory(), shop=other.shop, words=Words(body="?")).conversation
    assert client.get(f"/merchant/messages/{foreign.token}/").status_code == 404
    reply = QuickReply.objects.create(shop=other.shop, title="x", body="y")
    assert client.post(f"/merchant/messages/replies/{reply.key}/drop/").status_code == 404
    client.force_login(MembershipFactory(merchant=shop.merchant, permissions=["catalogue"]).user)
    assert client.get("/merchant/messages/").status_code == 403
    client.force_login(UserFactory())
    assert client.get("/merchant/messages/").status_code == 404


def test_a_room_costs_the_same_for_three_and_thirty(client, me, friends, django_assert_max_num_queries):
    here = f"/messages/{friends.token}/"
    for turn in range(2):
        client.post(here, {"body": str(turn)})
    shown(client, here)
    with django_assert_max_num_queries(14) as few:
        shown(client, here)
    allowed = len(few)  # the next request begins to count anew
    product = make_product(make_shop())
    for turn in range(27):
        client.post(here, {"body": str(turn), "product": product.slug})
    shown(client, here)
    with django_assert_max_num_queries(allowed):
        shown(client, here)


def test_machines_talk(client, anna, me):
    follow(follower=anna, person=me)
    follow(follower=me, person=anna)
    sent = {"person": "anna", "body": "From a program", "client_id": "m-1"}
    began = client.post("/api/v1/conversations/", sent, content_type="application/json")
    assert began.status_code == 201
    token = began.json()["token"]
    here = f"/api/v1/conversations/{token}/messages/"
    said = client.post(here, {"body": "More", "client_id": "m-2"}, content_type="application/json").json()
    assert [one["body"] for one in client.get(here).json()["results"]] == ["From a program", "More"]
    assert client.put(f"{here}{said['key']}/read/").status_code == 204
    assert client.delete(f"{here}{said['key']}/").status_code == 204
    assert client.delete(f"{here}{said['key']}/").status_code == 409
    assert client.get("/api/v1/conversations/").json()["results"][0]["kind"] == "dm"
    wrong = client.post("/api/v1/conversations/", {"body": "x", "client_id": "m-3"}, content_type="application/json")
    assert wrong.status_code == 422
    odd = {"person": "anna", "body": "x", "client_id": "\u0000"}
    assert client.post("/api/v1/conversations/", odd, content_type="application/json").status_code == 422
