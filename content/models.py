"""Models of this app, for Django to find; code imports the slice."""

from content.pages.models import LeadStory

__all__ = ["LeadStory"]
