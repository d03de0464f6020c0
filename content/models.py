"""Models of this app, for Django to find; code imports the slice."""

from content.boards.models import Board, Save
from content.comments.models import Comment, CommentLike
from content.pages.models import LeadStory
from content.posts.models import CounterDelta, Post, PostPicture, PostProduct, PostStat, PostTopic, Topic
from content.reactions.models import PostLike
from content.reviews.models import HelpfulVote, Review, ReviewPicture, ReviewSummary, TagCount

__all__ = [
    "Board",
    "Comment",
    "CommentLike",
    "CounterDelta",
    "HelpfulVote",
    "LeadStory",
    "Post",
    "PostLike",
    "PostPicture",
    "PostProduct",
    "PostStat",
    "PostTopic",
    "Review",
    "ReviewPicture",
    "ReviewSummary",
    "Save",
    "TagCount",
    "Topic",
]
