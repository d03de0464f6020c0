"""Tasks of this app, for Celery to find."""

from content.clips import tasks as clips
from content.effect import tasks as effect
from content.feed import tasks as feed
from content.gathered import tasks as gathered
from content.moderation import tasks as moderation
from content.posts import tasks as posts
from content.reactions import tasks as reactions
from content.reviews import tasks as reviews

__all__ = ["clips", "effect", "feed", "gathered", "moderation", "posts", "reactions", "reviews"]
