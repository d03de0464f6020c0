"""Groups as people meet them, on pages and over the API."""

from __future__ import annotations

import pytest
from django.urls import reverse

from community.graph.services import block
from community.groups.models import Group, GroupMember, JoinRequest
from community.groups.selectors import standing_in
from community.groups.services import announce, close_group, join_group, mute, set_role
from tests.factories.accounts import UserFactory
from tests.factories.groups import let_in, make_group, old_friend

pytestmark = pytest.mark.django_db
OUTSIDE = ("group-members", "group-rules", "group-log")
STAFF = ("group-settings", "group-requests", "group-announcements", "group-limits")


@pytest.fixture(autouse=True)
def _english(client):
    client.cookies["django_language"] = "en"


@pytest.fixture
def me(client):
    user = old_friend(handle="me_here", display_name="Me")
    client.force_login(user)
    return user


def page(client, url: str, status: int = 200) -> str:
    answer = client.get(url)
    assert answer.status_code == status, (url, answer.status_code)
    return answer.content.decode()


def at(name: str, group: Group, *more: str) -> str:
    return reverse(f"community:{name}", args=[group.slug, *more])


def test_founding_inviting_and_looking_after_a_group(client, me):
    assert 'data-test="group-new"' in page(client, reverse("community:groups"))
    wish = {"name": "Tea & <b>bread</b>", "visibility": "public", "join_mode": "approval", "zone": "Asia/Shanghai"}
    wish |= {"slow_seconds": "0", "questions": "Which tea?", "rules": "Be kind\nNo ads", "address": "tea-and-bread"}
    bad = client.post(reverse("community:group-new"), wish | {"address": "NO"})
    assert bad.status_code == 422
    assert "Use 3 to 40 small letters" in bad.content.decode()
    assert client.post(reverse("community:group-new"), wish).headers["Location"] == "/groups/tea-and-bread/"
    group = Group.objects.get()
    shown = page(client, at("group", group))
    assert "Tea &amp; &lt;b&gt;bread&lt;/b&gt;" in shown
    for name in (*OUTSIDE, *STAFF):
        page(client, at(name, group))
    assert group.invite_code in page(client, at("group-settings", group))
    client.post(at("group-announcements", group), {"text": "Saturday at three"})
    assert "Saturday at three" in page(client, at("group", group))
    sent = {"part": "rules", "rules": "Be kind\nNo ads\nNo politics"}
    assert client.post(at("group-settings", group), sent).status_code == 302
    assert "Version 2" in page(client, at("group-rules", group))


def test_one_asks_waits_is_let_in_and_accepts_the_rules(client, me):
    group = make_group(join_mode="approval", questions=["Which tea?"], rules=["Be kind"])
    assert 'data-test="group-join"' in page(client, at("group", group))
    refused = client.post(at("group-join", group), {"answer_0": ""})
    assert refused.status_code == 422
    client.post(at("group-join", group), {"answer_0": "Green"})
    assert "Waiting for an answer" in page(client, at("group", group))
    client.force_login(group.founder)
    waiting = page(client, at("group-requests", group))
    assert "Green" in waiting
    request = JoinRequest.objects.get()
    client.post(at("group-decide", group, request.key), {"welcome": "0", "reason": "Full"})
    assert 'data-test="let-in"' in page(client, f"{at('group-requests', group)}?state=denied")
    client.post(at("group-decide", group, request.key), {"welcome": "1"})
    client.force_login(me)
    assert 'data-test="group-rules-open"' in page(client, at("group", group))
    assert 'data-test="rules-accept"' in page(client, at("group-rules", group))
    client.post(at("group-rules", group), {"version": "1"})
    assert standing_in(group, me).has_accepted
    client.post(at("group-leave", group))
    assert not GroupMember.objects.filter(user=me).exists()


def test_a_private_group_does_not_exist_for_strangers(client, me):
    group = make_group(visibility="private", about="Between us")
    announce(group=group, actor=group.founder, text="The secret meeting")
    for name in ("group", *OUTSIDE, *STAFF):
        page(client, at(name, group), 404)
    assert client.post(at("group-join", group)).status_code == 404
    assert client.get(f"/api/v1/groups/{group.slug}/").status_code == 404
    assert client.get(f"/api/v1/groups/{group.slug}/members/").status_code == 404
    assert client.get(f"{at('group', group)}?invite=WRONG").status_code == 404
    invited = page(client, f"{at('group', group)}?invite={group.invite_code}")
    assert "Between us" in invited
    assert "The secret meeting" not in invited
    page(client, f"{at('group-members', group)}?invite={group.invite_code}", 404)
    client.post(at("group-join", group), {"invite": group.invite_code})
    assert "The secret meeting" in page(client, at("group", group))


