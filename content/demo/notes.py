"""Notes of the demo: what the people of this world show and tell, written out in notes.txt.

A note there: `= title`, `@ pictures` as thing/tone/form, `+ categories` of the products shown, `% place`, then its text.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from random import Random
from typing import Any

from catalog.demo.pictures import drawn
from catalog.products.models import Product
from config.kernel.demo import World, times_as_given
from config.kernel.models import UploadedPicture
from content.posts.models import (
    Disclosure,
    Post,
    PostKind,
    PostMention,
    PostPicture,
    PostProduct,
    PostStatus,
    PostVersion,
)
from content.posts.selectors import people_named
from content.posts.services import link_topics
from content.posts.words import language_of, mark_of, mentions_in

WEEKS = 6
IN_TEXT = 5  # one note in five shows its last product within its text
CHINESE_ALT, ENGLISH_ALT = "“%s”的配图", "A picture of “%s”"
DISCLOSED = {4: Disclosure.GIFT, 9: Disclosure.AD, 21: Disclosure.COMMISSION}


@dataclass
class Told:
    """One note of the text file."""

    title: str
    pictures: list[str] = field(default_factory=list)
    categories: list[str] = field(default_factory=list)
    place: str = ""
    body: str = ""

    @property
    def language(self) -> str:
        return language_of(f"{self.title} {self.body}")


@dataclass
class Rows:
    posts: list[Post] = field(default_factory=list)
    drawings: list[UploadedPicture] = field(default_factory=list)
    pictures: list[PostPicture] = field(default_factory=list)
    products: list[PostProduct] = field(default_factory=list)

    def write(self) -> None:
        UploadedPicture.objects.bulk_create(self.drawings)
        with times_as_given(Post):
            Post.objects.bulk_create(self.posts)
        for picture in self.pictures:
            picture.post_id = picture.post.pk
        for product in self.products:
            product.post_id = product.post.pk
        PostPicture.objects.bulk_create(self.pictures)
        PostProduct.objects.bulk_create(self.products)
        out = [post for post in self.posts if post.status == PostStatus.PUBLISHED]
        link_topics(out)
        PostMention.objects.bulk_create(
            PostMention(post=post, user_id=pk)
            for post in out
            for pk in people_named(post.author, mentions_in(post.body))
        )
        PostVersion.objects.bulk_create(self._version(post) for post in out)

    def _version(self, post: Post) -> PostVersion:
        return PostVersion(
            post=post,
            number=1,
            title=post.title,
            body=post.body,
            disclosure=post.disclosure,
            pictures=[one.picture_id for one in self.pictures if one.post is post],
            products=[one.product.slug for one in self.products if one.post is post],
            at=post.published_at or post.created_at,
        )


def read_notes() -> list[Told]:
    notes: list[Told] = []
    for line in (Path(__file__).parent / "notes.txt").read_text("utf-8").splitlines():
        mark, rest = line[:2], line[2:].strip()
        if mark == "= ":
            notes.append(Told(rest))
        elif mark == "@ ":
            notes[-1].pictures = [one for one in rest.split() if one != "-"]
        elif mark == "+ ":
            notes[-1].categories = rest.split()
        elif mark == "% ":
            notes[-1].place = rest
        else:
            notes[-1].body += f"{line}\n"
    return notes


def seed(world: World) -> list[Post]:
    """Every note by somebody who speaks its language, with things of the shops that fit it; the newest last."""
    dice = world.dice("notes")
    told = read_notes()
    dice.shuffle(told)
    writers = _writers(world, dice)
    by_category: dict[tuple[str, str], list[Product]] = defaultdict(list)
    for product in world.products:
        by_category[product.category.slug, product.language].append(product)
    rows = Rows()
    for place, one in enumerate(told):
        age = timedelta(weeks=WEEKS) * (1 - (place + dice.random()) / len(told)) ** 1.6
        post = _post(world, dice, one, writers[one.language].pop(), age)
        post.disclosure = DISCLOSED.get(place, Disclosure.NONE)
        _pictures(rows, world, dice, post, one)
        _products(rows, dice, post, one, by_category)
        if place % IN_TEXT == 0 and rows.products and rows.products[-1].post is post:
            post.body = f"{post.body}\n\n{mark_of(rows.products[-1].product.slug)}"
        rows.posts.append(post)
    _unfinished(rows, world, dice)
    rows.write()
    world.tell(f"{len(rows.posts)} notes with {len(rows.pictures)} pictures")
    return [post for post in rows.posts if post.status == PostStatus.PUBLISHED]


def _unfinished(rows: Rows, world: World, dice: Random) -> None:
    """What the demo's own people haven't said yet: a draft, and a note that comes out by itself."""
    told = Told("桂花快开了", body="楼下那棵今年早。想拍一组从花苞到落地的，先记在这里。")
    draft = _post(world, dice, told, world.cast["shopper"], timedelta(days=1))
    draft.status, draft.published_at = PostStatus.DRAFT, None
    told = Told("First frost, first pu'er", body="Tomorrow morning, if the forecast is right. #teatime")
    later = _post(world, dice, told, world.cast["shopper2"], timedelta(hours=3))
    later.status, later.published_at = PostStatus.SCHEDULED, None
    later.publish_at = world.now + timedelta(days=2)
    rows.posts += [draft, later]


def _writers(world: World, dice: Random) -> dict[str, list[Any]]:
    """People who write, by language: the demo's own first, twenty more, some of them again and again."""
    writers: dict[str, list[Any]] = {}
    for language, own in (("zh-hans", world.cast["shopper"]), ("en", world.cast["shopper2"])):
        crowd = [one for one in world.shoppers if one.language == language and one not in world.cast.values()]
        some = dice.sample(crowd, min(len(crowd), 20))
        often = [own, own, *some, *dice.choices(some, k=40), own]
        writers[language] = often
    return writers


