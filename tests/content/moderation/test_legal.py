"""Legal notices: what somebody gives their word for goes out of sight, is answered, and administrators decide."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse

from community.groups.models import GroupMember
from community.notifications.models import Notification
from config.kernel.clock import now
from config.kernel.errors import TooMany
from content.moderation.errors import (
    DecidedMeanwhile,
    ForTheLegalDesk,
    NotAsGroup,
    NotForThis,
    NoticeGivenAlready,
    NoticeIncomplete,
    NotSworn,
    OwnThing,
)
from content.moderation.models import Kind, LegalNotice, LogLine, ReviewItem, Strike
from content.moderation.services import NoticeDraft, appeal, decide, decide_appeal, expire_old, give_notice, refer
from content.moderation.things import thing_of
from content.posts.drafts import Draft
from content.posts.services import change_note, publish_note
from tests.content.moderation.helpers import found, person, reported, status, verdict
from tests.factories.accounts import UserFactory, administrator, operator
from tests.factories.groups import let_in, make_group
from tests.factories.notes import make_note

pytestmark = pytest.mark.django_db
DRAFT = NoticeDraft(right="copyright", holder="Atelier Lin", evidence="Print No. 7, spring 2024", is_sworn=True)
FORM = {"right": "copyright", "holder": "Atelier Lin", "evidence": "Print No. 7", "is_sworn": "on"}


def given(note, sender=None) -> LegalNotice:
    return give_notice(sender=sender or UserFactory(), found=found(note), draft=DRAFT)


def test_a_notice_takes_a_note_out_of_sight_and_tells_its_author_and_the_administrators(
    django_capture_on_commit_callbacks,
):
    note, admin = make_note(person(2)), administrator()
    with django_capture_on_commit_callbacks(execute=True):
        made = given(note)
    assert (status(note), made.state, made.item.source) == ("hidden", "open", "legal")
    strike = Strike.objects.get(person=note.author)
    assert strike.rule == "legal"
    assert "Atelier Lin" in strike.words
    assert "Print No. 7" in strike.words
    assert made.sender.display_name not in strike.words
    assert set(Notification.objects.values_list("user", "kind")) == {
        (note.author_id, "strike"),
        (admin.pk, "notice_given"),
    }


def test_only_administrators_decide_and_the_sender_hears(django_capture_on_commit_callbacks):
    note, admin = make_note(person(2)), administrator()
    made = given(note)
    item = ReviewItem.objects.get(pk=made.item_id)
    for clerk, outcome in ((operator(), "keep"), (operator(), "hide")):
        with pytest.raises(ForTheLegalDesk):
            decide(item=item, actor=clerk, version=item.version, verdict=verdict(outcome))
    assert (status(note), ReviewItem.objects.get().state) == ("hidden", "open")
    with django_capture_on_commit_callbacks(execute=True):
        decide(item=item, actor=admin, version=item.version, verdict=verdict("keep"))
    made.refresh_from_db()
    assert (status(note), made.state) == ("published", "declined")
    assert Notification.objects.filter(user=made.sender, kind="notice_done").exists()
    assert Strike.objects.get().revoked_at is not None


def test_an_upheld_notice_leaves_it_hidden():
    note = make_note(person(2))
    made = given(note)
    item = ReviewItem.objects.get(pk=made.item_id)
    decide(item=item, actor=administrator(), version=item.version, verdict=verdict("hide", rule="Copyright"))
    made.refresh_from_db()
    assert (status(note), made.state, Strike.objects.get().rule) == ("hidden", "upheld", "Copyright")


def test_changing_it_does_not_bring_it_back_and_time_does_not_close_it():
    note = make_note(person(2))
    given(note)
    note.refresh_from_db()
    with time_machine.travel(now() + timedelta(minutes=20), tick=False):
        change_note(post=note, draft=Draft(title="Another", body="picture"))
        assert status(note) == "hidden"
    reported(make_note(person(2)), 0)
    with time_machine.travel(now() + timedelta(days=61), tick=False):
        assert expire_old() == 1  # what was merely reported
    assert ReviewItem.objects.get(source="legal").is_open


def test_the_author_answers_and_an_administrator_takes_it_back():
    note = make_note(person(2))
    given(note)
    appeal(strike=Strike.objects.get(), words="It is my own drawing")
    waiting = ReviewItem.objects.get(kind=Kind.APPEAL)
    assert waiting.is_at_legal_desk
    with pytest.raises(ForTheLegalDesk):
        decide_appeal(item=waiting, actor=operator(), version=waiting.version, is_right=True, answer="Right")
    assert status(note) == "hidden"
    decide_appeal(item=waiting, actor=administrator(), version=waiting.version, is_right=True, answer="Right")
    assert (status(note), LegalNotice.objects.get().state) == ("published", "declined")


def test_what_a_notice_refuses():
    note, sender = make_note(person(2)), UserFactory()
    message_less = thing_of("person").by_pk(UserFactory().pk)
    assert message_less is not None
    for who, thing, draft, refusal in (
        (note.author, found(note), DRAFT, OwnThing),
        (sender, message_less, DRAFT, NotForThis),
        (sender, found(note), NoticeDraft("copyright", "\u200b", "x", "", True), NoticeIncomplete),
        (sender, found(note), NoticeDraft("copyright", "x", " \u3164", "", True), NoticeIncomplete),
        (sender, found(note), NoticeDraft("copyright", "x", "y"), NotSworn),
    ):
        with pytest.raises(refusal):
            give_notice(sender=who, found=thing, draft=draft)
    assert (status(note), ReviewItem.objects.count(), LegalNotice.objects.count()) == ("published", 0, 0)
    given(note, sender)
    with pytest.raises(NoticeGivenAlready):
        given(note, sender)
    given(note)
    assert (ReviewItem.objects.count(), LegalNotice.objects.count(), Strike.objects.count()) == (1, 2, 1)
    for _each in range(8):
        given(make_note(person(2)), sender)
    with pytest.raises(TooMany):
        given(make_note(person(2)), sender)


def test_operators_hand_an_item_to_the_legal_desk_once(client):
    note, clerk = make_note(person(2)), operator()
    item = reported(note, 1)
    refer(item=item, actor=clerk, version=item.version)
    item.refresh_from_db()
    assert (item.is_at_legal_desk, item.claimed_by, status(note)) == (True, None, "published")
    assert LogLine.objects.filter(act="referred", actor=clerk).count() == 1
    with pytest.raises(DecidedMeanwhile):
        refer(item=item, actor=clerk, version=item.version)
    with pytest.raises(NotAsGroup):
        refer(item=reported(make_note(person(2)), 1), actor=UserFactory(), version=2)


def test_a_group_does_not_show_again_what_lies_at_the_legal_desk():
    group = make_group(address="tea")
    note = publish_note(author=let_in(group, person(2)), draft=Draft(title="In it", body="Tea", group=group))
    made = given(note, let_in(group))
    item = ReviewItem.objects.get(pk=made.item_id)
    assert GroupMember.objects.filter(group=group, user=group.founder).exists()
    with pytest.raises(ForTheLegalDesk):
        decide(item=item, actor=group.founder, version=item.version, verdict=verdict("keep"), as_group=True)
    assert status(note) == "hidden"


def test_the_pages_from_the_form_to_the_desk(client, settings):
    settings.DEMO = True  # operators need no second step
    client.cookies["django_language"] = "en"
    note, sender, clerk, admin = make_note(person(2)), UserFactory(), operator(), administrator()
    page = reverse("moderation:notice", args=["note", note.key])
    assert client.get(page).status_code == 302
    client.force_login(sender)
    assert page in client.get(reverse("moderation:report", args=["note", note.key])).content.decode()
    refused = client.post(page, FORM | {"is_sworn": ""})
    assert (refused.status_code, b"Without your word" in refused.content, status(note)) == (422, True, "published")
    assert client.post(page, FORM | {"evidence": "<script>alert(7)</script>"}).status_code == 302
    assert status(note) == "hidden"
    assert "Atelier Lin" in client.get("/me/standing/").content.decode()
    item = ReviewItem.objects.get()
    desk = reverse("platform:moderation-item", args=[item.key])
    client.force_login(clerk)
    assert item.key in client.get("/platform/moderation/?show=legal").content.decode()
    seen = client.get(desk).content.decode()
    assert "An administrator decides" in seen
    assert "item-decide" not in seen
    assert "<script>alert(7)" not in seen
    client.force_login(admin)
    assert "item-decide" in client.get(desk).content.decode()
    said = {"outcome": "hide", "rule": "Copyright", "version": str(item.version)}
    assert client.post(desk, said).status_code == 302
    client.force_login(note.author)
    strike = Strike.objects.get()
    assert client.get(reverse("moderation:strike", args=[strike.key])).status_code == 200
    other = reported(make_note(person(2)), 1)
    client.force_login(clerk)
    refer_page = reverse("platform:moderation-refer", args=[other.key])
    for version in ("x", str(other.version), str(other.version)):
        assert client.post(refer_page, {"version": version}).status_code == 302
    other.refresh_from_db()
    assert other.is_at_legal_desk
    assert client.get(reverse("moderation:notice", args=["person", sender.handle])).status_code == 404


def test_the_api_gives_notices_and_lists_ones_own(client):
    note, sender = make_note(person(2)), UserFactory()
    address = "/api/v1/legal-notices/"
    body = {
        "kind": "note",
        "id": note.key,
        "right": "trademark",
        "holder": "Lin",
        "evidence": "No. 7",
        "is_sworn": True,
    }
    assert client.post(address, body, content_type="application/json").status_code == 401
    client.force_login(sender)
    for part, odd in (("right", "x"), ("link", "javascript:alert(7)"), ("evidence", "x" * 2001), ("is_sworn", None)):
        refused = client.post(address, body | {part: odd}, content_type="application/json")
        assert (refused.status_code, list(refused.json()["errors"])) == (422, [part])
    unsworn = client.post(address, body | {"is_sworn": False}, content_type="application/json")
    assert (unsworn.status_code, unsworn.json()["code"]) == (422, "notice_not_sworn")
    assert client.post(address, body | {"id": "nothing"}, content_type="application/json").status_code == 404
    assert status(note) == "published"
    assert client.post(address, body, content_type="application/json").status_code == 201
    assert client.post(address, body, content_type="application/json").status_code in {404, 409}
    [listed] = client.get(address).json()["results"]
    assert (listed["kind"], listed["right"], listed["state"]) == ("note", "trademark", "open")
    client.force_login(UserFactory())
    assert client.get(address).json()["results"] == []
