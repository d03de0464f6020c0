"""Notes on pages: their text with its topics as links, and the blocks other pages show. `{% load notes %}`"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django import template
from django.urls import reverse
from django.utils.html import conditional_escape as escape
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from catalog.products.models import Product
from community.groups.models import Group
from community.groups.selectors import Standing
from content.posts.lanes import dealt
from content.posts.models import Post, PostProduct
from content.posts.selectors import FEW, can_be_bought, newest, note_page, notes_by, notes_in, notes_with
from content.posts.words import MENTION, PLACE, TOPIC, placed_in, topic_slug, topics_in

register = template.Library()


@dataclass(frozen=True)
class Block:
    """A stretch of a note's text, or a product whose card stands between two of them."""

    html: str = ""
    tag: PostProduct | None = None


@register.filter
def note_blocks(post: Post) -> list[Block]:
    """The text with the products that stand in it."""
    shown = {one.product.slug: one for one in post.products.all()}
    parts = PLACE.split(post.body)  # text, slug, text, slug, … text
    blocks = [
        Block(tag=shown.get(part)) if place % 2 else Block(html=_paragraphs(part, post))
        for place, part in enumerate(parts)
    ]
    return [block for block in blocks if block.tag or block.html]


@register.filter
def slides(post: Post) -> int:
    """How many pages its pictures have; a clip is the first one."""
    return len(post.pictures.all()) + bool(post.clip_id)


@register.filter
def beside_text(tagged: Iterable[PostProduct], post: Post) -> list[PostProduct]:
    """Products of a note whose cards don't stand in its text."""
    placed = set(placed_in(post.body))
    return [one for one in tagged if one.product.slug not in placed]


def _paragraphs(text: str, post: Post) -> SafeString:
    """Paragraphs and lines of plain text; everything is escaped, only topics and people it names become links."""
    topics = set(topics_in(post.body))
    people = {one.user.handle for one in post.mentions.all()}
    paragraphs = [block.strip("\n") for block in text.split("\n\n") if block.strip()]
    lines = [[_line(line, topics, people) for line in block.split("\n")] for block in paragraphs]
    html = "".join(f"<p>{'<br>'.join(block)}</p>" for block in lines)
    return mark_safe(html)  # noqa: S308 - every part went through escape


def _line(line: str, topics: set[str], people: set[str]) -> str:
    parts, place = [], 0
    for match in sorted([*TOPIC.finditer(line), *MENTION.finditer(line)], key=lambda one: one.start()):
        link = _link(match.groupdict(), topics, people)
        if link and match.start() >= place:
            parts += [escape(line[place : match.start()]), link]
            place = match.end()
    return "".join([*parts, escape(line[place:])])


def _link(found: Mapping[str, str], topics: set[str], people: set[str]) -> str:
    """The link of a topic or a person, or nothing when it is only words."""
    if (name := found.get("name")) and topic_slug(name) in topics:
        return format_html('<a class="topic" href="{}">#{}</a>', reverse("posts:topic", args=[topic_slug(name)]), name)
    if (handle := found.get("handle", "").lower()) in people:
        return format_html('<a class="topic" href="{}">@{}</a>', reverse("community:profile", args=[handle]), handle)
    return ""


@register.filter
def products_of(tagged: Iterable[PostProduct]) -> list[Product]:
    """The products of a note that can be bought."""
    return [one.product for one in tagged if can_be_bought(one.product)]


@register.filter
def on_sale(product: Product) -> bool:
    return can_be_bought(product)


@register.filter
def on_picture(tagged: Iterable[PostProduct], place: int) -> list[PostProduct]:
    """The tags that sit on one picture."""
    return [one for one in tagged if one.on_picture == place and can_be_bought(one.product)]


@register.inclusion_tag("content/posts/_block.html", takes_context=True)
def posts_of(context: template.Context, person: Any) -> dict[str, Any]:
    """{% posts_of person %}: the newest notes of somebody, on their page."""
    return {"notes": newest(notes_by(context["user"], person.handle), 2 * FEW), "person": person, "few": 2 * FEW}


@register.inclusion_tag("content/posts/_rail.html", takes_context=True)
def posts_about(context: template.Context, product: Product) -> dict[str, Any]:
    """{% posts_about product %}: notes that show it, on its page."""
    return {"notes": newest(notes_with(context["user"], product)), "product": product}


@register.inclusion_tag("content/posts/_in_group.html", takes_context=True)
def notes_of_group(context: template.Context, group: Group, standing: Standing) -> dict[str, Any]:
    """{% notes_of_group group standing %}: what stands in a group, newest first, on its page."""
    request = context["request"]
    page = note_page(notes_in(request.user, group), cursor=request.GET.get("cursor", ""))
    return {
        "lanes": dealt(page.items),
        "is_empty": not page.items,
        "next_cursor": page.next_cursor,
        "group": group,
        "standing": standing,
        "request": request,
    }
