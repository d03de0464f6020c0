"""The Django admin of this app, for Django to find."""

from catalog.taxonomy.admin import AttributeAdmin, CategoryAdmin

__all__ = ["AttributeAdmin", "CategoryAdmin"]
