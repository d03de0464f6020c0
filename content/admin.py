"""Admin pages of this app, for Django to find."""

from content.pages.admin import LeadStoryAdmin

__all__ = ["LeadStoryAdmin"]
