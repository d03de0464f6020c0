"""Models of this app, for Django to find; code imports the slice."""

from content.boards.models import Board, Save
from content.clips.models import Clip
from content.comments.models import Comment, CommentLike
from content.effect.models import NoteDay, Seen
from content.feed.models import ShopFollow, TopicFollow, Warmth
from content.moderation.models import Appeal, LogLine, Report, ReviewItem, Strike
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
    "Appeal",
    "Board",
    "Clip",
    "Comment",
    "CommentLike",
    "CounterDelta",
    "HelpfulVote",
    "LeadStory",
    "LogLine",
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
    "Report",
    "Repost",
    "Review",
    "ReviewItem",
    "ReviewNote",
    "ReviewPicture",
    "ReviewSummary",
    "Save",
    "Seen",
    "ShopFollow",
    "Strike",
    "TagCount",
    "Topic",
    "TopicFollow",
    "Warmth",
]
