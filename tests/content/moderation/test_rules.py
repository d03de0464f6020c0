"""Rules at work on notes, comments, reviews and messages."""

from __future__ import annotations

import pytest
from PIL import Image

from community.conduct.errors import LinkRefused, PictureRefused, TooManyLinks, WordsRefused
from community.conduct.models import DomainRule, PictureRule, WordRule
from community.conduct.prints import print_of
from community.conduct.services import (
    change_standing,
    check_may_write,
    drop_rule,
    keep_domain_rule,
    keep_word_rule,
    refuse_picture,
    screen_message,
)
from config.kernel.clock import now
from content.comments.models import CommentStatus
from content.comments.services import write_comment
from content.moderation.models import ReviewItem, Strike
from content.moderation.services import Verdict, decide, set_level
from content.moderation.trust import settle_levels, way_up
from content.posts.drafts import Draft
from content.posts.models import Post, PostPicture, PostStatus
from content.posts.services import come_out, schedule_note
from content.reactions.services import like_note
from content.reviews.models import ReviewSummary
from content.reviews.selectors import review_for_anyone, reviews_for
from tests.factories.accounts import MerchantFactory, UserFactory, operator
from tests.factories.notes import make_note
from tests.factories.reviews import make_review

pytestmark = pytest.mark.django_db


def words(text: str, action: str = "block", *, language: str = "", name: str = "No trade in cigarettes") -> WordRule:
    return keep_word_rule(rule=WordRule(words=text, action=action, language=language, name=name), by=None)


def known(level: int = 1):
    person = UserFactory()
    change_standing(person_id=person.pk, level=level)
    return person


def test_refused_words_name_their_rule_and_never_themselves():
    words("假烟")
    with pytest.raises(WordsRefused) as refusal:
        make_note(body="有 假-烟 卖")
    assert (refusal.value.field, "假" in refusal.value.text) == ("body", False)
    assert "No trade in cigarettes" in refusal.value.text
    with pytest.raises(WordsRefused) as refusal:
        make_note(title="假烟")
    assert refusal.value.field == "title"
    assert not Post.objects.exists()


def test_a_rule_of_one_language_leaves_the_others_alone():
    words("gift", language="en")
    make_note(title="", body="Gift 是毒药的意思")
    with pytest.raises(WordsRefused):
        make_note(title="", body="A gift for you")


def test_words_are_masked_queued_or_flagged():
    words("笨蛋", "mask")
    words("返利", "queue", name="Rebates")
    words("好评", "flag")
    note = make_note(known(), body="你这个笨蛋")
    assert note.body == "你这个＊＊"
    assert not ReviewItem.objects.exists()
    held = make_note(known(), body="返 利 群")
    held.refresh_from_db()
    item = ReviewItem.objects.get()
    assert (held.status, item.source, item.found) == (PostStatus.HIDDEN, "words", ["Rebates"])
    assert Strike.objects.get(person=held.author).rule == "rule"
    decide(item=item, actor=operator(), version=item.version, verdict=Verdict("keep"))
    held.refresh_from_db()
    assert held.status == PostStatus.PUBLISHED
    shown = make_note(known(), body="求好评")
    assert shown.status == PostStatus.PUBLISHED
    assert ReviewItem.objects.get(state="open").target_id == shown.pk


def test_a_comment_that_waits_is_nobodys_to_read():
    words("返利", "queue")
    comment = write_comment(post=make_note(), author=known(), body="返利")
    comment.refresh_from_db()
    assert comment.status == CommentStatus.HIDDEN


def test_links_of_newcomers_wait_those_of_others_do_not():
    fresh = make_note(UserFactory(), body="看 https://unknown.example.com")
    fresh.refresh_from_db()
    assert fresh.status == PostStatus.HIDDEN
    assert ReviewItem.objects.get().source == "links"
    assert make_note(known(), body="看 https://unknown.example.com").status == PostStatus.PUBLISHED
    with pytest.raises(TooManyLinks):
        make_note(UserFactory(), body="https://a.com https://b.com https://c.com")
    keep_domain_rule(rule=DomainRule(domain="Wikipedia.org", verdict="allow"), by=None)
    allowed = make_note(UserFactory(), body="https://zh.wikipedia.org/wiki/茶")
    allowed.refresh_from_db()
    assert allowed.status == PostStatus.PUBLISHED
    denied = keep_domain_rule(rule=DomainRule(domain="bad.com", verdict="deny"), by=None)
    with pytest.raises(LinkRefused):
        make_note(known(), body="https://x.bad.com/1")
    drop_rule(rule=denied)
    make_note(known(), body="https://x.bad.com/1")


