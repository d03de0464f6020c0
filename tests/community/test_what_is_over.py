"""Groups that closed, people who left or blocked, activities that ended, invitations taken back: every address that can
lead there answers kindly, tells nothing it shouldn't, and changes nothing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client

from community.activities.models import Ballot, Lottery, LotteryEntry, Poll
from community.activities.services import open_lottery, open_poll
from community.challenges.models import Challenge, ChallengeEntry
from community.challenges.services import ChallengeDraft, open_challenge
from community.checkin.models import GroupCheckIn
from community.graph.models import Follow
from community.graph.services import block, follow
from community.groups.models import Group, GroupMember, JoinRequest
from community.groups.services import close_group, remove_member, renew_invitation
from community.meetups.models import Meetup, MeetupReply
from community.meetups.services import MeetupDraft, call_off, open_meetup
from community.messaging.models import Message
from community.messaging.services import Words, enter_group, write_to_person
from community.quizzes.models import Quiz, QuizAttempt
from community.quizzes.services import open_quiz
from community.referral.services import link_to
from config.kernel.clock import now
from tests.factories.accounts import UserFactory
from tests.factories.groups import let_in, make_group, old_friend
from tests.hostile import attempt

pytestmark = pytest.mark.django_db
V1 = "/api/v1/"
SECRET, BIO = "只有我们知道的小径", "小径尽头点灯的人"


@dataclass
class Tea:
    """A group with one of everything."""

    group: Group
    olga: Any
    minna: Any
    sam: Any
    poll: Poll
    lottery: Lottery
    meetup: Meetup
    quiz: Quiz
    challenge: Challenge
    room: str

    @property
    def pages(self) -> list[str]:
        at = "/groups/tea/"
        return [
            at,
            *(
                f"{at}{part}/"
                for part in ("join", "chat", "rules", "log", "members", "activities", "check-in", "teams")
            ),
            *(f"{at}{part}/" for part in ("settings", "limits", "requests", "announcements", "effect", "moderation")),
            f"{at}members/minna/",
            *(f"{at}{part}/" for part in self.doings),
            *(f"{at}{part}/new/" for part in ("polls", "lotteries", "events", "quizzes", "challenges")),
            f"{at}lotteries/{self.lottery.key}/proof.json",
            f"{at}events/{self.meetup.key}/event.ics",
            f"{at}events/{self.meetup.key}/edit/",
            "/report/group/tea/",
            f"/messages/{self.room}/",
            "/posts/new/?group=tea",
            "/groups/",
            "/messages/",
            "/notifications/",
            "/?tab=groups",
            *(f"{V1}groups/tea/{part}" for part in ("", "members/", "polls/", "lotteries/", "events/", "quizzes/")),
            *(f"{V1}groups/tea/{part}/" for part in ("challenges", "check-ins", "teams", "effect")),
            f"{V1}groups/tea/polls/{self.poll.key}/",
            f"{V1}groups/tea/challenges/{self.challenge.key}/entries/",
            f"{V1}conversations/{self.room}/messages/",
            f"{V1}posts/?group=tea",
        ]

    @property
    def doings(self) -> list[str]:
        return [
            f"polls/{self.poll.key}",
            f"lotteries/{self.lottery.key}",
            f"events/{self.meetup.key}",
            f"quizzes/{self.quiz.key}",
            f"challenges/{self.challenge.key}",
        ]

    @property
    def deeds(self) -> list[tuple[str, str, dict[str, Any]]]:
        """What members do: method, address, words."""
        at, api = "/groups/tea/", f"{V1}groups/tea/"
        return [
            ("post", f"{at}polls/{self.poll.key}/", {"choice": "0"}),
            ("post", f"{at}lotteries/{self.lottery.key}/enter/", {}),
            ("post", f"{at}events/{self.meetup.key}/reply/", {"reply": "going"}),
            ("post", f"{at}quizzes/{self.quiz.key}/begin/", {}),
            ("post", f"{at}quizzes/{self.quiz.key}/hand-in/", {"q0": "0"}),
            ("post", f"{at}challenges/{self.challenge.key}/take-part/", {}),
            ("put", f"{api}polls/{self.poll.key}/", {"positions": [0]}),
            ("put", f"{api}lotteries/{self.lottery.key}/entry/", {}),
            ("put", f"{api}events/{self.meetup.key}/reply/", {"reply": "going"}),
            ("post", f"{api}quizzes/{self.quiz.key}/attempt/", {}),
            ("put", f"{api}quizzes/{self.quiz.key}/attempt/", {"chosen": [0]}),
            ("put", f"{api}challenges/{self.challenge.key}/entries/", {}),
        ]

    @property
    def deeds_in_the_group(self) -> list[tuple[str, str, dict[str, Any]]]:
        """What needs the group itself to be open."""
        at, api = "/groups/tea/", f"{V1}groups/tea/"
        return [
            ("post", f"{at}check-in/today/", {}),
            ("post", f"{at}check-in/card/", {"day": "2026-01-01"}),
            ("post", f"/messages/{self.room}/", {"body": "Hello"}),
            ("post", f"{api}check-ins/", {}),
            ("post", f"{V1}conversations/{self.room}/messages/", {"body": "Hello", "client_id": "a"}),
            ("post", f"{V1}posts/", {"body": "Hello", "group": "tea"}),
        ]


DONE = [Ballot, LotteryEntry, MeetupReply, QuizAttempt, ChallengeEntry, GroupCheckIn, Message, JoinRequest, GroupMember]


@pytest.fixture
def tea(client) -> Tea:
    client.cookies["django_language"] = "en"
    olga = old_friend(handle="olga")
    group = make_group(olga, address="tea", about=SECRET, rules=["Be kind"])
    minna, soon = let_in(group, old_friend(handle="minna")), now() + timedelta(hours=5)
    call = {"group": group, "actor": olga}
    starts_at = now() + timedelta(hours=2)
    return Tea(
        group,
        olga,
        minna,
        UserFactory(handle="sam"),
        open_poll(**call, question=SECRET, options=["A", "B"], closes_at=soon),
        open_lottery(**call, title=SECRET, prize="A cup", closes_at=soon),
        open_meetup(**call, draft=MeetupDraft(title=SECRET, starts_at=starts_at, ends_at=soon, link="https://x.test/")),
        open_quiz(**call, title=SECRET, bank="Which?\n*A\nB", asked=1, seconds=60, closes_at=soon),
        open_challenge(
            **call,
            draft=ChallengeDraft(title=SECRET, counts="notes", goal=1, topic="tea", starts_at=now(), ends_at=soon),
        ),
        enter_group(group_id=group.pk, user=minna).token,
    )


def look(client: Client, paths: list[str], *people: Any) -> dict[str, set[int]]:
    """Who got which answers; none of them broken."""
    got: dict[str, set[int]] = {}
    for person in people:
        client.logout()
        client.cookies["django_language"] = "en"
        if person is not None:
            client.force_login(person)
        for path in paths:
            answer = client.get(path)
            assert answer.status_code < 500, (path, person)
            got.setdefault(path, set()).add(answer.status_code)
    return got


def refused(client: Client, person: Any, deeds: list[tuple[str, str, dict[str, Any]]]) -> None:
    """Each is refused in words and changes nothing."""
    client.force_login(person)
    before = [table.objects.count() for table in DONE]
    for verb, path, words in deeds:
        how = {"content_type": "application/json"} if path.startswith(V1) else {}
        with attempt():
            answer = getattr(client, verb)(path, words, **how)
            assert answer.status_code < 500, (verb, path)
            assert answer.status_code >= 300, (verb, path, answer.status_code)
            if path.startswith(V1):
                assert answer.status_code in {403, 404, 409, 422}, (verb, path, answer.status_code)
                assert answer.json()["code"]
            assert [table.objects.count() for table in DONE] == before, (verb, path)


def test_a_closed_group_is_read_and_nothing_more(client, tea):
    close_group(group=tea.group, actor=tea.olga)
    got = look(client, tea.pages, tea.olga, tea.minna, tea.sam, None)
    assert got["/groups/tea/"] == {200}
    refused(client, tea.minna, tea.deeds + tea.deeds_in_the_group)
    refused(client, tea.sam, [("post", "/groups/tea/join/", {}), ("put", f"{V1}groups/tea/join/", {})])


def test_what_has_ended_says_so(client, tea):
    call_off(meetup=tea.meetup, actor=tea.olga)
    refused(client, tea.minna, [deed for deed in tea.deeds if "/events/" in deed[1]])
    with time_machine.travel(now() + timedelta(days=2)):
        got = look(client, tea.pages, tea.olga, tea.minna, tea.sam, None)
        assert [got[f"/groups/tea/{part}/"] for part in tea.doings] == [{200}] * 5
        refused(client, tea.minna, tea.deeds)


def test_a_group_that_went_private_is_gone_for_others(client, tea):
    Group.objects.filter(pk=tea.group.pk).update(visibility="private")
    remove_member(group=tea.group, actor=tea.olga, person=tea.minna, reason="Shouting")
    mine = {"/groups/", "/messages/", "/notifications/", "/?tab=groups", "/posts/new/?group=tea"}
    for person in (tea.minna, tea.sam, None):
        client.logout()
        if person is not None:
            client.force_login(person)
        for path in tea.pages:
            answer = client.get(path)
            allowed = {200} if path in mine else set()
            assert answer.status_code in {302, 401, 404} | allowed, (path, person)
            assert SECRET not in answer.content.decode(), (path, person)
            assert "x.test" not in answer.content.decode(), (path, person)
    refused(client, tea.minna, tea.deeds + tea.deeds_in_the_group)
    old = tea.group.invite_code
    assert client.get(f"/groups/tea/?invite={old}").status_code == 200
    renew_invitation(group=tea.group, actor=tea.olga)
    assert client.get(f"/groups/tea/?invite={old}").status_code == 404
    refused(client, tea.sam, [("post", f"/groups/tea/join/?invite={old}", {})])
    refused(client, tea.sam, [("put", f"{V1}groups/tea/join/", {"invite": old})])


def test_who_left_leaves_no_broken_page_behind(client, tea):
    follow(follower=tea.minna, person=tea.olga)
    follow(follower=tea.olga, person=tea.minna)
    said = write_to_person(sender=tea.minna, person=tea.olga, words=Words(body="Hello"))
    token = said.conversation.token
    type(tea.olga).objects.filter(pk=tea.olga.pk).update(is_active=False, display_name="—")
    about = ["/u/olga/", "/u/olga/followers/", "/u/olga/following/", "/messages/to/olga/", "/report/person/olga/"]
    about += [f"{V1}people/olga/", f"{V1}people/olga/followers/"]
    got = look(client, [*tea.pages, "/me/people/", "/people/", f"/messages/{token}/", *about], tea.minna, tea.sam)
    assert all(got[path] == {404} for path in about), {path: got[path] for path in about}
    refused(
        client,
        tea.minna,
        [
            ("post", f"/messages/{token}/", {"body": "Are you there?"}),
            ("post", f"{V1}conversations/{token}/messages/", {"body": "x", "client_id": "a"}),
            ("post", f"{V1}conversations/", {"body": "x", "client_id": "b", "person": "olga"}),
            ("put", f"{V1}people/olga/follow/", {}),
            ("post", "/u/olga/follow/", {}),
        ],
    )


def test_who_is_blocked_finds_nobody_there(client, tea):
    type(tea.minna).objects.filter(pk=tea.minna.pk).update(bio=BIO)
    follow(follower=tea.sam, person=tea.minna)
    follow(follower=tea.minna, person=tea.sam)
    token = write_to_person(sender=tea.sam, person=tea.minna, words=Words(body="Hello")).conversation.token
    block(blocker=tea.minna, person=tea.sam)
    about = ["/u/minna/", "/u/minna/followers/", "/messages/to/minna/", "/report/person/minna/", f"{V1}people/minna/"]
    got = look(client, [*about, f"/messages/{token}/", "/people/?q=@minna", "/me/people/"], tea.sam)
    assert all(got[path] == {404} for path in about), got
    assert all(BIO not in client.get(path).content.decode() for path in ("/people/?q=@minna", "/groups/tea/members/"))
    refused(
        client,
        tea.sam,
        [
            ("post", f"/messages/{token}/", {"body": "Why?"}),
            ("post", f"{V1}conversations/{token}/messages/", {"body": "Why?", "client_id": "a"}),
            ("post", f"{V1}conversations/", {"body": "Why?", "client_id": "b", "person": "minna"}),
            *(("put", f"{V1}people/minna/{verb}/", {}) for verb in ("follow", "block", "mute")),
            *(("post", f"/u/minna/{verb}/", {}) for verb in ("follow", "block", "mute")),
        ],
    )
    assert not Follow.objects.filter(followee=tea.minna).exists()


def test_links_to_what_is_over_lead_to_a_page_that_says_so(client, tea, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"
    link = link_to(sharer=tea.minna, path="/groups/tea/")
    face = link_to(sharer=tea.sam, path="/u/minna/")
    assert client.get(f"/s/{link.code}/poster.png").status_code == 200
    Group.objects.filter(pk=tea.group.pk).update(visibility="private")
    led = client.get(f"/s/{link.code}", follow=True)
    assert (led.status_code, SECRET in led.content.decode()) == (404, False)
    assert client.get(f"/s/{link.code}/poster.png").status_code == 404
    type(tea.minna).objects.filter(pk=tea.minna.pk).update(is_active=False)
    for code in (link.code, face.code):
        assert client.get(f"/s/{code}", follow=True).status_code == 404
        assert client.get(f"/s/{code}/poster.png").status_code == 404, code
    for odd in ("NOSUCH", "%00", "x" * 300):
        assert client.get(f"/s/{odd}").status_code == client.get(f"/s/{odd}/poster.png").status_code == 404