def _post(world: World, dice: Random, told: Told, author: Any, age: timedelta) -> Post:
    at = max(world.now - age, author.joined_at + timedelta(hours=1))
    return Post(
        key=world.public_id(dice, 12),
        author=author,
        kind=PostKind.PICTURE if told.pictures else PostKind.TEXT,
        title=told.title,
        body=told.body.strip(),
        place=told.place,
        language=told.language,
        status=PostStatus.PUBLISHED,
        published_at=at,
        created_at=at,
        updated_at=at,
    )


def _pictures(rows: Rows, world: World, dice: Random, post: Post, told: Told) -> None:
    alt = (CHINESE_ALT if post.language == "zh-hans" else ENGLISH_ALT) % post.title
    for place, words in enumerate(told.pictures):
        kind, tone, ratio = words.split("/")
        seed = dice.randint(1, 9)
        drawing = drawn(key=world.public_id(dice), kind=kind, tone=tone, ratio=ratio, seed=seed, alt=alt)
        rows.drawings.append(drawing)
        rows.pictures.append(PostPicture(post=post, picture=drawing, position=place))
        post.cover = post.cover or drawing


def _products(
    rows: Rows, dice: Random, post: Post, told: Told, by_category: dict[tuple[str, str], list[Product]]
) -> None:
    chosen: list[Product] = []
    for slug in told.categories:
        fitting = by_category[slug, post.language] or by_category[slug, "zh-hans"] or by_category[slug, "en"]
        if fitting and (one := dice.choice(fitting)) not in chosen:
            chosen.append(one)
    for place, product in enumerate(chosen):
        tag = PostProduct(post=post, product=product, position=place)
        if told.pictures and place < 2:
            tag.on_picture, tag.x, tag.y = 0, (24, 58)[place] + dice.randint(0, 8), (72, 48)[place] + dice.randint(0, 8)
        rows.products.append(tag)