def test_ways_past_the_shops_wait_except_for_those_who_sell():
    note = make_note(known(), body="加微信 tea_lover88")
    note.refresh_from_db()
    assert note.status == PostStatus.HIDDEN
    seller = UserFactory()
    MerchantFactory(owner=seller)
    own = make_note(seller, body="电话 13812345678")
    own.refresh_from_db()
    assert own.status == PostStatus.PUBLISHED
    assert screen_message(text="我的电话 13812345678", field="body")  # in private nobody minds


def test_a_refused_picture_does_not_come_back_and_its_like_waits(settings, tmp_path):
    import io

    from django.core.files.uploadedfile import SimpleUploadedFile

    from config.kernel.pictures import store_picture

    settings.MEDIA_ROOT = tmp_path

    def sent(size: int):
        patches = Image.new("L", (6, 6))
        patches.putdata([(37 * place * place + 91 * place) % 256 for place in range(36)])
        image = patches.resize((size, size), Image.Resampling.BICUBIC).convert("RGB")
        buffer = io.BytesIO()
        image.save(buffer, "PNG")
        return store_picture(SimpleUploadedFile("a.png", buffer.getvalue()))

    first = sent(400)
    assert refuse_picture(picture=first, name="Stolen photo", by=None) is not None
    assert print_of(first) is not None
    with pytest.raises(PictureRefused) as refusal:
        publish(known(), sent(400))
    assert "Stolen photo" in refusal.value.text
    note = publish(known(), sent(300))
    note.refresh_from_db()
    assert note.status == PostStatus.HIDDEN
    assert ReviewItem.objects.get().source == "picture"
    assert PictureRule.objects.count() == 1


def publish(author, picture) -> Post:
    from content.posts.services import publish_note

    note = publish_note(author=author, draft=Draft(title="图", pictures=[picture]))
    assert PostPicture.objects.filter(post=note).exists()
    return note


def test_a_scheduled_note_is_read_again_when_it_comes_out():
    from datetime import timedelta

    note = schedule_note(author=known(), draft=Draft(body="返利"), publish_at=now() + timedelta(hours=1))
    words("返利")
    Post.objects.update(publish_at=now() - timedelta(minutes=1))
    note.refresh_from_db()
    assert not come_out(post=note)
    note.refresh_from_db()
    assert note.status == PostStatus.DRAFT


def test_a_hidden_review_leaves_the_sums_and_comes_back_to_them():
    review = make_review(rating=1)
    from content.moderation.services import report
    from content.moderation.things import thing_of

    for _one in range(3):
        report(reporter=known(2), found=thing_of("review").by_pk(review.pk), reason="false")
    assert not reviews_for(UserFactory()).exists()
    assert review_for_anyone(review.author, key=review.key)
    assert ReviewSummary.objects.get().count == 0
    item = ReviewItem.objects.get()
    decide(item=item, actor=operator(), version=item.version, verdict=Verdict("keep"))
    assert ReviewSummary.objects.get().count == 1


def test_levels_rise_at_night_and_by_hand():
    fresh, seller = UserFactory(), UserFactory()
    MerchantFactory(owner=seller)
    assert settle_levels([fresh.pk, seller.pk]) == 1
    assert settle_levels([fresh.pk, seller.pk]) == 0
    standing, following, steps = way_up(seller)
    assert (standing.level, following) == (1, 2)
    assert {one.name for one in steps} == {"days", "threads", "likes_given", "likes_got"}
    like_note(post=make_note(), user=fresh)
    assert {one.name: one.has for one in way_up(fresh)[2]}["likes_given"] == 1
    set_level(person=fresh, level=4, is_fixed=True, actor=operator(), reason="Runs the tea group")
    settle_levels([fresh.pk])
    assert way_up(fresh)[0].level == 4
    check_may_write(fresh)
