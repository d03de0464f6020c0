"""A refused picture stays out of reviews, profiles, groups, films and messages; what looks like it waits."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from django.conf import settings as site
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image

from accounts.identity.services import change_avatar
from community.conduct.errors import PictureRefused
from community.conduct.models import PictureRule
from community.conduct.services import drop_rule, refuse_picture, screen_pictures
from community.graph.services import follow
from community.groups.drafts import GroupDraft
from community.groups.errors import AddressTaken
from community.groups.models import Group
from community.groups.services import change_group, found_group
from community.messaging.models import Conversation, Message
from community.messaging.services import Words, write_to_person
from config.kernel.models import UploadedPicture
from config.kernel.pictures import store_picture
from content.clips.events import ClipFramed
from content.clips.preparing import _take_over
from content.moderation.models import ReviewItem, Strike
from content.moderation.services import Verdict, decide
from content.posts.drafts import Draft
from content.posts.models import Post, PostStatus
from content.posts.services import publish_note
from content.posts.subscribers import look_at_frame
from content.reviews.models import Review
from content.reviews.services import add_to_review
from tests.factories.accounts import UserFactory, operator
from tests.factories.clips import make_clip, mp4
from tests.factories.groups import make_group, old_friend
from tests.factories.reviews import make_review
from tests.factories.standing import known

pytestmark = pytest.mark.django_db


def sent(size: int = 400, *, other: bool = False) -> SimpleUploadedFile:
    """Soft patches of grey, the same at every size; or quite another picture."""
    patches = Image.new("L", (6, 6))
    patches.putdata([((23 if other else 37) * place * place + 91 * place) % 256 for place in range(36)])
    image = patches.resize((size, size), Image.Resampling.BICUBIC).convert("RGB")
    if other:
        image = image.transpose(Image.Transpose.FLIP_LEFT_RIGHT)
    buffer = io.BytesIO()
    image.save(buffer, "PNG")
    return SimpleUploadedFile("a.png", buffer.getvalue(), "image/png")


@pytest.fixture(autouse=True)
def rule(settings, tmp_path) -> PictureRule:
    settings.MEDIA_ROOT = tmp_path / "media"
    made = refuse_picture(picture=store_picture(sent()), name="Stolen photo", by=None)
    assert made is not None
    return made


def files() -> int:
    return sum(one.is_file() for one in Path(site.MEDIA_ROOT).rglob("*"))


def queued() -> ReviewItem:
    return ReviewItem.objects.get(source="picture")


def test_a_review_or_its_addition_shows_no_refused_picture():
    with pytest.raises(PictureRefused) as refusal:
        make_review(pictures=[sent()])
    assert (refusal.value.field, Review.objects.count()) == ("pictures", 0)
    review = make_review(pictures=[sent(other=True)])
    with pytest.raises(PictureRefused):
        add_to_review(review=review, text="后来", pictures=[sent()])
    review.refresh_from_db()
    assert (review.addition, review.pictures.count()) == ("", 1)
    add_to_review(review=review, text="后来", pictures=[sent(300)])
    review.refresh_from_db()
    assert review.is_hidden
    assert queued().target_id == review.pk


def test_a_profile_picture_is_refused_next_to_its_field_and_the_one_before_stays(client):
    person = change_avatar(user=UserFactory(), upload=sent(other=True))
    client.force_login(person)
    client.cookies["django_language"] = "en"
    mine, before = person.avatar, files()
    page = client.post(reverse("me:avatar"), {"picture": sent()})
    assert page.status_code == 422
    assert "The rule: Stolen photo." in page.content.decode()
    person.refresh_from_db()
    assert (person.avatar, files()) == (mine, before)
    assert client.post(reverse("me:avatar"), {"picture": sent(300)}).status_code == 302
    item = queued()
    assert (item.kind, item.target_id, item.hidden_at) == ("person", person.pk, None)
    verdict = Verdict("mask", rule="Stolen photo", refuse_pictures=True)
    decide(item=item, actor=operator(), version=item.version, verdict=verdict)
    person.refresh_from_db()
    assert person.avatar is None
    assert Strike.objects.get(person=person).rule == "Stolen photo"
    with pytest.raises(PictureRefused):
        change_avatar(user=person, upload=sent(300))


def test_a_group_takes_no_refused_cover(rule):
    owner, before = old_friend(), files()
    draft = GroupDraft(name="茶", cover=sent())
    with pytest.raises(PictureRefused) as refusal:
        found_group(founder=owner, draft=draft)
    assert (refusal.value.field, Group.objects.count(), files()) == ("cover", 0, before)
    group = make_group(owner, cover=sent(other=True), address="tea")
    with pytest.raises(PictureRefused):
        change_group(group=group, actor=owner, draft=GroupDraft(name=group.name, cover=sent()))
    with pytest.raises(AddressTaken):
        make_group(old_friend(), cover=sent(other=True), address="tea")
    group.refresh_from_db()
    change_group(group=group, actor=owner, draft=GroupDraft(name=group.name, cover=sent(300)))
    item = queued()
    assert (item.kind, item.target_id, item.author) == ("group", group.pk, owner)
    verdict = Verdict("mask", rule="Stolen photo", refuse_pictures=True)
    decide(item=item, actor=operator(), version=item.version, verdict=verdict)
    group.refresh_from_db()
    assert (group.cover, group.is_closed) == (None, False)
    drop_rule(rule=rule)
    found_group(founder=old_friend(), draft=GroupDraft(name="茶", cover=sent()))


@pytest.mark.parametrize("size", [400, 300])
def test_no_message_carries_a_refused_picture_at_any_size(size):
    anna, bo = known(), UserFactory()
    follow(follower=bo, person=anna)
    with pytest.raises(PictureRefused) as refusal:
        write_to_person(sender=anna, person=bo, words=Words(picture=sent(size)))
    assert (refusal.value.field, Message.objects.count(), Conversation.objects.count()) == ("picture", 0, 0)
    assert not ReviewItem.objects.exists()
    assert write_to_person(sender=anna, person=bo, words=Words(picture=sent(other=True))).picture


def test_the_frame_of_a_film_is_looked_at_when_its_note_comes_out_and_when_it_comes_later():
    author = known()
    early = make_clip(author, mp4(), "a.mp4")
    _take_over(early.poster, store_picture(sent()))
    with pytest.raises(PictureRefused) as refusal:
        publish_note(author=author, draft=Draft(clip=early))
    assert (refusal.value.field, Post.objects.count()) == ("clip", 0)
    late = make_clip(author, mp4(seconds=43), "b.mp4")
    note = publish_note(author=author, draft=Draft(clip=late))
    assert not ReviewItem.objects.exists()
    _take_over(late.poster, store_picture(sent()))
    for _twice in range(2):
        look_at_frame(ClipFramed(clip_id=late.pk))
    note.refresh_from_db()
    assert note.status == PostStatus.HIDDEN
    assert queued().target_id == note.pk
    assert Strike.objects.count() == 1


def test_nothing_is_read_from_files_as_long_as_nothing_is_refused(rule, django_assert_num_queries):
    drop_rule(rule=rule)
    with django_assert_num_queries(1):
        assert screen_pictures(pictures=[UploadedPicture(file="pictures/none.webp")], field="pictures") == []
