"""Every field of groups, activities, messages, people and invitations against what harms: shown as plain words,
or refused at the field with nothing changed; and odd addresses, cursors and bodies never break anything."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils.timezone import localtime

from accounts.organisations.models import Role
from community import urls
from community.activities.models import Lottery, Poll
from community.challenges.models import Challenge
from community.graph.api_urls import urlpatterns as people_api
from community.graph.services import follow
from community.groups.api_urls import urlpatterns as groups_api
from community.groups.models import Announcement, Group, GroupLimit, GroupRules, JoinRequest
from community.meetups.models import Meetup
from community.messaging.api_urls import urlpatterns as messages_api
from community.messaging.models import Conversation, Message, QuickReply
from community.messaging.services import Words, write_to_person
from community.notifications.api_urls import urlpatterns as notifications_api
from community.quizzes.models import Quiz
from community.referral.models import ShareLink
from config.kernel.clock import now
from tests.factories.accounts import MembershipFactory, MerchantFactory, UserFactory
from tests.factories.catalog import make_shop
from tests.factories.groups import let_in, make_group, old_friend
from tests.hostile import (
    BODIES,
    LOOKED_AT,
    MARKUP,
    ODD_CURSORS,
    SHOW_NOTHING,
    TEXTS,
    V1,
    addresses,
    attempt,
    call,
    is_clear,
    is_harmless,
    oddly,
    wrongly,
)

pytestmark = pytest.mark.django_db


@dataclass(frozen=True)
class Sent:
    """A form as somebody fills it in: which fields take words, which of them must, and what it makes."""

    path: str
    fields: dict[str, Any]
    needed: tuple[str, ...] = ()
    free: tuple[str, ...] = ()
    makes: Any = None
    shown_at: tuple[str, ...] = field(default_factory=tuple)


def at(**later: int) -> str:
    return localtime(now() + timedelta(**later)).strftime("%Y-%m-%dT%H:%M")


GROUP = {
    "name": "Tea",
    "visibility": "public",
    "join_mode": "open",
    "zone": "Asia/Shanghai",
    "slow_seconds": "0",
}
LOTTERY = {"title": "Cup", "prize": "A cup", "winners": "1", "backups": "0", "closes_at": at(hours=3)}
HOME = "/groups/tea/"
FORMS = {
    "group": Sent("/groups/new/", GROUP, ("name",), ("about", "questions", "rules", "address"), Group, ("/groups/",)),
    "settings": Sent(f"{HOME}settings/", GROUP | {"part": "group"}, ("name",), ("about", "questions"), None, (HOME,)),
    "rules": Sent(
        f"{HOME}settings/", {"part": "rules", "rules": "Be kind"}, (), ("rules",), GroupRules, (f"{HOME}rules/", HOME)
    ),
    "announcement": Sent(f"{HOME}announcements/", {"text": "Hello"}, ("text",), (), Announcement, (HOME,)),
    "poll": Sent(
        f"{HOME}polls/new/",
        {"question": "Which?", "options": "Green\nRed", "most_choices": "1", "closes_at": at(hours=3)},
        ("question", "options"),
        (),
        Poll,
        (f"{HOME}activities/",),
    ),
    "lottery": Sent(
        f"{HOME}lotteries/new/", LOTTERY, ("title", "prize"), ("source",), Lottery, (f"{HOME}activities/",)
    ),
    "event": Sent(
        f"{HOME}events/new/",
        {"title": "Walk", "starts_at": at(days=2), "ends_at": at(days=2, hours=1)},
        ("title",),
        ("about", "place", "link", "seats"),
        Meetup,
        (f"{HOME}activities/",),
    ),
    "quiz": Sent(
        f"{HOME}quizzes/new/",
        {"title": "Tea", "bank": "Which?\n*Green\nRed", "asked": "1", "seconds": "60", "closes_at": at(hours=3)},
        ("title", "bank"),
        (),
        Quiz,
        (f"{HOME}activities/",),
    ),
    "challenge": Sent(
        f"{HOME}challenges/new/",
        {
            "title": "Week",
            "counts": "notes",
            "topic": "tea",
            "goal": "3",
            "starts_at": at(minutes=5),
            "ends_at": at(days=3),
        },
        ("title", "topic"),
        ("about",),
        Challenge,
        (f"{HOME}activities/",),
    ),
    "mute": Sent(
        f"{HOME}members/minna/",
        {"verb": "mute", "days": "3", "reason": "Shouting"},
        ("reason",),
        (),
        GroupLimit,
        (f"{HOME}limits/", f"{HOME}log/"),
    ),
    "profile": Sent(
        "/me/profile/",
        {"display_name": "Olga", "handle": "olga"},
        ("display_name",),
        ("bio", "handle"),
        None,
        ("/u/olga/",),
    ),
    "message": Sent("/messages/to/minna/", {"body": "Hi"}, ("body",), (), Message, ("/messages/",)),
    "quick reply": Sent(
        "/merchant/messages/replies/", {"title": "Hi", "body": "Hello"}, ("title", "body"), (), QuickReply
    ),
    "invite code": Sent("/me/invites/", {"code": "NOSUCHCODE"}, ("code",), (), None),
}


@pytest.fixture
def olga():
    """She owns the group and a shop."""
    person = old_friend(handle="olga", display_name="Olga")
    make_shop(merchant=MerchantFactory(owner=person))
    make_group(person, address="tea", rules=["Be kind"])
    Group.objects.update(created_at=now() - timedelta(days=2))  # she may found another one
    return person


@pytest.fixture
def minna(olga):
    return let_in(Group.objects.get(slug="tea"), UserFactory(handle="minna", display_name="Minna"))


@pytest.fixture
def as_olga(olga, minna, client) -> Client:
    follow(follower=olga, person=minna)
    client.force_login(olga)
    client.cookies["django_language"] = "en"
    return client


@pytest.mark.parametrize("name", FORMS)
def test_words_are_shown_as_words_or_refused_at_the_field(as_olga, name):
    form = FORMS[name]
    count = form.makes.objects.count if form.makes else int
    for part in (*form.needed, *form.free):
        for trick, text in TEXTS.items():
            case = f"{name}.{part} {trick}"
            with attempt():
                before = count()
                answer = as_olga.post(form.path, form.fields | {part: text})
                assert is_clear(answer), case
                assert is_harmless(answer), case
                if answer.status_code != 302:
                    assert count() == before, case
                    assert b'aria-invalid="true"' in answer.content or b"notice" in answer.content, case
                    continue
                assert not (part in form.needed and trick in SHOW_NOTHING), case
                for page in (answer.url, *form.shown_at) if trick == LOOKED_AT else ():
                    shown = as_olga.get(page)
                    assert shown.status_code == 200, f"{case} {page}"
                    assert is_harmless(shown), f"{case} {page}"
                    assert b"\xe2\x80\xae" not in shown.content, f"{case} {page}"  # nothing turns the rest around


def test_the_forms_of_the_table_say_yes_to_what_is_right(as_olga):
    for name, form in FORMS.items():
        if name == "invite code":
            continue
        with attempt():
            answer = as_olga.post(
                form.path, form.fields | ({"part": "rules", "rules": "New"} if name == "rules" else {})
            )
            assert answer.status_code == 302, (name, answer.context and answer.context["form"].errors)


def test_answers_to_a_group_and_reasons_against_somebody_are_plain(as_olga, client):
    group = make_group(address="quiet", join_mode="approval", questions=["Why?"])
    as_olga.post("/groups/quiet/join/", {"answer_0": MARKUP})
    asked = JoinRequest.objects.get()
    client.force_login(group.founder)
    assert is_harmless(client.get("/groups/quiet/requests/"))
    for nothing in SHOW_NOTHING:
        client.post(f"/groups/quiet/requests/{asked.key}/", {"welcome": "0", "reason": TEXTS[nothing]})
        asked.refresh_from_db()
        assert asked.state == "pending"
    client.post(f"/groups/quiet/requests/{asked.key}/", {"welcome": "0", "reason": MARKUP + "\x00"})
    asked.refresh_from_db()
    assert asked.state == "denied"
    client.force_login(asked.user)
    for page in ("/groups/quiet/", "/notifications/"):
        assert is_harmless(client.get(page))


def test_a_meeting_link_is_a_link_of_the_web(as_olga):
    base = FORMS["event"].fields
    for link in ("javascript:alert(7)", "https://a b", "data:text/html,x", " //evil.example", "HTTPS:alert(7)"):
        assert as_olga.post(FORMS["event"].path, base | {"link": link}).status_code == 422, link
    assert not Meetup.objects.exists()


# ---- machines ---------------------------------------------------------------------------------------------------

CALLS: dict[str, tuple[str, str, dict[str, Any]]] = {
    "me": ("patch", "me/", {"display_name": "Olga", "handle": "olga", "bio": "Tea", "language": "en"}),
    "group": (
        "post",
        "groups/",
        {
            "name": "Tea",
            "about": "x",
            "address": "two",
            "visibility": "public",
            "join_mode": "open",
            "questions": ["Why?"],
            "rules": ["Kind"],
            "zone": "UTC",
            "slow_seconds": 0,
        },
    ),
    "join": ("put", "groups/tea/join/", {"invite": "x", "answers": ["y"]}),
    "rules": ("put", "groups/tea/rules/", {"version": 1}),
    "make-up": ("post", "groups/tea/check-ins/make-up/", {"day": "2026-01-01"}),
    "conversation": ("post", "conversations/", {"body": "Hi", "client_id": "a", "person": "minna", "product": ""}),
    "shop": ("post", "conversations/", {"body": "Hi", "client_id": "a", "shop": "x"}),
    "say": ("post", "conversations/{token}/messages/", {"body": "Hi", "client_id": "b", "product": "x"}),
    "read": ("post", "notifications/read/", {"keys": ["x"], "tab": "system"}),
    "hearing": (
        "put",
        "me/notifications/",
        {"digest": "off", "zone": "UTC", "quiet_from": None, "quiet_until": None, "kinds": {}},
    ),
    "link": ("post", "me/links/", {"path": "/groups/tea/"}),
}


@pytest.mark.parametrize("name", CALLS)
def test_wrong_types_are_refused_by_the_field_that_has_them(as_olga, olga, minna, name):
    verb, path, fields = CALLS[name]
    said = write_to_person(sender=olga, person=minna, words=Words(body="Hello"))
    path = path.format(token=said.conversation.token)
    tables = [Group.objects, Message.objects, Conversation.objects, ShareLink.objects]
    for body in BODIES:
        with attempt():
            call(as_olga, verb, path, body)
    for part, value in wrongly(fields):
        with attempt():
            before = [table.count() for table in tables]
            answer = call(as_olga, verb, path, json.dumps(fields | {part: value}))
            if answer.status_code >= 400:
                assert [table.count() for table in tables] == before, (part, value)


def test_a_name_nobody_sees_is_no_name(as_olga, olga):
    for text in ("\u200b", "\u3164", " \u200d "):
        answer = as_olga.patch(f"{V1}me/", {"display_name": text}, content_type="application/json")
        assert (answer.status_code, list(answer.json()["errors"])) == (422, ["display_name"])
    as_olga.patch(f"{V1}me/", {"display_name": "O\u202elga", "bio": "a\u200bb"}, content_type="application/json")
    olga.refresh_from_db()
    assert (olga.display_name, olga.bio) == ("Olga", "ab")


# ---- addresses --------------------------------------------------------------------------------------------------

API = [*people_api, *groups_api, *messages_api, *notifications_api]
PLACES = [
    *addresses(urls.urlpatterns),
    *addresses(urls.merchant_urls, "/merchant/"),
    *addresses(urls.platform_urls, "/platform/"),
    *addresses(API, V1),
]
LISTS = [
    "/groups/?q=%00",
    "/groups/?x",
    "/people/?q=%00",
    "/me/people/?x",
    "/u/minna/followers/?x",
    f"{HOME}members/?x",
    f"{HOME}log/?x",
    f"{HOME}activities/?x",
    f"{HOME}teams/?q=%00",
    "/messages/?x",
    "/notifications/?x",
    "/me/invites/?tab=people",
    "/me/invites/?tab=earned",
    "/merchant/messages/?x",
    f"{V1}groups/?q=%00",
    f"{V1}groups/tea/members/?x",
    f"{V1}groups/tea/polls/?x",
    f"{V1}groups/tea/check-ins/?x",
    f"{V1}people/minna/followers/?x",
    f"{V1}conversations/?x",
    f"{V1}notifications/?limit={'9' * 5000}",
    f"{V1}me/links/?limit=%00",
    f"{V1}me/invites/?x",
    f"{V1}me/earnings/?x",
]


def test_odd_names_in_addresses_lead_nowhere(as_olga, olga, settings):
    settings.DEMO = True  # operators need no second step
    MembershipFactory(user=olga, role=Role.OPERATOR)
    assert len(PLACES) > 60
    for path, ask in oddly(PLACES, as_olga, parent="tea"):
        with attempt():
            answer = ask(path)
            assert is_clear(answer), (path, answer.status_code)
            assert answer.status_code != 200 or "unsubscribe" in path, path


@pytest.mark.parametrize("cursor", ODD_CURSORS)
def test_odd_cursors_begin_anew_or_lead_nowhere(as_olga, cursor):
    for place in LISTS:
        answer = as_olga.get(f"{place}&cursor={cursor}")
        assert answer.status_code in {200, 404}, (place, answer.status_code)
