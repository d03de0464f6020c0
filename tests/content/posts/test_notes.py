"""Notes: what can be said, what is refused, how they are read."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse

from catalog.products.models import ListingStatus, Product
from community.graph.models import Block
from community.graph.services import block, mute
from config.kernel.clock import now
from config.kernel.models import OutboxEvent
from content.comments.services import write_comment
from content.posts.drafts import Draft, Tag
from content.posts.errors import (
    NothingSaid,
    ProductGone,
    TagBesideThePicture,
    TooLong,
    TooManyPictures,
    TooManyProducts,
)
from content.posts.models import Post, PostStatus, Topic
from content.posts.services import change_note, publish_note
from content.posts.words import cleaned, mentions_in, topics_in
from tests.factories.accounts import UserFactory
from tests.factories.catalog import make_picture, make_product
from tests.factories.notes import make_note

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _english(client):
    client.cookies["django_language"] = "en"


def page(client, url: str, status: int = 200) -> str:
    answer = client.get(url)
    assert answer.status_code == status, answer.status_code
    return answer.content.decode()


# ---- words ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "topics"),
    [
        ("茶很好 #茶桌日常 #一个人的周末", {"茶桌日常": "茶桌日常", "一个人的周末": "一个人的周末"}),
        ("好喝#茶#，还有#Tea", {"茶": "茶", "tea": "Tea"}),
        ("＃ＴＥＡ and #tea are one", {"tea": "ＴＥＡ"}),
        ("no topics: # , #1, C#, a#b, https://x.test/#frag, ##", {}),
        ("#" + "长" * 31, {}),
    ],
)
def test_topics_are_read_from_the_text(text, topics):
    assert topics_in(text) == topics


def test_at_most_ten_topics_of_a_text():
    assert len(topics_in(" ".join(f"#t{n}" for n in range(30)))) == 10


def test_marks_that_hide_or_turn_writing_are_taken_out():
    assert cleaned("a\u202eb\u200bc\x00d\r\ne\n\n\n\nf  ") == "abcd\ne\n\nf"
    assert cleaned("👩\u200d👩\u200d👧") == "👩\u200d👩\u200d👧"


# ---- saying -----------------------------------------------------------------------------------------------------


def test_a_note_keeps_pictures_products_and_topics_in_order():
    author, cup, pot = UserFactory(), make_product(), make_product()
    pictures = [make_picture() for _ in range(3)]
    draft = Draft(
        title=" 周末的\n茶 ",
        body="水开了 #茶桌日常",
        place="杭州",
        pictures=pictures,
        tags=[Tag(pot, on_picture=2, x=0, y=100), Tag(cup)],
    )
    post = publish_note(author=author, draft=draft)
    post.refresh_from_db()
    assert (post.title, post.kind, post.language, post.cover) == ("周末的 茶", "picture", "zh-hans", pictures[0])
    assert [one.picture for one in post.pictures.all()] == pictures
    assert [(one.product, one.on_picture, one.x, one.y) for one in post.products.all()] == [
        (pot, 2, 0, 100),
        (cup, None, None, None),
    ]
    assert [link.topic.name for link in post.topic_links.all()] == ["茶桌日常"]
    assert OutboxEvent.objects.filter(name="content.note_published", payload__post_id=post.pk).count() == 1


def test_one_topic_for_two_notes():
    make_note(body="#Tea")
    make_note(body="more #TEA")
    assert Topic.objects.get().post_links.count() == 2


@pytest.mark.parametrize(
    ("wish", "refusal"),
    [
        ({}, NothingSaid),
        ({"title": "\u200b", "body": " \n "}, NothingSaid),
        ({"title": "长" * 41}, TooLong),
        ({"body": "长" * 1001}, TooLong),
        ({"pictures": 19}, TooManyPictures),
        ({"tags": 6, "body": "a"}, TooManyProducts),
        ({"body": "a", "gone": True}, ProductGone),
        ({"body": "a", "beside": (1, 5, 5), "pictures": 1}, TagBesideThePicture),
        ({"body": "a", "beside": (0, 101, 5), "pictures": 1}, TagBesideThePicture),
        ({"body": "a", "beside": (0, 5, None), "pictures": 1}, TagBesideThePicture),
    ],
)
def test_what_cannot_be_said_leaves_nothing(wish, refusal):
    product = make_product()
    tags = [Tag(product)] * wish.pop("tags", 0)
    if wish.pop("gone", False):
        Product.objects.filter(pk=product.pk).update(status=ListingStatus.UNLISTED)
        product.refresh_from_db()
        tags = [Tag(product)]
    if "beside" in wish:
        tags = [Tag(product, *wish.pop("beside"))]
    pictures = [make_picture() for _ in range(wish.pop("pictures", 0))]
    with pytest.raises(refusal):
        publish_note(author=UserFactory(), draft=Draft(pictures=pictures, tags=tags, **wish))
    assert not Post.objects.exists()
    assert not Topic.objects.exists()


# ---- reading ----------------------------------------------------------------------------------------------------


def test_the_list_shows_the_newest_first_and_reads_on(client):
    for place in range(20):
        note = make_note(UserFactory(), title=f"note {place:02d}", body="words")
        Post.objects.filter(pk=note.pk).update(published_at=now() - timedelta(minutes=100 - place))
    shown = page(client, reverse("posts:list"))
    assert shown.count('data-test="post-card"') == 12
    assert "note 19" in shown
    assert shown.count("<h2 data-ugc") == 12
    assert "note 05" not in shown
    more = shown.split('hx-get="')[1].split('"')[0].replace("&amp;", "&")
    rest = page(client, reverse("posts:list") + more)
    assert rest.count('data-test="post-card"') == 8
    assert "note 05" in rest


def test_lists_cost_the_same_for_ten_and_thirty(client, django_assert_num_queries, django_assert_max_num_queries):
    for _each in range(10):
        make_note(body="words #tea")
    for url in (reverse("posts:list"), reverse("posts:topic", args=["tea"])):
        with django_assert_max_num_queries(6) as first:
            page(client, url)
    for _each in range(14):
        make_note(pictures=0, body="words #tea")
    with django_assert_num_queries(len(first)):
        page(client, reverse("posts:topic", args=["tea"]))


def test_the_note_page_shows_products_as_they_are_now(client):
    cup = make_product(title="天青茶杯", price_cents=12_800)
    note = make_note(products=[cup])
    url = reverse("posts:note", args=[note.key])
    shown = page(client, url)
    assert 'class="tag-dot"' in shown
    assert shown.count(reverse("posts:note-product", args=[note.key, cup.slug])) == 2
    variant = cup.variants.get()
    variant.price_cents = 9_900
    variant.save()
    Product.objects.filter(pk=cup.pk).update(price_min_cents=9_900, price_max_cents=9_900, is_in_stock=False)
    shown = page(client, url)
    assert "99" in shown.split('data-test="product-price"')[1][:120]
    assert "Sold out" in shown
    Product.objects.filter(pk=cup.pk).update(status=ListingStatus.UNLISTED)
    shown = page(client, url)
    assert "Not on sale any more" in shown
    assert reverse("posts:note-product", args=[note.key, cup.slug]) not in shown


def test_the_note_page_costs_the_same_however_much_is_in_it(client, django_assert_max_num_queries):
    small = make_note(products=[make_product()])
    large = make_note(pictures=18, products=[make_product() for _ in range(5)], body="#a #b #c")
    with django_assert_max_num_queries(18) as first:
        page(client, reverse("posts:note", args=[small.key]))
    with django_assert_max_num_queries(len(first)):
        page(client, reverse("posts:note", args=[large.key]))


def test_text_of_people_never_becomes_html(client):
    evil = "<script>alert(1)</script> & #<b>x</b> #好\n\n<img src=x onerror=alert(1)>"
    note = make_note(title="<i>title</i>", body=evil, place='"><script>')
    shown = page(client, reverse("posts:note", args=[note.key]))
    assert "<script>alert" not in shown
    assert "<img src=x" not in shown
    assert "&lt;script&gt;alert(1)&lt;/script&gt; &amp; #" in shown
    assert f'<a class="topic" href="{reverse("posts:topic", args=["好"])}">#好</a>' in shown
    assert "<i>title</i>" not in page(client, reverse("posts:list"))


@pytest.mark.parametrize("status", [PostStatus.HIDDEN, PostStatus.DELETED])
def test_what_is_not_published_does_not_exist_for_others(client, status):
    note = make_note(body="#quiet")
    Post.objects.filter(pk=note.pk).update(status=status)
    url = reverse("posts:note", args=[note.key])
    assert client.get(url).status_code == 404
    client.force_login(UserFactory())
    assert client.get(url).status_code == 404
    assert note.key not in page(client, reverse("posts:list"))
    assert note.key not in page(client, reverse("posts:topic", args=["quiet"]))
    client.force_login(note.author)
    assert client.get(url).status_code == (200 if status == PostStatus.HIDDEN else 404)


def test_notes_of_somebody_who_left_are_gone(client):
    note = make_note()
    note.author.is_active = False
    note.author.save()
    assert client.get(reverse("posts:note", args=[note.key])).status_code == 404
    assert note.key not in page(client, reverse("posts:list"))


def test_one_persons_notes(client):
    note, other = make_note(), make_note()
    shown = page(client, f"{reverse('posts:list')}?by={note.author.handle}")
    assert note.key in shown
    assert other.key not in shown
    assert client.get(f"{reverse('posts:list')}?by=nobody").status_code == 404


@pytest.mark.parametrize("path", ["/posts/NOSUCHNOTE/", "/topics/nothing/", "/posts/%00/", "/topics/%00/"])
def test_unknown_ones_do_not_exist(client, path):
    assert client.get(path).status_code == 404


def test_product_and_home_pages_show_notes(client):
    cup = make_product()
    note = make_note(products=[cup])
    link = reverse("posts:note", args=[note.key])
    assert link in page(client, reverse("catalog:product-more", args=[cup.slug]))
    assert link in page(client, reverse("home"))


# ---- mentions ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "handles"),
    [
        ("和@xiao_man一起，还有 @Anna", ["xiao_man", "anna"]),
        ("mail a@b.test, http://x/@you, @@both, @me, @x" + "y" * 30, []),
        (" ".join(f"@person{n}" for n in range(20)), [f"person{n}" for n in range(10)]),
    ],
)
def test_people_are_called_by_handle(text, handles):
    assert mentions_in(text) == handles


def test_who_is_named_is_linked_and_told_once(client):
    author, friend, foe = UserFactory(handle="author_a"), UserFactory(handle="friend_f"), UserFactory(handle="foe_f")
    block(blocker=foe, person=author)
    note = make_note(author, body="with @friend_f, @foe_f, @author_a and @nobody_here")
    shown = page(client, reverse("posts:note", args=[note.key]))
    assert f'<a class="topic" href="{reverse("community:profile", args=["friend_f"])}">@friend_f</a>' in shown
    assert shown.count('class="topic"') == 1
    told = OutboxEvent.objects.filter(name="content.person_mentioned")
    assert [event.payload["user_id"] for event in told] == [friend.pk]
    change_note(post=note, draft=Draft(body="still with @friend_f"))
    assert told.count() == 1
    change_note(post=note, draft=Draft(body="alone"))
    assert not note.mentions.exists()


# ---- people who don't meet -----------------------------------------------------------------------------------------


def test_across_a_block_nothing_is_seen_or_said(client):
    note, reader = make_note(body="#quiet"), UserFactory()
    said = write_comment(post=note, author=UserFactory(), body="hello there")
    for blocker, blocked in ((reader, note.author), (note.author, reader)):
        Block.objects.all().delete()
        block(blocker=blocker, person=blocked)
        client.force_login(reader)
        assert client.get(reverse("posts:note", args=[note.key])).status_code == 404
        assert client.get(f"/api/v1/posts/{note.key}/").status_code == 404
        assert client.get(reverse("posts:thread", args=[said.key])).status_code == 404
        assert client.post(reverse("posts:comments", args=[note.key]), {"body": "x"}).status_code == 404
        assert client.post(reverse("posts:like", args=[note.key]), {"on": "1"}).status_code == 404
        for url in (reverse("posts:list"), reverse("posts:topic", args=["quiet"]), reverse("home")):
            assert note.key not in page(client, url)


def test_muted_people_are_not_in_lists_but_can_be_visited(client):
    note, reader = make_note(), UserFactory()
    chatty = UserFactory(display_name="Chatty")
    write_comment(post=note, author=chatty, body="blah blah")
    noisy = make_note(chatty)
    mute(muter=reader, person=chatty)
    client.force_login(reader)
    assert noisy.key not in page(client, reverse("posts:list"))
    assert noisy.key in page(client, reverse("community:profile", args=[chatty.handle]))
    assert "blah blah" not in page(client, reverse("posts:note", args=[note.key]))
    assert page(client, reverse("posts:note", args=[noisy.key]))


# ---- API --------------------------------------------------------------------------------------------------------


def test_the_api_tells_the_same(client, django_assert_max_num_queries):
    cup = make_product(price_cents=12_800)
    note = make_note(products=[cup], body="好 #茶桌日常")
    for _each in range(5):
        make_note(pictures=3, products=[cup])
    with django_assert_max_num_queries(6):
        listed = client.get("/api/v1/posts/").json()["results"]
    assert len(listed) == 6
    [one] = client.get(f"/api/v1/posts/?by={note.author.handle}&topic=茶桌日常").json()["results"]
    assert one == client.get(f"/api/v1/posts/{note.key}/").json()
    assert one["products"][0] | {"title": ""} == {
        "slug": cup.slug,
        "title": "",
        "price_cents": 12_800,
        "currency": "CNY",
        "is_in_stock": True,
        "on_picture": 0,
        "x": 50,
        "y": 50,
    }
    assert one["topics"] == [{"slug": "茶桌日常", "name": "茶桌日常"}]
    assert client.get("/api/v1/posts/NOSUCH/").status_code == 404
