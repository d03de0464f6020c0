"""Choosing between the two languages of the platform's own vocabulary."""

from django.utils.translation import get_language


def is_chinese() -> bool:
    return (get_language() or "zh").startswith("zh")


def in_language(zh: str, en: str) -> str:
    """The text in the active language, or the other one where it is missing."""
    return (zh or en) if is_chinese() else (en or zh)
