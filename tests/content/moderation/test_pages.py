"""The pages: reporting, one's standing, the queue of the platform and of a group, the rules."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse

from community.conduct.models import WordRule
from community.effect.models import GroupFigures
from community.effect.services import measure
from community.effect.sources import Reports, Window, reports_in
from community.effect.wording import FIGURES
from community.notifications.models import Notification
from config.kernel.clock import local_day, now
from config.kernel.events import deliver_event
from config.kernel.models import OutboxEvent
from content.moderation.models import Report, ReviewItem, Strike
from content.moderation.services import decide, report
from content.moderation.tasks import remind_moderators
from content.moderation.things import thing_of
from content.posts.models import PostStatus
from tests.content.moderation.helpers import found, person, reported, struck, verdict
from tests.factories.accounts import UserFactory, operator
from tests.factories.groups import let_in, make_group
from tests.factories.notes import make_note

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _english(client):
    client.cookies["django_language"] = "en"


@pytest.fixture(autouse=True)
def _demo(settings):
    settings.DEMO = True  # operators need no second step


def text(answer) -> str:
    return answer.content.decode()


def tell() -> None:
    for event in OutboxEvent.objects.filter(delivered_at=None):
        deliver_event(event.pk)


def test_reporting_keeps_what_was_typed_and_tells_what_came_of_it(client):
    note, reporter = make_note(), person(1)
    url = reverse("moderation:report", args=["note", note.key])
    assert "/accounts/login/" in client.get(url).headers["Location"]
    client.force_login(reporter)
    assert 'data-test="report"' in text(client.get(reverse("posts:note", args=[note.key])))
    refused = client.post(url, {"words": "I <b>know</b> this"})
    assert refused.status_code == 422
    assert "I &lt;b&gt;know&lt;/b&gt; this" in text(refused)
    assert client.post(url, {"reason": "spam", "words": "ads"}).status_code == 302
    assert "You have reported this already" in text(client.get(url))
    page = text(client.get(reverse("moderation:standing")))
    assert "We are looking at it" in page
    item = ReviewItem.objects.get()
    decide(item=item, actor=operator(), version=item.version, verdict=verdict())
    tell()
    assert "You were right" in text(client.get(reverse("moderation:standing")))
    assert Notification.objects.filter(user=reporter, kind="report_done").exists()
    assert Notification.objects.filter(user=note.author, kind="strike").exists()


@pytest.mark.parametrize("kind", ["note", "comment", "moon", "strike"])
def test_what_is_not_there_cannot_be_reported(client, kind):
    client.force_login(UserFactory())
    assert client.get(reverse("moderation:report", args=[kind, "nothing"])).status_code == 404


def test_every_kind_has_a_report_page(client):
    from catalog.products.models import Product
    from content.comments.services import write_comment
    from tests.factories.catalog import make_variant
    from tests.factories.reviews import make_review

    group = make_group()
    product = make_variant().product
    comment = write_comment(post=make_note(), author=UserFactory(), body="hm")
    review = make_review()
    client.force_login(let_in(group))
    for kind, key in (
        ("comment", comment.key),
        ("review", review.key),
        ("person", comment.author.handle),
        ("group", group.slug),
        ("product", product.slug),
    ):
        assert client.post(reverse("moderation:report", args=[kind, key]), {"reason": "other"}).status_code == 302, kind
    assert set(ReviewItem.objects.values_list("kind", flat=True)) == {"comment", "review", "person", "group", "product"}
    client.force_login(operator())
    for item in ReviewItem.objects.all():
        page = client.get(reverse("platform:moderation-item", args=[item.key]))
        assert page.status_code == 200
        outcome = {"person": "mask", "group": "delete", "product": "hide"}.get(item.kind, "hide")
        sent = {"outcome": outcome, "rule": "Rule", "version": item.version, "cover": item.snapshot["title"]}
        assert client.post(reverse("platform:moderation-item", args=[item.key]), sent).status_code == 302, item.kind
    group.refresh_from_db()
    comment.author.refresh_from_db()
    assert group.is_closed
    assert set(comment.author.display_name) <= {"＊", " "}
    assert not Product.objects.get(pk=product.pk).is_listed


def test_the_queue_is_for_operators(client):
    item = reported(make_note(), 1)
    urls = [
        reverse("platform:moderation"),
        reverse("platform:moderation-rules"),
        reverse("platform:moderation-item", args=[item.key]),
    ]
    client.force_login(UserFactory())
    assert [client.get(url).status_code for url in urls] == [404] * 3
    client.force_login(operator())
    assert [client.get(url).status_code for url in urls] == [200] * 3


def test_whoever_is_second_reads_that_on_the_page_and_keeps_the_words(client):
    note = make_note(person(1))
    item = reported(note, 1)
    url = reverse("platform:moderation-item", args=[item.key])
    client.force_login(operator())
    reported(note, 1)
    sent = {"outcome": "hide", "rule": "No advertising here", "version": item.version}
    answer = client.post(url, sent)
    assert answer.status_code == 409
    assert "Somebody else was quicker" in text(answer)
    assert "No advertising here" in text(answer)
    note.refresh_from_db()
    assert note.status == PostStatus.PUBLISHED
    item.refresh_from_db()
    assert client.post(url, sent | {"version": item.version}).status_code == 302
    assert client.post(url, sent).status_code == 409
    assert client.post(url, {"outcome": "hide", "version": "x"}).status_code == 422


def test_claiming_is_seen_by_others(client):
    item = reported(make_note(person(1)), 1)
    first = operator(display_name="Lin")
    client.force_login(first)
    client.post(reverse("platform:moderation-claim", args=[item.key]))
    assert "You are looking at it" in text(client.get(reverse("platform:moderation-item", args=[item.key])))
    assert 'data-test="queue-row"' in text(client.get(reverse("platform:moderation") + "?show=mine"))
    client.force_login(operator())
    page = text(client.get(reverse("platform:moderation-item", args=[item.key])))
    assert "Somebody else is looking at it right now." in page
    assert 'data-test="item-decide"' not in page


def test_the_person_reads_what_why_and_appeals_on_the_page(client):
    note, strike, moderator = struck()
    client.force_login(note.author)
    page = text(client.get(reverse("posts:note", args=[note.key])))
    assert reverse("moderation:standing") in page
    url = reverse("moderation:strike", args=[strike.key])
    assert "No advertising" in text(client.get(url))
    long = client.post(url, {"words": "x" * 2001})
    assert long.status_code == 422
    assert client.post(url, {"words": "我自己买的"}).status_code == 302
    assert "Somebody else looks at it" in text(client.get(url))
    item = ReviewItem.objects.get(kind="appeal")
    client.force_login(moderator)
    page = text(client.get(reverse("platform:moderation-item", args=[item.key])))
    assert "You decided this first." in page
    assert 'data-test="appeal-decide"' not in page
    sent = {"is_right": "1", "answer": "ok", "version": item.version}
    assert client.post(reverse("platform:moderation-item", args=[item.key]), sent).status_code == 403
    client.force_login(operator())
    assert client.post(reverse("platform:moderation-item", args=[item.key]), sent).status_code == 302
    client.force_login(note.author)
    assert "Taken back on" in text(client.get(url))
    client.force_login(UserFactory())
    assert client.get(url).status_code == 404


def test_those_who_look_after_a_group_see_their_own(client):
    group, other = make_group(), make_group()
    note = make_note(let_in(group), group=group)
    item = reported(note, 1)
    owner, stranger = (one.members.get(role="owner").user for one in (group, other))
    queue = reverse("moderation:group-queue", args=[group.slug])
    url = reverse("moderation:group-item", args=[group.slug, item.key])
    client.force_login(stranger)
    assert [client.get(one).status_code for one in (queue, url)] == [404, 404]
    client.force_login(owner)
    assert 'data-test="queue-row"' in text(client.get(queue))
    page = text(client.get(url))
    assert "Exclude them" not in page
    assert client.post(url, {"outcome": "hide", "rule": "好好说话", "version": item.version}).status_code == 302
    assert 'data-test="hidden-note"' in text(client.get(queue))
    tell()
    assert Notification.objects.filter(user=owner, kind="group_report").exists()


def test_rules_are_kept_tried_and_dropped(client):
    client.force_login(operator())
    url = reverse("platform:moderation-rules")
    sent = {"part": "words", "words": "假烟", "action": "block", "name": "Cigarettes", "language": ""}
    assert client.post(url, sent).status_code == 302
    assert client.post(url, sent).status_code == 422
    assert client.post(url, sent | {"words": "— ·"}).status_code == 422
    tried = text(client.post(url, {"part": "try", "text": "卖假烟"}))
    assert "The rule: Cigarettes." in tried
    assert "Nothing is found." in text(client.post(url, {"part": "try", "text": "卖茶"}))
    waits = text(client.post(url, {"part": "try", "text": "加微信 tea_lover88"}))
    assert "Waits until somebody has looked" in waits
    assert client.post(url, {"part": "domains", "domain": "not a domain", "verdict": "deny"}).status_code == 422
    assert client.post(url, {"part": "domains", "domain": "bad.com", "verdict": "deny"}).status_code == 302
    rule = WordRule.objects.get()
    assert client.post(reverse("platform:moderation-rule-drop", args=["words", rule.pk])).status_code == 302
    assert not WordRule.objects.exists()


def test_a_refusal_stands_next_to_its_field(client):
    WordRule.objects.create(words="假烟", plain="假烟", action="block", name="Cigarettes")
    client.force_login(UserFactory())
    page = client.post(reverse("posts:new"), {"title": "t", "body": "假烟", "disclosure": "none", "action": "publish"})
    assert page.status_code == 422
    assert "The rule: Cigarettes." in text(page)


def test_a_level_is_given_by_hand(client):
    somebody = UserFactory()
    client.force_login(operator())
    url = reverse("platform:moderation-level", args=[somebody.handle])
    assert client.post(url, {"level": "9", "reason": "good soul"}).status_code == 422
    assert client.post(url, {"level": "4", "is_fixed": "on", "reason": "good soul"}).status_code == 302
    somebody.refresh_from_db()
    assert somebody.standing.level == 4


def test_the_queue_asks_the_same_for_one_item_and_for_many(client, django_assert_max_num_queries):
    moderator = operator()
    client.force_login(moderator)
    for _one in range(9):
        reported(make_note(person(1)), 1)
    with django_assert_max_num_queries(14):
        page = client.get(reverse("platform:moderation"))
    assert text(page).count('data-test="queue-row"') == 9
    item = ReviewItem.objects.latest("pk")
    with django_assert_max_num_queries(16):
        client.get(reverse("platform:moderation-item", args=[item.key]))
    author = item.author
    client.force_login(author)
    for _one in range(5):
        Strike.objects.create(person=author, item=item, level="warned", rule="Rule")
    with django_assert_max_num_queries(34):
        client.get(reverse("moderation:standing"))


def test_the_heaviest_comes_first_and_pages_go_on(client):
    client.force_login(operator())
    for count in range(23):
        note = make_note(person(1))
        report(reporter=person(count % 5), found=found(note), reason="spam")
    first = client.get(reverse("platform:moderation"))
    scores = [item.score for item, _late in first.context["rows"]]
    assert scores == sorted(scores, reverse=True)
    rest = client.get(reverse("platform:moderation"), {"cursor": first.context["page"].next_cursor})
    seen = {item.pk for item, _late in [*first.context["rows"], *rest.context["rows"]]}
    assert len(seen) == 23
    assert Report.objects.count() == 23
    assert thing_of("note").by_pk(0) is None


def test_moderators_hear_once_a_day_that_something_waits_too_long(client):
    moderator = operator()
    reported(make_note(person(1)), 1)
    assert remind_moderators() == 0
    ReviewItem.objects.update(opened_at=now() - timedelta(hours=49))
    assert [remind_moderators(), remind_moderators()] == [1, 0]
    client.force_login(moderator)
    assert "waits too long" in text(client.get(reverse("community:notifications") + "?tab=system"))
    assert "1 late" in text(client.get(reverse("platform:moderation")))


def test_the_desk_says_its_keys(client):
    item = reported(make_note(person(1)), 1)
    client.force_login(operator())
    queue = text(client.get(reverse("platform:moderation")))
    assert "data-key-row" in queue
    assert "data-keys-switch" in queue
    page = text(client.get(reverse("platform:moderation-item", args=[item.key])))
    for value, letter in (("keep", "n"), ("hide", "h"), ("delete", "x")):
        assert f'value="{value}"' in page
        assert f'data-key="{letter}" aria-keyshortcuts="{letter}"' in page
    assert page.count('<kbd class="key" aria-hidden="true">') >= 8
    assert 'aria-describedby="keys-said"' in page


def test_a_group_reads_how_often_it_is_reported_and_how_often_rightly():
    group, other = make_group(), make_group()
    writer, day = let_in(group), local_day(now(), group.zone)
    notes = [make_note(writer, group=group) for _one in range(4)]
    items = [reported(note, 1) for note in notes[:2]]
    reported(notes[0], 1)
    reported(make_note(let_in(other), group=other), 1)
    reported(make_note(writer), 1)
    for item, outcome in zip(items, ("hide", "keep"), strict=True):
        item.refresh_from_db()
        decide(item=item, actor=operator(), version=item.version, verdict=verdict(outcome))
    window = Window(day, 7, group.zone, [group.pk])
    assert reports_in(window) == {group.pk: Reports(notes_out=4, reports=3, reports_decided=3, reports_upheld=2)}
    measure(day=day, zone=group.zone, groups=[group])
    row = GroupFigures.objects.get(group=group, span=7)
    values = {one.name: one.value(row) for one in FIGURES}
    assert (values["reports"], values["upheld"]) == (750, 2 / 3)
    earlier = Window(day - timedelta(days=7), 7, group.zone, [group.pk])
    assert reports_in(earlier) == {group.pk: Reports()}
