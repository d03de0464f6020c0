"""What the demo's people say, like and keep. Comments stand in talk.txt: `about|comment|the author's reply`."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

from config.kernel.demo import World, times_as_given
from content.boards.models import Board, Save
from content.comments.models import Comment, CommentLike
from content.posts.models import Post
from content.reactions.models import PostLike
from content.reactions.services import recount_notes

ABOUT = {
    "茶": ("茶桌", "冷泡", "陈皮"),
    "家": ("灯", "出租", "家变小"),
    "吃": ("早餐", "饼", "粥", "便当"),
    "外": ("露营", "爬山"),
    "陶": ("陶",),
    "信": ("写信", "手账"),
}
BOARDS = {"shopper": ("想去试的", "家里慢慢添"), "shopper2": ("Tea corner", "Someday")}
KEPT_EACH = 9


@dataclass
class Rows:
    comments: list[Comment] = field(default_factory=list)
    replies: list[Comment] = field(default_factory=list)
    likes: list[PostLike] = field(default_factory=list)


def seed(world: World, posts: Sequence[Post]) -> None:
    """Some notes are loved, most are liked by a few; people ask, authors answer."""
    dice, rows = world.dice("talk"), Rows()
    said = _read()
    for post in posts:
        _talk(world, dice, rows, post, said)
        _like(world, dice, rows, post)
    Comment.objects.bulk_create(rows.comments)
    for reply in rows.replies:
        reply.root_id = reply.answers_id = reply.root.pk if reply.root else None
    Comment.objects.bulk_create(rows.replies)
    PostLike.objects.bulk_create(rows.likes)
    _like_comments(world, dice, rows.comments)
    _keep(world, dice, posts)
    recount_notes()
    world.tell(f"{len(rows.comments) + len(rows.replies)} comments, {len(rows.likes)} likes")


def _read() -> dict[str, list[tuple[str, str]]]:
    said: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for line in (Path(__file__).parent / "talk.txt").read_text("utf-8").splitlines():
        about, comment, reply = line.split("|")
        said[about].append((comment, reply))
    return said


def _fitting(post: Post, said: dict[str, list[tuple[str, str]]]) -> list[tuple[str, str]]:
    if post.language == "en":
        return said["en"]
    words = f"{post.title}{post.body}"
    fitting = [line for about, marks in ABOUT.items() if any(mark in words for mark in marks) for line in said[about]]
    return [*fitting, *said["通"]]


def _talk(world: World, dice: Random, rows: Rows, post: Post, said: dict[str, list[tuple[str, str]]]) -> None:
    lines = _fitting(post, said)
    for words, answer in dice.sample(lines, min(dice.choice((0, 1, 2, 2, 3, 4, 5)), len(lines))):
        author = _somebody(world, dice, post)
        comment = Comment(
            key=world.public_id(dice, 12), post=post, author=author, body=words, created_at=_later(world, dice, post)
        )
        rows.comments.append(comment)
        if answer and dice.random() < 0.75:
            at = comment.created_at + (world.now - comment.created_at) * dice.random() * 0.3
            key = world.public_id(dice, 12)
            rows.replies.append(
                Comment(key=key, post=post, author=post.author, root=comment, body=answer, created_at=at)
            )
    rows.comments.sort(key=lambda one: one.created_at)


def _like(world: World, dice: Random, rows: Rows, post: Post) -> None:
    most = min(len(world.shoppers) - 1, 180)
    count = min(most, int(3 + 140 * dice.random() ** 3))
    fans = dice.sample([one for one in world.shoppers if one.pk != post.author_id], count)
    rows.likes += [PostLike(post=post, user=fan, at=_later(world, dice, post), is_told=True) for fan in fans]


def _like_comments(world: World, dice: Random, comments: Sequence[Comment]) -> None:
    CommentLike.objects.bulk_create(
        CommentLike(comment=comment, user=fan)
        for comment in comments
        for fan in dice.sample(world.shoppers, min(len(world.shoppers), int(14 * dice.random() ** 3)))
        if fan.pk != comment.author_id
    )


def _keep(world: World, dice: Random, posts: Sequence[Post]) -> None:
    """The demo's own people keep notes on two boards each, others on one."""
    with times_as_given(Board):
        boards = [
            Board(key=world.public_id(dice, 12), owner=world.cast[who], name=name, created_at=world.now)
            for who, names in BOARDS.items()
            for name in names
        ]
        for person in dice.sample(world.shoppers[2:], min(60, len(world.shoppers) - 2)):
            name = "Keep" if person.language == "en" else "收着"
            boards.append(Board(key=world.public_id(dice, 12), owner=person, name=name, created_at=world.now))
        for board in boards:
            board.updated_at = world.now
        Board.objects.bulk_create(boards)
    kept: dict[int, set[int]] = defaultdict(set)
    saves = []
    for board in boards:
        own = [one for one in posts if one.pk not in kept[board.owner_id] and one.author_id != board.owner_id]
        for post in dice.sample(own, min(len(own), dice.randint(2, KEPT_EACH))):
            kept[board.owner_id].add(post.pk)
            saves.append(Save(user=board.owner, post=post, board=board, at=_later(world, dice, post)))
    Save.objects.bulk_create(saves)


def _somebody(world: World, dice: Random, post: Post) -> Any:
    crowd = [one for one in world.shoppers if one.pk != post.author_id and one.language == post.language]
    return dice.choice(crowd or [one for one in world.shoppers if one.pk != post.author_id])


def _later(world: World, dice: Random, post: Post) -> datetime:
    since = post.published_at or world.now - timedelta(hours=1)
    return since + (world.now - since) * dice.random() ** 2