def test_pages_of_those_who_look_after_a_group_exist_for_nobody_else(client, me):
    group = make_group()
    let_in(group, me)
    for name in STAFF:
        page(client, at(name, group), 404)
    for name in ("group-member", "group-lift", "group-role"):
        assert client.post(at(name, group, group.founder.handle)).status_code == 404
    assert client.post(at("group-close", group)).status_code == 404
    client.logout()
    assert client.get(at("group-settings", group)).headers["Location"].startswith("/accounts/login/")
    assert client.get(at("group-join", group)).headers["Location"].startswith("/accounts/login/")
    assert "/accounts/login/?next=" in page(client, at("group", group))


def test_keeping_order_on_the_page(client, me):
    group = make_group(me)
    person = let_in(group, UserFactory(display_name="Lin"))
    form = page(client, at("group-member", group, person.handle))
    assert 'data-test="limit-save"' in form
    bad = client.post(at("group-member", group, person.handle), {"verb": "mute", "days": "3", "reason": ""})
    assert bad.status_code == 422
    client.post(at("group-member", group, person.handle), {"verb": "mute", "days": "3", "reason": "Spam"})
    assert "Spam" in page(client, at("group-limits", group))
    shown = page(client, at("group-log", group))
    assert "muted" in shown
    assert "Lin" in shown
    client.force_login(person)
    assert "You can read here, and write again after" in page(client, at("group", group))
    client.force_login(me)
    client.post(at("group-lift", group, person.handle), {"kind": "muted"})
    assert standing_in(group, person).muted is None
    client.post(at("group-role", group, person.handle), {"role": "moderator"})
    assert standing_in(group, person).is_staff
    client.post(at("group-role", group, person.handle), {"role": "owner"})
    assert standing_in(group, person).is_owner


def test_nobody_meets_across_a_block_in_the_list_of_members(client, me):
    group = make_group()
    other = let_in(group, UserFactory(display_name="Somebody Else"))
    assert "Somebody Else" in page(client, at("group-members", group))
    block(blocker=other, person=me)
    assert "Somebody Else" not in page(client, at("group-members", group))


def test_a_closed_group_is_read_and_nothing_more(client, me):
    group = make_group(me)
    close_group(group=group, actor=me)
    shown = page(client, at("group", group))
    assert "This group is closed." in shown
    page(client, at("group-settings", group))
    assert 'name="part"' not in page(client, at("group-settings", group))


@pytest.mark.parametrize("odd", ["%00", "a%00b", "..", "x" * 500, "团"])
def test_odd_addresses_are_not_found(client, me, odd):
    assert client.get(f"/groups/{odd}/").status_code == 404


def test_one_more_group_or_member_adds_no_query(client, me, django_assert_num_queries):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    group = make_group(me)
    urls = [reverse("community:groups"), at("group", group), at("group-members", group)]

    def counts() -> list[int]:
        found = []
        for url in urls:
            client.get(url)
            with CaptureQueriesContext(
                connection,
            ) as queries:
                client.get(url)
            found.append(len(queries))
        return found

    before = counts()
    for _n in range(4):
        let_in(group)
        let_in(make_group(), me)
        make_group()
    assert counts() == before
    assert max(before) <= 12


def test_the_api_tells_the_same_story(client, me):
    made = client.post("/api/v1/groups/", {"name": "Tea", "rules": ["Be kind"]}, content_type="application/json")
    assert made.status_code == 201
    assert made.json()["standing"]["role"] == "owner"
    again = client.post("/api/v1/groups/", {"name": "Tea"}, content_type="application/json")
    assert (again.status_code, again.json()["code"]) == (429, "group_one_a_day")
    group = make_group(rules=["Be kind"])
    person = UserFactory()
    client.force_login(person)
    join = f"/api/v1/groups/{group.slug}/join/"
    assert client.put(join, {}, content_type="application/json").json()["standing"]["role"] == "member"
    rules = f"/api/v1/groups/{group.slug}/rules/"
    assert client.put(rules, {"version": 7}, content_type="application/json").json()["code"] == "group_rules_changed"
    accepted = client.put(rules, {"version": 1}, content_type="application/json").json()
    assert accepted["standing"]["has_accepted"] is True
    people = client.get(f"/api/v1/groups/{group.slug}/members/").json()["results"]
    assert [one["role"] for one in people] == ["member", "owner"]
    assert client.delete(join).status_code == 204
    assert client.delete(join).status_code == 204
    client.logout()
    assert {one["name"] for one in client.get("/api/v1/groups/").json()["results"]} == {"Tea", group.name}
    assert client.put(join, {}, content_type="application/json").status_code == 401


def test_muted_people_and_moderators_are_told_apart_in_the_api(client):
    group = make_group()
    person = let_in(group)
    mute(group=group, actor=group.founder, person=person, days=None, reason="Spam")
    client.force_login(person)
    assert client.get(f"/api/v1/groups/{group.slug}/").json()["standing"]["is_muted"] is True
    other = UserFactory()
    join_group(group=group, user=other)
    set_role(group=group, actor=group.founder, person=other, is_moderator=True)
    client.force_login(other)
    assert client.get("/api/v1/groups/?mine=1").json()["results"][0]["slug"] == group.slug
