"""Profiles, lists, buttons and switches, as people meet them."""

from __future__ import annotations

import json

import pytest
from django.urls import reverse

from community.graph.models import Block, DismissedSuggestion, Follow, Mute, PersonSettings
from community.graph.selectors import counts_of
from community.graph.services import block, change_settings, follow, mute
from community.graph.tasks import add_up_followers
from tests.factories.accounts import UserFactory
from tests.factories.catalog import make_variant
from tests.factories.orders import make_paid_order

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _english(client):
    client.cookies["django_language"] = "en"


@pytest.fixture
def anna():
    return UserFactory(handle="anna", display_name="Anna", bio="Tea & <b>bread</b>")


@pytest.fixture
def me(client):
    user = UserFactory(handle="me_here", display_name="Me")
    client.force_login(user)
    return user


def page(client, url: str, status: int = 200) -> str:
    answer = client.get(url)
    assert answer.status_code == status, answer.status_code
    return answer.content.decode()


def at(name: str, person, **query: object) -> str:
    return reverse(f"community:{name}", args=[person.handle])


# ---- following --------------------------------------------------------------------------------------------------


def test_two_people_follow_each_other_without_scripts(client, anna, me):
    shown = page(client, at("profile", anna))
    assert 'data-test="follow-toggle"' in shown
    assert "Tea &amp; &lt;b&gt;bread&lt;/b&gt;" in shown
    answer = client.post(at("follow", anna), {"on": "1", "next": "/people/"})
    assert answer.headers["Location"] == "/people/"
    assert Follow.objects.filter(follower=me, followee=anna).exists()
    shown = page(client, at("profile", anna))
    assert 'aria-pressed="true"' in shown
    assert "Follows you" not in shown
    follow(follower=anna, person=me)
    assert "Follows you" in page(client, at("profile", anna))
    assert client.post(at("follow", anna), {"on": "0"}).headers["Location"] == at("profile", anna)
    assert list(Follow.objects.values_list("follower__handle", flat=True)) == ["anna"]


def test_htmx_swaps_the_button_and_unfollowing_can_be_undone(client, anna, me):
    answer = client.post(at("follow", anna), {"next": "/people/"}, headers={"HX-Request": "true"})
    assert 'aria-pressed="true"' in answer.content.decode()
    answer = client.post(at("follow", anna), {"on": "0", "next": "/people/"}, headers={"HX-Request": "true"})
    assert 'aria-pressed="false"' in answer.content.decode()
    toast = json.loads(answer.headers["HX-Trigger"])["toast"]
    assert toast["text"] == "You no longer follow Anna."
    assert client.post(toast["undo"]).headers["Location"] == "/people/"
    assert counts_of(anna).followers == 1


def test_a_guest_is_asked_to_sign_in_and_finds_the_button_again(client, anna):
    assert f"/accounts/login/?next={at('follow', anna)}" in page(client, at("profile", anna))
    assert client.post(at("follow", anna)).headers["Location"].startswith("/accounts/login/")
    client.force_login(UserFactory())
    assert client.get(at("follow", anna)).headers["Location"] == at("profile", anna)
    assert not Follow.objects.exists()


@pytest.mark.parametrize("where", ["https://evil.example/", "//evil.example", "javascript:alert(1)"])
def test_nobody_is_led_off_the_site(client, anna, me, where):
    assert client.post(at("follow", anna), {"next": where}).headers["Location"] == at("profile", anna)


def test_a_refusal_is_told_on_the_page(client, me):
    told = client.post(at("follow", me), follow=True).content.decode()
    assert "That&#x27;s you." in told
    assert client.post(at("follow", me), headers={"HX-Request": "true"}).status_code == 409


# ---- keeping away -----------------------------------------------------------------------------------------------


def test_blocked_people_do_not_find_the_profile_and_can_be_let_back(client, anna, me):
    follow(follower=anna, person=me)
    assert 'data-test="block"' in page(client, at("profile", anna))
    assert "Neither of you sees the other." in client.post(at("block", anna), follow=True).content.decode()
    shown = page(client, at("profile", anna))
    assert "You have blocked this person." in shown
    assert "follow-toggle" not in shown
    assert "Tea &amp;" not in shown
    assert "Anna" in page(client, f"{reverse('community:my-people')}?tab=blocked")
    client.force_login(anna)
    for name in ("profile", "followers", "following"):
        assert client.get(at(name, me)).status_code == 404
    assert client.post(at("follow", me)).status_code == 404
    client.force_login(me)
    client.post(at("block", anna), {"on": "0", "next": "/me/people/?tab=blocked"})
    assert not Block.objects.exists()
    assert "You have blocked nobody" in page(client, "/me/people/?tab=blocked")


def test_muting_tells_nobody(client, anna, me):
    told = client.post(at("mute", anna), follow=True).content.decode()
    assert "They aren&#x27;t told." in told
    assert Mute.objects.filter(muter=me, muted=anna).exists()
    assert "Anna" in page(client, "/me/people/?tab=muted")
    client.force_login(anna)
    assert "Muted" not in page(client, at("profile", me))
    client.force_login(me)
    client.post(at("mute", anna), {"on": "0"})
    assert not Mute.objects.exists()


