"""Subscribers of this app, for Django to find."""

from content.boards import subscribers as boards
from content.comments import subscribers as comments
from content.effect import subscribers as effect
from content.gathered import subscribers as gathered
from content.moderation import subscribers as moderation
from content.posts import subscribers as posts
from content.reactions import subscribers as reactions
from content.reviews import subscribers as reviews

__all__ = ["boards", "comments", "effect", "gathered", "moderation", "posts", "reactions", "reviews"]
