"""Models of this app, for Django to find; code imports the slice."""

from content.boards.models import Board, Save
from content.comments.models import Comment, CommentLike
from content.effect.models import NoteDay, Seen
from content.feed.models import ShopFollow, TopicFollow, Warmth
from content.pages.models import LeadStory
from content.posts.models import (
    CounterDelta,
    NoteUpload,
    Post,
    PostMention,
    PostPicture,
    PostProduct,
    PostStat,
    PostTopic,
    PostVersion,
    Topic,
)
from content.reactions.models import PostLike, Repost
from content.reviews.models import HelpfulVote, Review, ReviewNote, ReviewPicture, ReviewSummary, TagCount

__all__ = [
    "Board",
    "Comment",
    "CommentLike",
    "CounterDelta",
    "HelpfulVote",
    "LeadStory",
    "NoteDay",
    "NoteUpload",
    "Post",
    "PostLike",
    "PostMention",
    "PostPicture",
    "PostProduct",
    "PostStat",
    "PostTopic",
    "PostVersion",
    "Repost",
    "Review",
    "ReviewNote",
    "ReviewPicture",
    "ReviewSummary",
    "Save",
    "Seen",
    "ShopFollow",
    "TagCount",
    "Topic",
    "TopicFollow",
    "Warmth",
]
