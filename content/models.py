"""Models of this app, for Django to find; code imports the slice."""

from content.pages.models import LeadStory
from content.posts.models import Post, PostPicture, PostProduct, PostTopic, Topic

__all__ = ["LeadStory", "Post", "PostPicture", "PostProduct", "PostTopic", "Topic"]