# ---- lists ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["followers", "following"])
def test_lists_turn_pages_and_cost_the_same(client, anna, me, name, django_assert_max_num_queries):
    for other in UserFactory.create_batch(35):
        pair = {"follower": other, "person": anna} if name == "followers" else {"follower": anna, "person": other}
        follow(**pair)
    with django_assert_max_num_queries(11):
        shown = page(client, at(name, anna))
    assert shown.count('data-test="person"') == 30
    cursor = shown.split("?cursor=")[1].split('"')[0]
    assert page(client, f"{at(name, anna)}?cursor={cursor}").count('data-test="person"') == 5


def test_a_hidden_network_is_for_its_owner_only(client, anna, me):
    fan = UserFactory(display_name="Fan")
    follow(follower=fan, person=anna)
    change_settings(person=anna, hide_network=True, share_purchases=False, allow_suggest=True)
    shown = page(client, at("profile", anna))
    assert at("followers", anna) not in shown
    for name in ("followers", "following"):
        page(client, at(name, anna), 404)
    client.force_login(anna)
    assert "Fan" in page(client, at("followers", anna))


def test_who_hides_is_not_found_from_the_other_end(client, anna, me):
    change_settings(person=anna, hide_network=True, share_purchases=False, allow_suggest=True)
    other = UserFactory()
    follow(follower=anna, person=other)
    assert "Anna" not in page(client, at("followers", other))
    client.force_login(other)
    assert "Anna" in page(client, at("followers", other))


def test_blocked_people_are_in_no_list(client, anna, me):
    star = UserFactory()
    follow(follower=anna, person=star)
    assert "Anna" in page(client, at("followers", star))
    block(blocker=anna, person=me)
    assert "Anna" not in page(client, at("followers", star))


# ---- people -----------------------------------------------------------------------------------------------------


def test_somebody_is_found_by_the_whole_name_only(client, anna, me):
    for text, is_found in (("@anna", True), (" ANNA ", True), ("ann", False), ("Anna W", False), ("@", False)):
        shown = page(client, f"/people/?q={text}")
        assert (at("profile", anna) in shown) is is_found, text
    block(blocker=anna, person=me)
    assert at("profile", anna) not in page(client, "/people/?q=anna")


def test_guessing_names_ends(client, me):
    answers = [client.get("/people/?q=abc").status_code for _ in range(31)]
    assert answers == [200] * 30 + [429]


def test_a_suggestion_is_waved_off_for_ever(client, anna, me):
    follow(follower=UserFactory(), person=anna)
    add_up_followers()
    shown = page(client, "/people/")
    assert "1 follower" in shown
    assert 'data-test="reason"' in shown
    client.post(reverse("community:dismiss", args=["anna"]))
    assert DismissedSuggestion.objects.filter(user=me, person=anna).exists()
    assert at("profile", anna) not in page(client, "/people/")


# ---- one's own --------------------------------------------------------------------------------------------------


def test_switches_start_closed_and_are_kept(client, me):
    shown = page(client, reverse("community:my-people"))
    assert shown.count(" checked") == 1
    assert "Suggest me to others" in shown
    client.post(reverse("community:my-people"), {"share_purchases": "on"})
    row = PersonSettings.objects.get(person=me)
    assert (row.hide_network, row.share_purchases, row.allow_suggest) == (False, True, False)


@pytest.mark.parametrize("path", ["/me/people/", "/people/anna/dismiss/", "/u/anna/mute/", "/u/anna/block/"])
def test_guests_are_asked_to_sign_in(client, anna, path):
    method = client.get if path == "/me/people/" else client.post
    assert method(path).headers["Location"].startswith("/accounts/login/")


def test_the_product_page_names_one_friend(client, anna, me, django_assert_max_num_queries):
    variant = make_variant()
    make_paid_order(anna, {variant: 1})
    url = reverse("catalog:product-more", args=[variant.product.slug])
    follow(follower=me, person=anna)
    assert "friends-bought" not in page(client, url)
    change_settings(person=anna, hide_network=False, share_purchases=True, allow_suggest=True)
    with django_assert_max_num_queries(16):
        assert "<span data-ugc>Anna</span>, whom you follow, bought this" in page(client, url)


def test_a_profile_costs_few_queries(client, anna, me, django_assert_max_num_queries):
    for other in UserFactory.create_batch(3):
        follow(follower=me, person=other)
        follow(follower=other, person=anna)
    with django_assert_max_num_queries(11):
        assert "and 2 others you follow" in page(client, at("profile", anna))


def test_muted_and_blocked_lists_cost_the_same(client, me, django_assert_max_num_queries):
    for other in UserFactory.create_batch(20):
        mute(muter=me, person=other)
    with django_assert_max_num_queries(9):
        assert page(client, "/me/people/?tab=muted").count('data-test="let-back"') == 20
