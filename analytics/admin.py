"""Admin pages of this app, for Django to find."""

from analytics.tracking.admin import DeadLetterAdmin

__all__ = ["DeadLetterAdmin"]
